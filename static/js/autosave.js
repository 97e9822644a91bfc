// Keeps what is typed into a long form; offers it again when the page comes back empty.
import { forget, keyOf, read, write } from "./drafts.js";

const SKIP = new Set(["password", "file", "hidden", "submit"]);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = keyOf(location.pathname);
  const line = form.querySelector("[data-draft-line]");
  const fields = () => [...form.elements].filter((f) => f.name && !SKIP.has(f.type) && !("private" in f.dataset));
  const state = () => fields().map((f) => [f.name, f.type === "checkbox" || f.type === "radio" ? [f.value, f.checked]
    : f.multiple ? [...f.selectedOptions].map((o) => o.value) : f.value]);
  const start = JSON.stringify(state());
  let timer = 0;

  const keep = () => {
    const now = state();
    if (JSON.stringify(now) === start || !write(key, now)) return;
    const at = new Date();
    line.textContent = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")} 已存草稿`;
  };
  const restore = (draft) => {
    const all = fields();
    draft.fields.forEach(([name, value]) => {
      const same = all.filter((f) => f.name === name);
      if (!same.length) return;
      const kind = same[0].type;
      if (kind === "checkbox" || kind === "radio") {
        for (const f of same) if (f.value === value[0]) f.checked = value[1];
      } else if (same[0].multiple) {
        for (const o of same[0].options) o.selected = value.includes(o.value);
      } else same[0].value = value;
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const draft = read(key);
  if (draft && !("invalid" in form.dataset) && JSON.stringify(draft.fields) !== start) {
    const at = new Date(draft.at);
    const offer = document.createElement("div");
    offer.className = "draft-offer";
    offer.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = `有一份没写完的草稿（${at.getMonth() + 1}月${at.getDate()}日 ${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}）`;
    const button = (label, does) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "btn btn-line";
      b.textContent = label;
      b.addEventListener("click", () => { does(); offer.remove(); });
      return b;
    };
    offer.append(words, button("接着写", () => restore(draft)), button("不要了", () => forget(key)));
    form.before(offer);
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 800); });
  form.addEventListener("keep-draft", keep);
  form.addEventListener("submit", () => {
    keep();
    try { sessionStorage.setItem("sent-draft", key); } catch { /* no storage, no drafts */ }
  });
}
