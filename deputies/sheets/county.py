"""What every room's ledgers build on: whose township a row is, and the county's places and people."""

from __future__ import annotations

import re
from collections.abc import Callable

from congress_poverty.imports.ledger import Ledger, Place, Row, remembered, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field

from ..lookup import Deputy, People, Places, spellings_of, words_of
from ..models import (
    County,
    Region,
)
from ..policy import LEVELS

_AND = re.compile("以及|[和及与]")
TOWNSHIP = Field(
    "township",
    "乡镇",
    words(
        "所属乡镇 乡镇名称 镇街 乡镇（街道） 镇（街道） 街道 所在乡镇 乡 镇 乡（镇） 代表团乡镇 "
        "镇（办） 乡镇（场） 所在镇街 乡镇街道名称 镇（乡、街道） 所属街镇"
    ),
)
VILLAGE_WORDS = words(
    "所在村 村 村（社区） 行政村 村名 村居 所在村（社区） 村委会 村民委员会 社区 所在村居 村级"
)
PHONE_WORDS = words("联系电话 手机号码 联系方式 电话 手机 手机号 电话号码 联系号码 移动电话")
ID_WORDS = words(
    "身份证号码 公民身份号码 身份证号 身份证 证件号码 证件号 公民身份证号码 身份号码 居民身份证号码"
)
LEVEL_WORDS = words(
    "代表层级 代表级别 级别 层级 代表层次 层次 代表类别 代表级次 届别层级 代表类型 何级代表 哪级代表 "
    "代表身份 代表属级"
)
WORK_WORDS = words(
    "工作单位及职务 单位及职务 单位职务 工作单位和职务 工作单位职务 单位和职务 "
    "现工作单位及职务 工作单位与职务 任职单位及职务 工作单位及职务职称 单位及职务职称"
)


class CountyLedger(Ledger):
    """A ledger of one county, whose rows belong to townships."""

    def load(self) -> None:
        shared = self.shared
        if "county" not in shared:
            county = (
                County.objects.select_related("region__parent__parent")
                .filter(region__code=self.scope.county_code)
                .first()
            )
            if county is None:
                raise Refused(
                    f"还没有代码为 {self.scope.county_code} 的县，请先运行 setup_county。",
                    code="E_COUNTY_UNKNOWN",
                )
            level_words = words_of(county)
            shared.update(
                county=county,
                words=level_words,
                spellings=spellings_of(level_words),
                places=Places.of(county),
                people=People.of(county, level_words),
            )
        self.county: County = shared["county"]
        self.places: Places = shared["places"]
        self.people: People = shared["people"]
        self.words, self.spellings = shared["words"], shared["spellings"]
        self.bound: Region | None = None
        if self.scope.township_code:
            self.bound = self.places.by_code.get(self.scope.township_code)
            if self.bound is None:
                raise Refused(
                    f"{self.county} 没有代码为 {self.scope.township_code} 的乡镇，请核对。",
                    code="E_TOWNSHIP_UNKNOWN",
                )
        self.place_name = remembered(cells.to_line)
        self._around: tuple[int, Region | None] = (0, None)
        self._villages_around: tuple[tuple[int, int], Region | None] = ((0, 0), None)
        self._levels: dict[str, list[str]] = {}

    def near(self, code: str, text: str) -> list[str]:
        if code != "E_ORPHAN_DEPUTY":
            return []
        return self.people.near(text, self.bound.pk if self.bound else None)

    def open(self, place: Place) -> None:
        super().open(place)
        self._around = (0, None)
        self._villages_around = ((0, 0), None)

    def file_rank(self, name: str) -> str:
        """In the order of official codes: who is listed first keeps a number or a seat."""
        found = self.places.mentioned(name)
        return found.code if found else "~"

    def township(self, row: Row) -> Region:
        """The township whose row this is: its own column, else what stands around the table, else
        the only township that has the row's village."""
        text = row.get("township", self.place_name)
        if text:
            found = self.places.township(text)
            if found is None:
                raise Refused(f"没有“{text}”这个乡镇", code="E_TOWNSHIP_UNKNOWN", field="township")
            if self.bound and found.id != self.bound.id:
                raise Refused(
                    f"这一行写的是{found}，这次只导入{self.bound}的",
                    code="E_TOWNSHIP_OTHER",
                    field="township",
                )
            return found
        if self.bound:
            return self.bound
        found = self.around(row) or self.places.home_of(row.get("village", self.place_name))
        if found is None and (village := self.village_around(row, None)):
            found = self.places.township_of(village)
        if found is None:
            raise Refused(
                "看不出是哪个乡镇的，请在表里加“乡镇”列，或导入时选定乡镇",
                code="E_TOWNSHIP_UNKNOWN",
                field="township",
            )
        return found

    def around(self, row: Row) -> Region | None:
        """The township that the sheet's name, the line under the title, the title or the file names."""
        context = row.context
        if self._around[0] != id(context):
            self._around = (id(context), self.first_named(row, self.places.mentioned))
            self._kept_context = context  # its id stays its own while it is kept
        return self._around[1]

    def first_named(self, row: Row, find: Callable[[str], Region | None]) -> Region | None:
        """What ``find`` makes of the texts around a row: the nearest that says something."""
        context, place = row.context, self.place
        texts = (
            context.get("section", ""),
            place.sheet,
            context.get("unit", ""),
            context.get("title", ""),
            place.file,
            place.folder,
        )
        return next(filter(None, (find(text) for text in texts if text)), None)

    def village_around(self, row: Row, township: Region | None) -> Region | None:
        """Of a ledger without a column for the village: the one that its surroundings name."""
        if "village" in row.columns:
            return None
        key = (id(row.context), township.pk if township else 0)
        if self._villages_around[0] != key:
            found = self.first_named(row, lambda text: self.places.village_mentioned(text, township))
            self._villages_around = (key, found)
            self._kept_context = row.context
        return self._villages_around[1]

    def village(self, row: Row, township: Region, key: str = "village") -> Region | None:
        """The village of a cell, or None where it is empty; E_VILLAGE_UNKNOWN."""
        text = row.get(key, self.place_name)
        if not text or text in cells.NOTHING:
            return None
        found = self.places.village(text, township)
        if found is None:
            raise Refused(
                f"{township}没有“{text}”这个村（社区），请核对村名", code="E_VILLAGE_UNKNOWN", field=key
            )
        return found

    def levels(self, row: Row, key: str = "level") -> list[str]:
        """The levels a cell names, highest first; E_NOT_DEPUTY for somebody who is no deputy."""
        text = row.get(key)
        if text not in self._levels:
            try:
                found = cells.to_levels(text, self.spellings)
            except cells.CellError as error:
                raise Refused(error.sentence, code=error.code, field=key) from None
            self._levels[text] = sorted(found, key=LEVELS.index)
        return self._levels[text]

    def phone_index(self, row: Row, key: str) -> str:
        """For telling namesakes apart; a wrong number in such a column is not this row's matter."""
        value = row.values.get(key)
        return blind_index(cells.to_phone(value)[0]) if value is not None else ""

    def deputy(
        self, row: Row, key: str, township: Region, *, linked=None, missing="E_NAME_MISSING"
    ) -> Deputy:
        """The one deputy a cell names, told apart by the row's ``level`` and ``deputy_phone``."""
        value = row.values.get(key)
        name, bracket = row.get(key, cells.split_name)
        if not name:
            raise Refused(f"没有填{row.label(key)}，请补上", code=missing, field=key)
        found = self.people.by_name.get((township.id, name))
        if found and len(found) == 1:
            return found[0]
        if not found and isinstance(value, str) and bracket:
            bracket = bracket.strip()
        try:
            levels = self.levels(row) if "level" in row.values else ()
        except Refused:
            levels = ()
        return self.people.find(
            name,
            township.id,
            bracket=bracket,
            levels=levels,
            phone_index=self.phone_index(row, "deputy_phone"),
            linked=linked,
            key=key,
        )

    def names(self, row: Row, key: str, township: Region) -> list[tuple[str, str]]:
        """The names in a cell; 张 三 is one person where the roster knows 张三."""
        value = row.values.get(key)
        if value is None:
            return []
        if isinstance(value, str) and len(value) < 12:
            bare = "".join(value.split())
            if self.people.knows(bare, township.id):
                return [(bare, "")]
        found = row.get(key, cells.to_names)
        return [one for name, bracket in found for one in self.joined(name, bracket, township)]

    def joined(self, name: str, bracket: str, township: Region) -> list[tuple[str, str]]:
        """张三和李四 are two where the roster knows both; 和平 is one."""
        if not self.people.knows(name, township.id):
            parts = _AND.split(name)
            if len(parts) > 1 and all(self.people.knows(part, township.id) for part in parts):
                return [*((part, "") for part in parts[:-1]), (parts[-1], bracket)]
        return [(name, bracket)]


def name_with_level(ledger: CountyLedger, pk: int) -> str:
    """A deputy's name, with the level in brackets where the township lists a namesake."""
    one = ledger.people.by_pk[pk]
    alike = ledger.people.by_name[(one.township, one.name)]
    if len(alike) == 1 or not one.top:
        return one.name
    letter = {"national": "国", "provincial": "省", "city": "市", "county": "县", "township": "乡"}[one.top]
    return f"{one.name}（{letter}）"
