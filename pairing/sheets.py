"""Ledgers of households with their members, and of who looks after whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index, opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.layout import Field, LedgerShape
from congress_poverty.text import search_key
from deputies.models import Campaign, County, Region
from deputies.sheets import (
    ID_WORDS,
    LEVEL_WORDS,
    PHONE_WORDS,
    TOWNSHIP,
    VILLAGE_WORDS,
    WORK_WORDS,
    CountyLedger,
    name_with_level,
)

from . import flow
from .models import (
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMember,
    HouseholdStatus,
    Pairing,
)
from .policy import PairingPolicy

GENDERS = {"male": ("男", "男性"), "female": ("女", "女性")}
HEAD_WORDS = words(
    "户主姓名 户主 户主名称 贫困户姓名 贫困户户主 帮扶户 结对户 联系户 贫困户 "
    "脱贫户 帮扶户户主 帮扶对象户主 被帮扶户 "
    "结对帮扶户 帮扶对象 被帮扶人 户主（姓名） 走访户（户主） 走访户 走访对象 "
    "监测户 结对户主 帮扶户主 联系户户主 家庭户主 受访户"
)
HEAD_ID_WORDS = words("户主身份证号 户主身份证号码 户主证件号码 户主身份证 户主公民身份号码 贫困户身份证号")


# ---- households, looked up --------------------------------------------------------------


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
        text = row.get("village")
        return self.household_of(text, head, township, id_index=id_index)

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
            found = self.households.by_head.get((where.pk, head), ())
            at = str(where)
        else:
            found = self.households.in_township.get((township.pk, head), ())
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


# ---- households with members ------------------------------------------------------------

HOUSE = (
    Field("village", "行政村", VILLAGE_WORDS),
    Field(
        "natural_village",
        "自然村（组）",
        words("自然村 村民组 组 小组 自然村（屯） 村民小组 自然村组 所在组 屯"),
    ),
    Field("head", "户主姓名", HEAD_WORDS, required=True),
    Field(
        "population",
        "家庭人口",
        words("家庭人口数 人口 人数 家庭人数 人口数 户人口 家庭成员数 家庭人口（人）"),
    ),
    Field("labour_count", "劳动力人数", words("劳动力 劳动力数 劳动力（人） 劳力 家庭劳动力")),
    Field(
        "category",
        "贫困户属性",
        words("属性 贫困类型 户属性 贫困属性 贫困户类型 贫困户类别 困难类型 贫困类别 户类别 脱贫户属性"),
    ),
    Field(
        "status",
        "户类型",
        words("监测对象类型 监测类型 易返贫致贫户（监测对象）类型 农户类型 户型 监测户类型"),
    ),
    Field(
        "main_cause", "主要致贫原因", words("致贫原因 主要原因 致贫主因 致贫原因1 主要致贫因素 返贫致贫原因")
    ),
    Field("other_causes", "其他致贫原因", words("次要致贫原因 其它致贫原因 其他原因 次要原因 致贫原因2")),
    Field(
        "identified",
        "识别年度",
        words("识别年份 识别时间 首次识别时间 建档时间 建档年度 建档立卡时间 纳入时间 贫困识别年度"),
    ),
    Field(
        "exit",
        "脱贫年度",
        words("脱贫年份 脱贫时间 退出年度 预脱贫年度 计划脱贫年度 脱贫（退出）时间 脱贫年"),
    ),
    Field("housing", "住房情况", words("住房 房屋情况 住房安全 危房户 住房状况 房屋安全等级 危房等级")),
    Field("arable", "耕地面积（亩）", words("耕地面积 耕地 土地面积 承包地面积 耕地（亩） 承包耕地面积")),
    Field("phone", "联系电话", (*PHONE_WORDS, "户联系电话", "户主电话", "户主联系电话")),
    Field(
        "income",
        "人均纯收入",
        words("人均可支配收入 人均收入 家庭人均纯收入 年人均纯收入 纯收入"),
        by_year=True,
    ),
    Field(
        "per_capita",
        "当年人均纯收入",
        words("人均纯收入 人均可支配收入 人均收入 家庭人均纯收入 年人均纯收入"),
    ),
    Field("measures", "帮扶措施", words("主要帮扶措施 措施 享受政策 帮扶项目 享受帮扶政策 扶持措施")),
    Field("note", "备注", words("说明")),
)
PERSON = (
    Field("name", "姓名", words("成员姓名 家庭成员姓名 人员姓名 家庭成员 成员"), required=True),
    Field("relation", "与户主关系", words("关系 与户主的关系 与户主之关系 户主关系 家庭关系"), required=True),
    Field("gender", "性别"),
    Field("id_number", "身份证号码", ID_WORDS),
    Field("birth", "出生日期", words("出生年月 出生时间")),
    Field("education", "文化程度", words("学历 教育程度 文化")),
    Field("student", "在校生状况", words("在校生情况 在校情况 就学情况 是否在校生 在校状况")),
    Field("health", "健康状况", words("身体状况 健康情况 身体健康状况 健康")),
    Field("labour", "劳动能力", words("劳动技能 劳动力情况 劳动力状况 劳动能力情况 劳动力类型")),
)
_HEADS = ("户主", "本人")
_TITLES = words("贫困户 建档立卡 脱贫户 脱贫人口 监测对象 信息台账 农户信息 家庭成员 困难户")


class HouseholdLedger(CountyLedger):
    """Households and their members: two sheets, one sheet with the household merged over its
    members, or a register with a row for each person and a household number.
    """

    kind, label, order = "household", "贫困户（联系户）信息台账", 50
    page = "visits:households"
    named = frozenset({"head", "name"})
    shapes = (
        LedgerShape(
            kind="household",
            label="户信息",
            titles=_TITLES,
            identity=("village", "head"),
            fields=(TOWNSHIP, *HOUSE, Field("id_number", "身份证号码", (*ID_WORDS, *HEAD_ID_WORDS))),
        ),
        LedgerShape(
            kind="household",
            variant="member",
            label="家庭成员",
            titles=_TITLES,
            identity=("name",),
            fields=(TOWNSHIP, HOUSE[0], HOUSE[2], Field("head_id", "户主身份证号", HEAD_ID_WORDS), *PERSON),
        ),
        LedgerShape(
            kind="household",
            variant="merged",
            label="户及家庭成员",
            titles=_TITLES,
            identity=("village", "head"),
            fields=(TOWNSHIP, *HOUSE, *PERSON),
        ),
        LedgerShape(
            kind="household",
            variant="register",
            label="人口名单",
            titles=(*_TITLES, "人口名单"),
            identity=("name",),
            fields=(
                TOWNSHIP,
                Field("household_no", "户编号", words("户号 家庭编号 户编码"), required=True),
                Field("data_date", "数据日期", words("数据时间 截止日期 数据截止日期")),
                *(one for one in HOUSE if one.key != "head"),
                *PERSON,
            ),
        ),
    )
    units = {"户": "household"}
    still_counted = frozenset(
        words(
            "E_ID_CHECKSUM E_ID_LENGTH E_ID_PRECISION E_ID_DUPLICATE E_NAME_MISSING "
            "E_NAME_GARBLED E_VILLAGE_UNKNOWN"
        )
    )
    secret = frozenset({"id_number", "phone", "head_id"})

    def load(self) -> None:
        super().load()
        if "households" not in self.shared:
            self.shared["households"] = Households.of(self.county)
        self.households: Households = self.shared["households"]
        self.words_of: dict[str, dict[str, tuple[str, ...]]] = {}
        for one in CodeEntry.objects.all():
            self.words_of.setdefault(one.table, {})[one.label] = tuple(one.aliases)
        # Whose an identity number is: (household, name).
        self.owner: dict[str, tuple[int, str]] = {}
        mine = Household.objects.filter(county=self.county)
        for index, pk, name in (
            mine.exclude(id_index="").values_list("id_index", "pk", "head_name").iterator()
        ):
            self.owner[index] = (pk, name)
        self.members: dict[int, Members] = {}
        rows = HouseholdMember.objects.filter(household__county=self.county).order_by("household_id", "seq")
        for pk, seq, name, index in rows.values_list("household_id", "seq", "name", "id_index").iterator():
            self.members.setdefault(pk, Members()).put(seq, name, index)
            if index:
                self.owner.setdefault(index, (pk, name))
        for one in self.members.values():
            one.settle()
        self.current: int | None = None
        self.current_row, self.current_key = 0, None
        self.begin()
        self.table = self.out.table(
            Household,
            words(
                "county_id township_id village_id natural_village head_name pinyin id_number "
                "id_index phone category status "
                "main_cause other_causes population labour_count identified_year exit_year "
                "housing arable_mu measures note"
            ),
        )
        self.member_table = self.out.table(
            HouseholdMember,
            words(
                "household_id seq name relation gender birth_on id_number id_index education "
                "student health labour"
            ),
        )
        self.incomes = self.out.table(HouseholdIncome, words("household_id year per_capita"))
        self.statuses = self.out.table(HouseholdStatus, words("household_id status since ground"))

    def begin(self) -> None:
        """Of the file under way: rows of households, member rows seen, numbers of a register."""
        self.stated: dict[int, tuple[Row, int | None]] = {}
        self.seen: dict[int, int] = {}
        self.numbered: dict[str, int | None] = {}
        self.touched: set[int] = set()

    # one row

    def judge(self, row: Row) -> None:
        variant = row.shape.variant
        if variant == "member":
            self.judge_member(row)
        elif variant == "register":
            self.judge_register(row)
        elif row.continues is not None:
            row.tally = {"household": row.continues}
            self.member_of(row, self.current)
        elif variant == "merged" and self.repeats_household(row):
            row.tally = {"household": self.current_row}
            self.member_of(row, self.current)
        else:
            row.tally = {"household": row.number}
            self.current, self.current_row = None, row.number
            self.current_key = (row.values.get("village"), row.values.get("head"))
            self.current = self.judge_household(row, with_member=variant == "merged")

    def repeats_household(self, row: Row) -> bool:
        """Not merged, but written again in front of every member."""
        key = (row.values.get("village"), row.values.get("head"))
        return key == self.current_key and key[1] is not None and row.get("relation") not in _HEADS

    def judge_household(self, row: Row, *, with_member: bool) -> int:
        township = self.township(row)
        row.group = self.places.village(row.get("village"), township)
        head = row.need("head", "E_NAME_MISSING", cells.to_name)
        village = self.village(row, township)
        if village is None:
            raise Refused("没有填行政村，请补上", code="E_VILLAGE_UNKNOWN", field="village")
        if village.parent_id != township.pk:
            raise Refused(f"{village}不是{township}的村", code="E_VILLAGE_UNKNOWN", field="village")
        category = self.word(row, "category", "category", code="E_CATEGORY_UNKNOWN")
        number = row.get("id_number", cells.to_id_number)
        if with_member and row.get("name", cells.to_name) != head and row.get("relation") not in _HEADS:
            number = ""  # the first line is not the head's: its number is somebody else's
        index = blind_index(number)
        same = self.households.by_head.get((village.pk, head), ())
        if index in self.owner and index:
            pk, name = self.owner[index]
            if pk in same and name == head:
                self.current = pk  # its members, if they follow, are compared one by one
                raise Refused("前面已经有这一户", code="E_DUP_ROW", field="head")
            raise Refused("身份证号与前面的另一个人重复，请核对", code="E_ID_DUPLICATE", field="id_number")
        if same and not index:
            raise Refused("前面已经有这一户", code="E_DUP_ROW", field="head")
        values = self.values(row)
        person = self.person(row, None) if with_member else None
        population = row.get("population", cells.to_int)
        self.years(values)
        pk = self.new_household(row, township, village, head, number, index, category, values, population)
        self.stated[pk] = (row, population)
        if person:
            self.add_member(pk, person)
        return pk

    def values(self, row: Row) -> dict:
        causes = [self.cause(one) for one in row.get("other_causes", split_words)]
        main = self.cause(row.get("main_cause"))
        return {
            "natural_village": row.get("natural_village", cells.to_line, limit=60),
            "status": self.word(row, "status", "status", strict=False),
            "main_cause": main[:20],
            "other_causes": list(dict.fromkeys(one for one in causes if one and one != main)),
            "labour_count": row.get("labour_count", cells.to_int),
            "identified": row.get("identified", cells.to_year),
            "exit": row.get("exit", cells.to_year),
            "housing": row.get("housing", cells.to_line, limit=20),
            "arable": row.get("arable", cells.to_number),
            "measures": row.get("measures", split_words),
            "note": row.get("note", cells.to_line, limit=200),
        }

    def cause(self, text: str) -> str:
        return self.known_word("cause", text) or text

    def known_word(self, table: str, text: str) -> str:
        if not text or text in cells.NOTHING:
            return ""
        try:
            return cells.to_choice(text, self.words_of.get(table, {}))
        except cells.CellError:
            return ""

    def word(self, row: Row, key: str, table: str, *, code: str = "", strict: bool = True) -> str:
        """A word of a code table; an unknown one refuses the row where ``strict``."""
        text = row.get(key, cells.to_line, limit=100)
        if not text or text in cells.NOTHING:
            return ""
        found = self.known_word(table, text)
        if not found and strict:
            known = "、".join(self.words_of.get(table, {}))
            raise Refused(f"写的是“{text}”，应为：{known}", code=code, field=key)
        return found or text[:20]

    def years(self, values: dict) -> None:
        flow.check_years(values["identified"], None, today=self.scope.today)

    def new_household(self, row, township, village, head, number, index, category, values, population) -> int:
        statuses = self.status_history(values)
        pk = self.table.add(
            self.county.pk,
            township.pk,
            village.pk,
            values["natural_village"],
            head,
            search_key(head),
            number,
            index,
            row.phone(),
            category,
            statuses[-1][0] if statuses else values["status"],
            values["main_cause"],
            values["other_causes"],
            population or 0,
            values["labour_count"],
            values["identified"],
            values["exit"],
            values["housing"],
            values["arable"],
            values["measures"],
            values["note"],
        )
        self.households.add(pk, village.pk, township.pk, head, index)
        if index:
            self.owner[index] = (pk, head)
        for status, since, ground in statuses:
            self.statuses.add(pk, status, since, ground)
        for year, amount in self.yearly(row):
            self.incomes.add(pk, year, amount)
        return pk

    def status_history(self, values: dict) -> list[tuple[str, date, str]]:
        """What the years say, and what the ledger says it is now."""
        today = self.scope.today
        history = []
        if values["identified"]:
            history.append(("贫困户", date(values["identified"], 1, 1), "台账：识别年度"))
        if values["exit"] and values["exit"] <= today.year:
            history.append(("脱贫户", date(values["exit"], 12, 31), "台账：脱贫年度"))
        if values["status"] and (not history or history[-1][0] != values["status"]):
            since = max([today.replace(month=1, day=1), *(day for _, day, _ in history)])
            if not history or since > history[-1][1]:
                history.append((values["status"], since, "台账：户类型"))
        days = [day for _, day, _ in history]
        return history if days == sorted(set(days)) else history[-1:]

    def yearly(self, row: Row) -> Iterable[tuple[int, object]]:
        for key in row.values:
            if key.startswith("income_"):
                amount = row.get(key, cells.to_money)
                if amount is not None:
                    yield int(key[-4:]), amount
        amount = row.get("per_capita", cells.to_money)
        if amount is not None:
            year = row.get("data_date", cells.to_year)
            if year is None:
                found = re.search(
                    r"(20\d\d|19\d\d)", f"{row.context.get('title', '')} {row.context.get('time', '')}"
                )
                year = int(found[1]) if found else None
            if year:
                yield year, amount

    # members

    def judge_member(self, row: Row) -> None:
        township = self.township(row)
        head = row.need("head", "E_NAME_MISSING", cells.to_name)
        village = self.places.village(row.get("village"), township) if row.values.get("village") else None
        index = ""
        if row.values.get("head_id") is not None:
            index = blind_index(row.get("head_id", cells.to_id_number))
        if village is not None:
            found = self.households.by_head.get((village.pk, head), ())
        else:
            found = self.households.in_township.get((township.pk, head), ())
        pk = self.households.by_id.get(index) if index else None
        if pk is None and found:
            pk = found[0] if len(found) == 1 else self.latest(found)
        self.member_of(row, pk)

    def latest(self, found: Sequence[int]) -> int:
        """Of namesakes in a village the one whose members are being listed."""
        return next((pk for pk in found if pk not in self.seen), found[-1])

    def judge_register(self, row: Row) -> None:
        number = row.need("household_no", "E_CODE_MISSING")
        if row.get("relation") in _HEADS:
            row.tally = {"household": number}
            self.numbered[number] = None
            row.values["head"] = row.values.get("name")
            self.numbered[number] = self.judge_household(row, with_member=True)
            return
        self.member_of(row, self.numbered.get(number))

    def member_of(self, row: Row, pk: int | None) -> None:
        if pk is None:
            raise Refused(
                "这一户的户主行没有导入，请先改好户主那一行", code="E_PARENT_REJECTED", field="head"
            )
        self.seen[pk] = self.seen.get(pk, 0) + 1
        household = self.members.setdefault(pk, Members())
        try:
            person = self.person(row, pk)
        except Refused as refused:
            if refused.code != "E_DUP_ROW":
                household.leave_gap()  # its correction will take this place
            else:
                self.seen[pk] -= 1
            raise
        self.seen[pk] -= 1
        self.add_member(pk, person)

    def person(self, row: Row, pk: int | None) -> tuple:
        """The cells of a member, judged; ``pk`` is None while the household is being made."""
        name = row.need("name", "E_NAME_MISSING", cells.to_name)
        number = row.get("id_number", cells.to_id_number)
        index = blind_index(number)
        known = self.members.get(pk) if pk is not None else None
        if known and known.has(name, index):
            raise Refused("前面已经有这个人", code="E_DUP_ROW", field="name")
        if index and pk is not None and index in self.owner and self.owner[index] != (pk, name):
            raise Refused("身份证号与前面的另一个人重复，请核对", code="E_ID_DUPLICATE", field="id_number")
        gender = row.get("gender", cells.to_choice, GENDERS, label="性别")
        if number and not gender:
            gender = "male" if cells.sex_of(number) == "男" else "female"
        born = cells.birth_of(number) if number else row.get("birth", cells.to_date)
        return (
            name,
            row.get("relation", cells.to_line, limit=20),
            gender,
            born,
            number,
            index,
            row.get("education", cells.to_line, limit=20),
            row.get("student", cells.to_line, limit=20),
            row.get("health", cells.to_line, limit=20),
            row.get("labour", cells.to_line, limit=20),
        )

    def add_member(self, pk: int, person: tuple) -> None:
        household = self.members.setdefault(pk, Members())
        self.seen[pk] = self.seen.get(pk, 0) + 1
        seq = household.next_seq()
        household.put(seq, person[0], person[5])
        if person[5]:
            self.owner.setdefault(person[5], (pk, person[0]))
        self.member_table.add(pk, seq, *person)
        self.touched.add(pk)

    # the end of a file

    def open(self, place) -> None:
        super().open(place)
        self.current = self.current_key = None

    def keeps(self, row: Row) -> bool:
        return row.shape.variant != "member" and bool(row.tally)

    def close(self) -> None:
        for pk, (row, population) in self.stated.items():
            counted = self.seen.get(pk)
            if counted is not None and population is not None and counted != population:
                row.warn(
                    "W_POPULATION_MISMATCH",
                    "population",
                    f"写的是 {population} 人，成员有 {counted} 行，以成员为准",
                )
        for pk in self.touched:
            household = self.members[pk]
            household.settle()
            stated = self.stated.get(pk)
            if stated is None or stated[1] != household.count:
                self.out.change(Household, pk, population=household.count)
        self.begin()

    # out again

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        merged = cls.shapes[2]
        keys = words(
            "township village natural_village head population labour_count category status "
            "main_cause other_causes "
            "identified exit housing arable phone measures note "
            "name relation gender id_number education student health labour"
        )
        found = [merged.field(key) for key in keys]
        years = HouseholdIncome.objects.exclude(per_capita=None).order_by("year")
        return found + [
            Field(f"income_{year}", f"{year}年人均纯收入")
            for year in years.values_list("year", flat=True).distinct()
        ]

    def export(self) -> Iterable[Sequence]:
        rows = Household.objects.filter(county=self.county).select_related("township", "village")
        if self.bound:
            rows = rows.filter(township=self.bound)
        years = [int(one.key[-4:]) for one in self.export_fields() if one.key.startswith("income_")]
        rows = rows.order_by("village__code", "pk").prefetch_related("members", "incomes")
        for one in rows.iterator(chunk_size=500):
            income = {x.year: x.per_capita for x in one.incomes.all()}
            house = (
                one.township.name,
                one.village.name,
                one.natural_village,
                one.head_name,
                one.population,
                one.labour_count,
                one.category,
                one.status,
                one.main_cause,
                "、".join(one.other_causes),
                one.identified_year,
                one.exit_year,
                one.housing,
                one.arable_mu,
                opened(one.phone),
                "、".join(one.measures),
                one.note,
            )
            tail = tuple(income.get(year) for year in years)
            members = list(one.members.all())
            for n, member in enumerate(members):
                yield (
                    *house,
                    member.name,
                    member.relation,
                    member.get_gender_display(),
                    opened(member.id_number),
                    member.education,
                    member.student,
                    member.health,
                    member.labour,
                    *tail,
                )
                if n == 0:
                    tail = (None,) * len(years)
            if not members:
                yield (*house, one.head_name, "户主", "", opened(one.id_number), "", "", "", "", *tail)

    @classmethod
    def undoing(cls, made) -> None:
        """Households that stay while members of theirs go are counted anew."""
        going = set(made.get("pairing.HouseholdMember", ()))
        if not going:
            return
        stay = HouseholdMember.objects.filter(pk__in=going).exclude(
            household__in=made.get("pairing.Household", ())
        )
        for pk in set(stay.values_list("household_id", flat=True)):
            left = HouseholdMember.objects.filter(household=pk).exclude(pk__in=going).count()
            Household.objects.filter(pk=pk).update(population=left)


@dataclass
class Members:
    """Who is in a household, and which places in it are free."""

    names: dict[tuple[str, str], int] = field(default_factory=dict)
    last: int = 0
    gaps: list[int] = field(default_factory=list)
    new_gaps: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.names)

    def has(self, name: str, index: str) -> bool:
        return (name, index) in self.names

    def put(self, seq: int, name: str, index: str) -> None:
        self.new_gaps += range(self.last + 1, seq)
        self.names[(name, index)] = seq
        self.last = max(self.last, seq)

    def leave_gap(self) -> None:
        self.last += 1
        self.new_gaps.append(self.last)

    def next_seq(self) -> int:
        """The place of a refused row, once its file is closed; else the next one."""
        return self.gaps.pop(0) if self.gaps else self.last + 1

    def settle(self) -> None:
        self.gaps = sorted(self.gaps + self.new_gaps)
        self.new_gaps = []


def split_words(value) -> list[str]:
    """``健康扶贫、危房改造；光伏`` → three words."""
    text = cells.to_text(value)
    return [
        one.strip()
        for one in re.split(r"[、，,;；/\n]+", text)
        if one.strip() and one.strip() not in cells.NOTHING
    ]


# ---- pairings ---------------------------------------------------------------------------

_UNTIL = re.compile(
    r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?\s*(?:止|结束|终止|截止|解除|调整|更换)"
)
_DEPUTY = Field(
    "deputy",
    "代表姓名",
    words(
        "帮扶代表 结对代表 帮扶责任人 代表 联系代表 帮扶人 帮扶干部 帮扶人姓名 人大代表 "
        "结对帮扶代表 责任代表 "
        "帮扶责任人姓名 帮扶联系人 包户代表 挂钩代表 姓名"
    ),
    required=True,
    groups=("帮扶责任人", "代表", "帮扶人"),
)
_DEPUTY_PHONE = Field(
    "deputy_phone",
    "代表电话",
    (
        "联系电话",
        "电话",
        "手机号码",
        "手机号",
        "帮扶人手机号",
        "联系方式",
        "帮扶人电话",
        "手机",
        "代表联系电话",
    ),
    groups=("帮扶责任人", "代表", "帮扶人"),
)
_START = Field(
    "start",
    "结对时间",
    words(
        "结对日期 开始时间 帮扶时间 结对开始时间 帮扶开始时间 起始时间 结对起始时间 "
        "建立时间 帮扶起始时间 开始日期"
    ),
)


@dataclass
class Pairs:
    """Who looks after whom, kept up to date while rows are judged."""

    spans: dict[tuple[int, int], list[tuple[date, date | None]]] = field(default_factory=dict)
    of_person: dict[int, set[int]] = field(default_factory=dict)
    of_household: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, county: County) -> Pairs:
        made = cls()
        rows = Pairing.objects.filter(county=county, person__isnull=False)
        for row in rows.values_list("person_id", "household_id", "started_on", "ended_on").iterator():
            made.add(*row)
        return made

    def add(self, person: int, household: int, started_on: date, ended_on: date | None) -> None:
        self.spans.setdefault((person, household), []).append((started_on, ended_on))
        if ended_on is None:
            self.of_person.setdefault(person, set()).add(household)
            self.of_household.setdefault(household, set()).add(person)

    def overlaps(self, person: int, household: int, started_on: date, ended_on: date | None) -> bool:
        return any(
            (until is None or started_on <= until) and (ended_on is None or since <= ended_on)
            for since, until in self.spans.get((person, household), ())
        )


def pairs_of(shared: dict, county: County) -> Pairs:
    if "pairs" not in shared:
        shared["pairs"] = Pairs.of(county)
    return shared["pairs"]


class PairingLedger(HouseholdReferences):
    """结对帮扶台账: a row for each pairing, or one for each deputy with all households in a cell."""

    kind, label, order = "pairing", "结对帮扶台账", 60
    page = "pairing:pairings"
    named = frozenset({"head", "households"})
    shapes = (
        LedgerShape(
            kind="pairing",
            label="结对帮扶台账",
            titles=words("结对帮扶 结对 帮扶台账 帮扶名单 联系户 包户"),
            identity=("deputy", "head"),
            fields=(
                TOWNSHIP,
                _DEPUTY,
                Field("level", "代表层级", LEVEL_WORDS, groups=("代表", "帮扶责任人")),
                Field(
                    "work",
                    "工作单位及职务",
                    (*WORK_WORDS, "工作单位", "单位", "职务"),
                    groups=("代表", "帮扶责任人"),
                ),
                _DEPUTY_PHONE,
                Field(
                    "head",
                    "户主姓名",
                    HEAD_WORDS,
                    required=True,
                    groups=("帮扶户", "贫困户", "帮扶对象", "联系户"),
                ),
                Field("head_id", "户主身份证号", (*HEAD_ID_WORDS, *ID_WORDS)),
                Field("village", "所在村", (*VILLAGE_WORDS, "村、组", "住址", "家庭住址")),
                Field("population", "家庭人口", words("人口 人数 家庭人数 家庭人口数 人口数")),
                Field("category", "贫困户属性", words("属性 贫困类型 户属性 贫困户类型 户类型")),
                Field("cause", "致贫原因", words("主要致贫原因")),
                _START,
                Field(
                    "end",
                    "结束时间",
                    words("终止时间 截止时间 结束日期 解除时间 帮扶结束时间 终止日期 结对结束时间"),
                ),
                Field("measure", "帮扶措施", words("主要帮扶措施 措施 帮扶内容 帮扶计划 帮扶方式 帮扶项目")),
                Field("source", "来源", words("结对来源 结对方式 产生方式 确定方式")),
                Field("target", "目标", words("帮扶目标 脱贫目标")),
                Field("note", "备注", words("说明")),
            ),
        ),
        LedgerShape(
            kind="pairing",
            variant="list",
            label="结对帮扶一览表",
            titles=words("结对帮扶 结对 帮扶台账 帮扶名单 一览表"),
            identity=("deputy",),
            fields=(
                TOWNSHIP,
                _DEPUTY,
                Field("level", "代表层级", LEVEL_WORDS),
                Field("work", "工作单位及职务", (*WORK_WORDS, "工作单位", "单位", "职务")),
                _DEPUTY_PHONE,
                Field("count", "帮扶户数", words("户数 结对户数 联系户数 帮扶户数（户） 结对数")),
                Field(
                    "households",
                    "帮扶对象（村、户主）",
                    words(
                        "帮扶对象 帮扶户（村、户主） 结对帮扶户 结对户名单 帮扶户名单 帮扶对象名单 "
                        "联系户名单 结对贫困户 联系户（村、户主）"
                    ),
                    required=True,
                ),
                _START,
                Field("end", "结束时间", words("终止时间 截止时间 结束日期")),
                Field("measure", "帮扶措施", words("主要帮扶措施 措施 帮扶内容")),
                Field("source", "来源", words("结对来源 结对方式")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"户": "row", "名": "deputy", "人": "deputy"}
    summed = ("count",)
    secret = frozenset({"head_id", "deputy_phone"})

    def load(self) -> None:
        super().load()
        self.pairs = pairs_of(self.shared, self.county)
        self.policy = self.county.policy(PairingPolicy)
        self.sources = {
            "unit_assigned": (Pairing.Source.UNIT_ASSIGNED.label,),
            "presidium": (Pairing.Source.PRESIDIUM.label,),
            "application": (Pairing.Source.APPLICATION.label,),
            "nearest": (Pairing.Source.NEAREST.label,),
        }
        codes = {"unit": "unit_assigned", "nearness": "nearest"}
        for term in self.policy.sources:
            key = codes.get(term.code, term.code)
            self.sources[key] = (*self.sources.get(key, ()), term.label, *term.also)
        self.table = self.out.table(
            Pairing,
            words(
                "county_id township_id deputy_township_id household_id person_id source "
                "started_on ended_on measure target note"
            ),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        if village := row.get("village"):
            row.group = self.places.village(village, township) or village
        if row.shape.variant == "list":
            self.judge_list(row, township)
            return
        # A damaged date says more than a namesake does; but without a deputy there is no row.
        deputy = self.deputy(row, "deputy", township)
        household = self.household(row, township)
        started_on, ended_on = row.get("start", cells.to_date), row.get("end", cells.to_date)
        self.pair(row, deputy, [(household, started_on, ended_on)])

    def judge_list(self, row: Row, township: Region) -> None:
        deputy = self.deputy(row, "deputy", township)
        text = row.need("households", "E_NAME_MISSING", cells.to_text)
        named = [one.strip() for one in re.split(r"[、，,;；\n]+", text) if one.strip()]
        found = [self.named_household(one, township) for one in named]
        dates = row.get("start", cells.to_dates)
        if len(dates) == 1:
            dates *= len(found)
        if len(dates) != len(found):
            code, what = (
                ("E_DATE_MISSING", "没有填结对时间")
                if not dates
                else (
                    "E_DATE_INVALID",
                    f"有 {len(found)} 户，写了 {len(dates)} 个日期，请一一对应",
                )
            )
            raise Refused(what, code=code, field="start")
        ended_on = row.get("end", cells.to_date) or ends_in(row.get("note"))
        self.pair(row, deputy, [(one, day, ended_on) for one, day in zip(found, dates, strict=True)])

    def named_household(self, text: str, township: Region) -> int:
        """``渔沟镇某村张三`` or ``某村：张三``."""
        parts = re.split(r"[:：\-—]", text, maxsplit=1)
        if len(parts) == 2 and self.places.village(parts[0], township):
            return self.household_of(parts[0], cells.to_name(parts[1]), township, key="households")
        found = self.places.split(text, township)
        if found is None:
            return self.household_of("", cells.to_name(text), township, key="households")
        village, head = found
        head = cells.to_name(head)
        known = self.households.by_head.get((village.pk, head), ())
        if len(known) == 1:
            return known[0]
        return self.household_of(village.name, head, self.places.by_code[village.code[:9]], key="households")

    def pair(self, row: Row, deputy, wanted: list[tuple[int, date | None, date | None]]) -> None:
        """Judge all households of the row together, then add them."""
        mine = set(self.pairs.of_person.get(deputy.pk, ()))
        for household, started_on, ended_on in wanted:
            flow.check_days(started_on, ended_on, window=self.window)
            if self.pairs.overlaps(deputy.pk, household, started_on, ended_on):
                raise Refused("前面已经有这一对结对", code="E_DUP_ROW", field="head")
            if ended_on is not None:
                continue
            others = self.pairs.of_household.get(household, set()) - {deputy.pk}
            head = "head" if row.shape.variant != "list" else "households"
            try:
                findings = flow.judge_limits(
                    self.policy,
                    deputy=deputy.name,
                    households_of_deputy=len(mine),
                    deputies_of_household=len(others),
                )
            except Refused as refused:
                column = "deputy" if refused.field == "person" else head
                raise Refused(refused.sentence, code=refused.code, field=column) from None
            for finding in findings:
                row.warn(finding.code, head, finding.sentence)
            mine.add(household)
        source = row.get("source", cells.to_choice, self.sources, code="E_SOURCE_UNKNOWN", label="来源")
        measure = row.get("measure", cells.to_line, limit=200)
        target = row.get("target", cells.to_line, limit=200)
        note = row.get("note", cells.to_line, limit=200)
        for household, started_on, ended_on in wanted:
            self.table.add(
                self.county.pk,
                self.households.township[household],
                deputy.township,
                household,
                deputy.pk,
                source,
                started_on,
                ended_on,
                measure,
                target,
                note,
            )
            self.pairs.add(deputy.pk, household, started_on, ended_on)
        row.tally = {"deputy": deputy.pk}

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = "township deputy level deputy_phone head head_id village start end measure source target note"
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Pairing.objects.filter(county=self.county, person__isnull=False).select_related(
            "deputy_township", "person", "household__village", "household__township"
        )
        if self.bound:
            rows = rows.filter(deputy_township=self.bound)
        for one in rows.order_by("deputy_township__code", "person_id", "started_on", "pk").iterator(
            chunk_size=2000
        ):
            deputy = self.people.by_pk[one.person_id]
            yield (
                one.deputy_township.name,
                name_with_level(self, one.person_id),
                "、".join(self.words.label(level) for level in deputy.seats),
                opened(one.person.phone),
                one.household.head_name,
                opened(one.household.id_number),
                village_word(one.household, one.deputy_township_id),
                one.started_on,
                one.ended_on,
                one.measure,
                one.get_source_display(),
                one.target,
                one.note,
            )


def village_word(household: Household, township_id: int) -> str:
    """The village as a township's ledger names it: another township stands in front."""
    if household.township_id == township_id:
        return household.village.name
    return household.township.name + household.village.name


def ends_in(note: str) -> date | None:
    """``2018年9月1日止`` in the remarks."""
    found = _UNTIL.search(note)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
