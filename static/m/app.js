// The deputy's phone: one document with hash routes; a second page load may not exist in a village.

import * as pages from "./pages.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const EVERY = 60000;
export const state = { bundle: null, items: [], photos: [], tier: "A", persisted: null, stranger: "", sizesChosen: 0 };

const BUNDLE_AGE = 10 * 60000;

/** Reads the queue anew and shows the page again, unless somebody is writing in it. */
async function refresh() {
  state.items = await store.items();
  state.photos = await store.photos();
  if (pages.isForm(location.hash)) pages.showNet(state);
  else pages.show(state);
}

async function renew() {
  const chosen = state.sizesChosen;
  const given = await sync.fetchBundle();
  if (!given) return;
  // The server does not know yet what was chosen here a moment ago.
  const isOnTheWay = chosen !== state.sizesChosen || state.items.some((one) => one.kind === "size" && one.state === "waiting");
  if (state.bundle && isOnTheWay) Object.assign(given, { size: state.bundle.size, dark: state.bundle.dark, size_asked: true });
  const waiting = state.items.some((one) => one.state !== "sent");
  if (state.bundle && state.bundle.account !== given.account && waiting) {
    state.stranger = given.name;
    return;
  }
  state.stranger = "";
  state.bundle = given;
  await store.putMeta("bundle", given);
  pages.setSize(given.size, given.dark);
}

async function handIn({ now = false } = {}) {
  const before = state.items.filter((one) => one.state === "waiting").length;
  await sync.sync({ now });
  await refresh();
  const after = state.items.filter((one) => one.state === "waiting").length;
  const age = state.bundle ? Date.now() - Date.parse(state.bundle.at) : Infinity;
  if (after < before || age > BUNDLE_AGE || now) {
    await renew();
    await refresh();
  }
}

/** Saved on the phone first; the network is asked afterwards and never waited for. */
async function save(item, pictures) {
  await store.saveItem(item, pictures);
  state.items = await store.items();
  state.photos = await store.photos();
  if (navigator.storage && navigator.storage.persist && state.persisted === null) {
    navigator.storage.persist().then((granted) => {
      state.persisted = granted;
    });
  }
  setTimeout(handIn, 0);
}

async function leave() {
  state.items = await store.items();
  if (state.items.some((one) => one.state === "waiting" || one.state === "trouble") || state.photos.length) return false;
  const csrf = (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
  await fetch("/m/leave/", { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf } });
  await store.forget();
  location.href = "/login/";
  return true;
}

async function begin() {
  pages.setup(state, { save, handIn, leave, refresh });
  if (!store.can()) {
    state.tier = "C";
    return pages.showTierC();
  }
  state.tier = navigator.serviceWorker ? "A" : "B";
  if (navigator.serviceWorker) navigator.serviceWorker.register("/m/worker.js", { scope: "/m/" }).catch(() => {});
  let opened;
  try {
    opened = await store.open();
  } catch {
    state.tier = "C";
    return pages.showTierC();
  }
  if (opened === "locked") await pages.askPin();
  state.bundle = await store.getMeta("bundle");
  if (state.bundle) pages.setSize(state.bundle.size, state.bundle.dark);
  state.items = await store.items();
  state.photos = await store.photos();
  pages.show(state);
  sync.onChange(async () => {
    state.items = await store.items();
    pages.showNet(state);
  });
  addEventListener("hashchange", () => pages.show(state));
  addEventListener("online", () => handIn({ now: true }));
  addEventListener("offline", () => pages.showNet(state));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && handIn());
  setInterval(handIn, EVERY);
  await renew();
  await refresh();
  await handIn({ now: false });
  if (!pages.isForm(location.hash)) await store.sweep();
}

begin();
