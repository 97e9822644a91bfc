"""Mandates, honours and links of a deputy."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.text import search_key

from ..mandate_law import IN_OFFICE, SUSPENDED, ground_for
from ..models import GroupMember, Honour, Mandate, MandateEvent, MemberLink, Person, VoterContact
from ..policy import DeputyPolicy

TIER_3 = {"phone": "联系电话", "id_number": "身份证号"}


def refuse_known_id(person: Person) -> None:
    """One person, one row: the other row may stand in a township that nobody here may see."""
    if not person.id_index:
        return
    with reaching(Reach.everything("whether an ID number is taken, wherever")):
        taken = Person.objects.filter(county=person.county, id_index=person.id_index).exclude(pk=person.pk)
        if taken.exists():
            raise Refused(
                "这个身份证号在全县名册里已经有了。同一个人只登记一次，请核对号码，或请县代表工委协助。",
                code="E_PERSON_DUPLICATE",
                field="id_number",
            )


@transaction.atomic
def register(person: Person, *, mandate: Mandate, by: Actor) -> Person:
    """Enter a deputy with the first mandate."""
    refuse_known_id(person)
    person.pinyin = search_key(person.name)
    person.save()
    audit.record("deputies.register", by=by, obj=person)
    add_mandate(person, mandate, by=by)
    return person


@transaction.atomic
def edit(person: Person, *, changed: list[str], by: Actor) -> Person:
    """Save an edited person; ``changed`` names the fields, never their values."""
    refuse_known_id(person)
    person.pinyin = search_key(person.name)
    person.save()
    audit.record("deputies.edit", by=by, obj=person, detail={"changed": changed})
    return person


@transaction.atomic
def add_mandate(person: Person, mandate: Mandate, *, by: Actor) -> Mandate:
    """Enter a further seat: another level, or another term of the same level."""
    mandate.person, mandate.county = person, person.county
    held = Mandate.objects.filter(person=person, level=mandate.level)
    if held.filter(term=mandate.term).exists():
        raise Refused("这一层级、这一届的任职已经登记过了。", code="E_MANDATE_DUPLICATE", field="term")
    if mandate.status == IN_OFFICE and held.filter(status__in=(IN_OFFICE, SUSPENDED)).exists():
        raise Refused("上一届同级任职还没有终止，请先登记“任期届满”。", code="E_MANDATE_OPEN", field="level")
    mandate.save()
    if mandate.started_on:
        MandateEvent.objects.create(
            mandate=mandate, happened_on=mandate.started_on, status=mandate.status, note="当选",
            recorded_by=by.label,
        )  # fmt: skip
    audit.record("deputies.add_mandate", by=by, obj=person, detail={"level": mandate.level})
    return mandate


@transaction.atomic
def change_status(
    mandate: Mandate, ground: str, *, on: date, today: date, note: str = "", by: Actor
) -> Mandate:
    """Suspend, restore or end a mandate on a legal ground.

    When a person's last seat ends, the places in groups end with it.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    reason = ground_for(mandate.status, ground)
    if on > today:
        raise Refused("日期不能晚于今天，到那天再登记。", field="on")
    last = mandate.events.order_by("-happened_on").values_list("happened_on", flat=True).first()
    begun = max(filter(None, (mandate.started_on, last)), default=None)
    if begun and on < begun:
        raise Refused(f"日期不能早于上一次变动（{begun:%Y-%m-%d}）。", field="on")
    mandate.status = reason.status
    ends = reason.status not in (IN_OFFICE, SUSPENDED)
    if ends:
        mandate.ended_on = on
    mandate.save(update_fields=["status", "ended_on"])
    MandateEvent.objects.create(
        mandate=mandate, happened_on=on, status=reason.status, legal_ground=reason.words, note=note,
        recorded_by=by.label,
    )  # fmt: skip
    left = 0
    if ends and not mandate.person.mandates.filter(status__in=(IN_OFFICE, SUSPENDED)).exists():
        left = GroupMember.objects.filter(person=mandate.person, ended_on=None).update(ended_on=on)
    audit.record(
        "deputies.change_status",
        by=by,
        obj=mandate.person,
        detail={"level": mandate.level, "status": reason.status, "ground": reason.words, "groups_left": left},
    )
    return mandate


@transaction.atomic
def add_honour(honour: Honour, *, by: Actor) -> Honour:
    """Enter an honour."""
    honour.save()
    audit.record("deputies.add_honour", by=by, obj=honour.person, detail={"title": honour.title})
    return honour


@transaction.atomic
def remove_honour(honour: Honour, *, by: Actor) -> Person:
    """Take back an honour entered by mistake; the audit keeps what it said."""
    person = honour.person
    audit.record("deputies.remove_honour", by=by, obj=person, detail={"title": honour.title})
    honour.delete()
    return person


@transaction.atomic
def link_member(member: Person, deputy: Person, *, on: date, by: Actor) -> tuple[MemberLink, list[str]]:
    """A standing-committee member keeps in touch with a deputy; returns what to point out as well."""
    if member.pk == deputy.pk:
        raise Refused("不能联系自己，请选另一位代表。", field="deputy")
    if MemberLink.objects.filter(member=member, deputy=deputy, ended_on=None).exists():
        raise Refused(f"{member}已经联系{deputy}了。", field="deputy")
    link = MemberLink.objects.create(member=member, deputy=deputy, started_on=on)
    audit.record("deputies.link_member", by=by, obj=member, detail={"deputy": deputy.code})
    return link, member_link_warnings(member)


def member_link_warnings(member: Person) -> list[str]:
    """What to point out about how many deputies a member keeps in touch with (S4-24)."""
    policy = member.county.policy(DeputyPolicy)
    count = MemberLink.objects.filter(member=member, ended_on=None).count()
    low, high = policy.deputies_per_member_min, policy.deputies_per_member_max
    if count > high or 0 < count < low:
        return [f"{member}现在联系 {count} 位代表，一般应联系 {low}—{high} 位。"]
    return []


@transaction.atomic
def end_member_link(link: MemberLink, *, on: date, by: Actor) -> MemberLink:
    """The member no longer looks after the deputy; the row stays with its dates."""
    if on < link.started_on:
        raise Refused(f"结束日期不能早于开始日期（{link.started_on:%Y-%m-%d}）。", field="on")
    link.ended_on = on
    link.save(update_fields=["ended_on"])
    audit.record("deputies.end_member_link", by=by, obj=link.member, detail={"deputy": link.deputy.code})
    return link


@transaction.atomic
def reveal(person: Person, field: str, *, reason: str, by: Actor) -> str:
    """The plain value of one tier 3 field, in the audit with the reason."""
    if field not in TIER_3:
        raise Refused("这一项不用申请就能看。")
    if len(reason.strip()) < 4:
        raise Refused("请写清为什么要看，例如“通知参加小组活动”。", field="reason")
    audit.record(
        "deputies.reveal", by=by, obj=person, detail={"field": field, "reason": reason.strip()[:200]}
    )
    return getattr(person, field).open()


@transaction.atomic
def remove_voter(contact: VoterContact, *, by: Actor) -> None:
    """The deputy no longer keeps this voter's data: it is erased, the act stays in the audit."""
    audit.record("voters.remove", by=by, obj=contact.deputy)
    contact.delete()
