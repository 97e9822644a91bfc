// Raising a suggestion in three short steps, following it, and answering who asks to propose together.

import { $, ago, box, button, chip, dayWords, frame, h, icon, line, link, photoRow, privateIn, row, saveBar, showWrong, state, acts, thisTurn, toggled, when, wrong } from "./frame.js";
import { saveOpinion } from "./visit.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const LEVELS = [["township", "镇里能办"], ["county", "要县里办"], ["unsure", "说不准"]];
const STATES = { waiting: "待上传", sent: "已上传", trouble: "要处理" };
const EXAMPLE = "例如“关于修复柳林村通村路的建议”";

// ---- the list and one of it ---------------------------------------------------------------

export function suggestions() {
  const here = state.items.filter((one) => one.kind === "suggestion" && one.state !== "sent");
  const { suggestions: rows, to_rate: toRate, rated } = state.bundle;
  const isRated = (code) => state.items.some((one) => one.kind === "rating" && one.state === "waiting" && one.label.code === code);
  frame("建议", { tab: "#/suggest", body: [
    link("#/suggest/new", "btn btn-main tall", icon("megaphone"), "提建议"),
    toCosign().length ? h("ul", { class: "card rows" }, toCosign().map((one) => h("li", {}, cosignRow(one)))) : null,
    here.length ? h("ul", { class: "card rows" }, here.map((one) => h("li", {}, h("div", { class: "row" }, h("b", {}, one.label.title), h("span", { class: "due soon" }, STATES[one.state]), h("span", { class: "sub" }, one.sentence || when(one.at)))))) : null,
    rows.length ? h("ul", { class: "card rows" }, rows.map((one) => {
      const rate = toRate.some((other) => other.code === one.code);
      const mine = isRated(one.code);
      const again = rated.find((other) => other.code === one.code);
      const said = mine ? "评价待上传" : rate ? "请评价" : one.state;
      const sub = again ? `已评价，${dayWords(again.until)}前还能改` : one.due ? `${dayWords(one.due)}前答复` : `${dayWords(one.on)}提出`;
      return h("li", {}, h("a", { class: "row", href: rate && !mine ? `#/rate/${one.code}` : `#/suggest/at/${one.code}` },
        h("b", {}, `${one.number ? `${one.number} ` : ""}${one.title}`), h("span", { class: rate && !mine ? "due soon" : "due" }, said), h("span", { class: "sub" }, sub)));
    })) : here.length ? null : h("div", { class: "card line" }, h("p", {}, "还没有提过建议。走访时听到的事，可以直接变成建议。"), link("#/visits", "btn btn-line", "从走访里提")),
  ] });
}

/** Five plain stages, each with its day, and one sentence on top. */
export function follow(code) {
  const one = state.bundle.suggestions.find((other) => other.code === code);
  if (!one) return location.replace("#/suggest");
  const again = state.bundle.rated.find((other) => other.code === code);
  const toRate = state.bundle.to_rate.some((other) => other.code === code);
  const at = one.stages.map((stage) => Boolean(stage.on)).lastIndexOf(true);
  const open = one.units.length && at === 2;
  const sentence = toRate ? "已经答复您，请评价。" : open ? `${one.units.join("、")}正在办${one.due ? `，${dayWords(one.due)}前${one.round > 1 ? "再次" : ""}答复您` : ""}。` : `现在是“${one.state}”。`;
  frame("办到哪一步", { back: "#/suggest", body: [
    h("section", { class: "card line" }, h("b", {}, `${one.number ? `${one.number} ` : ""}${one.title}`), h("p", {}, sentence)),
    h("ol", { class: "card stages" }, one.stages.map((stage, number) => h("li", { class: stage.on ? "past" : false, "aria-current": number === at ? "step" : false },
      icon(stage.on ? "check-lg" : "clock"), h("b", {}, number === 3 && toRate ? "已答复，请评价" : stage.label), h("span", { class: "muted" }, stage.on ? dayWords(stage.on) : "")))),
    toRate ? link(`#/rate/${code}`, "btn btn-main tall", "去评价") : null,
    again ? link(`#/rate/${code}`, "btn btn-line tall", "改我的评价") : null,
    link(`/suggestions/${code}/`, "btn btn-line tall", "看全部材料（要有网）"),
  ], foot: h("div") });
}

// ---- co-signing ---------------------------------------------------------------------------

const answered = (code) => state.items.some((one) => one.kind === "cosign" && one.label.code === code && one.state !== "trouble");
export const toCosign = () => state.bundle.to_cosign.filter((one) => !answered(one.code));
export const cosignRow = (one) => row(`#/cosign/${one.code}`, "megaphone", `${one.lead}代表请您一起提`, h("span", { class: "due soon" }, "请答复"), one.title);

export function cosignForm(code) {
  const one = toCosign().find((other) => other.code === code);
  if (!one) return location.replace("#/suggest");
  const answer = (agrees) => async () => {
    const item = await sync.queued("cosign", { suggestion: code, agrees }, {
      token: store.uuid(), account: state.bundle.account, label: { code, title: `${agrees ? "同意附议" : "不附议"}：${one.title}` } });
    await acts.save(item);
    location.replace(`#/saved/${item.token}`);
  };
  frame("一起提建议", { back: "#/", body: [
    h("section", { class: "card line" }, h("p", {}, `${one.lead}代表请您一起提：`), h("b", {}, one.title)),
    h("dl", { class: "card facts" }, h("dt", {}, "反映的情况"), h("dd", {}, one.body), h("dt", {}, "希望怎么办"), h("dd", {}, one.ask)),
    button("btn btn-main tall", answer(true), "同意附议"), button("btn btn-line tall", answer(false), "不附议"),
    h("p", { class: "small muted" }, "附议后，答复也会送给您，由您单独评价。"),
  ], foot: h("div") });
}

// ---- raising ------------------------------------------------------------------------------

const empty = () => ({ kind: "suggestion", token: store.uuid(), title: "", body: "", ask: "", category: "", handled_at: "county", visit: "", opinion: "", scope_override: "", co_proposers: [], passed: {} });
const isBegun = (draft) => Boolean(draft && (draft.title || draft.body || draft.ask));

/** Steps 1 to 3; ``new`` begins one, from a visit, from what people said, or with nothing. */
export async function suggestForm(step, asked) {
  const mine = thisTurn();
  const mended = asked.get("mend") && state.items.find((one) => one.token === asked.get("mend"));
  let draft = await store.getDraft("suggestion");
  let error = null;
  if (step === "new" || mended) {
    if (isBegun(draft) && !(mended && draft.token === mended.token)) await store.park(draft);
    draft = mended ? { ...empty(), ...JSON.parse(mended.text), token: mended.token } : await begun(asked.get("visit"));
    if (mended) error = { field: mended.field, words: mended.sentence };
    await store.putDraft(draft);
    // Going back to this page goes on with the draft instead of beginning another.
    if (step === "new" && mine === thisTurn()) history.replaceState(null, "", "#/suggest/1");
  } else if (asked.get("draft")) {
    await store.unpark(asked.get("draft"));
    draft = await store.getDraft("suggestion");
  }
  if (!draft) return location.replace("#/suggest");
  const pictures = (await store.photosOf(draft.token)).filter((one) => one.draft);
  if (mine !== thisTurn()) return;
  const at = error ? stepOf(error.field) : Number(step) || 1;
  drawSuggestion(Math.min(3, at), { ...empty(), ...draft }, pictures, { error });
}

/** What a visit or an opinion on this phone gives to begin with; nobody's name goes along. */
async function begun(token) {
  const from = token && state.items.find((one) => one.token === token);
  if (!from) return empty();
  const said = from.text ? JSON.parse(from.text) : { topics: [], note: "" };
  const draft = empty();
  if (from.kind === "opinion") return { ...draft, opinion: from.token, body: `${dayWords(from.label.on)}群众反映：${said.words || ""}` };
  const note = (said.note || "").split(from.label.name).join("群众");
  const topics = said.topics || [];
  const category = state.bundle.categories.find((one) => topics.some((topic) => one.label.includes(topic)));
  for (const one of await store.photosOf(from.token)) {
    await store.putPhoto({ ...one, token: store.uuid(), item: draft.token, offset: 0, draft: true });
  }
  return {
    ...draft, visit: from.token, category: category ? category.code : "",
    title: `关于${from.label.place}${topics.join("")}的建议`.slice(0, 40),
    body: `${dayWords(from.label.on)}走访${from.label.place}时群众反映：${note || topics.join("、")}`,
  };
}

function drawSuggestion(step, draft, pictures, { error = null, gate = null } = {}) {
  const keep = () => store.putDraft(draft);
  const set = (name) => (event) => { draft[name] = event.target.value; keep(); };
  const y = scrollY;
  const again = (more) => { drawSuggestion(step, draft, pictures, more); };
  const go = async (next) => { await keep(); location.hash = `#/suggest/${next}`; };
  const labelOf = (code) => (state.bundle.categories.find((one) => one.code === code) || { label: "" }).label;
  const levelOf = (code) => (LEVELS.find(([one]) => one === code) || ["", ""])[1];
  const names = draft.co_proposers.map((code) => (state.bundle.peers.find((one) => one.code === code) || { name: "" }).name).filter(Boolean);
  const scope = outOfScope(draft);
  const gates = {
    two: () => line("warn", "一件建议说一件事，办得更快。", button("btn btn-main", split, "分成两件"), button("btn btn-line", pass("two"), "就这样")),
    scope: () => line("warn", `${scope.sentence || `可能属于${scope.label}。这类事由主管机关依法处理，一般不作为代表建议交办。`}${scope.organ ? `可以告诉群众去${scope.organ}。` : ""}`,
      button("btn btn-main", asOpinion, "存为走访记录"), button("btn btn-line", pass(`scope-${scope.code}`), "仍要提交，由人大审查")),
    urgent: () => line("over", `像是险情：请先打电话告诉镇里。${scope.sentence || ""}建议可以接着提。`, button("btn btn-line", pass(`scope-${scope.code}`), "知道了，继续写")),
    similar: () => h("section", { class: "card line warn" }, gate.rows.map((one) => [
      h("p", {}, `可能有人提过：${one.number ? `${one.number} ` : ""}${one.title}（${one.state}）。`),
      one.may_be_joined ? button("btn btn-line", () => join(one), "我也附议这件") : null]), button("btn btn-main", pass("similar"), "不一样，继续写")),
  };
  const steps = {
    1: () => ["写什么事", [
      box("题目", "", { name: "title", rows: 2, maxlength: 40, placeholder: EXAMPLE, value: draft.title, oninput: set("title") }), wrong(error, "title"),
      box("反映的情况", "现在怎样、影响多少人", { name: "body", rows: 6, maxlength: 600, value: draft.body, oninput: set("body") }), wrong(error, "body"),
      h("fieldset", {}, h("legend", {}, "类别"), h("div", { class: "chips" }, state.bundle.categories.map((one) => chip("radio", "category", one.code, one.label, draft.category === one.code, () => { draft.category = one.code; keep(); })))), wrong(error, "category"),
      h("div", {}, photoRow(draft, pictures, (problem) => again({ error: problem }), error)),
      gate ? h("div", { class: "gate", role: "alert" }, gates[gate.kind]()) : null]],
    2: () => ["希望怎么办", [
      box("希望怎么办", "", { name: "ask", rows: 5, maxlength: 400, placeholder: "请说清楚：谁来办、办什么、什么时候前", value: draft.ask, oninput: set("ask") }), wrong(error, "ask"),
      h("fieldset", {}, h("legend", {}, "交给哪级"), h("div", { class: "chips" }, LEVELS.map(([code, label]) => chip("radio", "handled_at", code, label, draft.handled_at === code, () => { draft.handled_at = code; keep(); })))), wrong(error, "handled_at"),
      state.bundle.peers.length ? h("fieldset", {}, h("legend", {}, "一起提的代表 ", h("span", { class: "muted" }, "选填，每位都要自己确认")),
        h("div", { class: "chips" }, state.bundle.peers.map((one) => chip("checkbox", "co", one.code, one.name, draft.co_proposers.includes(one.code), () => { draft.co_proposers = toggled(draft.co_proposers, one.code); keep(); })))) : null, wrong(error, "co_proposers")]],
    3: () => ["检查", [
      h("dl", { class: "card facts" }, [
        ["题目", draft.title, 1], ["反映的情况", draft.body, 1], ["类别", labelOf(draft.category), 1], pictures.length ? ["照片", `${pictures.length} 张`, 1] : null,
        ["希望怎么办", draft.ask, 2], ["交给哪级", levelOf(draft.handled_at), 2], ["一起提的代表", names.join("、") || "没有", 2],
      ].filter(Boolean).map(([label, value, at]) =>
        h("div", {}, h("dt", {}, label), h("dd", {}, value, " ", link(`#/suggest/${at}`, "plain", "改", h("span", { class: "unseen" }, label)))))),
      scope && !scope.urgent ? [line("warn", `可能属于${scope.label}。仍要提交的，请写理由，由人大审查。`),
        box("仍要提交的理由", "", { name: "scope_override", maxlength: 200, value: draft.scope_override, oninput: set("scope_override") }), wrong(error, "scope_override")] : null]],
  };
  const [title, body] = steps[step]();
  frame(title, { back: step > 1 ? `#/suggest/${step - 1}` : "#/suggest", body: [h("p", { class: "muted small" }, `第 ${step} 步，共 3 步`), h("form", { class: "form", onsubmit: (event) => event.preventDefault() }, body)],
    foot: step < 3 ? saveBar(next, "下一步", "写了的都存在手机里") : saveBar(submit, "提交", "有网后自动提交，提交成功会给您编号") });
  if (error || gate) scrollTo(0, y);
  showWrong();
  const asking = $(".gate");
  if (asking) asking.scrollIntoView({ block: "center" });

  function pass(name) {
    return () => { draft.passed = { ...draft.passed, [name]: true }; keep(); next(); };
  }

  async function next() {
    const problem = checkSuggestion(step, draft);
    if (problem) return again({ error: problem });
    if (step === 1) {
      const asked = await gateOf(draft, scope);
      if (asked) return again({ gate: asked });
    }
    await go(step + 1);
  }

  /** The first matter stays here; the second begins a draft of its own, which waits on the first page. */
  async function split() {
    const cut = further(draft.body);
    const other = { ...draft, token: store.uuid(), passed: { two: true }, title: "", ask: "", co_proposers: [], body: draft.body.slice(cut).replace(/^[；;。\s]+/, "") };
    draft.body = draft.body.slice(0, cut).replace(/[；;\s]+$/, "。").replace(/。。$/, "。");
    draft.passed = { ...draft.passed, two: true };
    await store.park(other);
    await keep();
    again({ error: { field: "body", told: true, words: "已分成两件。这里只留第一件；第二件在首页“没写完”里，写完这件再写。" } });
  }

  /** The words are kept for the office, nothing is submitted. */
  async function asOpinion() {
    const opinion = { token: store.uuid(), heard: "visit", people_count: 1, words: draft.body.slice(0, 600), visit: draft.visit };
    await saveOpinion(opinion, ago(0));
    await store.dropDraft(draft);
    location.replace(`#/saved/${opinion.token}`);
  }

  async function join(one) {
    const item = await sync.queued("cosign", { suggestion: one.code, agrees: true, join: true }, {
      token: store.uuid(), account: state.bundle.account, label: { code: one.code, title: `附议：${one.title}` } });
    await acts.save(item);
    await store.dropDraft(draft);
    location.replace(`#/saved/${item.token}`);
  }

  async function submit() {
    const problem = checkSuggestion(1, draft) || checkSuggestion(2, draft)
      || (scope && !scope.urgent && !draft.scope_override.trim() ? { field: "scope_override", words: "请写仍要提交的理由" } : null);
    if (problem) return drawSuggestion(stepOf(problem.field), draft, pictures, { error: problem });
    const { title: name, body: said, ask, category, handled_at, visit, opinion, scope_override, co_proposers } = draft;
    const item = await sync.queued("suggestion", { title: name.trim(), body: said.trim(), ask: ask.trim(), category, handled_at, visit, opinion, scope_override: scope_override.trim(), co_proposers }, {
      token: draft.token, account: state.bundle.account, label: { title: name.trim() } });
    try {
      await acts.save(item, pictures.map((one) => ({ ...one, draft: false })));
    } catch {
      return again({ error: { field: "scope_override", words: "这部手机存不下了。请先上传已有记录，或删掉照片再提交。" } });
    }
    location.replace(`#/saved/${item.token}`);
  }
}

const stepOf = (field) => (["ask", "handled_at", "co_proposers"].includes(field) ? 2 : field === "scope_override" ? 3 : 1);

/** What is asked once on leaving the first step; the last of it needs signal and is not waited for. */
async function gateOf(draft, scope) {
  const passed = draft.passed || {};
  if (!passed.two && further(draft.body) > 0) return { kind: "two" };
  if (scope && !passed[`scope-${scope.code}`]) return { kind: scope.urgent ? "urgent" : "scope" };
  if (!passed.similar) {
    const said = await sync.ask("/m/similar/", { title: draft.title, body: draft.body, category: draft.category });
    if (said && said.similar && said.similar.length) return { kind: "similar", rows: said.similar };
  }
  return null;
}

export function checkSuggestion(step, draft) {
  if (step === 1) {
    if (draft.title.trim().length < 6) return { field: "title", words: "请写题目，例如“关于修复柳林村通村路的建议”" };
    const secretTitle = privateIn(draft.title);
    if (secretTitle) return { field: "title", words: secretTitle };
    const length = draft.body.trim().length;
    if (length < 30) return { field: "body", words: `再多写几句：现在怎样、影响多少人（至少 30 个字，已写 ${length} 个）` };
    const secret = privateIn(draft.body);
    if (secret) return { field: "body", words: secret };
    if (!draft.category) return { field: "category", words: "请选类别" };
  }
  if (step === 2) {
    if (draft.ask.trim().length < 10) return { field: "ask", words: "请写希望谁来办、怎么办" };
    const secret = privateIn(draft.ask);
    if (secret) return { field: "ask", words: secret };
  }
  return null;
}

/** Where a second matter begins in the text; 0 where there is none. */
function further(text) {
  const found = text.match(new RegExp(state.bundle.further));
  return found ? found.index : 0;
}

// ---- 有限目标 -------------------------------------------------------------------------------

const pattern = (phrases) =>
  (phrases.length ? new RegExp(phrases.slice().sort((one, other) => other.length - one.length)
    .map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").split("…").join(".{0,8}")).join("|"), "g") : null);

/** The class of the county's pack that the text falls into, looked for as the server looks; null for none. */
function outOfScope(draft) {
  const sentences = [draft.title, draft.body, draft.ask].join("\n").split(/[。！？!?；;\n]/);
  const found = state.bundle.out_of_scope.filter((rule) => {
    if (draft.category && rule.categories.includes(draft.category)) return true;
    const [look, pass] = [pattern(rule.words), pattern(rule.unless || [])];
    return look && sentences.some((one) => (pass ? one.replace(pass, "＊") : one).search(look) >= 0);
  });
  return found.find((rule) => rule.urgent) || found[0] || null;
}
