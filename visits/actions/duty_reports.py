"""述职: what a deputy reported, what voters asked, how they voted."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from .. import flow
from ..models import Activity, DutyReport, VoterQuestion


@transaction.atomic
def save_report(report: DutyReport, *, by: Actor, questions: Sequence[tuple[str, str]] = ()) -> DutyReport:
    """One deputy's report at one activity, with the questions in the order they were asked."""
    if report.activity.state != Activity.State.HELD:
        raise Refused("活动还没有开展，到了日子先记到会，再记述职。")
    flow.check_votes(report.voters, report.satisfied, report.basically, report.dissatisfied)
    twin = DutyReport.objects.filter(activity=report.activity, person=report.person).exclude(pk=report.pk)
    if twin.exists():
        raise Refused(f"{report.person}在这次活动上的述职已经记过了", field="person")
    if not report.constituency:
        mandates = report.person.mandates.exclude(constituency="").order_by("-started_on", "-id")
        report.constituency = mandates.values_list("constituency", flat=True).first() or ""
    report.save()
    report.questions.all().delete()
    VoterQuestion.objects.bulk_create(
        VoterQuestion(report=report, question=question, answer=answer) for question, answer in questions
    )
    audit.record(
        "activities.duty_report",
        by=by,
        obj=report,
        detail={"voters": report.voters, "questions": len(questions)},
    )
    return report
