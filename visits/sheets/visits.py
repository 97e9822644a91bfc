"""走访记录台账: visits to households."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import CharField
from django.db.models.functions import Cast

from congress_poverty.imports.ledger import Row, remembered, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.lookup import Deputy
from deputies.models import Region
from deputies.sheets import LEVEL_WORDS, TOWNSHIP, VILLAGE_WORDS, name_with_level
from pairing.sheets import (
    HEAD_ID_WORDS,
    HEAD_WORDS,
    SEVERAL,
    HouseholdReferences,
    pairs_of,
    split_words,
    village_word,
)

from .. import flow, summary
from ..models import Visit, VisitDeputy
from ..policy import VisitPolicy
from .words import chunks, own_word

_WHO = words(
    "走访代表 代表姓名 代表 走访人 走访人员 帮扶干部 帮扶代表 入户代表 联系代表 "
    "人大代表 走访人姓名 帮扶人 帮扶责任人 姓名"
)
NO_AMOUNT = Decimal(0)


class VisitLedger(HouseholdReferences):
    """走访记录台账: a row for each visit to a household."""

    kind, label, order = "visit", "走访记录", 70
    page = "visits:list"
    edits = "visits.edit"
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
                    words(
                        "同行人员 随行代表 共同走访代表 同行 一同走访 其他代表 陪同代表 同行人 "
                        "一同前往代表 同去代表 同去人员 一起走访代表 同行（代表） 协同代表 随同代表 "
                        "随行人员 陪同人员"
                    ),
                ),
                Field("level", "代表层级", LEVEL_WORDS, holds=cells.could_be_level),
                Field(
                    "village", "所在村", (*VILLAGE_WORDS, "村、组", "走访地点", "住址", "家庭住址", "地址")
                ),
                Field("head", "走访户（户主）", HEAD_WORDS, required=True),
                Field("head_id", "户主身份证号", HEAD_ID_WORDS),
                Field(
                    "mode",
                    "走访形式",
                    words("走访方式 形式 方式 联系方式（形式） 联系形式 活动形式 联系方式 走访途径 走访类型"),
                ),
                Field(
                    "act",
                    "“六个一”活动",
                    words(
                        "六个一 六个一活动 帮扶形式 活动内容 活动类型 “六个一” 六个一内容 n个一 五个一 "
                        "三个一 帮扶类型 帮扶方式 落实六个一情况 开展六个一情况 六个一开展情况 "
                        "六个一落实情况 五个一情况 开展六个一 帮扶活动"
                    ),
                ),
                Field(
                    "note",
                    "走访内容",
                    words(
                        "帮扶内容 走访情况 走访情况记录 走访记录 走访主要内容 谈话内容 内容 主要内容 "
                        "具体内容 情况记录 成效内容 工作内容 了解情况及开展工作 了解到的情况 工作开展情况 "
                        "走访纪要 谈心内容 开展工作情况 走访纪实 工作记录 帮扶记录 走访帮扶情况 走访摘要 "
                        "交流内容 情况 交谈内容"
                    ),
                ),
                Field(
                    "issue",
                    "反映问题",
                    words(
                        "存在问题 问题 反映的问题 困难问题 存在困难 存在的困难 存在的问题 群众诉求 诉求 "
                        "意见建议 困难和问题 户主反映困难诉求 困难诉求 问题诉求 问题及诉求 困难及诉求 "
                        "收集问题 收集意见 群众意见 户主诉求 发现问题 发现的问题 需解决问题 "
                        "需要解决的问题 反映困难 困难需求 群众困难 户主反映的困难与诉求 提出问题 "
                        "意见和建议 存在困难及问题 困难及问题 问题困难 问题与困难"
                    ),
                ),
                Field(
                    "result",
                    "办理情况",
                    words(
                        "解决情况 处理情况 办理结果 落实情况 问题解决情况 处理结果 解决结果 跟踪办理情况 "
                        "跟踪处理情况 整改情况 解决落实情况 问题落实情况 帮助解决情况 办结情况 答复情况 "
                        "解决措施 问题化解情况 帮办情况 帮办结果"
                    ),
                ),
                Field(
                    "amount",
                    "资金物资（元）",
                    words(
                        "折款 资金物资 捐助金额 金额 资金物资折款 帮扶资金 慰问金额 折款（元） "
                        "资金物资折款（元） 投入资金 捐款捐物折款 慰问金 送去慰问金 慰问款 "
                        "慰问金（物）折款 折合金额 折合资金 帮扶金额 捐赠金额 物资折款 帮扶资金物资 "
                        "资助金额 资金 捐资金额 折价 物资折价 款物折合 帮扶款物 折合人民币 折合人民币金额 "
                        "折人民币"
                    ),
                    is_money=True,
                ),
                Field(
                    "goods",
                    "物资",
                    words("捐赠物资 慰问品 物品 慰问物品 捐赠物品 慰问物资 实物 所送物品 帮扶物资"),
                ),
                Field(
                    "met_whom",
                    "见到谁",
                    words(
                        "见到何人 接待人 受访人 见面对象 接谈对象 谈话对象 见面人 面谈对象 交谈对象 接待者"
                    ),
                ),
                Field(
                    "motivation",
                    "内生动力",
                    words("内生动力评价 脱贫意愿 发展意愿 致富意愿 脱贫志气 精神状态"),
                ),
                Field(
                    "next_step",
                    "下一步",
                    words(
                        "下一步打算 下步打算 下一步措施 下一步计划 下步工作 下步计划 下一步安排 后续措施 "
                        "今后打算 下一步帮扶计划"
                    ),
                ),
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
        self.levels_of = {term.label: term.also for term in self.policy.motivation}
        self.items = {term.label: term.also for term in self.policy.n_ones.items}
        self.mode_of, self.acts_of = remembered(self.mode), remembered(self.acts)
        self.motivation_of = remembered(self.motivation)
        self.money_of = remembered(cells.to_money)
        self.said: dict[int, set[int]] = {}
        self.known: dict[int, dict[int, int]] = {}
        self.new: dict[int, int] = {}
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
                "next_step met_whom motivation amount goods "
                "source recorded_by deputy_names"
            ),
        )
        self.went = self.out.table(VisitDeputy, ("visit_id", "person_id", "is_lead", "order"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        names = self.names(row, "deputy", township)
        if not names:
            raise Refused("没有填走访代表，请补上", code="E_NAME_MISSING", field="deputy")
        day = row.need_day("date")
        row.group = (day.year, day.month)
        self.window.check(day, what="走访时间", field="date")
        households = self.visited(row, township)
        household = households[0]
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
        if row.overwrites and len(households) > 1:
            row.overwrites = False
        if amount and len(households) > 1:
            raise Refused(
                f"一格里写了 {len(households)} 户，又写了金额，分不清每户多少，请一户一行",
                code="E_AMBIGUOUS_HOUSEHOLD",
                field="head",
            )
        marks = [self.once(row, township, day, one, first, note, issue) for one in households]
        for household, mark in zip(households, marks, strict=True):
            spans = self.pairs.spans.get((first.pk, household))
            if spans and day < min(since for since, _ in spans):
                for finding in flow.judge_pairing(day, spans, deputy=first.name, before_pairing=True):
                    row.warn(finding.code, "date", finding.sentence)
            self.new[mark] = self.write(row, township, day, household, people, note, issue, result, amount)

    def visited(self, row: Row, township: Region) -> list[int]:
        """The household of a row, or all that its cell names: one visit each."""
        value = row.values.get("head")
        if type(value) is not str or not SEVERAL.search(value):
            return [self.household(row, township)]
        heads = [cells.to_name(one) for one in SEVERAL.split(value) if one.strip()]
        found = (self.household_of(self.where(row, head, township), head, township) for head in heads)
        return list(dict.fromkeys(found))

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
        self, row: Row, township: Region, day: date, household: int, deputy: Deputy, note: str, issue: str
    ) -> int:
        """The same people, household, day and words are the same visit; what it is known by."""
        if township.id not in self.said:
            self.said[township.id] = self.sayings(township)
        said = hash((day.isoformat(), household, note, issue))
        mark = hash((township.id, said, deputy.pk))
        twin = self.new.get(mark)
        if twin is None and said in self.said[township.id]:
            twin = self.stored_of(township).get(mark)
        if twin is not None:
            row.repeats(twin, "note", "前面已经有完全相同的走访", may_differ=True, may_replace=True)
        return mark

    def sayings(self, township: Region) -> set[int]:
        """What the township's visits in the database say: a number each, so that a year's visits fit.

        Their days stay the text that the database gives: a hundred thousand dates take a second to make.
        """
        rows = Visit.objects.filter(township=township).order_by()
        found = rows.values_list(Cast("visited_on", CharField()), "household_id", "note", "issue")
        return set(map(hash, found.iterator(chunk_size=2000)))

    def stored_of(self, township: Region) -> dict[int, int]:
        """The same with the first deputy → the visit; for when a row says what a visit said already."""
        if township.id not in self.known:
            rows = VisitDeputy.objects.filter(visit__township=township, is_lead=True).values_list(
                "visit_id",
                "person_id",
                Cast("visit__visited_on", CharField()),
                "visit__household_id",
                "visit__note",
                "visit__issue",
            )
            self.known[township.id] = {
                hash((township.id, hash(tuple(said)), person)): pk
                for pk, person, *said in rows.iterator(chunk_size=2000)
            }
        return self.known[township.id]

    def mode(self, cell) -> str:
        return own_word(cells.to_line(cell, limit=20), self.modes)

    def motivation(self, cell) -> str:
        return own_word(cells.to_line(cell, limit=20), self.levels_of)

    def acts(self, cell) -> tuple[str, ...]:
        return tuple(own_word(one, self.items) for one in split_words(cell))

    def write(
        self, row, township, day, household, people: Mapping[int, Deputy], note, issue, result, amount
    ) -> int:
        pk = self.put(
            row,
            self.table,
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
            row.get("motivation", self.motivation_of),
            amount,
            row.get("goods", cells.to_line, limit=100),
            Visit.Source.LEDGER.value,
            "",
            "、".join(one.name for one in people.values())[:200],
        )
        if row.over is not None:
            return pk
        for order, person in enumerate(people):
            self.went.add(pk, person, order == 0, order)
        if not self.out.dry:
            self.gathered.add(
                summary.VisitFact(self.county.id, township.id, household, tuple(people), day, amount)
            )
        return pk

    def close(self) -> None:
        self.gathered.fold()
        self.gathered = summary.Gathered()

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> list[summary.VisitFact]:
        return [
            fact
            for some in chunks(made.get("visits.Visit", ()))
            for fact in _visit_facts(Visit.objects.filter(pk__in=some))
        ]

    @classmethod
    def undone(cls, lost: list[summary.VisitFact]) -> None:
        summary.refold(lost)

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = (
            "township date deputy village head head_id mode act note issue result amount "
            "goods met_whom motivation next_step"
        )
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(Visit.objects.filter(county=self.county)).select_related(
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
                one.motivation,
                one.next_step,
            )


def _visit_facts(visits) -> Iterable[summary.VisitFact]:
    went: dict[int, list[int]] = {}
    links = VisitDeputy.objects.filter(visit__in=visits.order_by().values("pk")).order_by()
    for visit, person in links.values_list("visit_id", "person_id"):
        went.setdefault(visit, []).append(person)
    columns = ("pk", "county_id", "township_id", "household_id", "visited_on", "amount")
    for pk, county, township, household, on, amount in visits.order_by().values_list(*columns):
        yield summary.VisitFact(county, township, household, tuple(went.get(pk, ())), on, amount)
