"""The ledger of households, with or without their members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index, opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.text import search_key
from deputies.sheets import (
    ID_WORDS,
    TOWNSHIP,
    CountyLedger,
)

from .. import flow
from ..models import (
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMember,
    HouseholdStatus,
)
from .household_columns import HOUSE, PERSON
from .household_members import Members
from .lookup import (
    GENDERS,
    HEAD_ID_WORDS,
    HEAD_WORDS,
    Households,
)

_HEAD = re.compile(r"(?:户主|本人|或|[（()）/、]){1,5}")
_COMMON = re.compile(r"^建档立卡|(?:贫困户|贫困家庭|户|家庭|人员|对象|致贫|返贫)$")
_TITLES = words("贫困户 建档立卡 脱贫户 脱贫人口 监测对象 信息台账 农户信息 家庭成员 困难户")


class HouseholdLedger(CountyLedger):
    """Households and their members: two sheets, one sheet with the household merged over its
    members, or a register with a row for each person, where a number or the head's row begins a household.
    """

    kind, label, order = "household", "贫困户（联系户）信息台账", 50
    page = "visits:households"
    edits = "households.edit"
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
                Field("household_no", "户编号", words("户号 家庭编号 户编码")),
                Field("data_date", "数据日期", words("数据时间 截止日期 数据截止日期")),
                *(one for one in HOUSE if one.key != "head"),
                # Some write the name of every member under 户主姓名; then the relation says who is who.
                replace(PERSON[0], synonyms=(*PERSON[0].synonyms, *HEAD_WORDS)),
                *PERSON[1:],
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
        # Villages whose households are known from elsewhere: a list of members adds none to them.
        self.villages_listed = set(mine.order_by().values_list("village_id", flat=True).distinct())
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
        elif variant == "merged" and (self.repeats_household(row) or is_further_line(row)):
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
        return key == self.current_key and key[1] is not None and not is_head(row)

    def judge_household(self, row: Row, *, with_member: bool) -> int:
        township = self.township(row)
        row.group = self.places.village(row.get("village"), township)
        head = row.need("head", "E_NAME_MISSING", cells.to_name)
        village = self.village(row, township) or self.village_around(row, township)
        if village is None:
            raise Refused(
                "没有填行政村，请补上；整张表是一个村的，把村名写进标题或工作表名也行",
                code="E_VILLAGE_UNKNOWN",
                field="village",
            )
        if village.parent_id != township.pk:
            raise Refused(f"{village}不是{township}的村", code="E_VILLAGE_UNKNOWN", field="village")
        if row.shape.variant != "member":
            self.villages_listed.add(village.pk)
        category = self.word(row, "category", "category", code="E_CATEGORY_UNKNOWN")
        number = row.get("id_number", cells.to_id_number)
        if with_member and row.get("name", cells.to_name) != head and not is_head(row):
            number = ""  # the first line is not the head's: its number is somebody else's
        index = blind_index(number)
        same = self.households.by_head.get((village.pk, head), ())
        if index in self.owner and index:
            pk, name = self.owner[index]
            if pk in same and name == head:
                self.current = pk  # its members, if they follow, are compared one by one
                row.repeats(pk, "head", "前面已经有这一户", may_replace=True)
            else:
                row.repeats(pk, "id_number", "身份证号与前面的另一个人重复，请核对", code="E_ID_DUPLICATE")
        if same and not index:
            row.repeats(same[0], "head", "前面已经有这一户", may_differ=True, may_replace=True)
        values = self.values(row)
        person = self.person(row, None) if with_member else None
        population = row.get("population", cells.to_int)
        self.years(values)
        pk = self.new_household(row, township, village, head, number, index, category, values, population)
        if row.over is not None:
            return pk
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
        words_of = self.words_of.get(table, {})
        try:
            return cells.to_choice(text, words_of)
        except cells.CellError:
            kernel = _kernel(text)
            found = {
                label
                for label, also in words_of.items()
                if kernel and any(_kernel(word) == kernel for word in (label, *also))
            }
            return found.pop() if len(found) == 1 else ""

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
        pk = self.put(
            row,
            self.table,
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
        if row.over is not None:
            return pk
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
        if is_further_line(row):
            self.member_of(row, self.current)
            return
        self.current = None
        township = self.township(row)
        head = row.need("head", "E_NAME_MISSING", cells.to_name)
        village = self.village_around(row, township)
        if row.values.get("village"):
            village = self.places.village(row.get("village"), township)
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
        if pk is None and village is not None and is_head(row) and village.pk not in self.villages_listed:
            self.current = self.judge_household(row, with_member=True)
            return
        self.current = pk
        self.member_of(row, pk)

    def latest(self, found: Sequence[int]) -> int:
        """Of namesakes in a village the one whose members are being listed."""
        return next((pk for pk in found if pk not in self.seen), found[-1])

    def judge_register(self, row: Row) -> None:
        if "household_no" in row.columns:
            number = row.need("household_no", "E_CODE_MISSING")
        else:
            number = self.household_above(row)
        if is_head(row):
            row.tally = {"household": number}
            self.numbered[number] = None
            row.values["head"] = row.values.get("name")
            self.numbered[number] = self.judge_household(row, with_member=True)
            return
        self.member_of(row, self.numbered.get(number))

    def household_above(self, row: Row) -> str:
        """Of a register without numbers: whose row this is, the household of the last head."""
        village = row.values.get("village")
        if is_head(row):
            self.current_row, self.current_key = row.number, (village, None)
        elif self.current_key and village is not None and village != self.current_key[0]:
            raise Refused(
                "村名和上面的户主不同，又不是户主，看不出是哪一户的人，请核对村名或与户主关系",
                code="E_PARENT_REJECTED",
                field="village",
            )
        return f"{self.place.sheet} {self.current_row}"

    def member_of(self, row: Row, pk: int | None) -> None:
        if pk is None:
            raise Refused(
                "这一户的户主行没有导入，请先改好户主那一行，或先导入这个村的户信息",
                code="E_PARENT_REJECTED",
                field="head",
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
        self.current, self.current_row, self.current_key = None, 0, None

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
        rows = self.asked_for(Household.objects.filter(county=self.county))
        rows = rows.select_related("township", "village")
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


def is_head(row: Row) -> bool:
    """户主, 本人, 户主（本人）: the relation of the head to the head."""
    return bool(_HEAD.fullmatch(row.get("relation")))


def is_further_line(row: Row) -> bool:
    """A member below the head, with the household's cells left blank instead of merged."""
    told = any(row.values.get(key) is not None for key in ("head", "village", "head_id"))
    return not told and bool(row.get("relation")) and not is_head(row)


def _kernel(word: str) -> str:
    """What tells a word of a code table from the others: 五保 of 五保户, 五保贫困家庭."""
    return _COMMON.sub("", word)


def split_words(value) -> list[str]:
    """``健康扶贫、危房改造；光伏`` → three words."""
    text = cells.to_text(value)
    return [
        one.strip()
        for one in re.split(r"[、，,;；/\n]+", text)
        if one.strip() and one.strip() not in cells.NOTHING
    ]
