"""Pages of what belongs to an activity: notice, letters, opinions, tasks, files."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.calendar import deadline
from congress_poverty.models import CalendarDay
from congress_poverty.pages import (
    ActPage,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    deadline_chip,
    file_answer,
    stored,
)
from deputies.models import Unit
from pairing.places import PlaceFilter, township_pairs
from pairing.views.households import short_or_name

from .. import actions, forms, papers
from ..models import Activity, ActivityFile, ActivityOpinion, ActivityTask, Attendance
from ..policy import ActivityPolicy
from .tabs import TABS


def _answer_due(due_on, answered) -> str:
    """What is left until the department has to answer; nothing once it has."""
    if due_on is None:
        return ""
    return cells.day(due_on) if answered else deadline_chip(due_on, today=timezone.localdate())


_answer_due.plain = lambda due_on, *_: due_on

STAGES = {
    "new": Q(sent_to="", answer=""),
    "sent": Q(answer="") & ~Q(sent_to=""),
    "answered": Q(fed_back_on=None) & ~Q(answer=""),
    "told": Q(fed_back_on__isnull=False),
}


class _OfActivity:
    """The way back of a page that hangs on an activity."""

    def of(self) -> Activity:
        return self.object if isinstance(self.object, Activity) else self.object.activity

    def crumbs(self):
        one = self.of()
        return [("活动", reverse("visits:activities")), (str(one), one.get_absolute_url())]


# ---- before it: notice and letters --------------------------------------------------------


class Notice(_OfActivity, ActPage):
    permission = "activities.edit"
    model = Activity
    title = "发通知"
    button = "发通知"
    saved = ""

    def get_sentence(self):
        one = self.object
        n = one.attendances.filter(status=Attendance.Status.INVITED).count()
        days = (one.held_on - self.today).days
        wanted = self.request.county.policy(ActivityPolicy).notice_days
        late = f"离活动只有 {days} 天，一般应提前 {wanted} 天通知。" if days < wanted else ""
        return f"给安排参加的 {n} 人发通知：有账号的在铃铛里看到，没有账号的请用“打印通知”或打电话。{late}"

    def act(self, obj, data):
        told = actions.announce(obj, by=self.request.actor, today=self.today)
        rest = obj.attendances.filter(status=Attendance.Status.INVITED).count() - told
        more = f"另外 {rest} 人没有新通知：没有账号，或已经通知过。" if rest > 0 else ""
        messages.success(self.request, f"已通知 {told} 人。{more}")
        return obj


class CancelPage(_OfActivity, ActPage):
    permission = "activities.edit"
    model = Activity
    form_class = forms.CancelForm
    title = "取消活动"
    button = "取消活动"
    keep_label = "不取消"
    tone = "danger"
    sentence = "取消以后留在列表里，标成“已取消”，不算进次数；通知过的代表会收到取消的消息。"
    saved = "已取消。"

    def act(self, obj, data):
        return actions.cancel(obj, by=self.request.actor, why=data["why"])


class NoticePrint(_OfActivity, DetailPage):
    """The notice on paper, for a wall or a group chat."""

    permission = "activities.read"
    model = Activity
    template_name = "visits/notice_print.html"

    def rows(self):
        return Activity.objects.select_related("township", "group", "station", "county__region")

    def get_title(self):
        return "活动通知"

    def context(self):
        rows = self.object.attendances.exclude(status=Attendance.Status.LEAVE).select_related("person")
        people = [row.person.name for row in rows.order_by("person__pinyin")]
        approver = actions.leave_approver(self.object.county, self.object.group, self.object.station)
        return {"people": people, "approver": approver, "asks": self.object.get_day_part_display()}


class Letters(_OfActivity, DetailPage):
    """A letter to the employer of everybody asked to come: time is guaranteed by law (S0-5)."""

    permission = "activities.edit"
    model = Activity
    template_name = "visits/letters.html"

    def rows(self):
        return Activity.objects.select_related("township", "county__region")

    def get_title(self):
        return "致代表所在单位的函"

    def context(self):
        rows = self.object.attendances.exclude(status=Attendance.Status.LEAVE).select_related("person")
        by_employer = defaultdict(list)
        for row in rows.order_by("person__pinyin"):
            by_employer[row.person.employer].append(row.person)
        alone = by_employer.pop("", [])
        return {
            "sheets": sorted(by_employer.items()),
            "without": alone,
            "basis": self.request.county.policy(ActivityPolicy).time_basis,
        }


# ---- opinions ------------------------------------------------------------------------------


class OpinionList(ListPage):
    """Everything heard at activities, and how far it has come: with a department, answered, fed back."""

    permission = "activities.read"
    title, counter = "活动收集的意见", "条"
    model = ActivityOpinion
    order = "-activity__held_on"
    row_url, key = "visits:activity", "activity__code"
    tabs = TABS
    search_label = "意见"
    columns = (
        Column("words", "意见", cells.clip(36), link=True, wide=True),
        Column("activity__held_on", "时间", cells.day, sort="activity__held_on"),
        Column(("activity__township__short_name", "activity__township__name"), "乡镇", short_or_name),
        Column("sent_to", "转交部门", sort="sent_to"),
        Column(("due_on", "@answered"), "答复期限", _answer_due, sort="due_on"),
        Column("answer", "部门答复", cells.clip(24)),
        Column("fed_back_on", "反馈", cells.day),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="activity__township__code"),
        Filter(
            "stage",
            "办到哪一步",
            [("new", "还没转交"), ("sent", "部门在办"), ("answered", "有答复"), ("told", "已反馈")],
            apply=lambda rows, value: rows.filter(STAGES[value]),
        ),
        Days("held", "时间", lookup="activity__held_on"),
        Flag("late", "超过期限", lambda rows: rows.late(timezone.localdate())),
    )
    empty = Empty("还没有收集到意见。记活动时，一行写一条。")

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    def extras(self, ids):
        answered = ActivityOpinion.objects.filter(pk__in=ids).exclude(answer="")
        return {"@answered": dict.fromkeys(answered.order_by().values_list("pk", flat=True), True)}

    @staticmethod
    def search(rows, word):
        return rows.filter(words__contains=word)


class SendPage(_OfActivity, FormPage):
    """Hand opinions over to a department: what deputies press the government to do (S1-17)."""

    permission = "activities.edit"
    model = Activity
    form_class = forms.SendForm
    template_name = "visits/send_opinions.html"
    title = "转交部门"
    button = "转交"
    again = "转交，再转给另一个部门"
    guarded = False

    def rows(self):
        return Activity.objects.select_related("county__region")

    def form_kwargs(self):
        return {"opinions": list(self.object.heard.filter(answer=""))}

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        if data is None:
            waiting = [one.code for one in form.opinions.values() if not one.sent_to]
            form.initial.setdefault("opinions", waiting)
        return form

    def get_initial(self):
        within = self.request.county.policy(ActivityPolicy).opinion_answer_within
        calendar = CalendarDay.calendar_for(self.request.county.code)
        due_on = deadline(self.today, within, calendar=calendar, roll=True).effective
        return {"sent_on": self.today, "due_on": due_on}

    def context(self):
        names = Unit.objects.filter(county=self.request.county).order_by("name")
        return {"departments": list(names.values_list("name", flat=True)[:200])}

    def save(self, form):
        data = {k: v for k, v in form.cleaned_data.items() if k != "opinions"}
        n = actions.send_opinions(self.object, form.chosen(), by=self.request.actor, today=self.today, **data)
        self.saved = f"已转交 {n} 条。"
        return self.object


class Slips(_OfActivity, DetailPage):
    """What was handed over, on paper: a sheet for each department."""

    permission = "activities.read"
    model = Activity
    template_name = "visits/opinion_slips.html"

    def rows(self):
        return Activity.objects.select_related("township", "county__region")

    def get_title(self):
        return "代表意见转交单"

    def context(self):
        sheets = defaultdict(list)
        for one in self.object.heard.exclude(sent_to=""):
            sheets[one.sent_to, one.sent_on, one.due_on].append(one)
        return {"sheets": [(*key, rows) for key, rows in sorted(sheets.items())]}


class AnswerPage(_OfActivity, FormPage):
    """What the department answered, whether it is adopted, when the people were told."""

    permission = "activities.edit"
    model = ActivityOpinion
    form_class = forms.AnswerForm
    title = "部门答复和反馈"

    def rows(self):
        return ActivityOpinion.objects.select_related("activity")

    @property
    def lead(self):
        return f"意见：{self.object.words}"

    def get_initial(self):
        one = self.object
        adopted = {True: "yes", False: "no"}.get(one.adopted, "")
        return {
            "answered_by": one.answered_by,
            "answer": one.answer,
            "adopted": adopted,
            "fed_back_on": one.fed_back_on,
        }

    def save(self, form):
        return actions.answer_opinion(self.object, by=self.request.actor, **form.cleaned_data)


# ---- tasks ---------------------------------------------------------------------------------


class TaskPage(_OfActivity, FormPage):
    permission = "activities.edit"
    model = Activity
    form_class = forms.TaskForm
    title = "加后续事项"
    again = ""
    guarded = False

    def save(self, form):
        return actions.add_task(self.object, by=self.request.actor, **form.cleaned_data)


class FinishPage(_OfActivity, FormPage):
    permission = "activities.edit"
    model = ActivityTask
    form_class = forms.FinishForm
    title = "后续事项办完了"
    button = "记为完成"
    guarded = False

    def rows(self):
        return ActivityTask.objects.select_related("activity")

    @property
    def lead(self):
        return f"{self.object.what}（{self.object.who}）"

    def get_initial(self):
        return {"done_on": self.today}

    def save(self, form):
        return actions.finish_task(self.object, by=self.request.actor, today=self.today, **form.cleaned_data)


@act("activities.edit")
def reopen_task(request, code):
    task = get_object_or_404(ActivityTask.objects.select_related("activity"), code=code)
    actions.reopen_task(task, by=request.actor)
    messages.success(request, "已改回没有完成。")
    return redirect(task)


def _due(due_on, done_on) -> str:
    return deadline_chip(due_on, today=timezone.localdate(), done_on=done_on)


_due.plain = lambda due_on: due_on


class TaskList(ListPage):
    """Everything that was to be done after an activity."""

    permission = "activities.read"
    title, counter = "后续事项", "件"
    model = ActivityTask
    order = "due_on"
    row_url = "visits:activity"
    key = "activity__code"
    tabs = TABS
    search_label = "事项"
    columns = (
        Column("what", "要做什么", cells.clip(30), link=True, wide=True),
        Column("who", "谁来做"),
        Column("activity__topic", "活动", cells.clip(20)),
        Column(("activity__township__short_name", "activity__township__name"), "乡镇", short_or_name),
        Column(("due_on", "done_on"), "完成时限", _due, sort="due_on"),
        Column("done_on", "完成日期", cells.day, sort="done_on"),
        Column("proof", "完成情况", cells.clip(24)),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="activity__township__code"),
        Filter(
            "done",
            "办结",
            [("no", "没办完"), ("yes", "办完了")],
            apply=lambda rows, value: rows.filter(done_on__isnull=value == "no"),
        ),
        Flag("late", "逾期", lambda rows: rows.filter(done_on=None, due_on__lt=timezone.localdate())),
    )
    empty = Empty("还没有后续事项。在活动页上点“加后续事项”。")

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    @staticmethod
    def search(rows, word):
        return rows.filter(what__contains=word)


# ---- files ---------------------------------------------------------------------------------


class AddFiles(_OfActivity, FormPage):
    permission = "activities.edit"
    model = Activity
    form_class = forms.FileForm
    title = "传材料"
    button = "上传"
    saved = "材料已上传。"
    autosave = False
    guarded = False

    def save(self, form):
        actions.add_files(
            self.object,
            form.cleaned_data["files"],
            kind=form.cleaned_data["kind"],
            by=self.request.actor,
            today=self.today,
        )
        return self.object


class File(Page):
    """The file itself, for who may open the activity."""

    permission = "activities.read"

    def get(self, request, code):
        found = get_object_or_404(ActivityFile.objects.all(), code=code)
        name = papers.download_name(found.original_name, found.content_type)
        shown = found.content_type == papers.JPEG and "show" in request.GET
        return file_answer(stored(found.name), content_type=found.content_type, name=name, shown=shown)


@act("activities.edit")
def remove_file(request, code):
    found = get_object_or_404(ActivityFile.objects.select_related("activity"), code=code)
    activity = actions.remove_file(found, by=request.actor)
    messages.success(request, "材料已删除。")
    return redirect(activity)
