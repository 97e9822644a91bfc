"""The columns of a ledger of suggestions and the words that clerks write into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from congress_poverty.imports.ledger import words
from congress_poverty.sheets.layout import Field
from deputies.lookup import Deputy
from deputies.models import Region

from ..flow import State
from ..models import Suggestion

RaisedIn, Level, LookBack = Suggestion.RaisedIn, Suggestion.Level, Suggestion.LookBack

# What a ledger calls the states; several of ours are one word of theirs.
STATUS_WORDS: dict[State, str] = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待交办",
    State.RETURNED: "退回补充",
    State.DECLINED: "不予立案",
    State.REGISTERED: "待交办",
    State.HANDED_OVER: "办理中",
    State.OBJECTION: "办理中",
    State.HANDLING: "办理中",
    State.REPLIED: "已答复",
    State.RATED: "已答复",
    State.REHANDLING: "重新办理",
    State.CLOSED: "已办结",
    State.WITHDRAWN: "已撤回",
}
SAID = (
    (State.DECLINED, re.compile("不予立案|不予受理|不予登记|不立案|未立案|不予交办|转作?(?:代表)?来信")),
    (State.WITHDRAWN, re.compile("撤回|撤销建议|代表撤")),
    (State.RETURNED, re.compile("退回补充|退回修改|补充后再提")),
    (State.REGISTERED, re.compile("待交办|未交办|尚未交办")),
)
KEY = re.compile("重点督办|重点建议|重点办理")
SESSION = {
    RaisedIn.SESSION: words("大会期间 大会 会议期间 会中 会上 人代会期间 大会建议"),
    RaisedIn.BETWEEN: words("闭会期间 闭会 平时 会后 日常 闭会建议"),
}
LEVELS = {
    Level.COUNTY: words("县级 县 区级 区 市级 市 县（区）级 县人大 区人大 市人大"),
    Level.TOWNSHIP: words("乡级 乡镇 乡镇级 镇级 镇 乡 街道 街道级 乡镇人大 镇人大"),
}
LOOK_BACK = {
    LookBack.DONE: words("已落实 落实 全部落实 落实到位 已完成 完成"),
    LookBack.PARTLY: words("部分落实 基本落实 正在落实 落实中 部分完成"),
    LookBack.NOT_DONE: words("未落实 没有落实 没落实 未完成 反弹"),
}
MET = re.compile("面商|面复|见面|当面|座谈|上门|面对面|面谈")
WRITTEN = re.compile("书面|函|文|信")
STEMS = "甲乙丙丁"
UNIT_BREAK = re.compile(r"[、，,;；/\n\r\t]+")

FIELDS = (
    Field("number", "建议编号", words("编号 建议号 案号 号数 建议序号 议案编号 流水号")),
    Field(
        "title",
        "标题（案由）",
        words("标题 案由 建议标题 建议名称 建议题目 题目 建议内容标题 名称 建议案由 事由"),
        required=True,
    ),
    Field(
        "lead",
        "领衔代表",
        words("代表姓名 提出代表 领衔人 提建议代表 提出人 第一提议人 建议人 领衔"),
        required=True,
    ),
    Field(
        "cosigners",
        "附议代表",
        words("联名代表 附议人 联名人 附议 共同提出代表 其他代表 联名附议代表"),
    ),
    Field(
        "team", "代表团", words("所在代表团 所属代表团 代表小组 乡镇 所属乡镇 选区 代表团（乡镇） 所在乡镇")
    ),
    Field("category", "类别", words("建议类别 分类 建议分类 类型 内容分类 审查分类")),
    Field(
        "session",
        "提出时间类别",
        words("会议类别 提出时间 提出方式 大会/闭会 建议性质 提出阶段 时间类别 开会/闭会"),
    ),
    Field("level", "办理层级", words("层级 级别 办理级别 交办层级")),
    Field(
        "submitted",
        "提出日期",
        words("提交日期 提出时间 提交时间 收到日期 建议日期 提出 提建议时间"),
        required=True,
    ),
    Field("handed", "交办日期", words("交办时间 交办 交办日")),
    Field("forwarded", "转办日期", words("转办时间 转交日期 转办 改办日期")),
    Field(
        "main",
        "主办单位",
        words("承办单位 主办 承办 办理单位 责任单位 主办单位（承办单位） 承办部门 牵头单位"),
    ),
    Field("assist", "协办单位", words("会办单位 协办 会办 配合单位 协办（会办）单位 分办单位")),
    Field(
        "deadline",
        "办理期限",
        words("答复期限 要求结办日期 要求办结日期 办结期限 期限 办理时限 限办日期 要求答复日期"),
    ),
    Field("replied", "答复日期", words("答复时间 答复代表日期 书面答复日期 答复 办复日期 办复时间")),
    Field("way", "答复方式", words("答复形式 办理方式 复函方式 沟通方式 见面情况")),
    Field(
        "outcome",
        "办理结果",
        words("办理情况分类 答复类别 解决程度 结果类别 答复结果 办理结果分类 办理类别 结果"),
    ),
    Field(
        "satisfaction",
        "代表满意度",
        words("满意度 代表意见 代表评价 满意情况 测评结果 代表反馈 满意程度 反馈意见"),
    ),
    Field("closed", "办结日期", words("办结时间 办结 结案日期 销号日期 办结日")),
    Field("look_back", "“回头看”情况", words("回头看 回头看情况 回头看结果 跟踪情况 落实情况 跟踪问效")),
    Field("status", "状态", words("办理状态 办理进度 进展 目前状态")),
    Field("note", "备注", words("说明 备考")),
    Field("body", "反映的情况", words("建议内容 主要内容 内容 建议正文 反映问题")),
    Field("ask", "希望怎么办", words("具体建议 建议措施 办理要求 建议事项")),
)


@dataclass
class Line:
    """One answer as a line of the ledger tells it."""

    replied: date | None = None
    way: str = ""
    outcome: str = ""
    satisfaction: str = ""


@dataclass
class Entry:
    """One suggestion of a ledger, until its last line is read."""

    township: Region
    level: str
    lead: Deputy
    cosigners: list[Deputy]
    values: dict[str, object]
    submitted: date
    handed: date | None
    forwarded: date | None
    deadline: date | None
    closed: date | None
    look_back: str
    said: State | None
    mains: list[int] = field(default_factory=list)
    assists: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
