"""The rules of households and pairings: pure functions, no tables, no request.

A page's form and a ledger's row are judged by the same functions. What may not be
raises ``Refused`` with the ledger's code and the form's field; what may be but
should be looked at comes back as a ``Finding``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from congress_poverty.refusals import Refused

from ..policy import PairingPolicy

MINOR_UNTIL = 14  # PIPL art. 31: below it everything about a person is sensitive
OTHER_CAUSES_MAX = 2
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    """Something accepted that somebody should look at: ledger code and sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Window:
    """The days that rows of a campaign may carry, both included; None is open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def around(
        cls, periods: Iterable[tuple[date, date | None]], *, today: date, future_days: int = 0
    ) -> Window:
        """From the first campaign's beginning to the last one's end, never past today."""
        periods = list(periods)
        latest = today + timedelta(days=future_days)
        if not periods:
            return cls(None, latest)
        ends = [until for _, until in periods]
        until = latest if None in ends else min(latest, max(ends))
        return cls(min(since for since, _ in periods), until)

    def check(self, day: date | None, *, what: str, field: str) -> None:
        """Refuses a day that is missing or outside."""
        if day is None:
            raise Refused(f"请填{what}", code="E_DATE_MISSING", field=field)
        if self.since and day < self.since:
            raise Refused(
                f"{what}不能早于活动开始的 {words(self.since)}，现在写的是 {words(day)}。",
                code="E_DATE_RANGE",
                field=field,
            )
        if self.until and day > self.until:
            raise Refused(
                f"{what}不能晚于 {words(self.until)}，现在写的是 {words(day)}。",
                code="E_DATE_RANGE",
                field=field,
            )


def words(day: date) -> str:
    """2026年6月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


# ---- pairings ---------------------------------------------------------------------------


def check_days(started_on: date | None, ended_on: date | None, *, window: Window) -> None:
    """The days of a pairing: inside the campaign, the end not before the start."""
    window.check(started_on, what="结对时间", field="started_on")
    if ended_on is None:
        return
    window.check(ended_on, what="结束时间", field="ended_on")
    if ended_on < started_on:
        raise Refused(
            f"结束时间不能早于结对时间（{words(started_on)}）。", code="E_DATE_ORDER", field="ended_on"
        )


def judge_limits(
    policy: PairingPolicy,
    *,
    deputy: str,
    households_of_deputy: int,
    deputies_of_household: int,
    override_reason: str = "",
) -> tuple[Finding, ...]:
    """One more pairing between a deputy and a household that have so many active ones.

    ``override_reason`` is given only by somebody who may override; it turns a refusal
    into a finding.
    """
    findings = []
    # Where both limits are reached the household's is told: it needs nobody else.
    for code, sentence in (
        (
            policy.judge_deputies(deputies_of_household),
            f"这一户已有 {deputies_of_household} 名代表联系。",
        ),
        (
            policy.judge_households(households_of_deputy),
            f"{deputy}代表已联系 {households_of_deputy} 户，上限是 {policy.households_per_deputy_max} 户。",
        ),
    ):
        if not code:
            continue
        if code.startswith("E_"):
            if not override_reason:
                field = "household" if code == "E_PAIR_MULTI" else "person"
                raise Refused(
                    f"{sentence}请换一{'户' if field == 'household' else '位代表'}，"
                    "或请县代表工委写明理由后安排。",
                    code=code,
                    field=field,
                )
            code = "W" + code[1:]
        findings.append(Finding(code, sentence))
    return tuple(findings)


def check_change_day(started_on: date, on: date, *, window: Window) -> date:
    """The last day of the old helper when the new one begins ``on``."""
    window.check(on, what="更换时间", field="started_on")
    if on < started_on:
        raise Refused(
            f"更换时间不能早于原来结对的 {words(started_on)}。", code="E_DATE_ORDER", field="started_on"
        )
    return max(started_on, on - ONE_DAY)


# ---- households -------------------------------------------------------------------------


def check_other_causes(main_cause: str, other_causes: Iterable[str]) -> None:
    """At most two further causes (handbook A3b), none of them the main one."""
    others = list(other_causes)
    if len(others) > OTHER_CAUSES_MAX:
        raise Refused(
            f"其他致贫原因最多选 {OTHER_CAUSES_MAX} 个。", code="E_CAUSES_MANY", field="other_causes"
        )
    if main_cause and main_cause in others:
        raise Refused("其他致贫原因里不要重复主要原因。", code="E_CAUSES_TWICE", field="other_causes")


def check_years(identified_year: int | None, exit_year: int | None, *, today: date) -> None:
    """Years of identification and exit: known ones, in order."""
    for year, label, field in (
        (identified_year, "识别年度", "identified_year"),
        (exit_year, "脱贫年度", "exit_year"),
    ):
        if year is not None and not 1990 <= year <= today.year:
            raise Refused(f"{label}请填 1990 到 {today.year} 之间的年份。", code="E_YEAR_RANGE", field=field)
    if identified_year and exit_year and exit_year < identified_year:
        raise Refused("脱贫年度不能早于识别年度。", code="E_DATE_ORDER", field="exit_year")


def net_income(wage, business, transfer, property_, cost):
    """Net income of a year in yuan from its parts, or None while none of them is known."""
    parts = [wage, business, transfer, property_]
    if all(part is None for part in parts):
        return None
    return sum(part or 0 for part in parts) - (cost or 0)


def is_minor(birth_on: date | None, *, on: date) -> bool:
    """Whether somebody is below fourteen on the day; an unknown birth date is no minor."""
    if birth_on is None:
        return False
    return (on.year - birth_on.year) - ((on.month, on.day) < (birth_on.month, birth_on.day)) < MINOR_UNTIL
