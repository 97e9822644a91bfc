"""What phones handed in and a person decides about, and what is brought to the township by hand."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    cells,
)
from congress_poverty.text import mask_name
from deputies.models import Person
from pairing.views.households import masks

from ..forms.held import DropForm, RescueForm
from ..models import HeldItem
from ..phone import held, rescue


class HeldList(ListPage):
    """What phones handed in and a person decides about."""

    permission = "visits.edit"
    title, counter = "手机记录待处理", "条"
    model = HeldItem
    order = "-received_at"
    row_url = "visits:held"
    exportable = False
    columns = (
        Column("received_at", "收到", cells.day, sort="received_at", link=True),
        Column("person__name", "代表"),
        Column("township__name", "乡镇"),
        Column("reason", "原因", cells.choice(HeldItem.Reason)),
        Column("sentence", "说明", cells.clip(40), wide=True),
        Column("wish", "代表的意见", cells.choice(HeldItem.Wish)),
        Column("state", "状态", cells.choice(HeldItem.State)),
    )
    filters = (Filter("state", "状态", lambda page: HeldItem.State.choices, lookup="state"),)
    empty = Empty("没有待处理的手机记录。")

    def buttons(self):
        return [Button("导入手机没传上的记录", "visits:rescue", "visits.edit", icon="upload")]

    def crumbs(self):
        return [("走访", reverse("visits:list"))]

    def rows(self):
        rows = HeldItem.objects.exclude(reason=HeldItem.Reason.REFUSED)
        return rows if self.request.GET.get("state") else rows.waiting()


class HeldPage(DetailPage):
    permission = "visits.edit"
    model = HeldItem
    template_name = "visits/held.html"

    def rows(self):
        return HeldItem.objects.select_related("person", "township", "account")

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("手机记录待处理", reverse("visits:held_list"))]

    def buttons(self):
        one = self.object
        if one.state != HeldItem.State.WAITING:
            return []
        buttons = []
        if one.kind in ("visit", "visit_edit"):
            label = "仍算他的走访" if one.kind == "visit" else "照手机上的改"
            buttons.append(Button(label, reverse("visits:held_keep", args=[one.code]), main=True))
        helper = held.helper_now(one) if one.reason == HeldItem.Reason.REASSIGNED else None
        if helper is not None:
            buttons.append(Button(f"转给{helper.name}代表", reverse("visits:held_pass", args=[one.code])))
        return [*buttons, Button("不记", reverse("visits:held_drop", args=[one.code]))]

    def context(self):
        body, household = held.body_of(self.object), held.household_of(self.object)
        name = ""
        if household is not None:
            name = mask_name(household.head_name) if masks(self.request) else household.head_name
        return {"household_name": name, "household": household, "lines": _lines(body)}


LABELS = {
    "visited_on": "走访时间", "mode": "方式", "topics": "说了什么事", "handling": "怎么处理",
    "note": "补的话", "acts": "这次做了什么", "motivation": "内生动力", "title": "题目",
    "body": "反映的情况", "ask": "希望怎么办",
    "result": "办理结果", "attitude": "办理态度", "remark": "一句话说明",
}  # fmt: skip


def _lines(body: dict) -> list[tuple[str, str]]:
    """The item's words by the labels of the form."""
    changes = body.get("changes")
    said = body
    if isinstance(changes, dict):
        said = {name: change.get("now") for name, change in changes.items() if isinstance(change, dict)}
    lines = []
    for name, label in LABELS.items():
        value = said.get(name)
        if value:
            lines.append((label, "、".join(map(str, value)) if isinstance(value, list) else str(value)))
    return lines


class _Decide(ActPage, abstract=True):
    permission = "visits.edit"
    model = HeldItem

    def crumbs(self):
        return [("手机记录待处理", reverse("visits:held_list"))]

    def cancel_url(self):
        return self.object.get_absolute_url()


class HeldKeep(_Decide):
    title = "仍算他的走访"
    button = "记下"
    sentence = "照手机上的内容记下，算这位代表的；照片一起记下。"
    saved = "已记下。"

    def act(self, obj, data):
        return held.keep(obj, by=self.request.actor, today=self.today)


class HeldPass(_Decide):
    title = "转给现在的代表"
    button = "转给现在的代表"
    sentence = "照手机上的内容记下，算现在联系这一户的代表的；照片一起记下。"
    saved = "已转给现在的代表。"

    def act(self, obj, data):
        return held.pass_on(obj, by=self.request.actor, today=self.today)


class HeldDrop(_Decide):
    title = "不记"
    form_class = DropForm
    button = "不记"
    tone = "danger"
    sentence = "不记入台账；手机上的原话和处理意见一起留着。"
    saved = "已处理。"

    def act(self, obj, data):
        return held.drop(obj, reason=data["reason"], by=self.request.actor, today=self.today)

    def done(self, obj):
        return reverse("visits:held_list")


# ---- by hand ------------------------------------------------------------------------------


class Rescue(FormPage):
    """``/visits/rescue/``: the text or the file of a phone that cannot hand in, and each item's fate."""

    permission = "visits.edit"
    title = "导入手机没传上的记录"
    form_class = RescueForm
    template_name = "visits/rescue.html"
    button = "录入"
    autosave = False

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("手机记录待处理", reverse("visits:held_list"))]

    def save(self, form):
        outcome = rescue.take_in(
            form.text(),
            now=timezone.now(),
            by=self.request.actor,
            may=lambda person: Person.objects.filter(pk=person.pk).exists(),
        )
        return self.show(form=self.get_form(), outcome=outcome)
