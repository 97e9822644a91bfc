"""Ledgers of what deputies did: visits to households, activities with attendance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from congress_poverty.imports.ledger import Row, remembered, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.layout import Field, LedgerShape
from deputies.lookup import Deputy
from deputies.models import DeputyGroup, Region, Station
from deputies.sheets import LEVEL_WORDS, TOWNSHIP, VILLAGE_WORDS, name_with_level
from pairing.sheets import (
    HEAD_ID_WORDS,
    HEAD_WORDS,
    HouseholdReferences,
    pairs_of,
    split_words,
    village_word,
)

from . import flow, summary
from .models import Activity, Attendance, Visit, VisitDeputy
from .policy import VisitPolicy

_WHO = words(
    "走访代表 代表姓名 代表 走访人 走访人员 帮扶干部 帮扶代表 入户代表 联系代表 "
    "人大代表 走访人姓名 帮扶人 帮扶责任人 姓名"
)
NO_AMOUNT = Decimal(0)


class VisitLedger(HouseholdReferences):
    """走访记录台账: a row for each visit to a household."""

    kind, label, order = "visit", "走访记录", 70
    page = "visits:list"
    named = frozenset({"head"})
    shapes = (
        LedgerShape(
            kind="visit",
            label="走访记录",
            titles=words("走访记录 走访台账 走访 入户记录 帮扶记录 联系记录"),
            identity=("date", "deputy", "head", "note"),
            fields=(
                TOWNSHIP,
                Field(
                    "date",
                    "走访时间",
                    words(
                        "走访日期 时间 日期 入户时间 帮扶时间 活动时间 联系时间 走访（帮扶）时间 "
                        "入户日期 开展时间"
                    ),
                    required=True,
                ),
                Field("deputy", "走访代表", _WHO, required=True),
                Field(
                    "together",
                    "同行代表",
                    words("同行人员 随行代表 共同走访代表 同行 一同走访 其他代表 陪同代表 同行人"),
                ),
                Field("level", "代表层级", LEVEL_WORDS),
                Field(
                    "village", "所在村", (*VILLAGE_WORDS, "村、组", "走访地点", "住址", "家庭住址", "地址")
                ),
                Field("head", "走访户（户主）", HEAD_WORDS, required=True),
                Field("head_id", "户主身份证号", HEAD_ID_WORDS),
                Field("mode", "走访形式", words("走访方式 形式 方式 联系方式（形式） 联系形式 活动形式")),
                Field(
                    "act",
                    "“六个一”活动",
                    words(
                        "六个一 六个一活动 帮扶形式 活动内容 活动类型 “六个一” 六个一内容 n个一 五个一 "
                        "三个一 帮扶类型 帮扶方式"
                    ),
                ),
                Field(
                    "note",
                    "走访内容",
                    words(
                        "帮扶内容 走访情况 走访情况记录 走访记录 走访主要内容 谈话内容 内容 主要内容 "
                        "具体内容 情况记录 成效内容 工作内容"
                    ),
                ),
                Field(
                    "issue",
                    "反映问题",
                    words(
                        "存在问题 问题 反映的问题 困难问题 存在困难 存在的困难 存在的问题 群众诉求 诉求 "
                        "意见建议 困难和问题"
                    ),
                ),
                Field(
                    "result",
                    "办理情况",
                    words("解决情况 处理情况 办理结果 落实情况 问题解决情况 处理结果 解决结果"),
                ),
                Field(
                    "amount",
                    "资金物资（元）",
                    words(
                        "折款 资金物资 捐助金额 金额 资金物资折款 帮扶资金 慰问金额 折款（元） "
                        "资金物资折款（元） 投入资金 捐款捐物折款"
                    ),
                ),
                Field("goods", "物资", words("捐赠物资 慰问品 物品")),
                Field("met_whom", "见到谁", words("见到何人 接待人 受访人 见面对象")),
                Field("next_step", "下一步", words("下一步打算 下步打算 下一步措施 下一步计划")),
                Field("note2", "备注", words("说明 贫困户签字 签字")),
            ),
        ),
    )
    units = {"次": "row", "条": "row"}
    summed = ("amount",)
    secret = frozenset({"head_id"})

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(VisitPolicy)
        self.pairs = pairs_of(self.shared, self.county)
        self.modes = {term.label: term.also for term in self.policy.modes}
        self.items = {term.label: term.also for term in self.policy.n_ones.items}
        self.mode_of, self.acts_of = remembered(self.mode), remembered(self.acts)
        self.money_of = remembered(cells.to_money)
        self.said: dict[int, set[int]] = {}
        self.known: dict[int, set[int]] = {}
        self.new: set[int] = set()
        self.gathered = summary.Gathered()
        self.limits = {
            one.name: one.max_length
            for one in Visit._meta.concrete_fields
            if getattr(one, "max_length", None)
        }
        self.table = self.out.table(
            Visit,
            words(
                "county_id township_id household_id visited_on mode acts note issue result "
                "next_step met_whom amount goods "
                "source recorded_by deputy_names"
            ),
        )
        self.went = self.out.table(VisitDeputy, ("visit_id", "person_id", "is_lead", "order"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        names = self.names(row, "deputy", township)
        if not names:
            raise Refused("没有填走访代表，请补上", code="E_NAME_MISSING", field="deputy")
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        row.group = (day.year, day.month)
        self.window.check(day, what="走访时间", field="date")
        household = self.household(row, township)
        people = [self.visitor(name, bracket, township, household, row, "deputy") for name, bracket in names]
        if row.values.get("together") is not None:
            for name, bracket in self.names(row, "together", township):
                people.append(self.visitor(name, bracket, township, household, row, "together"))
        people = {one.pk: one for one in people}
        first = next(iter(people.values()))
        note = row.get("note", cells.to_text, limit=self.limits["note"])
        issue = row.get("issue", cells.to_line, limit=self.limits["issue"])
        result = row.get("result", cells.to_line, limit=self.limits["result"])
        amount = row.get("amount", self.money_of) or NO_AMOUNT
        if amount < 0:
            raise Refused("金额不能是负数", code="E_NUMBER_INVALID", field="amount")
        self.once(township, day, household, first, note, issue)
        spans = self.pairs.spans.get((first.pk, household))
        if spans and day < min(since for since, _ in spans):
            for finding in flow.judge_pairing(day, spans, deputy=first.name, before_pairing=True):
                row.warn(finding.code, "date", finding.sentence)
        self.write(row, township, day, household, people, note, issue, result, amount)

    def visitor(self, name, bracket, township: Region, household: int, row: Row, key: str) -> Deputy:
        """A namesake is told apart by the bracket, the level column, or who looks after the household."""
        found = self.people.by_name.get((township.id, name))
        if found and len(found) == 1:
            return found[0]
        try:
            levels = self.levels(row) if row.values.get("level") is not None else ()
        except Refused:
            levels = ()
        return self.people.find(
            name,
            township.id,
            bracket=bracket,
            levels=levels,
            linked=lambda one: (one.pk, household) in self.pairs.spans,
            key=key,
        )

    def once(
        self, township: Region, day: date, household: int, deputy: Deputy, note: str, issue: str
    ) -> None:
        """The same people, household, day and words are the same visit."""
        if township.id not in self.said:
            self.said[township.id] = self.stored(township)
        said = hash((day, household, note, issue))
        mark = hash((township.id, said, deputy.pk))
        if mark in self.new or (said in self.said[township.id] and mark in self.stored_of(township)):
            raise Refused("前面已经有完全相同的走访", code="E_DUP_ROW", field="note")
        self.new.add(mark)

    def stored(self, township: Region) -> set[int]:
        """What the township's visits in the database say: a number each, so that a year's visits fit."""
        rows = Visit.objects.filter(township=township).order_by()
        found = rows.values_list("visited_on", "household_id", "note", "issue")
        return set(map(hash, found.iterator(chunk_size=2000)))

    def stored_of(self, township: Region) -> set[int]:
        """The same with the first deputy; asked for when a row says what a visit said already."""
        if township.id not in self.known:
            rows = VisitDeputy.objects.filter(visit__township=township, is_lead=True).values_list(
                "person_id", "visit__visited_on", "visit__household_id", "visit__note", "visit__issue"
            )
            self.known[township.id] = {
                hash((township.id, hash(tuple(said)), person))
                for person, *said in rows.iterator(chunk_size=2000)
            }
        return self.known[township.id]

    def mode(self, cell) -> str:
        return own_word(cells.to_line(cell, limit=20), self.modes)

    def acts(self, cell) -> tuple[str, ...]:
        return tuple(own_word(one, self.items) for one in split_words(cell))

    def write(
        self, row, township, day, household, people: Mapping[int, Deputy], note, issue, result, amount
    ) -> None:
        pk = self.table.add(
            self.county.id,
            township.id,
            household,
            day,
            row.get("mode", self.mode_of),
            row.get("act", self.acts_of),
            note,
            issue,
            result,
            row.get("next_step", cells.to_line, limit=200),
            row.get("met_whom", cells.to_line, limit=60),
            amount,
            row.get("goods", cells.to_line, limit=100),
            Visit.Source.LEDGER.value,
            "",
            "、".join(one.name for one in people.values())[:200],
        )
        for order, person in enumerate(people):
            self.went.add(pk, person, order == 0, order)
        if not self.out.dry:
            self.gathered.add(
                summary.VisitFact(self.county.id, township.id, household, tuple(people), day, amount)
            )

    def close(self) -> None:
        self.gathered.fold()
        self.gathered = summary.Gathered()

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> None:
        cls.lost = [
            fact
            for some in _chunks(made.get("visits.Visit", ()))
            for fact in _visit_facts(Visit.objects.filter(pk__in=some))
        ]

    @classmethod
    def undone(cls) -> None:
        summary.refold(cls.lost)
        cls.lost = []

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = (
            "township date deputy village head head_id mode act note issue result amount "
            "goods met_whom next_step"
        )
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Visit.objects.filter(county=self.county).select_related(
            "township", "household__village", "household__township"
        )
        if self.bound:
            rows = rows.filter(township=self.bound)
        rows = rows.order_by("township__code", "visited_on", "pk").prefetch_related("visitors")
        for one in rows.iterator(chunk_size=1000):
            people = [name_with_level(self, who.person_id) for who in one.visitors.all()]
            yield (
                one.township.name,
                one.visited_on,
                "、".join(people),
                village_word(one.household, one.township_id),
                one.household.head_name,
                opened(one.household.id_number),
                one.mode,
                "、".join(one.acts),
                one.note,
                one.issue,
                one.result,
                one.amount or None,
                one.goods,
                one.met_whom,
                one.next_step,
            )


def own_word(text: str, known: dict[str, tuple[str, ...]]) -> str:
    """The pack's word for a spelling; an unknown word stays as it was written."""
    if not text or text in known:
        return text
    return next((word for word, also in known.items() if text in also), text)


def _visit_facts(visits) -> Iterable[summary.VisitFact]:
    went: dict[int, list[int]] = {}
    links = VisitDeputy.objects.filter(visit__in=visits.order_by().values("pk")).order_by()
    for visit, person in links.values_list("visit_id", "person_id"):
        went.setdefault(visit, []).append(person)
    columns = ("pk", "county_id", "township_id", "household_id", "visited_on", "amount")
    for pk, county, township, household, on, amount in visits.order_by().values_list(*columns):
        yield summary.VisitFact(county, township, household, tuple(went.get(pk, ())), on, amount)


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for begin in range(0, len(ids), 500):
        yield ids[begin : begin + 500]


class ActivityLedger(HouseholdReferences):
    """代表活动登记簿: a row for each activity, with the names of those who came and were on leave."""

    kind, label, order = "activity", "代表活动登记", 80
    page = "visits:activities"
    shapes = (
        LedgerShape(
            kind="activity",
            label="代表活动登记",
            titles=words("活动登记 活动记录 活动台账 活动情况登记 活动登记簿 小组活动"),
            identity=("date", "topic"),
            fields=(
                TOWNSHIP,
                Field("date", "活动时间", words("活动日期 时间 日期 开展时间 举办时间"), required=True),
                Field(
                    "group",
                    "活动小组",
                    words("代表小组 小组 组织小组 小组名称 活动组织 组织单位 活动单位 主办小组 组别"),
                ),
                Field("station", "活动站点", words("站点 活动室 联络站 依托站点 活动阵地")),
                Field("kind", "活动形式", words("形式 活动类型 活动类别 类型 活动种类 活动方式")),
                Field("topic", "活动主题", words("主题 活动内容 活动名称 议题 内容 活动题目"), required=True),
                Field("place", "活动地点", words("地点 活动场所 举办地点")),
                Field(
                    "people",
                    "参加代表",
                    words(
                        "参加人员 参加人 到会代表 出席人员 出席代表 参会人员 参与代表 参加活动代表 实到人员"
                    ),
                ),
                Field("count", "参加人数", words("人数 实到人数 到会人数 参会人数 参加代表人数 出席人数")),
                Field("leave", "请假人员", words("请假代表 请假 请假人 因事请假")),
                Field("absent", "缺席人员", words("缺席代表 缺席 未到人员 无故缺席 未参加人员")),
                Field(
                    "summary",
                    "活动情况",
                    words("情况 活动情况简介 活动成效 主要情况 活动小结 情况说明 活动内容及成效"),
                ),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"次": "row", "场": "row", "期": "row"}

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(VisitPolicy)
        self.kinds = {term.label: term.also for term in self.policy.activity_kinds}
        if "groups" not in self.shared:
            rows = DeputyGroup.objects.filter(county=self.county).values_list("name", "township_id", "pk")
            self.shared["groups"] = {name: (pk, township) for name, township, pk in rows}
        if "stations" not in self.shared:
            rows = Station.objects.filter(county=self.county).values_list("township_id", "name", "pk")
            self.shared["stations"] = {(township, name): pk for township, name, pk in rows}
        stored = Activity.objects.filter(county=self.county).values_list(
            "township_id", "held_on", "group_id", "topic", "place", "summary"
        )
        self.known: set[tuple] = {tuple(one) for one in stored.iterator()}
        self.facts: list[summary.AttendanceFact] = []
        self.table = self.out.table(
            Activity,
            words(
                "county_id township_id group_id station_id held_on kind topic place summary "
                "present_count stated_present"
            ),
        )
        self.came = self.out.table(Attendance, ("activity_id", "person_id", "status"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        row.group = (day.year, day.month)
        flow.check_activity_day(day, window=self.window)
        topic = row.need("topic", "E_TITLE_MISSING", cells.to_line, limit=200)
        group, station = self.organiser(row, township)
        place = row.get("place", cells.to_line, limit=100)
        told = row.get("summary", cells.to_text, limit=1000)
        key = (township.id, day, group, topic, place, told)
        if key in self.known:
            raise Refused("前面已经有完全相同的活动", code="E_DUP_ROW", field="topic")
        people: dict[int, str] = {}
        for column, status in (
            ("people", Attendance.Status.PRESENT),
            ("leave", Attendance.Status.LEAVE),
            ("absent", Attendance.Status.ABSENT),
        ):
            for pk in self.participants(row, column, township):
                people.setdefault(pk, status)
        stated = row.get("count", cells.to_int)
        present = sum(status == Attendance.Status.PRESENT for status in people.values())
        self.known.add(key)
        pk = self.table.add(
            self.county.id,
            township.id,
            group,
            station,
            day,
            own_word(row.get("kind", cells.to_line, limit=20), self.kinds),
            topic,
            place,
            told,
            present,
            stated,
        )
        for person, status in people.items():
            self.came.add(pk, person, status)
        if not self.out.dry:
            came = tuple(person for person, status in people.items() if status == Attendance.Status.PRESENT)
            self.facts.append(summary.AttendanceFact(came, day))

    def close(self) -> None:
        summary.fold_attendance(self.facts)
        self.facts = []

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> None:
        cls.lost = [
            summary.AttendanceFact((person,), on)
            for some in _chunks(made.get("visits.Attendance", ()))
            for person, on in Attendance.objects.filter(pk__in=some).values_list(
                "person_id", "activity__held_on"
            )
        ]

    @classmethod
    def undone(cls) -> None:
        summary.refold(cls.lost)
        cls.lost = []

    def organiser(self, row: Row, township: Region) -> tuple[int | None, int | None]:
        """The group that held it, with or without its township in front, or the station."""
        groups, stations = self.shared["groups"], self.shared["stations"]
        name = row.get("group")
        station = stations.get((township.id, row.get("station")))
        if not name or name in cells.NOTHING:
            return None, station
        for full in (name, f"{township.name}{name}", f"{township}{name}"):
            if full in groups and groups[full][1] == township.id:
                return groups[full][0], station
        for full in (name, f"{township.name}{name}", f"{township.name}人大{name}"):
            if (township.id, full) in stations:
                return None, stations[(township.id, full)]
        if "小组" not in name and not name.endswith("组"):
            return None, station  # an activity room, the presidium: no group
        raise Refused(f"{township}没有“{name}”这个代表小组", code="E_GROUP_UNKNOWN", field="group")

    def participants(self, row: Row, column: str, township: Region) -> Iterable[int]:
        for name, bracket in self.names(row, column, township):
            try:
                yield self.people.find(name, township.id, bracket=bracket, key=column).pk
            except Refused as refused:
                row.warn("W_UNKNOWN_PARTICIPANT", column, refused.sentence)

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = "township date group station kind topic place people count leave absent summary"
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Activity.objects.filter(county=self.county).select_related("township", "group", "station")
        if self.bound:
            rows = rows.filter(township=self.bound)
        rows = rows.order_by("township__code", "held_on", "pk").prefetch_related("attendances")
        for one in rows.iterator(chunk_size=500):
            came: dict[str, list[str]] = {}
            for who in one.attendances.all():
                came.setdefault(who.status, []).append(name_with_level(self, who.person_id))
            yield (
                one.township.name,
                one.held_on,
                one.group.name if one.group else "",
                one.station.name if one.station else "",
                one.kind,
                one.topic,
                one.place,
                "、".join(came.get(Attendance.Status.PRESENT, ())),
                one.stated_present,
                "、".join(came.get(Attendance.Status.LEAVE, ())),
                "、".join(came.get(Attendance.Status.ABSENT, ())),
                one.summary,
            )
