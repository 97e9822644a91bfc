"""请假: asked from an activity's page, answered by whoever the context names."""

from __future__ import annotations

from django.http import Http404
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
    day_words,
    name_search,
)
from deputies.models import Person
from deputies.roles import DEPUTY
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs
from pairing.views.households import short_or_name
from pairing.views.pairings import person_of

from .. import actions, forms
from ..actions.leaves import approver_of, context_of
from ..models import Activity, LeaveRequest
from .tabs import TABS

STATE_TONES = {"asked": "warn", "approved": "ok", "refused": "over", "withdrawn": "quiet"}
state_cell = cells.choice(LeaveRequest.State, tones=STATE_TONES)


def _crumbs(activity: Activity):
    return [("活动", reverse("visits:activities")), (str(activity), activity.get_absolute_url())]


class LeaveList(ListPage):
    """Every leave within reach; a deputy's own."""

    permission = "activities.read"
    tabs = TABS
    title, counter = "请假", "次"
    model = LeaveRequest
    order = "-asked_on"
    row_url = "visits:leave"
    search = name_search(names=["person__name"], pinyin=["person__pinyin"])
    columns = (
        Column("person__name", "代表", link=True, sort="person__pinyin"),
        Column("activity__topic", "活动", cells.clip(24), wide=True),
        Column("activity__held_on", "活动时间", cells.day, sort="activity__held_on"),
        Column(("activity__township__short_name", "activity__township__name"), "乡镇", short_or_name),
        Column("context", "什么时候请的", cells.choice(LeaveRequest.Context)),
        Column("approver", "准假人"),
        Column("state", "情况", state_cell, sort="state"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="activity__township__code"),
        Filter("state", "情况", LeaveRequest.State),
        Filter("context", "什么时候请的", LeaveRequest.Context),
        Days("held", "活动时间", lookup="activity__held_on"),
    )
    empty = Empty("没有人请假。打开一次活动，点“请假”。")

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]


class LeaveAsk(FormPage):
    """``/activities/<code>/leave/``: a deputy for oneself, an office for anybody on the list."""

    permission = "leave.ask"
    form_class = forms.LeaveForm
    title = "请假"
    autosave = False

    def load(self):
        rows = Activity.objects.select_related("county__region", "group", "station__head")
        self.activity = get_object_or_404(rows, code=self.kwargs["code"])
        self.own = person_of(self.request) if self.request.post.role == DEPUTY else None
        self.approver = approver_of(self.activity, context_of(self.activity, today=self.today))

    def crumbs(self):
        return _crumbs(self.activity)

    @property
    def lead(self):
        return f"{day_words(self.activity.held_on)}“{self.activity}”，由{self.approver}批。"

    @property
    def button(self):
        return "提交" if self.own else "保存"

    def form_kwargs(self):
        people = Person.objects.filter(attendances__activity=self.activity).order_by("pinyin", "id")
        return {"people": list(people), "own": self.own, "approver": self.approver}

    def save(self, form):
        data, by = form.cleaned_data, self.request.actor
        leave = actions.ask_leave(
            self.activity, form.who(), reason=data["reason"], part=data["part"], by=by, today=self.today
        )
        if answer := data.get("approve"):
            actions.decide_leave(
                leave, approve=answer == "yes", answer=data["answer"], by=by, today=self.today
            )
        return leave


class LeavePage(DetailPage):
    """What was asked, by whom it has to be approved, and the answer."""

    permission = "activities.read"
    model = LeaveRequest
    template_name = "visits/leave.html"

    def rows(self):
        return LeaveRequest.objects.select_related("activity__township", "person")

    def crumbs(self):
        return _crumbs(self.object.activity)

    def buttons(self):
        one, found = self.object, []
        if one.state == LeaveRequest.State.ASKED:
            found.append(
                Button("记批复", reverse("visits:leave_decide", args=[one.code]), "leave.decide", main=True)
            )
        open_ = (LeaveRequest.State.ASKED, LeaveRequest.State.APPROVED)
        if one.state in open_ and one.activity.is_planned:
            found.append(Button("撤回请假", reverse("visits:leave_withdraw", args=[one.code]), "leave.ask"))
        return found

    def context(self):
        return {"state": state_cell(self.object.state), "history": history_of(self.object.activity)}


class LeaveDecide(ActPage):
    permission = "leave.decide"
    model = LeaveRequest
    form_class = forms.DecideForm
    title, button = "批复请假", "保存"
    saved = "已记下，并告诉了请假的代表。"

    def rows(self):
        return LeaveRequest.objects.select_related("activity", "person")

    def crumbs(self):
        return [*_crumbs(self.object.activity), (str(self.object), self.object.get_absolute_url())]

    def get_sentence(self):
        one = self.object
        part = f"（{one.part}）" if one.part else ""
        return f"{one.person}代表为“{one.activity}”请假{part}：{one.reason}。按规定由{one.approver}批。"

    def get_initial(self):
        return {"approver": self.object.approver}

    def act(self, obj, data):
        return actions.decide_leave(
            obj,
            approve=data["approve"] == "yes",
            approver=data["approver"],
            answer=data["answer"],
            by=self.request.actor,
            today=self.today,
        )


class LeaveWithdraw(ActPage):
    permission = "leave.ask"
    model = LeaveRequest
    title, button = "撤回请假", "撤回"
    sentence = "撤回以后，名单上又是要参加的。"
    saved = "已撤回。"

    def rows(self):
        return LeaveRequest.objects.select_related("activity", "person")

    def load(self):
        super().load()
        person = person_of(self.request)
        if self.request.post.role == DEPUTY and self.object.person_id != getattr(person, "pk", None):
            raise Http404

    def crumbs(self):
        return [*_crumbs(self.object.activity), (str(self.object), self.object.get_absolute_url())]

    def act(self, obj, data):
        return actions.withdraw_leave(obj, by=self.request.actor, today=self.today)
