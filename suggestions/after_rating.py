"""What a deputy reads after rating an answer (ux 2.7), on the page and on the phone."""

from __future__ import annotations

from datetime import date

from congress_poverty.packs import term
from congress_poverty.pages import day_words
from deputies.models import Person

from . import flow
from .models import Promise, Rating, Suggestion
from .policy import SuggestionPolicy


def said_after_rating(row: Suggestion, person: Person, *, today: date) -> str:
    """Thanks, what was promised, or what the congress does now."""
    policy = row.county.policy(SuggestionPolicy)
    counted = Rating.objects.filter(suggestion=row, proposer__person=person, round=row.round, counts=True)
    if row.state != flow.State.RATED or not counted.exists():
        return "您的评价已记下。答复也请转告反映的群众。"
    step = term(policy.satisfaction, row.satisfaction)
    if step is None or not step.reopens:
        promises = Promise.objects.filter(suggestion=row, unit__isnull=False, due_on__isnull=False).open()
        promised = "".join(
            f"{one.unit}说{day_words(one.due_on, today)}完成。到时会请您再看一眼。"
            for one in promises.select_related("unit")
        )
        return promised or "谢谢，这件建议办结了。答复也请转告反映的群众。"
    if row.dissatisfied_count >= policy.escalate_after:
        return "这是第二次不满意，县人大将研究约见、评议或询问。"
    rehandle = policy.clocks_for(row.handled_at).rehandle
    words = {"1个月": "一个月", "2个月": "两个月"}.get(rehandle.words, rehandle.words) if rehandle else ""
    return f"已记下“不满意”。县人大会退回重新办理{f'，{words}内再次答复您' if words else ''}。"
