"""The words households are described with, and when each of them holds (handbook §4.1, §4.3, §4.5).

They are rows of ``CodeEntry``, so that a county can add its own; these are put in
after every migration, and rows that are there already are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .models import CodeEntry

_END_2020 = date(2020, 12, 31)
_MONITORED = date(2021, 5, 1)
_NEW = date(2026, 1, 1)


@dataclass(frozen=True)
class Word:
    """A word with the other spellings ledgers use and the days it holds; None is open."""

    label: str
    also: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    source: str = ""


WORDS: dict[str, tuple[Word, ...]] = {
    "status": (
        Word(
            "贫困户", ("未脱贫", "建档立卡贫困户", "未脱贫户"), until=_END_2020, source="建档立卡 2014—2020"
        ),
        Word("返贫户", ("返贫",), until=_END_2020, source="建档立卡 2014—2020"),
        Word(
            "脱贫户", ("已脱贫", "已脱贫户", "脱贫人口"), since=date(2014, 1, 1), source="建档立卡 2014—2020"
        ),
        Word("脱贫监测户", ("脱贫监测",), since=date(2020, 3, 1), until=_MONITORED, source="2020 年监测口径"),
        Word("边缘户", (), since=date(2020, 3, 1), until=_MONITORED, source="2020 年监测口径"),
        Word("脱贫不稳定户", (), since=_MONITORED, source="中农组发〔2021〕7号，2021—2025"),
        Word("边缘易致贫户", (), since=_MONITORED, source="中农组发〔2021〕7号，2021—2025"),
        Word("突发严重困难户", ("突发困难户",), since=_MONITORED, source="中农组发〔2021〕7号，2021—2025"),
        Word("风险消除户", ("风险已消除",), since=_MONITORED, source="中农组发〔2021〕7号，2021—2025"),
        Word("防止返贫致贫对象", ("防返贫对象",), since=_NEW, source="2026 年起的说法"),
        Word("农村低收入人口", ("低收入户", "农村低收入户"), since=_NEW, source="2026 年起的说法"),
        Word("一般农户", ("普通农户",)),
    ),
    "category": (
        Word("一般贫困户", ("一般户", "普通贫困户", "一般贫困", "一般农户（贫困）")),
        Word("低保贫困户", ("低保户", "扶贫低保户", "低保", "低保兜底户")),
        Word(
            "特困供养贫困户",
            (
                "五保户",
                "五保贫困户",
                "特困户",
                "特困供养",
                "特困供养户",
                "分散供养五保户",
                "集中供养五保户",
                "五保供养",
            ),
        ),
    ),
    "cause": (
        Word("因病", ("因病致贫", "疾病", "患病")),
        Word("因残", ("因残致贫", "残疾")),
        Word("因学", ("因学致贫", "上学")),
        Word("因灾", ("因灾致贫", "自然灾害")),
        Word("缺土地", ("缺地", "缺少土地")),
        Word("缺水", ()),
        Word("缺技术", ("缺少技术", "无技术")),
        Word("缺劳力", ("缺劳动力", "缺少劳动力", "无劳力")),
        Word("缺资金", ("缺少资金", "无发展资金")),
        Word("交通条件落后", ("交通落后",)),
        Word("自身发展动力不足", ("自身发展力不足", "内生动力不足", "动力不足")),
        Word("其他", ("其它",)),
    ),
    "risk": (
        Word("因病"),
        Word("因残"),
        Word("因学"),
        Word("因自然灾害", ("因灾",)),
        Word("因意外事故", ("意外事故",)),
        Word("因产业项目失败", ("产业失败",)),
        Word("因务工就业不稳", ("就业不稳",)),
        Word("缺劳动力", ("缺劳力",)),
        Word("住房安全"),
        Word("饮水困难"),
        Word("其他", ("其它",)),
    ),
    "measure": (
        Word("产业扶持", ("产业帮扶", "产业发展")),
        Word("就业帮扶", ("就业扶贫", "务工就业")),
        Word("技能培训", ("技能",)),
        Word("教育资助", ("助学", "教育扶贫", "雨露计划")),
        Word("健康扶贫", ("医疗帮扶", "健康帮扶")),
        Word("家庭医生签约"),
        Word("危房改造", ("住房改造",)),
        Word("易地扶贫搬迁", ("易地搬迁",)),
        Word("饮水安全改造", ("安全饮水",)),
        Word("公益性岗位", ("公益岗位",)),
        Word("低保兜底", ("社保兜底", "兜底保障")),
        Word("扶贫小额信贷", ("小额信贷",)),
        Word("光伏扶贫", ("光伏",)),
        Word("入股分红", ("合作社入股分红",)),
        Word("土地流转"),
        Word("消费帮扶", ("消费扶贫",)),
        Word("资金物资捐助", ("捐款捐物", "捐助")),
        Word("信息政策咨询", ("政策咨询",)),
        Word("扶志", ("精神帮扶",)),
        Word("其他", ("其它",)),
    ),
    "need": (
        Word("就业", ("务工",)),
        Word("上学", ("就学", "助学")),
        Word("就医", ("看病",)),
        Word("住房"),
        Word("饮水"),
        Word("产业", ("产业发展",)),
        Word("资金", ("贷款",)),
        Word("技术", ("技能培训",)),
        Word("其他", ("其它",)),
    ),
}


def install(**_) -> None:
    """Put the words that are missing into the tables; called after every migration."""
    entries = [
        CodeEntry(
            table=table,
            label=word.label,
            aliases=list(word.also),
            valid_from=word.since,
            valid_until=word.until,
            order=order,
            source=word.source,
        )
        for table, words in WORDS.items()
        for order, word in enumerate(words, 1)
    ]
    CodeEntry.objects.bulk_create(entries, ignore_conflicts=True)
