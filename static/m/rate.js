// Rating an answer: two questions, nothing preselected, reasons only where it is 不满意.

import { box, chip, dayWords, frame, h, link, privateIn, saveBar, showWrong, state, acts, toggled, wrong } from "./frame.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

export function rateForm(code) {
  const { to_rate: open, rated, dimensions, satisfaction, reasons } = state.bundle;
  const earlier = rated.find((other) => other.code === code);
  const one = open.find((other) => other.code === code) || earlier;
  if (!one) return location.replace("#/suggest");
  const old = state.items.find((item) => item.kind === "rating" && item.label.code === code && item.answer === "refused");
  const waits = state.items.find((item) => item.kind === "rating" && item.label.code === code && item.state === "waiting" && !item.tried);
  const given = { suggestion: code, reasons: [], remark: "" };
  // What the deputy said before is shown to be changed; of an answer not rated yet nothing is chosen.
  if (earlier) Object.assign(given, { result: earlier.result, attitude: earlier.attitude, reasons: [...earlier.reasons], remark: earlier.remark });
  if (waits) Object.assign(given, JSON.parse(waits.text));
  if (old) Object.assign(given, JSON.parse(old.text));
  const draw = (error) => {
    const y = scrollY;
    const bad = satisfaction.some((step) => step.reopens && step.code === given.result);
    frame(earlier ? "改我的评价" : "评价答复", { back: "#/suggest", body: h("form", { class: "form", onsubmit: (event) => event.preventDefault() },
      earlier && earlier.entered_by ? h("p", { class: "card line warn" }, `这次评价由${earlier.entered_by}代录，${dayWords(earlier.until)}前您可以更正。`) : null,
      h("section", { class: "card line" }, h("b", {}, `${one.number ? `${one.number} ` : ""}${one.title}`),
        h("p", {}, [one.unit, one.replied_on ? `${dayWords(one.replied_on)}答复` : ""].filter(Boolean).join("　")),
        one.met_on || one.promise_on ? h("p", {}, [one.met_on && `${dayWords(one.met_on)}见面`, one.promise_on && `答应 ${dayWords(one.promise_on)}前办完`].filter(Boolean).join("，")) : null,
        one.summary ? h("p", {}, one.summary) : null,
        one.full ? h("details", {}, h("summary", {}, "看答复全文"), h("p", { class: "full" }, one.full)) : link(`/suggestions/${code}/`, "btn btn-line", "看答复全文")),
      dimensions.map((dimension) => h("fieldset", {}, h("legend", {}, dimension.label), h("div", { class: "chips three" },
        satisfaction.map((step) => chip("radio", dimension.code, step.code, step.label, given[dimension.code] === step.code, () => { given[dimension.code] = step.code; draw(); }))), wrong(error, dimension.code))),
      bad ? h("fieldset", {}, h("legend", {}, "为什么不满意 ", h("span", { class: "muted" }, "可多选")), h("div", { class: "chips" }, reasons.map((reason) => chip("checkbox", "reason", reason.code, reason.label, given.reasons.includes(reason.code), () => {
        given.reasons = toggled(given.reasons, reason.code); draw(); }))), wrong(error, "reasons")) : null,
      bad || given.remark ? box("一句话说明", "选填", { name: "remark", rows: 2, maxlength: 300, value: given.remark, oninput: (event) => { given.remark = event.target.value; } }) : null,
      wrong(error, "remark"), error && error.field === "" ? h("p", { class: "wrong", role: "alert" }, error.words) : null),
    foot: saveBar(submit, "提交评价", "先存在手机里，有网自动上传；三天内可以改") });
    scrollTo(0, y);
    showWrong();
    async function submit() {
      const unsaid = dimensions.find((dimension) => !given[dimension.code]);
      if (unsaid) return draw({ field: unsaid.code, words: `请给“${unsaid.label}”选一个` });
      if (bad && !given.reasons.length && !given.remark.trim()) return draw({ field: "reasons", words: "请点一个原因，承办单位才知道改哪里" });
      const secret = privateIn(given.remark);
      if (secret) return draw({ field: "remark", words: secret });
      const body = { ...given, reasons: bad ? given.reasons : [], remark: given.remark.trim() };
      const kept = old || waits;
      const again = kept && state.items.find((item) => item.token === kept.token && !item.tried && item.state !== "sent");
      const item = await sync.queued("rating", body, { token: again ? again.token : store.uuid(), account: state.bundle.account,
        label: { code, title: `评价：${one.title}`, result: (satisfaction.find((step) => step.code === given.result) || {}).label } });
      await acts.save(item);
      location.replace(`#/saved/${item.token}`);
    }
  };
  draw(old ? { field: old.field || "", words: old.sentence } : null);
}
