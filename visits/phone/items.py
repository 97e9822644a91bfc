"""What each kind of item does: a visit, a correction, the size of the letters."""

from __future__ import annotations

import uuid
from dataclasses import fields as fields_of
from datetime import date

from congress_poverty import audit
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Account, GroupMember, Person
from pairing.flow import words
from pairing.models import Household, Pairing

from .. import actions, flow
from ..actions import VisitFacts
from ..actions.visits import CHANGED
from ..models import HeldItem, SyncReceipt, Visit
from ..policy import VisitPolicy
from .queue import Conflict, Gone, Held, Item, Sender, Stored

ALL_WELL = "一切都好"
# What the phone can correct, and what it is called when two people changed it.
CORRECTABLE = {
    "mode": "方式",
    "topics": "说了什么事",
    "handling": "怎么处理",
    "note": "补的话",
    "acts": "这次做了什么",
    "motivation": "内生动力",
}
TRIES = 3


def day_of(value, *, field: str = "visited_on") -> date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day(field)
    except ValueError:
        return _no_day(field)


def _no_day(field: str):
    raise Refused("请写成某一天，例如 2026-06-09", code="E_DATE_MISSING", field=field)


def text_of(body: dict, key: str, *, most: int) -> str:
    value = body.get(key, "")
    if not isinstance(value, str):
        raise Refused("这条记录不完整，请改后再传。", field=key)
    if len(value) > most:
        raise Refused(f"最多 {most} 字，现在 {len(value)} 字", field=key)
    return value.strip()


def list_of(body: dict, key: str, known) -> tuple[str, ...]:
    """Words of the county's pack; the pack may have changed while the phone was away."""
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("这条记录不完整，请改后再传。", field=key)
    labels = {term.label for term in known}
    for one in value:
        if one not in labels:
            raise Refused(f"现在没有“{one[:20]}”这一项了，请重新点。", field=key)
    return tuple(dict.fromkeys(value))


def word_of(body: dict, key: str, known) -> str:
    value = body.get(key, "")
    return (list_of({key: [value]}, key, known) or ("",))[0] if value else ""


def facts_of(body: dict, policy: VisitPolicy) -> VisitFacts:
    """What the phone says about a visit, judged by the rules of the page's form."""
    topics = list_of(body, "topics", policy.topics)
    handling = word_of(body, "handling", policy.handling)
    note = text_of(body, "note", most=policy.note_max)
    acts = list_of(body, "acts", policy.n_ones.items)
    all_well = body.get("all_well") is True
    flow.check_said(topics, note or " ".join(acts), handling, all_well=all_well)
    return VisitFacts(
        visited_on=day_of(body.get("visited_on")),
        mode=word_of(body, "mode", policy.modes),
        topics=topics,
        handling=handling,
        acts=acts,
        motivation=word_of(body, "motivation", policy.motivation),
        note=note or (ALL_WELL if all_well else ""),
    )


# ---- a visit ----------------------------------------------------------------------------


def take_visit(sender: Sender, body: dict, item: Item) -> Stored:
    """A visit to a household that the deputy looks after, or looked after on that day."""
    household = _household(sender.person, body.get("household"))
    facts = facts_of(body, sender.county.policy(VisitPolicy))
    sentence, helper = reassigned(sender.person, household, facts.visited_on)
    if sentence:
        raise Held(HeldItem.Reason.REASSIGNED, sentence, helper=helper)
    visit = actions.record(
        household,
        facts,
        by=sender.actor,
        today=sender.today,
        people=[sender.person, *fellow_members(sender.person, body.get("peers", []))],
        client_uuid=item.token,
        before_pairing=body.get("before_pairing") is True,
        source=Visit.Source.PHONE,
    )
    return Stored(visit.code, {"version": visit.version})


def _household(person: Person, code) -> Household:
    """A household that was this deputy's at some time; of others nothing is said."""
    with reaching(Reach.everything("a household that was another's by now is still the one visited")):
        found = (
            Household.objects.filter(code=code, pairings__person=person)
            .select_related("county__region", "village", "township")
            .first()
            if isinstance(code, str)
            else None
        )
    if found is None:
        raise Refused("请选择走访的是哪一户", field="household")
    return found


def reassigned(person: Person, household: Household, on: date) -> tuple[str, str]:
    """What to say and who looks after the household now, if on the day it was no longer this deputy."""
    with reaching(Reach.everything("who looks after a household now is told to who looked after it before")):
        spans = Pairing.objects.filter(household=household, person__isnull=False)
        own = spans.filter(person=person)
        if own.active(on).exists() or not own.filter(ended_on__lt=on).exists():
            return "", ""
        now = spans.open().exclude(person=person).select_related("person").order_by("-started_on").first()
        last = own.order_by("-ended_on").first()
    if now is None:
        return f"{household.head_name}家您联系到 {words(last.ended_on)}。这条已收到，由镇里决定。", ""
    since, name = words(now.started_on), now.person.name
    return f"{household.head_name}家 {since}起改由{name}代表联系。这条已收到，由镇里决定。", name


def fellow_members(person: Person, codes) -> list[Person]:
    """Fellow members of the deputy's groups who came along; others are left out."""
    if not isinstance(codes, list) or not codes:
        return []
    wanted = [code for code in codes[:20] if isinstance(code, str)]
    with reaching(Reach.everything("a deputy knows the members of the own group by name")):
        groups = GroupMember.objects.filter(person=person, ended_on__isnull=True).values("group")
        members = GroupMember.objects.filter(group__in=groups, ended_on__isnull=True).values("person")
        return list(Person.objects.filter(code__in=wanted, pk__in=members).exclude(pk=person.pk))


# ---- a correction -----------------------------------------------------------------------


def take_edit(sender: Sender, body: dict, item: Item) -> Stored:
    """Correct an own visit. ``changes`` has for each field what stood there and what is to stand there.

    A field that nobody else touched is changed, whatever became of the others; one that
    somebody changed meanwhile to something else is shown to the deputy with both values.
    """
    changes = body.get("changes")
    if not isinstance(changes, dict) or not changes or not set(changes) <= set(CORRECTABLE):
        raise Refused("这条修改不完整，请重新打开走访再改。")
    for _ in range(TRIES):
        visit = _own_visit(sender, body.get("visit"))
        if not actions.may_remove(visit, by=sender.actor, now=item.made_at or sender.now):
            raise Held(HeldItem.Reason.LATE_EDIT, "走访一天之内可以自己修改，过后的修改已收到，由镇里决定。")
        try:
            return _merge(sender, visit, changes)
        except Refused as refused:
            if refused.code != "E_CHANGED":
                raise
    raise Refused(CHANGED, code="E_CHANGED")


def _merge(sender: Sender, visit: Visit, changes: dict) -> Stored:
    mine, clashes = {}, {}
    for name, change in changes.items():
        if not isinstance(change, dict) or not {"was", "now"} <= set(change):
            raise Refused("这条修改不完整，请重新打开走访再改。", field=name)
        there = getattr(visit, name)
        if there == change["now"]:
            continue
        if there == change["was"]:
            mine[name] = change["now"]
        else:
            clashes[name] = {"label": CORRECTABLE[name], "mine": change["now"], "theirs": there}
    if clashes:
        raise Conflict(clashes, visit.version)
    if not mine:
        return Stored(visit.code, {"version": visit.version})
    policy = sender.county.policy(VisitPolicy)
    # Words that the pack no longer offers stay where they stand already.
    there = {one.name: frozen(getattr(visit, one.name)) for one in fields_of(VisitFacts)}
    facts = VisitFacts(**there | checked(mine, policy))
    all_well = facts.note == ALL_WELL and not facts.topics
    flow.check_said(facts.topics, facts.note or " ".join(facts.acts), facts.handling, all_well=all_well)
    with reaching(Reach.everything("who went along may be of another township")):
        people = [row.person for row in visit.visitors.select_related("person").order_by("order")]
    changed = actions.edit(
        visit,
        facts,
        by=sender.actor,
        today=sender.today,
        people=people,
        version=visit.version,
        before_pairing=True,
    )
    return Stored(changed.code, {"version": changed.version})


def frozen(value):
    return tuple(value) if isinstance(value, list) else value


def checked(mine: dict, policy: VisitPolicy) -> dict:
    read = {
        "mode": lambda: word_of(mine, "mode", policy.modes),
        "topics": lambda: list_of(mine, "topics", policy.topics),
        "handling": lambda: word_of(mine, "handling", policy.handling),
        "note": lambda: text_of(mine, "note", most=policy.note_max),
        "acts": lambda: list_of(mine, "acts", policy.n_ones.items),
        "motivation": lambda: word_of(mine, "motivation", policy.motivation),
    }
    return {name: read[name]() for name in mine}


def _own_visit(sender: Sender, key) -> Visit:
    """By its code or, where the phone has not heard back yet, by the token it was sent with."""
    if not isinstance(key, str):
        raise Refused("这条修改不完整，请重新打开走访再改。")
    with reaching(Reach.everything("who wrote a visit finds it")):
        receipt = SyncReceipt.objects.filter(account=sender.account, kind="visit")
        if len(key) == 36:
            receipt = receipt.filter(token=_token(key)).first()
            key = receipt.object_code if receipt else ""
        visit = (
            Visit.objects.filter(code=key, visitors__person=sender.person)
            .select_related("household__county__region", "county__region")
            .first()
        )
    if visit is None:
        raise Gone
    return visit


def _token(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None


# ---- a wish for what is held ---------------------------------------------------------------


def take_wish(sender: Sender, body: dict, item: Item) -> Stored:
    """[仍算我的走访] [转给…] [删除]: noted beside the held item; the township decides.

    Whose visit it is changes two deputies' records and the household's, and the phone
    does not know what became of the household meanwhile.
    """
    wish, token = body.get("wish"), body.get("held")
    if wish not in HeldItem.Wish.values or not isinstance(token, str):
        raise Refused("请点一种处理。", field="wish")
    own = HeldItem.objects.filter(token=_token(token), person=sender.person)
    held = own.exclude(reason=HeldItem.Reason.REFUSED).order_by("-id").first()
    if held is None:
        raise Gone
    if held.state != HeldItem.State.WAITING:
        return Stored("", {"sentence": f"镇里已经处理：{held.get_state_display()}。"})
    held.wish, held.wished_at = wish, sender.now
    held.save(update_fields=["wish", "wished_at"])
    audit.record("visits.wish_held", by=sender.actor, obj=held, detail={"wish": wish})
    return Stored("", {"sentence": f"已告诉镇里：{held.get_wish_display()}。由镇里决定。"})


# ---- the size of the letters ------------------------------------------------------------


def take_size(sender: Sender, body: dict, item: Item) -> Stored:
    """Kept with the person, so that the computer at home shows it too."""
    size = body.get("size")
    if size not in Account.Size.values:
        raise Refused("请选一种字号。", field="size")
    chosen = {"text_size": size}
    if isinstance(body.get("dark"), bool):
        chosen["dark"] = body["dark"]
    Account.objects.filter(pk=sender.account.pk).update(**chosen)
    return Stored()
