"""Ledgers of people and places: regions, units, rosters, stations, groups.

``CountyLedger`` is what every room's ledgers build on: which township a row belongs to,
and the county's places and people to look names up in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from congress_poverty.imports.ledger import Ledger, Place, Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index, opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.layout import Field, LedgerShape
from congress_poverty.text import search_key

from . import flow, regions
from .lookup import Deputy, People, Places, short_village, spellings_of, words_of
from .models import (
    County,
    DeputyGroup,
    GroupMember,
    Mandate,
    MandateEvent,
    Person,
    Region,
    Station,
    Unit,
)
from .policy import LEVELS

TOWNSHIP = Field(
    "township",
    "乡镇",
    words("所属乡镇 乡镇名称 镇街 乡镇（街道） 镇（街道） 街道 所在乡镇 乡 镇 乡（镇） 单位名称 代表团乡镇"),
)
VILLAGE_WORDS = words(
    "所在村 村 村（社区） 行政村 村名 村居 所在村（社区） 村委会 村民委员会 社区 所在村居 村级"
)
PHONE_WORDS = words("联系电话 手机号码 联系方式 电话 手机 手机号 电话号码 联系号码 移动电话")
ID_WORDS = words(
    "身份证号码 公民身份号码 身份证号 身份证 证件号码 证件号 公民身份证号码 身份号码 居民身份证号码"
)
LEVEL_WORDS = words(
    "代表层级 代表级别 级别 层级 代表层次 层次 代表类别 代表级次 届别层级 代表类型 何级代表 哪级代表 代表身份"
)
WORK_WORDS = words(
    "工作单位及职务 单位及职务 单位职务 工作单位和职务 工作单位职务 单位和职务 "
    "现工作单位及职务 工作单位与职务 任职单位及职务"
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
        self._around: tuple[int, Region | None] = (0, None)
        self._levels: dict[str, list[str]] = {}

    def open(self, place: Place) -> None:
        super().open(place)
        self._around = (0, None)

    def file_rank(self, name: str) -> str:
        """In the order of official codes: who is listed first keeps a number or a seat."""
        found = self.places.mentioned(name)
        return found.code if found else "~"

    def township(self, row: Row) -> Region:
        """The township whose row this is: its own column, else what stands around the table, else
        the only township that has the row's village."""
        text = row.get("township")
        if text:
            found = self.places.township(text)
            if found is None:
                raise Refused(f"没有“{text}”这个乡镇", code="E_TOWNSHIP_UNKNOWN", field="township")
            if self.bound and found.pk != self.bound.pk:
                raise Refused(
                    f"这一行写的是{found}，这次只导入{self.bound}的",
                    code="E_TOWNSHIP_OTHER",
                    field="township",
                )
            return found
        if self.bound:
            return self.bound
        found = self.around(row) or self.places.home_of(row.get("village"))
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
            found = None
            place = self.place
            for text in (
                context.get("section", ""),
                place.sheet,
                context.get("unit", ""),
                context.get("title", ""),
                place.file,
                place.folder,
            ):
                if text and (found := self.places.mentioned(text)):
                    break
            self._around = (id(context), found)
            self._kept_context = context  # its id stays its own while it is kept
        return self._around[1]

    def village(self, row: Row, township: Region, key: str = "village") -> Region | None:
        """The village of a cell, or None where it is empty; E_VILLAGE_UNKNOWN."""
        text = row.get(key)
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
        found = self.people.by_name.get((township.pk, name))
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
            township.pk,
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
            if self.people.knows(bare, township.pk):
                return [(bare, "")]
        return row.get(key, cells.to_names)


# ---- regions and units ------------------------------------------------------------------


class RegionLedger(Ledger):
    """Official divisions: code, name, level, parent. What is there already is renamed, not refused."""

    kind, label, order = "regions", "行政区划", 0
    county_only, page = True, "deputies:regions"
    shapes = (
        LedgerShape(
            kind="regions",
            label="行政区划",
            titles=("行政区划", "区划代码"),
            identity=("code",),
            fields=(
                Field(
                    "code",
                    "区划代码",
                    words("code 代码 统计用区划代码 行政区划代码 村代码"),
                    required=True,
                ),
                Field("name", "名称", words("name 区划名称 单位名称 地名"), required=True),
                Field("level", "层级", ("level", "级别", "区划级别")),
                Field("parent", "上级代码", words("parent_code 上级区划代码 父级代码 上级")),
            ),
        ),
    )

    def load(self) -> None:
        self.known = {one.code: one for one in Region.objects.all()}
        self.table = self.out.table(Region, regions.COLUMNS)
        self.seen: set[str] = set()

    def judge(self, row: Row) -> None:
        code = row.need("code", "E_CODE_MISSING").replace(" ", "")
        name = row.need("name", "E_NAME_MISSING")
        division = regions.Division.of(code, name, row.get("level"), row.get("parent"))
        if division.code in self.seen:
            raise Refused(f"代码 {division.code} 前面已经有了", code="E_DUP_ROW", field="code")
        self.seen.add(division.code)
        old = self.known.get(division.code)
        parent = self.known.get(division.parent_code)
        if division.parent_code and parent is None:
            raise Refused(f"还没有上级区划 {division.parent_code}", code="E_PARENT_MISSING", field="parent")
        values = division.values(parent.pk if parent else None)
        if old is not None:
            pk = old.pk
            changed = {k: v for k, v in zip(regions.COLUMNS, values, strict=True) if getattr(old, k) != v}
            for key, value in changed.items():
                setattr(old, key, value)
            if changed:
                self.out.change(Region, pk, **changed)
            return
        pk = self.table.add(*values)
        self.known[division.code] = Region(pk, **dict(zip(regions.COLUMNS, values, strict=True)))

    def export(self) -> Iterable[Sequence]:
        code = self.scope.county_code
        for one in Region.objects.filter(retired_on=None).select_related("parent").order_by("code"):
            if one.code.startswith(code) or code.startswith(one.code):
                yield one.code, one.name, one.get_level_display(), one.parent.code if one.parent else ""


class UnitLedger(CountyLedger):
    """Handling units, departments and supervising offices."""

    kind, label, order = "unit", "单位", 10
    county_only, page = True, "deputies:units"
    shapes = (
        LedgerShape(
            kind="unit",
            label="单位",
            titles=words("承办单位 单位名录 部门一览 单位一览"),
            identity=("name",),
            fields=(
                Field(
                    "name",
                    "单位名称",
                    words("名称 部门 部门名称 承办单位 承办单位名称 单位 机构名称"),
                    required=True,
                ),
                Field("short_name", "简称", ("单位简称",)),
                Field("kind", "类型", words("单位类型 类别 单位性质 单位类别")),
                Field("township", "乡镇", ("所在乡镇",)),
                Field("head", "负责人", ("单位负责人", "主要负责人", "领导")),
                Field("phone", "联系电话", PHONE_WORDS),
                Field("handles", "承办建议", ("是否承办建议", "是否承办单位")),
            ),
        ),
    )
    units = {"个": "row", "家": "row"}
    KINDS = {
        Unit.Kind.DEPARTMENT: words("政府部门 部门 县直部门 县直单位 县直 直属单位"),
        Unit.Kind.TOWNSHIP_GOVERNMENT: ("乡镇政府", "乡镇", "街道办事处"),
        Unit.Kind.GOVERNMENT_OFFICE: words("政府办公室 政府办 督查室 政府督查室"),
        Unit.Kind.SUPERVISING_OFFICE: words("人大委室 人大工作机构 委室 工作委员会"),
        Unit.Kind.COURT_OR_PROCURATORATE: words("法院检察院 两院 法院 检察院"),
        Unit.Kind.COMPANY: ("企业", "公司"),
        Unit.Kind.OTHER: ("其他", "其它"),
    }

    def load(self) -> None:
        super().load()
        self.known = set(Unit.objects.filter(county=self.county).values_list("name", flat=True))
        self.table = self.out.table(
            Unit,
            words("county_id name short_name kind township_id handles_suggestions head_name phone pinyin"),
        )

    def judge(self, row: Row) -> None:
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if name in self.known:
            raise Refused(f"前面已经有“{name}”", code="E_DUP_ROW", field="name")
        kind = row.get("kind", cells.to_choice, self.KINDS, code="E_KIND_UNKNOWN", label="类型") or unit_kind(
            name
        )
        township = None
        if text := row.get("township"):
            township = self.places.township(text)
        elif kind == Unit.Kind.TOWNSHIP_GOVERNMENT:
            township = self.places.mentioned(name)
        handles = row.get("handles", cells.to_flag)
        self.known.add(name)
        self.table.add(
            self.county.pk,
            name,
            row.get("short_name", cells.to_line, limit=60),
            kind,
            township.pk if township else None,
            kind != Unit.Kind.SUPERVISING_OFFICE if handles is None else handles,
            row.get("head", cells.to_line, limit=50),
            row.get("phone", cells.to_line, limit=40),
            search_key(name),
        )

    def export(self) -> Iterable[Sequence]:
        for one in Unit.objects.filter(county=self.county).select_related("township").order_by("pk"):
            yield (
                one.name,
                one.short_name,
                one.get_kind_display(),
                one.township.name if one.township else "",
                one.head_name,
                one.phone,
                "是" if one.handles_suggestions else "否",
            )


def unit_kind(name: str) -> str:
    """What sort of body a name says it is."""
    if re.search(r"(镇|乡|街道)(人民政府|政府|办事处)$", name):
        return Unit.Kind.TOWNSHIP_GOVERNMENT
    if "法院" in name or "检察院" in name:
        return Unit.Kind.COURT_OR_PROCURATORATE
    if "人大" in name:
        return Unit.Kind.SUPERVISING_OFFICE
    if name.endswith("公司"):
        return Unit.Kind.COMPANY
    if name.endswith(("政府办公室", "政府办")):
        return Unit.Kind.GOVERNMENT_OFFICE
    return Unit.Kind.DEPARTMENT


# ---- rosters ----------------------------------------------------------------------------


class RosterLedger(CountyLedger):
    """代表花名册: a person once, a seat for each level; dual-level deputies may come once per level."""

    kind, label, order = "roster", "代表花名册", 20
    page = "deputies:list"
    shapes = (
        LedgerShape(
            kind="roster",
            label="代表花名册",
            titles=words("花名册 代表名册 代表名单 代表信息 代表基本情况 代表登记"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field("name", "姓名", ("代表姓名", "代表", "名字"), required=True),
                Field("gender", "性别"),
                Field("ethnicity", "民族", ("族别",)),
                Field("birth", "出生年月", words("出生日期 出生时间 出生年月日 生日 出生")),
                Field("education", "文化程度", words("学历 最高学历 教育程度 学历学位")),
                Field("party", "政治面貌", ("党派", "党派（政治面貌）", "政治面貌（党派）")),
                Field("id_number", "身份证号", ID_WORDS),
                Field("level", "代表层级", LEVEL_WORDS),
                Field("certificate", "代表证号", words("证号 代表证编号 代表证号码 代表证")),
                Field("work", "工作单位及职务", WORK_WORDS),
                Field("employer", "工作单位", words("单位 单位名称 所在单位 现工作单位 就职单位")),
                Field("job", "职务", words("职业 职务（职业） 现任职务 职务职称 职位")),
                Field("category", "代表构成", words("构成 代表构成类别 界别 身份类别 结构 职业构成")),
                Field(
                    "constituency",
                    "选区",
                    words("选区（选举单位） 选举单位 所在选区 选区名称 选区或选举单位 选区号 产生单位"),
                ),
                Field("village", "所在村", (*VILLAGE_WORDS, "居住地", "所在村（居）")),
                Field("phone", "联系电话", PHONE_WORDS),
                Field("term", "届次", ("届别", "有效届次", "代表届次")),
                Field("delegation", "代表团", ("所在代表团", "所属代表团", "代表团名称")),
                Field("note", "备注", words("说明 变动情况 备注（变动情况） 代表资格状态 状态")),
            ),
        ),
    )
    units = {"人": "row", "名": "row", "位": "row"}
    still_counted = frozenset(
        {
            "E_ID_CHECKSUM",
            "E_ID_LENGTH",
            "E_ID_PRECISION",
            "E_ID_DUPLICATE",
            "E_NAME_MISSING",
            "E_NAME_GARBLED",
        }
    )

    def load(self) -> None:
        super().load()
        self.known: dict[str, tuple[int, str, int]] = {}
        self.nameless: dict[tuple[int, str], int] = {}
        rows = Person.objects.filter(county=self.county).values_list("id_index", "pk", "name", "township_id")
        for index, pk, name, township in rows.iterator():
            if index:
                self.known[index] = (pk, name, township)
            else:
                self.nameless[(township, name)] = pk
        self.listed: dict[tuple[int, str], int] = {}
        for pk, one in self.people.by_pk.items():
            for level in one.seats:
                self.listed[(pk, level)] = one.township
        self.persons = self.out.table(
            Person,
            words(
                "county_id township_id village_id name pinyin gender birth_on ethnicity party "
                "education id_number id_index phone phone_index employer job_title category note"
            ),
        )
        self.mandates = self.out.table(
            Mandate,
            words("person_id county_id level term constituency certificate_no delegation status ended_on"),
        )
        self.events = self.out.table(MandateEvent, words("mandate_id happened_on status note"))

    def judge(self, row: Row) -> None:
        try:
            levels = self.seat_levels(row)
        except Refused:
            levels = []
        row.group = levels[0] if levels else row.get("level")
        township = self.township(row)
        name = row.need("name", "E_NAME_MISSING", cells.to_name)
        if len(name) > 100:
            raise Refused("姓名太长，请核对", code="E_TOO_LONG", field="name")
        levels = levels or self.seat_levels(row)
        number = row.get("id_number", cells.to_id_number)
        index = blind_index(number)
        if index and index in self.known:
            pk, known_name, _ = self.known[index]
            flow.check_same_person(name, known_name)
        elif index:
            pk = None
        else:
            pk = self.nameless.get((township.pk, name))
        new = levels
        if pk is not None:
            new = [level for level in levels if (pk, level) not in self.listed]
            if not new:
                self.refuse_again(pk, levels, township)
        if pk is None:
            pk = self.new_person(row, township, name, number, index)
        self.new_seats(row, pk, levels, new, township)

    def refuse_again(self, pk: int, levels: list[str], township: Region) -> None:
        where = self.listed[(pk, levels[0])]
        if where == township.pk:
            raise Refused("这位代表的这一层级前面已经列过", code="E_DUP_ROW", field="name")
        other = next((one for one in self.places.by_code.values() if one.pk == where), "别的乡镇")
        raise Refused(
            f"这位代表的这一层级已列入{other}的花名册"
            if not self.bound
            else "这位代表的这一层级已列入别的乡镇的花名册",
            code="E_DUP_SEAT",
            field="certificate",
        )

    def seat_levels(self, row: Row) -> list[str]:
        """The level column; without one, the section, sheet or title the row stands under."""
        if "level" in row.columns or row.values.get("level") is not None:
            levels = self.levels(row)
            if levels:
                return levels
        for text in (
            row.context.get("section", ""),
            self.place.sheet,
            row.context.get("title", ""),
            self.place.file,
        ):
            if text and (levels := self.level_in(text)):
                return levels
        raise Refused("没写是哪一级代表", code="E_LEVEL_MISSING", field="level")

    def level_in(self, text: str) -> list[str]:
        """``二、县级代表（18名）`` → county; 县级及以上代表 says too little."""
        text = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．\s]+|[（(].*?[）)]|\.\w+$", "", text).strip()
        if "以上" in text or "各级" in text:
            return []
        key = f"around {text}"
        if key not in self._levels:
            word = re.sub(r"(第.{1,4}届)?(人大|人民代表大会)?代表.*$", "", text)
            try:
                found = cells.to_levels(word, self.spellings) if word else []
            except cells.CellError:
                found = []
            if not found:
                if self.places.townships.get(word):
                    found = ["township"]
                elif level := self.words.level(word):
                    found = [level]
            self._levels[key] = sorted(found, key=LEVELS.index)
        return self._levels[key]

    def new_person(self, row: Row, township: Region, name: str, number: str, index: str) -> int:
        gender = row.get("gender", cells.to_choice, flow.GENDERS, label="性别")
        born = cells.birth_of(number) if number else None
        stated = row.values.get("birth")
        if stated is not None:
            born = self.birth(row, born)
        if number and not gender:
            gender = "male" if cells.sex_of(number) == "男" else "female"
        village = None
        try:
            village = self.village(row, township)
        except Refused as refused:
            row.warn("W_VILLAGE_UNKNOWN", "village", refused.sentence)
        employer = row.get("employer", cells.to_line, limit=120)
        job = row.get("job", cells.to_line, limit=80)
        if work := row.get("work", cells.to_line, limit=120):
            employer, job = flow.split_employer(work)
        phone = row.phone()
        note = row.get("note", cells.to_line, limit=200)
        phone_index = blind_index(phone)
        pk = self.persons.add(
            self.county.pk,
            township.pk,
            village.pk if village else None,
            name,
            search_key(name),
            gender,
            born,
            ethnicity(row.get("ethnicity", cells.to_line, limit=30)),
            word(row.get("party", cells.to_line, limit=30), flow.PARTIES),
            word(row.get("education", cells.to_line, limit=20), flow.EDUCATIONS),
            number,
            index,
            phone,
            phone_index,
            employer,
            job[:80],
            category(row.get("category")),
            "" if flow.status_in(note) else note,
        )
        if index:
            self.known[index] = (pk, name, township.pk)
        else:
            self.nameless[(township.pk, name)] = pk
        self.people.add(Deputy(pk, name, township.pk, phone_index, employer))
        return pk

    def birth(self, row: Row, born: date | None) -> date | None:
        """The identity number's birth date wins; without one the cell's, if it is a whole date."""
        value = row.values["birth"]
        try:
            if type(value) is int and 2_200 <= value < 20_000:  # a serial number of 1906 to 1954
                value = cells.EPOCH_1900 + timedelta(days=value)
            stated = cells.to_date(value)
        except cells.CellError:
            try:
                stated = cells.to_month(value)
            except cells.CellError as error:
                row.warn("W_BIRTH_MISMATCH", "birth", error.sentence)
                return born
        if born is None:
            return stated if isinstance(stated, date) else None
        if sentence := flow.judge_birth(stated, born):
            row.warn("W_BIRTH_MISMATCH", "birth", sentence)
        return born

    def new_seats(self, row: Row, pk: int, levels: list[str], new: list[str], township: Region) -> None:
        note = row.get("note")
        change = flow.status_in(note) if note else None
        certificates = self.by_level(row.get("certificate", cells.to_text), levels)
        districts = self.by_level(row.get("constituency", cells.to_text), levels)
        term, delegation = (
            row.get("term", cells.to_line, limit=30),
            row.get("delegation", cells.to_line, limit=60),
        )
        deputy = self.people.by_pk.get(pk)
        for level in new:
            seat = self.mandates.add(
                pk,
                self.county.pk,
                level,
                term,
                districts.get(level, "")[:100],
                certificates.get(level, "")[:40],
                delegation,
                change[0] if change else Mandate.Status.IN_OFFICE,
                change[1] if change else None,
            )
            if change:
                self.events.add(seat, change[1], change[0], note[:200])
            self.listed[(pk, level)] = township.pk
            if deputy:
                deputy.seats[level] = seat

    def by_level(self, text: str, levels: list[str]) -> dict[str, str]:
        """``市0001；县0033`` → city 0001, county 0033; without letters in the order of the levels."""
        parts = [part.strip() for part in re.split(r"[;；\n]+", text) if part.strip()]
        if len(levels) == 1:
            return {levels[0]: " ".join(text.split())} if text else {}
        found = {}
        for n, part in enumerate(parts):
            lettered = re.match(r"^([^\W\d_]{1,3}?)[级:：]*\s*(?=[A-Za-z]*\d)", part)
            level = self.words.level(lettered[1]) if lettered else None
            if level in levels:
                found[level] = part[lettered.end() :]
            elif len(parts) == len(levels):
                found.setdefault(levels[n], part)
        if not found and parts:
            found = dict.fromkeys(levels, " ".join(parts))
        return found

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = (
            "township name gender ethnicity birth education party id_number level certificate "
            "employer job category"
            " constituency village phone term delegation note"
        )
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Mandate.objects.filter(county=self.county).select_related(
            "person__township", "person__village"
        )
        if self.bound:
            rows = rows.filter(person__township=self.bound)
        for seat in rows.order_by("person__township__code", "person_id", "pk").iterator(chunk_size=2000):
            one = seat.person
            note = one.note
            if seat.ended_on:
                day = seat.ended_on
                note = f"{day.year}年{day.month}月{day.day}日{seat.get_status_display()}"
            yield (
                one.township.name,
                one.name,
                one.get_gender_display(),
                one.ethnicity,
                one.birth_on,
                one.education,
                one.party,
                opened(one.id_number),
                self.words.label(seat.level),
                seat.certificate_no,
                one.employer,
                one.job_title,
                one.get_category_display(),
                seat.constituency,
                one.village.short_name if one.village else "",
                opened(one.phone),
                seat.term,
                seat.delegation,
                note,
            )


def word(text: str, table: dict[str, tuple[str, ...]]) -> str:
    """The word a spelling stands for; what is not known stays as it was written."""
    if not text:
        return ""
    try:
        return cells.to_choice(text, table)
    except cells.CellError:
        return text


def ethnicity(text: str) -> str:
    return f"{text}族" if text and not text.endswith("族") and len(text) <= 4 else text


def category(text: str) -> str:
    if not text:
        return ""
    try:
        return cells.to_choice(text, flow.CATEGORIES)
    except cells.CellError:
        return Person.Category.OTHER


# ---- stations ---------------------------------------------------------------------------


class StationLedger(CountyLedger):
    """代表活动室、联络站点一览表."""

    kind, label, order = "station", "代表活动室（联络站）", 30
    page = "deputies:stations"
    shapes = (
        LedgerShape(
            kind="station",
            label="代表活动室（联络站）一览表",
            titles=words("活动室 联络站 联络点 代表之家 站点 一览表"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field(
                    "name",
                    "名称",
                    words(
                        "活动室（联络点）名称 活动室名称 站点名称 联络站名称 站名 联络站（点）名称 "
                        "代表之家名称 活动室"
                    ),
                    required=True,
                ),
                Field("type", "类型", ("站点类型", "阵地类型")),
                Field("level", "类别", ("级别", "站点级别", "层级")),
                Field("village", "所在村", VILLAGE_WORDS),
                Field(
                    "head",
                    "站长",
                    words("负责人 站长姓名 主任 活动室负责人 联络站站长"),
                    groups=("负责人",),
                ),
                Field("liaison", "联络员", ("联系人", "联络人", "联络员姓名"), groups=("负责人",)),
                Field("phone", "联系电话", PHONE_WORDS),
                Field(
                    "opened",
                    "建立时间",
                    words("成立时间 建成时间 设立时间 启用时间 挂牌时间 建站时间"),
                ),
                Field("day", "接待选民日", words("接待日 接待时间 代表接待日 固定接待日 接待选民时间")),
                Field("address", "地址", ("地点", "详细地址", "所在地")),
                Field("note", "备注", ("说明",)),
            ),
        ),
    )
    units = {"个": "row", "处": "row", "家": "row"}
    still_counted = frozenset()
    LEVELS = {
        Station.Level.COUNTY: words("县级 县 市级 区级"),
        Station.Level.TOWNSHIP: words("乡镇 乡镇级 镇级 乡级 镇 乡 街道 街道级"),
        Station.Level.VILLAGE: words("村级 村 村（社区） 社区 村居 社区级"),
    }
    TYPES = (
        (Station.Type.DEPUTIES_HOME, "之家"),
        (Station.Type.DUTY_CENTRE, "履职活动中心"),
        (Station.Type.DUTY_CENTRE, "履职中心"),
        (Station.Type.PRACTICE_STATION, "实践站"),
        (Station.Type.LIAISON_POINT, "联络点"),
        (Station.Type.ACTIVITY_ROOM, "活动室"),
        (Station.Type.LIAISON_STATION, "联络站"),
    )

    def load(self) -> None:
        super().load()
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        self.known: dict[tuple[int, str], int] = self.shared["stations"]
        self.table = self.out.table(
            Station,
            words(
                "county_id township_id village_id name station_type level head_id "
                "liaison_officer_id phone address opened_on reception_day"
            ),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if (township.pk, name) in self.known:
            raise Refused(f"{township}前面已经有“{name}”", code="E_DUP_ROW", field="name")
        village = self.village(row, township)
        level = row.get("level", cells.to_choice, self.LEVELS, label="类别")
        level = level or (Station.Level.VILLAGE if village else Station.Level.TOWNSHIP)
        kinds = f"{row.get('type')} {name}"
        station_type = next((one for one, word in self.TYPES if word in kinds), Station.Type.LIAISON_STATION)
        day = reception_day(row)
        opened_on = row.get("opened", cells.to_date)
        head, liaison = self.officer(row, "head", township), self.officer(row, "liaison", township)
        self.known[(township.pk, name)] = self.table.add(
            self.county.pk,
            township.pk,
            village.pk if village else None,
            name,
            station_type,
            level,
            head,
            liaison,
            row.phone() or landline(row),
            row.get("address", cells.to_line, limit=200),
            opened_on,
            day,
        )

    def officer(self, row: Row, key: str, township: Region) -> int | None:
        """Heads are deputies as a rule; a village cadre who is none is left out with a warning."""
        try:
            return self.deputy(row, key, township).pk
        except Refused as refused:
            if refused.code != "E_NAME_MISSING":
                row.warn("W_UNKNOWN_PARTICIPANT", key, refused.sentence)
            return None

    def export(self) -> Iterable[Sequence]:
        rows = Station.objects.filter(county=self.county).select_related(
            "township", "village", "head", "liaison_officer"
        )
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows:
            yield (
                one.township.name,
                one.name,
                one.get_station_type_display(),
                one.get_level_display(),
                one.village.short_name if one.village else "",
                self.person_word(one.head),
                self.person_word(one.liaison_officer),
                one.phone,
                one.opened_on,
                f"每月{one.reception_day}日" if one.reception_day else "",
                one.address,
                "",
            )

    def person_word(self, person: Person | None) -> str:
        return name_with_level(self, person.pk) if person else ""


def name_with_level(ledger: CountyLedger, pk: int) -> str:
    """A deputy's name, with the level in brackets where the township lists a namesake."""
    one = ledger.people.by_pk[pk]
    alike = ledger.people.by_name[(one.township, one.name)]
    if len(alike) == 1 or not one.top:
        return one.name
    letter = {"national": "国", "provincial": "省", "city": "市", "county": "县", "township": "乡"}[one.top]
    return f"{one.name}（{letter}）"


def reception_day(row: Row) -> int:
    text = row.get("day", cells.to_text)
    found = re.search(
        r"(\d{1,2})\s*[日号]?", text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )
    day = int(found[1]) if found else 0
    flow.check_reception_day(day)
    return day


def landline(row: Row) -> str:
    """A station may have an office telephone, which is no mobile number."""
    text = re.sub(r"\s+", "", row.get("phone"))
    if re.fullmatch(r"(?:0\d{2,3}[-—]?)?\d{7,8}", text):
        row.findings[:] = [one for one in row.findings if one.code != "W_PHONE_INVALID"]
        return text
    return ""


# ---- groups -----------------------------------------------------------------------------


class GroupLedger(CountyLedger):
    """代表小组编组名册: a row for each member; the group's cells are usually merged."""

    kind, label, order = "group", "代表小组编组名册", 40
    page = "deputies:groups"
    shapes = (
        LedgerShape(
            kind="group",
            label="代表小组编组名册",
            titles=words("编组 代表小组 小组名册 小组名单"),
            identity=("group", "name"),
            fields=(
                TOWNSHIP,
                Field(
                    "group",
                    "小组名称",
                    words("代表小组 组别 小组 所在小组 代表小组名称 编组"),
                    required=True,
                ),
                Field("role", "组内职务", words("小组职务 职责 组内分工 小组分工 担任职务")),
                Field("name", "姓名", words("代表姓名 成员 组员 小组成员 代表"), required=True),
                Field("level", "代表层级", LEVEL_WORDS),
                Field("work", "单位及职务", (*WORK_WORDS, "工作单位", "职务")),
                Field("deputy_phone", "联系电话", PHONE_WORDS),
                Field("place", "活动地点", words("活动场所 活动室 所在活动室 活动阵地 依托站点")),
                Field("note", "备注", ("说明",)),
            ),
        ),
    )
    units = {"人": "row", "名": "row"}
    secret = frozenset({"deputy_phone"})
    ROLES = {
        GroupMember.Role.LEADER: ("组长", "召集人"),
        GroupMember.Role.DEPUTY_LEADER: ("副组长", "副召集人"),
        GroupMember.Role.LIAISON_OFFICER: ("联络员", "联系人", "联络人"),
        GroupMember.Role.MEMBER: ("组员", "成员"),
    }

    def load(self) -> None:
        super().load()
        if "groups" not in self.shared:
            rows = DeputyGroup.objects.filter(county=self.county).values_list("name", "township_id", "pk")
            self.shared["groups"] = {name: (pk, township) for name, township, pk in rows}
        self.known: dict[str, tuple[int, int]] = self.shared["groups"]
        rows = GroupMember.objects.filter(group__county=self.county, ended_on=None)
        self.members = set(rows.values_list("group_id", "person_id"))
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        self.groups = self.out.table(DeputyGroup, words("county_id township_id name kind station_id"))
        self.places_of = self.out.table(GroupMember, words("group_id mandate_id person_id role"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        name = row.need("group", "E_GROUP_UNKNOWN", cells.to_line, limit=100)
        role = row.get("role", cells.to_choice, self.ROLES, label="组内职务") or GroupMember.Role.MEMBER
        deputy = self.deputy(row, "name", township)
        levels = (
            [level for level in self.levels(row) if level in deputy.seats] if row.values.get("level") else []
        )
        row.group = name
        pk = self.group(row, name, township)
        if (pk, deputy.pk) in self.members:
            raise Refused(f"{deputy.name}前面已经在这个小组里", code="E_DUP_ROW", field="name")
        self.members.add((pk, deputy.pk))
        level = levels[0] if levels else deputy.top
        self.places_of.add(pk, deputy.seats.get(level), deputy.pk, role)

    def group(self, row: Row, name: str, township: Region) -> int:
        """The group of this name in the township; a bare 第一代表小组 belongs to the township."""
        for known in (name, f"{township.name}{name}", f"{township}{name}"):
            if known in self.known and self.known[known][1] == township.pk:
                return self.known[known][0]
        # Another township's group may have the bare name already.
        full = f"{township.name}{name}" if name in self.known else name
        place = row.get("place")
        station = self.shared["stations"].get((township.pk, place)) if place else None
        kind = DeputyGroup.Kind.AREA
        if "产业" in name:
            kind = DeputyGroup.Kind.CHAIN
        elif "专业" in name or "行业" in name or "领域" in name:
            kind = DeputyGroup.Kind.FIELD
        elif "中心组" in name:
            kind = DeputyGroup.Kind.CORE
        pk = self.groups.add(self.county.pk, township.pk, full, kind, station)
        self.known[full] = (pk, township.pk)
        return pk

    def export(self) -> Iterable[Sequence]:
        rows = GroupMember.objects.filter(group__county=self.county, ended_on=None).select_related(
            "group__township", "group__station", "person", "mandate"
        )
        if self.bound:
            rows = rows.filter(group__township=self.bound)
        for one in rows.order_by("group__township__code", "group_id", "pk").iterator(chunk_size=2000):
            group = one.group
            yield (
                group.township.name if group.township else "",
                group.name,
                "" if one.role == GroupMember.Role.MEMBER else one.get_role_display(),
                one.person.name,
                "、".join(self.words.label(level) for level in self.ordered(one.person_id)),
                one.person.employer + one.person.job_title,
                opened(one.person.phone),
                group.station.name if group.station else "",
                "",
            )

    def ordered(self, pk: int) -> list[str]:
        return sorted(self.people.by_pk[pk].seats, key=LEVELS.index)


__all__ = [
    "CountyLedger",
    "GroupLedger",
    "RegionLedger",
    "RosterLedger",
    "StationLedger",
    "UnitLedger",
    "short_village",
]
