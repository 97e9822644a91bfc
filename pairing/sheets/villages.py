"""The ledgers of villages: projects, and the members of co-operatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Unit
from deputies.sheets import TOWNSHIP, VILLAGE_WORDS, CountyLedger, name_with_level

from ..models import Cooperative, CoopMember, VillageProject
from ..policy import HelpPolicy
from .lookup import HEAD_WORDS, HouseholdReferences


def not_negative(row: Row, key: str):
    value = row.get(key, cells.to_money)
    if value is not None and value < 0:
        raise Refused(f"{row.label(key)}不能是负数", code="E_NUMBER_RANGE", field=key)
    return value


class VillageProjectLedger(CountyLedger):
    """村项目: a row for each project of a village."""

    kind, label, order = "village_project", "村项目", 90
    page = "pairing:projects"
    shapes = (
        LedgerShape(
            kind="village_project",
            label="村项目",
            titles=words("村项目 帮扶项目 项目台账 村级项目"),
            identity=("village", "name"),
            fields=(
                TOWNSHIP,
                Field("village", "行政村", (*VILLAGE_WORDS, "所在村", "项目村", "实施村"), required=True),
                Field("name", "项目名称", words("项目 工程名称 建设项目"), required=True),
                Field("type", "项目类型", words("项目类别 类型 类别"), required=True),
                Field("scale", "规模", words("建设规模 建设内容 装机容量")),
                Field("stage", "项目进度", words("进度 进展 建设进度 项目进展 审批阶段")),
                Field("invested", "总投资（元）", words("总投资 投资 投资额 投入资金")),
                Field("funding", "资金来源", words("来源 资金渠道")),
                Field("deputy", "协调引进的代表", words("协调代表 引进代表 代表 代表姓名")),
                Field("unit", "承诺支持的部门", words("承诺部门 支持部门 责任部门 主管部门")),
                Field("commitment", "部门承诺", words("承诺 承诺事项")),
                Field("due", "承诺完成日期", words("完成期限 承诺时限 计划完成时间")),
                Field("started", "开工日期", words("开工时间")),
                Field("done", "完成日期", words("竣工日期 竣工时间 完成时间 建成时间")),
                Field("income", "村集体年收入（元）", words("年收益 村集体收益 年收入 集体收入")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"个": "row", "项": "row"}
    summed = ("invested",)

    def load(self) -> None:
        super().load()
        self.policy = self.county.policy(HelpPolicy)
        self.types = {one.label: one.also for one in self.policy.project_types}
        self.stages = {one.code: (one.label, *one.also) for one in self.policy.stages}
        self.offices: dict[str, int] = {}
        for pk, name, short, also in Unit.objects.filter(county=self.county).values_list(
            "pk", "name", "short_name", "aliases"
        ):
            self.offices.update({word: pk for word in (name, short, *also) if word})
        self.known = set(VillageProject.objects.filter(county=self.county).values_list("village_id", "name"))
        self.table = self.out.table(
            VillageProject,
            words(
                "county_id township_id village_id name kind scale stage invested funding introduced_by_id "
                "unit_id commitment due_on started_on done_on yearly_income note"
            ),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        row.need("village", "E_VILLAGE_UNKNOWN")
        village = self.village(row, township)
        if village is None:
            raise Refused("没有填行政村，请补上", code="E_VILLAGE_UNKNOWN", field="village")
        name = row.need("name", "E_NAME_MISSING", cells.to_line, limit=100)
        if (village.pk, name) in self.known:
            raise Refused("前面已经有这个项目", code="E_DUP_ROW", field="name")
        kind = row.need("type", "E_CHOICE_UNKNOWN", cells.to_choice, self.types, label="项目类型")
        first, last = self.policy.stages[0].code, self.policy.stages[-1].code
        stage = row.get("stage", cells.to_choice, self.stages, code="E_STAGE_UNKNOWN", label="项目进度")
        started, done = row.get("started", cells.to_date), row.get("done", cells.to_date)
        if done and done > self.scope.today:
            raise Refused("完成日期不能晚于今天", code="E_DATE_RANGE", field="done")
        if done and started and done < started:
            raise Refused("完成日期不能早于开工日期", code="E_DATE_ORDER", field="done")
        if done and stage and stage != last:
            raise Refused("填了完成日期的，项目进度应是最后一步", code="E_STAGE_DONE", field="stage")
        deputy = None
        if row.values.get("deputy") not in (None, "", *cells.NOTHING):
            deputy = self.deputy(row, "deputy", township).pk
        office = row.get("unit")
        unit = None
        if office and office not in cells.NOTHING:
            unit = self.offices.get(office)
            if unit is None:
                raise Refused(f"单位名录里没有“{office}”", code="E_UNIT_UNKNOWN", field="unit")
        invested, income = not_negative(row, "invested"), not_negative(row, "income")
        self.known.add((village.pk, name))
        self.table.add(
            self.county.pk,
            township.id,
            village.pk,
            name,
            kind,
            row.get("scale", cells.to_line, limit=60),
            stage or (last if done else first),
            invested,
            row.get("funding", cells.to_line, limit=100),
            deputy,
            unit,
            row.get("commitment", cells.to_line, limit=200),
            row.get("due", cells.to_date),
            started,
            done,
            income,
            row.get("note", cells.to_line, limit=200),
        )

    def export(self) -> Iterable[Sequence]:
        rows = VillageProject.objects.filter(county=self.county).select_related("township", "village", "unit")
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows.order_by("village__code", "pk").iterator():
            yield (
                one.township.name,
                one.village.name,
                one.name,
                one.kind,
                one.scale,
                self.policy.stage_label(one.stage),
                one.invested,
                one.funding,
                name_with_level(self, one.introduced_by_id)
                if one.introduced_by_id in self.people.by_pk
                else "",
                one.unit.name if one.unit else "",
                one.commitment,
                one.due_on,
                one.started_on,
                one.done_on,
                one.yearly_income,
                one.note,
            )


class CoopMemberLedger(HouseholdReferences):
    """合作社社员: a row for each member; a co-operative that is not known yet is made."""

    kind, label, order = "coop_member", "合作社社员", 92
    page = "pairing:coops"
    named = frozenset({"name", "head"})
    shapes = (
        LedgerShape(
            kind="coop_member",
            label="合作社社员",
            titles=words("合作社社员 社员名册 入社名单 合作社成员"),
            identity=("coop", "name"),
            fields=(
                TOWNSHIP,
                Field("coop", "合作社", words("合作社名称 专业合作社 所在合作社"), required=True),
                Field("village", "合作社所在村", (*VILLAGE_WORDS, "行政村"), required=True),
                Field("industry", "产业", words("合作社产业 主导产业")),
                Field("led_by", "领办代表", words("领办的代表 代表 领办人")),
                Field("name", "社员姓名", words("社员 成员姓名 入社人员 姓名"), required=True),
                Field("head", "户主", HEAD_WORDS),
                Field("wish", "本户选择的产业", words("选择产业 意愿 产业意愿")),
                Field("joined", "入社日期", words("入社时间 加入时间")),
                Field("left", "退社日期", words("退社时间")),
                Field("share", "入股方式", words("入股 入股情况 股份")),
                Field("gain", "年增收（元）", words("年增收 增收 分红 年分红")),
                Field("note", "备注", words("说明")),
            ),
        ),
    )
    units = {"人": "row", "名": "row", "户": "row"}

    def load(self) -> None:
        super().load()
        coops = Cooperative.objects.filter(county=self.county).values_list("township_id", "name", "pk")
        self.coops = {(township, name): pk for township, name, pk in coops}
        self.known = set(
            CoopMember.objects.filter(coop__county=self.county, left_on__isnull=True).values_list(
                "coop_id", "name", "household_id"
            )
        )
        self.gone = set(
            CoopMember.objects.filter(coop__county=self.county, left_on__isnull=False).values_list(
                "coop_id", "name", "household_id", "left_on"
            )
        )
        self.made = self.out.table(
            Cooperative, words("county_id township_id village_id name industry led_by_id")
        )
        self.table = self.out.table(
            CoopMember,
            words("coop_id household_id name wish joined_on left_on share yearly_gain note"),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        village = self.village(row, township)
        name = row.need("name", "E_NAME_MISSING", cells.to_name)
        title = row.need("coop", "E_NAME_MISSING", cells.to_line, limit=100)
        if village is None:
            raise Refused("没有填合作社所在村，请补上", code="E_VILLAGE_UNKNOWN", field="village")
        household = None
        head = row.get("head", cells.to_text)
        if head and head not in cells.NOTHING:
            where, _, who = head.rpartition("：")
            household = self.household_of(where or village.name, cells.to_name(who), township)
        joined, left = row.get("joined", cells.to_date), row.get("left", cells.to_date)
        for key, day in (("joined", joined), ("left", left)):
            if day and day > self.scope.today:
                raise Refused(f"{row.label(key)}不能晚于今天", code="E_DATE_RANGE", field=key)
        if joined and left and left < joined:
            raise Refused("退社日期不能早于入社日期", code="E_DATE_ORDER", field="left")
        gain = not_negative(row, "gain")
        industry = row.get("industry", cells.to_line, limit=60)
        leader = None
        if row.values.get("led_by") not in (None, "", *cells.NOTHING):
            leader = self.deputy(row, "led_by", township).pk
        coop = self.coops.get((township.id, title))
        twin = (coop, name, household)
        if twin in self.known if left is None else (*twin, left) in self.gone:
            raise Refused("前面已经有这名社员", code="E_DUP_ROW", field="name")
        if coop is None:
            coop = self.made.add(self.county.pk, township.id, village.pk, title, industry, leader)
            self.coops[(township.id, title)] = coop
        if left is None:
            self.known.add((coop, name, household))
        else:
            self.gone.add((coop, name, household, left))
        self.table.add(
            coop,
            household,
            name,
            row.get("wish", cells.to_line, limit=60),
            joined,
            left,
            row.get("share", cells.to_line, limit=60),
            gain,
            row.get("note", cells.to_line, limit=200),
        )

    def export(self) -> Iterable[Sequence]:
        rows = CoopMember.objects.filter(coop__county=self.county).select_related(
            "coop__township", "coop__village", "household__village", "household__township"
        )
        if self.bound:
            rows = rows.filter(coop__township=self.bound)
        for one in rows.order_by("coop__village__code", "coop_id", "pk").iterator():
            coop, home = one.coop, one.household
            head = ""
            if home:
                place = home.village.name
                if home.township_id != coop.township_id:
                    place = home.township.name + place
                head = home.head_name if home.village_id == coop.village_id else f"{place}：{home.head_name}"
            yield (
                coop.township.name,
                coop.name,
                coop.village.name,
                coop.industry,
                name_with_level(self, coop.led_by_id) if coop.led_by_id in self.people.by_pk else "",
                one.name,
                head,
                one.wish,
                one.joined_on,
                one.left_on,
                one.share,
                one.yearly_gain,
                one.note,
            )
