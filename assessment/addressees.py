"""Whose bells ring: accounts of the county's office, of townships and of units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deputies import roles
from deputies.models import County, Post

TOWNSHIP_ROLES = (roles.TOWNSHIP_CLERK, roles.TOWNSHIP_CHAIR)


def of_townships(county: County, townships: Iterable[int], *, today: date) -> set[int]:
    """Clerks and chairs of the townships."""
    posts = Post.objects.held(today).filter(
        county=county, role__in=TOWNSHIP_ROLES, townships__in=list(townships), account__is_active=True
    )
    return set(posts.values_list("account", flat=True))


def of_units(county: County, units: Iterable[int], *, today: date) -> set[int]:
    """Those who work for the units."""
    posts = Post.objects.held(today).filter(
        county=county, role=roles.HANDLING_UNIT, unit__in=list(units), account__is_active=True
    )
    return set(posts.values_list("account", flat=True))


def of_county(county: County, *, today: date, role: str = roles.COUNTY_STAFF) -> set[int]:
    """The county's deputies' committee, or its leaders."""
    posts = Post.objects.held(today).filter(county=county, role=role, account__is_active=True)
    return set(posts.values_list("account", flat=True))
