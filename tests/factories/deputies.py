"""Places, people, their mandates and accounts."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone

from congress_poverty.reach import reaching
from deputies.models import (
    Account,
    AreaLink,
    Campaign,
    County,
    DeputyGroup,
    GroupMember,
    Mandate,
    MemberLink,
    Person,
    Phone,
    Post,
    Region,
    Station,
    Unit,
    VoterContact,
)

from .ground import EVERYTHING, numbers

CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(area: str = "341323", born: date = date(1970, 1, 1), serial: int | None = None) -> str:
    """An 18-character number with a right check character (GB 11643) and a fictitious serial."""
    serial = next(numbers) if serial is None else serial
    body = f"{area}{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(body, CHECK_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def county(code="341323", name="灵璧县", pack="lingbi", **fields) -> County:
    region = Region.objects.filter(code=code).first() or Region.objects.create(
        code=code, name=name, short_name=name, level=Region.Level.COUNTY, kind=Region.Kind.COUNTY
    )
    return County.objects.filter(region=region).first() or County.objects.create(
        region=region, pack=pack, **fields
    )


def township(county: County, name="东乡", **fields) -> Region:
    n = next(numbers)
    return Region.objects.create(
        code=f"{county.region.code}{n % 1000:03d}",
        name=name,
        short_name=name,
        level=Region.Level.TOWNSHIP,
        kind=Region.Kind.TOWNSHIP,
        parent=county.region,
        **fields,
    )


def village(township: Region, name="周田村", **fields) -> Region:
    n = next(numbers)
    return Region.objects.create(
        code=f"{township.code}{n % 1000:03d}",
        name=f"{name}委会" if name.endswith("村") else name,
        short_name=name,
        level=Region.Level.VILLAGE,
        kind=Region.Kind.VILLAGE,
        parent=township,
        **fields,
    )


def campaign(county: County, **fields) -> Campaign:
    fields = {"name": "代表在行动", "since": date(2018, 4, 1), "until": date(2030, 12, 31), **fields}
    return Campaign.objects.create(county=county, **fields)


def unit(county: County, name=None, **fields) -> Unit:
    return Unit.objects.create(county=county, name=name or f"县第{next(numbers)}局", **fields)


def person(township: Region, name="王代表", **fields) -> Person:
    with reaching(EVERYTHING):
        return Person.objects.create(
            county=fields.pop("county", None) or County.objects.get(region=township.parent),
            township=township,
            name=name,
            **fields,
        )


def mandate(person: Person, level="county", **fields) -> Mandate:
    with reaching(EVERYTHING):
        return Mandate.objects.create(person=person, county=person.county, level=level, **fields)


def deputy(township: Region, name="王代表", level="county", **fields) -> Person:
    """A person with one mandate in office."""
    made = person(township, name, **fields)
    mandate(made, level)
    return made


def station(township: Region, name="代表活动室", **fields) -> Station:
    with reaching(EVERYTHING):
        return Station.objects.create(
            county=County.objects.get(region=township.parent), township=township, name=name, **fields
        )


def group(township: Region, name=None, **fields) -> DeputyGroup:
    with reaching(EVERYTHING):
        return DeputyGroup.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            name=name or f"第{next(numbers)}代表小组",
            **fields,
        )


def group_member(group: DeputyGroup, person: Person, role="member") -> GroupMember:
    with reaching(EVERYTHING):
        return GroupMember.objects.create(
            group=group, person=person, mandate=person.mandates.first(), role=role
        )


def voter(deputy: Person, name="选民甲", **fields) -> VoterContact:
    with reaching(EVERYTHING):
        return VoterContact.objects.create(deputy=deputy, name=name, **fields)


def member_link(member: Person, deputy: Person, started_on=date(2026, 1, 1), **fields) -> MemberLink:
    with reaching(EVERYTHING):
        return MemberLink.objects.create(member=member, deputy=deputy, started_on=started_on, **fields)


def area_link(county: County, township: Region, started_on=date(2026, 1, 1), **fields) -> AreaLink:
    with reaching(EVERYTHING):
        return AreaLink.objects.create(county=county, township=township, started_on=started_on, **fields)


def phone(account: Account, token="a-token", **fields) -> Phone:
    """A phone that stands for the account; its token is what the cookie carries."""
    fields = {"name": "微信（安卓手机）", "used_on": timezone.localdate(), **fields}
    return Phone.objects.create(
        account=account,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        auth_hash=account.get_session_auth_hash(),
        **fields,
    )


def account(name: str, **fields) -> Account:
    return Account.objects.create_user(
        fields.pop("username", f"u{next(numbers)}"), fields.pop("password", None), name=name, **fields
    )


def post(account: Account, role: str, county: County, townships=(), **fields) -> Post:
    made = Post.objects.create(
        account=account, role=role, county=county, **{"started_on": date(2018, 1, 1), **fields}
    )
    made.townships.set(townships)
    return made
