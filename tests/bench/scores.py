"""The year's scores of all deputies: ours, and one statement that lets the database do all of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from assessment import scoring
from assessment.policy import AssessmentPolicy
from congress_poverty.figures import Span
from congress_poverty.reach import Reach, reaching
from deputies.models import County
from pairing.policy import PairingPolicy
from visits.policy import VisitPolicy

from .county import DAYS, DEPUTIES, FIRST_DAY, TODAY
from .measure import Line, medians

# The rubric of the default pack by hand: six capped items, the rank in the township, the grade, and
# the visits that the points rest on. The small dialect differences are filled in from ``DIALECTS``.
ONE_STATEMENT = """
WITH office AS (
    SELECT DISTINCT person_id AS person FROM deputies_mandate WHERE county_id = %(county)s
       AND (started_on IS NULL OR started_on <= %(on)s) AND (ended_on IS NULL OR ended_on > %(on)s)
), went AS (
    SELECT d.person_id AS person, v.household_id AS home, v.visited_on AS day, v.code, v.mode, v.acts
      FROM visits_visitdeputy d JOIN visits_visit v ON v.id = d.visit_id
     WHERE v.county_id = %(county)s AND v.visited_on BETWEEN %(since)s AND %(until)s
), paired AS (
    SELECT person_id AS person, household_id AS home, started_on FROM pairing_pairing
     WHERE county_id = %(county)s AND person_id IS NOT NULL
       AND started_on <= %(on)s AND (ended_on IS NULL OR ended_on >= %(on)s)
), times AS (
    SELECT person, COUNT(*) AS n, {gather} AS evidence
      FROM (SELECT person, home, day, MIN(code) AS code, MIN(mode) AS mode
              FROM went GROUP BY person, home, day) AS once GROUP BY person
), ones AS (
    SELECT person, COUNT(DISTINCT {act}) AS n FROM went, {acts} WHERE {act} IN ({labels}) GROUP BY person
), homes AS (
    SELECT person, home, MAX(day) AS last, MIN(CASE WHEN mode NOT IN ({remote}) THEN day END) AS met
      FROM went GROUP BY person, home
), kept AS (
    SELECT p.person, COUNT(*) AS of, COUNT(h.last) AS n,
           SUM(CASE WHEN p.started_on <= %(due)s THEN 1 ELSE 0 END) AS owed,
           SUM(CASE WHEN p.started_on <= %(due)s AND h.met <= %(due)s THEN 1 ELSE 0 END) AS met
      FROM paired p LEFT JOIN homes h ON h.person = p.person AND h.home = p.home GROUP BY p.person
), went_to AS (
    SELECT a.person_id AS person, SUM(CASE a.status WHEN 'present' THEN 5 WHEN 'late' THEN 3
           WHEN 'leave' THEN 1 ELSE -5 END) AS n
      FROM visits_attendance a JOIN visits_activity e ON e.id = a.activity_id
     WHERE e.county_id = %(county)s AND e.held_on BETWEEN %(since)s AND %(until)s GROUP BY a.person_id
), asked AS (
    SELECT lead_id AS person, COUNT(*) AS n FROM suggestions_suggestion
     WHERE county_id = %(county)s AND submitted_on BETWEEN %(since)s AND %(until)s GROUP BY lead_id
), marked AS (
    SELECT p.id AS person, p.township_id AS township, times.evidence,
           COALESCE(ROUND(25.0 * kept.n / kept.of, 2), 0) + {least}(2.5 * COALESCE(times.n, 0), 15)
           + {least}(2.5 * COALESCE(ones.n, 0), 15) + {most}({least}(COALESCE(went_to.n, 0), 25), 0)
           + {least}(5 * COALESCE(asked.n, 0), 15)
           + CASE WHEN kept.owed > 0 AND kept.met >= kept.owed THEN 5 ELSE 0 END AS total
      FROM office JOIN deputies_person p ON p.id = office.person
      LEFT JOIN times ON times.person = p.id LEFT JOIN ones ON ones.person = p.id
      LEFT JOIN kept ON kept.person = p.id LEFT JOIN went_to ON went_to.person = p.id
      LEFT JOIN asked ON asked.person = p.id
)
SELECT person, total, RANK() OVER (PARTITION BY township ORDER BY total DESC),
       CASE WHEN total >= 90 THEN '优秀' WHEN total >= 80 THEN '良好' WHEN total >= 60 THEN '称职'
            ELSE '不称职' END, evidence FROM marked
"""
DIALECTS = {
    "sqlite": {
        "gather": "json_group_array(json_array('visit', code, day, mode))",
        "acts": "json_each(went.acts)",
        "act": "json_each.value",
        "least": "MIN",
        "most": "MAX",
    },
    "postgresql": {
        "gather": "json_agg(json_build_array('visit', code, day, mode))::text",
        "acts": "jsonb_array_elements_text(went.acts) AS act",
        "act": "act",
        "least": "LEAST",
        "most": "GREATEST",
    },
}
TARGETS = {"sqlite": 3, "postgresql": 1.5}


def run(scale: int) -> list[Line]:
    """CPU of scoring a county's deputies against the statement; and of a year against half of its visits."""
    with reaching(Reach.everything("benchmark of scores")):
        county = County.objects.get(region__code="990000")
        rubric = county.policy(AssessmentPolicy).deputy_rubric
        span = scoring.year_span(2026, TODAY)
        half = Span(span.since, FIRST_DAY + timedelta(days=DAYS // 2 - 1), TODAY)
        with_evidence, numbers = _statement(county, evidence=True), _statement(county, evidence=False)
        ours = {sheet.person: sheet.total for sheet in scoring.deputy_sheets(county, rubric, span)}
        theirs = {row[0]: Decimal(str(row[1])).quantize(scoring.CENT) for row in _ask(*with_evidence)}
        if ours != theirs or len(ours) != DEPUTIES:
            raise SystemExit("our scores and the statement's disagree")
        times = medians(
            {
                "ours": lambda: scoring.deputy_sheets(county, rubric, span),
                "statement": lambda: _ask(*with_evidence),
                "numbers": lambda: _ask(*numbers),
                "half": lambda: scoring.deputy_sheets(county, rubric, half),
            },
            rounds=5,
        )
    detail = (
        f"{times['ours']:.2f} s against {times['statement']:.2f} s;"
        f" {times['ours'] / times['numbers']:.1f} × the statement without evidence"
    )
    name = "4c scores of all deputies with their evidence, CPU against one SQL statement"
    return [
        Line(name, times["ours"] / times["statement"], TARGETS[connection.vendor], detail=detail),
        Line("4c scores from twice the visits", times["ours"] / times["half"], 2.2),
    ]


def _statement(county, *, evidence: bool) -> tuple[str, dict]:
    policy = county.policy(VisitPolicy)
    words = {
        "labels": [one.label for one in policy.n_ones.items],
        "remote": [mode.label for mode in policy.modes if not mode.in_person],
    }
    values = {
        "county": county.pk,
        "on": TODAY,
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "due": county.policy(PairingPolicy).first_contact_due.in_year(2026),
    }
    dialect = dict(DIALECTS[connection.vendor])
    for name, labels in words.items():
        values |= {f"{name}{n}": label for n, label in enumerate(labels)}
        dialect[name] = ", ".join(f"%({name}{n})s" for n in range(len(labels)))
    if not evidence:
        dialect["gather"] = "NULL"
    return ONE_STATEMENT.format(**dialect), values


def _ask(statement: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
