"""The year runs itself: what should exist by now, and does not, is made.

``run_duties`` lays out the half-year reports that every township owes and climbs the
ladder of reminders for those that have not come; ``chase`` climbs it for all other duties.
It asks about rows, never about the clock, so it may run every hour, twice at once, or
after weeks of silence: the rows it leaves are the same. Steps that were due while nothing
ran are marked late and told in one message. Nobody is written to at night or on a day off.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress_poverty import packs
from congress_poverty.calendar import WorkCalendar
from congress_poverty.models import CalendarDay
from congress_poverty.notices import Outside, tell
from congress_poverty.pages import day_words
from congress_poverty.reach import Reach, reaching
from deputies import roles
from deputies.figures import townships
from deputies.messages import outside
from deputies.models import Campaign, County, Post

from ..models import HalfYearReport, Reminder
from ..policy import AssessmentPolicy
from . import ladder as ladders
from .chase import chase
from .ladder import CHAIR, COUNTY, rungs

DRAFT = "draft"
# Nobody's bell rings outside these hours (ux 3.6).
OPENS, CLOSES = time(8), time(21)


@dataclass
class Outcome:
    """What a run did."""

    reports: int = 0
    reminders: int = 0
    late_reminders: int = 0
    notices: int = 0

    @property
    def words(self) -> str:
        return (
            f"新建报告 {self.reports} 份，提醒 {self.reminders} 次（补发 {self.late_reminders} 次），"
            f"通知 {self.notices} 条。"
        )


@dataclass(frozen=True)
class Step:
    """One rung of the ladder: who is told, and on which day."""

    level: str
    due_on: date
    role: str


@dataclass
class _Message:
    report: HalfYearReport
    step: Step


def run_duties(*, at: datetime) -> Outcome:
    """Bring every county up to ``at``. Idempotent."""
    now = timezone.localtime(at)
    outcome = Outcome()
    with reaching(Reach.everything("duties are laid out and chased in every county")):
        for county in County.objects.select_related("region"):
            with transaction.atomic():
                _run_county(county, now, outcome)
    return outcome


def _run_county(county: County, now: datetime, outcome: Outcome) -> None:
    today = now.date()
    policy = county.policy(AssessmentPolicy)
    calendar = CalendarDay.calendar_for(county.code)
    outcome.reports += _lay_out(county, policy, calendar, today)
    if calendar.is_workday(today) and OPENS <= now.time() < CLOSES:
        _remind(county, policy, calendar, today, outcome)
        chased = chase(county, policy, calendar, today)
        outcome.reminders += chased.reminders
        outcome.late_reminders += chased.late
        outcome.notices += chased.notices


# -- what is owed ------------------------------------------------------------------------


def _lay_out(county: County, policy: AssessmentPolicy, calendar: WorkCalendar, today: date) -> int:
    """Make the reports that should exist and do not; return how many."""
    version = packs.effective(county.pack, county.overrides).version
    owing = townships(county)
    there = set(HalfYearReport.objects.filter(county=county).values_list("township", "period"))
    new = []
    for campaign in Campaign.objects.filter(county=county).order_by("since"):
        until = campaign.until or date(today.year + 1, 12, 31)
        for period in policy.periods(campaign.since, until):
            draft_on = policy.duty(period.code).drafted_on(period.until.year)
            reminded_on = min(policy.reminder_days(period.until, calendar=calendar), default=draft_on)
            if today < min(draft_on, reminded_on):
                continue
            for township in owing:
                if (township.pk, period.code) in there:
                    continue
                there.add((township.pk, period.code))
                new.append(
                    HalfYearReport(
                        county=county,
                        township=township,
                        period=period.code,
                        title=f"{period.title}情况报告",
                        since=period.since,
                        until=period.until,
                        draft_on=draft_on,
                        due_on=period.until,
                        last_working_day=calendar.last_working_day_on_or_before(period.until),
                        estimated=not calendar.is_published(period.until.year),
                        pack_version=version,
                    )
                )
    # A second beat may be laying out the same reports; the database keeps one of each.
    HalfYearReport.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def ladder(report: HalfYearReport, policy: AssessmentPolicy, calendar: WorkCalendar) -> list[Step]:
    """The report's steps, earliest first."""
    steps = [Step(DRAFT, calendar.first_working_day_on_or_after(report.draft_on), roles.TOWNSHIP_CLERK)]
    role_of = {CHAIR: roles.TOWNSHIP_CHAIR, COUNTY: roles.COUNTY_STAFF}
    steps += [
        Step(rung.level, rung.on, role_of.get(rung.level, roles.TOWNSHIP_CLERK))
        for rung in rungs(report.due_on, policy.reminders, policy, calendar)
    ]
    return sorted(steps, key=lambda step: step.due_on)


# -- reminding ---------------------------------------------------------------------------


def _remind(
    county: County, policy: AssessmentPolicy, calendar: WorkCalendar, today: date, outcome: Outcome
) -> None:
    # What came in as a finished ledger was never chased by this program.
    reports = list(
        HalfYearReport.objects.filter(county=county, stated__isnull=True).select_related("township")
    )
    taken = set(Reminder.objects.filter(report__county=county).values_list("report", "level", "due_on"))
    new: list[Reminder] = []
    messages: list[_Message] = []
    ladders_of: dict[tuple, list[Step]] = {}  # all townships' reports of a period climb the same
    for report in reports:
        days = report.draft_on, report.due_on
        if days not in ladders_of:
            ladders_of[days] = ladder(report, policy, calendar)
        owed = [
            step
            for step in ladders_of[days]
            if step.due_on <= today
            and (report.submitted_on is None or step.due_on < report.submitted_on)
            and (report.pk, step.level, step.due_on) not in taken
        ]
        new += [
            Reminder(
                report=report,
                level=step.level,
                due_on=step.due_on,
                sent_on=today,
                is_late=step.due_on < today,
            )
            for step in owed
        ]
        if not report.is_sent:
            # One message to each person concerned, about the last step: it says all there is to say.
            last = {step.role: step for step in owed}
            messages += [_Message(report, step) for step in last.values()]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    outcome.reminders += len(new)
    outcome.late_reminders += sum(reminder.is_late for reminder in new)
    outcome.notices += _tell(county, messages, calendar, today)


@dataclass
class _Addressees:
    """Accounts by role and township; county posts under no township."""

    accounts: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, county: County, today: date) -> _Addressees:
        found = cls()
        posts = Post.objects.held(today).filter(
            county=county,
            role__in=(roles.TOWNSHIP_CLERK, roles.TOWNSHIP_CHAIR, roles.COUNTY_STAFF),
            account__is_active=True,
        )
        for post in posts.prefetch_related("townships"):
            if post.role == roles.COUNTY_STAFF:
                found.accounts[post.role, 0].append(post.account_id)
            for township in post.townships.all():
                found.accounts[post.role, township.pk].append(post.account_id)
        return found


def _tell(county: County, messages: list[_Message], calendar: WorkCalendar, today: date) -> int:
    if not messages:
        return 0
    addressees = _Addressees.of(county, today)
    last_rung = str(min(county.policy(AssessmentPolicy).reminders, default=""))
    told = 0
    escalated: dict[tuple[str, date], list[HalfYearReport]] = defaultdict(list)
    for message in messages:
        report, step = message.report, message.step
        if step.role == roles.COUNTY_STAFF:
            escalated[report.period, step.due_on].append(report)
            continue
        told += tell(
            addressees.accounts[step.role, report.township_id],
            key=f"report:{report.code}:{step.level}:{step.due_on}",
            text=_sentence(report, step, calendar, today),
            url=reverse("reports:detail", args=[report.code]),
            due_on=report.due_on,
            outside=_outside(county, report, today) if step.level == last_rung else None,
        )
    for (period, due_on), reports in escalated.items():
        names = "、".join(str(report.township) for report in reports[:5])
        more = "等" if len(reports) > 5 else ""
        told += tell(
            addressees.accounts[roles.COUNTY_STAFF, 0],
            key=f"reports:{county.code}:{period}:{COUNTY}:{due_on}",
            text=f"{len(reports)} 个乡镇没有按期报送{reports[0].title}：{names}{more}。请催报。",
            url=f"{reverse('reports:list')}?period={period}",
            due_on=reports[0].due_on,
        )
    return told


def _outside(county: County, report: HalfYearReport, today: date) -> Outside | None:
    """The ladder's last rung is told outside the program too (ux 3.6)."""
    last_day = day_words(report.last_working_day, today)
    return outside(county, "report_last_day", title=report.title, last_day=last_day)


def _sentence(report: HalfYearReport, step: Step, calendar: WorkCalendar, today: date) -> str:
    if step.level == DRAFT:
        return f"{report}已生成初稿。{countdown(report, calendar=calendar, today=today)}。"
    if step.level == CHAIR:
        return f"{report}已过 {day_words(report.due_on, today)}，还没有报送，请您督促。"
    return f"{report}还没有报送。{countdown(report, calendar=calendar, today=today)}。"


def countdown(report: HalfYearReport, *, calendar: WorkCalendar, today: date) -> str:
    """What is left: 「6月20日截止（端午节假期），最后工作日6月18日，还有 7 个工作日」."""
    late = f"，仍可以报送，会标明迟报 {(today - report.due_on).days} 天"
    words = ladders.countdown(report.due_on, calendar=calendar, today=today, late=late, until="，仍可以报送")
    estimated = report.estimated and today < report.last_working_day
    return words + ("（节假日安排尚未公布，为推算）" if estimated else "")
