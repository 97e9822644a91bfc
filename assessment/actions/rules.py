"""A county's own rules: another pack, another value; each change with who, when, from what to what."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congress_poverty import audit, packs
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies import messages
from deputies.models import County
from deputies.policy import MESSAGE_LABELS

from .. import settings_words
from ..duties import measures
from ..duties.rules import DutyPolicy
from ..models import RuleChange


@transaction.atomic
def change_rule(county: County, path: str, value: str, *, by: Actor, at: datetime, reason: str) -> RuleChange:
    """Lay one value over the pack's; an empty one goes back to the pack's own."""
    setting = settings_words.find(county, path)
    if setting is None:
        raise Refused("没有这一项规则。", field="value")
    return _lay(county, path, value.strip() or None, by=by, at=at, reason=reason, label=setting.label)


@transaction.atomic
def change_message(
    county: County, event: str, text: str | None, *, by: Actor, at: datetime, reason: str
) -> RuleChange:
    """Other words for what goes out by SMS and e-mail; "" sends nothing, None goes back to the pack's.

    Refuses a placeholder that nothing would fill.
    """
    if event not in MESSAGE_LABELS:
        raise Refused("没有这一种消息。", field="text")
    if text:
        text = " ".join(text.split())
        messages.check_text(event, text)
    path, label = f"messages.{event}", MESSAGE_LABELS[event]
    return _lay(county, path, text, by=by, at=at, reason=reason, label=label, field="text")


def _lay(
    county: County, path: str, value: str | None, *, by: Actor, at: datetime, reason: str, label: str,
    field: str = "value",
) -> RuleChange:  # fmt: skip
    """One value over the pack's, with its history; None takes the county's own away."""
    county = County.objects.select_for_update(of=("self",)).select_related("region").get(pk=county.pk)
    overrides = {key: kept for key, kept in county.overrides.items() if key != path}
    if value is not None:
        overrides[path] = value
    _fits(county.pack, overrides)
    old = settings_words.value_of(county, path)
    county.overrides = overrides
    new = settings_words.value_of(county, path)
    if new == old:
        raise Refused("没有改动：现在就是这样。", field=field)
    county.save(update_fields=["overrides"])
    change = RuleChange.objects.create(
        county=county,
        path=path,
        label=label,
        old=old,
        new=new,
        reason=reason.strip(),
        changed_at=at,
        changed_by=by.label,
    )
    audit.record("county.change_rule", by=by, obj=county, detail={"path": path, "old": old, "new": new})
    return change


@transaction.atomic
def choose_pack(county: County, pack: str, *, by: Actor, at: datetime, reason: str) -> County:
    """Live by another pack. The county's own values stay where they fit; the others are left behind."""
    if pack not in packs.names():
        raise Refused("没有这个规则包。", field="pack")
    if pack == county.pack:
        raise Refused("现在用的就是这个规则包。", field="pack")
    county = County.objects.select_for_update(of=("self",)).select_related("region").get(pk=county.pk)
    kept = {}
    for path, value in county.overrides.items():
        try:
            _fits(pack, {**kept, path: value})
        except Refused:
            continue
        kept[path] = value
    dropped = sorted(set(county.overrides) - set(kept))
    RuleChange.objects.create(
        county=county,
        path="pack",
        label="规则包",
        old=packs.pack(county.pack).title,
        new=packs.pack(pack).title,
        reason="；".join(
            part for part in (reason.strip(), dropped and f"不再适用的改动 {len(dropped)} 项") if part
        ),
        changed_at=at,
        changed_by=by.label,
    )
    old, county.pack, county.overrides = county.pack, pack, kept
    county.save(update_fields=["pack", "overrides"])
    audit.record(
        "county.choose_pack", by=by, obj=county, detail={"old": old, "new": pack, "dropped": dropped}
    )
    return county


def _fits(pack: str, overrides: dict) -> None:
    """Refuses what the pack, or the duties of the year, cannot take."""
    changed = packs.pack(pack).override(overrides)
    policy = changed.section("duties", DutyPolicy)
    if faults := measures.rule_faults(policy, measures.known_kinds(changed)):
        raise Refused(f"这样改，年度任务对不上：{faults[0]}。", field="value")
