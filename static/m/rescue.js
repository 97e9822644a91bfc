// What could not be handed in, as words and as a file that the township takes in by hand.

import { ago, button, dayWords, frame, h, iso, line, state } from "./frame.js";
import * as store from "./store.js";

const open = () => state.items.filter((one) => one.state === "waiting" || one.state === "trouble");

async function rescue(withPhotos) {
  const items = open().map(({ token, kind, schema, sha, text, base_version, replaces, made_at }) => ({ token, kind, schema, sha, body: text, base_version, replaces, made_at }));
  const found = { rescue: 1, account: state.bundle.account, name: state.bundle.name, items, photos: [] };
  if (withPhotos) {
    for (const one of await store.photos()) {
      let bytes = "";
      for (const byte of one.data) bytes += String.fromCharCode(byte);
      found.photos.push({ token: one.token, item: one.item, sha: one.sha, data: btoa(bytes) });
    }
  }
  return found;
}

/** One line a person reads for each item. */
function words(one) {
  const body = JSON.parse(one.text);
  return [one.label.on ? dayWords(one.label.on) : dayWords(iso(new Date(one.at))), one.label.title, (body.topics || []).join("、"), body.handling, body.note || body.body || body.words || ""].filter(Boolean).join("，");
}

async function textOf() {
  const lines = open().map(words);
  return `${state.bundle.name}代表没传上去的记录 ${lines.length} 条：\n${lines.join("\n")}\n【记录】${JSON.stringify(await rescue(false))}`;
}

/** Words a person reads, and after the mark what the township's page takes in. */
export async function copyRescue() {
  const text = await textOf();
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { value: text });
    document.body.append(area);
    area.select();
    copied = document.execCommand("copy");
    area.remove();
  }
  location.hash = `#/rescue?${copied ? "copied" : "select"}`;
}

export async function saveRescue() {
  const address = URL.createObjectURL(new Blob([JSON.stringify(await rescue(true))], { type: "application/json" }));
  h("a", { href: address, download: `没传的记录-${state.bundle.name}-${ago(0)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

export async function rescuePage(how) {
  const text = await textOf();
  frame("发给镇里", { back: "#/visits", body: [
    how === "copied" ? line("", "已复制。请打开微信，粘贴发给镇人大；镇里会替您录进去，录过的不会重复。") : null,
    how === "select" ? line("warn", "这部手机不让自动复制。请长按下面的文字，全选后复制。") : null,
    h("section", { class: "card line" }, h("b", {}, `里面有 ${open().length} 条`),
      h("ul", { class: "plainlist" }, open().map((one) => h("li", {}, words(one)))),
      h("p", { class: "small muted" }, "只有日期、户主姓名、说了什么事和您写的话。没有身份证号、手机号、银行卡号和病情，没有照片。")),
    h("label", { class: "named" }, h("span", {}, "要发的文字"), h("textarea", { class: "field", rows: 4, readonly: true, value: text })),
    h("div", { class: "stack" }, button("btn btn-main", copyRescue, "复制内容发给镇里"), button("btn btn-line", saveRescue, "导出文件（带照片）")),
    h("p", { class: "small muted" }, "发出以后不用删：有网时手机还会自己传，镇里已经录过的不会重复。"),
  ], foot: h("div") });
}
