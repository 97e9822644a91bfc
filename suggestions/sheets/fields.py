"""The columns of a ledger of suggestions and the words that clerks write into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from congress_poverty.imports.ledger import words
from congress_poverty.sheets.shapes import Field
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
    Field(
        "number",
        "建议编号",
        words("编号 建议号 案号 号数 建议序号 议案编号 流水号 件号 文号 建议件号 建议文号 顺序编号 提案编号"),
    ),
    Field(
        "title",
        "标题（案由）",
        words(
            "标题 案由 建议标题 建议名称 建议题目 题目 建议内容标题 名称 建议案由 事由 "
            "建议题名 建议事项 建议主题 标题内容 案题 建议事由"
        ),
        required=True,
    ),
    Field(
        "lead",
        "领衔代表",
        words(
            "代表姓名 提出代表 领衔人 提建议代表 提出人 第一提议人 建议人 领衔 首名代表 "
            "主提代表 建议代表 第一提出人 第一领衔代表 提议人 建议者 提交代表 提建议人 "
            "主要提出人 提案人 提案代表"
        ),
        required=True,
    ),
    Field(
        "cosigners",
        "附议代表",
        words(
            "联名代表 附议人 联名人 附议 共同提出代表 其他代表 联名附议代表 联名人员 "
            "附议代表名单 共同提议人 联署代表 参与联名代表 附名代表"
        ),
    ),
    Field(
        "team",
        "代表团",
        words(
            "所在代表团 所属代表团 代表小组 乡镇 所属乡镇 选区 代表团（乡镇） 所在乡镇 "
            "代表所在团 所在团 代表所属团 团别 代表所在乡镇 推荐代表团 代表团别"
        ),
    ),
    Field(
        "category",
        "类别",
        words(
            "建议类别 分类 建议分类 类型 内容分类 审查分类 建议所属类别 所属类别 所属领域 "
            "建议领域 涉及领域 性质 内容类别 门类"
        ),
    ),
    Field(
        "session",
        "提出时间类别",
        words(
            "会议类别 提出时间 提出方式 大会/闭会 建议性质 提出阶段 时间类别 开会/闭会 "
            "提出场合 会议期间或闭会期间 会中或闭会 提出时段 会内会外 建议来源 会期"
        ),
    ),
    Field("level", "办理层级", words("层级 级别 办理级别 交办层级 交办级别 承办级别 受理级别")),
    Field(
        "submitted",
        "提出日期",
        words(
            "提交日期 提出时间 提交时间 收到日期 建议日期 提出 提建议时间 收件日期 收到时间 "
            "受理日期 登记日期 收件时间 受理时间 登记时间 接收日期"
        ),
        required=True,
    ),
    Field(
        "handed",
        "交办日期",
        words(
            "交办时间 交办 交办日 转交承办单位时间 转交时间 移交日期 交承办单位时间 下交日期 "
            "分办时间 交办单位时间"
        ),
    ),
    Field("forwarded", "转办日期", words("转办时间 转交日期 转办 改办日期")),
    Field(
        "main",
        "主办单位",
        words(
            "承办单位 主办 承办 办理单位 责任单位 主办单位（承办单位） 承办部门 牵头单位 "
            "主办（承办）单位 主要承办单位 主要责任单位 办理部门 牵头办理单位"
        ),
    ),
    Field("assist", "协办单位", words("会办单位 协办 会办 配合单位 协办（会办）单位 分办单位")),
    Field(
        "deadline",
        "办理期限",
        words(
            "答复期限 要求结办日期 要求办结日期 办结期限 期限 办理时限 限办日期 要求答复日期 "
            "办理截止时间 规定办结时间 应答复时间 答复截止日期 办理到期日 到期日 法定期限 "
            "限办时间 应办结时间 办理期限至 办理截止日期 截止日期"
        ),
    ),
    Field(
        "replied",
        "答复日期",
        words(
            "答复时间 答复代表日期 书面答复日期 答复 办复日期 办复时间 书面答复代表时间 "
            "回复日期 回复时间 复函日期 答复文件日期 答复函日期 面复时间 代表答复时间 "
            "答复完成时间 办结答复日期"
        ),
    ),
    Field(
        "way",
        "答复方式",
        words(
            "答复形式 办理方式 复函方式 沟通方式 见面情况 见面沟通方式 沟通形式 见面方式 答复途径 面商形式"
        ),
    ),
    Field(
        "outcome",
        "办理结果",
        words(
            "办理情况分类 答复类别 解决程度 结果类别 答复结果 办理结果分类 办理类别 结果 "
            "办复类别 答复分类 办理等次 答复意见分类 办理答复类别 办复结果 办复等级 答复类型 "
            "办结类别 解决情况"
        ),
    ),
    Field(
        "satisfaction",
        "代表满意度",
        words(
            "满意度 代表意见 代表评价 满意情况 测评结果 代表反馈 满意程度 反馈意见 "
            "代表是否满意 是否满意 满意与否 代表满意情况 满意率 评价结果 代表评价情况 "
            "满意等次 评议结果 代表测评"
        ),
    ),
    Field(
        "closed",
        "办结日期",
        words(
            "办结时间 办结 结案日期 销号日期 办结日 办理完毕日期 办毕时间 办理完成时间 "
            "结束办理日期 完成时间 办结销号时间"
        ),
    ),
    Field(
        "look_back",
        "“回头看”情况",
        words(
            "回头看 回头看情况 回头看结果 跟踪情况 落实情况 跟踪问效 回访情况 回访结果 "
            "跟踪督办情况 跟踪结果 后续落实情况 督查落实 跟踪落实情况 复查情况"
        ),
    ),
    Field(
        "status",
        "状态",
        words(
            "办理状态 办理进度 进展 目前状态 办理阶段 当前状态 办理状况 办理进展 当前进展 当前环节 目前进展"
        ),
    ),
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
