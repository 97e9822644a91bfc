"""Checklists of stations: one check, what all stations keep, the rows behind each number."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    file_answer,
    stored,
)
from deputies.models import Station
from pairing.places import PlaceFilter, township_pairs

from .. import station_figures as figures
from ..actions import stations as actions
from ..forms import stations as forms
from ..models import StationCheck, StationCheckItem, StationPhoto
from ..models.stations import place_of
from ..policy import StationPolicy
from .stations import OfStation, stations_crumb

TONES = {"yes": "ok", "part": "warn", "no": "over"}
ICONS = {"yes": "check-lg", "part": "exclamation-circle", "no": "x-lg"}
answer_cell = cells.choice(StationCheckItem.Answer, tones=TONES, icons=ICONS)


class StationChecks(OfStation, DetailPage):
    """Where the station stands against each standard, and all checks before."""

    permission = "stations.read"
    template_name = "visits/stations/checks.html"

    def context(self):
        checks = list(self.object.checks.prefetch_related("items", "photos"))
        latest = {one.standard: one for one in checks if one.is_latest}
        names = {one.code: one.label for one in self.policy.standards}
        sheets = []
        for standard in self.policy.standards_for(place_of(self.object)):
            found = latest.get(standard.code)
            answers = {row.item: row for row in found.items.all()} if found else {}
            sheets.append(
                {
                    "standard": standard,
                    "check": found,
                    "lines": [
                        (item, answers.get(item.code), _answer(answers.get(item.code)))
                        for item in standard.items
                    ],
                    "photos": len(found.photos.all()) if found else 0,
                }
            )
        return {
            **super().context(),
            "sheets": sheets,
            "history": [(one, names.get(one.standard, one.standard)) for one in checks],
            "may_check": self.request.may("stations.check"),
        }


def _answer(row) -> str:
    return answer_cell(row.answer) if row else ""


class CheckNew(OfStation, FormPage):
    """``?standard=ten``: the list item by item."""

    permission = "stations.check"
    form_class = forms.CheckForm
    template_name = "visits/stations/check_form.html"
    saved = "检查已记下。"

    @cached_property
    def standard(self):
        offered = self.policy.standards_for(place_of(self.object))
        wanted = self.request.GET.get("standard", "")
        return next((one for one in offered if one.code == wanted), offered[0])

    def get_title(self):
        return f"{self.standard.label}检查"

    def form_kwargs(self):
        return {"standard": self.standard}

    def get_initial(self):
        return {"checked_on": self.today, "checked_by": str(self.request.user)}

    def cancel_url(self):
        return reverse("visits:station_checks", args=[self.object.code])

    def save(self, form):
        data = form.cleaned_data
        return actions.check_station(
            self.object,
            standard=self.standard.code,
            on=data["checked_on"],
            found=form.found(),
            checked_by=data["checked_by"],
            note=data["note"],
            by=self.request.actor,
            today=self.today,
        )


class CheckPage(DetailPage):
    """One check with its remarks and photos."""

    permission = "stations.read"
    model = StationCheck
    template_name = "visits/stations/check.html"

    def rows(self):
        return StationCheck.objects.select_related("station__township", "county__region")

    @cached_property
    def standard(self):
        return self.object.county.policy(StationPolicy).standard(self.object.standard)

    def get_title(self):
        return f"{self.standard.label if self.standard else '检查'}：{self.object.station}"

    def crumbs(self):
        station = self.object.station
        checks = reverse("visits:station_checks", args=[station.code])
        return [*stations_crumb(), (str(station), station.get_absolute_url()), ("检查表", checks)]

    def buttons(self):
        code = self.object.code
        return [
            Button("打印", reverse("visits:station_check_print", args=[code]), "stations.read", "printer"),
        ]

    def context(self):
        photos: dict[str, list] = {}
        for photo in self.object.photos.all():
            photos.setdefault(photo.item, []).append(photo)
        groups = {item.code: item.group for item in self.standard.items} if self.standard else {}
        return {
            "standard": self.standard,
            "lines": [
                (row, answer_cell(row.answer), photos.get(row.item, []), groups.get(row.item, ""))
                for row in self.object.items.all()
            ],
            "may_remove": self.request.may("stations.check"),
        }


class CheckPrint(CheckPage):
    """The checklist on A4, with a place for signatures."""

    template_name = "visits/stations/check_print.html"

    def buttons(self):
        return []


@act("stations.check")
def remove_check(request, code):
    """Take a check away that was recorded by mistake."""
    found = get_object_or_404(StationCheck.objects.select_related("station"), code=code)
    station = actions.remove_check(found, by=request.actor)
    messages.success(request, "检查已删除，上一次的结果重新生效。")
    return redirect(reverse("visits:station_checks", args=[station.code]))


class StationPhotoFile(Page):
    """The file itself, for who may open the station."""

    permission = "stations.read"

    def get(self, request, code):
        found = get_object_or_404(StationPhoto.objects.all(), code=code)
        return file_answer(
            stored(found.name), content_type="image/jpeg", name=f"{found.code}.jpg", shown=True
        )


# ---- all stations ---------------------------------------------------------------------


class Coverage(Page):
    """达标情况: for each standard how many stations keep each item; every number opens its rows."""

    permission = "stations.read"
    title = "站室达标情况"
    template_name = "visits/stations/coverage.html"

    def crumbs(self):
        return stations_crumb()

    def buttons(self):
        return [
            Button("示范站名单", "visits:demo_stations", "stations.read"),
            Button("检查记录", "visits:station_check_list", "stations.read"),
            Button("导入台账", "/imports/new/?kind=station_check", "sheets.import"),
        ]

    def context(self):
        return {"standards": figures.coverage(self.request.county.policy(StationPolicy))}


def _standards(page):
    return [(one.code, one.label) for one in page.request.county.policy(StationPolicy).standards]


def _items(page):
    chosen = page.request.GET.get("standard", "")
    policy = page.request.county.policy(StationPolicy)
    return [
        (item.code, item.label) for one in policy.standards if chosen in ("", one.code) for item in one.items
    ]


def _check_link(name, code):
    return format_html('<a href="{}">{}</a>', reverse("visits:station_check", args=[code]), name)


_check_link.plain = lambda name, code: name


class _Labelled:
    """Standards are stored by code and shown by the pack's word."""

    def standard_word(self, code, *rest):
        found = self.request.county.policy(StationPolicy).standard(code)
        return found.label if found else code


class CheckList(_Labelled, ListPage):
    """Every check of every station within reach."""

    permission = "stations.read"
    title, counter = "站室检查记录", "次"
    model = StationCheck
    order = "-checked_on"
    row_url = "visits:station_check"
    search = staticmethod(lambda rows, word: rows.filter(station__name__contains=word.strip()))
    search_label = "站室名称"
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("standard", "标准", _standards),
        Filter(
            "latest", "范围", [("1", "只看最近一次")], lookup="is_latest", apply=lambda rows, _: rows.latest()
        ),
        Days("checked", "检查日期", lookup="checked_on"),
    )
    empty = Empty("还没有检查过站室。打开一个站室，在“检查表”里记。")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = (
            Column("checked_on", "检查日期", cells.day, sort="checked_on"),
            Column("station__name", "站室", link=True, sort="station__name"),
            Column("township__short_name", "乡镇"),
            Column(
                "standard",
                "标准",
                lambda code: cells.text(self.standard_word(code)),
                export=self.standard_word,
            ),
            Column("passed", "达标", cells.number, right=True, sort="passed"),
            Column("asked", "共", cells.number, right=True),
            Column("checked_by", "检查人"),
            Column("note", "总的意见", cells.clip(24), wide=True),
        )

    def crumbs(self):
        return [*stations_crumb(), ("达标情况", reverse("visits:stations_coverage"))]


class ItemList(_Labelled, ListPage):
    """What the newest checks found, item by item: the rows behind the coverage."""

    permission = "stations.read"
    title, counter = "逐项检查结果", "项"
    model = StationCheckItem
    order = "station_check__township__code"
    key = "pk"
    search = staticmethod(lambda rows, word: rows.filter(station_check__station__name__contains=word.strip()))
    search_label = "站室名称"
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="station_check__township__code"),
        Filter("standard", "标准", _standards, lookup="station_check__standard"),
        Filter("item", "项目", _items),
        Filter("answer", "情况", StationCheckItem.Answer),
    )
    columns = (
        Column(
            ("station_check__station__name", "station_check__code"),
            "站室",
            _check_link,
            sort="station_check__station__name",
        ),
        Column("station_check__township__short_name", "乡镇"),
        Column("label", "项目"),
        Column("answer", "情况", answer_cell, sort="answer"),
        Column("remark", "说明", cells.clip(30), wide=True),
        Column("station_check__checked_on", "检查日期", cells.day, sort="station_check__checked_on"),
    )
    empty = Empty("没有这样的结果。")

    def rows(self):
        return StationCheckItem.objects.filter(station_check__is_latest=True)

    def crumbs(self):
        return [*stations_crumb(), ("达标情况", reverse("visits:stations_coverage"))]


class StandingList(ListPage):
    """Stations by how they stand against a standard: never checked, checked, complete."""

    permission = "stations.read"
    title, counter = "站室（按检查情况）", "处"
    model = Station
    order = "township__code"
    row_url = "visits:station_checks"
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("standard", "标准", _standards, apply=lambda rows, _: rows, blank="请选"),
        Filter(
            "standing",
            "情况",
            [("unchecked", "没有检查过"), ("checked", "检查过"), ("complete", "全部达标")],
            apply=lambda rows, _: rows,
        ),
    )
    columns = (
        Column("name", "名称", link=True, sort="name"),
        Column("township__short_name", "乡镇", sort="township__code"),
        Column("level", "级别", cells.choice(Station.Level)),
        Column("head__name", "站长"),
    )
    empty = Empty("没有这样的站室。")

    def crumbs(self):
        return [*stations_crumb(), ("达标情况", reverse("visits:stations_coverage"))]

    def rows(self):
        policy = self.request.county.policy(StationPolicy)
        standard = policy.standard(self.params.get("standard", "")) or policy.standards[0]
        rows = figures.stations_for(standard)
        latest = StationCheck.objects.latest().filter(standard=standard.code)
        match self.params.get("standing", ""):
            case "unchecked":
                return figures.unchecked(standard)
            case "checked":
                return rows.filter(pk__in=latest.values("station"))
            case "complete":
                return rows.filter(pk__in=figures.complete(latest).values("station"))
        return rows
