"""Households and open pairings, looked up by what a ledger says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index
from congress_poverty.sheets import cells
from deputies.models import Campaign, County, Region
from deputies.sheets import (
    CountyLedger,
)

from .. import flow
from ..models import (
    Household,
    Pairing,
)

GENDERS = {"male": ("男", "男性"), "female": ("女", "女性")}
HEAD_WORDS = words(
    "户主姓名 户主 户主名称 贫困户姓名 贫困户户主 帮扶户 结对户 联系户 贫困户 "
    "脱贫户 帮扶户户主 帮扶对象户主 被帮扶户 "
    "结对帮扶户 帮扶对象 被帮扶人 户主（姓名） 走访户（户主） 走访户 走访对象 "
    "监测户 结对户主 帮扶户主 联系户户主 家庭户主 受访户"
)
SEVERAL = re.compile(r"[、，,;；\n]+")
"""What stands between the households of one cell."""
HEAD_ID_WORDS = words("户主身份证号 户主身份证号码 户主证件号码 户主身份证 户主公民身份号码 贫困户身份证号")


@dataclass
class Households:
    """A county's households by village and head, for rows that name one."""

    by_head: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    township: dict[int, int] = field(default_factory=dict)
    in_township: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, county: County) -> Households:
        made = cls()
        rows = Household.objects.filter(county=county).values_list(
            "pk", "village_id", "township_id", "head_name", "id_index"
        )
        for row in rows.iterator():
            made.add(*row)
        return made

    def add(self, pk: int, village: int, township: int, head: str, id_index: str = "") -> None:
        self.by_head.setdefault((village, head), []).append(pk)
        self.in_township.setdefault((township, head), []).append(pk)
        self.township[pk] = township
        if id_index:
            self.by_id[id_index] = pk


class HouseholdReferences(CountyLedger):
    """What ledgers need that name a household by its village and head."""

    def load(self) -> None:
        super().load()
        if "households" not in self.shared:
            self.shared["households"] = Households.of(self.county)
        self.households: Households = self.shared["households"]
        periods = Campaign.objects.filter(county=self.county).values_list("since", "until")
        self.window = flow.Window.around(periods, today=self.scope.today)

    def household(self, row: Row, township: Region) -> int:
        """The household of a row: by the head's identity number, or village and head's name."""
        head = row.need("head", "E_NAME_MISSING", cells.to_name)
        id_index = ""
        if row.values.get("head_id") is not None:
            try:
                id_index = blind_index(cells.to_id_number(row.values["head_id"]))
            except cells.CellError:
                id_index = ""
        return self.household_of(self.where(row, head, township), head, township, id_index=id_index)

    def where(self, row: Row, head: str, township: Region) -> str:
        """The village of a row's household: what its column says, or of a ledger that has none what
        stands around it, if somebody is called so there."""
        found = self.village_around(row, township)
        if found and (found.pk, head) in self.households.by_head:
            return found.name
        return row.get("village", self.place_name)

    def household_of(
        self, village: str, head: str, township: Region, *, id_index: str = "", key: str = "head"
    ) -> int:
        """``village`` may have another township in front; without one the whole township is looked at."""
        if village:
            where = self.places.village(village, township)
            if where is None:
                raise Refused(
                    f"{township}没有“{village}”这个村（社区），请核对村名",
                    code="E_VILLAGE_UNKNOWN",
                    field="village",
                )
            found = self.households.by_head.get((where.id, head), ())
            at = str(where)
        else:
            found = self.households.in_township.get((township.id, head), ())
            at = str(township)
        if id_index and id_index in self.households.by_id and (len(found) != 1):
            return self.households.by_id[id_index]
        if not found:
            raise Refused(
                f"{at}没有户主“{head}”这一户，请核对村名和户主姓名", code="E_ORPHAN_HOUSEHOLD", field=key
            )
        if len(found) > 1:
            raise Refused(
                f"{at}有 {len(found)} 户的户主叫“{head}”，请写上户主身份证号",
                code="E_AMBIGUOUS_HOUSEHOLD",
                field=key,
            )
        return found[0]


@dataclass
class Pairs:
    """Who looks after whom, kept up to date while rows are judged."""

    spans: dict[tuple[int, int], list[tuple[date, date | None]]] = field(default_factory=dict)
    pks: dict[tuple[int, int, date], int] = field(default_factory=dict)
    """Of the pairing that began on a day."""
    of_person: dict[int, set[int]] = field(default_factory=dict)
    of_household: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, county: County) -> Pairs:
        made = cls()
        rows = Pairing.objects.filter(county=county, person__isnull=False)
        for row in rows.values_list("person_id", "household_id", "started_on", "ended_on", "pk").iterator():
            made.add(*row)
        return made

    def add(self, person: int, household: int, started_on: date, ended_on: date | None, pk: int) -> None:
        self.pks[(person, household, started_on)] = pk
        self.spans.setdefault((person, household), []).append((started_on, ended_on))
        if ended_on is None:
            self.of_person.setdefault(person, set()).add(household)
            self.of_household.setdefault(household, set()).add(person)

    def overlapped(self, person: int, household: int, started_on: date, ended_on: date | None) -> int | None:
        """The pairing of the two that was in force on one of these days."""
        for since, until in self.spans.get((person, household), ()):
            if (until is None or started_on <= until) and (ended_on is None or since <= ended_on):
                return self.pks[(person, household, since)]
        return None


def pairs_of(shared: dict, county: County) -> Pairs:
    if "pairs" not in shared:
        shared["pairs"] = Pairs.of(county)
    return shared["pairs"]


def village_word(household: Household, township_id: int) -> str:
    """The village as a township's ledger names it: another township stands in front."""
    if household.township_id == township_id:
        return household.village.name
    return household.township.name + household.village.name
