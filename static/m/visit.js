// A visit, its correction, and 接待、随访: what people said without a paired household.

import { ago, box, button, chip, dayChips, dayOf, dayWords, frame, h, head, icon, link, photoRow, privateIn, saveBar, showWrong, state, acts, thisTurn, toggled, wrong } from "./frame.js";
import { household, lastVisit } from "./pages.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

export const ALL_WELL = "一切都好";
const FULL = "这部手机存不下了。请先上传已有记录，或删掉照片再保存。";

function newDraft(code) {
  const { households, modes } = state.bundle;
  const unvisited = households.slice().sort((one, other) => lastVisit(one).localeCompare(lastVisit(other)))[0];
  return {
    kind: "visit", token: store.uuid(), household: code || (unvisited ? unvisited.code : ""),
    day: "today", on: "", mode: modes[0], all_well: false, topics: [], handling: "", note: "", acts: [], peers: [], motivation: "",
  };
}

export async function visitForm(asked) {
  const code = asked.get("h") || "";
  const mine = thisTurn();
  const kept = await store.getDraft("visit");
  const mended = asked.get("mend") && state.items.find((one) => one.token === asked.get("mend"));
  let draft = newDraft(code);
  if (mended) draft = { ...draft, ...JSON.parse(mended.text), ...mended.label.form, token: mended.token };
  else if (kept && asked.get("draft")) draft = kept;
  const pictures = mended || draft !== kept ? [] : (await store.photosOf(draft.token)).filter((one) => one.draft);
  if (mine !== thisTurn()) return;
  if (!code && !mended && !asked.get("pick")) return pickHousehold();
  const error = mended && mended.answer === "refused" ? { field: mended.field, words: mended.sentence } : null;
  drawVisit(draft, { pictures, mended, error });
}

function pickHousehold() {
  frame("记走访", { back: "#/", body: [
    h("section", {}, head("走访谁", ""),
      state.bundle.households.length ? h("ul", { class: "card rows" }, state.bundle.households.map((one) => h("li", {}, household(one))))
        : h("p", {}, "还没有给您安排联系户。")),
    link("#/meet", "btn btn-line tall", "不是联系户：记一次接待或随访"),
  ], foot: h("div") });
}

function drawVisit(draft, { pictures, mended, error }) {
  const given = state.bundle;
  const found = given.households.find((one) => one.code === draft.household);
  const keep = () => { if (!mended) store.putDraft({ ...draft, name: found ? found.name : "" }); };
  const redraw = (change, more = {}) => { Object.assign(draft, change); keep(); drawVisit(draft, { pictures, mended, ...more }); };
  const set = (change, quietly) => { if (quietly) { Object.assign(draft, change); keep(); } else redraw(change); };
  const y = scrollY;
  const body = h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
    found ? h("div", { class: "card pick" }, h("span", { class: "ic round", "aria-hidden": "true" }, found.name.slice(0, 1)), h("b", {}, found.name),
      h("a", { href: "#/visit" }, "换一户"), h("small", {}, `${found.place}${found.last_topics.length ? `　上次：${found.last_topics.join("、")}` : ""}`)) : null,
    wrong(error, "household"),
    h("fieldset", {}, h("legend", {}, "时间和方式"),
      dayChips(draft, set, error, "visited_on"),
      h("div", { class: "chips more" }, given.modes.map((mode) => chip("radio", "mode", mode, mode, draft.mode === mode, () => redraw({ mode }))))),
    h("fieldset", {}, h("legend", {}, "说了什么事 ", h("span", { class: "muted" }, "可多选")),
      h("div", { class: "chips" },
        chip("checkbox", "topic", "", "一切都好，没有新问题", draft.all_well, () => redraw({ all_well: !draft.all_well, topics: [], handling: "" }), true),
        given.topics.map((topic) => chip("checkbox", "topic", topic, topic, draft.topics.includes(topic), () => redraw({ topics: toggled(draft.topics, topic), all_well: false })))),
      wrong(error, "topics")),
    draft.topics.length ? h("fieldset", {}, h("legend", {}, "怎么处理"),
      h("div", { class: "chips" }, given.handling.map((one) => chip("radio", "handling", one, one, draft.handling === one, () => redraw({ handling: one })))), wrong(error, "handling")) : null,
    h("fieldset", {}, h("legend", {}, "补一句话 ", h("span", { class: "muted" }, "选填，可用输入法语音")),
      h("textarea", { rows: 2, maxlength: given.rules.note_max, "aria-label": "补一句话", placeholder: "比如：水管老化，三天停一次水", value: draft.note, oninput: (event) => set({ note: event.target.value }, true) }),
      wrong(error, "note"),
      mended ? null : photoRow(draft, pictures, (problem) => redraw({}, { error: problem }), error)),
    motivationRow(draft.motivation || "", (motivation) => redraw({ motivation })),
    h("details", { open: draft.more, ontoggle: (event) => { draft.more = event.target.open; } }, h("summary", {}, "更多"),
      h("fieldset", {}, h("legend", {}, `这次做了什么（${given.acts.title}）`),
        h("div", { class: "chips" }, given.acts.items.map((one) => chip("checkbox", "act", one, one, draft.acts.includes(one), () => redraw({ acts: toggled(draft.acts, one) }))))),
      given.peers.length ? h("fieldset", {}, h("legend", {}, "同行代表"),
        h("div", { class: "chips" }, given.peers.map((one) => chip("checkbox", "peer", one.code, one.name, draft.peers.includes(one.code), () => redraw({ peers: toggled(draft.peers, one.code) }))))) : null));

  let saving = false;
  async function saveVisit() {
    if (saving) return;
    const problem = checkVisit(draft, found);
    if (problem) return redraw({}, { error: problem });
    saving = true;
    const on = dayOf(draft);
    const { mode, all_well, topics, handling, note, acts: done, peers, motivation } = draft;
    const body = { household: draft.household, visited_on: on, mode, all_well, topics, handling, note: note.trim(), acts: done, peers };
    if (motivation) body.motivation = motivation;
    try {
      const item = await sync.queued("visit", body, {
        token: draft.token, account: given.account,
        label: { household: draft.household, name: found.name, place: found.place, on, title: `走访${found.name}家`, form: { day: "other", on } },
      });
      await acts.save(item, pictures.map((one) => ({ ...one, draft: false })));
      location.replace(`#/saved/${draft.token}`);
    } catch {
      saving = false;
      redraw({}, { error: { field: "photos", words: FULL } });
    }
  }
  frame("记走访", { back: "#/", body, foot: saveBar(saveVisit, "保存") });
  scrollTo(0, y);
  showWrong();
}

/** 要我富→我要富: tapping the chosen one again takes it back. What the server gave earlier has no such words. */
function motivationRow(chosen, set) {
  const words = state.bundle.motivation || [];
  const offered = chosen && !words.includes(chosen) ? [...words, chosen] : words;
  return offered.length ? h("fieldset", {}, h("legend", {}, "内生动力 ", h("span", { class: "muted" }, "选填，拿不准就不点")),
    h("div", { class: "chips even" }, offered.map((one) => chip("checkbox", "motivation", one, one, chosen === one, () => set(chosen === one ? "" : one))))) : null;
}

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
  const secret = privateIn(draft.note, true);
  return secret ? { field: "note", words: secret } : null;
}

// ---- correcting ---------------------------------------------------------------------------

export const canEdit = (one) => one.mine && Date.now() - Date.parse(one.received_at) < state.bundle.rules.undo_hours * 3600000;

export function editForm(code) {
  const visit = state.bundle.visits.find((one) => one.code === code);
  if (!visit) return location.replace("#/visits");
  const now = { topics: [...visit.topics], handling: visit.handling, note: visit.note, motivation: visit.motivation || "" };
  const draw = (error) => {
    const y = scrollY;
    const toggle = (topic) => { now.topics = toggled(now.topics, topic); if (now.note === ALL_WELL) now.note = ""; draw(); };
    frame(`修改走访${visit.name}家`, { back: "#/visits", body: h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
      h("fieldset", {}, h("legend", {}, "说了什么事"), h("div", { class: "chips" }, state.bundle.topics.map((one) => chip("checkbox", "topic", one, one, now.topics.includes(one), () => toggle(one)))), wrong(error, "topics")),
      now.topics.length ? h("fieldset", {}, h("legend", {}, "怎么处理"), h("div", { class: "chips" }, state.bundle.handling.map((one) => chip("radio", "handling", one, one, now.handling === one, () => { now.handling = one; draw(); }))), wrong(error, "handling")) : null,
      h("fieldset", {}, h("legend", {}, "补一句话"), h("textarea", { rows: 3, "aria-label": "补一句话", maxlength: state.bundle.rules.note_max, value: now.note, oninput: (event) => { now.note = event.target.value; } }), wrong(error, "note")),
      motivationRow(now.motivation, (motivation) => { now.motivation = motivation; draw(); })),
    foot: saveBar(save, "保存") });
    scrollTo(0, y);
    showWrong();
  };
  async function save() {
    if (now.topics.length && !now.handling) return draw({ field: "handling", words: "请点一下怎么处理的" });
    if (!now.topics.length && !now.note.trim()) return draw({ field: "topics", words: "请点一个事项，或写一句话" });
    const secret = privateIn(now.note, true);
    if (secret) return draw({ field: "note", words: secret });
    const changes = {};
    for (const name of Object.keys(now)) {
      const value = typeof now[name] === "string" ? now[name].trim() : now[name];
      const was = visit[name] || "";  // what was given by an older server says nothing of a new field
      if (JSON.stringify(value) !== JSON.stringify(was)) changes[name] = { was, now: value };
    }
    if (!Object.keys(changes).length) return location.replace("#/visits");
    const item = await sync.queued("visit_edit", { visit: code, changes }, {
      token: store.uuid(), account: state.bundle.account, base_version: visit.version, label: { title: `修改走访${visit.name}家` } });
    await acts.save(item);
    location.replace(`#/saved/${item.token}`);
  }
  draw();
}

// ---- 接待、随访 ----------------------------------------------------------------------------

const SOME = [[1, "1 人"], [3, "几个人"], [10, "十来个人"], [30, "很多人"]];

export async function meetForm(asked) {
  const mine = thisTurn();
  const kept = await store.getDraft("opinion");
  if (mine !== thisTurn()) return;
  const mended = asked.get("mend") && state.items.find((one) => one.token === asked.get("mend"));
  let draft = { kind: "opinion", token: store.uuid(), heard: "visit", day: "today", on: "", words: "", people_count: 1, visit: "" };
  if (mended) draft = { ...draft, ...JSON.parse(mended.text), ...mended.label.form, token: mended.token };
  else if (kept && asked.get("draft")) draft = kept;
  else if (asked.get("heard")) draft.heard = asked.get("heard");
  drawMeet(draft, mended, mended ? { field: mended.field, words: mended.sentence } : null);
}

function drawMeet(draft, mended, error) {
  const keep = () => { if (!mended) store.putDraft({ ...draft, name: draft.words.slice(0, 12) }); };
  const set = (change, quietly) => { Object.assign(draft, change); keep(); if (!quietly) drawMeet(draft, mended); };
  const y = scrollY;
  const body = h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
    h("fieldset", {}, h("legend", {}, "在哪听到"), h("div", { class: "chips" },
      state.bundle.heard.map((one) => chip("radio", "heard", one.code, one.label, draft.heard === one.code, () => set({ heard: one.code })))), wrong(error, "heard")),
    h("fieldset", {}, h("legend", {}, "时间"), dayChips(draft, set, error, "heard_on")),
    box("群众说了什么", "照原话写，不写姓名", { name: "words", rows: 4, maxlength: 600, placeholder: "先听、先记，切勿当场表态", value: draft.words, oninput: (event) => set({ words: event.target.value }, true) }),
    wrong(error, "words"),
    h("fieldset", {}, h("legend", {}, "多少人反映"), h("div", { class: "chips" },
      SOME.map(([count, label]) => chip("radio", "people", String(count), label, draft.people_count === count, () => set({ people_count: count }))))));
  async function save() {
    const on = dayOf(draft);
    if (!on) return drawMeet(draft, mended, { field: "heard_on", words: "请填是哪一天" });
    if (on > ago(0)) return drawMeet(draft, mended, { field: "heard_on", words: `日期不能晚于今天（${dayWords(ago(0))}）` });
    if (draft.words.trim().length < 5) return drawMeet(draft, mended, { field: "words", words: "请写群众说了什么，一句话也可以" });
    const secret = privateIn(draft.words);
    if (secret) return drawMeet(draft, mended, { field: "words", words: secret });
    await saveOpinion(draft, on);
    location.replace(`#/saved/${draft.token}`);
  }
  frame("记接待或随访", { back: "#/", body, foot: saveBar(save, "保存") });
  scrollTo(0, y);
  showWrong();
}

export async function saveOpinion(draft, on) {
  const { heard, people_count, visit } = draft;
  const label = (state.bundle.heard.find((one) => one.code === heard) || { label: "随访" }).label;
  const words = draft.words.trim();
  const item = await sync.queued("opinion", { heard, heard_on: on, words, people_count, visit: visit || "" }, {
    token: draft.token, account: state.bundle.account,
    label: { title: `${label}：${words.slice(0, 16)}${words.length > 16 ? "…" : ""}`, on, place: "", name: "", form: { day: "other", on } },
  });
  await acts.save(item);
}
