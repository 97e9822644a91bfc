"""Reception-day rosters: a station's month, a day, a swap."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.models import CalendarDay
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
from congress_poverty.refusals import Refused
from deputies.models import Station
from deputies.roles import DEPUTY
from deputies.views.tabs import station_tabs
from pairing.places import PlaceFilter, township_pairs
from pairing.views.pairings import person_of

from .. import rota
from .. import station_figures as figures
from ..actions import rosters as actions
from ..forms import rosters as forms
from ..models import DutyDay, DutyShift, DutySwap
from .stations import OfStation, stations_crumb
from .tabs import TABS

DAY_TONES = {"planned": "blue", "held": "ok", "cancelled": "quiet"}
SHIFT_TONES = {"planned": "quiet", "present": "ok", "absent": "over", "replaced": "warn"}
SWAP_TONES = {"asked": "warn", "accepted": "ok", "refused": "over", "withdrawn": "quiet", "arranged": "blue"}
day_cell = cells.choice(DutyDay.State, tones=DAY_TONES)
shift_cell = cells.choice(DutyShift.State, tones=SHIFT_TONES)
swap_cell = cells.choice(DutySwap.State, tones=SWAP_TONES)
HISTORY = 20


def is_head(station: Station, request) -> bool:
    """Whether the deputy who looks is this station's head."""
    person = person_of(request)
    return person is not None and station.head_id == person.pk


def may_plan(station: Station, request) -> bool:
    """The office plans any station within its reach, a deputy the one whose head the deputy is."""
    return request.may("roster.edit") or (request.may("roster.plan") and is_head(station, request))


class _Month(OfStation):
    """A station's page about one month, ``?month=2026-07``."""

    @cached_property
    def month(self) -> tuple[int, int]:
        return rota.month_of(self.request.GET.get("month", ""), today=self.today)

    def month_words(self, count: int = 0) -> str:
        return "{}-{:02}".format(*rota.month_after(*self.month, count))

    def days(self, count: int = 1):
        first, last = date(*self.month, 1), date(*rota.month_after(*self.month, count), 1)
        rows = self.object.duty_days.filter(day__gte=first, day__lt=last)
        return list(rows.prefetch_related("shifts__person", "shifts__stand_in").order_by("day"))


class StationRoster(_Month, DetailPage):
    """The month: days, who is on duty, what was changed between deputies."""

    permission = "roster.read"
    template_name = "visits/stations/roster.html"

    def buttons(self):
        code = self.object.code
        found = []
        if may_plan(self.object, self.request):
            plan = f"{reverse('visits:station_roster_plan', args=[code])}?month={self.month_words()}"
            found.append(Button("安排这个月", plan, "roster.plan", icon="calendar-week", main=True))
        notice = f"{reverse('visits:station_roster_notice', args=[code])}?month={self.month_words()}"
        return [*found, Button("打印公告", notice, "roster.read", "printer")]

    def context(self):
        person = person_of(self.request)
        days = [
            {
                "day": one,
                "state": day_cell(one.state),
                "shifts": [(shift, shift_cell(shift.state)) for shift in one.shifts.all()],
                "mine": person is not None and any(s.person_id == person.pk for s in one.shifts.all()),
            }
            for one in self.days()
        ]
        swaps = self.object.duty_swaps.select_related("from_person", "to_person")[:HISTORY]
        proposed = None
        if not days:
            crew = figures.crew_of(self.object, date(*self.month, 1))
            proposed = figures.proposal(self.object, *self.month, crew)
        year, month = self.month
        return {
            **super().context(),
            "station_tabs": station_tabs(self.request, self.object),
            "days": days,
            "swaps": [(swap, swap_cell(swap.state)) for swap in swaps],
            "rule": figures.rule_of(self.object).words,
            "proposed": proposed,
            "year": year,
            "month": month,
            "before": self.month_words(-1),
            "after": self.month_words(1),
        }


class RosterPlan(_Month, FormPage):
    """Lay the month out: the rule's day and an even spread are proposed, everything can be changed."""

    permission = "roster.plan"
    form_class = forms.MonthForm
    template_name = "visits/stations/roster_form.html"
    saved = "轮值表已保存。"

    def load(self):
        super().load()
        if not may_plan(self.object, self.request):
            raise Http404
        if self.request.post.role == DEPUTY:
            rota.check_head_month(*self.month, today=self.today, plans_from=self.policy.head_plans_from)

    def get_title(self):
        return "{} {} 年 {} 月轮值表".format(self.object, *self.month)

    def crumbs(self):
        return [*super().crumbs(), ("轮值", self.cancel_url())]

    def cancel_url(self):
        return f"{reverse('visits:station_roster', args=[self.object.code])}?month={self.month_words()}"

    @cached_property
    def crew(self):
        return figures.crew_of(self.object, date(*self.month, 1))

    @cached_property
    def load_before(self):
        return figures.load_of(self.object, self.crew, date(*self.month, 1))

    def form_kwargs(self):
        standing = [one for one in self.days() if one.state != DutyDay.State.CANCELLED]
        planned = [
            actions.PlannedDay(
                one.day,
                tuple(shift.person for shift in one.shifts.all()),
                one.hours,
                one.theme,
                one.rule_day,
                one.moved_because,
            )
            for one in standing
        ]
        if not planned:
            found = figures.proposal(self.object, *self.month, self.crew)
            if found.reception:
                day = found.reception
                planned = [actions.PlannedDay(day.day, found.people, "", "", day.rule_day, day.because)]
        return {"days": planned, "crew": self.crew}

    def context(self):
        served, _ = self.load_before
        calendar = CalendarDay.calendar_for(self.request.county.code)
        return {
            **super().context(),
            "served": {one.code: served.get(one.pk, 0) for one in self.crew},
            "rule": figures.rule_of(self.object).words,
            "days_off": _days_off(calendar, *self.month),
        }

    def save(self, form):
        actions.plan_month(self.object, *self.month, form.planned(), by=self.request.actor, today=self.today)
        return self.object

    def refuse(self, form, refused: Refused):
        form.add_error(None, refused.sentence)

    def done(self, obj):
        return self.cancel_url()


def _days_off(calendar, year: int, month: int) -> str:
    """The month's public holidays in words; weekends go without saying."""
    names: dict[str, list[int]] = {}
    day = date(year, month, 1)
    while day.month == month:
        name = calendar.day_off_name(day)
        if name and not name.startswith("周"):
            names.setdefault(name, []).append(day.day)
        day = date.fromordinal(day.toordinal() + 1)
    return "；".join(f"{name}：{'、'.join(map(str, days))} 日" for name, days in names.items())


class RosterNotice(_Month, DetailPage):
    """The public notice of reception days on A4; ``?months=3`` for a quarter."""

    permission = "roster.read"
    template_name = "visits/stations/roster_notice.html"

    def get_title(self):
        return "代表接待选民日公告"

    def context(self):
        count = self.request.GET.get("months", "1")
        count = int(count) if count in ("1", "2", "3", "6", "12") else 1
        days = self.days(count)
        year, month = self.month
        end = rota.month_after(year, month, count - 1)
        return {
            "days": days,
            "year": year,
            "month": month,
            "end": end if count > 1 else None,
            "rule": figures.rule_of(self.object).words,
            "profile": getattr(self.object, "profile", None) if hasattr(self.object, "profile") else None,
        }


# ---- days -----------------------------------------------------------------------------


def _station_pairs(page):
    return list(Station.objects.order_by("township__code", "name").values_list("code", "name")[:200])


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


class _ShiftAct(FormPage, abstract=True):
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


class ShiftMark(_ShiftAct):
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


class ShiftSwap(_ShiftAct):
    """A deputy asks for the own day, the office arranges any."""

    permission = "roster.swap"
    form_class = forms.SwapForm
    button = "请对方答复"

    @property
    def direct(self) -> bool:
        return self.request.may("roster.edit")

    def load(self):
        super().load()
        person = person_of(self.request)
        if not self.direct and (person is None or self.shift.person_id != person.pk):
            raise Http404
        if self.direct:
            self.button = "直接调整"

    def get_title(self):
        return f"{self.shift.person}代表{'调班' if self.direct else '请人调班'}"

    @property
    def get_sentence(self):
        if self.direct:
            return "办公室直接调整，马上生效，双方都会收到通知。"
        return "对方同意后轮值表自动改好；对方没有答复以前，您那天还是您值班。"

    @property
    def saved(self):
        return "已调整。" if self.direct else "已请对方答复，结果会在通知里告诉您。"

    @cached_property
    def options(self):
        station, day = self.object.station, self.object.day
        crew = figures.crew_of(station, day)
        busy = set(self.object.shifts.values_list("person", flat=True))
        ahead = (
            DutyShift.objects.filter(
                duty_day__station=station,
                duty_day__day__gte=self.today,
                duty_day__state=DutyDay.State.PLANNED,
                state=DutyShift.State.PLANNED,
            )
            .exclude(person__in=busy)
            .exclude(duty_day=self.object)
            .select_related("person", "duty_day__station")
            .order_by("duty_day__day")
        )
        found = {
            f"s-{one.code}": (
                f"与{one.person}换：{one.duty_day.day.month} 月 {one.duty_day.day.day} 日",
                one.person,
                one,
            )
            for one in ahead
        }
        for one in crew:
            if one.pk not in busy:
                found[f"p-{one.code}"] = (f"请{one}代我去（不换日子）", one, None)
        return found

    def form_kwargs(self):
        return {"choices": [(key, label) for key, (label, *_) in self.options.items()]}

    def save(self, form):
        _, person, yours = self.options[form.cleaned_data["how"]]
        do = actions.arrange_swap if self.direct else actions.ask_swap
        do(
            self.shift,
            to_person=person,
            yours=yours,
            reason=form.cleaned_data["reason"],
            by=self.request.actor,
            today=self.today,
        )
        return self.object

    def refuse(self, form, refused):
        form.add_error(None, refused.sentence)


# ---- swaps ----------------------------------------------------------------------------


class SwapPage(DetailPage):
    """What was asked, and the answer."""

    permission = "roster.read"
    model = DutySwap
    template_name = "visits/stations/swap.html"

    def rows(self):
        return DutySwap.objects.select_related("station", "from_person", "to_person", "mine__duty_day")

    def crumbs(self):
        station = self.object.station
        roster = reverse("visits:station_roster", args=[station.code])
        return [*stations_crumb(), (str(station), station.get_absolute_url()), ("轮值", roster)]

    def buttons(self):
        one, person = self.object, person_of(self.request)
        if one.state != DutySwap.State.ASKED:
            return []
        found = []
        if (person is not None and one.to_person_id == person.pk) or self.request.may("roster.edit"):
            answer = reverse("visits:swap_answer", args=[one.code])
            found.append(Button("答复", answer, "roster.swap", main=True))
        if (person is not None and one.from_person_id == person.pk) or self.request.may("roster.edit"):
            found.append(Button("撤回", reverse("visits:swap_withdraw", args=[one.code]), "roster.swap"))
        return found

    def context(self):
        return {"state": swap_cell(self.object.state)}


class _SwapAct(ActPage, abstract=True):
    permission = "roster.swap"
    model = DutySwap
    who = "to_person_id"

    def load(self):
        super().load()
        person = person_of(self.request)
        own = person is not None and getattr(self.object, self.who) == person.pk
        if not (own or self.request.may("roster.edit")):
            raise Http404

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]


class SwapAnswer(_SwapAct):
    title, button = "答复调班", "答复"
    form_class = forms.AnswerForm
    saved = "已答复。"

    def get_sentence(self):
        one = self.object
        give = f"{one.from_day.month} 月 {one.from_day.day} 日"
        if one.to_day:
            take = f"{one.to_day.month} 月 {one.to_day.day} 日"
            return f"{one.from_person}代表想用 {give}换{one.to_person}代表的 {take}。{one.reason}"
        return f"{one.from_person}代表请{one.to_person}代表 {give}代班。{one.reason}"

    def act(self, obj, data):
        return actions.answer_swap(
            obj,
            accept=data["accept"] == "yes",
            answer=data["answer"],
            by=self.request.actor,
            today=self.today,
        )


class SwapWithdraw(_SwapAct):
    title, button = "撤回调班", "撤回"
    who = "from_person_id"
    saved = "已撤回。"
    sentence = "撤回以后轮值表不变。"

    def act(self, obj, data):
        return actions.withdraw_swap(obj, by=self.request.actor, today=self.today)
