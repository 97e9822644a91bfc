"""Pages of what checks found: rectified, confirmed, looked back at."""

from __future__ import annotations

from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from congress_poverty.packs import term
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    Flag,
    ListPage,
    Page,
    cells,
    chip,
    deadline_chip,
)

from .. import actions
from ..forms import checks as forms
from ..models import Check, Finding, FindingStep
from ..policy import CheckPolicy
from .checks import FATE_TONES, STEP_ICONS, kinds, rounds, towns_of
from .letters import stored_file
from .tabs import WithTabs


class FindingList(WithTabs, ListPage):
    """``/checks/findings/``: 问题清单."""

    permission = "checks.read"
    tab = "checks:list"
    title, counter = "问题清单", "个"
    model = Finding
    order = "-found_on"
    row_url = "checks:finding"
    search = staticmethod(lambda rows, word: rows.filter(words__contains=word))
    search_label = "问题"
    filters = (
        Filter("town", "乡镇", towns_of, lookup="township__code"),
        Filter("kind", "问题类型", kinds),
        Filter("state", "状态", Finding.State),
        Flag("late", "整改逾期", lambda rows: rows.overdue(timezone.localdate())),
        Flag("back", "该回头看", lambda rows: rows.to_look_back(timezone.localdate())),
        Filter("round", "轮次", rounds, lookup="found_in__round__code"),
        Filter("mode", "来源", Check.Mode, lookup="found_in__mode"),
        Days("found", "发现日期", lookup="found_on"),
    )
    toolbar = (Button("督查", "checks:list", "checks.read", icon="arrow-left"),)
    empty = Empty("没有登记的问题。")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = (
            Column("words", "问题", cells.clip(30), link=True, wide=True),
            Column("kind", "类型", self.kind_cell),
            Column("township__name", "乡镇", sort="township__code"),
            Column("found_in__mode", "来源", cells.choice(Check.Mode)),
            Column("found_on", "发现日期", cells.day, sort="found_on"),
            Column(("due_on", "reported_on"), "整改期限", self.due_cell, sort="due_on"),
            Column("state", "状态", cells.choice(Finding.State, tones=FATE_TONES)),
            Column("times_open", "第几次整改", cells.number, right=True),
            Column("look_back_on", "回头看", cells.day, sort="look_back_on"),
        )

    def kind_cell(self, code):
        found = term(self.request.county.policy(CheckPolicy).problems, code)
        return cells.text(found.label if found else code)

    def due_cell(self, due_on, reported_on):
        return deadline_chip(due_on, today=self.today, done_on=reported_on)


class FindingDetail(DetailPage):
    permission = "checks.read"
    model = Finding
    template_name = "assessment/finding.html"

    def rows(self):
        return Finding.objects.select_related("township", "county__region", "found_in__round")

    @cached_property
    def kind(self) -> str:
        found = term(self.request.county.policy(CheckPolicy).problems, self.object.kind)
        return found.label if found else self.object.kind

    def get_title(self):
        return self.kind

    def crumbs(self):
        return [("督查", reverse("checks:list")), ("问题清单", reverse("checks:findings"))]

    def buttons(self):
        def to(name):
            return reverse(f"checks:{name}", args=[self.object.code])

        State = Finding.State
        return {
            State.OPEN: [
                Button("报告整改", to("rectify"), "checks.rectify", icon="send", main=True),
                Button("调整期限", to("postpone"), "checks.edit", icon="clock"),
            ],
            State.REPORTED: [
                Button("确认整改", to("confirm"), "checks.edit", icon="check-lg", main=True),
                Button("退回再改", to("again"), "checks.edit", icon="arrow-return-left"),
            ],
            State.CONFIRMED: [
                Button("回头看", to("look_back"), "checks.edit", icon="arrow-repeat", main=True)
            ],
            State.CLOSED: [],
        }[State(self.object.state)]

    def context(self):
        finding = self.object
        steps = [
            {
                "label": step.get_act_display(),
                "who": step.by,
                "at": step.on,
                "text": step.words + (f"（期限 {step.due_on:%Y-%m-%d}）" if step.due_on else ""),
                "icon": STEP_ICONS[step.act],
                "tone": "bad" if step.act in ("returned", "reopened") else "",
                "file": step if step.has_file else None,
            }
            for step in finding.steps.order_by("-id")
        ]
        return {
            "kind": self.kind,
            "state": chip(finding.get_state_display(), FATE_TONES[Finding.State(finding.state)]),
            "due": deadline_chip(finding.due_on, today=self.today, done_on=finding.reported_on)
            if finding.state == Finding.State.OPEN
            else cells.day(finding.due_on),
            "steps": steps,
            "proofs": [step["file"] for step in steps if step["file"]],
        }


class _OnFinding(ActPage, abstract=True):
    model = Finding

    def rows(self):
        return Finding.objects.select_related("township", "county__region")

    def get_sentence(self):
        return self.object.words

    def crumbs(self):
        if self.object is None:
            return []
        return [("问题清单", reverse("checks:findings")), (str(self.object), self.object.get_absolute_url())]


class Rectify(_OnFinding):
    permission = "checks.rectify"
    form_class = forms.RectifyForm
    title, button = "报告整改", "报县人大"
    saved = "已报县人大，核实后会有结果。"
    autosave = False

    def act(self, obj, data):
        return actions.report_rectified(
            obj, by=self.request.actor, words=data["words"], sheet=data["proof"], today=self.today
        )


class Confirm(_OnFinding):
    permission = "checks.edit"
    form_class = forms.WordsForm
    title, button = "确认整改", "确认整改"
    saved = "已确认，到期会提示回头看。"

    def act(self, obj, data):
        return actions.confirm_rectified(obj, by=self.request.actor, today=self.today, **data)


class Again(_OnFinding):
    permission = "checks.edit"
    form_class = forms.AgainForm
    title, button = "退回再改", "退回"
    saved = "已退回，乡镇会收到通知。"

    def act(self, obj, data):
        return actions.return_rectified(obj, by=self.request.actor, today=self.today, **data)


class Postpone(_OnFinding):
    permission = "checks.edit"
    form_class = forms.PostponeForm
    title, button = "调整期限", "调整"
    saved = "期限已调整。"

    def act(self, obj, data):
        return actions.postpone_finding(obj, by=self.request.actor, today=self.today, **data)


class LookBack(_OnFinding):
    permission = "checks.edit"
    form_class = forms.LookBackForm
    title, button = "回头看", "记下结果"
    saved = "已记下。"

    def act(self, obj, data):
        holds = data.pop("holds") == "yes"
        return actions.look_back(obj, by=self.request.actor, today=self.today, holds=holds, **data)


class ProofFile(Page):
    """The proof of a rectification, for who may open the finding."""

    permission = "checks.read"

    def get(self, request, code):
        step = get_object_or_404(FindingStep.objects.select_related("finding"), code=code)
        return stored_file(request, step, about=step.finding)
