"""The roster: one row a deputy, or a deputy at one level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index, opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.reader import Cell
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.text import search_key

from .. import flow
from ..lookup import Deputy
from ..models import (
    Mandate,
    MandateEvent,
    Person,
    Region,
)
from ..policy import LEVELS
from .county import (
    ID_WORDS,
    LEVEL_WORDS,
    PHONE_WORDS,
    TOWNSHIP,
    VILLAGE_WORDS,
    WORK_WORDS,
    CountyLedger,
)

_LETTERED = re.compile(r"^([^\W\d_]{1,3}?)[级:：]*\s*(?=[A-Za-z]*\d)")


def _is_no_level(cell: Cell) -> bool:
    """代表类别 may say 县级 or 农民: a category is what is no level."""
    return not cells.could_be_level(cell)


class RosterLedger(CountyLedger):
    """代表花名册: a person once, a seat for each level; dual-level deputies may come once per level."""

    kind, label, order = "roster", "代表花名册", 20
    page = "deputies:list"
    edits = "deputies.edit"
    shapes = (
        LedgerShape(
            kind="roster",
            label="代表花名册",
            titles=words("花名册 代表名册 代表名单 代表信息 代表基本情况 代表登记"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field(
                    "name", "姓名", words("代表姓名 代表 名字 人大代表姓名 当选代表 代表名"), required=True
                ),
                Field("gender", "性别", words("男女")),
                Field("ethnicity", "民族", words("族别 名族 民族成份 民族成分")),
                Field("birth", "出生年月", words("出生日期 出生时间 出生年月日 生日 出生")),
                Field("education", "文化程度", words("学历 最高学历 教育程度 学历学位 学历层次")),
                Field("party", "政治面貌", words("党派 党派（政治面貌） 政治面貌（党派） 党派团体 所属党派")),
                Field("id_number", "身份证号", ID_WORDS),
                Field(
                    "level",
                    "代表层级",
                    (*LEVEL_WORDS, *words("代表级别层次 担任何级代表 当选级别 任何级代表 代表资格层级")),
                    holds=cells.could_be_level,
                ),
                Field("certificate", "代表证号", words("证号 代表证编号 代表证号码 代表证")),
                Field("work", "工作单位及职务", WORK_WORDS),
                Field(
                    "employer",
                    "工作单位",
                    words(
                        "单位 单位名称 所在单位 现工作单位 就职单位 所在工作单位 单位全称 现单位 工作单位全称"
                    ),
                ),
                Field(
                    "job",
                    "职务",
                    words("职业 职务（职业） 现任职务 职务职称 职位 行政职务 单位职务名称 职务（职称）"),
                ),
                Field(
                    "category",
                    "代表构成",
                    words(
                        "构成 代表构成类别 界别 身份类别 结构 职业构成 代表类别 代表类型 成份 成分 身份 "
                        "个人身份 结构类别 代表身份类别 代表结构比例 代表身份构成 代表身份 职业类别 "
                        "职业分类"
                    ),
                    holds=_is_no_level,
                ),
                Field(
                    "constituency",
                    "选区",
                    words(
                        "选区（选举单位） 选举单位 所在选区 选区名称 选区或选举单位 选区号 产生单位 "
                        "当选选区 选区编号 所属选区名称 原选举单位 选举产生单位 选举单位或选区 "
                        "选区及选举单位 选区（单位）"
                    ),
                ),
                Field(
                    "village",
                    "所在村",
                    (
                        *VILLAGE_WORDS,
                        "居住地",
                        "所在村（居）",
                        *words("住址村 常住村 户籍村 居住村 现住村 所在村组 户籍所在村 现居住村"),
                    ),
                ),
                Field("phone", "联系电话", PHONE_WORDS),
                Field("term", "届次", words("届别 有效届次 代表届次 第几届 届数 任期届次 任届 届期")),
                Field(
                    "delegation",
                    "代表团",
                    words("所在代表团 所属代表团 代表团名称 代表团组 编入代表团 代表团别"),
                ),
                Field(
                    "note",
                    "备注",
                    words(
                        "说明 变动情况 备注（变动情况） 代表资格状态 状态 变更情况 代表变动 任职变动 "
                        "资格变动 资格状态 职务变动"
                    ),
                ),
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
            try:
                flow.check_same_person(name, known_name)
            except Refused as refused:
                seats = self.people.by_pk[pk].seats
                row.repeats(
                    next(iter(seats.values()), None), "id_number", refused.sentence, code=refused.code
                )
        elif index:
            pk = None
        else:
            pk = self.nameless.get((township.pk, name))
        new = levels
        if pk is not None:
            new = [level for level in levels if (pk, level) not in self.listed]
            if not new:
                self.refuse_again(row, pk, levels, township)
                row.over = pk  # the seat stays; what is newer is said of the person
                self.new_person(row, township, name, number, index)
                return
        if pk is None:
            pk = self.new_person(row, township, name, number, index)
        self.new_seats(row, pk, levels, new, township)

    def refuse_again(self, row: Row, pk: int, levels: list[str], township: Region) -> None:
        where, seat = self.listed[(pk, levels[0])], self.people.by_pk[pk].seats.get(levels[0])
        if where == township.pk:
            row.repeats(seat, "name", "这位代表的这一层级前面已经列过", may_replace=True)
            return
        other = next((one for one in self.places.by_code.values() if one.pk == where), "别的乡镇")
        row.repeats(
            seat,
            "certificate",
            f"这位代表的这一层级已列入{other if not self.bound else '别的乡镇'}的花名册",
            code="E_DUP_SEAT",
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
            if text and text == row.context.get("section") and "代表" in text:
                break  # it says whose deputies these are, in words that are not known here
        raise Refused("没写是哪一级代表", code="E_LEVEL_MISSING", field="level")

    def level_in(self, text: str) -> list[str]:
        """``二、县级代表（18名）`` → county; 县级及以上代表 says too little."""
        text = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．\s]+|[（(].*?[）)]|\.\w+$", "", text).strip()
        if "以上" in text or "各级" in text:
            return []
        key = f"around {text}"
        if key not in self._levels:
            word = re.sub(r"(第.{1,4}届)?(人大|人民代表大会)?代表.*$", "", text)
            word = re.sub(r"^(?:驻|在)(?:.{0,6}?(?:[镇乡]|街道|辖区|本地))?(?=.)", "", word)
            try:
                found = cells.to_levels(word, self.spellings) if word else []
            except cells.CellError:
                found = []
            if not found:
                if "代表" in text and self.places.townships.get(word):
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
        pk = self.put(
            row,
            self.persons,
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
        if row.over is not None:
            return pk
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
        if isinstance(stated, date) and stated > self.scope.today and stated.year < 2050:
            stated = stated.replace(year=stated.year - 100)  # 45.3.5 is nobody's birthday to come
        elif isinstance(stated, tuple) and stated > (self.scope.today.year, self.scope.today.month):
            stated = (stated[0] - 100, stated[1])
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
        lettered = [_LETTERED.match(part) for part in parts]
        named = [self.words.level(one[1]) if one else None for one in lettered]
        by_order = len(parts) == len(levels)
        # One known letter among them, and the others are letters too: 地0005；市0012.
        drop = by_order and all(lettered) and any(level in levels for level in named)
        for n, part in enumerate(parts):
            if named[n] in levels:
                found[named[n]] = part[lettered[n].end() :]
            elif by_order:
                found.setdefault(levels[n], part[lettered[n].end() :] if drop else part)
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
        rows = self.asked_for(Mandate.objects.filter(county=self.county)).select_related(
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
