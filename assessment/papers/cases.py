"""Records that could stand under 典型事例: what was written at length, what was solved and liked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Length

from congress_poverty.pages import day_words
from congress_poverty.text import mask_name
from suggestions import figures as asking
from suggestions.models import Reply, Suggestion
from suggestions.policy import SuggestionPolicy
from visits import figures as visiting
from visits.models import Visit

from ..models import HalfYearReport
from ..policy import PaperPolicy

SHORTEST = 12  # letters of a note that says something
LONGEST_LINE = 400


@dataclass(frozen=True)
class Case:
    """A record and the sentence it becomes in the report."""

    kind: str
    code: str
    label: str
    text: str
    url: str
    is_taken: bool


def offered(report: HalfYearReport, *, today: date) -> list[Case]:
    """The best of the period's records, visits first; those that are in the text already say so."""
    most = report.county.policy(PaperPolicy).cases_offered
    return [*_visits(report, today)[:most], *_suggestions(report, today)[:most]]


def find(report: HalfYearReport, kind: str, code: str, *, today: date) -> Case | None:
    """The offered record with this kind and code."""
    return next((one for one in offered(report, today=today) if (one.kind, one.code) == (kind, code)), None)


def _case(report: HalfYearReport, kind: str, row, label: str, text: str) -> Case:
    text = " ".join(text.split())[:LONGEST_LINE]
    return Case(kind, row.code, label, text, row.get_absolute_url(), text in report.cases)


def _visits(report: HalfYearReport, today: date) -> list[Case]:
    rows = visiting.visits(report.county, report.span(today), [report.township_id])
    rows = rows.annotate(long=Length("note")).filter(long__gte=SHORTEST)
    rows = rows.select_related("household__village").order_by("-long", "-visited_on", "id")
    found: dict[str, Visit] = {}
    for row in rows[:60]:
        found.setdefault(row.note.strip(), row)  # the same words twice are one case
    return [_case(report, "visit", row, "走访", _visit_words(row, today)) for row in found.values()]


def _visit_words(row: Visit, today: date) -> str:
    # The report goes to the county and beyond: the household stands there masked, as everywhere else.
    home = (
        f"{row.household.village.short_name or row.household.village}{mask_name(row.household.head_name)}户"
    )
    said = row.note.strip().rstrip("。；;")
    result = f"；{row.result.strip().rstrip('。')}" if row.result.strip() else ""
    return f"{day_words(row.visited_on, today)}，{row.deputy_names or '代表'}走访{home}：{said}{result}。"


def _suggestions(report: HalfYearReport, today: date) -> list[Case]:
    county, span = report.county, report.span(today)
    solved = [one.code for one in county.policy(SuggestionPolicy).reply_codes if one.counts_as_solved]
    rows = asking.closed(county, span, [report.township_id]).filter(
        satisfaction__in=asking.satisfied_words(county)[:1],
        pk__in=Reply.objects.filter(result_code__in=solved).order_by().values("suggestion"),
    )
    rows = rows.select_related("lead").order_by("-closed_on", "id")
    return [_case(report, "suggestion", row, "建议", _suggestion_words(row)) for row in rows[:30]]


def _suggestion_words(row: Suggestion) -> str:
    reply = row.replies.exclude(delivered_on=None).order_by("round", "id").last()
    done = (reply.summary if reply else "").strip().rstrip("。；;")
    unit = f"{reply.assignment.unit}" if reply and reply.assignment else "承办单位"
    result = f"：{done}" if done else "已经解决"
    return f"{row.lead}代表提出《{row.title}》，{unit}办理{result}，代表评价满意。"
