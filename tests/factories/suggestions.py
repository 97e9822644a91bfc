"""Suggestions, the opinions behind them and their papers."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congress_poverty.reach import reaching
from deputies.models import (
    County,
    Person,
    Region,
    Unit,
)
from suggestions.models import (
    Assignment,
    KeyDecision,
    OpinionCluster,
    OpinionItem,
    Paper,
    Suggestion,
    SuggestionProposer,
    UnitLink,
    UrgeLetter,
)
from suggestions.models.access import token_hash

from .ground import EVERYTHING, numbers


def suggestion(lead: Person, co_proposers=(), **fields) -> Suggestion:
    """A draft with its proposers, as it stands before it is submitted."""
    with reaching(EVERYTHING):
        made = Suggestion.objects.create(
            county=lead.county,
            township=fields.pop("township", lead.township),
            lead=lead,
            **{
                "title": "关于修复柳林村水毁路段的建议",
                "body": "柳林村通村路去年汛期被冲毁两处，校车绕行六公里，三十七户出行不便。",
                "ask": "请在今年主汛期前修复路面、加固护坡，并说明完工时间。",
                "submitted_on": date(2026, 3, 2),
                "year": 2026,
                **fields,
            },
        )
        confirmed = SuggestionProposer.Answer.CONFIRMED
        for n, person in enumerate((lead, *co_proposers)):
            SuggestionProposer.objects.create(
                suggestion=made,
                person=person,
                role=SuggestionProposer.Role.CO if n else SuggestionProposer.Role.LEAD,
                answer=confirmed,
                order=n,
            )
        return made


def unit_link(suggestion: Suggestion, unit: Unit, token="a-link", **fields) -> UnitLink:
    """A link for a unit's part in a suggestion, as if it had been handed over."""
    with reaching(EVERYTHING):
        part = Assignment.objects.create(suggestion=suggestion, unit=unit, assigned_on=date(2026, 3, 4))
        fields = {"scopes": ["sign"], "given_to": "办公室", "made_on": date(2026, 3, 4), **fields}
        fields = {"expires_on": date(2026, 4, 3), "made_by": "孙", **fields}
        return UnitLink.objects.create(
            suggestion=suggestion, assignment=part, token_hash=token_hash(token), **fields
        )


def key_decision(county: County, **fields) -> KeyDecision:
    """第二十次主任会议 of 20 March 2026; with ``township`` a presidium's."""
    with reaching(EVERYTHING):
        return KeyDecision.objects.create(
            county=county,
            **{
                "year": 2026,
                "meeting": "第十八届第二十次主任会议",
                "decided_on": date(2026, 3, 20),
                "document": "灵人常〔2026〕12号",
                **fields,
            },
        )


def urge_letter(unit: Unit, suggestion: Suggestion, **fields) -> UrgeLetter:
    """A letter to ``unit`` about one suggestion that lies with it."""
    with reaching(EVERYTHING):
        part, _ = Assignment.objects.get_or_create(
            suggestion=suggestion, unit=unit, defaults={"assigned_on": date(2026, 3, 4)}
        )
        letter = UrgeLetter.objects.create(
            county=suggestion.county,
            unit=unit,
            **{
                "year": 2026,
                "serial": 1,
                "number": "灵督〔2026〕1号",
                "sent_on": date(2026, 6, 1),
                "message": "请抓紧答复。",
                "sent_by": "孙",
                **fields,
            },
        )
        letter.assignments.add(part)
        return letter


def opinion(heard_by: Person, **fields) -> OpinionItem:
    """What somebody told a deputy, not yet decided on."""
    with reaching(EVERYTHING):
        return OpinionItem.objects.create(
            county=heard_by.county,
            township=heard_by.township,
            heard_by=heard_by,
            **{"words": "村西头晚上没有路灯，老人出门看不见。", "heard_on": date(2026, 5, 1), **fields},
        )


def cluster(township: Region, opinions=(), **fields) -> OpinionCluster:
    with reaching(EVERYTHING):
        made = OpinionCluster.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{"title": "村内道路没有路灯", "created_on": date(2026, 5, 3), **fields},
        )
        OpinionItem.objects.filter(pk__in=[one.pk for one in opinions]).update(cluster=made)
        return made


def paper(suggestion: Suggestion, **fields) -> Paper:
    """A row and its file."""
    n = next(numbers)
    name = default_storage.save(f"suggestions/test-{n}.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    fields = {"kind": "reply", "original_name": "答复函.pdf", "content_type": "application/pdf", **fields}
    with reaching(EVERYTHING):
        return Paper.objects.create(
            suggestion=suggestion,
            name=name,
            sha256=f"{n:064d}",
            size=14,
            added_on=date(2026, 5, 7),
            **fields,
        )
