"""承诺事项: what units promised to still do, by how near its day is."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from congress_poverty.pages import ActPage, Button, Column, Empty, Filter, ListPage, cells, deadline_chip
from congress_poverty.reach import current_reach
from deputies import figures as people
from deputies.models import Unit
from deputies.roles import HANDLING_UNIT

from .. import actions, figures
from ..models import Promise, Suggestion
from ..policy import SuggestionPolicy

VIEWS = (
    ("open", "未落实"),
    ("soon", "快到期"),
    ("late", "逾期"),
    ("kept", "已落实"),
    ("carried", "结转"),
    ("ended", "不再跟踪"),
)


def _units(page):
    rows = Promise.objects.order_by().values("unit")
    return list(Unit.objects.filter(pk__in=rows).values_list("code", "name"))


def _townships(page):
    return [(one.code, str(one)) for one in people.townships(page.request.county)]


def _years(page):
    return [(year, f"{year}年") for year in range(page.today.year + 1, page.today.year - 5, -1)]


def _matching(rows, word):
    return rows.filter(suggestion__in=Suggestion.objects.matching(word)) | rows.filter(text__contains=word)


class View(Filter):
    """The saved views, each the rows that its number on the tab counts."""

    def __init__(self):
        super().__init__("view", "情况", VIEWS)

    def apply(self, rows, values, page):
        chosen = values.get(self.name)
        if not chosen:
            return rows
        return figures.promises_that_are(rows, chosen, on=page.today, soon_days=page.soon_days)


class PromiseList(ListPage):
    """``/suggestions/promises/``. A unit sees its own, everybody else those of the reach."""

    permission = "suggestions.read"
    title, counter = "承诺事项", "项"
    model = Promise
    order = "due_on"
    key = "suggestion__code"
    row_url = "suggestions:detail"
    search = staticmethod(_matching)
    search_label = "编号、题目、代表或承诺"
    columns = (
        Column("text", "承诺事项", cells.clip(28), link=True, wide=True),
        Column(("due_on", "kept_on", "ended_on"), "完成时间", None, sort="due_on"),
        Column("times_postponed", "推迟次数", right=True, sort="times_postponed"),
        Column("unit__name", "承诺单位"),
        Column("responsible", "责任人"),
        Column("suggestion__number", "建议编号"),
        Column("suggestion__title", "建议题目", cells.clip(14)),
        Column("suggestion__township__name", "代表团"),
        Column("kept_on", "落实日期", cells.day, sort="kept_on"),
        Column("satisfaction", "代表评价", None),
        Column("check_result", "回头看", cells.choice(Promise.Check)),
        Column("carried_to", "转入年度"),
    )
    filters = (
        View(),
        Filter("unit", "承诺单位", _units, lookup="unit__code"),
        Filter("town", "乡镇", _townships, lookup="suggestion__township__code"),
        Filter("year", "年度", _years, apply=lambda rows, year: rows.in_year(int(year))),
    )
    empty = Empty("没有承诺事项。答复里写了以后完成的事，送达以后会列在这里。")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        cells_of = {"完成时间": self.due_cell, "代表评价": self.rating_cell}
        self.columns = tuple(
            replace(one, cell=cells_of[one.label]) if one.label in cells_of else one
            for one in type(self).columns
        )

    @cached_property
    def policy(self) -> SuggestionPolicy:
        return self.request.county.policy(SuggestionPolicy)

    @property
    def soon_days(self) -> int:
        return self.policy.promise_soon_days

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    def rows(self):
        rows = Promise.objects.all()
        if self.request.post.role == HANDLING_UNIT:
            rows = rows.filter(unit__in=current_reach().ids)
        return rows

    def tab_links(self):
        counts = figures.count_promises(self.rows(), on=self.today, soon_days=self.soon_days)
        chosen = self.params.get("view", "")
        links = [(f"全部 {counts['all']}", self.request.path, not chosen)]
        links += [(f"{label} {counts[name]}", f"?view={name}", chosen == name) for name, label in VIEWS]
        return links

    def buttons(self):
        year = ended_year(self.today)
        if not Promise.objects.in_year(year).open().exists():
            return []
        url = reverse("suggestions:carry_over", args=[year])
        return [Button(f"结转到{year + 1}年", url, "suggestions.hand_over", icon="fast-forward")]

    def due_cell(self, due_on, kept_on, ended_on):
        if due_on is None or ended_on:
            return cells.day(due_on)
        return deadline_chip(due_on, today=self.today, done_on=kept_on, soon_days=self.soon_days)

    def rating_cell(self, code):
        return cells.text(next((one.label for one in self.policy.satisfaction if one.code == code), ""))


def ended_year(today) -> int:
    """The year whose promises are carried over now: in December already the one that ends."""
    return today.year if today.month == 12 else today.year - 1


class CarryOver(ActPage):
    """``/suggestions/promises/<year>/carry-over/``: the open ones of a year go into the next."""

    permission = "suggestions.hand_over"
    button = "结转"
    saved = ""

    def load(self):
        self.year = self.kwargs["year"]
        if not 2000 <= self.year <= self.today.year:
            raise Http404

    def get_title(self):
        return f"结转到{self.year + 1}年"

    def crumbs(self):
        return [("承诺事项", reverse("suggestions:promises"))]

    def get_sentence(self):
        n = Promise.objects.up_to_year(self.year).open().count()
        return f"{self.year}年还没有落实的承诺事项 {n} 项，转入{self.year + 1}年继续跟踪；完成时间不变。"

    def act(self, obj, data):
        carried = actions.carry_over_open(
            self.request.county, year=self.year, by=self.request.actor, on=self.today
        )
        messages.success(self.request, f"已结转 {carried} 项。")
        return carried

    def done(self, obj):
        return f"{reverse('suggestions:promises')}?view=carried"
