"""会议: prepared, announced, held; and the tasks that were decided."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import (
    ActPage,
    Button,
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
    chip,
    deadline_chip,
)
from visits.station_figures import demo_stations

from .. import actions
from ..forms import meetings as forms
from ..models import Meeting, MeetingTask, MeetingTownship, TaskStep
from ..papers import documents
from .checks import towns_of
from .letters import Letter, WordFile, stored_file
from .tabs import WithTabs

TONES = {
    Meeting.State.PLANNED: "plain",
    Meeting.State.NOTIFIED: "blue",
    Meeting.State.HELD: "ok",
    Meeting.State.CANCELLED: "quiet",
}
TASK_TONES = {
    MeetingTask.State.OPEN: "warn",
    MeetingTask.State.REPORTED: "blue",
    MeetingTask.State.DONE: "ok",
    MeetingTask.State.DROPPED: "quiet",
}


class MeetingList(WithTabs, ListPage):
    """``/meetings/``; a township sees those it is invited to."""

    permission = "meetings.read"
    tab = "meetings:list"
    title, counter = "会议", "次"
    model = Meeting
    order = "-held_on"
    row_url = "meetings:detail"
    search = staticmethod(lambda rows, word: rows.filter(title__contains=word))
    search_label = "会议名称"
    columns = (
        Column("title", "会议", cells.clip(30), link=True, wide=True),
        Column("kind", "类型", cells.choice(Meeting.Kind)),
        Column("held_on", "日期", cells.day, sort="held_on"),
        Column("place", "地点"),
        Column("host__name", "承办乡镇"),
        Column("state", "状态", cells.choice(Meeting.State, tones=TONES)),
        Column("@answered", "回执", cells.text),
        Column("@tasks", "议定事项", cells.number, right=True),
        Column("@open", "未完成", cells.number, right=True),
    )
    filters = (
        Filter("kind", "类型", Meeting.Kind),
        Filter("state", "状态", Meeting.State),
        Days("held", "日期", lookup="held_on"),
    )
    toolbar = (
        Button("筹备会议", "meetings:new", "meetings.edit", icon="plus-lg", main=True),
        Button("议定事项", "meetings:tasks", "meetings.read", icon="list-check"),
    )
    empty = Empty("还没有会议。", (Button("筹备会议", "meetings:new", "meetings.edit"),))

    def extras(self, ids):
        invited = MeetingTownship.objects.filter(meeting__in=ids).order_by().values_list("meeting")
        counted = invited.annotate(done=Count("pk", filter=Q(answered_on__isnull=False)), n=Count("pk"))
        answered = {pk: f"{done}/{n}" for pk, done, n in counted}
        tasks = MeetingTask.objects.filter(meeting__in=ids).order_by().values_list("meeting")
        open_too = tasks.filter(state__in=(MeetingTask.State.OPEN, MeetingTask.State.REPORTED))
        return {
            "@answered": answered,
            "@tasks": dict(tasks.annotate(n=Count("pk"))),
            "@open": dict(open_too.annotate(n=Count("pk"))),
        }


class MeetingDetail(DetailPage):
    permission = "meetings.read"
    model = Meeting
    template_name = "assessment/meeting.html"

    def rows(self):
        return Meeting.objects.select_related("county__region", "host")

    def crumbs(self):
        return [("会议", reverse("meetings:list"))]

    def buttons(self):
        meeting, State = self.object, Meeting.State

        def to(name):
            return reverse(f"meetings:{name}", args=[meeting.code])

        found = []
        if meeting.state == State.PLANNED:
            found.append(
                Button("发会议通知", to("notify"), "meetings.edit", icon="send", main=True, post=True)
            )
        if meeting.state == State.NOTIFIED:
            found.append(Button("报回执", to("answer"), "meetings.answer", icon="send", main=True))
        if meeting.state in (State.PLANNED, State.NOTIFIED):
            due = meeting.held_on <= self.today
            found += [
                Button("打印通知", to("notice"), "meetings.read", icon="printer"),
                Button("记会议纪要", to("minutes"), "meetings.edit", icon="pencil", main=due),
                Button("修改", to("edit"), "meetings.edit", icon="pencil"),
                Button("取消会议", to("cancel"), "meetings.edit", icon="x-lg"),
            ]
        if meeting.state == State.HELD:
            found += [
                Button("登记议定事项", to("decide"), "meetings.edit", icon="plus-lg", main=True),
                Button("打印纪要", to("paper"), "meetings.read", icon="printer"),
                Button("改纪要", to("minutes"), "meetings.edit", icon="pencil"),
            ]
        return found

    def _examples(self):
        """示范站: shown with the meeting at which they lead the rest (S4-62)."""
        if self.object.kind != Meeting.Kind.PROGRESS or not self.request.may("stations.read"):
            return ()
        rows = demo_stations().select_related("station__township")
        return rows.order_by("station__township__code", "station__name")

    def context(self):
        meeting = self.object
        invited = list(meeting.townships.select_related("township"))
        tasks = meeting.tasks.select_related("township", "unit").order_by("due_on", "id")
        return {
            "state": chip(meeting.get_state_display(), TONES[Meeting.State(meeting.state)]),
            "invited": invited,
            "answered": sum(one.answered_on is not None for one in invited),
            "units": list(meeting.units.all()),
            "agenda": documents.paragraphs(meeting.agenda),
            "requests": documents.paragraphs(meeting.requests),
            "minutes": documents.paragraphs(meeting.minutes),
            "examples": list(self._examples()),
            "tasks": [
                {
                    "row": one,
                    "state": chip(one.get_state_display(), TASK_TONES[MeetingTask.State(one.state)]),
                    "due": deadline_chip(one.due_on, today=self.today, done_on=one.done_on),
                }
                for one in tasks
            ],
        }


class MeetingForm(FormPage):
    permission = "meetings.edit"
    model = Meeting
    form_class = forms.MeetingForm

    def get_title(self):
        return "修改会议安排" if self.object else "筹备会议"

    def crumbs(self):
        return [("会议", reverse("meetings:list"))]

    def form_kwargs(self):
        return {"county": self.request.county}

    def save(self, form):
        meeting = form.save(commit=False)
        meeting.county = self.request.county
        return actions.save_meeting(
            meeting,
            by=self.request.actor,
            towns=form.cleaned_data["towns"],
            units=form.cleaned_data["guests"],
            today=self.today,
        )


@act("meetings.edit")
def notify(request, code):
    meeting = get_object_or_404(Meeting, code=code)
    actions.notify_meeting(meeting, by=request.actor, today=timezone.localdate())
    messages.success(request, "会议通知已发，乡镇会报回执。")
    return redirect(meeting)


class _OnMeeting(ActPage, abstract=True):
    model = Meeting

    def rows(self):
        return Meeting.objects.select_related("county__region")

    def crumbs(self):
        if self.object is None:
            return []
        return [("会议", reverse("meetings:list")), (str(self.object), self.object.get_absolute_url())]


class Answer(_OnMeeting):
    permission = "meetings.answer"
    form_class = forms.AnswerForm
    title, button = "报参会回执", "报回执"
    saved = "回执已报。"

    def act(self, obj, data):
        towns = [town.pk for town in self.request.post.townships]
        actions.answer_meeting(obj, by=self.request.actor, towns=towns, today=self.today, **data)
        return obj


class Minutes(_OnMeeting):
    permission = "meetings.edit"
    form_class = forms.MinutesForm
    title, button = "记会议纪要", "保存纪要"
    saved = "纪要已保存，参会乡镇能看到。"

    def get_initial(self):
        return {"minutes": self.object.minutes, "present": self.object.present}

    def act(self, obj, data):
        return actions.hold_meeting(obj, by=self.request.actor, today=self.today, **data)


class Cancel(_OnMeeting):
    permission = "meetings.edit"
    title, button = "取消会议", "取消会议"
    sentence = "已经通知的乡镇会收到取消的消息。"
    saved = "会议已取消。"
    tone = "danger"

    def act(self, obj, data):
        return actions.cancel_meeting(obj, by=self.request.actor, today=self.today)


class Decide(_OnMeeting):
    permission = "meetings.edit"
    form_class = forms.TaskForm
    title, button = "登记议定事项", "登记"
    saved = "已登记。"
    again = "登记并再记一件"

    def form_kwargs(self):
        return {"county": self.request.county}

    def act(self, obj, data):
        actions.add_task(obj, by=self.request.actor, today=self.today, **data)
        return obj


class Notice(Letter, MeetingDetail):
    """会议通知 on A4."""

    permission = "meetings.read"
    document = "meeting-notice"
    template_name = Letter.template_name

    def sheets(self):
        return [documents.meeting_notice(self.object)]

    def word_url(self):
        return reverse("meetings:notice_word", args=[self.object.code])


class NoticeWord(WordFile, Notice):
    permission = "meetings.read"


class MinutesPaper(Letter, MeetingDetail):
    """会议纪要 on A4."""

    permission = "meetings.read"
    document = "meeting-minutes"
    template_name = Letter.template_name

    def get_object(self):
        meeting = super().get_object()
        if meeting.state != Meeting.State.HELD:
            raise Http404
        return meeting

    def sheets(self):
        return [documents.meeting_minutes(self.object)]

    def word_url(self):
        return reverse("meetings:paper_word", args=[self.object.code])


class MinutesWord(WordFile, MinutesPaper):
    permission = "meetings.read"


# ---- what was decided ------------------------------------------------------------------


class TaskList(WithTabs, ListPage):
    """``/meetings/tasks/``: 议定事项 of all meetings."""

    permission = "meetings.read"
    tab = "meetings:list"
    title, counter = "议定事项", "件"
    model = MeetingTask
    order = "due_on"
    row_url = "meetings:task"
    search = staticmethod(lambda rows, word: rows.filter(words__contains=word))
    search_label = "事项"
    filters = (
        Filter("state", "状态", MeetingTask.State),
        Filter("town", "责任乡镇", towns_of, lookup="township__code"),
        Flag("late", "逾期", lambda rows: rows.overdue(timezone.localdate())),
        Days("due", "完成时间", lookup="due_on"),
    )
    toolbar = (Button("会议", "meetings:list", "meetings.read", icon="arrow-left"),)
    empty = Empty("没有议定事项。会议记了纪要以后，在会议页面登记。")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = (
            Column("words", "事项", cells.clip(32), link=True, wide=True),
            Column("township__name", "责任乡镇"),
            Column("unit__name", "责任单位"),
            Column("owner", "责任人"),
            Column(("due_on", "done_on"), "完成时间", self.due_cell, sort="due_on"),
            Column("state", "状态", cells.choice(MeetingTask.State, tones=TASK_TONES)),
            Column("meeting__title", "会议", cells.clip(20)),
        )

    def due_cell(self, due_on, done_on):
        return deadline_chip(due_on, today=self.today, done_on=done_on)


class TaskDetail(DetailPage):
    permission = "meetings.read"
    model = MeetingTask
    template_name = "assessment/meeting_task.html"

    def rows(self):
        return MeetingTask.objects.select_related("meeting", "township", "unit", "county__region")

    def crumbs(self):
        meeting = self.object.meeting
        return [("议定事项", reverse("meetings:tasks")), (str(meeting), meeting.get_absolute_url())]

    def buttons(self):
        def to(name):
            return reverse(f"meetings:{name}", args=[self.object.code])

        State = MeetingTask.State
        if self.object.state == State.OPEN:
            return [
                Button("报告完成", to("task_report"), "meetings.report", icon="send", main=True),
                Button("登记完成", to("task_enter"), "meetings.edit", icon="pencil", main=True),
                Button("不再办理", f"{to('task_settle')}?result=dropped", "meetings.edit", icon="x-lg"),
            ]
        if self.object.state == State.REPORTED:
            return [Button("确认或退回", to("task_settle"), "meetings.edit", icon="check-lg", main=True)]
        return []

    def context(self):
        task = self.object
        steps = [
            {
                "label": step.get_act_display(),
                "who": step.by,
                "at": step.on,
                "text": step.words,
                "icon": "arrow-return-left" if step.act == "returned" else "check-lg",
                "tone": "bad" if step.act == "returned" else "",
                "file": step if step.has_file else None,
            }
            for step in task.steps.order_by("-id")
        ]
        return {
            "state": chip(task.get_state_display(), TASK_TONES[MeetingTask.State(task.state)]),
            "due": deadline_chip(task.due_on, today=self.today, done_on=task.done_on),
            "steps": steps,
            "proofs": [step["file"] for step in steps if step["file"]],
        }


class _OnTask(ActPage, abstract=True):
    model = MeetingTask

    def rows(self):
        return MeetingTask.objects.select_related("meeting", "township", "unit", "county__region")

    def get_sentence(self):
        return self.object.words

    def crumbs(self):
        if self.object is None:
            return []
        return [("议定事项", reverse("meetings:tasks")), (str(self.object), self.object.get_absolute_url())]


class TaskReport(_OnTask):
    """A township or a unit says that it is done."""

    permission = "meetings.report"
    form_class = forms.TaskReportForm
    title, button = "报告完成", "报县人大"
    saved = "已报县人大。"
    autosave = False

    def act(self, obj, data):
        return actions.report_task(
            obj, by=self.request.actor, words=data["words"], sheet=data["proof"], today=self.today
        )


class TaskEnter(TaskReport):
    """The office writes down what a unit or person reported."""

    permission = "meetings.edit"
    title, button = "登记完成", "登记"
    saved = "已登记，请确认。"


class TaskSettle(_OnTask):
    permission = "meetings.edit"
    form_class = forms.SettleForm
    title, button = "确认或退回", "记下"
    saved = "已记下。"

    def act(self, obj, data):
        return actions.settle_task(obj, by=self.request.actor, today=self.today, **data)


class ProofFile(Page):
    """The proof of a task, for who may open it."""

    permission = "meetings.read"

    def get(self, request, code):
        step = get_object_or_404(TaskStep.objects.select_related("task"), code=code)
        return stored_file(request, step, about=step.task)
