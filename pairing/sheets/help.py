"""The ledger of help beyond visits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import F

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.text import mask_name
from deputies.models import Region
from deputies.sheets import TOWNSHIP, VILLAGE_WORDS, name_with_level

from .. import flow
from ..actions.help import recount
from ..flow.help import FIGURES
from ..models import Cooperative, HelpDeputy, HelpedPerson, Helper, HelpHousehold, HelpRecord, HelpTeam
from ..policy import HelpPolicy
from .lookup import HEAD_WORDS, HouseholdReferences, village_word

ROLES = {
    HelpRecord.Role.COORDINATED: ("协调引进", "协调", "引进", "牵线"),
    HelpRecord.Role.GIVEN: (HelpRecord.Role.GIVEN.label, "捐助", "捐赠", "直接捐助"),
    HelpRecord.Role.SERVED: ("出力出智", "出力", "出智", "服务"),
}
TARGETS = {
    HelpRecord.Target.HOUSEHOLD: ("户", "贫困户", "农户", "联系户"),
    HelpRecord.Target.PERSON: (HelpRecord.Target.PERSON.label, "个人", "学生", "务工人员"),
    HelpRecord.Target.VILLAGE: ("村", "行政村", "村集体"),
    HelpRecord.Target.COOP: ("合作社",),
    HelpRecord.Target.PUBLIC: (HelpRecord.Target.PUBLIC.label, "群众", "不特定"),
}
MONEY = ("amount", "income_gain", "collective_gain", "deputy_gain")
_FIGURE_WORDS = {
    "amount": "金额 资金 捐款金额 折款 资金（元） 帮扶资金 投入资金 引进资金 折合金额",
    "goods": "捐赠物资 物资名称 实物",
    "jobs": "岗位 提供岗位 岗位数 提供就业岗位",
    "trained": "培训人次 培训数 培训人员数",
    "employed": "就业人员数 安排就业人数 就业 吸纳就业",
    "students": "学生 资助学生 助学人数 资助学生数",
    "members": "入社 入社人数 加入合作社 带动入社",
    "income_gain": "增收 带动增收 群众增收 增加收入",
    "collective_gain": "集体增收 村集体收入增加",
    "led_people": "带领群众 带动群众 带领群众人数 带动群众人数",
    "led_deputies": "带动代表 带动其他代表 带动代表人数",
    "deputy_gain": "代表增收 带动其他代表增收",
}


class HelpLedger(HouseholdReferences):
    """帮扶记录: a row for each help beyond visits."""

    kind, label, order = "help", "帮扶记录", 95
    page = "pairing:helps"
    named = frozenset({"heads"})
    shapes = (
        LedgerShape(
            kind="help",
            label="帮扶记录",
            titles=words("帮扶记录 帮扶实事 办实事登记 帮扶情况登记"),
            identity=("date", "kind", "title"),
            fields=(
                TOWNSHIP,
                Field("date", "帮扶日期", words("时间 日期 帮扶时间 开展时间"), required=True),
                Field("end", "结束日期", words("结束时间 截止时间")),
                Field("kind", "帮扶类型", words("类型 类别 帮扶类别 帮扶形式 帮扶种类"), required=True),
                Field("title", "做了什么", words("帮扶内容 帮扶事项 事项 实事内容"), required=True),
                Field("people", "帮扶代表", words("代表 代表姓名 参加代表 帮扶人 责任代表")),
                Field("helper", "企业、单位或爱心人士", words("企业 帮扶企业 爱心人士 捐助单位 捐赠人")),
                Field("team", "帮扶团队", words("团队 组团 帮扶团")),
                Field("target", "帮给谁", words("对象 帮扶对象类型 受助对象")),
                Field("village", "所在村", VILLAGE_WORDS),
                Field("heads", "帮扶户", (*HEAD_WORDS, "受助户", "受益户")),
                Field("coop", "合作社", words("合作社名称 专业合作社")),
                Field("detail", "具体情况", words("情况 详情 情况说明 具体内容")),
                Field("role", "怎样参与", words("参与方式 作用")),
                Field("source", "从哪里引进", words("来源 资金来源 项目来源 引进来源")),
                *(Field(key, label, words(_FIGURE_WORDS[key])) for key, label in FIGURES.items()),
                Field("stage", "项目进度", words("进度 进展 项目进展 审批阶段")),
                Field("for_others", "也面向一般农户", words("面向非贫困户 一般农户")),
                Field("result", "成效", words("帮扶成效 效果 结果")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"次": "row", "条": "row", "件": "row"}
    summed = ("amount", "jobs", "trained", "students")

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(HelpPolicy)
        self.stages = {one.code: (one.label, *one.also) for one in self.policy.stages}
        self.helpers = by_name(Helper, self.county)
        self.teams = by_name(HelpTeam, self.county)
        coops = Cooperative.objects.filter(county=self.county).values_list("township_id", "name", "pk")
        self.coops = {(township, name): pk for township, name, pk in coops}
        led = Helper.objects.filter(county=self.county, led_by__isnull=False)
        self.leads = dict(led.values_list("pk", "led_by"))
        stored = HelpRecord.objects.filter(county=self.county).values_list(
            "township_id", "started_on", "kind", "title", "helper_names"
        )
        self.known: set[tuple] = {tuple(one) for one in stored.iterator()}
        self.table = self.out.table(
            HelpRecord,
            words(
                "county_id township_id kind target village_id coop_id team_id helper_id helper_names "
                "started_on ended_on title detail role source "
                f"{' '.join(FIGURES)} stage for_others result note"
            ),
        )
        self.deputies = self.out.table(HelpDeputy, ("record_id", "person_id"))
        self.homes = self.out.table(HelpHousehold, ("record_id", "household_id"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        end = row.get("end", cells.to_date)
        word = row.need("kind", "E_HELP_KIND", cells.to_line, limit=20)
        kind = self.policy.kind(word)
        if kind is None:
            known = "、".join(one.label for one in self.policy.kinds)
            raise Refused(f"没有“{word}”这种帮扶类型，应为：{known}", code="E_HELP_KIND", field="kind")
        title = row.need("title", "E_TITLE_MISSING", cells.to_line, limit=100)
        flow_check(flow.help.check_day, day, end, today=self.scope.today)
        role = row.get("role", cells.to_choice, ROLES, label="怎样参与")
        stage = row.get("stage", cells.to_choice, self.stages, code="E_STAGE_UNKNOWN", label="项目进度")
        role = flow_check(flow.help.check_role, kind, role)
        stage = flow_check(flow.help.check_stage, kind, stage, self.policy)
        values = {key: self.figure(row, key) for key in FIGURES}
        flow_check(flow.help.check_figures, kind, values)
        helper, team = self.named_row(row, "helper", self.helpers), self.named_row(row, "team", self.teams)
        people = self.helpers_of(row, township, helper)
        if not people and helper is None and team is None:
            raise Refused(
                "没有写谁帮的：代表、帮扶团队或企业、单位、爱心人士", code="E_NAME_MISSING", field="people"
            )
        village = self.village(row, township)
        households = self.households_of(row, township, village)
        coop = self.coop_of(row, township)
        target = row.get("target", cells.to_choice, TARGETS, label="帮给谁")
        target = target or self.guess(households, coop, village, kind)
        names = [row.get("helper"), row.get("team"), *(self.people.by_pk[pk].name for pk in people)]
        said = "、".join(dict.fromkeys(name for name in names if name))[:300]
        key = (township.id, day, kind.label, title, said)
        if key in self.known:
            raise Refused("前面已经有这一条帮扶", code="E_DUP_ROW", field="title")
        source = row.get("source", cells.to_line, limit=100)
        for finding in flow.help.check_source(values["amount"], source, kind):
            row.warn(finding.code, "source", finding.sentence)
        self.known.add(key)
        record = self.table.add(
            self.county.pk,
            township.id,
            kind.label,
            target,
            village.pk if village else None,
            coop,
            team,
            helper,
            said,
            day,
            end,
            title,
            row.get("detail", cells.to_text, limit=1000),
            role,
            source,
            *values.values(),
            stage,
            bool(row.get("for_others", cells.to_flag)),
            row.get("result", cells.to_line, limit=300),
            row.get("note", cells.to_line, limit=200),
        )
        for pk in people:
            self.deputies.add(record, pk)
        for pk in households:
            self.homes.add(record, pk)

    @staticmethod
    def figure(row: Row, key: str):
        if key == "goods":
            return row.get(key, cells.to_line, limit=200)
        return row.get(key, cells.to_money if key in MONEY else cells.to_int)

    @staticmethod
    def named_row(row: Row, key: str, known: dict[str, int]) -> int | None:
        name = row.get(key)
        if not name or name in cells.NOTHING:
            return None
        if name not in known:
            label = row.label(key)
            raise Refused(f"{label}里没有“{name}”，请先登记或导入", code="E_HELPER_UNKNOWN", field=key)
        return known[name]

    def helpers_of(self, row: Row, township: Region, helper: int | None) -> list[int]:
        """The deputies of the row; a firm's own deputy helps with it."""
        found = [
            self.people.find(name, township.id, bracket=bracket, key="people").pk
            for name, bracket in self.names(row, "people", township)
        ]
        if helper in self.leads:
            found.append(self.leads[helper])
        return [pk for pk in dict.fromkeys(found) if pk in self.people.by_pk]

    def households_of(self, row: Row, township: Region, village: Region | None) -> list[int]:
        """``张德福、柳林村：刘有才``: heads in the row's village, or with their own in front."""
        text = row.get("heads", cells.to_text)
        if not text or text in cells.NOTHING:
            return []
        found = []
        for part in re.split(r"[、，,;；\n]+", text):
            where, _, head = part.rpartition("：") if "：" in part else part.rpartition(":")
            place = where.strip() or (village.name if village else "")
            if name := cells.to_name(head.strip().removesuffix("户")):
                found.append(self.household_of(place, name, township, key="heads"))
        return list(dict.fromkeys(found))

    def coop_of(self, row: Row, township: Region) -> int | None:
        name = row.get("coop")
        if not name or name in cells.NOTHING:
            return None
        pk = self.coops.get((township.id, name))
        if pk is None:
            raise Refused(f"{township}没有“{name}”这个合作社，请先登记", code="E_COOP_UNKNOWN", field="coop")
        return pk

    @staticmethod
    def guess(households, coop, village, kind) -> str:
        """Whom it helped, where the sheet does not say."""
        target = HelpRecord.Target
        if households:
            return target.HOUSEHOLD
        if coop:
            return target.COOP
        if kind.people:
            return target.PERSON
        return target.VILLAGE if village else target.PUBLIC

    def export(self) -> Iterable[Sequence]:
        rows = HelpRecord.objects.filter(county=self.county).select_related(
            "township", "village", "coop", "team", "helper"
        )
        if self.bound:
            rows = rows.filter(township=self.bound)
        rows = rows.order_by("township__code", "started_on", "pk").prefetch_related(
            "deputies", "households__household__village"
        )
        for one in rows.iterator(chunk_size=500):
            yield (
                one.township.name,
                one.started_on,
                one.ended_on,
                one.kind,
                one.title,
                "、".join(
                    name_with_level(self, link.person_id)
                    for link in one.deputies.all()
                    if link.person_id in self.people.by_pk
                ),
                one.helper.name if one.helper else "",
                one.team.name if one.team else "",
                one.get_target_display(),
                one.village.name if one.village else "",
                "、".join(self.head(link.household, one) for link in one.households.all()),
                one.coop.name if one.coop else "",
                one.detail,
                one.get_role_display(),
                one.source,
                *(getattr(one, key) for key in FIGURES),
                self.policy.stage_label(one.stage) if one.stage else "",
                "是" if one.for_others else "",
                one.result,
                one.note,
            )

    @staticmethod
    def head(household, record: HelpRecord) -> str:
        if household.village_id == record.village_id:
            return household.head_name
        place = household.village.name
        if household.township_id != record.township_id:
            place = household.township.name + place
        return f"{place}：{household.head_name}"


STATES = {
    HelpedPerson.State.WILLING: ("愿意参加", "愿意", "有意愿"),
    HelpedPerson.State.TRAINED: ("已培训", "培训", "参训", "已参训"),
    HelpedPerson.State.EMPLOYED: ("已就业", "就业", "在岗", "已上岗", "上岗"),
    HelpedPerson.State.LEFT: ("已离岗", "离岗", "离职"),
    HelpedPerson.State.STUDYING: ("在学", "在读", "在校"),
    HelpedPerson.State.GRADUATED: ("已毕业", "毕业"),
}


class HelpedPersonLedger(HouseholdReferences):
    """帮扶名单: a row for each person who was trained, employed or supported, with the help."""

    kind, label, order = "helped_person", "帮扶名单", 96
    page = "pairing:helps"
    named = frozenset({"name", "head"})
    shapes = (
        LedgerShape(
            kind="helped_person",
            label="帮扶名单",
            titles=words("帮扶名单 培训就业名单 培训名单 就业名单 资助学生名单"),
            identity=("date", "title", "name"),
            fields=(
                TOWNSHIP,
                Field("date", "帮扶日期", words("帮扶时间 开展时间"), required=True),
                Field("title", "做了什么", words("帮扶内容 帮扶事项 培训内容 事项"), required=True),
                Field("who", "谁帮的", words("帮扶人 帮扶单位 帮扶企业 帮扶代表")),
                Field("name", "姓名", words("参训人员 就业人员 学生姓名 人员姓名 受助人"), required=True),
                Field("village", "所在村", VILLAGE_WORDS),
                Field("head", "户主", HEAD_WORDS),
                Field("state", "状态", words("现在状态 就业情况 目前状态")),
                Field("trained", "培训日期", words("培训时间 参训日期")),
                Field("employed", "上岗日期", words("就业时间 上岗时间 就业日期")),
                Field("left", "离岗日期", words("离岗时间 离职日期")),
                Field("place", "岗位或学校年级", words("岗位 工种 就读学校 学校年级")),
                Field("pay", "月工资（元）", words("月工资 工资 月收入")),
                Field("amount", "资助金额（元）", words("资助金额 资助 助学金额")),
                Field("child", "未满14周岁", words("是否未满14周岁 未满十四周岁")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"人": "row", "名": "row"}

    def load(self) -> None:
        super().load()
        self.records: dict[tuple, list[tuple[int, str]]] = {}
        stored = HelpRecord.objects.filter(county=self.county).values_list(
            "township_id", "started_on", "title", "pk", "helper_names"
        )
        for township, day, title, pk, who in stored.iterator():
            self.records.setdefault((township, day, title), []).append((pk, who))
        people = HelpedPerson.objects.filter(record__county=self.county).values_list(
            "record_id", "name", "household_id", "state", "trained_on", "employed_on"
        )
        self.known: set[tuple] = set()
        self.listed: dict[int, list[tuple]] = {}
        for record, name, household, *counts in people.iterator():
            self.known.add((record, name, household))
            self.listed.setdefault(record, []).append(tuple(counts))
        self.touched: set[int] = set()
        self.table = self.out.table(
            HelpedPerson,
            words(
                "record_id name household_id is_child state trained_on employed_on left_on "
                "place monthly_pay amount note"
            ),
        )
        self.homes = self.out.table(HelpHousehold, ("record_id", "household_id"))
        helped = HelpHousehold.objects.filter(record__county=self.county)
        self.helped = set(helped.values_list("record_id", "household_id"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        record = self.record_of(row, township, day)
        name = row.need("name", "E_NAME_MISSING", cells.to_name)
        household = self.home_of(row, township)
        if (record, name, household) in self.known:
            raise Refused(f"{name}已经在这一条帮扶的名单里", code="E_DUP_ROW", field="name")
        state = row.get("state", cells.to_choice, STATES, label="状态") or HelpedPerson.State.TRAINED
        trained, employed = row.get("trained", cells.to_date), row.get("employed", cells.to_date)
        left = row.get("left", cells.to_date)
        if state == HelpedPerson.State.TRAINED and trained is None:
            trained = day
        flow_check(
            flow.help.check_person,
            name,
            state,
            trained_on=trained,
            employed_on=employed,
            left_on=left,
            today=self.scope.today,
        )
        money = {key: row.get(key, cells.to_money) for key in ("pay", "amount")}
        for key, value in money.items():
            if value is not None and value < 0:
                raise Refused(f"{row.label(key)}不能是负数", code="E_NUMBER_RANGE", field=key)
        self.known.add((record, name, household))
        self.listed.setdefault(record, []).append((str(state), trained, employed))
        self.touched.add(record)
        self.table.add(
            record,
            name,
            household,
            bool(row.get("child", cells.to_flag)),
            str(state),
            trained,
            employed,
            left,
            row.get("place", cells.to_line, limit=60),
            money["pay"],
            money["amount"],
            row.get("note", cells.to_line, limit=200),
        )
        if household and (record, household) not in self.helped:
            self.helped.add((record, household))
            self.homes.add(record, household)

    def record_of(self, row: Row, township: Region, day) -> int:
        """The help somebody belongs to: by day and title, where several are so called by who helped too."""
        title = row.need("title", "E_TITLE_MISSING", cells.to_line, limit=100)
        found = self.records.get((township.id, day, title), [])
        who = row.get("who", cells.to_line, limit=300)
        if len(found) > 1 and who:
            found = [one for one in found if one[1] == who]
        if not found:
            raise Refused(
                f"{township}没有 {day} 的帮扶“{title}”，请先登记或导入帮扶记录",
                code="E_HELP_UNKNOWN",
                field="title",
            )
        if len(found) > 1:
            raise Refused(
                f"{day} 有 {len(found)} 条帮扶都叫“{title}”，请写上谁帮的", code="E_HELP_TWINS", field="who"
            )
        return found[0][0]

    def home_of(self, row: Row, township: Region) -> int | None:
        head = row.get("head", cells.to_name)
        if not head or head in cells.NOTHING:
            return None
        return self.household_of(self.where(row, head, township), head, township)

    def close(self) -> None:
        """The numbers of the records that got people, counted from all of theirs."""
        for record in sorted(self.touched) if not self.out.dry else ():
            counts = flow.help.counted(self.listed[record])
            HelpRecord.objects.filter(pk=record).update(
                version=F("version") + 1, **{key: n or None for key, n in counts.items()}
            )
        self.touched = set()

    @classmethod
    def undoing(cls, made) -> set[int]:
        people = HelpedPerson.objects.filter(pk__in=made.get("pairing.HelpedPerson", ()))
        return set(people.values_list("record", flat=True))

    @classmethod
    def undone(cls, lost: set[int]) -> None:
        for record in HelpRecord.objects.filter(pk__in=lost):
            recount(record)

    def export(self) -> Iterable[Sequence]:
        rows = HelpedPerson.objects.filter(record__county=self.county).select_related(
            "record__township", "household__village", "household__township"
        )
        if self.bound:
            rows = rows.filter(record__township=self.bound)
        rows = rows.order_by("record__township__code", "record__started_on", "record_id", "pk")
        for one in rows.iterator(chunk_size=500):
            record, home = one.record, one.household
            yield (
                record.township.name,
                record.started_on,
                record.title,
                record.helper_names,
                mask_name(one.name) if one.is_child and self.hides else one.name,
                village_word(home, record.township_id) if home else "",
                home.head_name if home else "",
                one.get_state_display(),
                one.trained_on,
                one.employed_on,
                one.left_on,
                one.place,
                one.monthly_pay,
                one.amount,
                "是" if one.is_child else "",
                one.note,
            )


def flow_check(rule, *args, **kwargs):
    """A rule of the page, with the ledger's names of its fields."""
    columns = {
        "started_on": "date",
        "ended_on": "end",
        "trained_on": "trained",
        "employed_on": "employed",
        "left_on": "left",
    }
    try:
        return rule(*args, **kwargs)
    except Refused as refused:
        field = columns.get(refused.field, refused.field)
        raise Refused(refused.sentence, code=refused.code, field=field) from None


def by_name(model, county) -> dict[str, int]:
    return dict(model.objects.filter(county=county).values_list("name", "pk"))
