// What the phone keeps: the queue, photos, drafts and what the server gave, sealed with AES-GCM.
//
// The key is made here and never leaves the phone. Without a PIN it stands in the database as a key that
// cannot be read out; with one it is wrapped by a key made from the PIN, and nothing opens without it.

const NAME = "congress-phone";
const ROUNDS = 310000;
let db = null;
let key = null;

export const can = () => Boolean(self.indexedDB && self.crypto && crypto.subtle);

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

function connect() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("meta");
    request.result.createObjectStore("items", { keyPath: "token" });
    request.result.createObjectStore("photos", { keyPath: "token" }).createIndex("item", "item");
  };
  return asked(request);
}

const write = (stores) => db.transaction(stores, "readwrite", { durability: "strict" });
const rawMeta = (name) => asked(db.transaction("meta").objectStore("meta").get(name));

async function putRawMeta(name, value) {
  const transaction = write(["meta"]);
  transaction.objectStore("meta").put(value, name);
  await finished(transaction);
}

// ---- the key ----------------------------------------------------------------------------

/** Opens the database; returns "open", or "locked" where a PIN is asked for. */
export async function open() {
  db = await connect();
  const kept = await rawMeta("key");
  if (kept && kept.wrapped) return "locked";
  key = kept || (await newKey(false));
  if (!kept) await putRawMeta("key", key);
  return "open";
}

const newKey = (extractable) =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, extractable, ["encrypt", "decrypt"]);

async function pinKey(pin, salt) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["wrapKey", "unwrapKey"],
  );
}

/** True where the PIN is right. */
export async function unlock(pin) {
  const { wrapped, salt, iv } = await rawMeta("key");
  try {
    const wrapping = await pinKey(pin, salt);
    key = await crypto.subtle.unwrapKey("raw", wrapped, wrapping, { name: "AES-GCM", iv }, "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
    return true;
  } catch {
    return false;
  }
}

export const hasPin = async () => Boolean((await rawMeta("key")).wrapped);

/** Seals everything anew, under a PIN or ("") without one. */
export async function setPin(pin) {
  const oldItems = await items();
  const oldPhotos = await allPhotos();
  const metas = {};
  const names = await asked(db.transaction("meta").objectStore("meta").getAllKeys());
  for (const name of names) if (name !== "key") metas[name] = await getMeta(name);
  const made = await newKey(true);
  let kept;
  if (pin) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const wrapped = await crypto.subtle.wrapKey("raw", made, await pinKey(pin, salt), { name: "AES-GCM", iv });
    kept = { wrapped, salt, iv };
  }
  const raw = await crypto.subtle.exportKey("raw", made);
  key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const rows = await Promise.all(oldItems.map(sealItem));
  const pictures = await Promise.all(oldPhotos.map(sealPhoto));
  const sealed = {};
  for (const name of Object.keys(metas)) if (metas[name]) sealed[name] = await seal(encode(metas[name]));
  const transaction = write(["meta", "items", "photos"]);
  transaction.objectStore("meta").put(kept || key, "key");
  for (const name of Object.keys(sealed)) transaction.objectStore("meta").put(sealed[name], name);
  for (const row of rows) transaction.objectStore("items").put(row);
  for (const row of pictures) transaction.objectStore("photos").put(row);
  await finished(transaction);
}

const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

async function seal(bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

const unseal = async ({ iv, box }) => new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box));

// ---- rows -------------------------------------------------------------------------------

// Outside the seal stands only what the queue is sorted by.
async function sealItem(item) {
  const { token, state, at } = item;
  return { token, state, at, ...(await seal(encode(item))) };
}

async function sealPhoto(photo) {
  const { token, item, sha, size, offset, draft, data } = photo;
  return { token, item, sha, size, offset, draft: Boolean(draft), ...(await seal(data)) };
}

export async function items() {
  const rows = await asked(db.transaction("items").objectStore("items").getAll());
  const open = await Promise.all(rows.map(async (row) => decode(await unseal(row))));
  return open.sort((one, other) => one.at - other.at);
}

/** The item, its photos and the end of the draft in one transaction: all of it or nothing. */
export async function saveItem(item, pictures = []) {
  const row = await sealItem(item);
  const rows = await Promise.all(pictures.map(sealPhoto));
  const transaction = write(["items", "photos", "meta"]);
  transaction.objectStore("items").put(row);
  for (const one of rows) transaction.objectStore("photos").put(one);
  if (DRAFTS[item.kind]) transaction.objectStore("meta").delete(DRAFTS[item.kind]);
  await finished(transaction);
}

export async function putItem(item) {
  const row = await sealItem(item);
  const transaction = write(["items"]);
  transaction.objectStore("items").put(row);
  await finished(transaction);
}

export async function dropItem(token) {
  const keys = await asked(db.transaction("photos").objectStore("photos").index("item").getAllKeys(token));
  const transaction = write(["items", "photos"]);
  transaction.objectStore("items").delete(token);
  for (const one of keys) transaction.objectStore("photos").delete(one);
  await finished(transaction);
}

async function allPhotos() {
  const rows = await asked(db.transaction("photos").objectStore("photos").getAll());
  return Promise.all(rows.map(async (row) => ({ ...row, data: await unseal(row), iv: undefined, box: undefined })));
}

/** Photos of items in the queue; those of a draft stay behind until it is saved. */
export const photos = async () => (await allPhotos()).filter((one) => !one.draft);
export const photosOf = async (item) => (await allPhotos()).filter((one) => one.item === item);

export async function putPhoto(photo) {
  const row = await sealPhoto(photo);
  const transaction = write(["photos"]);
  transaction.objectStore("photos").put(row);
  await finished(transaction);
}

export async function putOffset(token, offset) {
  const transaction = write(["photos"]);
  const store = transaction.objectStore("photos");
  const row = await asked(store.get(token));
  if (row) store.put({ ...row, offset });
  await finished(transaction);
}

export async function dropPhoto(token) {
  const transaction = write(["photos"]);
  transaction.objectStore("photos").delete(token);
  await finished(transaction);
}

export async function getMeta(name) {
  const row = await rawMeta(name);
  return row ? decode(await unseal(row)) : null;
}

export async function putMeta(name, value) {
  const row = await seal(encode(value));
  await putRawMeta(name, row);
}

export async function dropMeta(name) {
  const transaction = write(["meta"]);
  transaction.objectStore("meta").delete(name);
  await finished(transaction);
}

// ---- drafts -----------------------------------------------------------------------------

// One of each kind is being written; further suggestions that were begun lie in "parked".
const DRAFTS = { visit: "draft", suggestion: "draft-suggestion", opinion: "draft-opinion" };

export async function getDraft(kind) {
  const kept = await getMeta(DRAFTS[kind]);
  if (kept) return kept.kind === kind ? kept : null;
  // The page before this one had a single place for all drafts.
  const older = kind === "suggestion" ? await getMeta("draft") : null;
  return older && older.kind === kind ? older : null;
}

export const putDraft = (draft) => putMeta(DRAFTS[draft.kind], { ...draft, at: Date.now() });
export const parked = async () => (await getMeta("parked")) || [];

export async function park(draft) {
  const others = (await parked()).filter((one) => one.token !== draft.token);
  await putMeta("parked", [...others, draft]);
}

/** Goes on with a draft that was put aside; the one that was being written takes its place there. */
export async function unpark(token) {
  const rows = await parked();
  const wanted = rows.find((one) => one.token === token);
  if (!wanted) return;
  const present = await getDraft("suggestion");
  const rest = rows.filter((one) => one.token !== token);
  await putMeta("parked", present ? [...rest, present] : rest);
  await putDraft(wanted);
}

/** The draft and the photos that were put to it. */
export async function dropDraft(draft) {
  await putMeta("parked", (await parked()).filter((one) => one.token !== draft.token));
  const kept = await getDraft(draft.kind);
  if (kept && kept.token === draft.token) {
    await dropMeta(DRAFTS[draft.kind]);
    const older = await getMeta("draft");
    if (older && older.token === draft.token) await dropMeta("draft");
  }
  for (const one of await photosOf(draft.token)) if (one.draft) await dropPhoto(one.token);
}

/** Photos whose draft was written over are not kept for ever. */
export async function sweep() {
  const drafts = [...(await parked()), ...(await Promise.all(Object.keys(DRAFTS).map(getDraft)))];
  const known = new Set(drafts.filter(Boolean).map((one) => one.token));
  for (const one of await allPhotos()) if (one.draft && !known.has(one.item)) await dropPhoto(one.token);
}

/** Everything gone: after logging out with nothing waiting. */
export async function forget() {
  db.close();
  await asked(indexedDB.deleteDatabase(NAME));
}

// ---- small things -----------------------------------------------------------------------

/** A version 4 UUID; ``crypto.randomUUID`` is younger than the oldest browser we serve. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const shaOfText = (text) => sha256(new TextEncoder().encode(text));
