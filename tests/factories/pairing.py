"""Households, who looks after them, and the help they get."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congress_poverty.reach import reaching
from deputies.models import (
    County,
    Person,
    Region,
)
from pairing.models import (
    Cooperative,
    CoopMember,
    ExitCheck,
    FundBook,
    FundEntry,
    HelpDeputy,
    HelpedPerson,
    Helper,
    HelpHousehold,
    HelpPhoto,
    HelpRecord,
    HelpTeam,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    Pairing,
    PairingApplication,
    RosterFiling,
    TeamMember,
    VillageProject,
    VillageYear,
)

from .ground import EVERYTHING, numbers


def household(village: Region, head_name="张德福", **fields) -> Household:
    with reaching(EVERYTHING):
        return Household.objects.create(
            county=County.objects.get(region=village.parent.parent),
            township=village.parent,
            village=village,
            head_name=head_name,
            **fields,
        )


def member(household: Household, name="张小妹", seq=2, **fields) -> HouseholdMember:
    with reaching(EVERYTHING):
        return HouseholdMember.objects.create(household=household, name=name, seq=seq, **fields)


def income(household: Household, year=2025, **fields) -> HouseholdIncome:
    with reaching(EVERYTHING):
        return HouseholdIncome.objects.create(household=household, year=year, **{"net": 20000, **fields})


def need(household: Household, kind="就业", **fields) -> HouseholdNeed:
    with reaching(EVERYTHING):
        fields = {"raised_on": date(2026, 4, 1), **fields}
        return HouseholdNeed.objects.create(household=household, kind=kind, **fields)


def measure(household: Household, kind="产业扶持", **fields) -> HouseholdMeasure:
    with reaching(EVERYTHING):
        return HouseholdMeasure.objects.create(household=household, kind=kind, **fields)


def application(person: Person, wish="周田村", **fields) -> PairingApplication:
    with reaching(EVERYTHING):
        return PairingApplication.objects.create(
            county=person.county,
            township=person.township,
            person=person,
            wish=wish,
            **{"applied_on": date(2026, 5, 1), **fields},
        )


def roster_filing(township: Region, year=2026, **fields) -> RosterFiling:
    with reaching(EVERYTHING):
        fields = {"filed_on": date(2026, 3, 30), "pairings": 1, "households": 1, "deputies": 1, **fields}
        return RosterFiling.objects.create(
            county=County.objects.get(region=township.parent), township=township, year=year, **fields
        )


def help_photo(record: HelpRecord, **fields) -> HelpPhoto:
    n = next(numbers)
    name = default_storage.save(f"help/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        fields = {"sha256": f"{n:064d}", "width": 1, "height": 1, "size": 4, **fields}
        return HelpPhoto.objects.create(record=record, name=name, **fields)


def pairing(person: Person, household: Household, started_on=date(2026, 3, 1), **fields) -> Pairing:
    with reaching(EVERYTHING):
        return Pairing.objects.create(
            county=household.county,
            township=household.township,
            deputy_township=person.township,
            household=household,
            person=person,
            started_on=started_on,
            **fields,
        )


def help_record(township: Region, people=(), households=(), **fields) -> HelpRecord:
    """就业岗位 of May 2026, by these deputies, for these households."""
    with reaching(EVERYTHING):
        made = HelpRecord.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{
                "kind": "就业岗位",
                "title": "给岗位",
                "started_on": date(2026, 5, 1),
                "helper_names": "、".join(person.name for person in people),
                **fields,
            },
        )
        for person in people:
            HelpDeputy.objects.create(record=made, person=person)
        for household in households:
            HelpHousehold.objects.create(record=made, household=household)
        return made


def helped_person(record: HelpRecord, name="张小福", **fields) -> HelpedPerson:
    with reaching(EVERYTHING):
        return HelpedPerson.objects.create(record=record, name=name, **fields)


def helper(county: County, name="向阳服装厂", **fields) -> Helper:
    with reaching(EVERYTHING):
        return Helper.objects.create(county=county, name=name, **{"kind": Helper.Kind.FIRM, **fields})


def team(township: Region, people=(), **fields) -> HelpTeam:
    with reaching(EVERYTHING):
        made = HelpTeam.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{"name": f"第{next(numbers)}帮扶团队", "started_on": date(2026, 3, 1), **fields},
        )
        for n, person in enumerate(people):
            TeamMember.objects.create(
                team=made, person=person, township_id=person.township_id, is_leader=not n
            )
        return made


def _of_village(model, village: Region, **fields):
    with reaching(EVERYTHING):
        return model.objects.create(
            county=County.objects.get(region=village.parent.parent),
            township=village.parent,
            village=village,
            **fields,
        )


def coop(village: Region, **fields) -> Cooperative:
    return _of_village(Cooperative, village, **{"name": f"第{next(numbers)}黄桃合作社", **fields})


def coop_member(coop: Cooperative, name="张德福", **fields) -> CoopMember:
    with reaching(EVERYTHING):
        return CoopMember.objects.create(coop=coop, name=name, **fields)


def village_project(village: Region, **fields) -> VillageProject:
    fields = {"name": f"第{next(numbers)}光伏电站", "kind": "光伏电站", "stage": "planned", **fields}
    return _of_village(VillageProject, village, **fields)


def village_year(village: Region, year=2025, **fields) -> VillageYear:
    return _of_village(VillageYear, village, year=year, **fields)


def fund_book(village: Region, **fields) -> FundBook:
    fields = {"name": f"第{next(numbers)}本帮扶资金", "keeper": "村委会", **fields}
    return _of_village(FundBook, village, **fields)


def fund_entry(book: FundBook, way="raised", amount=100, **fields) -> FundEntry:
    with reaching(EVERYTHING):
        return FundEntry.objects.create(
            book=book, way=way, amount=amount, **{"happened_on": date(2026, 5, 1), **fields}
        )


def exit_check(household: Household, **fields) -> ExitCheck:
    with reaching(EVERYTHING):
        return ExitCheck.objects.create(
            household=household,
            **{"exited_on": date(2025, 12, 31), "due_on": date(2026, 6, 30), **fields},
        )
