"""One cell as a clerk writes it, and the value it stands for."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress_poverty.sheets import cells
from congress_poverty.sheets.cells import CellError

GOOD_ID = "34132319900307299"
GOOD_ID += cells.check_character(GOOD_ID)


def code_of(function, *arguments):
    with pytest.raises(CellError) as caught:
        function(*arguments)
    assert caught.value.sentence
    return caught.value.code


@pytest.mark.parametrize(
    "written",
    [
        "2018.4.5",
        "2018.04.05",
        "2018年4月5日",
        "2018年04月05日",
        "2018年4月5号",
        "20180405",
        20180405,
        "2018/4/5",
        "2018-04-05",
        "2018-04-05 08:30:00",
        "2018-04-05T08:30:00+08:00",
        "2018年4月5日 8时30分",
        date(2018, 4, 5),
        datetime(2018, 4, 5, 8, 30),
        43195,
        43195.35,
        "43195",
        "２０１８．４．５",
        "２０１８年４月５日",
        " 2018. 4.5 ",
        "2018.4.5止",
        "2018 4 5",
        "2018，4，5",
        "2018年4月5日（星期四）",
        "2018.4.5上午",
        "18.4.5",
        "18年4月5日",
        "二〇一八年四月五日",
    ],
)
def test_a_date_is_read_in_every_shape(written):
    assert cells.to_date(written) == date(2018, 4, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2018.2.30",
        "2018.13.5",
        "2018年4月31日",
        "20180631",
        "2018.9.",
        "2019-02-29",
        "2018年春节前",
        "三月中旬",
        20181301,
        5,
        True,
        "3月5日",
    ],
)
def test_what_is_no_day_is_an_error(written):
    assert code_of(cells.to_date, written) == "E_DATE_INVALID"


@pytest.mark.parametrize("written", [None, "", "  ", "无", "—", "/"])
def test_an_empty_date_is_none(written):
    assert cells.to_date(written) is None


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2063, 12, 31)))
def test_every_day_survives_every_way_of_writing_it(day):
    for shape in ("%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y/%m/%d", "%Y-%m-%d"):
        assert cells.to_date(day.strftime(shape)) == day
    assert cells.to_date((day - cells.EPOCH_1900).days) == day


def test_chinese_numerals_are_read_past_ten():
    assert cells.to_date("二〇一八年十二月三十一日") == date(2018, 12, 31)
    assert cells.to_date("二〇一八年十月二十日") == date(2018, 10, 20)


def test_a_day_without_its_year_needs_the_year_from_elsewhere():
    assert cells.to_date("4月5日", year=2018) == date(2018, 4, 5)
    with pytest.raises(cells.CellError, match="没有年份"):
        cells.to_date("4月5日")
    assert cells.to_date("4.5", year=2018) == date(2018, 4, 5)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019年12月底", date(2019, 12, 31)),
        ("2020年2月末前", date(2020, 2, 29)),
        ("2018年底之前", date(2018, 12, 31)),
        ("6月底前", date(2018, 6, 30)),
        ("2018年6月30日前", date(2018, 6, 30)),
        ("2018.06.30.", date(2018, 6, 30)),
        (3.15, date(2018, 3, 15)),
        (3.5, date(2018, 3, 5)),
    ],
)
def test_days_that_are_said_in_another_way(written, day):
    assert cells.to_date(written, year=2018) == day


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("3月5日-8日", "2018-03-05", "2018-03-08"),
        ("3.5—3.8", "2018-03-05", "2018-03-08"),
        ("2018-3-5-8", "2018-03-05", "2018-03-08"),
        ("2018.12.28至2019.1.3", "2018-12-28", "2019-01-03"),
        ("2018年3月5日", "2018-03-05", "2018-03-05"),
    ],
)
def test_a_span_is_read_from_its_first_day_on(written, first, last):
    assert tuple(map(str, cells.to_span(written, year=2018))) == (first, last)


@pytest.mark.parametrize("written", ["3月8日-5日", "3月5日-32日", "上半年"])
def test_what_lasts_no_days_is_no_span(written):
    with pytest.raises(cells.CellError):
        cells.to_span(written, year=2018)


def test_several_dates_in_one_cell_are_read_in_order():
    assert cells.to_dates("2018.4.5；2018年6月1日") == [date(2018, 4, 5), date(2018, 6, 1)]


@pytest.mark.parametrize(
    "written", ["1972.10", "1972年10月", "1972-10", "197210", 197210, "1972.10.8", date(1972, 10, 8)]
)
def test_a_birth_month_is_read_with_or_without_its_day(written):
    assert cells.to_month(written) == (1972, 10)


@pytest.mark.parametrize("written", [2018, "2018", "2018年", "2018年度", "２０１８", date(2018, 1, 1)])
def test_a_year_is_read(written):
    assert cells.to_year(written) == 2018


@pytest.mark.parametrize(
    "written", ["张 三", "张  三", "张\u3000三", " 张三 ", "张三\u3000", "张三\n", "\u00a0张三", "张\u200b三"]
)
def test_blanks_in_a_name_do_not_count(written):
    assert cells.to_name(written) == "张三"


@pytest.mark.parametrize("dot", "·•‧・．.‧")
def test_middle_dots_are_one(dot):
    assert cells.to_name(f"阿卜杜{dot}买买提") == "阿卜杜·买买提"


def test_rare_and_long_names_stay_whole():
    assert cells.to_name("𠮷野㛃") == "𠮷野㛃"
    long = "阿卜杜热合曼·阿不都热依木·买买提明江·吐尔逊"
    assert cells.to_name(long) == long


@pytest.mark.parametrize("written", ["张?", "张？明", "张\ufffd"])
def test_a_lost_character_is_an_error(written):
    assert code_of(cells.to_name, written) == "E_NAME_GARBLED"


@pytest.mark.parametrize("written", ["张伟（县）", "张 伟(县)", "张伟【县】"])
def test_what_stands_in_brackets_behind_a_name_is_split_off(written):
    assert cells.split_name(written) == ("张伟", "县")


@pytest.mark.parametrize(
    "written",
    [
        "张三、李四",
        "张三,李四",
        "张三，李 四",
        "张三；李四",
        "张三/李四",
        "张三 李四",
        "张三\n李四",
        "张 三、李四等2人",
        "张三、李四等",
        "张三、李四等12名代表",
    ],
)
def test_a_list_of_people_is_split_however_it_is_written(written):
    assert [name for name, _ in cells.to_names(written)] == ["张三", "李四"]


def test_people_in_a_list_keep_their_brackets():
    assert cells.to_names("张伟（县）、张伟（镇）、李芳") == [("张伟", "县"), ("张伟", "镇"), ("李芳", "")]


@pytest.mark.parametrize(
    "written",
    [
        GOOD_ID,
        GOOD_ID.lower(),
        "'" + GOOD_ID,
        f"{GOOD_ID[:6]} {GOOD_ID[6:14]} {GOOD_ID[14:]}",
        GOOD_ID + "\t",
        GOOD_ID.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    ],
)
def test_an_identity_number_is_put_right(written):
    assert cells.to_id_number(written) == GOOD_ID


@pytest.mark.parametrize(
    "written", [341323199003072000, 3.41323199003072e17, "3.41323E+17", "3.41323199003072E+17"]
)
def test_an_identity_number_that_became_a_number_is_lost(written):
    assert code_of(cells.to_id_number, written) == "E_ID_PRECISION"


@pytest.mark.parametrize("written", [GOOD_ID[:-1], GOOD_ID + "1", "341323900307299", 341323900307299, "3413"])
def test_an_identity_number_has_eighteen_characters(written):
    assert code_of(cells.to_id_number, written) == "E_ID_LENGTH"


@pytest.mark.parametrize("last", sorted(set("0123456789X") - {GOOD_ID[17]}))
def test_only_one_check_character_fits(last):
    assert code_of(cells.to_id_number, GOOD_ID[:17] + last) == "E_ID_CHECKSUM"


@pytest.mark.parametrize("birth", ["19900230", "18991231", "19901301", "21000101"])
def test_an_impossible_birth_date_is_an_error_though_the_check_character_fits(birth):
    start = f"341323{birth}299"
    assert code_of(cells.to_id_number, start + cells.check_character(start)) == "E_ID_CHECKSUM"


def test_an_identity_number_says_birth_sex_and_age():
    assert cells.birth_of(GOOD_ID) == date(1990, 3, 7)
    assert cells.sex_of(GOOD_ID) == "男"
    assert cells.is_plausible_age(GOOD_ID, on=date(2018, 4, 5))
    assert not cells.is_plausible_age(GOOD_ID, on=date(1989, 1, 1))


def test_an_unknown_area_is_no_error():
    start = "99132319900307299"
    number = cells.to_id_number(start + cells.check_character(start))
    assert not cells.area_is_known(number)
    assert cells.area_is_known(GOOD_ID)


def test_an_error_sentence_does_not_show_the_whole_number():
    with pytest.raises(CellError) as caught:
        cells.to_id_number(GOOD_ID[:17] + ("0" if GOOD_ID[17] != "0" else "1"))
    assert GOOD_ID[6:14] not in caught.value.sentence


@pytest.mark.parametrize(
    "written",
    [
        "16912345678",
        16912345678,
        "169-1234-5678",
        "169 1234 5678",
        "１６９１２３４５６７８",
        "手机：16912345678",
        "+86 169 1234 5678",
        "16912345678/0557-1234567",
    ],
)
def test_a_phone_is_put_right(written):
    assert cells.to_phone(written) == ("16912345678", "")


@pytest.mark.parametrize("written", [None, "", "无", "—"])
def test_no_phone_is_no_warning(written):
    assert cells.to_phone(written) == ("", "")


def test_a_phone_too_short_is_stored_empty_with_a_warning():
    phone, warning = cells.to_phone("1691234567")
    assert phone == ""
    assert "1691***567" in warning


@pytest.mark.parametrize("written", [4, 4.0, "4", "４", "4人", " 4 户", "共4次"])
def test_a_count_is_read_with_its_unit(written):
    assert cells.to_int(written) == 4


@pytest.mark.parametrize("written", ["若干", "几户", "4.5", 4.5])
def test_what_is_no_whole_number_is_an_error(written):
    assert code_of(cells.to_int, written) == "E_NUMBER_INVALID"


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        (5312.5, "5312.50"),
        ("5,312.50", "5312.50"),
        ("5，312.50元", "5312.50"),
        ("3000元", "3000.00"),
        ("1.2万元", "12000.00"),
        ("￥300", "300.00"),
        ("３００", "300.00"),
        (2.675, "2.68"),
    ],
)
def test_money_is_read_to_the_fen(written, yuan):
    assert cells.to_money(written) == Decimal(yuan)


@pytest.mark.parametrize(
    "written", ["县级、镇级", "县、镇级", "县、镇两级", "县人大代表、镇人大代表", "镇级；县级"]
)
def test_two_levels_in_one_cell_are_both_read(written):
    assert sorted(cells.to_levels(written)) == ["county", "township"]


@pytest.mark.parametrize("written", ["县级", "县", "县人大代表", "县 级", "县级人大代表", "县代表"])
def test_a_level_has_many_names(written):
    assert cells.to_level(written) == "county"


def test_a_county_level_city_calls_its_own_deputies_city():
    assert cells.to_level("市级", cells.COUNTY_LEVEL_CITY_WORDS) == "county"
    assert cells.to_level("设区市", cells.COUNTY_LEVEL_CITY_WORDS) == "city"
    assert cells.to_level("区级", cells.DISTRICT_WORDS) == "county"
    assert cells.to_level("市级", cells.DISTRICT_WORDS) == "city"


@pytest.mark.parametrize("written", ["县政协委员", "政协委员", "党代表", "经理"])
def test_who_is_no_deputy_is_refused(written):
    assert code_of(cells.to_levels, written) == "E_NOT_DEPUTY"


CATEGORIES = {"一般贫困户": ("一般户", "一般农户（贫困）"), "低保贫困户": ("低保户", "低保")}


def test_a_choice_is_known_by_its_other_names():
    assert cells.to_choice(" 低 保 户", CATEGORIES) == "低保贫困户"
    assert cells.to_choice("一般农户(贫困)", CATEGORIES) == "一般贫困户"
    assert code_of(cells.to_choice, "边缘户", CATEGORIES) == "E_CHOICE_UNKNOWN"


@pytest.mark.parametrize(
    ("written", "said"), [("是", True), ("√", True), (1, True), ("否", False), ("", None), (None, None)]
)
def test_a_flag_is_yes_no_or_nothing(written, said):
    assert cells.to_flag(written) is said


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\ufeff", "\x0b"])
def test_what_nobody_can_see_is_dropped_from_text(unseen):
    assert cells.to_text(f"周{unseen}田村") == "周田村"


def test_a_character_no_database_can_hold_is_an_error():
    assert code_of(cells.to_text, "周\0田村") == "E_TEXT_BROKEN"


def test_an_error_cell_is_never_a_value():
    for read in (
        cells.to_text,
        cells.to_name,
        cells.to_int,
        cells.to_money,
        cells.to_date,
        cells.to_id_number,
    ):
        assert code_of(read, "#REF!") == "E_CELL_ERROR"


def test_numbers_as_text_have_no_decimal_point():
    assert cells.to_text(3) == "3"
    assert cells.to_text(2.5) == "2.5"


def test_text_beyond_its_limit_says_how_long_it_is():
    assert code_of(lambda text: cells.to_text(text, limit=500), "长" * 612) == "E_TOO_LONG"


@pytest.mark.parametrize(
    ("written", "day"),
    [("18.3.5", date(2018, 3, 5)), ("60.1.5", date(1960, 1, 5)), ("4月5日", date(2018, 4, 5))],
)
def test_a_year_of_two_digits_or_from_elsewhere(written, day):
    assert cells.to_date(written, year=2018) == day


@pytest.mark.parametrize(
    ("written", "month"), [("60.01", (1960, 1)), (60.1, (1960, 1)), ("78年5月", (1978, 5))]
)
def test_a_month_of_a_short_year(written, month):
    assert cells.to_month(written) == month


@pytest.mark.parametrize(
    ("written", "year"),
    [("2015年6月", 2015), ("计划2019年脱贫", 2019), ("2019年底", 2019), ("未脱贫", None), (2018, 2018)],
)
def test_a_year_in_the_words_of_a_ledger(written, year):
    assert cells.to_year(written) == year


@pytest.mark.parametrize(
    ("written", "yuan"), [("三百元", 300), ("壹仟贰佰元整", 1200), ("一万五千", 15000), ("两百块", 200)]
)
def test_an_amount_in_characters(written, yuan):
    assert cells.to_money(written) == yuan


def test_a_number_with_万_is_not_the_number_before_it():
    assert (cells.to_number("0.06万元"), cells.to_number("￥200"), cells.to_number("3.5亩")) == (
        600,
        200,
        3.5,
    )


@pytest.mark.parametrize(
    "written",
    ["1.张三 2.李四", "1、张三；2、李四", "组长：张三；组员：李四", "张三。李四", "张三+李四", "张三｜李四"],
)
def test_lists_of_people_with_numbers_labels_and_odd_separators(written):
    assert [name for name, _ in cells.to_names(written)] == ["张三", "李四"]


def test_a_word_that_is_not_among_the_choices_is_answered_in_chinese():
    with pytest.raises(cells.CellError, match="应为：男、女"):
        cells.to_choice("不明", {"male": ("男", "男性"), "female": ("女",)}, label="性别")
