"""Pages of activities with attendance."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    Flag,
    ListPage,
    cells,
    name_search,
)
from deputies.models import Campaign, DeputyGroup, Person, Region, Station
from pairing.history import history_of
from pairing.places import PlaceFilter, township_pairs
from pairing.sections import contributed
from pairing.views.households import masks, short_or_name

from ..figures import activity_counts as figures
from ..models import Activity, Attendance, DutyReport, MarketDay
from ..policy import ActivityPolicy, VisitPolicy
from .tabs import TABS

TONES = {"present": "ok", "leave": "warn", "absent": "over", "invited": "blue"}
ICONS = {"present": "check-lg", "leave": "clock", "absent": "x-lg", "invited": "calendar-check"}
STATE_TONES = {"planned": "blue", "held": "ok", "cancelled": "quiet"}


def kind_pairs(page):
    return [(kind.label, kind.label) for kind in page.request.county.policy(VisitPolicy).activity_kinds]


def where(group, station) -> str:
    return cells.text(group or station)


class Chosen(Filter):
    """The one row that a number was counted for, by its code; shown only while it is chosen."""

    def __init__(self, name: str, label: str, model, *, lookup: str = "", apply=None):
        super().__init__(name, label, self._choice, lookup=lookup, apply=apply)
        self.model = model

    def _choice(self, page) -> list[tuple[str, str]]:
        code = page.request.GET.get(self.name, "")[:40]
        row = self.model.objects.filter(code=code).first() if code else None
        return [(code, str(row))] if row is not None else []

    def html(self, values, page):
        return super().html(values, page) if page.pairs_of(self) else ""


class Receiving(Flag):
    """Only activities at which voters were received, by the kinds of the county's pack."""

    def __init__(self, lookup: str = "kind"):
        super().__init__("receiving", "接待选民", None)
        self.lookup = lookup

    def apply(self, rows, values, page):
        if not values.get(self.name):
            return rows
        return rows.filter(**{f"{self.lookup}__in": figures.receiving_kinds(page.request.county)})


def role_pairs(page):
    """The roles of every campaign's set, each once."""
    sets = page.request.county.policy(ActivityPolicy).role_sets
    return list(dict.fromkeys((term.label, term.label) for one in sets for term in one.roles))


def programme_pairs(page):
    rows = Campaign.objects.filter(county=page.request.county)
    return [(one.code, one.name) for one in rows]


def _came(rows, code: str):
    return rows.filter(attendances__person__code=code, attendances__status=Attendance.Status.PRESENT)


def _reported(rows, township: str = ""):
    """At which somebody reported, or a deputy of the township did."""
    reports = DutyReport.objects.filter(activity=OuterRef("pk"))
    return rows.filter(Exists(reports.filter(person__township__code=township) if township else reports))


def _waits(rows):
    """Planned, and its day has come: somebody has to say who was there."""
    return rows.filter(state=Activity.State.PLANNED, held_on__lte=timezone.localdate())


class ActivityList(ListPage):
    permission = "activities.read"
    tabs = TABS
    title, counter = "活动", "次"
    model = Activity
    order = "-held_on"
    row_url = "visits:activity"
    search_label = "主题或地点"
    columns = (
        Column("held_on", "时间", cells.day, sort="held_on"),
        Column("topic", "活动主题", cells.clip(28), link=True, wide=True),
        Column("kind", "类型"),
        Column(("township__short_name", "township__name"), "乡镇", short_or_name),
        Column(("group__name", "station__name"), "小组或站点", where),
        Column("place", "地点", cells.clip(12)),
        Column("state", "状态", cells.choice(Activity.State, tones=STATE_TONES)),
        Column("present_count", "到会", cells.number, right=True, sort="present_count"),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("kind", "类型", kind_pairs),
        Filter("state", "状态", Activity.State),
        Days("held", "时间", lookup="held_on"),
        PlaceFilter("programme", "服务的活动", programme_pairs, lookup="programmes__code"),
        Chosen("group", "小组", DeputyGroup, lookup="group__code"),
        Chosen("station", "站点", Station, lookup="station__code"),
        Chosen("person", "到会的代表", Person, apply=_came),
        Filter("role", "代表角色", role_pairs, apply=figures.in_role),
        Receiving(),
        Flag("reported", "有述职", _reported),
        Chosen("reported_of", "述职代表的乡镇", Region, apply=_reported),
        Flag("waits", "等着记到会", _waits),
    )
    toolbar = (
        Button("记一次活动", "visits:activity_new", "activities.edit", icon="plus-lg", main=True),
        Button("活动统计", "visits:activity_counts", "activities.read", icon="bar-chart"),
        Button("后续事项", "visits:activity_tasks", "activities.read", icon="list-check"),
        Button("收集的意见", "visits:activity_opinions", "activities.read", icon="chat-square-text"),
        Button("请假", "visits:leaves", "activities.read", icon="clock"),
        Button("导入台账", "/imports/new/?kind=activity", "sheets.import"),
    )
    empty = Empty(
        "今年还没有活动记录。",
        (
            Button("记一次活动", "visits:activity_new", "activities.edit"),
            Button("从 Excel 导入", "/imports/new/?kind=activity", "sheets.import"),
        ),
    )

    @staticmethod
    def search(rows, word):
        return rows.filter(Q(topic__contains=word) | Q(place__contains=word))


class AttendanceList(ListPage):
    """``/activities/people/``: who came to what, in which role; the rows behind every number of people."""

    permission = "activities.read"
    tabs = TABS
    title, counter = "参加活动的代表", "人次"
    model = Attendance
    order = "-activity__held_on"
    row_url, key = "visits:activity", "activity__code"
    search = name_search(names=["person__name"], pinyin=["person__pinyin"])
    columns = (
        Column("person__name", "代表", sort="person__pinyin"),
        Column("activity__held_on", "时间", cells.day, sort="activity__held_on"),
        Column("activity__topic", "活动主题", cells.clip(28), link=True, wide=True),
        Column("activity__kind", "类型"),
        Column(("activity__township__short_name", "activity__township__name"), "乡镇", short_or_name),
        Column("role", "代表角色"),
        Column("status", "出席情况", cells.choice(Attendance.Status, tones=TONES)),
    )
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="activity__township__code"),
        Filter("role", "代表角色", role_pairs),
        Filter("status", "出席情况", Attendance.Status),
        Days("held", "时间", lookup="activity__held_on"),
        Filter("kind", "类型", kind_pairs, lookup="activity__kind"),
        PlaceFilter("programme", "服务的活动", programme_pairs, lookup="activity__programmes__code"),
        Chosen("group", "小组", DeputyGroup, lookup="activity__group__code"),
        Chosen("station", "站点", Station, lookup="activity__station__code"),
        Chosen("person", "代表", Person, lookup="person__code"),
        Chosen("of", "活动", Activity, lookup="activity__code"),
        Receiving("activity__kind"),
        # The last: one of those that the other filters leave.
        Flag("each", "每人只列一次", figures.one_each),
    )
    empty = Empty("没有这样的出席记录。")

    def rows(self):
        return Attendance.objects.filter(activity__state=Activity.State.HELD)

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]


class ActivityPage(DetailPage):
    permission = "activities.read"
    model = Activity
    template_name = "visits/activity.html"

    def rows(self):
        return Activity.objects.select_related(
            "township", "group", "station", "county__region", "batch__plan"
        )

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    def buttons(self):
        one = self.object
        edit = reverse("visits:activity_edit", args=[one.code])
        sheet = Button(
            "打印签到表", reverse("visits:signsheet", args=[one.code]), "activities.read", "printer"
        )
        if one.state == Activity.State.CANCELLED:
            return []
        if one.is_planned:
            due = one.held_on <= self.today
            return [
                Button("记到会" if due else "修改", edit, "activities.edit", "pencil", main=True),
                Button(
                    "再发通知" if one.noticed_on else "发通知",
                    reverse("visits:activity_notice", args=[one.code]),
                    "activities.edit",
                    "send",
                ),
                Button(
                    "打印通知",
                    reverse("visits:activity_notice_print", args=[one.code]),
                    "activities.read",
                    "printer",
                ),
                Button(
                    "单位函",
                    reverse("visits:activity_letters", args=[one.code]),
                    "activities.edit",
                    "envelope",
                ),
                sheet,
                self._leave(),
                Button(
                    "取消活动", reverse("visits:activity_cancel", args=[one.code]), "activities.edit", "x-lg"
                ),
            ]
        found = [
            Button("修改", edit, "activities.edit", "pencil", main=True),
            sheet,
            Button("记意见", f"/opinions/new/?activity={one.code}", "opinions.record"),
            Button(
                "传材料", reverse("visits:activity_files", args=[one.code]), "activities.edit", "paperclip"
            ),
            Button(
                "加后续事项",
                reverse("visits:activity_task", args=[one.code]),
                "activities.edit",
                "list-check",
            ),
        ]
        words = self.request.county.policy(ActivityPolicy)
        kinds = self.request.county.policy(VisitPolicy).activity_kinds
        if any(kind.code == words.session_kind and kind.matches(one.kind) for kind in kinds):
            found.append(self._leave())
        if any(kind.code == words.duty_report_kind and kind.matches(one.kind) for kind in kinds):
            found.insert(
                1,
                Button(
                    "记述职",
                    reverse("visits:duty_report_new", args=[one.code]),
                    "activities.edit",
                    "mortarboard",
                ),
            )
        return found

    def _leave(self) -> Button:
        return Button("请假", reverse("visits:leave_new", args=[self.object.code]), "leave.ask", "clock")

    def context(self):
        one = self.object
        rows = list(one.attendances.select_related("person").order_by("status", "person__pinyin"))
        groups = [
            (label, TONES[value], ICONS[value], [row for row in rows if row.status == value])
            for value, label in Attendance.Status.choices
        ]
        heard, county = list(one.heard.all()), self.request.county
        adopted = sum(row.adopted is True for row in heard)
        words = county.policy(ActivityPolicy)
        is_reception = one.kind in figures.receiving_kinds(county)
        return {
            "counts": [(label, len(people), tone, mark) for label, tone, mark, people in groups],
            "groups": groups,
            "late": sum(row.late for row in rows),
            "invited": len(rows),
            "history": history_of(one),
            **self._roles(one, rows),
            "rows": sorted(rows, key=lambda row: row.person.pinyin),
            "programmes": list(one.programmes.all()),
            "heard": heard,
            "sent": sum(bool(row.sent_to) for row in heard),
            "answered": sum(bool(row.answer) for row in heard),
            "adopted": adopted,
            "fed_back": sum(bool(row.fed_back_on) for row in heard),
            "leaves": list(one.leaves.select_related("person")),
            "market_day": MarketDay.objects.filter(activity=one).first(),
            "tasks": list(one.tasks.all()),
            "files": list(one.files.all()),
            "reports": list(one.duty_reports.select_related("person")),
            "coded": [
                (label, "、".join(values) if isinstance(values, list) else values)
                for label, values in self.coded(one, but_roles=any(row.role for row in rows))
                if values
            ],
            "hints": words.hints if is_reception else (),
            "may_edit": self.request.may("activities.edit"),
            "may_read_people": self.request.may("deputies.read"),
            "sections": contributed("ACTIVITY_SECTIONS", one, masks=masks(self.request)),
        }

    @staticmethod
    def _roles(one: Activity, rows) -> dict:
        """Who took which role, said once for those of the commonest; each number opens its list."""
        counted = Counter(row.role for row in rows if row.role and row.status == Attendance.Status.PRESENT)
        page = reverse("visits:attendances")
        asked = {"of": one.code, "status": "present"}
        return {
            "roles": [
                (role, n, f"{page}?{urlencode({**asked, 'role': role})}") for role, n in counted.most_common()
            ],
            "everybodys": counted.most_common(1)[0][0] if counted else "",
        }

    @staticmethod
    def coded(one: Activity, *, but_roles: bool):
        names = [
            "form",
            "organising_form",
            "action",
            "phase",
            "theme",
            "contents",
            "subjects",
            "focus",
            "methods",
            "roles",
            "organiser",
            "host",
            "partners",
            "guests",
        ]
        if but_roles:
            names.remove("roles")
        return [(one._meta.get_field(name).verbose_name, getattr(one, name)) for name in names]


class SignSheet(ActivityPage):
    """The roster to sign on paper: forty names on one A4 page."""

    template_name = "visits/signsheet.html"

    def buttons(self):
        return []

    def get_title(self):
        return "签到表"

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), self.object.get_absolute_url())]

    def context(self):
        rows = list(self.object.attendances.select_related("person").order_by("person__pinyin"))
        half = max(20, (len(rows) + 1) // 2)
        numbered = list(enumerate(rows, 1))
        left, right = numbered[:half], numbered[half:]
        pairs = [(left[n], right[n] if n < len(right) else None) for n in range(len(left))]
        return {"invited": len(rows), "pairs": pairs}
