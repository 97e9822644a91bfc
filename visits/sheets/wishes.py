"""微心愿台账: a row for each wish, from the posting to how it came true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from congress_poverty.imports.ledger import Row, words
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape
from deputies.sheets import TOWNSHIP, VILLAGE_WORDS, name_with_level

from ..models import MicroWish
from .stations import STATION, StationRows
from .words import own_word

State = MicroWish.State
YES = ("是", "未满18岁", "未成年", "未成年人", "儿童")


class WishLedger(StationRows):
    """What a row says of a later step needs what the earlier ones leave: nobody fulfils what nobody took."""

    kind, label, order = "wish", "微心愿", 90
    page = "visits:wishes"
    named = frozenset({"wisher"})
    shapes = (
        LedgerShape(
            kind="wish",
            label="微心愿台账",
            titles=words("微心愿台账 微心愿登记 微心愿 心愿清单 微实事"),
            identity=("date", "wish"),
            fields=(
                TOWNSHIP,
                STATION,
                Field("date", "发布日期", words("登记日期 征集日期 发布时间 日期"), required=True),
                Field("wish", "心愿", words("心愿内容 微心愿内容 愿望 心愿名称"), required=True),
                Field("kind", "心愿类别", words("类别 心愿类型 类型")),
                Field("detail", "心愿说明", words("说明 具体要求 详细情况")),
                Field("amount", "大约需要（元）", words("金额 所需资金 预计金额 需要金额")),
                Field("wisher", "心愿人", words("许愿人 申请人 心愿人姓名")),
                Field("minor", "未满18岁", words("是否未成年 未成年人 未成年")),
                Field("village", "心愿人所在村", VILLAGE_WORDS),
                Field("state", "实现情况", words("情况 状态 进度 办理情况")),
                Field("deputy", "认领代表", words("认领人大代表 圆梦代表")),
                Field("claimer", "其他认领人", words("认领人 认领单位 圆梦人 爱心人士")),
                Field("claimed", "认领日期", words("认领时间")),
                Field("promised", "承诺实现日期", words("承诺时间 承诺日期 计划实现时间")),
                Field("fulfilled", "实现日期", words("实现时间 完成时间 圆梦时间")),
                Field("result", "怎么实现的", words("实现结果 圆梦情况 落实情况 完成情况")),
                Field("ended", "撤回原因", words("撤回说明")),
            ),
        ),
    )
    STATES = {
        State.OPEN: words("等人认领 待认领 未认领 征集中"),
        State.CLAIMED: words("已认领 认领 实现中 办理中"),
        State.FULFILLED: words("已实现 实现 完成 已完成 已圆梦"),
        State.WITHDRAWN: words("已撤回 撤回"),
        State.EXPIRED: words("到期无人认领 到期 过期"),
    }

    def load(self) -> None:
        super().load()
        self.kinds = {one.label: one.also for one in self.station_policy.wish_kinds}
        stored = MicroWish.objects.filter(county=self.county).values_list("station_id", "posted_on", "wish")
        self.known: set[tuple[int, date, str]] = set(stored)
        self.table = self.out.table(
            MicroWish,
            words(
                "county_id township_id station_id village_id posted_on wisher is_minor kind wish "
                "detail amount state claimed_by_id claimed_name claimed_on promised_by fulfilled_on "
                "result ended_because"
            ),
        )

    def judge(self, row: Row) -> None:
        township = self.township(row)
        station = self.station(row, township)
        day = row.need("date", "E_DATE_MISSING", cells.to_date)
        if day > self.scope.today:
            raise Refused("发布日期不能晚于今天", code="E_DATE_RANGE", field="date")
        wish = row.need("wish", "E_TITLE_MISSING", cells.to_line, limit=100)
        if (station.pk, day, wish) in self.known:
            raise Refused("这个站这一天前面已经有这个心愿", code="E_DUP_ROW", field="wish")
        detail = row.get("detail", cells.to_line, limit=300)
        wisher = row.get("wisher", cells.to_line, limit=60)
        if wisher and wisher in wish + detail:
            raise Refused("心愿和说明会公开张贴，请不要写心愿人的姓名", code="E_NAME_SHOWN", field="wish")
        amount = row.get("amount", cells.to_int)
        if amount and amount > self.station_policy.wish_amount_max:
            most = self.station_policy.wish_amount_max
            raise Refused(f"微心愿一般不超过 {most} 元，更大的请走帮扶项目", code="E_AMOUNT", field="amount")
        village = self.village(row, township)
        fate = self.fate(row, township, day)
        self.known.add((station.pk, day, wish))
        self.table.add(
            self.county.pk,
            township.pk,
            station.pk,
            village.pk if village else None,
            day,
            wisher,
            row.get("minor", cells.to_line) in YES,
            own_word(row.get("kind", cells.to_line, limit=20), self.kinds),
            wish,
            detail,
            amount,
            *fate,
        )

    def fate(self, row: Row, township, posted: date) -> tuple:
        """State, who took it, the three days, the result and why it ended; each fits the others."""
        person = next(iter(self.people_of(row, "deputy", township)), None)
        name = "" if person else row.get("claimer", cells.to_line, limit=60)
        claimed, fulfilled = row.get("claimed", cells.to_date), row.get("fulfilled", cells.to_date)
        result = row.get("result", cells.to_line, limit=300)
        ended = row.get("ended", cells.to_line, limit=100)
        state = row.get("state", cells.to_choice, self.STATES, label="实现情况")
        if not state:
            state = State.FULFILLED if fulfilled else State.CLAIMED if person or name else State.OPEN
        if state in (State.OPEN, State.EXPIRED):
            return state, None, "", None, None, None, "", ""
        if state == State.WITHDRAWN:
            return state, person, name, claimed, None, None, "", ended or "台账没有写原因"
        if person is None and not name:
            raise Refused("已认领的，请写认领代表或认领人", code="E_NAME_MISSING", field="deputy")
        claimed = claimed or fulfilled or posted
        days = timedelta(days=self.station_policy.wish_promise_days)
        promised = row.get("promised", cells.to_date) or claimed + days
        if state == State.FULFILLED:
            if not result:
                raise Refused("已实现的，请写怎么实现的", code="E_REMARK", field="result")
            if fulfilled is None:
                raise Refused("已实现的，请写实现日期", code="E_DATE_MISSING", field="fulfilled")
        else:
            fulfilled, result = None, ""
        if not posted <= claimed <= (fulfilled or self.scope.today) <= self.scope.today:
            raise Refused(
                "认领不能早于发布，实现不能早于认领，都不能晚于今天", code="E_DATE_RANGE", field="claimed"
            )
        return state, person, name, claimed, promised, fulfilled, result, ""

    def export(self) -> Iterable[Sequence]:
        rows = MicroWish.objects.filter(county=self.county).select_related("township", "station", "village")
        if self.bound:
            rows = rows.filter(township=self.bound)
        for one in rows.order_by("township__code", "posted_on", "pk"):
            yield (
                one.township.name,
                one.station.name,
                one.posted_on,
                one.wish,
                one.kind,
                one.detail,
                one.amount,
                "" if one.is_minor else one.wisher,  # a minor's name goes nowhere
                "是" if one.is_minor else "",
                one.village.short_name if one.village else "",
                one.get_state_display(),
                name_with_level(self, one.claimed_by_id) if one.claimed_by_id else "",
                one.claimed_name,
                one.claimed_on,
                one.promised_by,
                one.fulfilled_on,
                one.result,
                one.ended_because,
            )
