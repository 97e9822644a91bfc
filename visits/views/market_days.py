"""Pages of market-day receptions (圩日主题大接待): many matters of one day, written down from paper."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.urls import reverse

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    FormPage,
    ListPage,
    cells,
)
from congress_poverty.refusals import Refused
from congress_poverty.text import mask_name
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs, townships_of

from ..actions import receptions as actions
from ..forms import receptions as forms
from ..models import Activity, Attendance, MarketDay, Reception
from ..policy import StationPolicy, VisitPolicy
from .activities import STATE_TONES
from .receptions import state_cell
from .tabs import TABS

market_state = cells.choice(Activity.State, tones=STATE_TONES)


class MarketDayList(ListPage):
    permission = "receptions.read"
    tabs = TABS
    title, counter = "圩日大接待", "次"
    model = MarketDay
    order = "-held_on"
    row_url = "visits:market_day"
    search = staticmethod(lambda rows, word: rows.filter(theme__contains=word.strip()))
    search_label = "主题"
    columns = (
        Column("held_on", "日期", cells.day, sort="held_on"),
        Column("theme", "主题", cells.clip(30), link=True, wide=True),
        Column("township__short_name", "乡镇", sort="township__code"),
        Column("place", "地点", cells.clip(14)),
        Column("partners", "联合单位", cells.joined),
        Column("activity__state", "情况", market_state),
        Column("@matters", "接待", cells.number, right=True),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Days("held", "日期", lookup="held_on"),
    )
    toolbar = (Button("登记大接待", "visits:market_day_new", "receptions.handle", icon="plus-lg", main=True),)
    empty = Empty(
        "还没有登记圩日大接待。", (Button("登记大接待", "visits:market_day_new", "receptions.handle"),)
    )

    def extras(self, ids):
        counts: dict[int, int] = dict.fromkeys(ids, 0)
        for (day,) in Reception.objects.filter(market_day__in=ids).order_by().values_list("market_day"):
            counts[day] += 1
        return {"@matters": counts}


def market_crumb():
    return [("圩日大接待", reverse("visits:market_days"))]


class MarketDayPage(DetailPage):
    permission = "receptions.read"
    model = MarketDay
    template_name = "visits/stations/market_day.html"

    def rows(self):
        return MarketDay.objects.select_related("township", "activity", "county__region")

    def crumbs(self):
        return market_crumb()

    def buttons(self):
        code = self.object.code
        to = lambda name: reverse(f"visits:market_day_{name}", args=[code])  # noqa: E731
        one = self.object
        found = []
        if one.held_on <= self.today:
            found.append(
                Button("登记接待的事", to("matters"), "receptions.handle", icon="plus-lg", main=True)
            )
        found.append(Button("修改", to("edit"), "receptions.handle", "pencil"))
        if one.activity:
            act = lambda name: reverse(f"visits:{name}", args=[one.activity.code])  # noqa: E731
            found += [
                Button("打印签到表", act("signsheet"), "activities.read", "printer"),
                Button("记到会", act("activity_edit"), "activities.edit", "person-check"),
            ]
        return [*found, Button("打印登记表", to("print"), "receptions.read", "printer")]

    def context(self):
        receptions = list(
            self.object.receptions.select_related("village")
            .prefetch_related("deputies__person")
            .order_by("id")
        )
        policy = self.object.county.policy(StationPolicy)
        routes = {one.code: one.label for one in policy.routes}
        counted: dict[str, int] = {}
        for one in receptions:
            label = routes.get(one.route, "还没定去向")
            counted[label] = counted.get(label, 0) + 1
        hides = not self.request.post.sees_names
        return {
            "history": history_of(self.object),
            "people": list(self.object.deputies.select_related("person")),
            "stations": list(self.object.stations.select_related("township")),
            "came": self._came(),
            "receptions": [
                (
                    one,
                    state_cell(one.state),
                    routes.get(one.route, ""),
                    mask_name(one.voter_name) if hides and one.voter_name else one.voter_name,
                )
                for one in receptions
            ],
            "counted": counted.items(),
            "voters": sum(one.people_count for one in receptions),
        }

    def _came(self) -> list[tuple[str, int, str]]:
        """Of the activity's list of names how many came, are on leave, are missing; each opens its rows."""
        activity = self.object.activity
        if activity is None:
            return []
        counted = Counter(activity.attendances.order_by().values_list("status", flat=True))
        return [
            (label, counted[value], activity.get_absolute_url())
            for value, label in Attendance.Status.choices
            if counted[value]
        ]


class MarketDayPrint(MarketDayPage):
    """Filled in as far as it is recorded, with empty lines for the pen."""

    template_name = "visits/stations/market_day_print.html"

    def buttons(self):
        return []

    def context(self):
        found = super().context()
        return {**found, "blank": range(max(0, 12 - len(found["receptions"])))}


class MarketDayForm(FormPage):
    permission = "receptions.handle"
    model = MarketDay
    form_class = forms.MarketDayForm
    lead = "可以提前安排，先打印签到表；事后照纸上登记也可以，一次记十件。"

    def get_title(self):
        return "修改圩日大接待" if self.object else "登记圩日大接待"

    def crumbs(self):
        here = market_crumb()
        if self.object:
            here.append((str(self.object), self.object.get_absolute_url()))
        return here

    def get_initial(self):
        return {} if self.object else {"held_on": self.today}

    def form_kwargs(self):
        return {"policy": self.request.county.policy(StationPolicy), "townships": townships_of(self.request)}

    def save(self, form):
        day = form.save(commit=False)
        day.county = self.request.county
        day.partners = form.all_partners()
        return actions.record_market_day(
            day,
            form.cleaned_data["people"],
            by=self.request.actor,
            today=self.today,
            changed=form.changed_data,
            stations=list(form.cleaned_data["stations"]),
        )

    def done(self, obj):
        if self.object is None and obj.held_on <= self.today:
            return reverse("visits:market_day_matters", args=[obj.code])
        return obj.get_absolute_url()


class Matters(FormPage):
    """Ten matters of a market day at once; all of them are stored, or none."""

    permission = "receptions.handle"
    model = MarketDay
    form_class = forms.MattersForm
    template_name = "visits/stations/matters.html"
    guarded = False
    saved = ""

    def rows(self):
        return MarketDay.objects.select_related("township", "county__region")

    def get_title(self):
        return f"登记接待的事：{self.object}"

    def crumbs(self):
        return [*market_crumb(), (str(self.object), self.object.get_absolute_url())]

    def form_kwargs(self):
        county = self.request.county
        return {
            "day": self.object,
            "crew": [row.person for row in self.object.deputies.select_related("person")],
            "policy": county.policy(StationPolicy),
            "visit_policy": county.policy(VisitPolicy),
            "villages": forms.villages_of([self.object.township_id]),
        }

    def save(self, form):
        number = actions.record_matters(
            self.object, list(form.rows()), by=self.request.actor, today=self.today
        )
        messages.success(self.request, f"已记下 {number} 件。")
        return self.object

    def refuse(self, form, refused: Refused):
        form.add_error(None, refused.sentence)

    def done(self, obj):
        if "more" in self.request.POST:
            return reverse("visits:market_day_matters", args=[obj.code])
        return obj.get_absolute_url()
