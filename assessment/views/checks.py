"""督查: rounds and their coverage, checks, findings and how they are put right."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.calendar import deadline
from congress_poverty.models import CalendarDay
from congress_poverty.packs import term
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
    act,
    cells,
    chip,
)
from deputies import figures as people

from .. import actions
from ..forms import checks as forms
from ..models import Check, CheckRound, Finding
from ..papers import documents
from ..policy import CheckPolicy
from .letters import Letter, WordFile
from .tabs import WithTabs

CHECK_TONES = {
    Check.State.PLANNED: "plain",
    Check.State.NOTIFIED: "blue",
    Check.State.HELD: "ok",
    Check.State.CANCELLED: "quiet",
}
FATE_TONES = {
    Finding.State.OPEN: "warn",
    Finding.State.REPORTED: "blue",
    Finding.State.CONFIRMED: "ok",
    Finding.State.CLOSED: "quiet",
}
STEP_ICONS = {
    "found": "exclamation-triangle",
    "reported": "send",
    "returned": "arrow-return-left",
    "confirmed": "check-lg",
    "postponed": "clock",
    "kept": "check-lg",
    "reopened": "arrow-repeat",
}


def towns_of(page) -> list[tuple[str, str]]:
    """The townships of whoever looks."""
    own = list(page.request.post.townships)
    return [(town.code, str(town)) for town in own or people.townships(page.request.county)]


def rounds(page):
    return [(one.code, one.name) for one in CheckRound.objects.filter(county=page.request.county)]


def kinds(page):
    return [(one.code, one.label) for one in page.request.county.policy(CheckPolicy).problems]


_OTHER_LISTS = (
    Button("督查轮次", "checks:rounds", "checks.edit", icon="flag"),
    Button("问题清单", "checks:findings", "checks.read", icon="list-check"),
)


class CheckList(WithTabs, ListPage):
    """``/checks/``: what was planned and held; a township sees what it may know."""

    permission = "checks.read"
    tab = "checks:list"
    title, counter = "督查", "次"
    model = Check
    order = "-planned_on"
    row_url = "checks:detail"
    columns = (
        Column("planned_on", "日期", cells.day, sort="planned_on", link=True),
        Column("township__name", "乡镇", sort="township__code"),
        Column("mode", "方式", cells.choice(Check.Mode)),
        Column("@offices", "检查单位", cells.joined, wide=True),
        Column("round__name", "轮次"),
        Column("state", "状态", cells.choice(Check.State, tones=CHECK_TONES)),
        Column("@findings", "问题", cells.number, right=True),
        Column("@open", "未整改", cells.number, right=True),
    )
    filters = (
        Filter("town", "乡镇", towns_of, lookup="township__code"),
        Filter("mode", "方式", Check.Mode),
        Filter("state", "状态", Check.State),
        Filter("round", "轮次", rounds, lookup="round__code"),
        Days("planned", "日期", lookup="planned_on"),
    )
    toolbar = (Button("安排检查", "checks:new", "checks.edit", icon="plus-lg", main=True), *_OTHER_LISTS)
    empty = Empty("还没有督查。", (Button("安排检查", "checks:new", "checks.edit"),))

    def extras(self, ids):
        offices: dict[int, list[str]] = {}
        for pk, name, organ in Check.objects.filter(pk__in=ids).values_list("pk", "offices__name", "organ"):
            offices.setdefault(pk, []).extend(one for one in (name or organ,) if one)
        found = Finding.objects.filter(found_in__in=ids).order_by().values_list("found_in")
        open_too = found.filter(state__in=(Finding.State.OPEN, Finding.State.REPORTED))
        return {
            "@offices": offices,
            "@findings": dict(found.annotate(n=Count("pk"))),
            "@open": dict(open_too.annotate(n=Count("pk"))),
        }


class RoundList(WithTabs, ListPage):
    """``/checks/rounds/``: rounds with the share of townships that they reached."""

    permission = "checks.edit"
    tab = "checks:list"
    title, counter = "督查轮次", "轮"
    model = CheckRound
    order = "-since"
    row_url = "checks:round"
    columns = (
        Column("name", "名称", link=True, wide=True),
        Column("since", "开始", cells.day, sort="since"),
        Column("until", "结束", cells.day),
        Column("leader", "牵头领导"),
        Column("@covered", "已检查乡镇", cells.number, right=True),
        Column("@all", "应检查", cells.number, right=True),
    )
    toolbar = (
        Button("新的一轮", "checks:round_new", "checks.edit", icon="plus-lg", main=True),
        Button("督查", "checks:list", "checks.read", icon="arrow-left"),
    )
    empty = Empty("还没有督查轮次。每季度一轮，覆盖全部乡镇。", (Button("新的一轮", "checks:round_new"),))

    def extras(self, ids):
        held = Check.objects.filter(round__in=ids).held().order_by().values_list("round")
        total = len(people.townships(self.request.county))
        return {
            "@covered": dict(held.annotate(n=Count("township", distinct=True))),
            "@all": dict.fromkeys(ids, total),
        }


class RoundDetail(DetailPage):
    """A round: every township, checked or not; each number opens its checks."""

    permission = "checks.edit"
    model = CheckRound
    template_name = "assessment/check_round.html"

    def crumbs(self):
        return [("督查", reverse("checks:list")), ("督查轮次", reverse("checks:rounds"))]

    def buttons(self):
        new = f"{reverse('checks:new')}?round={self.object.pk}"
        return [
            Button("安排检查", new, "checks.edit", icon="plus-lg", main=True),
            Button(
                "修改", reverse("checks:round_edit", args=[self.object.code]), "checks.edit", icon="pencil"
            ),
        ]

    def context(self):
        checks: dict[int, list[Check]] = {}
        rows = Check.objects.filter(round=self.object).exclude(state=Check.State.CANCELLED)
        for one in rows.order_by("planned_on"):
            checks.setdefault(one.township_id, []).append(one)
        problems = dict(
            Finding.objects.filter(found_in__round=self.object)
            .order_by()
            .values_list("township")
            .annotate(n=Count("pk"))
        )
        lines = [
            {
                "town": town,
                "checks": checks.get(town.pk, []),
                "is_held": any(one.state == Check.State.HELD for one in checks.get(town.pk, [])),
                "problems": problems.get(town.pk, 0),
            }
            for town in people.townships(self.request.county)
        ]
        kinds = Finding.objects.filter(found_in__round=self.object).order_by().values_list("kind")
        known = self.request.county.policy(CheckPolicy).problems
        counted = dict(kinds.annotate(n=Count("pk")))
        return {
            "lines": lines,
            "covered": sum(line["is_held"] for line in lines),
            "held": sum(one.state == Check.State.HELD for found in checks.values() for one in found),
            "total": len(lines),
            "by_kind": [(one.code, one.label, counted.get(one.code, 0)) for one in known],
        }


class RoundForm(FormPage):
    permission = "checks.edit"
    model = CheckRound
    form_class = forms.RoundForm

    def get_title(self):
        return f"修改{self.object}" if self.object else "新的一轮督查"

    def crumbs(self):
        return [("督查轮次", reverse("checks:rounds"))]

    def get_initial(self):
        policy = self.request.county.policy(CheckPolicy)
        return {} if self.object else {"aspects": "、".join(policy.aspects)}

    def save(self, form):
        row = form.save(commit=False)
        row.county = self.request.county
        return actions.plan_round(row, by=self.request.actor)


class CheckDetail(DetailPage):
    permission = "checks.read"
    model = Check
    template_name = "assessment/check.html"

    def rows(self):
        return Check.objects.select_related("township", "round", "county__region")

    def get_title(self):
        return f"{self.object.township}：{self.object.get_mode_display()}"

    def crumbs(self):
        return [("督查", reverse("checks:list"))]

    def buttons(self):
        check, code = self.object, self.object.code
        State = Check.State

        def to(name):
            return reverse(f"checks:{name}", args=[code])

        found = []
        if check.state in (State.PLANNED, State.NOTIFIED):
            announced = check.mode == Check.Mode.ANNOUNCED
            if announced and check.state == State.PLANNED:
                found.append(
                    Button("发督查通知", to("notify"), "checks.edit", icon="send", main=True, post=True)
                )
            else:
                found.append(Button("记检查情况", to("hold"), "checks.edit", icon="pencil", main=True))
            if announced:
                found.append(Button("打印通知", to("notice"), "checks.read", icon="printer"))
            found += [
                Button("修改", to("edit"), "checks.edit", icon="pencil"),
                Button("取消检查", to("cancel"), "checks.edit", icon="x-lg"),
            ]
        if check.state == State.HELD:
            found.append(Button("登记问题", to("find"), "checks.edit", icon="plus-lg", main=True))
            if check.findings.exists():
                found.append(Button("整改通知单", to("sheet"), "checks.read", icon="printer"))
        return found

    def context(self):
        check = self.object
        known = self.request.county.policy(CheckPolicy).problems
        return {
            "state": chip(check.get_state_display(), CHECK_TONES[Check.State(check.state)]),
            "offices": list(check.offices.all()),
            "topics": documents.paragraphs(check.topics),
            "findings": [
                {
                    "row": one,
                    "kind": found.label if (found := term(known, one.kind)) else one.kind,
                    "state": chip(one.get_state_display(), FATE_TONES[Finding.State(one.state)]),
                }
                for one in check.findings.order_by("id")
            ],
        }


class CheckForm(FormPage):
    permission = "checks.edit"
    model = Check
    form_class = forms.CheckForm

    def get_title(self):
        return "修改检查安排" if self.object else "安排检查"

    def crumbs(self):
        return [("督查", reverse("checks:list"))]

    def form_kwargs(self):
        return {"county": self.request.county}

    def get_initial(self):
        return {} if self.object else {"planned_on": self.today}

    def save(self, form):
        check = form.save(commit=False)
        check.county = self.request.county
        offices = form.cleaned_data["offices"]
        if self.object:
            return actions.edit_check(check, by=self.request.actor, today=self.today, offices=offices)
        return actions.plan_check(check, by=self.request.actor, offices=offices)


@act("checks.edit")
def notify(request, code):
    check = get_object_or_404(Check, code=code)
    actions.notify_check(check, by=request.actor, today=timezone.localdate())
    messages.success(request, "督查通知已发，乡镇能看到了。")
    return redirect(check)


class _OnCheck(ActPage, abstract=True):
    model = Check

    def rows(self):
        return Check.objects.select_related("township", "county__region")

    def crumbs(self):
        return [(self.object.township, self.object.get_absolute_url())] if self.object else []


class Hold(_OnCheck):
    permission = "checks.edit"
    form_class = forms.HoldForm
    title, button = "记检查情况", "保存"
    saved = "已记下，可以登记问题。"

    def get_initial(self):
        return {"held_on": min(self.object.planned_on, self.today), "people": self.object.people}

    def act(self, obj, data):
        return actions.hold_check(obj, by=self.request.actor, today=self.today, **data)


class Cancel(_OnCheck):
    permission = "checks.edit"
    form_class = forms.WordsForm
    title, button = "取消检查", "取消检查"
    saved = "检查已取消。"
    tone = "danger"

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        form.fields["words"].label = "取消原因"
        form.fields["words"].max_length = 200
        return form

    def act(self, obj, data):
        return actions.cancel_check(obj, by=self.request.actor, reason=data["words"][:200], today=self.today)


class Find(_OnCheck):
    permission = "checks.edit"
    form_class = forms.FindingForm
    title, button = "登记问题", "登记"
    saved = "问题已登记，乡镇会收到通知。"

    def form_kwargs(self):
        return {"county": self.request.county}

    def get_initial(self):
        within = self.request.county.policy(CheckPolicy).rectify_within
        calendar = CalendarDay.calendar_for(self.request.county.code)
        since = self.object.held_on or self.today
        return {"due_on": deadline(since, within, calendar=calendar, roll=True).effective}

    def act(self, obj, data):
        actions.add_finding(obj, by=self.request.actor, today=self.today, **data)
        return obj


class Notice(Letter, CheckDetail):
    """督查通知 on A4."""

    permission = "checks.read"
    document = "check-notice"
    template_name = Letter.template_name

    def get_object(self):
        check = super().get_object()
        if check.mode != Check.Mode.ANNOUNCED:
            raise Http404
        return check

    def sheets(self):
        return [documents.check_notice(self.object)]

    def word_url(self):
        return reverse("checks:notice_word", args=[self.object.code])


class NoticeWord(WordFile, Notice):
    permission = "checks.read"


class Sheet(Letter, CheckDetail):
    """整改通知单 on A4."""

    permission = "checks.read"
    document = "rectification-sheet"
    template_name = Letter.template_name

    def sheets(self):
        findings = list(self.object.findings.order_by("id"))
        if not findings:
            raise Http404
        return [documents.rectification_sheet(self.object, findings)]

    def word_url(self):
        return reverse("checks:sheet_word", args=[self.object.code])


class SheetWord(WordFile, Sheet):
    permission = "checks.read"
