"""Headings in other words: what they mean, and what they must not be taken for."""

import pytest

from congress_poverty.imports.ledger import kinds
from congress_poverty.sheets.headings import sense
from congress_poverty.sheets.matching import normal
from congress_poverty.sheets.reader import Grid
from congress_poverty.sheets.shapes import DATA, S_TOTAL
from congress_poverty.sheets.tables import find_tables


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("何时结对", "结对时间"),
        ("何年脱贫", "脱贫年度"),
        ("代表手机", "代表联系电话"),
        ("属于哪级代表", "代表层级"),
        ("走访农户户主", "走访户（户主）"),
        ("困难户类别", "贫困户属性"),
        ("首名代表", "领衔代表"),
        ("会同办理单位", "协办单位"),
        ("应办结日期", "办结期限"),
        ("承办建议与否", "是否承办建议"),
        ("与户主称谓", "与户主关系"),
    ],
)
def test_other_words_have_the_same_sense(written, meant):
    assert sense(normal(written)) == sense(normal(meant))


@pytest.mark.parametrize(
    ("one", "other"),
    [("走访户数", "结对户数"), ("主办单位", "协办单位"), ("答复时间", "答复期限"), ("开始时间", "结束时间")],
)
def test_what_differs_keeps_its_own_sense(one, other):
    assert sense(one) != sense(other)


# As clerks of three townships worded them; "-" is a column that is nobody's.
HEADINGS = {
    "unit": [
        "单位全称=name 规范简称=short_name 单位属性=kind 主要领导=head 办公电话=phone 能否承办建议=handles",
        "承办部门全称=name 部门简称=short_name 性质=kind 主要负责同志=head 是否为承办单位（√）=handles",
    ],
    "roster": [
        "姓　名=name 男/女=gender 名族=ethnicity 出生年月（岁）=birth 籍贯=- 文化水平=education "
        "党派情况=party 身份证件号码=id_number 何级人大代表=level 当选证书编号=certificate "
        "现任工作单位和职务=work 代表结构=category 当选选区名称=constituency 本人手机=phone "
        "所属届次=term 变动情况=note",
        "编号=- 人大代表姓名=name 身份证号（18位）=id_number 属于哪级代表=level "
        "代表类别（干部、农民）=category 单位名称=employer 现任职务=job 常住村=village "
        "手机电话=phone 备考=note",
    ],
    "station": [
        "站（室）名称=name 站点级次=level 所属村居=village 驻站站长=head 驻站联络员=liaison "
        "值班电话=phone 揭牌日期=opened 代表接访日=day 具体位置=address",
    ],
    "group": [
        "组名=group 组员姓名=name 分工=role 属何级代表=level 联系方式=deputy_phone 依托阵地=place",
    ],
    "household": [
        "所在行政村（居）=village 村民小组名称=natural_village 家庭户主姓名=head "
        "户主身份证号=id_number 在册人口（人）=population 劳动力个数=labour_count "
        "建档立卡类型=category 致贫主要原因=main_cause 认定年份=identified 何年脱贫=exit "
        "住房等级=housing 承包土地（亩）=arable 户主联系号码=phone "
        "2018年家庭人均可支配收入（元）=income_2018 一户一策帮扶措施=measures",
        "村居名称=village 户　主=head 家庭成员姓名=name 与户主称谓=relation 证件号=id_number "
        "文化水平=education 就学状况=student 身体健康状况=health 劳动力类别=labour",
    ],
    "pairing": [
        "包户代表姓名=deputy 所包农户=head 村别=village 包户时间=start 包户措施=measure 备注=note",
        "责任人（代表）=deputy 联系人电话=deputy_phone 困难户户主=head 农户身份证=head_id "
        "农户所在村=village 何时结对=start 终止帮扶时间=end 拟采取措施=measure 户源=source",
        "人大代表姓名=deputy 级别=level 帮扶户数（户）=count 结对户（村名、户主姓名）=households "
        "结对起始日=start",
    ],
    "visit": [
        "走访年月日=date 走访人大代表=deputy 一同前往代表=together 走访农户户主=head "
        "农户所在村=village 采取形式=mode 落实“六个一”情况=act 了解情况及开展工作=note "
        "户主反映困难诉求=issue 问题解决落实情况=result 慰问金（元）=amount 慰问物品=goods "
        "接谈对象=met_whom 下步打算=next_step",
        "何时走访=date 入户代表=deputy 走访困难户姓名=head 村组=village 交谈内容=note "
        "收集问题=issue 折合金额（元）=amount",
    ],
    "activity": [
        "日期=date 小组=group 形式=kind 内容=topic 地点=place 到会代表=people 到会人数=count 效果=summary",
        "开展日期=date 主办代表小组=group 活动类别=kind 活动议题=topic 举办地=place "
        "参加代表名单=people 实到=count 请假代表名单=leave 缺席代表名单=absent "
        "活动开展概况=summary",
    ],
    "suggestion": [
        "议案建议编号=number 标题=title 提出人=lead 附议人=cosigners 提出时间=submitted 承办单位=main "
        "办理截止日期=deadline 满意度情况=satisfaction",
        "件号=number 建议题名=title 首名代表=lead 联名人员=cosigners 代表所在团=team "
        "建议所属类别=category 提出场合=session 收件日期=submitted 转交承办单位时间=handed "
        "主办部门=main 协助办理单位=assist 法定办结时限=deadline 书面答复代表时间=replied "
        "答复渠道=way 办复类别=outcome 代表是否满意=satisfaction 办结销号时间=closed "
        "回访情况=look_back 办理阶段=status",
    ],
    "report": [
        "镇（街）=township 代表实有数=deputies 参与活动代表人数=deputies_active "
        "结对困难户（户）=households_paired 走访困难户（次）=visits "
        "走访困难户（户）=households_visited 开展小组活动（次）=activities "
        "提出建议（件）=suggestions 已办结建议（件）=suggestions_closed 帮扶资金（元）=amount "
        "上报日期=submitted",
    ],
    "regions": [
        "行政区划编码=code 行政区划名称=name 行政级别=level 上级编码=parent",
    ],
}


def table_of(rows, shapes):
    return find_tables(Grid("Sheet1", rows=rows), shapes)[0]


@pytest.mark.parametrize(
    ("kind", "line"), [(kind, line) for kind, lines in HEADINGS.items() for line in lines]
)
def test_a_ledger_is_known_by_headings_that_nobody_has_listed(kind, line):
    pairs = [part.rsplit("=", 1) for part in line.split(" ")]
    below = ["县级" if key == "level" else "甲" for _, key in pairs]  # a likeness to 代表层级 is looked into
    rows = [[heading for heading, _ in pairs], below]
    everything = [shape for one in kinds().values() for shape in one.shapes]
    table = table_of(rows, everything)
    assert table.kind == kind
    found = {heading: table.columns.get(n, "-") for n, (heading, _) in enumerate(pairs, 1)}
    assert found == dict(pairs)


def lines_of(kind, rows):
    return list(table_of(rows, kinds()[kind].shapes).lines())


VISIT = ["走访时间", "走访代表", "户主", "走访内容"]


@pytest.mark.parametrize(
    ("heading", "above", "cell", "yuan"),
    [
        ("慰问金（万元）", "", 0.07, 700),
        ("慰问金（百元）", "", "5", 500),
        ("慰问金（万元）", "", "300元", "300元"),
        ("慰问金", "金额单位：万元", "0.12", 1200),
        ("慰问金（元）", "金额单位：万元", 300, 300),
        ("慰问金", "单位：元、人", 300, 300),
    ],
)
def test_plain_amounts_are_in_the_unit_of_their_column(heading, above, cell, yuan):
    rows = [["走访台账"], [above or None], [*VISIT, heading], ["2018.4.5", "甲", "乙", "看望", cell]]
    [line] = [one for one in lines_of("visit", rows) if one.kind == DATA]
    assert line.values["amount"] == yuan


def test_a_total_in_the_unit_of_its_column_is_compared_in_yuan():
    rows = [
        [*VISIT, "金额（万元）"],
        ["2018.4.5", "甲", "乙", "看望", 0.05],
        ["合计", None, None, None, 0.05],
    ]
    assert lines_of("visit", rows)[-1].stated["amount"] == 500


def test_a_list_of_choices_is_no_ledger():
    """A hidden sheet with two columns of words that are also headings."""
    rows = [["代表层级", "民族"], ["区级", "汉族"]]
    assert table_of(rows, kinds()["roster"].shapes).kind == ""


def test_a_count_under_the_last_row_is_a_total_and_no_unit():
    rows = [["单位全称", "规范简称"], ["安源区水利局", "水利局"], ["共1家", None]]
    assert [line.kind for line in lines_of("unit", rows)][1:] == [DATA, S_TOTAL]
