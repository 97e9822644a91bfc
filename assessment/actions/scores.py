"""Acts on scores: compute, freeze, correct."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from congress_poverty import audit, packs
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import County

from .. import scoring
from ..models import Score, ScoreCorrection, ScoreItem
from ..policy import AssessmentPolicy

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
