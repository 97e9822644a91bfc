"""Stations, townships, regions and units."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    Flag,
    FormPage,
    ListPage,
    Page,
    cells,
)
from congress_poverty.text import search_key

from ..actions import places as actions
from ..forms import people as person_forms
from ..forms import places as forms
from ..forms.fields import townships_within, villages_within
from ..models import AreaLink, DeputyGroup, GroupMember, Mandate, Person, Region, Station, Unit
from ..policy import LEVELS
from .tabs import WithTabs, facts_of_station, station_tabs


def township_pairs(page):
    return [(t.code, str(t)) for t in townships_within(page.request.county)]


def _day_of_month(day) -> str:
    return cells.text(_day_of_month.plain(day))


_day_of_month.plain = lambda day: f"每月 {day} 日" if day else ""


# ---- stations -------------------------------------------------------------------------


class StationList(WithTabs, ListPage):
    permission = "stations.read"
    title = "联络站室"
    template_name = "deputies/stations.html"
    counter = "处"
    model = Station
    order = "township__code"
    row_url = "deputies:station"
    search = staticmethod(lambda rows, word: rows.filter(name__contains=word.strip()))
    search_label = "名称"
    columns = (
        Column("name", "名称", link=True, sort="name"),
        Column("township__short_name", "乡镇", sort="township__code"),
        Column("village__short_name", "村（社区）"),
        Column("level", "级别", cells.choice(Station.Level)),
        Column("station_type", "类型", cells.choice(Station.Type)),
        Column("head__name", "站长"),
        Column("liaison_officer__name", "联络员"),
        Column("reception_day", "接待日", _day_of_month, sort="reception_day"),
    )
    filters = (
        Filter("township", "乡镇", township_pairs, lookup="township__code"),
        Filter("level", "级别", Station.Level),
        Filter("type", "类型", Station.Type, lookup="station_type"),
        Flag("headless", "没有站长", lambda rows: rows.filter(head=None)),
    )
    toolbar = (
        Button("登记站室", "deputies:station_new", "stations.edit", icon="plus-lg", main=True),
        Button("达标情况", "/stations/coverage/", "stations.read"),
    )
    empty = Empty("还没有联络站室。", (Button("登记站室", "deputies:station_new", "stations.edit"),))

    def context(self):
        """How much of the area has a station of its own (S0-2)."""
        townships = set(townships_within(self.request.county).values_list("pk", flat=True))
        villages = set(villages_within(self.request.county).values_list("pk", flat=True))
        return {
            "townships": (len(Station.objects.townships_covered() & townships), len(townships)),
            "villages": (len(Station.objects.villages_covered() & villages), len(villages)),
            "shows_coverage": self.request.reach.kind in ("all", "county", "township"),
        }


class StationDetail(DetailPage):
    permission = "stations.read"
    model = Station
    template_name = "deputies/station.html"

    def rows(self):
        return Station.objects.select_related("township", "village", "head", "liaison_officer")

    def crumbs(self):
        return [("联络站室", reverse("deputies:stations"))]

    def buttons(self):
        edit = reverse("deputies:station_edit", args=[self.object.code])
        setup = f"/stations/{self.object.code}/setup/"
        return [
            Button("修改", edit, "stations.edit", icon="pencil", main=True),
            Button("功能和渠道", setup, "stations.edit"),
        ]

    def context(self):
        return {
            "groups": self.object.groups.all(),
            "may_open": self.request.may("deputies.read"),
            "station_tabs": station_tabs(self.request, self.object),
            "more": facts_of_station(self.object, self.request),
        }


class StationEdit(FormPage):
    permission = "stations.edit"
    model = Station
    form_class = forms.StationForm

    def get_title(self):
        return f"修改{self.object}" if self.object else "登记站室"

    def crumbs(self):
        return [("联络站室", reverse("deputies:stations"))]

    def form_kwargs(self):
        return {"county": self.request.county}


# ---- townships ------------------------------------------------------------------------


def _counts(rows, column: str) -> dict:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk", distinct=True)))


def _seated(ids):
    held = Mandate.objects.filter(status__in=(Mandate.Status.IN_OFFICE, Mandate.Status.SUSPENDED))
    return Person.objects.filter(township__in=ids, pk__in=held.order_by().values("person"))


def holders(ids) -> dict[int, list[str]]:
    """Who looks after each township: the first responsible person leads the line."""
    found = defaultdict(list)
    links = AreaLink.objects.filter(township__in=ids, ended_on=None)
    for link in links.select_related("leader", "office").order_by("-is_first_responsible", "pk"):
        name = str(link.leader or link.office)
        found[link.township_id].append(f"{name}（第一责任人）" if link.is_first_responsible else name)
    return found


class TownList(WithTabs, ListPage):
    permission = "regions.read"
    title = "乡镇"
    counter = "个"
    model = Region
    order = "code"
    row_url = "deputies:town"
    columns = (
        Column("short_name", "乡镇", link=True, sort="pinyin"),
        Column("kind", "类型", cells.choice(Region.Kind)),
        Column("@deputies", "代表", cells.number, right=True),
        Column("@groups", "小组", cells.number, right=True),
        Column("@stations", "站室", cells.number, right=True),
        Column("@villages", "村和社区", cells.number, right=True),
        Column("@holders", "联系领导、委室", cells.joined, wide=True),
    )

    def rows(self):
        return townships_within(self.request.county)

    def extras(self, ids):
        nothing = dict.fromkeys(ids, 0)
        villages = Region.objects.filter(parent__in=ids, retired_on=None)
        return {
            "@deputies": {**nothing, **_counts(_seated(ids), "township")},
            "@groups": {**nothing, **_counts(DeputyGroup.objects.filter(township__in=ids), "township")},
            "@stations": {**nothing, **_counts(Station.objects.filter(township__in=ids), "township")},
            "@villages": {**nothing, **_counts(villages, "parent")},
            "@holders": holders(ids),
        }


class _OneTown:
    def get_object(self):
        return get_object_or_404(townships_within(self.request.county), code=self.kwargs["code"])


class TownDetail(_OneTown, DetailPage):
    permission = "regions.read"
    model = Region
    template_name = "deputies/town.html"

    def crumbs(self):
        return [("乡镇", reverse("deputies:towns"))]

    def buttons(self):
        code = self.object.code
        return [
            Button("登记联系", reverse("deputies:area_new", args=[code]), "links.edit", icon="link-45deg"),
            Button("修改", reverse("deputies:region_edit", args=[code]), "regions.edit", icon="pencil"),
        ]

    def context(self):
        town = self.object
        words = self.request.county.level_words()
        people = list(_seated([town.pk]).order_by("pinyin"))
        seats = defaultdict(list)
        held = Mandate.objects.filter(person__in=people, ended_on=None).order_by("pk")
        by_level = dict.fromkeys(LEVELS, 0)
        for person, level in held.values_list("person", "level"):
            seats[person].append(words.label(level))
            by_level[level] += 1
        for person in people:
            person.seats = "、".join(seats[person.pk])
        villages = list(town.children.filter(retired_on=None).order_by("code"))
        with_station = Station.objects.filter(township=town).villages_covered()
        for village in villages:
            village.has_station = village.pk in with_station
        groups = list(DeputyGroup.objects.filter(township=town))
        sizes = _counts(GroupMember.objects.filter(group__in=groups, ended_on=None), "group")
        for group in groups:
            group.size = sizes.get(group.pk, 0)
        return {
            "people": people,
            "by_level": [(words.label(level), count) for level, count in by_level.items() if count],
            "groups": groups,
            "stations": Station.objects.filter(township=town).select_related("head", "village"),
            "villages": villages,
            "with_station": len([v for v in villages if v.has_station]),
            "links": AreaLink.objects.filter(township=town, ended_on=None).select_related("leader", "office"),
            "may_link": self.request.may("links.edit"),
            "may_edit_regions": self.request.may("regions.edit"),
        }


class AreaLinkNew(FormPage):
    permission = "links.edit"
    title = "登记联系"
    form_class = forms.AreaLinkForm
    button = "登记联系"

    def load(self):
        self.town = get_object_or_404(townships_within(self.request.county), code=self.kwargs["town"])

    @property
    def lead(self):
        return f"哪位常委会领导、哪个委室联系{self.town}。换人时先结束原来的一条。"

    def form_kwargs(self):
        return {"county": self.request.county}

    def get_initial(self):
        return {"on": self.today}

    def crumbs(self):
        return [("乡镇", reverse("deputies:towns")), (str(self.town), self.town.get_absolute_url())]

    def save(self, form):
        data = form.cleaned_data
        return actions.link_area(
            self.request.county,
            self.town,
            leader=data["leader"],
            office=data["office"],
            first_responsible=data["first_responsible"],
            on=data["on"],
            by=self.request.actor,
        )

    def done(self, obj):
        return self.town.get_absolute_url()


class AreaLinkEnd(ActPage):
    permission = "links.edit"
    model = AreaLink
    title = "结束联系"
    form_class = person_forms.DayForm
    button = "结束联系"

    def load(self):
        links = AreaLink.objects.select_related("township", "leader", "office").filter(
            township__code=self.kwargs["town"], ended_on=None
        )
        holder = self.kwargs["holder"]
        self.object = links.filter(leader__code=holder).first() or get_object_or_404(
            links, office__code=holder
        )

    def get_initial(self):
        return {"on": self.today}

    def get_sentence(self):
        return f"{self.object}。结束后仍保留在历史里。"

    def cancel_url(self):
        return self.object.township.get_absolute_url()

    def act(self, obj, data):
        return actions.end_area_link(obj, on=data["on"], by=self.request.actor)

    def done(self, obj):
        return obj.township.get_absolute_url()


# ---- regions --------------------------------------------------------------------------


class RegionTree(WithTabs, Page):
    """County, townships, villages, each with its numbers."""

    permission = "regions.read"
    title = "区划"
    template_name = "deputies/regions.html"

    def context(self):
        county = self.request.county
        townships = list(townships_within(county))
        ids = [township.pk for township in townships]
        deputies = _counts(_seated(ids), "township")
        stations = _counts(Station.objects.filter(township__in=ids), "township")
        at_home = _counts(Station.objects.filter(township__in=ids).exclude(village=None), "village")
        villages = defaultdict(list)
        for village in Region.objects.filter(parent__in=ids, retired_on=None).order_by("code"):
            village.station_count = at_home.get(village.pk, 0)
            villages[village.parent_id].append(village)
        for township in townships:
            township.below = villages[township.pk]
            township.poor = len([village for village in township.below if village.is_poor_village])
            township.deputies = deputies.get(township.pk, 0)
            township.station_count = stations.get(township.pk, 0)
        return {
            "county": county,
            "townships": townships,
            "village_count": sum(len(found) for found in villages.values()),
            "poor_count": sum(township.poor for township in townships),
            "may_edit": self.request.may("regions.edit"),
            "tab_links": self.tab_links(),
        }


class RegionEdit(FormPage):
    permission = "regions.edit"
    model = Region
    form_class = forms.RegionForm

    def rows(self):
        county = self.request.county
        ids = [*townships_within(county).values_list("pk", flat=True)]
        ids += villages_within(county).values_list("pk", flat=True)
        return Region.objects.filter(pk__in=ids).select_related("parent")

    @property
    def lead(self):
        return (
            f"区划代码 {self.object.code}，正式名称“{self.object.name}”，这两项以民政区划为准，不在这里改。"
        )

    def crumbs(self):
        return [("区划", reverse("deputies:regions")), (str(self.object), self.object.get_absolute_url())]


# ---- units ----------------------------------------------------------------------------


def search_units(rows, word: str):
    """By name, alias or initials, in Python: databases disagree about searching inside JSON."""
    word = word.strip().lower()
    found = [
        pk
        for pk, name, aliases, pinyin in rows.values_list("pk", "name", "aliases", "pinyin")
        if any(word in text.lower() for text in (name, *aliases)) or (word.isascii() and word in pinyin)
    ]
    return rows.filter(pk__in=found)


class UnitList(WithTabs, ListPage):
    permission = "units.read"
    title = "单位"
    counter = "个"
    model = Unit
    order = "name"
    row_url = "deputies:unit"
    search = search_units
    search_label = "名称、别名或首字母"
    columns = (
        Column("name", "名称", link=True, sort="name"),
        Column("aliases", "别名", cells.joined, wide=True),
        Column("kind", "类型", cells.choice(Unit.Kind)),
        Column("handles_suggestions", "承办建议", cells.yes_no),
        Column("head_name", "负责人"),
        Column("phone", "电话"),
        Column("is_active", "在用", cells.yes_no),
    )
    filters = (
        Filter("kind", "类型", Unit.Kind),
        Flag("handles", "承办建议", lambda rows: rows.filter(handles_suggestions=True)),
        Flag("active", "在用", lambda rows: rows.filter(is_active=True)),
    )
    toolbar = (Button("登记单位", "deputies:unit_new", "units.edit", icon="plus-lg", main=True),)
    empty = Empty("还没有登记单位。", (Button("登记单位", "deputies:unit_new", "units.edit"),))

    def rows(self):
        return Unit.objects.filter(county=self.request.county)


class UnitDetail(DetailPage):
    permission = "units.read"
    model = Unit
    template_name = "deputies/unit.html"

    def rows(self):
        return Unit.objects.filter(county=self.request.county).select_related("township")

    def crumbs(self):
        return [("单位", reverse("deputies:units"))]

    def buttons(self):
        edit = reverse("deputies:unit_edit", args=[self.object.code])
        return [Button("修改", edit, "units.edit", icon="pencil", main=True)]

    def context(self):
        links = self.object.area_links.filter(ended_on=None).select_related("township")
        return {"links": links}


class UnitEdit(FormPage):
    permission = "units.edit"
    model = Unit
    form_class = forms.UnitForm

    def rows(self):
        return Unit.objects.filter(county=self.request.county)

    def get_title(self):
        return f"修改{self.object}" if self.object else "登记单位"

    def crumbs(self):
        return [("单位", reverse("deputies:units"))]

    def form_kwargs(self):
        return {"county": self.request.county}

    def save(self, form):
        form.instance.pinyin = search_key(form.instance.name)
        return super().save(form)
