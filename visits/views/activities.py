"""Pages of activities with attendance."""

from __future__ import annotations

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import Button, Column, Days, DetailPage, Empty, Filter, FormPage, ListPage, cells
from deputies.models import DeputyGroup, Person
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs, townships_of
from pairing.views.households import short_or_name

from .. import actions, forms
from ..models import Activity, Attendance
from ..policy import VisitPolicy
from .tabs import station_work_tabs

TONES = {"present": "ok", "leave": "warn", "absent": "over"}
ICONS = {"present": "check-lg", "leave": "clock", "absent": "x-lg"}


def kind_pairs(page):
    return [(kind.label, kind.label) for kind in page.request.county.policy(VisitPolicy).activity_kinds]


def where(group, station) -> str:
    return cells.text(group or station)


class ActivityList(ListPage):
    permission = "activities.read"
    title, counter = "活动", "次"
    model = Activity
    order = "-held_on"
    row_url = "visits:activity"
    search_label = "主题或地点"
    columns = (
        Column("held_on", "时间", cells.day, sort="held_on"),
        Column("topic", "活动主题", cells.clip(28), link=True, wide=True),
        Column("kind", "形式"),
        Column(("township__short_name", "township__name"), "乡镇", short_or_name),
        Column(("group__name", "station__name"), "小组或站点", where),
        Column("place", "地点", cells.clip(12)),
        Column("present_count", "到会", cells.number, right=True, sort="present_count"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("kind", "形式", kind_pairs),
        Days("held", "时间", lookup="held_on"),
    )
    toolbar = (
        Button("记一次活动", "visits:activity_new", "activities.edit", icon="plus-lg", main=True),
        Button("导入台账", "/imports/new/?kind=activity", "sheets.import"),
    )
    empty = Empty("今年还没有活动记录。", (Button("记一次活动", "visits:activity_new", "activities.edit"),))

    def tab_links(self):
        return station_work_tabs(self.request)

    @staticmethod
    def search(rows, word):
        return rows.filter(Q(topic__contains=word) | Q(place__contains=word))


class ActivityPage(DetailPage):
    permission = "activities.read"
    model = Activity
    template_name = "visits/activity.html"

    def rows(self):
        return Activity.objects.select_related("township", "group", "station", "county__region")

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    def buttons(self):
        code = self.object.code
        return [
            Button(
                "修改", reverse("visits:activity_edit", args=[code]), "activities.edit", "pencil", main=True
            ),
            Button("打印签到表", reverse("visits:signsheet", args=[code]), "activities.read", "printer"),
            Button("记意见", f"/opinions/new/?activity={code}", "opinions.record"),
        ]

    def context(self):
        rows = list(self.object.attendances.select_related("person").order_by("status", "person__pinyin"))
        counts = [
            (label, sum(row.status == value for row in rows), TONES[value], ICONS[value])
            for value, label in Attendance.Status.choices
        ]
        return {
            "counts": counts,
            "groups": [
                (label, TONES[value], ICONS[value], [row for row in rows if row.status == value])
                for value, label in Attendance.Status.choices
            ],
            "invited": len(rows),
            "history": history_of(self.object),
            "rows": sorted(rows, key=lambda row: row.person.pinyin),
        }


class SignSheet(ActivityPage):
    """The roster to sign on paper."""

    template_name = "visits/signsheet.html"

    def buttons(self):
        return []

    def get_title(self):
        return "签到表"

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), self.object.get_absolute_url())]


class ActivityForm(FormPage):
    """First who (a group, or all deputies of a township), then what; all are present until marked."""

    permission = "activities.edit"
    model = Activity
    form_class = forms.ActivityForm
    template_name = "visits/activity_form.html"
    again = "保存并再记一次"

    def get_title(self):
        return f"修改活动：{self.object}" if self.object else "记一次活动"

    def crumbs(self):
        here = [("活动", reverse("visits:activities"))]
        if self.object:
            here.append((str(self.object), self.object.get_absolute_url()))
        return here

    def load(self):
        super().load()
        self.group, self.township = None, None
        if self.object is not None:
            self.group, self.township = self.object.group, self.object.township
            return
        who = self.request.GET.get("who", "")
        kind, _, code = who.partition("-")
        if kind == "group":
            self.group = get_object_or_404(DeputyGroup.objects.select_related("township"), code=code)
            self.township = self.group.township
        elif kind == "town":
            self.township = get_object_or_404(townships_of(self.request), code=code)
        if self.township is None:
            self.township = townships_of(self.request).first()

    def roster(self) -> list[Person]:
        """Everybody who may be marked: the group, else the township; and who was marked already."""
        if self.group is not None:
            rows = Person.objects.filter(group_places__group=self.group, group_places__ended_on__isnull=True)
        elif (self.object is not None and self.object.group is None) or self.request.GET.get("who"):
            rows = Person.objects.in_office(self.today).filter(township=self.township)
        else:
            rows = Person.objects.none()
        chosen = {person.pk: person for person in rows.distinct().order_by("pinyin", "id")}
        if self.object is not None:
            for person in Person.objects.filter(attendances__activity=self.object).order_by("pinyin"):
                chosen.setdefault(person.pk, person)
        return list(chosen.values())

    def who_choices(self) -> list[tuple[str, str]]:
        groups = DeputyGroup.objects.select_related("township").order_by("township__code", "name")
        pairs = [(f"group-{group.code}", group.name) for group in groups]
        return pairs + [(f"town-{town.code}", f"{town}全体代表") for town in townships_of(self.request)]

    def form_kwargs(self):
        kwargs = {
            "policy": self.request.county.policy(VisitPolicy),
            "roster": self.roster(),
            "group": self.group,
        }
        return {**kwargs, "activity": self.object} if self.object is not None else kwargs

    def get_initial(self):
        return {} if self.object else {"held_on": self.today}

    def context(self):
        return {
            "who": self.request.GET.get("who", ""),
            "who_choices": self.who_choices() if self.object is None else [],
        }

    def save(self, form):
        if self.object is not None:
            return actions.change_activity(
                self.object,
                by=self.request.actor,
                today=self.today,
                facts=form.facts(),
                attendance=form.attendance(),
                version=self.object.version,
            )
        return actions.record_activity(
            by=self.request.actor,
            today=self.today,
            county=self.request.county,
            township=self.township,
            facts=form.facts(),
            attendance=form.attendance(),
        )
