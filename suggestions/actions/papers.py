"""Papers beside a suggestion: put there with a move or on their own, taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.roles import HANDLING_UNIT
from visits import papers

from .. import flow
from ..models import Assignment, Paper, Suggestion
from .acts import Act

# What comes with a move is of one kind; the waiver of a meeting is told apart by its form.
KINDS = {
    "write": Paper.Kind.REPLY,
    "deliver": Paper.Kind.REPLY,
    "meet": Paper.Kind.MEETING,
    "rate": Paper.Kind.SURVEY,
    "rate_promise": Paper.Kind.SURVEY,
}


@transaction.atomic
def add_papers(
    suggestion: Suggestion,
    sheets: Sequence[papers.Sheet],
    *,
    kind: str,
    by: Actor,
    on: date,
    assignment: Assignment | None = None,
) -> list[Paper]:
    """Put files that passed the gate beside the suggestion; one that lies there already is not doubled."""
    if len(sheets) > papers.MAX_FILES:
        raise Refused(f"一次最多传 {papers.MAX_FILES} 个文件。", field="papers")
    there = set(Paper.objects.filter(suggestion=suggestion, kind=kind).values_list("sha256", flat=True))
    new = list({sheet.sha256: sheet for sheet in sheets if sheet.sha256 not in there}.values())

    def write(sheet: papers.Sheet, name: str) -> Paper:
        return Paper.objects.create(
            suggestion=suggestion,
            assignment=assignment,
            kind=kind,
            name=name,
            original_name=sheet.original_name,
            content_type=sheet.content_type,
            sha256=sheet.sha256,
            size=len(sheet.content),
            added_on=on,
            added_by=by.label,
        )

    made = papers.store_all(new, write, on=on)
    if made:
        audit.record(
            "suggestions.paper",
            by=by,
            obj=suggestion,
            detail={"kind": str(kind), "papers": [paper.code for paper in made]},
        )
    return made


def attach(act: Act) -> None:
    """The papers that came with a move, of the kind that belongs to it."""
    sheets = act.given.get("papers") or ()
    if not sheets:
        return
    kind = KINDS.get(act.move.key, Paper.Kind.OTHER)
    if act.move.key == "meet" and act.given.get("is_waived"):
        kind = Paper.Kind.WAIVER
    add_papers(act.suggestion, sheets, kind=kind, by=act.by, on=act.on, assignment=act.assignment)


def may_remove(paper: Paper, *, by: Actor) -> bool:
    """The office at any time; who put it there until the answer has been delivered."""
    if by.role in flow.OFFICE[paper.suggestion.handled_at]:
        return True
    if paper.added_by != by.label:
        return False
    return by.role != HANDLING_UNIT or paper.suggestion.state in flow.AT_UNITS


@transaction.atomic
def remove_paper(paper: Paper, *, by: Actor) -> None:
    """Take a paper away; the audit keeps that it was there."""
    if not may_remove(paper, by=by):
        raise Refused("答复送达以后，材料由县代表工委或乡镇人大主席删除，请联系他们。")
    audit.record(
        "suggestions.remove_paper",
        by=by,
        obj=paper.suggestion,
        detail={"kind": paper.kind, "paper": paper.code, "sha256": paper.sha256},
    )
    name = paper.name
    paper.delete()
    transaction.on_commit(lambda: papers.discard(name))
