// The frame of every page of the phone and the pieces that pages are built of.

import { shrink } from "./photo.js";
import { copyRescue } from "./rescue.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

export let state;
export let acts;
export const $ = (selector, root = document) => root.querySelector(selector);
export const app = () => document.getElementById("app");
const icons = `${document.documentElement.dataset.static}icons.svg`;

export function setup(given, calls) {
  state = given;
  acts = calls;
}

// A page that had to look into the database must not be drawn over the one opened meanwhile.
let turn = 0;
export const nextTurn = () => { turn += 1; };
export const thisTurn = () => turn;

// ---- building blocks --------------------------------------------------------------------

/** ``h("p", {class: "muted"}, "text", node)``: an element; texts are texts, never markup. */
export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "checked" || key === "value") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

export const link = (href, style, ...children) => h("a", { href, class: style }, ...children);
export const button = (style, act, ...children) => h("button", { type: "button", class: style, onclick: act }, ...children);

// ---- days -------------------------------------------------------------------------------

export const iso = (day) =>
  `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
export const ago = (days) => iso(new Date(Date.now() - days * 86400000));
export const dayWords = (text) => (text ? `${Number(text.slice(5, 7))} 月 ${Number(text.slice(8, 10))} 日` : "");
export const clock = (at) => new Date(at).toTimeString().slice(0, 5).replace(/^0/, "");
export const when = (at) => (iso(new Date(at)) === ago(0) ? `今天 ${clock(at)}` : `${dayWords(iso(new Date(at)))} ${clock(at)}`);

export function quarter() {
  const now = new Date();
  const first = new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3, 1);
  const last = new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3 + 3, 0);
  return { since: iso(first), left: Math.round((last - new Date(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000) };
}

// ---- the frame --------------------------------------------------------------------------

export function setSize(size, dark) {
  if (dark) document.documentElement.dataset.bsTheme = "dark";
  else delete document.documentElement.dataset.bsTheme;

  if (size) document.documentElement.dataset.size = size;
  else delete document.documentElement.dataset.size;
}

export const waiting = () => state.items.filter((one) => one.state === "waiting");
export const troubles = () => state.items.filter((one) => one.state === "trouble");
export const unsent = () => waiting().length + troubles().length;

function netWords() {
  const count = waiting().length;
  if (sync.status.sending) return ["cloud-upload", `正在上传 ${sync.status.sending}/${sync.status.of}`, ""];
  if (troubles().length) return ["exclamation-triangle", `${troubles().length} 条要处理`, "over"];
  if (!navigator.onLine) return ["cloud-slash", count ? [h("span", { class: "opt" }, "没网，"), `${count} 条待传`] : "没网也能记", ""];
  if (count || state.photos.length) return ["cloud-upload", count ? `${count} 条待传` : `${state.photos.length} 张照片待传`, ""];
  return ["cloud-check", "已全部上传", "on"];
}

export function showNet() {
  const net = $(".net");
  if (!net) return;
  const [name, words, tone] = netWords();
  net.className = `net ${tone}`;
  $(".icon", net).replaceWith(icon(name));
  $("span", net).replaceChildren(...[words].flat());
}

export function frame(title, { sub = "", back = "", tab = "", body = [], foot = null }) {
  const top = h("header", { class: "top" },
    back ? h("a", { class: "back", href: back, "aria-label": "返回" }, icon("chevron-left")) : h("span", { class: "seal", "aria-hidden": "true" }, "代"),
    h("div", {}, h("h1", { tabindex: "-1" }, title), sub && h("div", { class: "small muted group" }, sub)),
    h("a", { class: "net", href: "#/visits" }, icon("cloud-check"), h("span", { role: "status" })));
  const tabs = [["#/", "house-door", "首页"], ["#/visits", "journal-check", "走访"], ["#/suggest", "chat-square-text", "建议"], ["#/me", "person", "我的"]];
  const nav = h("nav", { class: "tabs", "aria-label": "主导航" },
    tabs.map(([href, name, label]) => h("a", { href, "aria-current": tab === href ? "page" : false }, icon(name), label)));
  const focused = document.activeElement && document.activeElement.matches("#app input") ? document.activeElement : null;
  app().replaceChildren(top, h("main", { class: "wrap" }, notices(), body), foot || nav);
  showNet();
  // A tap draws the form anew: whoever works with keys stays where they were.
  if (focused) {
    const again = [...document.querySelectorAll("#app input")].find((one) => one.name === focused.name && one.value === focused.value);
    if (again) again.focus({ preventScroll: true });
  }
}

/** What is in the way of handing in, and what to do about it. */
function notices() {
  const found = [];
  const { problem, sentence } = sync.status;
  if (state.stranger) {
    found.push(line("over", `这部手机里还有${state.bundle.name}代表的 ${unsent()} 条没传，请用原来的账号登录上传；现在登录的是${state.stranger}。`));
  }
  if (problem === "login") found.push(line("warn", "登录过期了，记录还在手机里。", link("/login/?next=/m/", "btn btn-line", "重新登录后上传")));
  else if (problem && sentence) found.push(line("warn", sentence));
  const [oldest] = state.items.filter((one) => one.state === "waiting" || one.state === "trouble");
  const days = (state.bundle && state.bundle.warn_days) || 3;
  if (oldest && Date.now() - oldest.at > days * 86400000) {
    found.push(line("over", `还有 ${unsent()} 条没传上去，最早的是 ${dayWords(iso(new Date(oldest.at)))}。打开流量停留半分钟就能传。`,
      button("btn btn-line", () => acts.handIn({ now: true }), "现在上传"), button("btn btn-line", copyRescue, "复制内容发给镇里")));
  }
  return found;
}

export const line = (tone, text, ...more) => h("div", { class: `card line ${tone}` }, h("p", {}, text), more.length ? h("div", { class: "stack" }, more) : null);


export const head = (title, note) => h("div", { class: "sec" }, h("h2", {}, title), h("span", { class: "muted" }, note));

export function row(href, name, title, due, sub) {
  return h("a", { href }, h("span", { class: "ic" }, icon(name)), h("b", {}, title), due, h("span", { class: "sub" }, sub));
}

// ---- pieces of forms --------------------------------------------------------------------

export const chip = (type, name, value, label, checked, change, wide) =>
  h("label", { class: wide ? "wide" : false }, h("input", { type, name, value, checked, onchange: change }), h("span", {}, label));

export const toggled = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value]);

/** The sentence under its field, where that is the wrong one. */
export const wrong = (error, field) =>
  (error && error.field === field ? h("p", { class: error.told ? "wrong told" : "wrong", id: `wrong-${field}`, role: "alert" }, error.words) : null);

export function showWrong() {
  const here = $(".wrong");
  if (here) here.scrollIntoView({ block: "center" });
}

/** A box to write in, under its name. */
export function box(label, more, { rows, name, ...attributes }) {
  const made = rows ? h("textarea", { class: "field", rows, name, ...attributes }) : h("input", { class: "field", name, ...attributes });
  return h("label", { class: "named" }, h("span", {}, label, more ? h("span", { class: "muted" }, ` ${more}`) : null), made);
}

/** 今天, 昨天 or another day. */
export function dayChips(draft, set, error, field) {
  const day = (value, label) => chip("radio", "day", value, label, draft.day === value, () => set({ day: value }));
  return [
    h("div", { class: "chips" }, day("today", "今天"), day("yesterday", "昨天"), day("other", "别的日子")),
    draft.day === "other"
      ? h("input", { type: "date", class: "field", "aria-label": "哪一天", max: ago(0), value: draft.on, onchange: (event) => set({ on: event.target.value }, true) })
      : null,
    wrong(error, field),
  ];
}

export const dayOf = (draft) => (draft.day === "today" ? ago(0) : draft.day === "yesterday" ? ago(1) : draft.on);

const NUMBERS = /(^|\D)(1[3-9]\d{9}|\d{17}[\dXx]|\d{15,19})(?!\d)/;

/** Why a text must not stay on a phone as it is; "" where it may. ``about``: it is about one household. */
export function privateIn(text, about = false) {
  if (NUMBERS.test(text.replace(/[\s-]/g, ""))) return "请不要写身份证号、手机号和银行卡号，镇里有登记";
  const word = about && (state.bundle.private_words || []).find((one) => text.includes(one));
  return word ? `请不要写“${word}”，只写“看病”“证件”这样的事就可以` : "";
}

/** A row to add photos by, and how many there are; ``pictures`` is what the form keeps. */
export function photoRow(draft, pictures, redraw, error) {
  const most = state.bundle.rules.photos_max;
  async function add(input) {
    const file = input.files[0];
    if (!file) return;
    if (pictures.length >= most) return redraw({ field: "photos", words: `最多 ${most} 张照片。` });
    let picture;
    try {
      picture = { ...(await sync.pictureOf(await shrink(file), draft.token)), draft: true };
    } catch {
      return redraw({ field: "photos", words: "这张照片打不开，请重新拍一张或换一张。" });
    }
    try {
      await store.putPhoto(picture);
    } catch {
      return redraw({ field: "photos", words: "这部手机存不下了。请先上传已有记录，或删掉照片再保存。" });
    }
    pictures.push(picture);
    redraw();
  }
  async function clear() {
    for (const one of pictures) await store.dropPhoto(one.token);
    pictures.length = 0;
    redraw();
  }
  return [
    h("label", { class: "cam" }, icon("camera"), "加照片", h("span", { class: "muted" }, `选填，最多 ${most} 张，不记录位置`),
      h("input", { type: "file", accept: "image/*", onchange: (event) => add(event.target) })),
    wrong(error, "photos"),
    pictures.length ? h("p", { class: "small" }, `已加 ${pictures.length} 张照片 `, button("plain", clear, "去掉照片")) : null,
  ];
}

/** The button at the bottom of a form and the word under it. */
export const saveBar = (act, label, words = "先存在手机里，有网自动上传", more = null) =>
  h("div", { class: "save" }, button("btn btn-main", act, label), more || h("p", {}, words));
