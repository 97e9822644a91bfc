"""Counties of a given size, built with plain bulk inserts and no randomness that matters."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from congress_poverty.reach import Reach, reaching
from deputies import roles
from deputies.models import Account, Campaign, County, Mandate, Person, Post, Region
from pairing.models import Household, Pairing
from visits import summary
from visits.models import Visit, VisitDeputy

TOWNSHIPS, DEPUTIES, HOUSEHOLDS, VISITS = 20, 1_300, 10_000, 100_000
FIRST_DAY, DAYS = date(2026, 1, 1), 320
TODAY = date(2026, 11, 22)
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def build(counties: int) -> list[County]:
    """Counties with a county office account and township clerks; about 100,000 visits each."""
    with reaching(Reach.everything("benchmark rows are built")):
        made = [_county(n) for n in range(counties)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # on a server autovacuum has done it a minute after such a load
            cursor.execute("SET max_parallel_workers_per_gather = 0")  # their CPU would not be seen
    return made


def _name(n: int) -> str:
    return SURNAMES[n % 10] + GIVEN[n // 10 % 20] + GIVEN[n // 200 % 20]


def _county(n: int) -> County:
    region = Region.objects.create(code=f"{990000 + n}", name=f"第{n}县", level="county", kind="county")
    county = County.objects.create(region=region, pack="lingbi")
    Campaign.objects.create(
        county=county, name="代表在行动", since=date(2025, 1, 1), until=date(2027, 12, 31)
    )
    townships = Region.objects.bulk_create(
        Region(
            code=f"{region.code}{100 + t}",
            name=f"第{t}镇",
            short_name=f"第{t}镇",
            level="township",
            kind="town",
            parent=region,
        )
        for t in range(TOWNSHIPS)
    )
    villages = Region.objects.bulk_create(
        Region(
            code=f"{t.code}{200 + v}",
            name=f"第{v}村",
            short_name=f"第{v}村",
            level="village",
            kind="village",
            parent=t,
        )
        for t in townships
        for v in range(15)
    )
    persons = Person.objects.bulk_create(
        (
            Person(county=county, township=townships[i % TOWNSHIPS], name=_name(i), pinyin=f"p{i}")
            for i in range(DEPUTIES)
        ),
        batch_size=2000,
    )
    Mandate.objects.bulk_create(
        (Mandate(person=p, county=county, level="township", term="18") for p in persons), batch_size=2000
    )
    households = Household.objects.bulk_create(
        (
            Household(
                county=county,
                township=townships[i % TOWNSHIPS],
                village=villages[(i % TOWNSHIPS) * 15 + i // TOWNSHIPS % 15],
                head_name=_name(i * 7),
                pinyin=f"h{i}",
                population=3,
            )
            for i in range(HOUSEHOLDS)
        ),
        batch_size=2000,
    )
    Pairing.objects.bulk_create(
        (
            Pairing(
                county=county,
                township=h.township,
                deputy_township=h.township,
                household=h,
                person=persons[i % DEPUTIES],
                started_on=FIRST_DAY,
            )
            for i, h in enumerate(households[: DEPUTIES * 2])
        ),
        batch_size=2000,
    )
    for start in range(0, VISITS, 20_000):
        _visits(county, townships, persons, households, range(start, min(start + 20_000, VISITS)))
    summary.recount(county)
    _accounts(county, townships)
    return county


def _visits(county, townships, persons, households, numbers) -> None:
    made = Visit.objects.bulk_create(
        (
            Visit(
                county=county,
                township=townships[i % TOWNSHIPS],
                household=households[i * 13 % (DEPUTIES * 2)],
                visited_on=FIRST_DAY + timedelta(days=i * 7 % DAYS),
                mode="入户走访",
                acts=["串一次门"],
                note="家里都好，老人身体稳定，没有新问题。政策明白卡已经送到。",
                issue="自来水早晚水压低" if i % 9 == 0 else "",
                amount=i % 50,
                deputy_names=persons[i % DEPUTIES].name,
                recorded_by=persons[i % DEPUTIES].name,
            )
            for i in numbers
        ),
        batch_size=2000,
    )
    VisitDeputy.objects.bulk_create(
        (
            VisitDeputy(visit=v, person=persons[i % DEPUTIES], is_lead=True)
            for i, v in zip(numbers, made, strict=True)
        ),
        batch_size=4000,
    )


def _accounts(county, townships) -> None:
    for name, role, where in (
        ("office", roles.COUNTY_STAFF, []),
        ("leader", roles.COUNTY_LEADER, []),
        ("clerk", roles.TOWNSHIP_CLERK, townships[:1]),
    ):
        account = Account.objects.create_user(f"{name}-{county.region.code}", None, name=name)
        post = Post.objects.create(account=account, role=role, county=county, started_on=FIRST_DAY)
        post.townships.set(where)
