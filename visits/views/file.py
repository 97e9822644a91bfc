"""The deputy's performance file (代表履职档案), section by section as far as the rooms keep them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import DetailPage, day_words
from congress_poverty.text import mask_name
from deputies.models import Honour, Person
from pairing.models import Pairing
from pairing.sections import Section, contributed
from pairing.views.households import masks
from pairing.views.pairings import person_of

from ..figures import activity_counts
from ..models import Attendance, Visit
from ..policy import VisitPolicy
from ..sections import story

SHOWN = 50
STUDY = ("inspection", "study", "enforcement", "trip")
TRAINING = ("training",)


def link(obj, text) -> str:
    return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), text)


class DeputyFile(DetailPage):
    """One deputy's file; prints on A4."""

    permission = "deputies.read"
    model = Person
    template_name = "visits/file.html"

    def rows(self):
        return Person.objects.select_related("township", "county__region")

    def get_title(self):
        return f"{self.object}代表履职档案"

    def crumbs(self):
        return [("乡镇与代表", "/deputies/"), (str(self.object), f"/deputies/{self.object.code}/")]

    @property
    def year(self) -> int | None:
        """One year of it, or all of it."""
        word = self.request.GET.get("year", "")
        return int(word) if word.isascii() and word.isdigit() and len(word) == 4 else None

    def context(self):
        person, hides = self.object, masks(self.request)
        activities = self.activities(person)
        kinds = self.request.county.policy(VisitPolicy).activity_kinds
        study = {kind.label for kind in kinds if kind.code in STUDY}
        training = {kind.label for kind in kinds if kind.code in TRAINING}
        rest = [a for a in activities if a.activity.kind not in study | training]
        sections = [
            self.section("视察、调研和执法检查", [a for a in activities if a.activity.kind in study]),
            self.section("学习培训", [a for a in activities if a.activity.kind in training]),
            self.section("小组活动和其他活动", rest),
            self.roles(person),
            self.pairings(person, hides),
            self.visits(person, hides),
            *contributed("PERFORMANCE_FILE_SECTIONS", person, masks=hides),
            self.honours(person),
        ]
        years = range(self.today.year, self.today.year - 8, -1)
        return {
            "mandates": list(person.mandates.order_by("level", "id")),
            "groups": list(person.group_places.filter(ended_on__isnull=True).select_related("group")),
            "sections": sections,
            "years": years,
            "year": self.year,
        }

    def activities(self, person) -> list[Attendance]:
        rows = Attendance.objects.filter(person=person).select_related("activity")
        if self.year:
            rows = rows.filter(activity__held_on__year=self.year)
        return list(rows.order_by("-activity__held_on", "-activity_id"))

    @staticmethod
    def section(label: str, rows: list[Attendance]) -> Section:
        return Section(
            label=label,
            head=("时间", "形式", "主题", "地点", "出席情况"),
            rows=[
                (
                    day_words(row.activity.held_on),
                    row.activity.kind,
                    link(row.activity, row.activity.topic),
                    row.activity.place,
                    " ".join(filter(None, (row.words, row.role))),
                )
                for row in rows[:SHOWN]
            ],
            total=len(rows),
        )

    def roles(self, person) -> Section:
        """How often in which role (五大员); each number opens its activities."""
        counted = activity_counts.roles_of(person, self.year)
        asked = {"person": person.code, "status": "present"}
        if self.year:
            asked |= {"held_from": f"{self.year}-01-01", "held_to": f"{self.year}-12-31"}
        to = lambda role: f"{reverse('visits:attendances')}?{urlencode({**asked, 'role': role})}"  # noqa: E731
        return Section(
            label="代表角色",
            head=("角色", "次数"),
            rows=[(role, format_html('<a href="{}">{} 次</a>', to(role), n)) for role, n in counted],
            total=sum(n for _, n in counted),
        )

    def pairings(self, person, hides: bool) -> Section:
        rows = list(
            Pairing.objects.filter(person=person)
            .select_related("household__village")
            .order_by("ended_on", "-started_on")
        )
        return Section(
            label="联系户",
            head=("户", "行政村", "结对时间", "结束时间", "主要帮扶措施"),
            rows=[
                (
                    link(
                        row.household,
                        mask_name(row.household.head_name) if hides else row.household.head_name,
                    ),
                    str(row.household.village),
                    day_words(row.started_on),
                    day_words(row.ended_on) or "正在联系",
                    row.measure,
                )
                for row in rows[:SHOWN]
            ],
            total=len(rows),
        )

    def visits(self, person, hides: bool) -> Section:
        rows = Visit.objects.filter(visitors__person=person).select_related("household")
        if self.year:
            rows = rows.filter(visited_on__year=self.year)
        return Section(
            label="走访联系户",
            head=("时间", "户", "形式", "说了什么、做了什么"),
            rows=[
                (
                    link(visit, day_words(visit.visited_on)),
                    mask_name(visit.household.head_name) if hides else visit.household.head_name,
                    visit.mode,
                    story(visit),
                )
                for visit in rows.order_by("-visited_on", "-id")[:SHOWN]
            ],
            total=rows.count(),
        )

    @staticmethod
    def honours(person) -> Section:
        rows = list(Honour.objects.filter(person=person))
        return Section(
            label="表彰奖励",
            head=("时间", "称号", "授予单位"),
            rows=[(day_words(row.awarded_on), row.title, row.awarded_by) for row in rows],
            total=len(rows),
        )


class OwnFile(DeputyFile):
    """A deputy's own file."""

    permission = "deputies.read_own"

    def get_object(self):
        person = person_of(self.request)
        if person is None:
            raise Http404
        return get_object_or_404(self.rows(), pk=person.pk)

    def crumbs(self):
        return [("走访", reverse("visits:list"))]
