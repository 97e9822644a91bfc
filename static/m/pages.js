// The pages of the phone. Tap first, type last; every state has its word.

import { $, acts, ago, app, button, chip, dayWords, frame, h, head, icon, iso, line, link, nextTurn, quarter, row, setSize, setup, showNet, state, thisTurn, troubles, unsent, waiting, when } from "./frame.js";
import { rateForm } from "./rate.js";
import { copyRescue, rescuePage, saveRescue } from "./rescue.js";
import * as store from "./store.js";
import { cosignForm, cosignRow, follow, suggestForm, suggestions, toCosign } from "./suggest.js";
import * as sync from "./sync.js";
import { canEdit, editForm, meetForm, visitForm } from "./visit.js";

export { setSize, setup, showNet };

// ---- routes -----------------------------------------------------------------------------

const FORMS = /^#\/(visit(\?|$)|meet|edit\/|suggest\/(new|\d)|rate\/|cosign\/|rescue|pin)/;
export const isForm = (hash) => FORMS.test(hash);

const ROUTES = {
  visit: (_, asked) => visitForm(asked),
  meet: (_, asked) => meetForm(asked),
  edit: (code) => editForm(code),
  saved: (token) => saved(token),
  visits: () => visitList(),
  suggest: (step, asked, code) => (step === "at" ? follow(code) : step ? suggestForm(step, asked) : suggestions()),
  cosign: (code) => cosignForm(code),
  rate: (code) => rateForm(code),
  rescue: (_, asked) => rescuePage([...asked.keys()][0]),
  me: () => me(),
  pin: () => changePin(),
};
let shown = "";

export function show() {
  nextTurn();
  const hash = location.hash || "#/";
  const [path, query = ""] = hash.slice(1).split("?");
  const [first, second, third] = path.split("/").filter(Boolean);
  if (!state.bundle) return firstOpen();
  (ROUTES[first] || home)(second, new URLSearchParams(query), third);
  if (shown !== hash) {
    shown = hash;
    scrollTo(0, 0);
    const heading = $("h1");
    if (heading) heading.focus({ preventScroll: true });
  }
}

function firstOpen() {
  const asksLogin = sync.status.problem === "login";
  app().replaceChildren(h("main", { class: "wrap" }, h("h1", {}, "代表行动台账"),
    h("p", {}, asksLogin ? "请先登录。登录一次，以后在村里没网也能记。" : navigator.onLine ? "正在取您的联系户，请稍等。" : "第一次打开要有网：连上网再打开，以后没网也能用。"),
    link("/login/?next=/m/", "btn btn-main", "登录")));
}

export function showTierC() {
  app().replaceChildren(h("main", { class: "wrap" }, h("h1", {}, "代表行动台账"),
    h("p", {}, "这部手机需要有网才能记录"), link("/visits/new/", "btn btn-main", "记走访"), link("/suggestions/new/", "btn btn-line", "提建议")));
}

const tierWords = () => (state.tier === "A" ? "这部手机可以离线记录" : "进村前先打开本页，别关掉，没网也能记");

// ---- home -------------------------------------------------------------------------------

const visitsHere = (code) => state.items.filter((one) => one.kind === "visit" && one.label.household === code);

export function lastVisit(household) {
  const here = visitsHere(household.code).map((one) => one.label.on);
  return [household.last, ...here].sort().pop() || "";
}

const daysTo = (day) => Math.round((Date.parse(day) - Date.parse(ago(0))) / 86400000);
const left = (days) => h("span", { class: days <= 7 ? "due soon" : "due" }, days <= 7 ? icon("clock") : null, days > 0 ? `剩 ${days} 天` : days === 0 ? "今天到期" : "已过期");

/** The fixed day of a station (代表接待日) in the week to come. */
function receptions() {
  return (state.bundle.receptions || []).map((one) => {
    const now = new Date();
    const inMonth = (month) => new Date(now.getFullYear(), month, Math.min(one.day, new Date(now.getFullYear(), month + 1, 0).getDate()));
    const here = iso(inMonth(now.getMonth()));
    return { ...one, on: here >= ago(0) ? here : iso(inMonth(now.getMonth() + 1)) };
  }).filter((one) => daysTo(one.on) <= 7);
}

/** What was held and the deputy has not said a word about. */
function heldRows() {
  const known = new Map((state.bundle.held || []).map((one) => [one.token, one]));
  const here = state.items.filter((one) => one.held && !known.has(one.token))
    .map((one) => ({ token: one.token, reason: one.reason, sentence: one.sentence, helper: one.helper, waiting: true, wish: "" }));
  const said = (token) => state.items.find((one) => one.kind === "wish" && one.label.held === token);
  return [...here, ...known.values()].map((one) => ({ ...one, wish: one.wish || (said(one.token) ? said(one.token).label.wish : "") }));
}

function tasks() {
  const given = state.bundle;
  const { since, left: days } = quarter();
  const said = (code) => state.items.some((item) => item.kind === "rating" && item.label.code === code && item.state !== "trouble");
  const contact = given.first_contact_due && given.first_contact_due >= ago(0) ? given.first_contact_due : "";
  const year = `${ago(0).slice(0, 4)}-01-01`;
  const due = given.households.filter((one) => lastVisit(one) < since);
  return [
    ...heldRows().filter((one) => one.waiting && one.reason === "reassigned" && !one.wish).map((one) =>
      row("#/visits", "exclamation-triangle", "有一条走访要您说一声", h("span", { class: "due soon" }, "请看"), one.sentence)),
    ...given.to_rate.filter((one) => !said(one.code)).map((one) =>
      row(`#/rate/${one.code}`, "star-half", one.unit ? `评价${one.unit}的答复` : "评价办理答复", one.due ? left(daysTo(one.due)) : "", `${one.number ? `${one.number} ` : ""}${one.title}`)),
    ...toCosign().map(cosignRow),
    ...receptions().map((one) =>
      row("#/meet?heard=reception", "calendar-event", "代表接待日", h("span", { class: daysTo(one.on) <= 1 ? "due soon" : "due" }, one.on === ago(0) ? "今天" : dayWords(one.on)), [one.name, one.place].filter(Boolean).join("，"))),
    ...due.map((one) => (contact && lastVisit(one) < year
      ? row(`#/visit?h=${one.code}`, "house-heart", `${dayWords(contact)}前到${one.name}家见面`, left(daysTo(contact)), lastWords(one))
      : row(`#/visit?h=${one.code}`, "house-heart", `本季度走访${one.name}家`, left(days), lastWords(one)))),
  ];
}

/** Everything begun and not finished, each with its way on. */
async function unfinished() {
  const cards = [];
  const card = (draft, name, href) => line("warn", `有一条没写完：${name || "建议"}${draft.at ? `，${when(draft.at)}` : ""}`,
    h("div", { class: "pair" }, link(href, "btn btn-line", "接着写"),
      button("btn btn-line", async () => { await store.dropDraft(draft); show(); }, "不要了")));
  const visit = await store.getDraft("visit");
  if (visit) cards.push(card(visit, visit.name, `#/visit?h=${visit.household}&draft=1`));
  const opinion = await store.getDraft("opinion");
  if (opinion && opinion.words) cards.push(card(opinion, opinion.name, "#/meet?draft=1"));
  const suggestion = await store.getDraft("suggestion");
  if (suggestion && (suggestion.title || suggestion.body || suggestion.ask)) cards.push(card(suggestion, suggestion.title, "#/suggest/1"));
  for (const one of await store.parked()) cards.push(card(one, one.title || one.body.slice(0, 14), `#/suggest/1?draft=${one.token}`));
  return cards;
}

async function home() {
  const given = state.bundle;
  const mine = thisTurn();
  const drafts = await unfinished();
  if (mine !== thisTurn()) return;
  const todo = tasks();
  frame(`${given.name}代表`, { sub: given.group, tab: "#/", body: [
    state.items.length || given.visits.length ? null : state.tier === "B" && line("warn", "您的微信需要先打开本页再进村。打开后不要划掉，没网也能记。"),
    given.size_asked || given.size ? null : askSize(),
    h("div", { class: "act" },
      link("#/visit", "btn btn-main", icon("pencil-square"), "记走访"), link("#/suggest/new", "btn btn-line", icon("megaphone"), "提建议")),
    drafts,
    todo.length ? h("section", {}, head("要办的事", `${todo.length} 件`), h("ul", { class: "card rows" }, todo.map((one) => h("li", {}, one)))) : null,
    h("section", {}, head("我的联系户", given.households.length ? "点一下就记走访" : ""),
      given.households.length ? h("ul", { class: "card rows" }, given.households.map((one) => h("li", {}, household(one))))
        : h("div", { class: "card line" }, h("p", {}, `还没有给您安排联系户。可以先记接待或随访。有疑问请联系${given.office}。`), link("#/meet", "btn btn-line", "记一次随访"))),
    h("a", { class: "card sum", href: "#/me" }, h("span", {}, "今年履职"),
      h("span", {}, h("b", {}, String(given.visit_count)), " 走访"), h("span", {}, h("b", {}, String(given.activity_count || 0)), " 活动"),
      h("span", {}, h("b", {}, String(given.suggestion_count)), " 建议"), icon("chevron-right")),
    h("p", { class: "small muted" }, `数据更新到 ${when(Date.parse(given.at))}`),
  ] });
}

const lastWords = (one) => (one.last ? `上次 ${dayWords(one.last)}${one.last_topics.length ? `，反映${one.last_topics.join("、")}` : ""}` : "还没有走访过");

export function household(one) {
  const { since } = quarter();
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
  const choose = (size) => async () => { await saveSize(size); show(); };
  return line("", "字要不要大一点？", button("btn btn-line", choose(""), "这样就好"), button("btn btn-line", choose("large"), "大一点"), button("btn btn-line", choose("huge"), "特别大"));
}

async function saveSize(size, dark = state.bundle.dark) {
  state.sizesChosen += 1;
  setSize(size, dark);
  state.bundle = { ...state.bundle, size, dark, size_asked: true };
  await store.putMeta("bundle", state.bundle);
  for (const old of waiting().filter((one) => one.kind === "size" && !one.tried)) await store.dropItem(old.token);
  await acts.save(await sync.queued("size", { size, dark: Boolean(dark) }, { token: store.uuid(), account: state.bundle.account, label: { title: "字号" } }));
}

// ---- saved --------------------------------------------------------------------------------

const KINDS = { visit: "走访", visit_edit: "修改", suggestion: "建议", rating: "评价", cosign: "答复", opinion: "随访", wish: "意见" };

function saved(token) {
  const item = state.items.find((one) => one.token === token);
  if (!item) return location.replace("#/");
  const { kind } = item;
  const what = KINDS[kind];
  const isSent = item.state === "sent";
  const twins = kind === "visit" ? visitsHere(item.label.household).filter((one) => one.label.on === item.label.on && one.token !== token) : [];
  const title = item.state === "trouble" ? "要处理" : kind === "suggestion" && isSent ? "已提交，等待登记" : isSent ? `${what}已上传` : `${what}已存在手机里`;
  const text = isSent || item.state === "trouble" ? (item.sentence || (kind === "suggestion" ? "5 个工作日内会有编号。可以在“建议”里看办到哪一步。" : ""))
    : kind === "suggestion" ? "有网后自动提交。提交成功会给您编号。" : `有网后会自动上传，一共 ${waiting().length} 条待传。上传前请不要清理微信缓存。`;
  const heard = kind === "visit" || kind === "opinion";
  frame({ visit: "记走访", opinion: "记随访" }[kind] || what, { back: "#/", foot: h("div"), body: [
    h("section", { class: "done", "aria-live": "polite" }, icon(item.state === "trouble" ? "exclamation-triangle" : "check-circle-fill"), h("h2", {}, title), h("p", { class: "muted" }, text)),
    twins.length ? line("warn", `${item.label.on === ago(0) ? "今天" : dayWords(item.label.on)}已记过${item.label.name}家，两条都会保留。记重了？`,
      item.tried ? null : button("btn btn-line", async () => { await store.dropItem(token); await acts.refresh(); location.replace("#/"); }, "删除这一条")) : null,
    heard ? link(`#/suggest/new?visit=${token}`, "btn btn-main tall", h("b", {}, "接着提建议"), "（带上这次走访内容）") : null,
    kind === "visit" ? link("#/visit", "btn btn-line tall", "再记一户") : null,
    kind === "rating" && item.label.result !== "不满意" ? link("#/meet", "btn btn-line tall", "记一次回访") : null,
    item.state === "trouble" ? link("#/visits", "btn btn-main tall", "去处理") : null,
    link("#/", "btn btn-line tall", "回首页"),
  ] });
}

// ---- the list ---------------------------------------------------------------------------

const STATES = { waiting: "待上传", sent: "已上传", trouble: "要处理" };

function visitList() {
  const own = state.items.filter((one) => one.kind !== "size" && one.kind !== "wish");
  const known = new Set(own.filter((one) => one.state === "sent").map((one) => one.code));
  const older = state.bundle.visits.filter((one) => !known.has(one.code));
  const held = heldRows();
  const mayEdit = (one) => one.kind === "visit" && one.state === "sent" && state.bundle.visits.some((row) => row.code === one.code && canEdit(row));
  const stateOf = (one) => (one.held ? (held.find((other) => other.token === one.token) || {}).state || "待镇里决定" : STATES[one.state]);
  frame("走访", { tab: "#/visits", body: [
    waiting().length || state.photos.length ? h("div", { class: "stack" },
      button("btn btn-main", () => acts.handIn({ now: true }), icon("cloud-upload"), "现在上传"),
      waiting().length ? button("btn btn-line", copyRescue, icon("copy"), "复制内容发给镇里") : null) : null,
    troubles().map(troubleCard),
    held.filter((one) => one.waiting && one.reason === "reassigned").map(heldCard),
    own.length ? h("section", {}, head("这部手机上记的", `${own.length} 条`), h("ul", { class: "card rows" }, own.slice().reverse().map((one) => h("li", {},
      h(mayEdit(one) ? "a" : "div", { class: "row", href: mayEdit(one) ? `#/edit/${one.code}` : false }, h("b", {}, one.label.title), h("span", { class: `due ${one.state === "sent" && !one.held ? "ok" : "soon"}` }, stateOf(one)),
        h("span", { class: "sub" }, `${when(one.at)}${one.sentence ? `　${one.sentence}` : ""}${mayEdit(one) ? "　修改" : ""}`)))))) : null,
    h("section", {}, head("以前的走访", ""), older.length ? h("ul", { class: "card rows" }, older.map((one) => h("li", {},
      h(canEdit(one) ? "a" : "div", { class: "row", href: canEdit(one) ? `#/edit/${one.code}` : false }, h("b", {}, one.name), h("span", { class: "due ok" }, dayWords(one.on)),
        h("span", { class: "sub" }, [one.topics.join("、"), one.note].filter(Boolean).join("；"), canEdit(one) ? "　修改" : "")))))
      : h("p", { class: "muted" }, "今年还没有走访记录。")),
    link("#/meet", "btn btn-line tall", "记一次接待或随访"),
  ] });
}

/** What the deputy would like with a visit that the township decides about. */
function heldCard(one) {
  const wish = (code, label) => async () => {
    await acts.save(await sync.queued("wish", { held: one.token, wish: code }, {
      token: store.uuid(), account: state.bundle.account, label: { held: one.token, wish: label, title: `意见：${label}` } }));
    show();
  };
  const choices = [["keep", "仍算我的走访"], one.helper ? ["pass", `转给${one.helper}`] : null, ["drop", "删除"]].filter(Boolean);
  return h("section", { class: "card line warn" }, h("p", {}, one.sentence),
    one.wish ? h("p", {}, `您的意见：${one.wish}。等镇里决定。`)
      : h("div", { class: "stack" }, choices.map(([code, label]) => button("btn btn-line", wish(code, label), label)), h("p", { class: "small" }, "您点的是意见，由镇里决定。")));
}

function troubleCard(item) {
  const drop = button("btn btn-line", async () => { if (confirm("删掉这一条？删了不能找回。")) { await store.dropItem(item.token); await acts.refresh(); } }, "删除");
  if (item.answer === "conflict") {
    return h("section", { class: "card line over" }, h("p", {}, `${item.label.title}：网页上也有人改过同一处，请选一个。`),
      Object.entries(item.fields).map(([name, one]) => h("fieldset", {}, h("legend", {}, one.label), h("div", { class: "chips both" },
        chip("radio", `${item.token}-${name}`, "mine", `用我的：${words(one.mine)}`, true), chip("radio", `${item.token}-${name}`, "theirs", `用网页上的：${words(one.theirs)}`, false)))),
      h("div", { class: "stack" }, button("btn btn-main", (event) => settle(item, event.target.closest("section")), "就这样")));
  }
  const mend = { visit: `#/visit?pick=1&mend=${item.token}`, suggestion: `#/suggest/1?mend=${item.token}`, rating: `#/rate/${item.label.code}`, opinion: `#/meet?mend=${item.token}` }[item.kind];
  return h("section", { class: "card line over" }, h("p", {}, `${item.label.title}：${item.sentence}`),
    h("div", { class: "stack" },
      mend && item.answer === "refused" ? link(mend, "btn btn-main", "改一改") : null,
      item.answer === "gone" && item.kind === "visit" ? button("btn btn-main", () => anew(item), "重新记一条") : null, drop));
}

/** The row was deleted on the server: the same words again, as an item of its own. */
async function anew(item) {
  await acts.save(await sync.queued("visit", JSON.parse(item.text), { token: store.uuid(), account: item.account, label: item.label }));
  await store.dropItem(item.token);
  await acts.refresh();
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

// ---- me ---------------------------------------------------------------------------------

async function me(message = "") {
  const given = state.bundle;
  const sizes = [["", "标准"], ["large", "大"], ["huge", "特大"]];
  const mine = thisTurn();
  const withPin = await store.hasPin();
  if (mine !== thisTurn()) return;
  frame("我的", { tab: "#/me", body: [
    message ? line("warn", message) : null,
    h("section", { class: "card line" }, h("b", {}, `${given.name}代表`), h("p", {}, `今年走访 ${given.visit_count} 次，参加活动 ${given.activity_count || 0} 次，建议 ${given.suggestion_count} 件`), link("/me/file/", "btn btn-line", "看履职档案"), link("/aid/new/", "btn btn-line", "记一次帮扶（要有网）")),
    h("fieldset", {}, h("legend", {}, "大字"), h("div", { class: "chips" }, sizes.map(([code, label]) => chip("radio", "size", code, label, given.size === code, async () => { await saveSize(code); show(); })))),
    h("fieldset", {}, h("legend", {}, "颜色"), h("div", { class: "chips" }, [[false, "浅色"], [true, "深色"]].map(([dark, label]) => chip("radio", "dark", String(dark), label, Boolean(given.dark) === dark, async () => { await saveSize(given.size, dark); show(); })))),
    h("section", { class: "card line" }, h("b", {}, "没传的记录"), h("p", {}, unsent() ? `${unsent()} 条还在手机里` : "已全部上传"),
      unsent() ? h("div", { class: "stack" }, button("btn btn-main", () => acts.handIn({ now: true }), "现在上传"), button("btn btn-line", copyRescue, "复制内容发给镇里"), button("btn btn-line", saveRescue, "导出未同步记录")) : null),
    h("section", { class: "card line" }, h("b", {}, "这部手机"), h("p", {}, tierWords()),
      h("p", { class: "small muted" }, state.persisted === null ? "" : state.persisted ? "浏览器答应长期保留记录。" : "浏览器没答应长期保留：请早点上传，不要清理缓存。"),
      h("div", { class: "stack" }, withPin ? button("btn btn-line", async () => { await store.setPin(""); me("已取消 PIN 码。"); }, icon("lock"), "取消 PIN 码") : link("#/pin", "btn btn-line", icon("lock"), "设 PIN 码"), link("/me/phones/", "btn btn-line", "我的手机")),
      h("p", { class: "small muted" }, `版本 ${document.documentElement.dataset.build}`)),
    button("btn btn-line", async () => { if (!(await acts.leave())) me(`还有 ${unsent()} 条没传，先上传再退出，不然会丢。`); }, "退出"),
  ] });
}

function changePin() {
  const input = h("input", { class: "field", type: "password", inputmode: "numeric", autocomplete: "off", "aria-label": "PIN 码" });
  frame("设 PIN 码", { back: "#/me", body: h("form", { class: "form", onsubmit: async (event) => {
    event.preventDefault();
    if (input.value.length < 4) return;
    await store.setPin(input.value);
    location.replace("#/me");
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
