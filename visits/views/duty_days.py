"""Reception days: the list, one day, what is done to it and to who is on duty."""

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
)
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs
from pairing.views.pairings import person_of

from .. import station_figures as figures
from ..actions import rosters as actions
from ..forms import rosters as forms
from ..models import DutyDay, DutyShift
from .duty_cells import day_cell, shift_cell, swap_cell
from .rosters import may_plan
from .stations import stations_crumb
from .tabs import TABS


class DutyDayList(ListPage):
    """Reception days of all stations within reach; a deputy's own by one filter."""

    permission = "roster.read"
    tabs = TABS
    title, counter = "接待日", "天"
    model = DutyDay
    order = "-day"
    row_url = "visits:duty_day"
    search = staticmethod(lambda rows, word: rows.filter(station__name__contains=word.strip()))
    search_label = "站室名称"
    columns = (
        Column("day", "接待日", cells.day, sort="day", link=True),
        Column("station__name", "站室"),
        Column("township__short_name", "乡镇"),
        Column("@people", "值班代表", cells.joined, wide=True),
        Column("state", "情况", day_cell, sort="state"),
        Column("moved_because", "说明", cells.clip(20)),
    )
    empty = Empty("还没有排接待日。打开一个站室，在“轮值”里安排。")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.filters = (
            PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
            Filter("state", "情况", DutyDay.State),
            Days("day", "接待日"),
            Filter(
                "mine",
                "谁值班",
                lambda page: [("1", "只看我的")] if person_of(page.request) else [],
                apply=lambda rows, _: rows.filter(shifts__person=person_of(self.request)),
            ),
        )

    def buttons(self):
        return [
            Button("导入台账", "/imports/new/?kind=duty_roster", "sheets.import"),
            Button("导出台账", "/imports/export/duty_roster/", "sheets.export"),
        ]

    def extras(self, ids):
        names: dict[int, list[str]] = {}
        for day, name in (
            DutyShift.objects.filter(duty_day__in=ids).order_by("id").values_list("duty_day", "person__name")
        ):
            names.setdefault(day, []).append(name)
        return {"@people": names}


class DutyDayPage(DetailPage):
    """One reception day: who is on duty, who came, what was heard."""

    permission = "roster.read"
    model = DutyDay
    template_name = "visits/stations/duty_day.html"

    def rows(self):
        return DutyDay.objects.select_related("station__township", "county__region")

    def crumbs(self):
        station = self.object.station
        month = f"?month={self.object.day:%Y-%m}"
        roster = reverse("visits:station_roster", args=[station.code]) + month
        return [*stations_crumb(), (str(station), station.get_absolute_url()), ("轮值", roster)]

    def buttons(self):
        one, code = self.object, self.object.code
        found = []
        if self.request.may("receptions.record") and one.day <= self.today:
            new = f"{reverse('visits:reception_new')}?station={one.station.code}&received_on={one.day}"
            found.append(Button("登记接待", new, "receptions.record", icon="plus-lg", main=True))
        if (
            one.state == DutyDay.State.PLANNED
            and one.day >= self.today
            and may_plan(one.station, self.request)
        ):
            found.append(Button("改期", reverse("visits:duty_day_move", args=[code]), "roster.plan"))
            found.append(Button("取消这一天", reverse("visits:duty_day_cancel", args=[code]), "roster.plan"))
        return found

    def context(self):
        one, person = self.object, person_of(self.request)
        plans = may_plan(one.station, self.request)
        shifts = []
        for shift in one.shifts.select_related("person", "stand_in"):
            own = person is not None and shift.person_id == person.pk
            ahead = one.day >= self.today and shift.state == DutyShift.State.PLANNED
            standing = one.state != DutyDay.State.CANCELLED
            shifts.append(
                {
                    "shift": shift,
                    "state": shift_cell(shift.state),
                    "may_swap": standing and ahead and (own or self.request.may("roster.edit")),
                    "may_mark": standing and one.day <= self.today and plans,
                    "own": own,
                }
            )
        receptions = one.receptions.all() if self.request.may("receptions.read") else None
        swaps = one.station.duty_swaps.filter(from_day=one.day) | one.station.duty_swaps.filter(
            to_day=one.day
        )
        return {
            "state": day_cell(one.state),
            "shifts": shifts,
            "history": history_of(one),
            "receptions": receptions,
            "swaps": [
                (swap, swap_cell(swap.state)) for swap in swaps.select_related("from_person", "to_person")
            ],
        }


class _DayAct(ActPage, abstract=True):
    permission = "roster.plan"
    model = DutyDay

    def rows(self):
        return DutyDay.objects.select_related("station__township", "county__region")

    def load(self):
        super().load()
        if not may_plan(self.object.station, self.request):
            raise Http404

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]


class DutyDayMove(_DayAct):
    title, button = "接待日改期", "改期"
    form_class = forms.MoveForm
    saved = "已改期。"
    sentence = "值班的代表不变，整天改到另一个日子；公告上会写原因。"

    def act(self, obj, data):
        return actions.move_day(
            obj, to=data["to"], reason=data["reason"], by=self.request.actor, today=self.today
        )


class DutyDayCancel(_DayAct):
    title, button = "取消接待日", "取消这一天"
    form_class = forms.CancelForm
    tone = "danger"
    saved = "已取消，公告上会划掉这一天。"
    sentence = "这一天不再接待。要恢复，回到“安排这个月”重新填上。"

    def act(self, obj, data):
        return actions.cancel_day(obj, reason=data["reason"], by=self.request.actor, today=self.today)


class ShiftAct(FormPage, abstract=True):
    """An act on one deputy's shift of a day."""

    model = DutyDay
    guarded = False
    template_name = "pages/act.html"
    get_sentence = ""
    keep_label = "再看看"

    def rows(self):
        return DutyDay.objects.select_related("station__township", "county__region")

    def load(self):
        super().load()
        shifts = self.object.shifts.select_related("person", "duty_day__station")
        self.shift = get_object_or_404(shifts, code=self.kwargs["shift"])

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]


class ShiftMark(ShiftAct):
    """到岗, 缺席, or somebody stood in."""

    permission = "roster.plan"
    form_class = forms.MarkForm
    saved = "已记下。"

    def load(self):
        super().load()
        if not may_plan(self.object.station, self.request):
            raise Http404

    def get_title(self):
        return f"{self.shift.person}代表到岗情况"

    def form_kwargs(self):
        on_duty = set(self.object.shifts.values_list("person", flat=True))
        crew = figures.crew_of(self.object.station, self.object.day)
        return {"crew": [one for one in crew if one.pk not in on_duty]}

    def get_initial(self):
        now = self.shift.state
        state = DutyShift.State.PRESENT if now == DutyShift.State.PLANNED else now
        return {"state": state, "stand_in": self.shift.stand_in and self.shift.stand_in.code}

    def save(self, form):
        data = form.cleaned_data
        actions.mark_shift(
            self.shift,
            state=data["state"],
            stand_in=data["stand_in"],
            note=data["note"],
            by=self.request.actor,
            today=self.today,
        )
        return self.object
