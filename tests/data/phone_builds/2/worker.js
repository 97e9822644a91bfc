// Keeps the shell, and nothing else: what belongs to somebody is in the page's own database.
const CACHE = "m-{{build}}";
const FILES = "{{files}}".split(",");
const DOCUMENT = "/m/";

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function fill() {
  const cache = await caches.open(CACHE);
  const page = await fetch(DOCUMENT, { cache: "reload", credentials: "same-origin" });
  // A log-in page or the page of a public network must not be kept in the shell's place.
  if (!page.ok || page.redirected || !page.headers.get("X-Phone-Shell")) throw new Error("not the shell");
  await cache.put(DOCUMENT, page);
  await cache.addAll(FILES.map((name) => new Request(name, { cache: "reload" })));
}

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === DOCUMENT || FILES.includes(address.pathname)) {
    event.respondWith(
      caches.match(address.pathname, { cacheName: CACHE, ignoreVary: true }).then((kept) => kept || fetch(event.request)),
    );
  }
});
