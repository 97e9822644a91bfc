"""Acts on reports (write, send, return, receive, chase) and on scores (compute, freeze, correct)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit, packs
from congress_poverty.audit import Actor
from congress_poverty.models import CalendarDay, Notice
from congress_poverty.pages import day_words
from congress_poverty.refusals import Refused
from deputies import roles
from deputies.models import County, Post

from .. import figures, scoring
from ..duties import countdown
from ..models import HalfYearReport, Score, ScoreCorrection, ScoreItem
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
def write(report: HalfYearReport, *, by: Actor, cases: str, problems: str) -> HalfYearReport:
    """Save the parts that people write; the numbers are not theirs to type."""
    report = _locked(report)
    if not report.is_editable:
        raise Refused(f"报告{report.get_state_display()}，不能再改；要改请先由县里退回。")
    report.cases, report.problems = cases.strip(), problems.strip()
    if report.state == State.OPEN:
        report.state = State.DRAFT
    report.save()
    audit.record("reports.edit", by=by, obj=report)
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


# -- scores ----------------------------------------------------------------------------------

BATCH = 500


@transaction.atomic
def compute_scores(county, year: int, *, by: Actor, today: date) -> int:
    """Compute the year's scores of all deputies and townships anew; returns how many there are.

    A score keeps its address however often it is computed.
    """
    County.objects.select_for_update().get(pk=county.pk)
    rows = Score.objects.filter(county=county, year=year)
    if rows.filter(frozen_on__isnull=False).exists():
        raise Refused(f"{year} 年度考核已冻结，不能重新计算；有差错请做更正。")
    policy = county.policy(AssessmentPolicy)
    span = scoring.year_span(year, today)
    for subject, rubric, sources in (
        ("代表", policy.deputy_rubric, scoring.DEPUTY_SOURCES),
        ("乡镇", policy.township_rubric, scoring.TOWNSHIP_SOURCES),
    ):
        if unknown := scoring.unknown_sources(rubric, sources):
            raise Refused(f"{subject}考核规则里有不会统计的项目：{'、'.join(unknown)}，请改规则包。")
    sheets = [
        *scoring.deputy_sheets(county, policy.deputy_rubric, span),
        *scoring.township_sheets(county, policy.township_rubric, span),
    ]
    codes = {
        (subject, person or township): code
        for subject, person, township, code in rows.values_list("subject", "person", "township", "code")
    }
    rows.delete()
    version = packs.effective(county.pack, county.overrides).version
    scores = []
    for sheet in sheets:
        subject = Score.Subject.DEPUTY if sheet.person else Score.Subject.TOWNSHIP
        score = Score(
            county=county,
            year=year,
            subject=subject,
            township=sheet.township,
            person_id=sheet.person,
            total=sheet.total,
            base=sheet.base,
            grade=sheet.grade,
            pack_version=version,
            computed_on=today,
        )
        if code := codes.get((subject, sheet.person or sheet.township.pk)):
            score.code = code
        scores.append(score)
    Score.objects.bulk_create(scores, batch_size=BATCH)
    stored = dict(rows.values_list("code", "pk"))
    ScoreItem.objects.bulk_create(
        (
            ScoreItem(
                score_id=stored[score.code],
                order=order,
                item=line.item.code,
                title=line.item.title,
                rule=line.item.text,
                full=line.item.cap,
                points=line.points,
                figure=line.fact.count,
                denominator=line.fact.of,
                words=line.words[:200],
                evidence={"counted": line.fact.evidence, "uncounted": line.fact.uncounted},
            )
            for score, sheet in zip(scores, sheets, strict=True)
            for order, line in enumerate(sheet.lines)
        ),
        batch_size=BATCH,
    )
    audit.record("assessment.compute", by=by, obj=county, detail={"year": year, "scores": len(scores)})
    return len(scores)


@transaction.atomic
def freeze_scores(county, year: int, *, by: Actor, today: date) -> int:
    """From now on the year's scores stand; later changes of records do not touch them."""
    rows = Score.objects.filter(county=county, year=year)
    if not rows.exists():
        raise Refused(f"{year} 年度考核还没有计算，不能冻结。")
    if today <= date(year, 12, 31):
        raise Refused(f"{year} 年还没有结束，12 月 31 日以后才能冻结。")
    frozen = rows.filter(frozen_on__isnull=True).update(frozen_on=today)
    if not frozen:
        raise Refused(f"{year} 年度考核已经冻结了。")
    audit.record("assessment.freeze", by=by, obj=county, detail={"year": year, "scores": frozen})
    return frozen


@transaction.atomic
def correct_score(
    score: Score, *, by: Actor, item: str, points: Decimal, reason: str, today: date
) -> ScoreCorrection:
    """A dated correction beside a frozen line; the line itself never changes."""
    score = Score.objects.select_for_update().get(pk=score.pk)
    if not score.is_frozen:
        raise Refused("考核还没有冻结，请改记录后重新计算，不用更正。")
    if not score.items.filter(item=item).exists():
        raise Refused("没有这个考核指标，请从表里选。", field="item")
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason")
    if not points:
        raise Refused("更正分值不能是 0。", field="points")
    made = ScoreCorrection.objects.create(
        score=score, item=item, points=points, reason=reason.strip()[:300], made_on=today, made_by=by.label
    )
    audit.record(
        "assessment.correct", by=by, obj=score, detail={"item": item, "points": str(points), "reason": reason}
    )
    return made
