// Drafts of long forms in this browser: one per page and account, gone after a week, after saving, after log-out.
const WEEK = 7 * 24 * 3600 * 1000;
const account = document.body.dataset.account || "";
export const keyOf = (path) => `draft:${account}:${path}`;

export function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    return draft && Date.now() - draft.at < WEEK ? draft : null;
  } catch {
    return null;
  }
}

export function write(key, fields) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
    return true;
  } catch {
    return false; // storage is full or refused: the form still works
  }
}

export const forget = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
};

const ours = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
  } catch {
    return [];
  }
};

// A form that was sent is saved once another page follows, or the same page without errors.
export function bringDraftsUpToDate() {
  for (const key of ours()) if (!read(key)) forget(key);
  document.querySelector("[data-forget-drafts]")?.addEventListener("click", () => {
    for (const key of ours()) if (key.startsWith(`draft:${account}:`)) forget(key);
  });
  if (!account || "keepDrafts" in document.body.dataset) return;
  try {
    const sent = sessionStorage.getItem("sent-draft");
    if (!sent || document.querySelector("form[data-draft][data-invalid]")) return;
    sessionStorage.removeItem("sent-draft");
    forget(sent);
  } catch {
    // no storage, no drafts
  }
}
