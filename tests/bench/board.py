"""The leaders' board: from the summary against grouping the rows, and that both say the same."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Substr

from assessment import board as boards
from congress_poverty.audit import Actor
from congress_poverty.calendar import WorkCalendar
from congress_poverty.figures import Span
from congress_poverty.reach import Reach, reaching
from deputies.models import County
from pairing.models import Pairing
from visits import actions, figures, summary
from visits.models import Visit, VisitDeputy

from .county import TODAY
from .measure import Line, medians

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31), TODAY)


def run(scale: int) -> list[Line]:
    """The visits' part against the grouped query, the whole board, upkeep, and the recount."""
    with reaching(Reach.everything("benchmark of the board")):
        county = County.objects.get(region__code="990000")
        found = {
            "summary": figures.visits_by_township(county, YEAR),
            "rows": {line[0]: line[1:] for line in _by_township(county)},
        }
        if found["summary"] != found["rows"]:
            raise SystemExit("the summary and the grouped query disagree")
        times = medians(
            {
                "grouped": lambda: _grouped(county),
                "summary": lambda: (
                    figures.visits_by_township(county, YEAR),
                    figures.visits_by_month(county, YEAR),
                ),
                "board": lambda: boards.board(county, YEAR, calendar=WorkCalendar()),
            },
            rounds=7,
        )
        upkeep = _upkeep(county)
        wrong = len(summary.differences(county))
    grouped = times["grouped"]
    detail = f"{{:.1f}} ms against {grouped * 1000:.0f} ms"
    return [
        Line(
            "4  visits by township and month from the summary, CPU against the grouped query",
            times["summary"] / grouped,
            0.1,
            detail=detail.format(times["summary"] * 1000),
        ),
        Line(
            "4  the whole board with its suggestions, CPU against grouping the visits",
            times["board"] / grouped,
            0.1,
            detail=detail.format(times["board"] * 1000),
        ),
        Line("4b recording a visit with its counters against without", upkeep, 1.25),
        Line("4b counters that are not what the rows say, after all writes", wrong, 0, unit=""),
    ]


def _by_township(county):
    return (
        Visit.objects.filter(county=county)
        .between(YEAR.since, YEAR.until)
        .order_by()
        .values_list("township")
        .annotate(Count("pk"), Sum("amount"))
    )


def _grouped(county) -> None:
    """What the board would ask without counters: visits, households and deputies by township and month."""
    month = Substr(Cast("visited_on", CharField()), 1, 7)
    rows = Visit.objects.filter(county=county).between(YEAR.since, YEAR.until).order_by()
    list(
        rows.values_list("township", month).annotate(
            Count("pk"), Sum("amount"), Count("household", distinct=True)
        )
    )
    went = VisitDeputy.objects.filter(
        visit__county=county, visit__visited_on__gte=YEAR.since, visit__visited_on__lte=YEAR.until
    )
    list(went.order_by().values_list("visit__township").annotate(Count("person", distinct=True)))


def _upkeep(county) -> float:
    """CPU of the act with counters over the same act without, both in turns and rolled back."""
    pairings = list(Pairing.objects.filter(county=county).select_related("household", "person")[:200])
    by = Actor(label="基准", county_code="990000")

    def record() -> None:
        for pairing in pairings:
            actions.record(
                pairing.household,
                actions.VisitFacts(visited_on=date(2026, 11, 20), mode="入户走访", note="家里都好。"),
                by=by,
                today=TODAY,
                people=[pairing.person],
            )

    def kept() -> None:
        with transaction.atomic():
            record()

    def without() -> None:
        fold = summary.fold
        summary.fold = lambda facts: None
        try:
            with transaction.atomic():
                record()
                transaction.set_rollback(True)
        finally:
            summary.fold = fold

    times = medians({"kept": kept, "without": without}, rounds=5)
    return times["kept"] / times["without"]
