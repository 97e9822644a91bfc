// The import wizard: a drop zone; cells that are checked one by one; Enter goes to the next wrong cell.
import { composing } from "./ime.js";

const drop = document.querySelector("[data-drop]");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  const line = drop.querySelector("[data-drop-name]");
  const say = () => {
    const file = input.files[0];
    if (file) line.textContent = `${file.name}，${file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`}`;
  };
  input.addEventListener("change", say);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      say();
    });
  }
}

const form = document.querySelector("form[data-repair]");
if (form) {
  const saved = form.querySelector("[data-saved]");
  const say = (text) => saved && (saved.textContent = text);
  let last = Promise.resolve();

  // One after the other: every check judges the whole file.
  const send = (row) => (last = last.then(() => check(row)).catch(() => say("没连上服务器，改的内容还在页面上，请再按一次回车。")));

  async function check(row) {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "tab", "page"]) body.set(name, form.elements[name].value);
    for (const cell of row.querySelectorAll(".cell")) {
      if (cell.value !== cell.defaultValue) body.set(cell.name, cell.value);
    }
    if (![...body.keys()].some((name) => name.startsWith("cell."))) return;
    const at = row.dataset.row;
    body.set("do", "save");
    for (const block of form.querySelectorAll("input[name=block]")) body.append("block", block.value);
    row.classList.add("busy");
    say("正在检查…");
    const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).finally(() => row.classList.remove("busy"));
    const told = await answer.json();
    if (told.login || told.reload) return void location.reload();
    if (!answer.ok) return say(told.sentence || "没有检查成，请再试一次。");
    for (const [name, html] of Object.entries(told.pieces)) put(name, html);
    for (const [name, html] of Object.entries(told.rows)) replace(name, html, name === at);
    say("已检查");
  }

  function put(name, html) {
    const place = document.querySelector(`[data-piece="${name}"]`);
    if (!place || place.contains(document.activeElement)) return;
    place.innerHTML = html;
  }

  // A row that somebody is typing into keeps what he types.
  function replace(name, html, force) {
    const old = form.querySelector(`tr[data-row="${CSS.escape(name)}"]`);
    if (!old) return;
    const dirty = [...old.querySelectorAll(".cell")].some((cell) => cell.value !== cell.defaultValue);
    if (dirty && !force) return;
    const box = document.createElement("tbody");
    box.innerHTML = html;
    const fresh = box.firstElementChild;
    // A duplicate stands over what it repeats.
    const twin = form.querySelector(`tr[data-of="${CSS.escape(name)}"]`);
    if (twin) twin.remove();
    old.after(...[...box.children].slice(1));
    const focused = old.contains(document.activeElement) ? document.activeElement.name : "";
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll(".cell")].find((cell) => cell.name === focused)?.focus();
  }

  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && event.target.matches(".cell")) send(row);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composing(event)) return;
    if (event.target.matches("[data-group]")) {
      event.preventDefault();
      form.querySelector(`button[value="group:${event.target.dataset.group}"]`).click();
      return;
    }
    if (!event.target.matches(".cell") || event.shiftKey) return;
    event.preventDefault();
    const cells = [...form.querySelectorAll(".cell")];
    const here = cells.indexOf(event.target);
    const wrong = (cell) => cell !== event.target && cell.getAttribute("aria-invalid") === "true";
    const next = cells.slice(here + 1).find(wrong) || cells.slice(0, here).find(wrong);
    if (next) {
      next.focus();
      next.select();
    } else {
      event.target.blur();
    }
  });

  form.querySelector('.cell[aria-invalid="true"]')?.focus({ preventScroll: true });
}
