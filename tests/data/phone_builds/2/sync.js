// Handing in: one item per request, until the server's own receipt for it is there.
//
// An answer counts only if it is JSON and names this item's token and hash. Whatever else comes back — no answer,
// half of one, the page of a public network — leaves the item where it is, and it is tried again later.

import * as store from "./store.js";

export const SCHEMA = 1;
const CHUNK = 64 * 1024;
const PATIENCE = 45000;
const LONGEST_WAIT = 15 * 60000;
const FINAL = ["stored", "quarantined", "conflict", "refused", "gone"];
const KEEP_SENT = 7 * 86400000;

export const status = { sending: 0, of: 0, problem: "", sentence: "" };
let running = false;
let again = false;
let failures = 0;
let notBefore = 0;
let listener = () => {};

export const onChange = (call) => {
  listener = call;
};

const csrf = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";

async function fetchJson(address, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(address, {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
      ...options,
      headers: { Accept: "application/json", "X-CSRFToken": csrf(), ...options.headers },
    });
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    return { status: response.status, said: isJson ? await response.json() : null, wait: Number(response.headers.get("Retry-After")) };
  } catch {
    return { status: 0, said: null, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** What the server gives to work with; null where it could not be had. */
export async function fetchBundle() {
  const { status: code, said } = await fetchJson("/m/bundle.json");
  if (code === 200 && said && said.schema && said.account) {
    status.problem = "";
    return said;
  }
  if (code === 401 && said) note("login", said.sentence);
  return null;
}

function note(problem, sentence) {
  status.problem = problem;
  status.sentence = sentence || "";
}

/** Later, and not all phones of a county at the same moment. */
function later(seconds = 0) {
  failures += 1;
  const wait = Math.min(LONGEST_WAIT, 2000 * 2 ** Math.min(failures, 9));
  notBefore = Date.now() + Math.max(seconds * 1000, wait * (0.5 + Math.random() / 2));
}

export async function sync({ now = false } = {}) {
  // The signal may come back while a try without it is still failing: that try is followed by another.
  if (running) again = again || now;
  if (running || (!now && Date.now() < notBefore)) return;
  running = true;
  try {
    // Two tabs on one queue: one of them sends.
    if (navigator.locks) await navigator.locks.request("m-sync", { ifAvailable: true }, (lock) => lock && run());
    else await run();
  } finally {
    running = false;
    status.sending = status.of = 0;
    listener();
  }
  if (!again) return;
  again = false;
  await sync({ now: true });
}

async function run() {
  const waiting = (await store.items()).filter((one) => one.state === "waiting");
  let pictures = await store.photos();
  if (!waiting.length && !pictures.length) return tidy();
  if (!csrf()) await fetchBundle();
  status.of = waiting.length;
  for (const item of waiting) {
    status.sending += 1;
    listener();
    if (!(await handIn(item))) return;
  }
  const unsent = new Set((await store.items()).filter((one) => one.state !== "sent").map((one) => one.token));
  pictures = pictures.filter((one) => !unsent.has(one.item));
  status.sending = 0;
  status.of = pictures.length;
  for (const picture of pictures) {
    status.sending += 1;
    listener();
    if (!(await handInPhoto(picture))) return;
  }
  failures = 0;
  notBefore = 0;
  await tidy();
}

async function tidy() {
  for (const one of await store.items()) {
    if (one.state === "sent" && Date.now() - one.at > KEEP_SENT) await store.dropItem(one.token);
  }
}

/** True to go on with the next one. */
async function handIn(item) {
  // From here on the server may have it: its content must not change under the same token.
  if (!item.tried) await store.putItem({ ...item, tried: true });
  const { token, kind, schema, sha, text, account, base_version, replaces, made_at } = item;
  const answer = await fetchJson("/m/sync/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, kind, schema, sha, body: text, account, base_version, replaces, made_at }),
  });
  const said = answer.said;
  if (!said || !FINAL.includes(said.answer) || said.token !== token || said.sha !== sha) {
    notNow(answer);
    return false;
  }
  note("", "");
  const done = { ...item, tried: true, answer: said.answer, sentence: said.sentence || "", sent_at: Date.now() };
  if (said.answer === "stored") {
    await store.putItem({ ...done, state: "sent", text: "", code: said.receipt.id });
  } else if (said.answer === "quarantined") {
    await store.putItem({ ...done, state: "sent", held: true });
  } else {
    await store.putItem({
      ...done, state: "trouble", field: said.field || "", fields: said.fields || null, version: said.version,
      // Nothing of it was taken: it may be changed.
      tried: said.answer !== "refused",
    });
  }
  listener();
  return true;
}

function notNow({ status: code, said, wait }) {
  const known = said && ["login", "revoked", "maintenance", "outdated", "retry"].includes(said.answer);
  if (known) note(said.answer, said.sentence);
  else if (code === 403) fetchBundle();
  else note("", "");
  later(known ? wait : 0);
}

async function handInPhoto(picture) {
  let offset = picture.offset || 0;
  for (;;) {
    const { status: code, said, wait } = await fetchJson("/m/photo/", {
      method: "POST",
      headers: {
        "Content-Type": "application/octet-stream",
        "X-Photo": picture.token,
        "X-Item": picture.item,
        "X-Sha": picture.sha,
        "X-Size": String(picture.size),
        "X-Offset": String(offset),
      },
      body: picture.data.slice(offset, offset + CHUNK),
    });
    if (!said || said.token !== picture.token || said.sha !== picture.sha) {
      notNow({ status: code, said, wait });
      return false;
    }
    if (said.answer === "stored" || said.answer === "refused") {
      if (said.answer === "refused") note("photo", said.sentence);
      await store.dropPhoto(picture.token);
      return true;
    }
    if (said.answer !== "more") {
      notNow({ status: code, said, wait });
      return false;
    }
    offset = said.offset;
    await store.putOffset(picture.token, offset);
  }
}

// ---- putting into the queue -------------------------------------------------------------

/** An item as it is kept and later sent. ``token`` was made when the form opened. */
export async function queued(kind, body, { token, account, label, base_version, replaces, at }) {
  const text = JSON.stringify(body);
  return {
    token, kind, text, account, label, base_version, replaces,
    schema: SCHEMA,
    sha: await store.shaOfText(text),
    state: "waiting",
    at: at || Date.now(),
    made_at: new Date(at || Date.now()).toISOString(),
  };
}

export async function pictureOf(data, item) {
  return { token: store.uuid(), item, data, sha: await store.sha256(data), size: data.length, offset: 0 };
}
