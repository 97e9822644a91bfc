"""What becomes of what people said: recorded, examined, gathered, passed on, told back.

Deputies hear and raise; they do not settle (S0-19). Every decision is the office's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import County
from deputies.roles import DEPUTY

from ..guard import findings
from ..models import OpinionCluster, OpinionItem, Suggestion
from ..notices import tell_of_danger
from ..policy import SuggestionPolicy
from .acts import person_of

State = OpinionItem.State
# What the office may still decide on; the other states are ways out.
UNDECIDED = (State.NEW, State.VERIFY, State.KEPT)
DECISIONS = (State.VERIFY, State.ROUTED, State.ANSWERED, State.KEPT)


@transaction.atomic
def record_opinion(opinion: OpinionItem, *, by: Actor, today: date) -> OpinionItem:
    """Write down what was said; the same ``client_uuid`` twice is one opinion."""
    if opinion.client_uuid:
        known = OpinionItem.objects.filter(client_uuid=opinion.client_uuid).first()
        if known:
            return known
    if by.role == DEPUTY and person_of(by) != opinion.heard_by:
        raise Refused("代表只能记自己听到的意见。", field="heard_by")
    if opinion.heard_on > today:
        raise Refused("听取日期不能晚于今天。", field="heard_on")
    opinion.township = opinion.heard_by.township
    opinion.recorded_by = by.label
    danger = _examine(opinion)
    opinion.save(force_insert=True)
    audit.record("opinions.record", by=by, obj=opinion, detail={"out_of_scope": opinion.out_of_scope})
    if danger:
        tell_of_danger(opinion, text=opinion.words, by=by, on=today)
    return opinion


@transaction.atomic
def change_opinion(opinion: OpinionItem, *, by: Actor, changed: list[str]) -> OpinionItem:
    """Correct what was written down, as long as nothing has been decided."""
    if opinion.state not in UNDECIDED:
        raise Refused(f"这条意见“{opinion.get_state_display()}”，不能再修改。")
    opinion.township = opinion.heard_by.township
    _examine(opinion)
    opinion.save()
    audit.record("opinions.edit", by=by, obj=opinion, detail={"changed": changed})
    return opinion


def _examine(opinion: OpinionItem) -> bool:
    """Note the class that is no suggestion; whether there is urgent danger."""
    rules = opinion.county.policy(SuggestionPolicy).out_of_scope
    found = findings([opinion.words, opinion.cause], rules, category=opinion.category)
    opinion.out_of_scope = found[0].rule.code if found else ""
    return any(one.rule.is_urgent for one in found)


@transaction.atomic
def decide(
    opinion: OpinionItem,
    state: str,
    *,
    by: Actor,
    on: date,
    scope: str = "",
    decision: str = "",
    routed_to: str = "",
) -> OpinionItem:
    """What the office makes of it (研判): check further, pass on with a slip, answered, kept."""
    row = _own(opinion, by)
    if state not in DECISIONS:
        raise Refused("请选怎么处理。", field="state")
    if row.state not in UNDECIDED:
        raise Refused(f"这条意见已经处理过，现在是“{row.get_state_display()}”。")
    if state == State.ROUTED and not routed_to:
        raise Refused("请填转给哪个机关。", field="routed_to")
    if state == State.ANSWERED and not decision:
        raise Refused("请写当面是怎么答复的。", field="decision")
    if on < row.heard_on:
        raise Refused(
            f"研判日期不能早于听取日期（{row.heard_on:%Y-%m-%d}）。", code="E_DATE_ORDER", field="on"
        )
    row.state, row.decided_on = state, on
    row.scope, row.decision = scope or row.scope, decision
    if state == State.ROUTED:
        row.routed_to = routed_to
        row.slip_number = _next_slip(row, on.year)
    _save(row)
    audit.record(
        "opinions.decide",
        by=by,
        obj=row,
        detail={"state": str(state), "on": on.isoformat()}
        | ({"slip": row.slip_number, "to": routed_to} if row.slip_number else {}),
    )
    return row


@transaction.atomic
def gather(
    opinions: Iterable[OpinionItem],
    *,
    by: Actor,
    on: date,
    cluster: OpinionCluster | None = None,
    title: str = "",
    category: str = "",
) -> OpinionCluster:
    """Put opinions about the same thing together, into a new cluster or one that is there."""
    rows = [_own(one, by) for one in opinions]
    if not rows:
        raise Refused("请先在列表里选几条意见。")
    taken = [one for one in rows if one.state not in UNDECIDED]
    if taken:
        raise Refused(f"“{taken[0]}”已经处理过，不能再归并。")
    if cluster is None:
        townships = {one.township_id for one in rows}
        cluster = OpinionCluster.objects.create(
            county=rows[0].county,
            township=rows[0].township if len(townships) == 1 else None,
            title=title,
            category=category,
            recorded_by=by.label,
            created_on=on,
        )
    for row in rows:
        row.cluster, row.scope = cluster, OpinionItem.Scope.COMMON
        _save(row)
    audit.record("opinions.gather", by=by, obj=cluster, detail={"opinions": [one.code for one in rows]})
    return cluster


@transaction.atomic
def leave_cluster(opinion: OpinionItem, *, by: Actor) -> OpinionItem:
    """It was about something else after all."""
    row = _own(opinion, by)
    if row.state not in UNDECIDED:
        raise Refused(f"这条意见“{row.get_state_display()}”，不能再移出。")
    cluster, row.cluster = row.cluster, None
    _save(row)
    audit.record("opinions.leave", by=by, obj=row, detail={"cluster": cluster.code if cluster else ""})
    return row


@transaction.atomic
def choose_topic(cluster: OpinionCluster, *, by: Actor, on: date) -> OpinionCluster:
    """A hot spot becomes a topic of key supervision (S0-11)."""
    if by.role == DEPUTY:
        raise Refused("重点监督议题由乡镇人大主席或县代表工委列入。")
    if cluster.is_key_topic:
        raise Refused("已经列为重点监督议题。")
    cluster.is_key_topic, cluster.key_on = True, on
    cluster.save(update_fields=["is_key_topic", "key_on"])
    audit.record("opinions.choose_topic", by=by, obj=cluster, detail={"on": on.isoformat()})
    return cluster


@transaction.atomic
def tell_back(opinion: OpinionItem, words: str, *, by: Actor, on: date) -> OpinionItem:
    """What the people were told came of it (S4-36); the one thing a deputy does at the end."""
    row = _locked(opinion)
    if row.state in (State.NEW, State.VERIFY):
        raise Refused("还没有研判结果，先不要向群众答复；切勿当场表态。")
    if on < row.heard_on:
        raise Refused("反馈日期不能早于听取日期。", field="on")
    row.told_back, row.told_back_on = words, on
    _save(row)
    audit.record("opinions.tell_back", by=by, obj=row, detail={"on": on.isoformat()})
    return row


def link(suggestion: Suggestion, opinions: Iterable[OpinionItem], cluster: OpinionCluster | None) -> None:
    """Remember what a suggestion is made of; ``submitted`` says when it has been raised."""
    for opinion in opinions:
        if opinion.state not in UNDECIDED or opinion.suggestion_id not in (None, suggestion.pk):
            raise Refused(f"“{opinion}”已经处理过，不能再提成建议。")
        OpinionItem.objects.filter(pk=opinion.pk).update(suggestion=suggestion)
    if cluster is not None:
        OpinionCluster.objects.filter(pk=cluster.pk).update(suggestion=suggestion)


def submitted(suggestion: Suggestion, *, on: date) -> None:
    """The opinions that a suggestion was made of are settled by it."""
    made_of = OpinionItem.objects.filter(suggestion=suggestion, state__in=UNDECIDED)
    made_of.update(state=State.SUGGESTED, decided_on=on, version=F("version") + 1)


def _locked(opinion: OpinionItem) -> OpinionItem:
    return OpinionItem.objects.select_for_update(of=("self",)).get(pk=opinion.pk)


def _own(opinion: OpinionItem, by: Actor) -> OpinionItem:
    """The row under lock, for those who decide."""
    if by.role == DEPUTY:
        raise Refused("代表听取和反映意见，不直接处理；由乡镇人大或县代表工委研判。")
    return _locked(opinion)


def _save(row: OpinionItem) -> None:
    row.version += 1
    row.save()


def _next_slip(row: OpinionItem, year: int) -> str:
    """The county's next slip number of the year; the county's row is locked so that no two are alike."""
    county = County.objects.select_for_update().get(pk=row.county_id)
    with reaching(Reach.everything("slips are numbered through for the whole county")):
        used = OpinionItem.objects.filter(county=county, slip_number__contains=f"〔{year}〕").count()
    return f"{str(county)[:1]}民转〔{year}〕{used + 1:03d}号"
