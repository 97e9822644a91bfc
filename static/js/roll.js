// The roll call: tiles that turn with a click, found by initials, marked by keys. The selects below
// stay the truth: what is sent is the same without this script.
import { composing } from "./ime.js";

const CYCLE = { present: "leave", late: "leave", early: "leave", late_early: "leave", leave: "absent" };
const box = document.querySelector("[data-roll]");
const form = box?.closest("form");

if (box) {
  fillOnChoice();
  quickPlaces();
  autoTopic();
  const grid = box.querySelector("[data-roll-tiles]");
  if (grid) roll(grid);
  if (!("rollFocus" in box.dataset) && !("invalid" in form.dataset) && !document.querySelector("[data-errors]")
    && document.activeElement === document.body) form.querySelector("input[name=kind]")?.focus();
}

function fillOnChoice() {
  const part = box.querySelector("[data-fill]");
  const button = part?.querySelector("[data-fill-button]");
  if (!button || !form.requestSubmit) return;
  button.hidden = true;
  part.addEventListener("change", () => form.requestSubmit(button));
}

function quickPlaces() {
  for (const row of document.querySelectorAll("[data-quick]")) {
    const input = document.getElementById(row.dataset.quick);
    for (const chip of row.querySelectorAll("button")) {
      chip.hidden = false;
      chip.tabIndex = 0;
      chip.addEventListener("click", () => { input.value = chip.textContent; input.focus(); });
    }
  }
}

function autoTopic() {
  const part = form.querySelector("[data-auto-topic]");
  const topic = form.elements.topic;
  const town = part?.dataset.town;
  let mine = "";
  const name = () => {
    const kind = form.querySelector("input[name=kind]:checked")?.value;
    const day = form.elements.held_on.value.trim();
    const found = day.match(/^(?:\d{4}[-./年]?)?(\d{1,2})[-./月]\d{1,2}日?$/) || day.match(/^(?:\d{4})?(\d{2})\d{2}$/);
    if (!kind || !found || (topic.value && topic.value !== mine)) return;
    topic.value = mine = `${town} ${Number(found[1])} 月${kind}`.trim();
  };
  if (!topic || !part) return;
  form.addEventListener("change", (event) => { if (["kind", "held_on"].includes(event.target.name)) name(); });
}

function roll(grid) {
  const tiles = [...grid.querySelectorAll("[data-tile]")];
  const find = box.querySelector("[data-roll-find]");
  const counts = box.querySelectorAll("[data-n]");
  const select = (tile) => tile.querySelector("select");
  const role = (tile) => tile.querySelector(".role-pick");
  const roles = tiles.length ? [...role(tiles[0]).options].map((one) => one.value).slice(2) : [];
  let here = 0;

  grid.classList.add("live");
  find.closest("label").hidden = false;
  box.querySelector("[data-roll-keys]").hidden = false;
  box.querySelector("[data-role-keys]").hidden = false;
  const each = box.querySelector("[data-each-role]");
  each.type = "button";
  each.addEventListener("click", () => {
    for (const tile of tiles) tile.classList.add("with-role");
    each.hidden = true;
    role(tiles[0]).focus();
  });
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "到会名单");

  for (const [n, tile] of tiles.entries()) {
    const face = document.createElement("button");
    face.type = "button";
    face.className = "face";
    face.tabIndex = n ? -1 : 0;
    face.append(document.createElement("b"), document.createElement("span"));
    face.firstChild.textContent = tile.dataset.name;
    face.addEventListener("click", () => turn(tile));
    // Space is a key of its own here: no click follows from it.
    face.addEventListener("keyup", (event) => { if (event.key === " ") event.preventDefault(); });
    face.addEventListener("focus", () => stand(n));
    face.addEventListener("keydown", onTile);
    tile.querySelector("select").addEventListener("change", () => show(tile));
    tile.querySelector("select").tabIndex = -1;
    role(tile).addEventListener("change", () => show(tile));
    tile.prepend(face);
    show(tile);
  }

  function show(tile) {
    const now = select(tile);
    const label = now.selectedOptions[0]?.textContent ?? "";
    tile.dataset.state = now.value;
    tile.classList.toggle("open", now.value !== "present");
    // Who did not come took no role.
    const takes = ["present", "late", "early", "late_early"].includes(now.value);
    tile.toggleAttribute("data-takes", takes);
    if (role(tile).value) tile.classList.add("with-role");
    const own = takes && role(tile).value ? ` ${role(tile).selectedOptions[0].textContent}` : "";
    const why = tile.querySelector("input");
    why.hidden = ["present", "none"].includes(now.value);
    tile.querySelector(".face span").textContent = label;
    tile.querySelector(".face").setAttribute("aria-label", `${tile.dataset.name} ${label}${own}`);
    count();
  }

  function count() {
    const states = tiles.map((tile) => select(tile).value);
    const n = {
      here: states.filter((s) => ["present", "late", "early", "late_early"].includes(s)).length,
      leave: states.filter((s) => s === "leave").length,
      absent: states.filter((s) => s === "absent" || s === "unexcused").length,
    };
    n.asked = n.here + n.leave + n.absent;
    for (const b of counts) b.textContent = n[b.dataset.n];
  }

  function set(tile, state) {
    select(tile).value = state;
    select(tile).dispatchEvent(new Event("input", { bubbles: true }));
    show(tile);
  }
  const turn = (tile) => set(tile, CYCLE[select(tile).value] ?? "present");
  // A second press of the same key takes the mark back.
  const mark = (tile, state) => set(tile, select(tile).value === state ? "present" : state);

  function take(tile, name) {
    role(tile).value = name;
    role(tile).dispatchEvent(new Event("input", { bubbles: true }));
    show(tile);
  }

  function stand(n) {
    tiles[here]?.classList.remove("here");
    tiles[here].querySelector(".face").tabIndex = -1;
    here = n;
    tiles[here].classList.add("here");
    tiles[here].querySelector(".face").tabIndex = 0;
  }

  const matches = (word) => tiles.filter((tile) => {
    const [whole = "", initials = ""] = tile.dataset.keys.toLowerCase().split(" ");
    return initials.startsWith(word) || whole.startsWith(word) || tile.dataset.name.includes(word);
  });

  function seek() {
    const word = find.value.trim().toLowerCase();
    const found = word ? matches(word) : [];
    grid.classList.toggle("sought", !!word);
    for (const tile of tiles) tile.classList.toggle("found", found.includes(tile));
    if (found.length) stand(tiles.indexOf(found[0]));
    return found;
  }

  function clear() { find.value = ""; seek(); }

  function step(event) {
    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -5, ArrowDown: 5 }[event.key];
    if (!move) return false;
    event.preventDefault();
    stand(Math.min(tiles.length - 1, Math.max(0, here + move)));
    tiles[here].querySelector(".face").focus();
    return true;
  }

  function onTile(event) {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (step(event)) return;
    const key = event.key.toLowerCase();
    if (key === " ") mark(tiles[here], "leave");
    else if (key === "enter") turn(tiles[here]);
    else if (key === "x") mark(tiles[here], "absent");
    else if (/^[0-9]$/.test(key) && (key === "0" || roles[key - 1])) take(tiles[here], roles[key - 1] ?? "");
    else if (/^[a-z]$/.test(key)) { find.value = key; find.focus(); seek(); } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  find.addEventListener("input", (event) => { if (!event.isComposing) seek(); });
  find.addEventListener("compositionend", seek);
  find.addEventListener("keydown", (event) => {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const word = find.value.trim().toLowerCase();
    const found = word ? matches(word) : [];
    if (event.key === " " && found.length) { mark(found.includes(tiles[here]) ? tiles[here] : found[0], "leave"); clear(); }
    // x is 缺席, unless somebody's name goes on with it.
    else if (event.key.toLowerCase() === "x" && found.length && (event.shiftKey || !matches(`${word}x`).length)) {
      mark(found.includes(tiles[here]) ? tiles[here] : found[0], "absent"); clear();
    } else if (/^[0-9]$/.test(event.key) && found.length && (event.key === "0" || roles[event.key - 1])) {
      take(found.includes(tiles[here]) ? tiles[here] : found[0], roles[event.key - 1] ?? ""); clear();
    } else if (event.key === "Enter") { if (found.length) tiles[here].querySelector(".face").focus(); }
    else if (event.key === "Escape") clear();
    else if (["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key) && word) {
      const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
      if (found.length) stand(tiles.indexOf(found[(found.indexOf(tiles[here]) + (back ? found.length - 1 : 1)) % found.length]));
    } else if (event.key === "ArrowDown") tiles[here].querySelector(".face").focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  if ("rollFocus" in box.dataset) {
    box.scrollIntoView({ block: "start" });
    find.focus({ preventScroll: true });
  }
}
