"""The station's page beside the register: functions and channels, and those that lead the rest."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Max, Sum
from django.urls import reverse

from congress_poverty.pages import Column, Days, Empty, Filter, FormPage, ListPage, cells
from deputies.models import Station
from deputies.views.tabs import station_tabs
from pairing.places import PlaceFilter, township_pairs

from .. import station_figures as figures
from ..actions import stations as actions
from ..forms import stations as forms
from ..models import StationProfile
from ..policy import StationPolicy


def stations_crumb():
    return [("联络站室", reverse("deputies:stations"))]


class OfStation:
    """A page under one station: found within reach, with the station's tabs."""

    model = Station
    guarded = False  # it writes rows of its own, not the register's

    def rows(self):
        return Station.objects.select_related("township", "village", "county__region", "head")

    @cached_property
    def policy(self) -> StationPolicy:
        return self.request.county.policy(StationPolicy)

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]

    def context(self):
        return {"station_tabs": station_tabs(self.request, self.object)}


class Setup(FormPage):
    """Functions, demonstration, partner, channels, reception day by weekday."""

    permission = "stations.edit"
    model = Station
    form_class = forms.ProfileForm

    def get_title(self):
        return f"{self.object}的功能和渠道"

    def crumbs(self):
        return [*stations_crumb(), (str(self.object), self.object.get_absolute_url())]

    def form_kwargs(self):
        return {"policy": self.request.county.policy(StationPolicy), "county": self.request.county}

    def get_form(self, data=None, files=None):
        station = self.object
        profile = StationProfile.objects.filter(station=station).first() or StationProfile(station=station)
        self.object = profile
        try:
            return super().get_form(data, files)
        finally:
            self.object = station

    def save(self, form):
        profile = form.save(commit=False)
        actions.describe(profile, by=self.request.actor, changed=form.changed_data)
        return self.object


class DemoStations(ListPage):
    """示范站名单 (S4-62): the stations that lead the rest, with what their last check gave."""

    permission = "stations.read"
    title, counter = "示范站", "个"
    model = StationProfile
    order = "station__township__code,station__name"
    row_url = "deputies:station"
    key = "station__code"
    search = staticmethod(lambda rows, word: rows.filter(station__name__contains=word.strip()))
    search_label = "站室名称"
    columns = (
        Column("station__name", "站室", link=True, wide=True, sort="station__name"),
        Column("station__township__short_name", "乡镇", sort="station__township__code"),
        Column("station__level", "级别", cells.choice(Station.Level)),
        Column("demo_on", "确定日期", cells.day, sort="demo_on"),
        Column("theme", "特色主题"),
        Column(("partner__name", "partner_name"), "共建单位", lambda unit, name: cells.text(unit or name)),
        Column("@passed", "最近检查达标", cells.text),
        Column("@checked", "检查日期", cells.day),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="station__township__code"),
        Filter("level", "级别", Station.Level, lookup="station__level"),
        Days("since", "确定日期", lookup="demo_on"),
    )
    empty = Empty("还没有示范站。打开一个站室，在“功能和渠道”里勾选“示范站”。")

    def rows(self):
        return figures.demo_stations()

    def crumbs(self):
        return stations_crumb()

    def extras(self, ids):
        """Of all standards the last check, added up; the day is the newest."""
        found = StationProfile.objects.filter(pk__in=ids, station__checks__is_latest=True).order_by()
        sums = found.values_list("pk").annotate(
            passed=Sum("station__checks__passed"),
            asked=Sum("station__checks__asked"),
            on=Max("station__checks__checked_on"),
        )
        rows = list(sums)
        return {
            "@passed": {pk: f"{passed}/{asked}" for pk, passed, asked, _ in rows},
            "@checked": {pk: on for pk, _, _, on in rows},
        }
