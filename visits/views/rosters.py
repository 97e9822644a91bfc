"""A station's month of reception days: laid out, shown, posted."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.http import Http404
from django.urls import reverse

from congress_poverty.models import CalendarDay
from congress_poverty.pages import Button, DetailPage, FormPage
from congress_poverty.refusals import Refused
from deputies.models import Station
from deputies.roles import DEPUTY
from deputies.views.tabs import station_tabs
from pairing.views.pairings import person_of

from .. import rota
from .. import station_figures as figures
from ..actions import rosters as actions
from ..forms import rosters as forms
from ..models import DutyDay
from .duty_cells import day_cell, shift_cell, swap_cell
from .stations import OfStation

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
    guarded = FormPage.guarded  # it lays the whole month out anew
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
