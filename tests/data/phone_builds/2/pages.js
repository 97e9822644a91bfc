// The pages of the phone. Tap first, type last; every state has its word.

import { shrink } from "./photo.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

let state;
let acts;
const $ = (selector, root = document) => root.querySelector(selector);
const app = () => document.getElementById("app");
const icons = `${document.documentElement.dataset.static}icons.svg`;

export function setup(given, calls) {
  state = given;
  acts = calls;
}

// ---- building blocks --------------------------------------------------------------------

/** ``h("p", {class: "muted"}, "text", node)``: an element; texts are texts, never markup. */
function h(name, attributes = {}, ...children) {
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

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

const link = (href, style, ...children) => h("a", { href, class: style }, ...children);
const button = (style, act, ...children) => h("button", { type: "button", class: style, onclick: act }, ...children);

// ---- days -------------------------------------------------------------------------------

const iso = (day) =>
  `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
const ago = (days) => iso(new Date(Date.now() - days * 86400000));
const dayWords = (text) => (text ? `${Number(text.slice(5, 7))} 月 ${Number(text.slice(8, 10))} 日` : "");
const clock = (at) => new Date(at).toTimeString().slice(0, 5).replace(/^0/, "");
const when = (at) => (iso(new Date(at)) === ago(0) ? `今天 ${clock(at)}` : `${dayWords(iso(new Date(at)))} ${clock(at)}`);

function quarter() {
  const now = new Date();
  const first = new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3, 1);
  const last = new Date(now.getFullYear(), Math.floor(now.getMonth() / 3) * 3 + 3, 0);
  return { since: iso(first), left: Math.round((last - new Date(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000) };
}

// ---- the frame --------------------------------------------------------------------------

export function setSize(size) {
  if (size) document.documentElement.dataset.size = size;
  else delete document.documentElement.dataset.size;
}

const waiting = () => state.items.filter((one) => one.state === "waiting");
const troubles = () => state.items.filter((one) => one.state === "trouble");
const unsent = () => waiting().length + troubles().length;

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
  net.replaceChildren(icon(name), h("span", {}, words));
}

function frame(title, { sub = "", back = "", tab = "", body = [], foot = null }) {
  const top = h("header", { class: "top" },
    back ? h("a", { class: "back", href: back, "aria-label": "返回" }, icon("chevron-left")) : h("span", { class: "seal", "aria-hidden": "true" }, "代"),
    h("div", {}, h("h1", { tabindex: "-1" }, title), sub && h("div", { class: "small muted group" }, sub)),
    h("a", { class: "net", href: "#/visits", role: "status" }));
  const tabs = [["#/", "house-door", "首页"], ["#/visits", "journal-check", "走访"], ["#/suggest", "chat-square-text", "建议"], ["#/me", "person", "我的"]];
  const nav = h("nav", { class: "tabs", "aria-label": "主导航" },
    tabs.map(([href, name, label]) => h("a", { href, "aria-current": tab === href ? "page" : false }, icon(name), label)));
  app().replaceChildren(top, h("main", { class: "wrap" }, notices(), body), foot || nav);
  showNet();
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
  const oldest = waiting()[0];
  if (oldest && Date.now() - oldest.at > 3 * 86400000) {
    found.push(line("over", `还有 ${waiting().length} 条没传上去，最早的是 ${dayWords(iso(new Date(oldest.at)))}。打开流量停留半分钟就能传。`,
      button("btn btn-line", () => acts.handIn({ now: true }), "现在上传"), button("btn btn-line", copyRescue, "复制内容发给镇里")));
  }
  return found;
}

const line = (tone, text, ...more) => h("div", { class: `card line ${tone}`, role: "status" }, h("p", {}, text), more.length ? h("div", { class: "stack" }, more) : null);

// ---- routes -----------------------------------------------------------------------------

const FORMS = /^#\/(visit(\?|$)|edit\/|suggest\/(new|\d)|rate\/)/;
export const isForm = (hash) => FORMS.test(hash);

let shown = "";
// A page that had to look into the database must not be drawn over the one opened meanwhile.
let turn = 0;

export function show() {
  turn += 1;
  const hash = location.hash || "#/";
  const [path, query = ""] = hash.slice(1).split("?");
  const parts = path.split("/").filter(Boolean);
  if (!state.bundle) return firstOpen();
  const asked = new URLSearchParams(query);
  if (!parts.length) home();
  else if (parts[0] === "visit") visitForm(asked);
  else if (parts[0] === "edit") editForm(parts[1]);
  else if (parts[0] === "saved") saved(parts[1]);
  else if (parts[0] === "visits") visitList();
  else if (parts[0] === "suggest" && parts[1]) suggestForm(parts[1], asked);
  else if (parts[0] === "suggest") suggestions();
  else if (parts[0] === "rate") rateForm(parts[1]);
  else if (parts[0] === "me") me();
  else home();
  if (shown !== hash) {
    shown = hash;
    scrollTo(0, 0);
    const heading = $("h1");
    if (heading) heading.focus({ preventScroll: true });
  }
}

function firstOpen() {
  app().replaceChildren(h("main", { class: "wrap" }, h("h1", {}, "代表行动台账"),
    notices(), h("p", {}, "第一次打开要有网：正在取您的联系户。"),
    link("/login/?next=/m/", "btn btn-main", "登录")));
}

export function showTierC() {
  app().replaceChildren(h("main", { class: "wrap" }, h("h1", {}, "代表行动台账"),
    h("p", {}, "这部手机需要有网才能记录"), link("/visits/new/", "btn btn-main", "记走访"), link("/suggestions/new/", "btn btn-line", "提建议")));
}

const tierWords = () => (state.tier === "A" ? "这部手机可以离线记录" : "进村前先打开本页，别关掉，没网也能记");

// ---- home -------------------------------------------------------------------------------

const visitsHere = (code) => state.items.filter((one) => one.kind === "visit" && one.label.household === code);

function lastVisit(household) {
  const here = visitsHere(household.code).map((one) => one.label.on);
  return [household.last, ...here].sort().pop() || "";
}

async function home() {
  const given = state.bundle;
  const { since, left } = quarter();
  const toRate = given.to_rate.filter((one) => !state.items.some((item) => item.kind === "rating" && item.label.code === one.code));
  const due = given.households.filter((one) => lastVisit(one) < since);
  const tasks = [
    ...toRate.map((one) => row(`#/rate/${one.code}`, "star-half", `评价${one.unit}的答复`, "", `${one.number ? `${one.number} 号 ` : ""}${one.title}`)),
    ...due.map((one) => row(`#/visit?h=${one.code}`, "house-heart", `本季度走访${one.name}家`, h("span", { class: left <= 7 ? "due soon" : "due" }, `剩 ${left} 天`), lastWords(one))),
  ];
  const mine = turn;
  const draft = await store.getMeta("draft");
  if (mine !== turn) return;
  frame(`${given.name}代表`, { sub: given.group, tab: "#/", body: [
    state.items.length || given.visits.length ? null : state.tier === "B" && line("warn", "您的微信需要先打开本页再进村。打开后不要划掉，没网也能记。"),
    !given.size && !localStorage.getItem("size-asked") ? askSize() : null,
    draft && draft.kind === "visit" ? line("warn", `有一条没写完：${draft.name}，${when(draft.at)}`,
      link(`#/visit?h=${draft.household}&draft=1`, "btn btn-line", "接着写"),
      button("btn btn-line", async () => { await store.dropMeta("draft"); show(); }, "不要了")) : null,
    h("div", { class: "act" },
      link("#/visit", "btn btn-main", icon("pencil-square"), "记走访"), link("#/suggest/new", "btn btn-line", icon("megaphone"), "提建议")),
    tasks.length ? h("section", {}, head("要办的事", `${tasks.length} 件`), h("ul", { class: "card rows" }, tasks.map((one) => h("li", {}, one)))) : null,
    h("section", {}, head("我的联系户", given.households.length ? "点一下就记走访" : ""),
      given.households.length ? h("ul", { class: "card rows" }, given.households.map((one) => h("li", {}, household(one, since))))
        : h("div", { class: "card line" }, h("p", {}, `还没有给您安排联系户。可以先记接待或随访。有疑问请联系${given.office}。`), link("/opinions/new/", "btn btn-line", "记一次随访"))),
    h("a", { class: "card sum", href: "#/me", "aria-label": "我的履职记录" }, h("span", {}, "今年履职"),
      h("span", {}, h("b", {}, String(given.visit_count)), " 走访"), h("span", {}, h("b", {}, String(given.suggestion_count)), " 建议"), icon("chevron-right")),
    h("p", { class: "small muted" }, `数据更新到 ${when(Date.parse(given.at))}`),
  ] });
}

const head = (title, note) => h("div", { class: "sec" }, h("h2", {}, title), h("span", { class: "muted" }, note));
const lastWords = (one) => (one.last ? `上次 ${dayWords(one.last)}${one.last_topics.length ? `，反映${one.last_topics.join("、")}` : ""}` : "还没有走访过");

function row(href, name, title, due, sub) {
  return h("a", { href }, h("span", { class: "ic" }, icon(name)), h("b", {}, title), due, h("span", { class: "sub" }, sub));
}

function household(one, since) {
  const here = visitsHere(one.code).filter((item) => item.state !== "sent").pop();
  let due = h("span", { class: "due soon" }, icon("clock"), "本季未访");
  let sub = `${one.place}　${one.people} 人`;
  if (here) {
    due = h("span", { class: "due ok" }, icon("phone"), here.state === "trouble" ? "要处理" : "存在手机里");
    sub = `${one.place}　${when(here.at)} 走访，${here.state === "trouble" ? "要处理" : "待上传"}`;
  } else if (lastVisit(one) >= since) due = h("span", { class: "due ok" }, icon("check-lg"), dayWords(lastVisit(one)));
  return h("a", { href: `#/visit?h=${one.code}` }, h("span", { class: "ic round", "aria-hidden": "true" }, one.name.slice(0, 1)), h("b", {}, one.name), due, h("span", { class: "sub" }, sub));
}

function askSize() {
  const choose = (size) => async () => { localStorage.setItem("size-asked", "1"); await saveSize(size); show(); };
  return line("", "字要不要大一点？", button("btn btn-line", choose(""), "这样就好"), button("btn btn-line", choose("large"), "大一点"), button("btn btn-line", choose("huge"), "特别大"));
}

async function saveSize(size) {
  state.sizesChosen += 1;
  setSize(size);
  state.bundle = { ...state.bundle, size };
  await store.putMeta("bundle", state.bundle);
  for (const old of waiting().filter((one) => one.kind === "size" && !one.tried)) await store.dropItem(old.token);
  await acts.save(await sync.queued("size", { size }, { token: store.uuid(), account: state.bundle.account, label: { title: "字号" } }));
}

// ---- the visit --------------------------------------------------------------------------

const ALL_WELL = "一切都好";
const PRIVATE = /(^|\D)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)/;

const chip = (type, name, value, label, checked, change, wide) =>
  h("label", { class: wide ? "wide" : false }, h("input", { type, name, value, checked, onchange: change }), h("span", {}, label));

function newDraft(code) {
  const { households, modes } = state.bundle;
  const unvisited = households.slice().sort((one, other) => lastVisit(one).localeCompare(lastVisit(other)))[0];
  return {
    kind: "visit", token: store.uuid(), at: Date.now(), household: code || (unvisited ? unvisited.code : ""),
    day: "today", on: "", mode: modes[0], all_well: false, topics: [], handling: "", note: "", acts: [], peers: [],
  };
}

async function visitForm(asked) {
  const code = asked.get("h") || "";
  const mine = turn;
  const kept = await store.getMeta("draft");
  if (mine !== turn) return;
  const mended = asked.get("mend") && state.items.find((one) => one.token === asked.get("mend"));
  let draft = newDraft(code);
  if (mended) draft = { ...draft, ...JSON.parse(mended.text), ...mended.label.form, token: mended.token };
  else if (kept && kept.kind === "visit" && asked.get("draft")) draft = kept;
  if (!code && !mended && !asked.get("pick")) return pickHousehold();
  drawVisit(draft, { pictures: [], mended });
}

function pickHousehold() {
  frame("记走访", { back: "#/", body: [h("section", {}, head("走访谁", ""),
    state.bundle.households.length ? h("ul", { class: "card rows" }, state.bundle.households.map((one) => h("li", {}, household(one, quarter().since))))
      : h("p", {}, "还没有给您安排联系户。"))], foot: h("div") });
}

function drawVisit(draft, { pictures, mended, error }) {
  const given = state.bundle;
  const found = given.households.find((one) => one.code === draft.household);
  const redraw = (change, more = {}) => { Object.assign(draft, change); keep(); drawVisit(draft, { pictures, mended, ...more }); };
  const keep = () => { if (!mended) store.putMeta("draft", { ...draft, name: found ? found.name : "" }); };
  const y = scrollY;
  const toggle = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value]);
  const wrong = (field) => (error && error.field === field ? h("p", { class: "wrong", id: `wrong-${field}`, role: "alert" }, error.words) : null);
  const day = (value, label) => chip("radio", "day", value, label, draft.day === value, () => redraw({ day: value }));
  const body = h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
    found ? h("div", { class: "card pick" }, h("span", { class: "ic round", "aria-hidden": "true" }, found.name.slice(0, 1)), h("b", {}, found.name),
      h("a", { href: "#/visit" }, "换一户"), h("small", {}, `${found.place}${found.last_topics.length ? `　上次：${found.last_topics.join("、")}` : ""}`)) : null,
    wrong("household"),
    h("fieldset", {}, h("legend", {}, "时间和方式"),
      h("div", { class: "chips" }, day("today", "今天"), day("yesterday", "昨天"), day("other", "别的日子")),
      draft.day === "other" ? h("input", { type: "date", class: "field", "aria-label": "哪一天", max: ago(0), value: draft.on, onchange: (event) => { draft.on = event.target.value; keep(); } }) : null,
      wrong("visited_on"),
      h("div", { class: "chips more" }, given.modes.map((mode) => chip("radio", "mode", mode, mode, draft.mode === mode, () => redraw({ mode }))))),
    h("fieldset", {}, h("legend", {}, "说了什么事 ", h("span", { class: "muted" }, "可多选")),
      h("div", { class: "chips" },
        chip("checkbox", "topic", "", "一切都好，没有新问题", draft.all_well, () => redraw({ all_well: !draft.all_well, topics: [], handling: "" }), true),
        given.topics.map((topic) => chip("checkbox", "topic", topic, topic, draft.topics.includes(topic), () => redraw({ topics: toggle(draft.topics, topic), all_well: false })))),
      wrong("topics")),
    draft.topics.length ? h("fieldset", {}, h("legend", {}, "怎么处理"),
      h("div", { class: "chips" }, given.handling.map((one) => chip("radio", "handling", one, one, draft.handling === one, () => redraw({ handling: one })))), wrong("handling")) : null,
    h("fieldset", {}, h("legend", {}, "补一句话 ", h("span", { class: "muted" }, "选填，可用输入法语音")),
      h("textarea", { rows: 2, maxlength: given.rules.note_max, "aria-label": "补一句话", placeholder: "比如：水管老化，三天停一次水", value: draft.note, oninput: (event) => { draft.note = event.target.value; keep(); } }),
      wrong("note"),
      mended ? null : h("label", { class: "cam" }, icon("camera"), "加照片", h("span", { class: "muted" }, `选填，最多 ${given.rules.photos_max} 张，不记录位置`),
        h("input", { type: "file", accept: "image/*", onchange: (event) => addPhoto(event.target) })),
      wrong("photos"),
      pictures.length ? h("p", { class: "small" }, `已加 ${pictures.length} 张照片 `, button("plain", () => { pictures.length = 0; redraw({}); }, "去掉照片")) : null),
    h("details", { open: draft.more, ontoggle: (event) => { draft.more = event.target.open; } }, h("summary", {}, "更多"),
      h("fieldset", {}, h("legend", {}, `这次做了什么（${given.acts.title}）`),
        h("div", { class: "chips" }, given.acts.items.map((one) => chip("checkbox", "act", one, one, draft.acts.includes(one), () => redraw({ acts: toggle(draft.acts, one) }))))),
      given.peers.length ? h("fieldset", {}, h("legend", {}, "同行代表"),
        h("div", { class: "chips" }, given.peers.map((one) => chip("checkbox", "peer", one.code, one.name, draft.peers.includes(one.code), () => redraw({ peers: toggle(draft.peers, one.code) }))))) : null));

  async function addPhoto(input) {
    const file = input.files[0];
    if (!file) return;
    try {
      if (pictures.length >= given.rules.photos_max) return redraw({}, { error: { field: "photos", words: `一次走访最多 ${given.rules.photos_max} 张照片。` } });
      pictures.push(await shrink(file));
      redraw({});
    } catch {
      redraw({}, { error: { field: "photos", words: "这张照片打不开，请重新拍一张或换一张。" } });
    }
  }

  let saving = false;
  async function saveVisit() {
    if (saving) return;
    const problem = checkVisit(draft, found);
    if (problem) return redraw({}, { error: problem });
    saving = true;
    const on = dayOf(draft);
    const { mode, all_well, topics, handling, note, acts: done, peers } = draft;
    const body = { household: draft.household, visited_on: on, mode, all_well, topics, handling, note: note.trim(), acts: done, peers };
    try {
      const item = await sync.queued("visit", body, {
        token: draft.token, account: given.account, at: Date.now(),
        label: { household: draft.household, name: found.name, place: found.place, on, title: `走访${found.name}家`, form: { day: "other", on } },
      });
      await acts.save(item, await Promise.all(pictures.map((one) => sync.pictureOf(one, draft.token))));
      location.replace(`#/saved/${draft.token}`);
    } catch {
      saving = false;
      redraw({}, { error: { field: "photos", words: "这部手机存不下了。请先上传已有记录，或删掉照片再保存。" } });
    }
  }
  frame("记走访", { back: "#/", body, foot: h("div", { class: "save" }, button("btn btn-main", saveVisit, "保存"), h("p", {}, "先存在手机里，有网自动上传")) });
  scrollTo(0, y);
  const wrongHere = $(".wrong");
  if (wrongHere) wrongHere.scrollIntoView({ block: "center" });
}

const dayOf = (draft) => (draft.day === "today" ? ago(0) : draft.day === "yesterday" ? ago(1) : draft.on);

/** The server's rules with the server's words; nothing is asked of the network. */
function checkVisit(draft, found) {
  const on = dayOf(draft);
  const { rules } = state.bundle;
  if (!found) return { field: "household", words: "请选择走访的是哪一户" };
  if (!on) return { field: "visited_on", words: "请填是哪一天" };
  if (on > ago(0)) return { field: "visited_on", words: `走访日期不能晚于今天（${dayWords(ago(0))}）` };
  if (on < found.since) return { field: "visited_on", words: `您 ${dayWords(found.since)}才开始联系这一户，请看看日期` };
  if (rules.since && on < rules.since) return { field: "visited_on", words: "走访日期早于活动开始，请看看日期" };
  if (!draft.all_well && !draft.topics.length && !draft.note.trim() && !draft.acts.length) return { field: "topics", words: "请点一个事项，或写一句话；没有问题就点“一切都好”" };
  if (draft.topics.length && !draft.handling) return { field: "handling", words: "请点一下怎么处理的" };
  if (PRIVATE.test(draft.note)) return { field: "note", words: "请不要写身份证号和手机号，镇里有登记" };
  return null;
}

function saved(token) {
  const item = state.items.find((one) => one.token === token);
  if (!item) return home();
  const isVisit = item.kind === "visit";
  const what = { visit: "走访", visit_edit: "修改", suggestion: "建议", rating: "评价" }[item.kind];
  const isSent = item.state === "sent";
  const twins = isVisit ? visitsHere(item.label.household).filter((one) => one.label.on === item.label.on && one.token !== token) : [];
  const title = item.kind === "suggestion" && isSent ? "已提交，等待登记" : isSent ? `${what}已上传` : `${what}已存在手机里`;
  const text = isSent ? (item.sentence || (item.kind === "suggestion" ? "5 个工作日内会有编号。可以在“建议”里看办到哪一步。" : ""))
    : item.kind === "suggestion" ? "有网后自动提交。提交成功会给您编号。" : `有网后会自动上传，一共 ${waiting().length} 条待传。上传前请不要清理微信缓存。`;
  frame(isVisit ? "记走访" : what, { back: "#/", foot: h("div"), body: [
    h("section", { class: "done", "aria-live": "polite" }, icon("check-circle-fill"), h("h2", {}, title), h("p", { class: "muted" }, text)),
    twins.length ? line("warn", `${item.label.on === ago(0) ? "今天" : dayWords(item.label.on)}已记过${item.label.name}家，两条都会保留。记重了？`,
      item.tried ? null : button("btn btn-line", async () => { await store.dropItem(token); await acts.refresh(); location.replace("#/"); }, "删除这一条")) : null,
    isVisit ? link(`#/suggest/new?visit=${token}`, "btn btn-main tall", h("b", {}, "接着提建议"), "（带上这次走访内容）") : null,
    isVisit ? link("#/visit", "btn btn-line tall", "再记一户") : null,
    link("#/", "btn btn-line tall", "回首页"),
  ] });
}

// ---- the list ---------------------------------------------------------------------------

const STATES = { waiting: "待上传", sent: "已上传", trouble: "要处理" };

function visitList() {
  const own = state.items.filter((one) => one.kind !== "size");
  const known = new Set(own.filter((one) => one.state === "sent").map((one) => one.code));
  const older = state.bundle.visits.filter((one) => !known.has(one.code));
  frame("走访", { tab: "#/visits", body: [
    waiting().length || state.photos.length ? h("div", { class: "stack" },
      button("btn btn-main", () => acts.handIn({ now: true }), icon("cloud-upload"), "现在上传"),
      button("btn btn-line", copyRescue, icon("copy"), "复制内容发给镇里")) : null,
    troubles().map(troubleCard),
    own.length ? h("section", {}, head("这部手机上记的", `${own.length} 条`), h("ul", { class: "card rows" }, own.slice().reverse().map((one) => h("li", {},
      h("div", { class: "row" }, h("b", {}, one.label.title), h("span", { class: `due ${one.state === "sent" ? "ok" : "soon"}` }, STATES[one.state]),
        h("span", { class: "sub" }, `${when(one.at)}${one.sentence ? `　${one.sentence}` : ""}`)))))) : null,
    h("section", {}, head("以前的走访", ""), older.length ? h("ul", { class: "card rows" }, older.map((one) => h("li", {},
      h(canEdit(one) ? "a" : "div", { class: "row", href: canEdit(one) ? `#/edit/${one.code}` : false }, h("b", {}, one.name), h("span", { class: "due ok" }, dayWords(one.on)),
        h("span", { class: "sub" }, [one.topics.join("、"), one.note].filter(Boolean).join("；"), canEdit(one) ? "　修改" : "")))))
      : h("p", { class: "muted" }, "今年还没有走访记录。")),
  ] });
}

const canEdit = (one) => one.mine && Date.now() - Date.parse(one.received_at) < state.bundle.rules.undo_hours * 3600000;

function troubleCard(item) {
  const drop = button("btn btn-line", async () => { if (confirm("删掉这一条？删了不能找回。")) { await store.dropItem(item.token); await acts.refresh(); } }, "删除");
  if (item.answer === "conflict") {
    return h("section", { class: "card line over" }, h("p", {}, `${item.label.title}：网页上也有人改过同一处，请选一个。`),
      Object.entries(item.fields).map(([name, one]) => h("fieldset", {}, h("legend", {}, one.label), h("div", { class: "chips" },
        chip("radio", `${item.token}-${name}`, "mine", `用我的：${words(one.mine)}`, true), chip("radio", `${item.token}-${name}`, "theirs", `用网页上的：${words(one.theirs)}`, false)))),
      h("div", { class: "stack" }, button("btn btn-main", (event) => settle(item, event.target.closest("section")), "就这样")));
  }
  const again = { visit: `#/visit?pick=1&mend=${item.token}`, suggestion: `#/suggest/1?mend=${item.token}`, rating: `#/rate/${item.label.code}` }[item.kind];
  return h("section", { class: "card line over" }, h("p", {}, `${item.label.title}：${item.sentence}`),
    h("div", { class: "stack" }, again && item.answer === "refused" ? link(again, "btn btn-main", "改一改") : null, drop));
}

const words = (value) => (Array.isArray(value) ? value.join("、") || "没有" : value || "空着");

async function settle(item, card) {
  const changes = {};
  for (const [name, one] of Object.entries(item.fields)) {
    const mine = $(`input[name="${item.token}-${name}"]:checked`, card).value === "mine";
    if (mine) changes[name] = { was: one.theirs, now: one.mine };
  }
  const before = JSON.parse(item.text);
  for (const [name, one] of Object.entries(before.changes)) if (!item.fields[name]) changes[name] = one;
  if (Object.keys(changes).length) {
    const next = await sync.queued("visit_edit", { visit: before.visit, changes }, {
      token: store.uuid(), account: item.account, label: item.label, base_version: item.version, replaces: item.token });
    await acts.save(next);
  }
  await store.dropItem(item.token);
  await acts.refresh();
}

function editForm(code) {
  const visit = state.bundle.visits.find((one) => one.code === code);
  if (!visit) return visitList();
  const now = { topics: [...visit.topics], handling: visit.handling, note: visit.note };
  const draw = (error) => {
    const toggle = (topic) => { now.topics = now.topics.includes(topic) ? now.topics.filter((one) => one !== topic) : [...now.topics, topic]; if (now.note === ALL_WELL) now.note = ""; draw(); };
    frame(`修改走访${visit.name}家`, { back: "#/visits", body: h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
      h("fieldset", {}, h("legend", {}, "说了什么事"), h("div", { class: "chips" }, state.bundle.topics.map((one) => chip("checkbox", "topic", one, one, now.topics.includes(one), () => toggle(one))))),
      now.topics.length ? h("fieldset", {}, h("legend", {}, "怎么处理"), h("div", { class: "chips" }, state.bundle.handling.map((one) => chip("radio", "handling", one, one, now.handling === one, () => { now.handling = one; draw(); })))) : null,
      h("fieldset", {}, h("legend", {}, "补一句话"), h("textarea", { rows: 3, "aria-label": "补一句话", maxlength: state.bundle.rules.note_max, value: now.note, oninput: (event) => { now.note = event.target.value; } })),
      error ? h("p", { class: "wrong", role: "alert" }, error) : null),
    foot: h("div", { class: "save" }, button("btn btn-main", save, "保存"), h("p", {}, "先存在手机里，有网自动上传")) });
  };
  async function save() {
    if (now.topics.length && !now.handling) return draw("请点一下怎么处理的");
    if (!now.topics.length && !now.note.trim()) return draw("请点一个事项，或写一句话");
    if (PRIVATE.test(now.note)) return draw("请不要写身份证号和手机号，镇里有登记");
    const changes = {};
    for (const name of Object.keys(now)) {
      const value = typeof now[name] === "string" ? now[name].trim() : now[name];
      if (JSON.stringify(value) !== JSON.stringify(visit[name])) changes[name] = { was: visit[name], now: value };
    }
    if (!Object.keys(changes).length) return location.replace("#/visits");
    const item = await sync.queued("visit_edit", { visit: code, changes }, {
      token: store.uuid(), account: state.bundle.account, base_version: visit.version, label: { title: `修改走访${visit.name}家` } });
    await acts.save(item);
    location.replace(`#/saved/${item.token}`);
  }
  draw();
}

// ---- suggestions ------------------------------------------------------------------------

function suggestions() {
  const here = state.items.filter((one) => one.kind === "suggestion" && one.state !== "sent");
  const rows = state.bundle.suggestions;
  frame("建议", { tab: "#/suggest", body: [
    link("#/suggest/new", "btn btn-main tall", icon("megaphone"), "提建议"),
    here.length ? h("ul", { class: "card rows" }, here.map((one) => h("li", {}, h("div", { class: "row" }, h("b", {}, one.label.title), h("span", { class: "due soon" }, STATES[one.state]), h("span", { class: "sub" }, one.sentence || when(one.at)))))) : null,
    rows.length ? h("ul", { class: "card rows" }, rows.map((one) => {
      const rate = state.bundle.to_rate.some((other) => other.code === one.code);
      return h("li", {}, h("a", { class: "row", href: rate ? `#/rate/${one.code}` : `/suggestions/${one.code}/` }, h("b", {}, `${one.number ? `${one.number} 号 ` : ""}${one.title}`),
        h("span", { class: rate ? "due soon" : "due" }, rate ? "请评价" : one.state), h("span", { class: "sub" }, one.due ? `${dayWords(one.due)}前答复` : `${dayWords(one.on)}提出`)));
    })) : here.length ? null : h("div", { class: "card line" }, h("p", {}, "还没有提过建议。走访时听到的事，可以直接变成建议。"), link("#/visits", "btn btn-line", "从走访里提")),
  ] });
}

async function suggestForm(step, asked) {
  const mended = asked.get("mend") && state.items.find((one) => one.token === asked.get("mend"));
  const mine = turn;
  let draft = await store.getMeta("draft");
  if (step === "new" || !draft || draft.kind !== "suggestion") {
    draft = { kind: "suggestion", token: store.uuid(), title: "", body: "", ask: "", category: "", handled_at: "county", visit: "", scope_override: "" };
    if (mended) draft = { ...draft, ...JSON.parse(mended.text), token: mended.token };
    const from = asked.get("visit") && state.items.find((one) => one.token === asked.get("visit"));
    if (from) {
      const said = from.text ? JSON.parse(from.text) : { topics: [], note: "" };
      const note = said.note.split(from.label.name).join("群众");
      draft = { ...draft, visit: from.token, title: `关于${from.label.place}${said.topics.join("")}的建议`.slice(0, 40), body: `${dayWords(from.label.on)}走访${from.label.place}时群众反映：${note}` };
    }
    await store.putMeta("draft", draft);
  }
  if (mine === turn) drawSuggestion(Number(step) || 1, draft);
}

function drawSuggestion(step, draft, error) {
  const keep = () => store.putMeta("draft", draft);
  const set = (name) => (event) => { draft[name] = event.target.value; keep(); };
  const wrong = (field) => (error && error.field === field ? h("p", { class: "wrong", role: "alert" }, error.words) : null);
  const go = (next) => { drawSuggestion(next, draft); scrollTo(0, 0); };
  const next = () => { const problem = checkSuggestion(step, draft); if (problem) drawSuggestion(step, draft, problem); else go(step + 1); };
  const scope = outOfScope(draft);
  const steps = {
    1: ["写什么事", [
      h("label", { class: "named" }, "题目", h("input", { class: "field", maxlength: 40, value: draft.title, oninput: set("title") })), wrong("title"),
      h("label", { class: "named" }, "反映的情况", h("textarea", { rows: 6, maxlength: 600, value: draft.body, oninput: set("body") })), wrong("body"),
      h("fieldset", {}, h("legend", {}, "类别"), h("div", { class: "chips" }, state.bundle.categories.map((one) => chip("radio", "category", one.code, one.label, draft.category === one.code, () => { draft.category = one.code; keep(); })))), wrong("category")]],
    2: ["希望怎么办", [
      h("label", { class: "named" }, "希望怎么办", h("textarea", { rows: 5, maxlength: 400, placeholder: "请说清楚：谁来办、办什么、什么时候前", value: draft.ask, oninput: set("ask") })), wrong("ask"),
      h("fieldset", {}, h("legend", {}, "交给哪级"), h("div", { class: "chips" }, [["township", "镇里能办"], ["county", "要县里办"]].map(([code, label]) => chip("radio", "handled_at", code, label, draft.handled_at === code, () => { draft.handled_at = code; keep(); }))))]],
    3: ["检查", [
      h("dl", { class: "card facts" }, [["题目", draft.title, 1], ["反映的情况", draft.body, 1], ["希望怎么办", draft.ask, 2], ["交给哪级", draft.handled_at === "county" ? "要县里办" : "镇里能办", 2]].map(([label, value, at]) =>
        [h("dt", {}, label, " ", button("plain", () => go(at), "改")), h("dd", {}, value)])),
      scope ? [line("warn", `可能属于${scope}。这类事由主管机关依法处理，一般不作为代表建议交办。仍要提交的，请写理由，由人大审查。`),
        h("label", { class: "named" }, "仍要提交的理由", h("input", { class: "field", maxlength: 200, value: draft.scope_override, oninput: set("scope_override") })), wrong("scope_override")] : null]],
  };
  const [title, body] = steps[step];
  frame(title, { back: step > 1 ? "#/suggest/1" : "#/suggest", body: [h("p", { class: "muted small" }, `第 ${step} 步，共 3 步`), h("form", { class: "form", onsubmit: (event) => event.preventDefault() }, body)],
    foot: h("div", { class: "save" }, step < 3 ? button("btn btn-main", next, "下一步") : button("btn btn-main", submit, "提交"), step > 1 ? button("plain", () => go(step - 1), "上一步") : h("p", {}, "写了的都存在手机里")) });

  async function submit() {
    const problem = checkSuggestion(1, draft) || checkSuggestion(2, draft) || (scope && !draft.scope_override.trim() ? { field: "scope_override", words: "请写仍要提交的理由" } : null);
    if (problem) return drawSuggestion(problem.field === "ask" ? 2 : problem.field === "scope_override" ? 3 : 1, draft, problem);
    const { title: name, body: said, ask, category, handled_at, visit, scope_override } = draft;
    const item = await sync.queued("suggestion", { title: name.trim(), body: said.trim(), ask: ask.trim(), category, handled_at, visit, scope_override }, {
      token: draft.token, account: state.bundle.account, label: { title: name.trim() } });
    await acts.save(item);
    location.replace(`#/saved/${item.token}`);
  }
}

function checkSuggestion(step, draft) {
  if (step === 1) {
    if (draft.title.trim().length < 6) return { field: "title", words: "请写题目，例如“关于修复柳林村通村路的建议”" };
    if (draft.body.trim().length < 30) return { field: "body", words: `再多写几句：现在怎样、影响多少人（至少 30 个字，已写 ${draft.body.trim().length} 个）` };
    if (PRIVATE.test(draft.body)) return { field: "body", words: "请不要写身份证号和手机号" };
    if (!draft.category) return { field: "category", words: "请选类别" };
  }
  if (step === 2 && draft.ask.trim().length < 10) return { field: "ask", words: "请写希望谁来办、怎么办" };
  return null;
}

/** A first look by the county's words; the server looks again by all its rules. */
function outOfScope(draft) {
  const text = [draft.title, draft.body, draft.ask].join("\n");
  const rule = state.bundle.out_of_scope.find((one) => one.categories.includes(draft.category) || one.words.some((word) => !word.includes("…") && text.includes(word)));
  return rule ? rule.label : "";
}

// ---- rating -----------------------------------------------------------------------------

function rateForm(code) {
  const one = state.bundle.to_rate.find((other) => other.code === code);
  if (!one) return suggestions();
  const old = state.items.find((item) => item.kind === "rating" && item.label.code === code && item.answer === "refused");
  const given = { suggestion: code, reasons: [], remark: "" };
  const draw = (error) => {
    const bad = state.bundle.satisfaction.some((step) => step.reopens && step.code === given.result);
    frame("评价答复", { back: "#/suggest", body: h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
      h("section", { class: "card line" }, h("b", {}, one.title), h("p", {}, `${one.unit} ${one.replied_on ? `${dayWords(one.replied_on)}答复` : ""}`), one.summary ? h("p", {}, one.summary) : null, link(`/suggestions/${code}/`, "btn btn-line", "看答复全文")),
      state.bundle.dimensions.map((dimension) => h("fieldset", {}, h("legend", {}, dimension.label), h("div", { class: "chips" },
        state.bundle.satisfaction.map((step) => chip("radio", dimension.code, step.code, step.label, given[dimension.code] === step.code, () => { given[dimension.code] = step.code; draw(); }))))),
      bad ? h("fieldset", {}, h("legend", {}, "不满意的原因"), h("div", { class: "chips" }, state.bundle.reasons.map((reason) => chip("checkbox", "reason", reason.code, reason.label, given.reasons.includes(reason.code), () => {
        given.reasons = given.reasons.includes(reason.code) ? given.reasons.filter((code2) => code2 !== reason.code) : [...given.reasons, reason.code]; draw(); })))) : null,
      h("label", { class: "named" }, "一句话说明（选填）", h("textarea", { rows: 2, maxlength: 300, value: given.remark, oninput: (event) => { given.remark = event.target.value; } })),
      error ? h("p", { class: "wrong", role: "alert" }, error) : null),
    foot: h("div", { class: "save" }, button("btn btn-main", submit, "提交评价"), h("p", {}, "先存在手机里，有网自动上传")) });
    async function submit() {
      const open = state.bundle.dimensions.find((dimension) => !given[dimension.code]);
      if (open) return draw(`请给“${open.label}”选一个`);
      if (bad && !given.reasons.length && !given.remark.trim()) return draw("请点一个原因，承办单位才知道改哪里。");
      const item = await sync.queued("rating", given, { token: old ? old.token : store.uuid(), account: state.bundle.account, label: { code, title: `评价：${one.title}` } });
      await acts.save(item);
      location.replace(`#/saved/${item.token}`);
    }
  };
  draw();
}

// ---- me ---------------------------------------------------------------------------------

async function me(message = "") {
  const given = state.bundle;
  const sizes = [["", "标准"], ["large", "大"], ["huge", "特大"]];
  const mine = turn;
  const withPin = await store.hasPin();
  if (mine !== turn) return;
  frame("我的", { tab: "#/me", body: [
    message ? line("warn", message) : null,
    h("section", { class: "card line" }, h("b", {}, `${given.name}代表`), h("p", {}, `今年走访 ${given.visit_count} 次，建议 ${given.suggestion_count} 件`), link("/me/file/", "btn btn-line", "看履职档案")),
    h("fieldset", {}, h("legend", {}, "大字"), h("div", { class: "chips" }, sizes.map(([code, label]) => chip("radio", "size", code, label, given.size === code, async () => { await saveSize(code); show(); })))),
    h("section", { class: "card line" }, h("b", {}, "没传的记录"), h("p", {}, unsent() ? `${unsent()} 条还在手机里` : "已全部上传"),
      unsent() ? h("div", { class: "stack" }, button("btn btn-main", () => acts.handIn({ now: true }), "现在上传"), button("btn btn-line", copyRescue, "复制内容发给镇里"), button("btn btn-line", saveRescue, "导出未同步记录")) : null),
    h("section", { class: "card line" }, h("b", {}, "这部手机"), h("p", {}, tierWords()),
      h("p", { class: "small muted" }, state.persisted === null ? "" : state.persisted ? "浏览器答应长期保留记录。" : "浏览器没答应长期保留：请早点上传，不要清理缓存。"),
      h("div", { class: "stack" }, button("btn btn-line", () => changePin(withPin), icon("lock"), withPin ? "取消 PIN 码" : "设 PIN 码"), link("/me/phones/", "btn btn-line", "我的手机")),
      h("p", { class: "small muted" }, `版本 ${document.documentElement.dataset.build}`)),
    button("btn btn-line", async () => { if (!(await acts.leave())) me(`还有 ${unsent()} 条没传，先上传再退出，不然会丢。`); }, "退出"),
  ] });
}

async function changePin(withPin) {
  if (withPin) {
    await store.setPin("");
    return me("已取消 PIN 码。");
  }
  const input = h("input", { class: "field", type: "password", inputmode: "numeric", autocomplete: "off", "aria-label": "PIN 码" });
  frame("设 PIN 码", { back: "#/me", body: h("form", { class: "form", onsubmit: async (event) => {
    event.preventDefault();
    if (input.value.length < 4) return;
    await store.setPin(input.value);
    me("已设 PIN 码。下次打开要输入；忘了就打不开没传的记录。");
  } }, h("p", {}, "4 位以上数字。每次打开本页要输入。忘了的话，没传的记录打不开，请记牢。"), input, h("button", { class: "btn btn-main" }, "设好")), foot: h("div") });
}

export function askPin() {
  return new Promise((resolve) => {
    const draw = (message) => {
      const input = h("input", { class: "field", type: "password", inputmode: "numeric", autocomplete: "off", "aria-label": "PIN 码" });
      app().replaceChildren(h("main", { class: "wrap" }, h("h1", {}, "请输入 PIN 码"), h("form", { class: "form", onsubmit: async (event) => {
        event.preventDefault();
        if (await store.unlock(input.value)) resolve();
        else draw("PIN 码不对，请再输一次。");
      } }, message ? h("p", { class: "wrong", role: "alert" }, message) : null, input, h("button", { class: "btn btn-main" }, "打开"))));
      input.focus();
    };
    draw("");
  });
}

// ---- rescue -----------------------------------------------------------------------------

async function rescue(withPhotos) {
  const open = state.items.filter((one) => one.state !== "sent");
  const items = open.map(({ token, kind, schema, sha, text, base_version, replaces, made_at }) => ({ token, kind, schema, sha, body: text, base_version, replaces, made_at }));
  const found = { rescue: 1, account: state.bundle.account, name: state.bundle.name, items, photos: [] };
  if (withPhotos) {
    for (const one of await store.photos()) {
      let bytes = "";
      for (const byte of one.data) bytes += String.fromCharCode(byte);
      found.photos.push({ token: one.token, item: one.item, sha: one.sha, data: btoa(bytes) });
    }
  }
  return { open, found };
}

/** Words a person reads, and after the mark what a clerk's ``import_rescue`` reads. */
async function copyRescue() {
  const { open, found } = await rescue(false);
  const lines = open.map((one) => {
    const body = JSON.parse(one.text);
    return [one.label.on || dayWords(iso(new Date(one.at))), one.label.title, (body.topics || []).join("、"), body.handling, body.note || body.body || ""].filter(Boolean).join("，");
  });
  const text = `${state.bundle.name}代表没传上去的记录 ${open.length} 条：\n${lines.join("\n")}\n【记录】${JSON.stringify(found)}`;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  alert("已复制。请粘贴到微信发给镇人大。照片没有一起复制，可以用“导出未同步记录”。");
}

async function saveRescue() {
  const { found } = await rescue(true);
  const address = URL.createObjectURL(new Blob([JSON.stringify(found)], { type: "application/json" }));
  h("a", { href: address, download: `没传的记录-${state.bundle.name}-${ago(0)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
