"""The half-year statistics form as a ledger: what the townships stated, beside what the ledgers say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from congress_poverty import packs
from congress_poverty.figures import Span
from congress_poverty.imports.ledger import Row, words
from congress_poverty.models import CalendarDay
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.models import Campaign
from deputies.sheets import TOWNSHIP, CountyLedger

from . import figures
from .models import HalfYearReport
from .policy import AssessmentPolicy, Period

_HALF = re.compile(r"(20\d\d)\s*年?\s*[（(]?\s*(上|下|前|后)半年")
_DAY = r"(20\d\d)\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})"
_DAYS = re.compile(rf"{_DAY}\D+{_DAY}")
_MONTHS = re.compile(r"(20\d\d)\s*年?\s*(1|7)\s*月?\s*[-—－~至到]+\s*(?:6|12)\s*月")
_CODE = re.compile(r"20\d\d[A-Z]\w*")


class ReportLedger(CountyLedger):
    """半年活动情况统计表: one row a township."""

    kind, label, order = "report", "半年活动情况统计表", 90
    page = "reports:list"
    shapes = (
        LedgerShape(
            kind="report",
            label="半年活动情况统计表",
            titles=words("活动情况统计表 情况统计表 半年统计表 半年报表 半年活动情况"),
            identity=("township",),
            fields=(
                replace(TOWNSHIP, synonyms=(*TOWNSHIP.synonyms, *words("单位名称 填报单位 报送单位 单位"))),
                Field(
                    "period",
                    "报告期",
                    words("统计期 期别 统计时段 报告时段 统计区间 填报期 统计时间 报告区间"),
                ),
                Field(
                    "deputies",
                    "代表总数",
                    words(
                        "代表人数 代表数 人大代表数 在任代表数 代表总人数 代表实有数 现有代表数 "
                        "实有代表数 各级代表数 代表（名） 代表（人） 代表数量 在册代表数 应参加代表数 "
                        "现有代表 实有代表"
                    ),
                ),
                Field(
                    "deputies_active",
                    "参加活动代表数",
                    words(
                        "参加活动代表人数 参加活动人数 参与代表数 参加代表数 活动代表数 参与活动代表人数 "
                        "参与活动代表 参加活动代表 参加活动的代表 参与人数 参加人数 参与代表人数 "
                        "实际参加代表数 参加行动代表数 参加活动（人）"
                    ),
                ),
                Field(
                    "households_paired",
                    "结对户数",
                    words(
                        "结对帮扶户数 联系户数 帮扶户数 结对户（户） 结对户 结对困难户 帮扶户 "
                        "结对帮扶（户） 结对农户数 联系困难户数 结对（户） 联系户（户）"
                    ),
                ),
                Field(
                    "visits",
                    "走访次数",
                    words(
                        "走访户次 走访总次数 走访次 走访户（次） 走访人次 入户走访次数 走访（次） "
                        "走访总次 走访场次 走访（户次） 开展走访次数 走访（人次）"
                    ),
                ),
                Field(
                    "households_visited",
                    "走访户数",
                    words(
                        "走访到户数 走访的户数 已走访户数 走访户（户） 走访农户数 走访（户） 走访家庭数 "
                        "走访到的户数 已走访（户）"
                    ),
                ),
                Field(
                    "activities",
                    "组织活动次数",
                    words(
                        "开展活动次数 活动次数 组织开展活动次数 活动场次 活动（次） 开展小组活动 "
                        "小组活动次数 开展活动（次） 组织活动场次 组织活动（次） 活动数 活动（场） "
                        "开展活动场次 小组活动（次） 开展活动数"
                    ),
                ),
                Field(
                    "suggestions",
                    "提出件数",
                    words(
                        "提出建议件数 建议件数 提出建议数 建议提出件数 提出建议 意见建议数 提出意见建议数 "
                        "建议数 提建议数 提出建议（件） 收集建议（件） 建议（件） 提出（件） "
                        "意见建议（件） 收集意见建议"
                    ),
                    groups=("代表建议", "建议"),
                ),
                Field(
                    "suggestions_closed",
                    "办结件数",
                    words(
                        "建议办结件数 办结建议数 办结建议件数 办结数 已办结建议 已办结件数 办结（件） "
                        "办结建议（件） 已办结（件） 建议办结数 已办结数 办成件数"
                    ),
                    groups=("代表建议", "建议"),
                ),
                Field(
                    "amount",
                    "投入帮扶资金（元）",
                    words(
                        "投入资金 帮扶资金 投入帮扶资金 资金物资折款 投入资金物资 筹措资金 帮扶款物 "
                        "投入款物 捐赠资金 落实资金 帮扶资金物资 投入资金总额 资金（元） 捐款捐物 "
                        "筹集资金 资金投入"
                    ),
                    is_money=True,
                ),
                Field(
                    "submitted",
                    "报送时间",
                    words("报送日期 上报时间 上报日期 报告时间 报告日期 提交日期 呈报日期 交表日期"),
                ),
                Field("note", "备注", ("说明",)),
            ),
        ),
    )
    units = {"个": "row"}
    summed = tuple(figures.LABELS)

    def load(self) -> None:
        super().load()
        self.policy: AssessmentPolicy = self.county.policy(AssessmentPolicy)
        self.calendar = CalendarDay.calendar_for(self.county.code)
        self.pack_version = packs.effective(self.county.pack, self.county.overrides).version
        self.periods = self._periods()
        rows = HalfYearReport.objects.filter(county=self.county)
        self.known = {
            (township, period): (pk, stated is not None)
            for pk, township, period, stated in rows.values_list("pk", "township_id", "period", "stated")
        }
        self.counted: dict[str, dict[int, dict[str, int]]] = {}
        self.table = self.out.table(
            HalfYearReport,
            words(
                "county_id township_id period title since until draft_on due_on last_working_day "
                "estimated pack_version state stated submitted_on submitted_by note"
            ),
        )

    def _periods(self) -> dict[str, Period]:
        found: dict[str, Period] = {}
        for campaign in Campaign.objects.filter(county=self.county).order_by("since"):
            until = campaign.until or self.scope.today
            for period in self.policy.periods(campaign.since, max(until, campaign.since)):
                found.setdefault(period.code, period)
        return found

    def judge(self, row: Row) -> None:
        township = self.township(row)
        period = self.period(row)
        key = (township.pk, period.code)
        pk, is_stated = self.known.get(key, (None, False))
        if is_stated:
            row.repeats(pk, "township", f"{township}{period.title}的统计表前面已经有了")
        submitted_on = row.get("submitted", cells.to_date)
        stated = {}
        for name in figures.LABELS:
            number = row.get(name, cells.to_number)
            if number is None:
                continue
            if number < 0 or number != int(number):
                raise Refused(f"{row.label(name)}应是整数", code="E_NUMBER_INVALID", field=name)
            stated[name] = int(number)
        if submitted_on and submitted_on < period.since:
            raise Refused(
                f"报送时间 {submitted_on} 早于统计期 {period.since}", code="E_DATE_ORDER", field="submitted"
            )
        counted = self.numbers_of(period).get(township.pk, {})
        for name, number in stated.items():
            if number != int(counted.get(name, 0)):
                row.warn("W_REPORT_MISMATCH", name, f"填的是 {number}，台账为 {int(counted.get(name, 0))}")
        state = HalfYearReport.State.ACCEPTED if submitted_on else HalfYearReport.State.OPEN
        note = row.get("note", cells.to_line, limit=200)
        if pk is None:
            duty = self.policy.duty(period.code)
            pk = self.table.add(
                self.county.pk,
                township.pk,
                period.code,
                f"{period.title}情况报告",
                period.since,
                period.until,
                duty.drafted_on(period.until.year),
                period.until,
                self.calendar.last_working_day_on_or_before(period.until),
                not self.calendar.is_published(period.until.year),
                self.pack_version,
                state,
                stated,
                submitted_on,
                "台账导入",
                note,
            )
        else:
            self.out.change(
                HalfYearReport, pk, state=state, stated=stated, submitted_on=submitted_on, note=note
            )
        self.known[key] = (pk, True)

    def period(self, row: Row) -> Period:
        """The report period that the row, the line under the title, the title or the file names."""
        place = self.place
        texts = (
            row.get("period"),
            row.context.get("unit", ""),
            row.context.get("title", ""),
            place.sheet if place else "",
            place.file if place else "",
        )
        for text in texts:
            if text and (found := self._period_in(text)):
                return found
        raise Refused(
            "看不出是哪个报告期的，请在标题里写明，例如“2018年上半年”",
            code="E_PERIOD_UNKNOWN",
            field="period",
        )

    def _period_in(self, text: str) -> Period | None:
        if days := _DAYS.search(text):
            until = "-".join(f"{int(part):02}" for part in days.groups()[3:])
            return next((p for p in self.periods.values() if p.until.isoformat() == until), None)
        if half := _HALF.search(text):
            year, which = half.groups()
            ordered = [p for p in self.periods.values() if p.until.year == int(year)]
            early = which in "上前"
            return next((p for p in ordered if (p.until.month <= 6) == early), None)
        if months := _MONTHS.search(text):
            year, first = months.groups()
            return next(
                (
                    p
                    for p in self.periods.values()
                    if p.until.year == int(year) and (p.until.month <= 6) == (first == "1")
                ),
                None,
            )
        if code := _CODE.search(text):
            return self.periods.get(code[0])
        return None

    def numbers_of(self, period: Period) -> dict[int, dict[str, int]]:
        """What the ledgers that are in by now add up to."""
        if period.code not in self.counted:
            self.out.flush()
            span = Span(period.since, period.until, period.until)
            self.counted[period.code] = figures.statistics(self.county, span)
        return self.counted[period.code]

    def export(self) -> Iterable[Sequence]:
        rows = self.asked_for(HalfYearReport.objects.filter(county=self.county, stated__isnull=False))
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows.select_related("township").order_by("due_on", "township__code"):
            yield (
                one.township.name,
                one.period,
                *(one.stated.get(name) for name in figures.LABELS),
                one.submitted_on,
                one.note,
            )
