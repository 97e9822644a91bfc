"""Which leader or office looks after which township."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from ..models import AreaLink, County, Person, Region, Unit


@transaction.atomic
def link_area(
    county: County,
    township: Region,
    *,
    leader: Person | None = None,
    office: Unit | None = None,
    first_responsible: bool = False,
    on: date,
    by: Actor,
) -> AreaLink:
    """A leader or an office of the standing committee takes a township on."""
    if (leader is None) == (office is None):
        raise Refused("请填联系的领导或者委室，只填一项。", field="leader")
    holder = leader or office
    open_links = AreaLink.objects.filter(township=township, ended_on=None)
    if open_links.filter(leader=leader, office=office).exists():
        raise Refused(f"{holder}已经联系{township}了。", field="leader" if leader else "office")
    first = open_links.filter(is_first_responsible=True).first()
    if first_responsible and first:
        raise Refused(
            f"{township}的第一责任人已经是{first.leader or first.office}，请先结束那一条。",
            field="first_responsible",
        )
    link = AreaLink.objects.create(
        county=county, township=township, leader=leader, office=office,
        is_first_responsible=first_responsible, started_on=on,
    )  # fmt: skip
    audit.record("regions.link_area", by=by, obj=township, detail={"holder": holder.code})
    return link


@transaction.atomic
def end_area_link(link: AreaLink, *, on: date, by: Actor) -> AreaLink:
    """The township passes to somebody else; the row stays with its dates."""
    if on < link.started_on:
        raise Refused(f"结束日期不能早于开始日期（{link.started_on:%Y-%m-%d}）。", field="on")
    link.ended_on = on
    link.save(update_fields=["ended_on"])
    holder = link.leader or link.office
    audit.record("regions.end_area_link", by=by, obj=link.township, detail={"holder": holder.code})
    return link
