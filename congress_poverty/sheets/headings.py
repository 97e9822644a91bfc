"""Headings that say the same in other words: 何时结对 is 结对时间, 代表手机 is 代表电话.

Every county's clerks word their headings anew. A field lists the headings that are its own
(``Field.synonyms``); the words that any ledger may swap for one another are listed here once,
and both a heading and the synonyms are put into them before they are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The word that is kept, and what stands for it in other ledgers.
_SAME = """
代表 人大代表
时间 年月日 日期 时日 年月
开始时间 起始日 开始日 起始时间 开始时间 起始 开始
结束时间 终止日 截止日 结束日 解除日 终止 截止 结束 解除
年 年份 年度
电话 手机号码 手机电话 联系手机 本人手机 联系电话 电话号码 联系号码 联系方式 移动电话 办公电话 值班电话
电话 固定电话 手机号 手机 通讯方式
身份证号 居民身份证号码 公民身份证号码 公民身份号码 公民身份证号 居民身份证号 身份证件号码 身份证件号
身份证号 身份证号码 身份证编号 身份证号 身份证 身份号码 证件号码 证件号
代表证号 代表证件编号 代表证件号 代表证书编号 代表证书号 代表证编号 代表证号码 代表证号
代表证号 代表证书编码 代表证编码 当选证书编号 当选证书号 当选证号 证书编号 证书号
文化程度 文化水平 教育水平 受教育程度 教育程度 最高学历 学历
政治面貌 政治面目 政治身份 党派情况 党派
代表级 属于何级代表 属于哪级代表 属何级代表 哪一级代表 何级代表 哪级代表
级 级别 层级 层次 级次 等级
村 村民委员会 居民委员会 村居委会 社区居委会 村居社区 村社区 村委会 居委会 行政村 村居名称 村名称
村 村居 村名 村别 村委
组 村民小组 村民组 自然村组 组别
乡镇 乡镇街道 镇街道 乡镇街 镇街 镇办
户 贫困户 困难户 农户 脱贫户 低收入户 群众户 家庭户
结对 帮扶 结对帮扶 联系帮扶 包保 包联 包户 挂联 挂钩
走访 入户走访 受访 入户 探访
情况 概况 状况 简况 情况简述 情况简介 情况记录 情形
名 全称 名称 题名
姓名 名字
类 类别 类型 种类 性质 属性 分类
方式 渠道 形式 途径 方法
致贫 致困 致贫返贫 返贫致贫 返贫
住房 房屋 危房
劳力 劳动力
人数 总人数 人员数
数 个数 数量 总数
关系 称谓
在校 在校生 在读 就学 上学
措施 举措 办法
地点 地址 位置
建立 挂牌运行 揭牌 挂牌 建成 成立 设立 建站 启用 投用 运行
接待 接访
选民 群众
单位 部门 机构 机关
主办 牵头办理 牵头承办 主要承办 牵头 承办
协办 协助办理 会同办理 协同办理 配合办理 会办 配合 协同 分办
期限 时限 限期
办结 办结销号 办毕 结案 销号 结办
附议 联名 联署
领衔 首名 领头
人 人员 人名
负责人 负责同志 领导
是否 是否为 能否 可否 有无
备注 备考 附注
"""
# Words that say nothing about what a column holds.
_EMPTY = "所在 所属 现任 具体 主要 采取 采用 实施 开展 进行 法定 规定 每月 简要 设在 所包 的 拟"

_WORDS = {word: kept for kept, *also in map(str.split, _SAME.strip().splitlines()) for word in also}
_WORDS |= dict.fromkeys(_EMPTY.split(), "")
ENDINGS = frozenset(word[-1] for word in _WORDS)
"""The last letters of words that stand for another: a cell without one is in its own words."""
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_WHEN = re.compile(r"^[何哪](时|年)(.{2,})$")
_OUGHT = re.compile(r"^(?:应|要求|限定?)(.{2,})时间$")
_NAME_TAIL = re.compile(r"(?<=..)(?:姓名|名单|一览)$")
_TWICE = re.compile(r"(..+?)\1")


@lru_cache(maxsize=16384)
def sense(form: str) -> str:
    """A heading's normal form in the words that all ledgers share."""
    if found := _WHEN.match(form):
        form = found[2] + ("时间" if found[1] == "时" else "年")
    if form.endswith("与否"):
        form = f"是否{form[:-2]}"
    form = _WORD.sub(lambda found: _WORDS[found[0]], form) or form
    form = form.replace("户户主", "户主")
    form = _OUGHT.sub(r"\1期限", _TWICE.sub(r"\1", form))
    return _NAME_TAIL.sub("", form)


def shorter(said: str) -> str:
    """A sense without the 情况 or 级别 that many clerks put behind a heading; '' where there is none."""
    return next(
        (said.removesuffix(tail) for tail in ("情况", "级") if said.endswith(tail) and len(said) > 3), ""
    )
