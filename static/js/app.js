// What a page asks for by its markup is loaded; every page works without.
import { guardComposition } from "./ime.js";
import { bringDraftsUpToDate } from "./drafts.js";

guardComposition();
bringDraftsUpToDate();
document.querySelector("[data-errors]")?.focus();

const needs = [
  ["[data-list], [data-search], [data-new], form", "./keys.js"],
  ["[data-pick]", "./pick-rows.js"],
  ["[data-filters]", "./filters.js"],
  ["form[data-draft]", "./autosave.js"],
  ["[data-chart]", "./charts.js"],
  ["[data-suggest]", "./suggest.js"],
  ["[data-when]", "./when.js"],
  ["[data-poll]", "./poll.js"],
  ["[data-print]", "./print.js"],
  ["[data-copy]", "./copy.js"],
];
for (const [selector, module] of needs) {
  if (document.querySelector(selector)) import(module);
}
