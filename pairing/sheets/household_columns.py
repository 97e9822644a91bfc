"""The columns of the ledger of households: of the household, and of its people."""

from __future__ import annotations

import re

from congress_poverty.imports.ledger import words
from congress_poverty.sheets.reader import Cell
from congress_poverty.sheets.shapes import Field
from deputies.sheets import ID_WORDS, PHONE_WORDS, VILLAGE_WORDS

from .lookup import HEAD_WORDS

_STATUS = re.compile("监测|脱贫|边缘|不稳定|突发|返贫|消除|[是否]$")


def _is_status(cell: Cell) -> bool:
    """户类型 says 监测对象 or 脱贫户 in one county, 低保户 or 五保户 in another."""
    return isinstance(cell, str) and _STATUS.search(cell) is not None


def _is_category(cell: Cell) -> bool:
    return not _is_status(cell)


HOUSE = (
    Field("village", "行政村", (*VILLAGE_WORDS, *words("所在村组 村屯"))),
    Field(
        "natural_village",
        "自然村（组）",
        words(
            "自然村 村民组 组 小组 自然村（屯） 村民小组 自然村组 所在组 屯 自然屯 自然湾 "
            "湾组 村民小组名 队 生产队 社 村民组别 小组名称"
        ),
    ),
    Field("head", "户主姓名", HEAD_WORDS, required=True),
    Field(
        "population",
        "家庭人口",
        words(
            "家庭人口数 人口 人数 家庭人数 人口数 户人口 家庭成员数 家庭人口（人） 在册人口 "
            "户籍人口 在家人口 家庭总人口 人口合计 常住人口 共同生活人口"
        ),
    ),
    Field(
        "labour_count",
        "劳动力人数",
        words("劳动力 劳动力数 劳动力（人） 劳力 家庭劳动力 劳动力数量 有劳动能力人数"),
    ),
    Field(
        "category",
        "贫困户属性",
        words(
            "属性 贫困类型 户属性 贫困属性 贫困户类型 贫困户类别 困难类型 贫困类别 户类别 "
            "脱贫户属性 建档立卡类型 建档立卡户类型 建档类型 困难类别 困难属性 困难户类型 "
            "帮扶类型 低保五保情况 识别类型 户类型 农户类型"
        ),
        holds=_is_category,
    ),
    Field(
        "status",
        "户类型",
        words(
            "监测对象类型 监测类型 易返贫致贫户（监测对象）类型 农户类型 户型 监测户类型 "
            "监测户类别 是否脱贫 脱贫状态 贫困状态"
        ),
        holds=_is_status,
    ),
    Field(
        "main_cause",
        "主要致贫原因",
        words(
            "致贫原因 主要原因 致贫主因 致贫原因1 主要致贫因素 返贫致贫原因 致贫因素 贫困原因 "
            "主要致贫返贫原因 困难原因 返贫风险 主要风险类型 致贫（困）原因 首要致贫原因"
        ),
    ),
    Field(
        "other_causes",
        "其他致贫原因",
        words(
            "次要致贫原因 其它致贫原因 其他原因 次要原因 致贫原因2 其他因素 次致贫原因 "
            "第二致贫原因 其他致贫因素"
        ),
    ),
    Field(
        "identified",
        "识别年度",
        words(
            "识别年份 识别时间 首次识别时间 建档时间 建档年度 建档立卡时间 纳入时间 "
            "贫困识别年度 认定年份 认定时间 建卡年度 建卡时间 评定年度 识别认定年度 评定时间 "
            "首次认定年度 首次认定时间 纳入年度"
        ),
        attribute="identified_year",
    ),
    Field(
        "exit",
        "脱贫年度",
        words(
            "脱贫年份 脱贫时间 退出年度 预脱贫年度 计划脱贫年度 脱贫（退出）时间 脱贫年 "
            "出列年度 出列时间 退出时间 脱贫退出年份 何年脱贫 摘帽年度"
        ),
    ),
    Field(
        "housing",
        "住房情况",
        words(
            "住房 房屋情况 住房安全 危房户 住房状况 房屋安全等级 危房等级 住房安全等级 "
            "住房类型 房屋结构 住房鉴定等级 住房安全情况 住房条件 是否危房 危房情况"
        ),
    ),
    Field(
        "arable",
        "耕地面积（亩）",
        words(
            "耕地面积 耕地 土地面积 承包地面积 耕地（亩） 承包耕地面积 承包土地 承包地 土地 "
            "田亩 耕地面积亩 责任田 承包田 水田旱地 耕地亩数"
        ),
    ),
    Field("phone", "联系电话", (*PHONE_WORDS, "户联系电话", "户主电话", "户主联系电话")),
    Field(
        "income",
        "人均纯收入",
        words(
            "人均可支配收入 人均收入 家庭人均纯收入 年人均纯收入 纯收入 家庭人均可支配收入 "
            "家庭人均收入 年人均可支配收入 农民人均纯收入 年人均收入 人均年收入 人均年纯收入"
        ),
        by_year=True,
        is_money=True,
    ),
    Field(
        "per_capita",
        "当年人均纯收入",
        words(
            "人均纯收入 人均可支配收入 人均收入 家庭人均纯收入 年人均纯收入 "
            "家庭人均可支配收入 年人均可支配收入 家庭人均年收入 人均年收入 年人均收入 "
            "人均年纯收入"
        ),
        is_money=True,
    ),
    Field(
        "measures",
        "帮扶措施",
        words(
            "主要帮扶措施 措施 帮扶举措 举措 享受政策 帮扶项目 享受帮扶政策 扶持措施 一户一策 "
            "帮扶政策 落实政策 帮扶计划 扶贫措施 帮扶需求与措施 已落实措施 帮扶措施及项目"
        ),
    ),
    Field("note", "备注", words("说明")),
)
PERSON = (
    Field(
        "name",
        "姓名",
        words("成员姓名 家庭成员姓名 人员姓名 家庭成员 成员 家庭人员姓名 家庭人口姓名 成员名 家属姓名"),
        required=True,
    ),
    Field(
        "relation",
        "与户主关系",
        words("关系 与户主的关系 与户主之关系 户主关系 家庭关系 称谓 与户主称谓 与家长关系"),
        required=True,
    ),
    Field("gender", "性别", words("男女")),
    Field("id_number", "身份证号码", ID_WORDS),
    Field("birth", "出生日期", words("出生年月 出生时间")),
    Field("education", "文化程度", words("学历 教育程度 文化 文化水平")),
    Field(
        "student",
        "在校生状况",
        words("在校生情况 在校情况 就学情况 是否在校生 在校状况 是否学生 学生情况 入学情况"),
    ),
    Field(
        "health", "健康状况", words("身体状况 健康情况 身体健康状况 健康 是否健康 疾病残疾情况 健康与残疾")
    ),
    Field(
        "labour",
        "劳动能力",
        words(
            "劳动技能 劳动力情况 劳动力状况 劳动能力情况 劳动力类型 务工能力 劳力类型 "
            "有无劳动能力 劳动能力类别 是否劳动力 劳动力"
        ),
    ),
)
