"""Ledgers of the station's work: checklists, reception-day rosters, the reception register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from congress_poverty.calendar import deadline
from congress_poverty.imports.ledger import Row, words
from congress_poverty.models import CalendarDay
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Region, Station
from deputies.sheets import TOWNSHIP, VILLAGE_WORDS, CountyLedger, name_with_level

from ..actions.stations import mark_latest
from ..models import (
    DutyDay,
    DutyShift,
    Reception,
    ReceptionDeputy,
    StationCheck,
    StationCheckItem,
)
from ..models.stations import place_of
from ..policy import StationPolicy, VisitPolicy
from .words import chunks, own_word

STATION = Field("station", "站室", words("站点 活动室 联络站 站室名称 代表之家 所在站室"), required=True)
YES, PART, NO = StationCheckItem.Answer.YES, StationCheckItem.Answer.PART, StationCheckItem.Answer.NO
ANSWERS = {
    YES: words("有 是 达标 √ 合格"),
    PART: words("不够好 部分 一般 待完善 基本有"),
    NO: words("没有 否 无 不达标 × 不合格"),
}


class StationRows(CountyLedger):
    """What the three have in common: the station a row names, the people in a cell."""

    def load(self) -> None:
        super().load()
        self.station_policy = self.county.policy(StationPolicy)
        if "station_rows" not in self.shared:
            rows = Station.objects.filter(county=self.county).select_related("township", "county__region")
            self.shared["station_rows"] = {(one.township_id, one.name): one for one in rows}
        self.stations: dict[tuple[int, str], Station] = self.shared["station_rows"]

    def station(self, row: Row, township: Region, *, needed: bool = True) -> Station | None:
        name = row.get("station", cells.to_line)
        if not name and not needed:
            return None
        found = self.stations.get((township.id, name))
        if found is None:
            raise Refused(
                f"{township}没有“{name}”这个站室，请先在站室台账里登记" if name else "没有填站室，请补上",
                code="E_STATION_UNKNOWN",
                field="station",
            )
        return found

    def people_of(self, row: Row, key: str, township: Region) -> list[int]:
        """Everybody in the cell must be on the roster: a reception without its deputy is none."""
        return [
            self.people.find(name, township.id, bracket=bracket, key=key).pk
            for name, bracket in self.names(row, key, township)
        ]

    def one_of(self, row: Row, key: str, terms, *, code: str) -> str:
        """The code of the pack's word in a cell, '' for an empty one."""
        text = row.get(key, cells.to_line)
        if not text:
            return ""
        found = next((one.code for one in terms if one.matches(text)), None)
        if found is None:
            offered = "、".join(one.label for one in terms)
            raise Refused(f"{row.label(key)}写的是“{text}”，应是：{offered}", code=code, field=key)
        return found


class StationCheckLedger(StationRows):
    """站室检查台账: a row for each item of a check, so that any standard of the pack fits."""

    kind, label, order = "station_check", "站室检查（十有、两展示、四规范四提升）", 84
    page = "visits:station_check_list"
    shapes = (
        LedgerShape(
            kind="station_check",
            label="站室检查台账",
            titles=words("站室检查 检查台账 达标检查 十有 两展示 四规范四提升"),
            identity=("station", "standard"),
            fields=(
                TOWNSHIP,
                STATION,
                Field("standard", "检查标准", words("标准 检查表"), required=True),
                Field("date", "检查日期", words("日期 时间 检查时间"), required=True),
                Field("item", "检查项目", words("项目 内容 检查内容"), required=True),
                Field("answer", "检查情况", words("情况 结果 检查结果"), required=True),
                Field("remark", "说明", words("问题 存在问题 备注")),
                Field("by", "检查人", words("检查人员 检查单位")),
                Field("note", "总的意见", words("意见 总评")),
            ),
        ),
    )

    def load(self) -> None:
        super().load()
        stored = StationCheck.objects.filter(county=self.county).values_list(
            "station_id", "standard", "checked_on"
        )
        self.known = set(stored)
        self.open_checks: dict[tuple, dict] = {}
        self.table = self.out.table(
            StationCheck,
            words(
                "county_id township_id station_id standard checked_on checked_by note passed asked is_latest"
            ),
        )
        self.items = self.out.table(StationCheckItem, words("station_check_id item label answer remark"))
        self.touched: set[tuple[int, str]] = set()

    def judge(self, row: Row) -> None:
        township = self.township(row)
        station = self.station(row, township)
        offered = self.station_policy.standards_for(place_of(station))
        standard = self.one_of(row, "standard", offered, code="E_STANDARD")
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        if day > self.scope.today:
            raise Refused("检查日期不能晚于今天", code="E_DATE_RANGE", field="date")
        key = (station.pk, standard, day)
        if key in self.known:
            raise Refused("这次检查前面已经有了", code="E_DUP_ROW", field="date")
        items = next(one for one in offered if one.code == standard).items
        item = self.one_of(row, "item", items, code="E_ITEM")
        answer = row.get("answer", cells.to_choice, ANSWERS, label="检查情况")
        remark = row.get("remark", cells.to_line, limit=200)
        if answer == PART and not remark:
            raise Refused("“不够好”的请写差在哪里", code="E_REMARK", field="remark")
        check = self.open_checks.get(key)
        if check is None:
            pk = self.table.add(
                self.county.pk,
                township.pk,
                station.pk,
                standard,
                day,
                row.get("by", cells.to_line, limit=100),
                row.get("note", cells.to_line, limit=300),
                0,
                0,
                False,
            )
            check = self.open_checks[key] = {"pk": pk, "answers": {}}
        if item in check["answers"]:
            raise Refused("这次检查里这一项写了两次", code="E_DUP_ROW", field="item")
        check["answers"][item] = answer
        label = next(one.label for one in items if one.code == item)
        self.items.add(check["pk"], item, label, answer, remark)

    def close(self) -> None:
        for (station, standard, day), check in self.open_checks.items():
            self.known.add((station, standard, day))
            answers = check["answers"].values()
            passed = sum(answer == YES for answer in answers)
            self.out.change(StationCheck, check["pk"], passed=passed, asked=len(answers))
            self.touched.add((station, standard))
        self.open_checks = {}
        if not self.out.dry and self.touched:
            self.out.flush()
            for station, standard in self.touched:
                mark_latest(station, standard)
        self.touched = set()

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> set[tuple[int, str]]:
        return {
            pair
            for some in chunks(made.get("visits.StationCheck", ()))
            for pair in StationCheck.objects.filter(pk__in=some).values_list("station_id", "standard")
        }

    @classmethod
    def undone(cls, lost: set[tuple[int, str]]) -> None:
        for station, standard in lost:
            mark_latest(station, standard)

    def export(self) -> Iterable[Sequence]:
        rows = StationCheckItem.objects.filter(station_check__county=self.county).select_related(
            "station_check__station", "station_check__township"
        )
        if self.bound:
            rows = rows.filter(station_check__township=self.bound)
        names = {one.code: one.label for one in self.station_policy.standards}
        order = ("station_check__township__code", "station_check__checked_on", "station_check", "id")
        for one in rows.order_by(*order):
            check = one.station_check
            yield (
                check.township.name,
                check.station.name,
                names.get(check.standard, check.standard),
                check.checked_on,
                one.label,
                one.get_answer_display(),
                one.remark,
                check.checked_by,
                check.note,
            )


class DutyRosterLedger(StationRows):
    """接待日轮值表: a row for each reception day with everybody on duty."""

    kind, label, order = "duty_roster", "接待日轮值表", 86
    page = "visits:duty_days"
    shapes = (
        LedgerShape(
            kind="duty_roster",
            label="接待日轮值表",
            titles=words("轮值表 轮值安排 接待日安排 值班表 接待选民轮值"),
            identity=("station", "day"),
            fields=(
                TOWNSHIP,
                STATION,
                Field("day", "接待日", words("值班日期 轮值日期 接待日期 日期 时间"), required=True),
                Field("hours", "接待时间", words("时段 具体时间")),
                Field("people", "值班代表", words("轮值代表 接待代表 代表 代表姓名 值班人员"), required=True),
                Field("theme", "接待主题", words("主题 内容")),
                Field("absent", "缺席代表", words("缺席 未到岗代表")),
                Field("state", "安排情况", words("情况 状态 是否接待")),
                Field("note", "改期说明", words("说明 备注 调整说明")),
            ),
        ),
    )
    STATES = {
        DutyDay.State.PLANNED: words("已安排 待接待 安排"),
        DutyDay.State.HELD: words("已接待 接待 是"),
        DutyDay.State.CANCELLED: words("取消 不接待"),
    }

    def load(self) -> None:
        super().load()
        stored = DutyDay.objects.filter(county=self.county).values_list("station_id", "day")
        self.known: set[tuple[int, date]] = set(stored)
        self.table = self.out.table(
            DutyDay, words("county_id township_id station_id day hours theme state moved_because")
        )
        self.shifts = self.out.table(DutyShift, words("duty_day_id person_id state"))

    def judge(self, row: Row) -> None:
        township = self.township(row)
        station = self.station(row, township)
        day = row.need("day", "E_DATE_MISSING", cells.to_date)
        if (station.pk, day) in self.known:
            raise Refused("这个站这一天前面已经有了", code="E_DUP_ROW", field="day")
        people = list(dict.fromkeys(self.people_of(row, "people", township)))
        if not people:
            raise Refused("没有填值班代表，请补上", code="E_NAME_MISSING", field="people")
        absent = set(self.people_of(row, "absent", township))
        state = row.get("state", cells.to_choice, self.STATES, label="安排情况")
        state = state or (DutyDay.State.HELD if day < self.scope.today else DutyDay.State.PLANNED)
        self.known.add((station.pk, day))
        pk = self.table.add(
            self.county.pk,
            township.pk,
            station.pk,
            day,
            row.get("hours", cells.to_line, limit=40),
            row.get("theme", cells.to_line, limit=100),
            state,
            row.get("note", cells.to_line, limit=100),
        )
        came = DutyShift.State.PRESENT if state == DutyDay.State.HELD else DutyShift.State.PLANNED
        for person in people:
            self.shifts.add(pk, person, DutyShift.State.ABSENT if person in absent else came)

    def export(self) -> Iterable[Sequence]:
        rows = DutyDay.objects.filter(county=self.county).select_related("station", "township")
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows.order_by("township__code", "day", "pk").prefetch_related("shifts"):
            shifts = list(one.shifts.all())
            yield (
                one.township.name,
                one.station.name,
                one.day,
                one.hours,
                "、".join(name_with_level(self, shift.person_id) for shift in shifts),
                one.theme,
                "、".join(
                    name_with_level(self, shift.person_id)
                    for shift in shifts
                    if shift.state == DutyShift.State.ABSENT
                ),
                one.get_state_display(),
                one.moved_because,
            )


class ReceptionLedger(StationRows):
    """接待选民登记簿: a row for each matter."""

    kind, label, order = "reception", "接待选民登记", 88
    page = "visits:receptions"
    named = frozenset({"voter"})
    shapes = (
        LedgerShape(
            kind="reception",
            label="接待选民登记簿",
            titles=words("接待选民登记 接待登记 接访登记 选民接待记录"),
            identity=("date", "matter"),
            fields=(
                TOWNSHIP,
                STATION,
                Field("date", "接待日期", words("接待时间 日期 时间 来访时间"), required=True),
                Field("people", "接待代表", words("代表 接访代表 代表姓名"), required=True),
                Field("source", "来访方式", words("来源 方式 怎么来的")),
                Field("voter", "来访人", words("选民姓名 来访群众 来访选民 反映人 姓名")),
                Field("village", "来访人所在村", VILLAGE_WORDS),
                Field("phone", "来访人电话", words("电话 联系电话 选民电话")),
                Field("count", "反映人数", words("人数 来访人数")),
                Field(
                    "matter",
                    "反映的事",
                    words("反映问题 反映事项 来访事由 反映内容 问题 意见建议"),
                    required=True,
                ),
                Field("topic", "事项类别", words("类别 问题类别")),
                Field("scope", "个别或集中", words("个别还是集中 问题性质")),
                Field("advice", "当场答复", words("当场怎么说的 现场答复 当面答复情况")),
                Field("route", "处理去向", words("去向 处理方式 办理去向")),
                Field("to", "承办单位", words("转给谁 转办单位 办理单位")),
                Field("routed", "转办日期", words("交办日期 转办时间")),
                Field("result", "办理结果", words("结果 处理结果 办理情况")),
                Field("answered", "答复日期", words("结果日期 办结日期")),
                Field("told_deputy", "告知代表日期", words("反馈代表日期")),
                Field("told_voter", "告知来访人日期", words("反馈日期 反馈选民日期")),
                Field("told_how", "反馈方式", words("怎么告诉的 反馈情况")),
                Field("satisfied", "来访人满意", words("是否满意 满意度")),
                Field("secret", "要求保密", words("保密")),
            ),
        ),
    )
    SCOPES = {
        Reception.Scope.INDIVIDUAL: words("个别问题 个别 个案"),
        Reception.Scope.COMMON: words("集中反映的问题 集中 共性 普遍"),
    }
    ANSWER = {"yes": words("满意 是 基本满意"), "no": words("不满意 否")}

    def load(self) -> None:
        super().load()
        self.calendar = CalendarDay.calendar_for(self.county.code)
        self.topics = {one.label: one.also for one in self.county.policy(VisitPolicy).topics}
        stored = Reception.objects.filter(county=self.county).values_list(
            "station_id", "received_on", "words", "voter_name"
        )
        self.known = set(stored.iterator())
        self.table = self.out.table(
            Reception,
            words(
                "county_id township_id station_id received_on source voter_name voter_phone village_id "
                "is_confidential people_count words topic scope advice route routed_to routed_on due_on "
                "result result_on told_deputy_on told_voter_on told_how is_satisfied state"
            ),
        )
        self.heard = self.out.table(ReceptionDeputy, ("reception_id", "person_id"))

    def judge(self, row: Row) -> None:
        policy = self.station_policy
        township = self.township(row)
        station = self.station(row, township)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        if day > self.scope.today:
            raise Refused("接待日期不能晚于今天", code="E_DATE_RANGE", field="date")
        people = list(dict.fromkeys(self.people_of(row, "people", township)))
        if not people:
            raise Refused("没有填接待代表，请补上", code="E_NAME_MISSING", field="people")
        matter = row.need("matter", "E_TITLE_MISSING", cells.to_text, limit=600)
        voter = row.get("voter", cells.to_line, limit=60)
        key = (station.pk, day, matter, voter)
        if key in self.known:
            raise Refused("前面已经有完全相同的接待", code="E_DUP_ROW", field="matter")
        route = policy.route(self.one_of(row, "route", policy.routes, code="E_ROUTE"))
        to = row.get("to", cells.to_line, limit=100)
        advice = row.get("advice", cells.to_line, limit=300)
        if route and route.asks_whom and not to:
            raise Refused("转出去的请写承办单位", code="E_UNIT_MISSING", field="to")
        if route and route.is_final and not advice:
            raise Refused(f"“{route.label}”的请写当场答复", code="E_REMARK", field="advice")
        routed = (row.get("routed", cells.to_date) or day) if route else None
        result, answered = row.get("result", cells.to_line, limit=500), row.get("answered", cells.to_date)
        told = row.get("told_deputy", cells.to_date), row.get("told_voter", cells.to_date)
        if route and route.is_final:
            result, answered = result or advice, answered or routed
            told = told[0] or answered, told[1] or answered
        if result and not answered:
            row.warn("W_DATE_MISSING", "answered", "写了结果没写日期，按转办那天记")
            answered = routed or day
        dates = [one for one in (routed, answered, *told) if one]
        if any(not day <= one <= self.scope.today for one in dates):
            raise Refused("后面的日期不能早于接待，也不能晚于今天", code="E_DATE_RANGE", field="answered")
        state = Reception.State.HEARD
        if route:
            state = Reception.State.ROUTED
        if answered:
            state = Reception.State.CLOSED if all(told) else Reception.State.DONE
        satisfied = row.get("satisfied", cells.to_choice, self.ANSWER, label="来访人满意")
        village = self.village(row, township)
        self.known.add(key)
        pk = self.table.add(
            self.county.pk,
            township.pk,
            station.pk,
            day,
            self.one_of(row, "source", policy.sources, code="E_SOURCE"),
            voter,
            row.phone(),
            village.pk if village else None,
            row.get("secret", cells.to_line) in ("是", "要求保密", "保密"),
            row.get("count", cells.to_int) or 1,
            matter,
            own_word(row.get("topic", cells.to_line, limit=20), self.topics),
            row.get("scope", cells.to_choice, self.SCOPES, label="个别或集中") or "",
            advice,
            route.code if route else "",
            to if route and route.asks_whom else "",
            routed,
            self.due(route, routed),
            result,
            answered,
            told[0],
            told[1],
            row.get("told_how", cells.to_line, limit=200),
            {"yes": True, "no": False}.get(satisfied),
            state,
        )
        for person in people:
            self.heard.add(pk, person)

    def due(self, route, on: date | None) -> date | None:
        if route is None or route.within is None:
            return None
        return deadline(on, route.within, calendar=self.calendar, roll=True).effective

    def export(self) -> Iterable[Sequence]:
        rows = Reception.objects.filter(county=self.county, station__isnull=False)
        if self.bound:
            rows = rows.filter(township=self.bound)
        policy = self.station_policy
        sources = {one.code: one.label for one in policy.sources}
        routes = {one.code: one.label for one in policy.routes}
        shown = rows.select_related("township", "station", "village").prefetch_related("deputies")
        for one in shown.order_by("township__code", "received_on", "pk"):
            yield (
                one.township.name,
                one.station.name,
                one.received_on,
                "、".join(name_with_level(self, row.person_id) for row in one.deputies.all()),
                sources.get(one.source, one.source),
                one.voter_name,
                one.village.short_name if one.village else "",
                "",
                one.people_count,
                one.words,
                one.topic,
                one.get_scope_display() if one.scope else "",
                one.advice,
                routes.get(one.route, one.route),
                one.routed_to,
                one.routed_on,
                one.result,
                one.result_on,
                one.told_deputy_on,
                one.told_voter_on,
                one.told_how,
                {True: "满意", False: "不满意", None: ""}[one.is_satisfied],
                "是" if one.is_confidential else "",
            )
