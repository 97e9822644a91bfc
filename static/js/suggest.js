// Suggestions under a pick field: type a name or initials, arrows and Enter choose.
import { composing } from "./ime.js";

let serial = 0;
for (const box of document.querySelectorAll("[data-suggest]")) {
  const input = box.querySelector("input[type=text]");
  const codes = box.querySelector("input[type=hidden]");
  const chosen = box.querySelector("[data-chosen]");
  const many = "many" in box.dataset;
  const list = document.createElement("ul");
  list.id = `suggest-${++serial}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  box.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  let here = -1;
  let timer = 0;

  const close = () => { list.hidden = true; here = -1; input.setAttribute("aria-expanded", "false"); };
  const sync = () => { codes.value = [...chosen.children].map((b) => b.dataset.code).join(","); codes.dispatchEvent(new Event("change", { bubbles: true })); };
  const chip = (code, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.code = code;
    button.textContent = `${label} ×`;
    button.setAttribute("aria-label", `去掉${label}`);
    button.addEventListener("click", () => { button.remove(); sync(); input.focus(); });
    return button;
  };
  for (const span of [...chosen.children]) span.replaceWith(chip(span.dataset.code, span.textContent));
  const choose = (item) => {
    if (!many) chosen.replaceChildren();
    if (![...chosen.children].some((b) => b.dataset.code === item.code)) chosen.append(chip(item.code, item.label));
    input.value = "";
    close();
    sync();
  };
  const show = (found) => {
    list.replaceChildren(...found.map((item, i) => {
      const li = document.createElement("li");
      li.id = `${list.id}-${i}`;
      li.setAttribute("role", "option");
      li.textContent = item.label;
      if (item.hint) {
        const hint = document.createElement("small");
        hint.textContent = item.hint;
        li.append(hint);
      }
      li.addEventListener("mousedown", (event) => { event.preventDefault(); choose(item); });
      li.item = item;
      return li;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!!found.length));
    mark(found.length ? 0 : -1);
  };
  const mark = (i) => {
    here = i;
    [...list.children].forEach((li, n) => li.setAttribute("aria-selected", String(n === i)));
    if (i >= 0) { input.setAttribute("aria-activedescendant", `${list.id}-${i}`); list.children[i].scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const word = input.value.trim();
    if (!word || !box.dataset.suggest) return close();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(word)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && word === input.value.trim()) show((await answer.json()).found);
    } catch {
      close(); // no network: the server resolves the typed name when the form is sent
    }
  };
  input.addEventListener("input", (event) => { if (!event.isComposing) { clearTimeout(timer); timer = setTimeout(ask, 150); } });
  input.addEventListener("compositionend", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (composing(event) || list.hidden) return;
    const n = list.children.length;
    if (event.key === "ArrowDown") mark((here + 1) % n);
    else if (event.key === "ArrowUp") mark((here + n - 1) % n);
    else if (event.key === "Enter" && here >= 0) choose(list.children[here].item);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  const button = box.closest("form")?.querySelector("[data-names]");
  if (button && box === button.form.querySelector("[data-suggest]")) {
    // The button says to whom it goes: the first field of the form that picks.
    const unnamed = button.textContent;
    const name = () => {
      const [first, ...others] = [...chosen.children].map((b) => b.getAttribute("aria-label").slice(2));
      button.textContent = first ? `${button.dataset.names}${first}${others.length ? `等 ${others.length + 1} 个单位` : ""}` : unnamed;
    };
    codes.addEventListener("change", name);
    name();
  }
  if (document.activeElement === input) ask(); // typed before this script arrived
}
