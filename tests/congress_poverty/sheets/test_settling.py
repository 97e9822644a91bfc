"""Headings that could be several columns: the cells under them decide."""

import pytest

from congress_poverty.imports.ledger import kinds
from congress_poverty.sheets.cells import could_be_level
from congress_poverty.sheets.reader import Grid
from congress_poverty.sheets.tables import find_tables

NAMES = ["王建国", "李秀英", "张德福", "刘桂芳"]


def columns_of(*headings_and_cells):
    """Heading → field key of a roster whose first columns are the name and the gender."""
    heads, below = zip(*headings_and_cells, strict=True)
    rows = [["东乡人大代表花名册"], ["姓名", "性别", *heads]]
    rows += [[name, "男", *cells] for name, *cells in zip(NAMES, *below, strict=True)]
    (table,) = find_tables(Grid("花名册", rows=rows), kinds()["roster"].shapes)
    return {table.headings[n][-1]: key for n, key in table.columns.items()}


def household_columns(cells):
    rows = [["贫困户信息台账"], ["户主姓名", "所在村", "家庭人口", "户类型"]]
    rows += [[name, "周田村", 3, cell] for name, cell in zip(NAMES, cells, strict=True)]
    (table,) = find_tables(Grid("台账", rows=rows), kinds()["household"].shapes)
    return table.columns[4]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["低保户", "一般户", "五保户", "低保户"], "category"),
        (["脱贫户", "监测对象", "脱贫不稳定户", "脱贫户"], "status"),
    ],
)
def test_the_type_of_a_household_is_what_its_cells_are(cells, field):
    assert household_columns(cells) == field


LEVELS = ["县级", "县级、镇级", "镇人大代表", "乡镇级"]
WALKS = ["农民", "党政干部", "专业技术人员", "农民"]


@pytest.mark.parametrize("heading", ["代表类别", "代表类型", "代表身份"])
def test_a_heading_that_means_either_is_what_its_cells_are(heading):
    assert columns_of((heading, LEVELS))[heading] == "level"
    assert columns_of((heading, WALKS))[heading] == "category"


def test_either_heading_is_the_category_where_another_column_is_the_level():
    found = columns_of(("代表类别", WALKS), ("代表层级", LEVELS))
    assert (found["代表类别"], found["代表层级"]) == ("category", "level")


def test_a_heading_that_only_resembles_the_level_is_not_taken_for_it():
    found = columns_of(("学历程度级", ["本科", "大专", "初中", "高中"]))
    assert "level" not in found.values()


def test_a_column_of_its_own_name_is_believed_whatever_it_says():
    assert columns_of(("代表层级", ["政协委员"] * 4))["代表层级"] == "level"


def test_an_empty_column_keeps_what_its_heading_says():
    assert columns_of(("代表类别", [None] * 4))["代表类别"] == "level"


@pytest.mark.parametrize(
    ("cell", "is_level"),
    [("县级、镇级", True), ("岳阳市级", True), ("全国人大代表", True), ("本级", True), ("区", True)]
    + [(word, False) for word in ("农民", "本科", "政协委员", "企业负责人", "", None, 3)],
)
def test_a_level_is_told_from_other_words(cell, is_level):
    assert could_be_level(cell) is is_level
