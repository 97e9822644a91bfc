"""The ledger of who looks after whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sealed import opened
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Region
from deputies.sheets import (
    ID_WORDS,
    LEVEL_WORDS,
    TOWNSHIP,
    VILLAGE_WORDS,
    WORK_WORDS,
    name_with_level,
)

from .. import flow
from ..models import (
    Pairing,
)
from ..policy import PairingPolicy
from .lookup import (
    HEAD_ID_WORDS,
    HEAD_WORDS,
    SEVERAL,
    HouseholdReferences,
    pairs_of,
    village_word,
)

_UNTIL = re.compile(
    r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?\s*(?:止|结束|终止|截止|解除|调整|更换)"
)
_STILL = ("至今", "现在", "持续", "长期", "在帮", "仍在帮扶")  # instead of an end
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
        "建立时间 帮扶起始时间 开始日期 联系时间 帮扶时间起 结对时间起 联系时间起 起止时间 帮扶起止时间 "
        "结对起止时间 联系起止时间"
    ),
    required=True,
    attribute="started_on",
)


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
                Field(
                    "level",
                    "代表层级",
                    LEVEL_WORDS,
                    groups=("代表", "帮扶责任人"),
                    holds=cells.could_be_level,
                ),
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
                    words(
                        "终止时间 截止时间 结束日期 解除时间 帮扶结束时间 终止日期 结对结束时间 "
                        "停止帮扶时间 停止时间 帮扶时间止 结对时间止 联系时间止"
                    ),
                    attribute="ended_on",
                ),
                Field(
                    "measure",
                    "帮扶措施",
                    words("主要帮扶措施 措施 帮扶举措 举措 帮扶内容 帮扶计划 帮扶方式 帮扶项目"),
                ),
                Field(
                    "source",
                    "来源",
                    words(
                        "结对来源 结对方式 产生方式 确定方式 户源 来源渠道 结对渠道 户的来源 结对户来源 "
                        "落实方式"
                    ),
                ),
                Field("target", "目标", words("帮扶目标 脱贫目标 脱贫计划 帮扶计划目标 预期目标 预期成效")),
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
                Field("level", "代表层级", LEVEL_WORDS, holds=cells.could_be_level),
                Field("work", "工作单位及职务", (*WORK_WORDS, "工作单位", "单位", "职务")),
                _DEPUTY_PHONE,
                Field(
                    "count",
                    "帮扶户数",
                    words("户数 结对户数 联系户数 帮扶户数（户） 结对数 结对数量 结对帮扶户数 包保户数"),
                ),
                Field(
                    "households",
                    "帮扶对象（村、户主）",
                    words(
                        "帮扶对象 帮扶户（村、户主） 结对帮扶户 结对户名单 帮扶户名单 帮扶对象名单 "
                        "联系户名单 结对贫困户 联系户（村、户主） 结对户 结对户名 所结对户 结对户情况 "
                        "帮扶户 联系户 结对农户 结对对象"
                    ),
                    required=True,
                ),
                _START,
                Field(
                    "end", "结束时间", words("终止时间 截止时间 结束日期 停止帮扶时间"), attribute="ended_on"
                ),
                Field("measure", "帮扶措施", words("主要帮扶措施 措施 帮扶内容")),
                Field(
                    "source",
                    "来源",
                    words("结对来源 结对方式 户源 来源渠道 结对渠道 户的来源 结对户来源 落实方式"),
                ),
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
        if row.shape.variant != "list" and SEVERAL.search(row.get("head", cells.to_text)):
            self.judge_list(row, township, "head")
            return
        deputy = self.deputy(row, "deputy", township)
        household = self.household(row, township)
        self.pair(row, deputy, [(household, *self.days(row))])

    def days(self, row: Row) -> tuple[date | None, date | None]:
        """From when until when; 起止时间 in one cell says both."""
        ended_on = None if row.get("end") in _STILL else row.get("end", cells.to_date)
        span = row.span("start")
        if span and span[0] < span[1] and ended_on in (None, span[1]):
            return span
        return row.day("start", of_month=True), ended_on

    def judge_list(self, row: Row, township: Region, key: str = "households") -> None:
        """All households of a deputy in one cell, each with its village or all of the row's village."""
        deputy = self.deputy(row, "deputy", township)
        text = row.need(key, "E_NAME_MISSING", cells.to_text)
        named = [one.strip() for one in SEVERAL.split(text) if one.strip()]
        village = row.get("village", self.place_name)
        found = [
            self.household_of(village, cells.to_name(one), township, key=key)
            if village
            else self.named_household(one, township, key)
            for one in named
        ]
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

    def named_household(self, text: str, township: Region, key: str) -> int:
        """``渔沟镇某村张三`` or ``某村：张三``."""
        parts = re.split(r"[:：\-—]", text, maxsplit=1)
        if len(parts) == 2 and self.places.village(parts[0], township):
            return self.household_of(parts[0], cells.to_name(parts[1]), township, key=key)
        found = [(village, cells.to_name(head)) for village, head in self.places.splits(text, township)]
        if not found:
            return self.household_of("", cells.to_name(text), township, key=key)
        for village, head in found:
            known = self.households.by_head.get((village.pk, head), ())
            if len(known) == 1:
                return known[0]
        village, head = found[0]
        where = self.places.by_code[village.code[:9]]
        return self.household_of(village.name, head, where, key=key)

    def pair(self, row: Row, deputy, wanted: list[tuple[int, date | None, date | None]]) -> None:
        """Judge all households of the row together, then add them."""
        mine = set(self.pairs.of_person.get(deputy.pk, ()))
        for household, started_on, ended_on in wanted:
            if started_on is None:
                row.need("start", "E_DATE_MISSING", cells.to_date)
            flow.check_days(started_on, ended_on, window=self.window)
            twin = self.pairs.overlapped(deputy.pk, household, started_on, ended_on)
            if twin is not None:
                row.repeats(twin, "head", "前面已经有这一对结对")
            if ended_on is not None:
                continue
            others = self.pairs.of_household.get(household, set()) - {deputy.pk}
            head = "households" if row.shape.variant == "list" else "head"
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
        source = self.source(row)
        measure = row.get("measure", cells.to_line, limit=200)
        target = row.get("target", cells.to_line, limit=200)
        note = row.get("note", cells.to_line, limit=200)
        for household, started_on, ended_on in wanted:
            pk = self.table.add(
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
            self.pairs.add(deputy.pk, household, started_on, ended_on, pk)
        row.tally = {"deputy": deputy.pk}

    def source(self, row: Row) -> str:
        """The pack's word for where the pairing comes from, also a part of it: 主席团, 就近."""
        text = row.get("source")
        if text in cells.NOTHING:
            return ""
        alike = {
            key for key, also in self.sources.items() if len(text) > 1 and any(text in word for word in also)
        }
        if len(alike) == 1:
            return alike.pop()
        return row.get("source", cells.to_choice, self.sources, code="E_SOURCE_UNKNOWN", label="来源")

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        one = cls.shapes[0].field
        keys = "township deputy level deputy_phone head head_id village start end measure source target note"
        return [one(key) for key in keys.split()]

    def export(self) -> Iterable[Sequence]:
        rows = Pairing.objects.filter(county=self.county, person__isnull=False)
        rows = self.asked_for(rows).select_related(
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


def ends_in(note: str) -> date | None:
    """``2018年9月1日止`` in the remarks."""
    found = _UNTIL.search(note)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
