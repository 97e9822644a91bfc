"""One page for a leader: five rates, the townships, what is late, and what needs a word.

Seven queries whatever the size of the county: visits come from the summary, the
suggestions of the span as tuples, and everything else is arithmetic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from congress_poverty.calendar import WorkCalendar
from congress_poverty.figures import Share, Span
from congress_poverty.pages import day_words
from deputies import figures as people
from deputies.models import Region
from suggestions import figures as asking
from suggestions import flow
from suggestions.models import Assignment, Suggestion
from suggestions.policy import SuggestionPolicy
from visits import figures as visiting

from .models import HalfYearReport
from .policy import AssessmentPolicy

RATES = ("coverage", "participation", "handover", "completion", "satisfaction")
LATE_ROWS = 7
UNITS_SHOWN = 6
VERY_LATE_DAYS = 30
REPORT_NEAR_DAYS = 20
NOTHING = Share(0, 0)


@dataclass
class Line:
    """One township, or the county: its shares by the name of the rate, and what is late."""

    township: Region | None
    shares: dict[str, Share] = field(default_factory=lambda: dict.fromkeys(RATES, NOTHING))
    overdue: int = 0
    report: HalfYearReport | None = None


@dataclass(frozen=True)
class Late:
    """A suggestion whose answer is overdue."""

    code: str
    title: str
    township: str
    unit: str
    days: int
    dissatisfied_twice: bool

    @property
    def words(self) -> str:
        return f"逾期 {self.days} 天"


@dataclass(frozen=True)
class UnitLoad:
    """What lies with one unit: in time, due soon, overdue."""

    unit: str
    fine: int
    soon: int
    late: int

    @property
    def all(self) -> int:
        return self.fine + self.soon + self.late


@dataclass(frozen=True)
class Month:
    """One month of suggestions: raised, closed, and how many were open at its end."""

    month: date
    raised: int
    closed: int
    open: int


@dataclass(frozen=True)
class Alert:
    """Something that needs a leader's word; a link to its rows."""

    headline: str
    detail: str
    url: str


@dataclass
class Board:
    """Everything the page shows."""

    span: Span
    total: Line
    lines: list[Line]
    late: list[Late]
    reached: list[int]
    """Households reached by the end of each month of the span, up to this one."""
    months: list[Month]
    loads: list[UnitLoad]
    alerts: list[Alert]
    next_due: date | None


@dataclass(frozen=True)
class _Asked:
    """A suggestion as the board needs it."""

    pk: int
    code: str
    title: str
    township: int
    state: str
    submitted_on: date
    handed_over_on: date | None
    closed_on: date | None
    satisfaction: str
    answer_due_on: date | None
    dissatisfied: int

    @property
    def is_open(self) -> bool:
        return self.state not in flow.ENDED


FIELDS = (
    "pk", "code", "title", "township_id", "state", "submitted_on", "handed_over_on", "closed_on",
    "satisfaction", "answer_due_on", "dissatisfied_count",
)  # fmt: skip


def board(county, span: Span, *, townships: list[int] | None = None, calendar: WorkCalendar) -> Board:
    """The page for a county, or for some of its townships."""
    places = [t for t in people.townships(county) if townships is None or t.pk in townships]
    lines = {township.pk: Line(township) for township in places}
    total = Line(None)
    covered = visiting.coverage(county, span, townships)
    taking_part = visiting.participation(county, span, townships)
    for code, contact in (("coverage", covered), ("participation", taking_part)):
        total.shares[code] = contact.total
        for place, share in contact.by_township.items():
            if place in lines:
                lines[place].shares[code] = share
    asked = _asked(county, span, townships)
    _suggestion_shares(county, asked, span, total, lines)
    units = _units_of([one.pk for one in asked if one.is_open])
    _reports(county, span, lines)
    policy = county.policy(SuggestionPolicy)
    late = _late(asked, span, units, lines, policy)
    found = Board(
        span=span,
        total=total,
        lines=list(lines.values()),
        late=late,
        reached=covered.cumulative[: sum(month <= span.today for month in span.months)],
        months=_months(asked, span),
        loads=_loads(asked, span, units, policy),
        alerts=[],
        next_due=_next_due(county, span.today),
    )
    found.alerts = _alerts(found, asked, policy, calendar, _put_before_leaders(county, townships))
    return found


def _put_before_leaders(county, townships) -> tuple[int, int]:
    """How many were reported for a leader's word, and how many 约见 or 询问 have no result yet."""
    return (
        asking.reported_to_leaders(county, townships).count(),
        asking.escalated(county, townships).count(),
    )


def _asked(county, span: Span, townships) -> list[_Asked]:
    """Suggestions that were raised, handed over or closed in the span, or are still open."""
    rows = Suggestion.objects.filter(county=county).exclude(state=flow.State.DRAFT)
    if townships is not None:
        rows = rows.filter(township__in=townships)
    rows = rows.filter(
        Q(submitted_on__gte=span.since) | Q(closed_on__gte=span.since) | ~Q(state__in=flow.ENDED)
    ).order_by()
    return [_Asked(*row) for row in rows.values_list(*FIELDS)]


def _suggestion_shares(county, asked: list[_Asked], span: Span, total: Line, lines: dict[int, Line]) -> None:
    done, good = asking.done_states(county), asking.satisfied_words(county)
    silence = county.policy(SuggestionPolicy).unrated_in_denominator
    counts: dict[int, Counter] = defaultdict(Counter)
    for one in asked:
        count = counts[one.township]
        handed = one.state in flow.HANDED
        if span.since <= one.submitted_on <= span.until and one.state not in asking.NOT_RAISED:
            count["raised"] += 1
            count["raised_handed"] += handed
        if handed and one.handed_over_on and span.since <= one.handed_over_on <= span.until:
            count["handed"] += 1
            count["done"] += one.state in done
            count["rated"] += bool(one.satisfaction) or (silence and one.state in asking.JUDGED)
            count["good"] += one.satisfaction in good
        count["overdue"] += one.is_open and bool(one.answer_due_on) and one.answer_due_on < span.today
    for place, line in lines.items():
        _set_shares(line, counts[place])
    _set_shares(total, sum(counts.values(), Counter()))


def _set_shares(line: Line, count: Counter) -> None:
    line.shares["handover"] = Share(count["raised_handed"], count["raised"])
    line.shares["completion"] = Share(count["done"], count["handed"])
    line.shares["satisfaction"] = Share(count["good"], count["rated"])
    line.overdue = count["overdue"]


def _units_of(pks: list[int]) -> dict[int, str]:
    """The unit that answers for each open suggestion; of several the first named."""
    if not pks:
        return {}
    rows = Assignment.objects.current().filter(
        suggestion__state__in=flow.HANDED, suggestion__closed_on__isnull=True, part=flow.Part.LEAD
    )
    wanted = set(pks)
    names: dict[int, str] = {}
    for pk, short, name in rows.order_by("id").values_list("suggestion", "unit__short_name", "unit__name"):
        if pk in wanted:
            names.setdefault(pk, short or name)
    return names


def _late(asked, span, units, lines, policy) -> list[Late]:
    late = sorted(
        (one for one in asked if one.is_open and one.answer_due_on and one.answer_due_on < span.today),
        key=lambda one: (one.answer_due_on, one.pk),
    )
    return [
        Late(
            code=one.code,
            title=one.title,
            township=str(lines[one.township].township) if one.township in lines else "",
            unit=units.get(one.pk, ""),
            days=(span.today - one.answer_due_on).days,
            dissatisfied_twice=one.dissatisfied >= policy.escalate_after,
        )
        for one in late[:LATE_ROWS]
    ]


def _months(asked: list[_Asked], span: Span) -> list[Month]:
    """Up to this month; what was declined or withdrawn never was in the stock."""
    raised: Counter = Counter()
    closed: Counter = Counter()
    for one in asked:
        if one.state in asking.NOT_RAISED or (one.closed_on is None and not one.is_open):
            continue
        raised[one.submitted_on] += 1
        if one.closed_on:
            closed[one.closed_on] += 1
    shown = [first for first in span.months if first <= span.today]
    by_month = {first: [0, 0] for first in shown}
    before = 0
    for place, days in enumerate((raised, closed)):
        for day, count in days.items():
            if day < span.since:
                before += -count if place else count
            elif day <= span.until and (month := by_month.get(day.replace(day=1))):
                month[place] += count
    found = []
    for first, (came, went) in by_month.items():
        before += came - went
        found.append(Month(first, raised=came, closed=went, open=before))
    return found


def _loads(asked, span, units, policy) -> list[UnitLoad]:
    by_unit: dict[str, Counter] = defaultdict(Counter)
    for one in asked:
        if not one.is_open or one.pk not in units:
            continue
        days = (one.answer_due_on - span.today).days if one.answer_due_on else None
        state = "fine" if days is None or days > policy.due_soon_days else "late" if days < 0 else "soon"
        by_unit[units[one.pk]][state] += 1
    loads = sorted(
        (UnitLoad(unit, count["fine"], count["soon"], count["late"]) for unit, count in by_unit.items()),
        key=lambda load: (-load.all, load.unit),
    )
    rest = loads[UNITS_SHOWN:]
    if len(rest) <= 1:
        return loads
    others = UnitLoad(
        f"其他 {len(rest)} 家",
        *(sum(getattr(load, name) for load in rest) for name in ("fine", "soon", "late")),
    )
    return [*loads[:UNITS_SHOWN], others]


def _reports(county, span: Span, lines: dict[int, Line]) -> None:
    """The newest report that has appeared by the span's last day (today while it runs)."""
    rows = HalfYearReport.objects.filter(county=county, township__in=list(lines), draft_on__lte=span.on)
    for report in rows.order_by("due_on"):
        lines[report.township_id].report = report


def _next_due(county, today: date) -> date | None:
    policy = county.policy(AssessmentPolicy)
    return min((duty.due.next_after(today) for duty in policy.reports), default=None)


def _alerts(
    found: Board,
    asked: list[_Asked],
    policy: SuggestionPolicy,
    calendar: WorkCalendar,
    put_before: tuple[int, int],
) -> list[Alert]:
    """At most three, by rule and in this order: what was put before the leaders comes first."""
    span = found.span
    query = f"since={span.since}&until={span.until}"
    alerts = []
    for count, figure, words, detail in (
        (put_before[0], "reported", "件建议报请过问", "催办后仍没有答复，等待您过问"),
        (put_before[1], "escalated", "件建议升级处理中", "已决定约见、评议或询问，还没有结果"),
    ):
        if count:
            url = f"{reverse('board_rows', args=[figure])}?{query}"
            alerts.append(Alert(f"{count} {words}", detail, url))
    gap = found.total.shares["coverage"].missing
    if gap and span.today <= span.until:
        worst = sorted(
            (line for line in found.lines if line.shares["coverage"].missing),
            key=lambda line: -line.shares["coverage"].missing,
        )[:3]
        names = "、".join(f"{line.township} {line.shares['coverage'].missing}" for line in worst)
        url = f"{reverse('board_rows', args=['coverage'])}?{query}&part=miss"
        alerts.append(Alert(f"{gap} 户还没走到", f"{names}；{day_words(span.until, span.today)}截止", url))
    twice = sum(one.is_open and one.dissatisfied >= policy.escalate_after for one in asked)
    if twice:
        url = f"{reverse('board_rows', args=['twice'])}?{query}"
        alerts.append(Alert(f"{twice} 件建议两次答复仍不满意", "可依法约见、评议或询问，等待您批示", url))
    very_late = [late for late in found.late if late.days > VERY_LATE_DAYS]
    if very_late:
        url = f"{reverse('board_rows', args=['overdue'])}?{query}"
        detail = f"最长的逾期 {very_late[0].days} 天：{very_late[0].title}"
        alerts.append(Alert(f"{_very_late(asked, span)} 件建议逾期超过 {VERY_LATE_DAYS} 天", detail, url))
    unsent = [line.report for line in found.lines if line.report and not line.report.is_sent]
    if unsent and unsent[0].due_on - timedelta(days=REPORT_NEAR_DAYS) <= span.today:
        first = unsent[0]
        due, last = day_words(first.due_on, span.today), day_words(first.last_working_day, span.today)
        if span.today > first.due_on:
            detail = f"{due}已过期限"
        elif first.last_working_day == first.due_on:
            detail = f"{due}截止"
        else:
            detail = f"{due}是{calendar.day_off_name(first.due_on)}，最后工作日是{last}"
        url = f"{reverse('reports:list')}?period={first.period}"
        alerts.append(
            Alert(f"{len(unsent)} 个乡镇未报{first.title.removesuffix('情况报告')}情况", detail, url)
        )
    return alerts[:3]


def _very_late(asked: list[_Asked], span: Span) -> int:
    limit = span.today - timedelta(days=VERY_LATE_DAYS)
    return sum(one.is_open and bool(one.answer_due_on) and one.answer_due_on < limit for one in asked)
