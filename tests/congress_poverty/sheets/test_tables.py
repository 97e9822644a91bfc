"""Where the table is, which ledger it is, and what every row of the sheet is."""

import pytest

from congress_poverty.sheets.reader import Grid, read_text_block
from congress_poverty.sheets.shapes import (
    DATA,
    S_BLANK,
    S_HEADER,
    S_NOTE,
    S_SECTION,
    S_SHEET,
    S_SUBTOTAL,
    S_TITLE,
    S_TOTAL,
    S_UNIT,
)
from congress_poverty.sheets.tables import find_tables

from . import shapes

VISIT_HEADINGS = ["序号", "走访时间", "走访代表", "所在村", "走访户（户主）", "走访内容", "备注"]
VISIT = [1, "2018.4.5", "张三", "周田村", "李四", "看望", None]


def sheet(*rows, merges=(), name="Sheet1"):
    return Grid(name, rows=[list(row) for row in rows], merges=list(merges))


def only_table(grid, kinds=shapes.SHAPES, **options):
    (table,) = find_tables(grid, kinds, **options)
    return table


def kinds_of(grid, **options):
    return [line.kind for table in find_tables(grid, shapes.SHAPES, **options) for line in table.lines()]


def test_the_header_is_found_under_title_unit_and_blank_rows():
    table = only_table(
        sheet(
            ["向阳乡人大代表走访记录", *[None] * 6],
            ["填报单位（盖章）：向阳乡人大主席团", None, None, None, "填报时间：2019年12月", None, None],
            [None] * 7,
            VISIT_HEADINGS,
            VISIT,
            merges=[(1, 1, 1, 7)],
        )
    )
    lines = list(table.lines())
    assert [line.kind for line in lines] == [S_TITLE, S_UNIT, S_BLANK, S_HEADER, DATA]
    assert table.kind == "visit"
    assert lines[-1].row == 5
    assert lines[-1].values["head"] == "李四"
    assert lines[-1].context["unit"] == "向阳乡人大主席团"
    assert lines[-1].context["time"] == "2019年12月"
    assert lines[-1].context["title"] == "向阳乡人大代表走访记录"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("走访 时间", "date"),
        ("走访\n日期", "date"),
        ("*走访时间", "date"),
        ("走访时间（年月日）", "date"),
        ("走访时间：", "date"),
        ("走 访 时 间", "date"),
        ("【走访日期】", "date"),
    ],
)
def test_blanks_brackets_and_punctuation_in_a_heading_do_not_count(heading, key):
    table = only_table(sheet(["序号", heading, *VISIT_HEADINGS[2:]], VISIT))
    assert table.columns[2] == key


@pytest.mark.parametrize(
    ("written", "key"), [("走访代表姓名", "deputy"), ("走访主要内容", "note"), ("走访户户主姓名", "head")]
)
def test_a_heading_that_resembles_a_known_one_is_proposed_as_similar(written, key):
    headings = [
        written if heading == shapes.VISIT.field(key).label else heading for heading in VISIT_HEADINGS
    ]
    table = only_table(sheet(headings, VISIT))
    column = headings.index(written) + 1
    assert (table.columns[column], table.how[column]) == (key, "相近")


def test_unknown_headings_are_reported_and_missing_required_ones_too():
    headings = ["序号", "走访时间", "走访代表", "所在村", "天气", "走访内容", "备注"]
    table = only_table(sheet(headings, VISIT))
    assert table.unmapped == [(5, "天气")]
    assert [field.key for field in table.missing] == ["head"]


def test_two_header_rows_are_joined_under_their_groups():
    table = only_table(
        sheet(
            ["序号", "帮扶责任人（人大代表）", None, None, "结对帮扶户", None, None, "结对时间"],
            [None, "代表姓名", "代表层级", "联系电话", "户主姓名", "所在村", "联系电话", None],
            [1, "张三", "县级", "16912345678", "李四", "周田村", "16987654321", "2018.4.5"],
            merges=[(1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 1, 7), (1, 8, 2, 8)],
        )
    )
    assert table.header_rows == (1, 2)
    assert table.kind == "pairing"
    (line,) = [line for line in table.lines() if line.kind == DATA]
    assert line.values["phone"] == "16912345678"
    assert table.unmapped == [(7, "结对帮扶户/联系电话")]


def test_three_header_rows_are_joined():
    grid = sheet(
        ["序号", "结对帮扶情况", None, None, None, "备注"],
        [None, "帮扶责任人", None, "帮扶户", None, None],
        [None, "代表姓名", "代表层级", "户主姓名", "结对时间", None],
        [1, "张三", "县级", "李四", "2018.4.5", None],
        merges=[(1, 1, 3, 1), (1, 2, 1, 5), (2, 2, 2, 3), (2, 4, 2, 5), (1, 6, 3, 6)],
    )
    table = only_table(grid)
    assert table.header_rows == (1, 2, 3)
    assert table.columns == {1: "seq", 2: "deputy", 3: "level", 4: "head", 5: "start", 6: "note"}


def test_the_unit_of_measure_is_not_the_unit_that_reports():
    grid = sheet(
        ["半年统计表"],
        [None, None, "单位：万元、户"],
        ["序号", "乡镇", "代表总数", "走访次数"],
        [1, "向阳乡", 70, 300],
    )
    assert "unit" not in list(only_table(grid).lines())[-1].context


def test_group_headings_without_merges_spread_over_the_blanks_to_their_right():
    table = only_table(
        sheet(
            ["序号", "户主姓名", "身份证号码", "行政村", "人均纯收入（元）", None, "备注"],
            [None, None, None, None, "2016年", 2017, None],
            [1, "李四", "x", "周田村", 3000, 3500, None],
        )
    )
    assert table.header_rows == (1, 2)
    assert (table.columns[5], table.columns[6]) == ("y_2016", "y_2017")


@pytest.mark.parametrize(
    "heading",
    [
        "2018年人均纯收入（元）",
        "人均纯收入2018",
        "人均纯收入（2018年）",
        "2018年度人均纯收入",
        "2018年（必填）",
    ],
)
def test_a_year_in_a_heading_makes_it_that_years_field(heading):
    table = only_table(sheet(["户主姓名", "身份证号码", "行政村", heading, "帮扶措施"], ["李四"] * 5))
    assert table.columns[4] == "y_2018"


def test_the_numbers_under_a_header_are_no_record():
    assert kinds_of(sheet(VISIT_HEADINGS, ["甲", "乙", 1, 2, 3, 4, 5], VISIT)) == [S_HEADER, S_HEADER, DATA]
    assert kinds_of(sheet(VISIT_HEADINGS, [1, 2, 3, 4, 5, 6, 7], VISIT)) == [S_HEADER, S_HEADER, DATA]


def test_a_header_repeated_on_every_page_is_skipped():
    assert kinds_of(sheet(VISIT_HEADINGS, VISIT, VISIT_HEADINGS, VISIT)) == [S_HEADER, DATA, S_HEADER, DATA]


def test_a_header_of_two_rows_repeated_is_skipped_whole():
    header = [
        ["序号", "结对帮扶户", None, "代表姓名", "结对时间"],
        [None, "户主姓名", "所在村", None, None],
    ]
    row = [1, "李四", "周田村", "张三", "2018.4.5"]
    merges = [(top, c, top + 1, c) for top in (1, 4) for c in (1, 4, 5)] + [(1, 2, 1, 3), (4, 2, 4, 3)]
    grid = sheet(*header, row, *header, row, merges=merges)
    assert kinds_of(grid) == [S_HEADER, S_HEADER, DATA, S_HEADER, S_HEADER, DATA]


def test_tables_of_two_townships_in_one_sheet_keep_their_own_unit():
    grid = sheet(
        ["向阳乡走访记录"],
        ["填报单位：向阳乡"],
        VISIT_HEADINGS,
        VISIT,
        [None],
        ["灵城镇走访记录"],
        ["填报单位：灵城镇"],
        VISIT_HEADINGS,
        VISIT,
    )
    tables = find_tables(grid, shapes.SHAPES)
    units = [line.context["unit"] for table in tables for line in table.lines() if line.kind == DATA]
    assert units == ["向阳乡", "灵城镇"]
    assert [line.row for table in tables for line in table.lines()] == list(range(1, 10))


def test_two_different_ledgers_in_one_sheet_are_two_tables():
    grid = sheet(
        VISIT_HEADINGS,
        VISIT,
        [None],
        ["与户主关系", "户主姓名", "姓名", "性别", "身份证号码"],
        ["配偶", "李四", "王五", "女", "x"],
    )
    assert [table.shape.variant or table.kind for table in find_tables(grid, shapes.SHAPES)] == [
        "visit",
        "members",
    ]


@pytest.mark.parametrize(
    ("row", "kind", "count"),
    [
        ([None, "小计", None, "24人", None, None, None], S_SUBTOTAL, 24),
        ([None, "4月小计", "88次", None, None, None, None], S_SUBTOTAL, 88),
        (["合计", None, "192户", None, None, None, None], S_TOTAL, 192),
        (["合 计", None, "１９２户", None, None, None, None], S_TOTAL, 192),
        (["合计：192户", None, None, None, None, None, None], S_TOTAL, 192),
        (["总计", None, None, None, None, None, None], S_TOTAL, None),
        (["周田村小计", None, "12户", None, None, None, None], S_SUBTOTAL, 12),
        (["本页合计", None, "12次", None, None, None, None], S_SUBTOTAL, 12),
    ],
)
def test_a_sum_row_is_no_record_and_its_number_is_carried(row, kind, count):
    line = list(only_table(sheet(VISIT_HEADINGS, VISIT, row)).lines())[-1]
    assert (line.kind, line.count) == (kind, count)


def test_the_numbers_of_a_sum_row_are_known_by_field():
    table = only_table(
        sheet(
            ["序号", "乡镇", "代表总数", "走访次数", "走访户数"],
            [1, "向阳乡", 70, 300, 120],
            ["合计", None, 70, 300, 120],
        )
    )
    assert list(table.lines())[-1].stated == {"deputies": 70, "visits": 300, "households_visited": 120}


@pytest.mark.parametrize(
    "row",
    [
        ["注：每名代表结对联系1—3户贫困户。"],
        ["填表人：李某某        审核人：王某某        填表日期：2019.12.20"],
        ["填表人：李某某", None, None, "审核人：王某某", None, None, "填表日期：2019年12月20日"],
        ["说明：1.本表由乡镇填写。"],
        ["单位负责人（签字）：", None, None, "填报人：李某某", None, None, None],
    ],
)
def test_notes_and_signatures_are_no_records(row):
    assert kinds_of(sheet(VISIT_HEADINGS, VISIT, row)) == [S_HEADER, DATA, S_NOTE]


def test_a_section_row_is_context_of_the_rows_below_it():
    headings = ["序号", "姓名", "性别", "身份证号码", "代表证号"]
    grid = sheet(
        headings,
        ["一、县级代表（1名）", *[None] * 4],
        [1, "张三", "男", "x", "001"],
        ["二、乡级代表（1名）", *[None] * 4],
        [1, "李四", "女", "y", "002"],
        merges=[(2, 1, 2, 5), (4, 1, 4, 5)],
    )
    lines = list(only_table(grid).lines())
    assert [line.kind for line in lines] == [S_HEADER, S_SECTION, DATA, S_SECTION, DATA]
    assert [line.context.get("section") for line in lines if line.kind == DATA] == [
        "一、县级代表（1名）",
        "二、乡级代表（1名）",
    ]


def test_only_merged_cells_fill_down():
    grid = sheet(
        VISIT_HEADINGS,
        [1, "2018.4.5", "张三", "周田村", "李四", "看望", None],
        [2, "2018.4.6", None, None, "王五", "看望", None],
        [3, "2018.4.7", None, None, "赵六", "看望", None],
        merges=[(2, 3, 3, 3)],
    )
    first, second, third = (line for line in only_table(grid).lines() if line.kind == DATA)
    assert (second.values["deputy"], second.filled) == ("张三", {"deputy"})
    assert second.values["village"] is None
    assert (third.values["deputy"], third.filled) == (None, frozenset())
    assert first.filled == frozenset()


def test_a_field_that_must_not_be_multiplied_is_not_filled_down():
    headings = ["走访时间", "走访代表", "走访户（户主）", "资金物资（元）"]
    grid = sheet(
        headings,
        ["2018.4.5", "张三", "李四", 300],
        ["2018.4.6", "张三", "王五", None],
        merges=[(2, 4, 3, 4)],
    )
    assert [line.values["amount"] for line in only_table(grid).lines() if line.kind == DATA] == [300, None]


def test_a_second_reply_under_a_merged_suggestion_continues_it():
    grid = sheet(
        ["建议编号", "标题（案由）", "领衔代表", "答复日期", "办理结果"],
        ["第1号", "修路", "张三", "2018.5.1", "B"],
        [None, None, None, "2018.8.1", "A"],
        ["第2号", "修桥", "李四", "2018.5.1", "A"],
        merges=[(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3)],
    )
    lines = [line for line in only_table(grid).lines() if line.kind == DATA]
    assert [(line.row, line.continues) for line in lines] == [(2, None), (3, 2), (4, None)]
    assert lines[1].values["number"] == "第1号"


def test_ditto_means_the_value_above():
    grid = sheet(VISIT_HEADINGS, VISIT, [2, "同上", "〃", "同上", "王五", "看望", None])
    line = list(only_table(grid).lines())[-1]
    assert (line.values["date"], line.values["deputy"], line.values["head"]) == ("2018.4.5", "张三", "王五")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["填表说明"], ["1.本表由乡镇人大主席团组织填写。"], ["2.身份证号码须为18位。"]],
        [["一般贫困户", "因病"], ["低保贫困户", "因残"]],
    ],
)
def test_a_sheet_that_is_no_ledger_is_skipped_with_a_reason(rows):
    table = only_table(sheet(*rows))
    assert table.kind == ""
    assert table.reason
    assert [line.kind for line in table.lines()] == [S_SHEET] * len(rows)


def test_a_record_with_nothing_but_a_name_is_still_a_record():
    grid = sheet(
        ["序号", "姓名", "性别", "身份证号码"], [1, "张三", "男", "x"], [None, "李四"], [3, "王五", "女", "y"]
    )
    assert kinds_of(grid) == [S_HEADER, DATA, DATA, DATA]


def test_an_example_row_is_no_record():
    grid = sheet(VISIT_HEADINGS, ["示例", "2018.4.5", "张三", "周田村", "李四", "看望", None], VISIT)
    assert kinds_of(grid) == [S_HEADER, S_NOTE, DATA]


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["序号", "姓名", "性别", "民族", "身份证号", "代表证号"], "roster"),
        (["序号", "行政村", "户主姓名", "身份证号码", "家庭人口", "贫困户属性"], "household"),
        (["序号", "行政村", "户主姓名", "姓名", "与户主关系", "身份证号码"], "household"),
        (["小组名称", "序号", "组内职务", "姓名", "代表层级"], "group"),
        (["序号", "代表姓名", "户主姓名", "所在村", "结对时间", "帮扶措施"], "pairing"),
        (["序号", "活动时间", "活动小组", "活动形式", "参加代表"], "activity"),
        (["序号", "建议编号", "标题（案由）", "领衔代表", "主办单位"], "suggestion"),
        (["序号", "乡镇", "代表总数", "走访次数", "走访户数"], "report"),
    ],
)
def test_a_ledger_is_recognised_by_its_headings(headings, kind):
    assert only_table(sheet(headings, ["x"] * len(headings))).kind == kind


def test_a_person_may_say_where_the_header_is_and_what_its_columns_are():
    grid = sheet(["随便写的一行", "x"], ["哪天", "谁", "去谁家"], ["2018.4.5", "张三", "李四"])
    table = only_table(
        grid, [shapes.VISIT], header_row=2, mapping={"visit": {1: "date", 2: "deputy", 3: "head"}}
    )
    line = list(table.lines())[-1]
    assert line.values == {"date": "2018.4.5", "deputy": "张三", "head": "李四"}
    assert set(table.how.values()) == {"指定"}


def test_a_pasted_block_without_headings_can_be_mapped():
    grid = read_text_block("2018.4.5\t张三\t李四\n2018.4.6\t张三\t王五").sheets[0]
    table = only_table(
        grid, [shapes.VISIT], header_row=0, mapping={"visit": {1: "date", 2: "deputy", 3: "head"}}
    )
    assert [line.values["head"] for line in table.lines()] == ["李四", "王五"]


def test_a_person_may_leave_a_column_out_or_swap_two():
    table = only_table(
        sheet(VISIT_HEADINGS, VISIT), [shapes.VISIT], mapping={"visit": {7: "", 3: "head", 5: "deputy"}}
    )
    assert (table.columns[3], table.columns[5]) == ("head", "deputy")
    assert 7 not in table.columns


def test_the_mapping_step_sees_two_different_samples_a_column():
    rows = [
        [number, "2018.4.5", f"张{number // 2}", "周田村", "李四", "看望", None] for number in range(1, 9)
    ]
    columns = only_table(sheet(VISIT_HEADINGS, *rows)).suggestions()
    assert (columns[2].heading, columns[2].key, columns[2].how) == ("走访代表", "deputy", "自动")
    assert columns[2].samples == ("张0", "张1")
    assert columns[6].samples == ()


def test_hidden_columns_and_rows_are_imported_and_said():
    grid = sheet(VISIT_HEADINGS, VISIT)
    grid.hidden_columns, grid.hidden_rows, grid.state = [4], [2], "hidden"
    table = only_table(grid)
    assert table.hidden == "工作表本身是隐藏的；隐藏的列：所在村；隐藏的行 1 行"
    assert [line.kind for line in table.lines()] == [S_HEADER, DATA]


def test_a_table_that_begins_in_a_later_column_keeps_its_column_numbers():
    grid = sheet([None, *VISIT_HEADINGS], [None, *VISIT])
    table = only_table(grid)
    assert table.columns[3] == "date"
    assert list(table.lines())[-1].values["deputy"] == "张三"
