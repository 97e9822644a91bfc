"""Acts on reports: write, take over, send, return, receive, chase."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import CalendarDay, Notice
from congress_poverty.pages import day_words
from congress_poverty.refusals import Refused
from deputies import roles
from deputies.models import Post

from .. import figures
from ..duties.run import countdown
from ..models import HalfYearReport
from ..policy import AssessmentPolicy

PARTS = {"cases": "五、典型事例", "problems": "六、问题和下步打算"}
State = HalfYearReport.State


def _locked(report: HalfYearReport) -> HalfYearReport:
    return (
        HalfYearReport.objects.select_for_update()
        .select_related("township", "county__region")
        .get(pk=report.pk)
    )


def _tell(
    report: HalfYearReport, role: str, text: str, *, key: str, today: date, group=Notice.Group.TO_DO
) -> int:
    posts = Post.objects.held(today).filter(county=report.county, role=role, account__is_active=True)
    if role != roles.COUNTY_STAFF:
        posts = posts.filter(townships=report.township_id)
    notices = [
        Notice(
            account_id=account,
            group=group,
            key=f"report:{report.code}:{key}",
            text=text[:300],
            url=reverse("reports:detail", args=[report.code]),
            due_on=report.due_on,
        )
        for account in posts.values_list("account", flat=True).distinct()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def _settle(report: HalfYearReport, *keys: str) -> None:
    """What was asked for is done: the open notices of the report go out of the bells."""
    notices = Notice.objects.filter(read_at__isnull=True)
    for key in keys or ("",):
        notices.filter(key__startswith=f"report:{report.code}:{key}").update(read_at=timezone.now())


@transaction.atomic
def write(report: HalfYearReport, *, by: Actor, cases: str, problems: str, today: date) -> HalfYearReport:
    """Save the parts that people write; the numbers are not theirs to type."""
    report = _locked(report)
    if not report.is_editable:
        raise Refused(f"报告{report.get_state_display()}，不能再改；要改请先由县里退回。")
    report.cases, report.problems = cases.strip(), problems.strip()
    _begun(report, today)
    report.save()
    audit.record("reports.edit", by=by, obj=report)
    return report


def _begun(report: HalfYearReport, today: date) -> None:
    """A draft from now on, and the numbers that its writer had in sight."""
    if report.state == State.OPEN:
        report.state = State.DRAFT
    report.seen = figures.report_numbers(report, today=today)


@transaction.atomic
def take_over(report: HalfYearReport, *, by: Actor, part: str, text: str, today: date) -> HalfYearReport:
    """Put a suggested sentence at the end of a part that people write."""
    report = _locked(report)
    if not report.is_editable:
        raise Refused(f"报告{report.get_state_display()}，不能再改；要改请先由县里退回。")
    before = getattr(report, part).strip()
    if text in before:
        raise Refused("这一条已经在报告里了。")
    after = f"{before}\n{text}".strip()
    if len(after) > report._meta.get_field(part).max_length:
        raise Refused(f"“{PARTS[part]}”已经写满了，请先删掉一些再选。")
    setattr(report, part, after)
    _begun(report, today)
    report.version += 1  # who has the old text open in a form is told
    report.save()
    audit.record("reports.take_over", by=by, obj=report, detail={"part": part})
    return report


@transaction.atomic
def reread(report: HalfYearReport, *, by: Actor, today: date) -> HalfYearReport:
    """The text was held against the numbers as they are now."""
    report = _locked(report)
    if not report.is_editable:
        raise Refused(f"报告{report.get_state_display()}，现在不用核对。")
    report.seen = figures.report_numbers(report, today=today)
    report.save(update_fields=["seen"])
    audit.record("reports.reread", by=by, obj=report)
    return report


def missing(report: HalfYearReport) -> list[str]:
    """Sentences about empty parts; the only thing that keeps a report from being sent."""
    return [
        f"“{label}”还是空的，写一两句再报送。"
        for name, label in PARTS.items()
        if not getattr(report, name).strip()
    ]


@transaction.atomic
def submit(report: HalfYearReport, *, by: Actor, at: datetime) -> HalfYearReport:
    """Send it on: to the township's chair where the county asks for a check, else to the county."""
    report = _locked(report)
    policy = report.county.policy(AssessmentPolicy)
    today = timezone.localdate(at)
    if report.is_sent:
        raise Refused("这份报告已经报送了。")
    if today < report.since:
        raise Refused(f"{report.title}的统计期从 {day_words(report.since, today)}开始，还不能报送。")
    if gaps := missing(report):
        raise Refused(gaps[0])
    if policy.review_by_chair and by.role != roles.TOWNSHIP_CHAIR:
        if report.state == State.CHECKING:
            raise Refused("报告正在等主席审核，审核通过就报送到县里。")
        report.state = State.CHECKING
        report.save()
        audit.record("reports.submit", by=by, obj=report, detail={"to": "chair"})
        _tell(report, roles.TOWNSHIP_CHAIR, f"{report}请您审核。", key=f"check:{report.version}", today=today)
        return report
    report.state = State.SUBMITTED
    report.submitted_on, report.submitted_at, report.submitted_by = today, at, by.label
    if by.role == roles.TOWNSHIP_CHAIR:
        report.checked_on, report.checked_by = today, by.label
    report.return_reason = ""
    report.figures = figures.report_numbers(report, today=today)
    report.save()
    late = report.lateness(today)
    audit.record("reports.submit", by=by, obj=report, detail={"to": "county", "late_days": late.days})
    _settle(report)
    words = f"（{late.words}）" if late.days else ""
    _tell(
        report,
        roles.COUNTY_STAFF,
        f"{report}已报送{words}，请查收。",
        key=f"sent:{report.version}",
        today=today,
    )
    return report


@transaction.atomic
def send_back(report: HalfYearReport, *, by: Actor, reason: str, at: datetime) -> HalfYearReport:
    """Return it for changes: the chair before it is sent, the county afterwards."""
    report = _locked(report)
    reason = reason.strip()
    if not reason:
        raise Refused("请写明退回原因，让乡镇知道改什么。", field="reason")
    by_chair = by.role == roles.TOWNSHIP_CHAIR
    if report.state != (State.CHECKING if by_chair else State.SUBMITTED):
        raise Refused(f"报告{report.get_state_display()}，现在不能退回。")
    report.state = State.RETURNED
    report.return_reason = reason[:300]
    report.version += 1
    report.save()
    audit.record("reports.return", by=by, obj=report, detail={"reason": reason[:300]})
    _settle(report, "sent:", "check:")
    who = "主席" if by_chair else "县里"
    _tell(
        report,
        roles.TOWNSHIP_CLERK,
        f"{report}被{who}退回修改：{reason}",
        key=f"returned:{report.version}",
        today=timezone.localdate(at),
    )
    return report


@transaction.atomic
def accept(report: HalfYearReport, *, by: Actor, at: datetime) -> HalfYearReport:
    """The county has it: the township gets its receipt."""
    report = _locked(report)
    if report.state != State.SUBMITTED:
        raise Refused(f"报告{report.get_state_display()}，现在不能接收。")
    report.state = State.ACCEPTED
    report.accepted_on, report.accepted_by = timezone.localdate(at), by.label
    report.save()
    audit.record("reports.accept", by=by, obj=report)
    _settle(report, "sent:")
    _tell(
        report,
        roles.TOWNSHIP_CLERK,
        f"{report}县里已接收。",
        key="accepted",
        today=timezone.localdate(at),
        group=Notice.Group.FOR_INFO,
    )
    return report


@transaction.atomic
def chase(report: HalfYearReport, *, by: Actor, at: datetime) -> int:
    """催报 by hand: the clerk and the chair are told, once a day; returns how many people."""
    report = _locked(report)
    if report.is_sent:
        raise Refused("这份报告已经报送，不用再催。")
    today = timezone.localdate(at)
    calendar = CalendarDay.calendar_for(report.county.code)
    text = f"县里催报：{report}。{countdown(report, calendar=calendar, today=today)}。"
    told = sum(
        _tell(report, role, text, key=f"chase:{today}", today=today)
        for role in (roles.TOWNSHIP_CLERK, roles.TOWNSHIP_CHAIR)
    )
    if not told:
        raise Refused(f"{report.township}还没有开通账号，请打电话催报。")
    audit.record("reports.chase", by=by, obj=report)
    return told
