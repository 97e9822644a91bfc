"""Who acts in the demo's past: the county's office, a township's presidium, the seeder."""

from __future__ import annotations

from congress_poverty.audit import Actor
from deputies import roles
from deputies.models import County


def office_title(county: County) -> str:
    """县代表工委, or as the county calls it: 区选举任免联络工委."""
    return county.local("县") + county.deputies_committee_name.replace("工作委员会", "工委")


def office(county: County) -> Actor:
    return Actor(f"陈立（{office_title(county)}）", None, roles.COUNTY_STAFF, county.code)


def chair(county: County) -> Actor:
    return Actor("镇人大主席团", None, roles.TOWNSHIP_CHAIR, county.code)


def clerk(county: County) -> Actor:
    return Actor("程序（演示数据）", None, roles.TOWNSHIP_CLERK, county.code)
