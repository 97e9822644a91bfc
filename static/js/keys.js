// Keyboard: / search, J K rows, Enter or O open, N new, Ctrl+S and Ctrl+Enter in forms, ? this list.
import { composing } from "./ime.js";

const HELP = [["/", "到查询框"], ["J　K", "下一行、上一行"], ["Enter 或 O", "打开这一行"], ["N", "新增"],
  ["Ctrl+S", "存草稿"], ["Ctrl+Enter", "提交"], ["?", "快捷键一览"]];
const rows = [...document.querySelectorAll("table[data-list] tbody tr")];
const off = "noKeys" in document.body.dataset;
let here = -1;

function move(step) {
  if (!rows.length) return;
  rows[here]?.classList.remove("here");
  here = Math.min(rows.length - 1, Math.max(0, here + step));
  rows[here].classList.add("here");
  rows[here].scrollIntoView({ block: "nearest" });
  rows[here].querySelector("a")?.focus();
}

function help() {
  let box = document.querySelector("dialog.keys");
  if (!box) {
    box = document.createElement("dialog");
    box.className = "keys";
    box.setAttribute("aria-label", "快捷键");
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [key, does] of HELP) {
      const dt = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      dt.append(kbd);
      const dd = document.createElement("dd");
      dd.textContent = does;
      list.append(dt, dd);
    }
    box.append(list);
    document.body.append(box);
  }
  box.open ? box.close() : box.showModal?.();
}

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const form = event.target.closest?.("form[data-draft]");
  if (event.ctrlKey && form && event.key === "Enter") return void form.requestSubmit?.();
  if (event.ctrlKey && form && event.key.toLowerCase() === "s") {
    event.preventDefault();
    return void form.dispatchEvent(new CustomEvent("keep-draft"));
  }
  if (off || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const open = () => rows[here]?.querySelector("a")?.click();
  const does = {
    "/": () => document.querySelector("[data-search]")?.focus(), j: () => move(1), k: () => move(-1), o: open,
    n: () => document.querySelector("[data-new]")?.click(), "?": help,
  }[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!does) return;
  event.preventDefault();
  does();
});
