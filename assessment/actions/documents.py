"""Acts on documents (file, accept, return) and on a deputy's pledges."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from congress_poverty import audit, notices
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import Person
from visits import papers

from .. import addressees
from ..duties.rules import DutyPolicy
from ..models import Document, EarlierFile, Pledge

State = Document.State


@transaction.atomic
def file_document(document: Document, *, by: Actor, today: date, sheet=None) -> Document:
    """Hand a document in; ``sheet`` is a file that passed the gate of ``visits.papers``."""
    if document.filed_on > today:
        raise Refused("报送日期不能晚于今天。", code="E_DATE_FUTURE", field="filed_on")
    known = {one.code for one in document.county.policy(DutyPolicy).documents}
    if document.kind not in known:
        raise Refused("请选材料的种类。", code="E_DOCUMENT_KIND", field="kind")
    document.filed_by = by.label
    _put(document, sheet, on=today)
    document.save()
    audit.record("documents.file", by=by, obj=document, detail={"kind": document.kind})
    return document


def _put(document: Document, sheet: papers.Sheet | None, *, on: date) -> None:
    if sheet is None:
        return
    document.name = papers.store(sheet, on=on, folder="documents")
    document.original_name, document.content_type = sheet.original_name, sheet.content_type
    document.size = len(sheet.content)


@transaction.atomic
def replace_file(
    document: Document, *, by: Actor, today: date, sheet: papers.Sheet, reason: str = ""
) -> Document:
    """Another file in the place of the filed one, until it is accepted; the old one stays in its history.

    The day of filing stays: the document was there, only its file was not the right one.
    """
    document = _waiting(document, "换文件")
    if document.name:
        EarlierFile.objects.create(
            document=document,
            stored_name=document.name,
            original_name=document.original_name,
            content_type=document.content_type,
            size=document.size,
            replaced_on=today,
            replaced_by=by.label,
            reason=reason.strip(),
        )
    before = document.original_name
    _put(document, sheet, on=today)
    document.save()
    detail = {"before": before, "after": document.original_name, "reason": reason.strip()}
    audit.record("documents.replace_file", by=by, obj=document, detail=detail)
    return document


@transaction.atomic
def accept_document(document: Document, *, by: Actor, today: date) -> Document:
    """The county has it (备案)."""
    document = _waiting(document, "接收")
    document.state, document.decided_on, document.decided_by = State.ACCEPTED, today, by.label
    document.save()
    audit.record("documents.accept", by=by, obj=document)
    return document


@transaction.atomic
def return_document(document: Document, *, by: Actor, today: date, reason: str) -> Document:
    """Back with a reason: the duty is open again, whoever filed it is told."""
    if not reason.strip():
        raise Refused("请写退回的原因，乡镇会看到。", field="reason")
    document = _waiting(document, "退回")
    document.state, document.decided_on, document.decided_by = State.RETURNED, today, by.label
    document.return_reason = reason.strip()
    document.save()
    told = addressees.of_townships(
        document.county, [one for one in (document.township_id,) if one], today=today
    ) | addressees.of_units(document.county, [one for one in (document.unit_id,) if one], today=today)
    notices.tell(
        told,
        key=f"document:{document.code}:returned",
        text=f"{document.title}被退回：{document.return_reason}"[:300],
        url=document.get_absolute_url(),
    )
    audit.record("documents.return", by=by, obj=document, detail={"reason": reason})
    return document


def _waiting(document: Document, verb: str) -> Document:
    found = Document.objects.select_for_update().get(pk=document.pk)
    if found.state != State.FILED:
        raise Refused(f"这份材料{found.get_state_display()}，不能再{verb}。")
    return found


@transaction.atomic
def pledge(
    person: Person, *, year: int, rule: str, number: int, words: str = "", by: Actor, today: date
) -> Pledge:
    """承诺: more of a duty than the rule demands; the year's earlier pledge gives way."""
    policy = person.county.policy(DutyPolicy)
    found = policy.held.get(rule)
    if found is None or found.subject != "deputy":
        raise Refused("请选一项代表本人的年度任务。", field="rule")
    least = found.least(person.category)
    if number < least:
        raise Refused(f"“{found.label}”本来就要 {least} 次，承诺不能少于这个数。", field="number")
    made, _ = Pledge.objects.update_or_create(
        person=person,
        year=year,
        rule=rule,
        defaults={
            "number": number,
            "words": words,
            "made_on": today,
            "withdrawn_on": None,
            "withdraw_reason": "",
        },
    )
    audit.record("duties.pledge", by=by, obj=person, detail={"year": year, "rule": rule, "number": number})
    return made


@transaction.atomic
def withdraw_pledge(made: Pledge, *, by: Actor, reason: str, today: date) -> Pledge:
    """The deputy owes what the rule demands again; the reason stays to be read."""
    if not reason.strip():
        raise Refused("请写撤回的原因。", field="reason")
    made = Pledge.objects.select_for_update().get(pk=made.pk)
    if made.withdrawn_on:
        raise Refused("这项承诺已经撤回。")
    made.withdrawn_on, made.withdraw_reason = today, reason.strip()
    made.save()
    audit.record(
        "duties.pledge_withdraw",
        by=by,
        obj=made.person,
        detail={"year": made.year, "rule": made.rule, "reason": made.withdraw_reason},
    )
    return made


def open_file(document: Document):
    """The file's bytes; None where there is none."""
    if not document.name or not default_storage.exists(document.name):
        return None
    with default_storage.open(document.name) as file:
        return ContentFile(file.read())
