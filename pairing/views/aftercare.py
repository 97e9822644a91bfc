"""Pages of checks after the exit (回访监测)."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    cells,
    chip,
    day_words,
    deadline_chip,
    name_search,
)
from congress_poverty.text import mask_name

from .. import actions, forms
from ..help_sections import CHECK_TONES
from ..history import history_of
from ..models import ExitCheck, Household
from ..places import PlaceFilter, township_pairs, village_pairs
from .households import LIST, masks, short_or_name, shown_name
from .tabs import TABS
from .villages import said


def state_of(rows, state: str, today):
    if state == "late":
        return rows.overdue(today)
    return rows.open() if state == "open" else rows.filter(checked_on__isnull=False)


class StateFilter(Filter):
    """待回访, 逾期, 已回访: seen from today."""

    def __init__(self):
        super().__init__("state", "状态", [("open", "待回访"), ("late", "逾期没回访"), ("done", "已回访")])

    def apply(self, rows, values, page):
        return state_of(rows, values["state"], page.today) if "state" in values else rows


def result_words(result, checked_on) -> str:
    tone, icon = CHECK_TONES[result]
    return chip(dict(ExitCheck.Result.choices).get(result, "待回访"), tone, icon)


result_words.plain = lambda result, checked_on: dict(ExitCheck.Result.choices).get(result, "待回访")


class CheckList(ListPage):
    permission = "households.read"
    title, counter = "回访监测", "户次"
    model = ExitCheck
    order = "checked_on,due_on"
    row_url = "pairing:exit_check"
    tabs = TABS
    template_name = "pairing/checks.html"
    search = staticmethod(name_search(names=["household__head_name"], pinyin=["household__pinyin"]))
    search_label = "户主姓名、首字母"
    columns = (
        Column("household__head_name", "户主", link=True, mask=mask_name, sort="household__pinyin"),
        Column(("household__village__short_name", "household__village__name"), "行政村", short_or_name),
        Column("household__township__name", "乡镇"),
        Column("exited_on", "脱贫日期", cells.day),
        Column("due_on", "应回访", cells.day, sort="due_on"),
        Column("checked_on", "已回访", cells.day, sort="checked_on"),
        Column(("result", "checked_on"), "结果", result_words, sort="result"),
        Column("risk", "风险类型"),
        Column("checked_by", "回访人"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="household__township__code"),
        PlaceFilter("village", "行政村", village_pairs, lookup="household__village__code"),
        StateFilter(),
        Filter("result", "回访结果", ExitCheck.Result),
        Days("due", "应回访日期", lookup="due_on"),
    )
    toolbar = (Button("有返贫风险的户", "/households/?at_risk=1", "households.read"),)
    empty = Empty("现在没有要回访的脱贫户。到期前会自动列出来。")

    def masks(self):
        return masks(self.request)

    def context(self):
        return {
            "late": ExitCheck.objects.overdue(self.today).count(),
            "open": ExitCheck.objects.open().count(),
        }


class CheckPage(DetailPage):
    permission = "households.read"
    model = ExitCheck
    template_name = "pairing/help_card.html"

    def rows(self):
        return ExitCheck.objects.select_related("household__village", "household__township")

    def get_title(self):
        return f"{shown_name(self.object.household, self.request)}户：脱贫后回访"

    def crumbs(self):
        return [("回访监测", reverse("pairing:checks"))]

    def buttons(self):
        code = self.object.code
        word = "修改回访" if self.object.checked_on else "记回访"
        return [
            Button(
                word,
                reverse("pairing:exit_check_edit", args=[code]),
                "households.edit",
                icon="pencil",
                main=True,
            ),
            Button("看这一户台账", self.object.household.get_absolute_url(), "households.read"),
        ]

    def context(self):
        check = self.object
        tone, icon = CHECK_TONES[check.result]
        tags = [chip(check.get_result_display() or "待回访", tone, icon)]
        if not check.checked_on:
            tags.append(deadline_chip(check.due_on, today=self.today))
        household = check.household
        return {
            "tags": tags,
            "cards": [
                (
                    "回访",
                    [
                        ("应回访", day_words(check.due_on)),
                        ("已回访", day_words(check.checked_on)),
                        ("回访人", check.checked_by),
                        ("风险类型", check.risk),
                        ("情况", check.note),
                        ("人均纯收入（元）", said(check.per_capita)),
                        ("下一步", check.next_step),
                    ],
                )
            ],
            "side": [
                (
                    "这一户",
                    [
                        ("行政村", f"{household.township} {household.village}"),
                        ("户类型", household.status),
                        ("脱贫日期", day_words(check.exited_on)),
                        ("返贫风险标记", day_words(household.relapse_flag_on)),
                    ],
                )
            ],
            "history": history_of(check),
        }


class CheckForm(FormPage):
    permission = "households.edit"
    model = ExitCheck
    form_class = forms.aftercare.ExitCheckForm
    template_name = "pairing/form.html"
    button = "保存回访"

    def rows(self):
        return ExitCheck.objects.select_related("household__village", "household__county")

    def get_title(self):
        return f"{shown_name(self.object.household, self.request)}户：记回访"

    def crumbs(self):
        return [("回访监测", reverse("pairing:checks")), ("这一户", self.object.get_absolute_url())]

    def get_initial(self):
        return {"checked_on": self.object.checked_on or self.today}

    def form_kwargs(self):
        return {"today": self.today}

    def save(self, form):
        return actions.make_check(form.save(), by=self.request.actor, today=self.today)


class _OnHousehold(ActPage, abstract=True):
    permission = "households.edit"
    model = Household

    def rows(self):
        return Household.objects.select_related("village", "county")

    def load(self):
        self.object = get_object_or_404(self.rows(), code=self.kwargs["code"])

    def get_title(self):
        return f"{shown_name(self.object, self.request)}户：{self.title}"

    def crumbs(self):
        name = f"{shown_name(self.object, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.object.get_absolute_url())]


class FlagPage(_OnHousehold):
    title = "标记返贫风险"
    form_class = forms.aftercare.FlagForm
    button = "标记并告诉乡镇"
    saved = "已标记，乡镇的待办里会看到。"
    sentence = "标记后这一户会列在“有返贫风险”里，并通知乡镇安排帮扶。"

    def form_kwargs(self):
        return {"today": self.today}

    def act(self, obj, data):
        actions.flag_relapse(obj, by=self.request.actor, today=self.today, **data)
        return obj


class LiftPage(_OnHousehold):
    title = "取消返贫风险标记"
    form_class = forms.aftercare.LiftForm
    button = "取消标记"
    sentence = "风险消除了才取消；回访记录都留着。"

    def act(self, obj, data):
        return actions.lift_flag(obj, by=self.request.actor, today=self.today, **data)
