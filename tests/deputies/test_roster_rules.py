"""What a roster's cells say."""

from datetime import date

import pytest

from deputies import flow


@pytest.mark.parametrize(
    ("cell", "employer", "job"),
    [
        ("周田村党支部书记", "周田村", "党支部书记"),
        ("灵璧县人民医院 主任医师", "灵璧县人民医院", "主任医师"),
        ("滨河社区党支部书记", "滨河社区", "党支部书记"),
        ("灵璧鑫源种植专业合作社理事长", "灵璧鑫源种植专业合作社", "理事长"),
        ("灵璧县总工会副主席", "灵璧县总工会", "副主席"),
        ("东村种植大户", "东村", "种植大户"),
        ("个体工商户", "", "个体工商户"),
        ("自己创业", "自己创业", ""),
    ],
)
def test_employer_and_office_in_one_cell_are_told_apart(cell, employer, job):
    assert flow.split_employer(cell) == (employer, job)


def test_a_remark_tells_that_a_seat_ended():
    assert flow.status_in("2019年3月5日辞职") == ("resigned", date(2019, 3, 5))
    assert flow.status_in("2019.3.5因病故") == ("deceased", date(2019, 3, 5))
    assert flow.status_in("连任") is None


def test_a_birth_month_that_agrees_with_the_identity_number_is_not_pointed_out():
    assert flow.judge_birth((1973, 7), date(1973, 7, 9)) == ""
    assert "以身份证为准" in flow.judge_birth((1974, 7), date(1973, 7, 9))
