"""Text from outside, names made searchable and maskable."""

import pytest

from congress_poverty.refusals import Refused
from congress_poverty.text import (
    clean_name,
    clean_text,
    initials,
    mask_id_number,
    mask_name,
    mask_phone,
    pinyin_key,
    search_key,
)


@pytest.mark.parametrize("bad", ["张\x00三", "张\ud800三"])
def test_what_no_database_can_keep_is_refused_with_the_name_of_the_field(bad):
    with pytest.raises(Refused, match="“姓名”") as refusal:
        clean_text(bad, field="姓名")
    assert refusal.value.code == "E_TEXT_BROKEN"


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\x07"])
def test_invisible_characters_are_taken_out(mark):
    assert clean_text(f"李{mark}芳") == "李芳"


@pytest.mark.parametrize(
    "kept", ["𠮷野", "㛃", "𰻝", "\ue000", "一\n二", "阿卜杜热合曼·阿不都热依木·买买提明江"]
)
def test_rare_characters_and_long_names_are_kept(kept):
    assert clean_text(kept) == kept


def test_composed_and_decomposed_letters_become_the_same():
    assert clean_text("e\u0301") == clean_text("é")


@pytest.mark.parametrize("typed", ["李　芳", "李 芳", " 李芳 "])
def test_spaces_inside_a_chinese_name_are_closed_up(typed):
    assert clean_name(typed) == "李芳"


@pytest.mark.parametrize("dot", "•‧・．·")
def test_all_dots_of_a_name_are_one_dot(dot):
    assert clean_name(f"买买提{dot}明江") == "买买提·明江"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张建国", "zjg"), ("单雄信", "sxx"), ("单于明", "cym"),
        ("仇英", "qy"), ("曾国藩", "zgf"), ("查良镛", "zly"),
        ("解晓东", "xxd"), ("任贤齐", "rxq"), ("区小明", "oxm"),
        ("朴树", "ps"), ("盖叫天", "gjt"), ("尉迟恭", "ycg"),
        ("买买提·明江", "mmtmj"), ("𠮷野", "𠮷y"), ("David Li", "davidli"),
        ("", ""),
    ],
)  # fmt: skip
def test_initials_read_surnames_as_people_do(name, letters):
    assert initials(name) == letters


def test_pinyin_sorts_names_the_way_a_roster_does():
    assert sorted(["赵一", "安二", "曾三", "曹四"], key=pinyin_key) == ["安二", "曹四", "曾三", "赵一"]


def test_masks_hide_what_identifies():
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0557-6021234") == "****234"
    assert mask_id_number("11010119900307123X") == "1101**********123X"


@pytest.mark.django_db
@pytest.mark.urls("tests.congress_poverty.kit_pages")
class TestAtTheDoor:
    @pytest.mark.parametrize("url", ["/kit/?q=%00", "/kit/?%00=1", "/kit/%00/"])
    def test_nul_in_an_address_is_a_sentence_not_an_error(self, li, url):
        answer = li.get(url)
        assert answer.status_code == 400
        assert "坏字符" in answer.content.decode()

    def test_nul_in_a_field_is_said_beside_it_by_its_label(self, li):
        answer = li.post("/kit/new/", {"name": "钱一\x00", "job_title": "村委会主任"})
        assert answer.status_code == 422
        assert ("id_name", "“姓名”里有电脑存不下的坏字符，请删掉后重新输入") in answer.context["error_lines"]
        assert 'value="村委会主任"' in answer.content.decode()

    def test_nul_in_an_act_is_a_sentence_not_an_error(self, li):
        answer = li.post("/kit/x/fine/", {"word": "a\x00"})
        assert answer.status_code == 400
        assert "坏字符" in answer.content.decode()

    def test_direction_marks_in_a_search_are_ignored(self, li):
        assert li.get("/kit/?q=%E2%80%AE张").context["page"].params["q"] == "张"

    def test_a_password_is_left_as_typed(self, rf):
        from congress_poverty.text import CleanQueryMiddleware

        request = rf.post("/", {"password": "a\u200bb", "name": "a\u200bb"})
        CleanQueryMiddleware(lambda r: r)(request)
        assert (request.POST["password"], request.POST["name"]) == ("a\u200bb", "ab")


def test_a_search_key_sorts_by_pinyin_and_holds_the_initials():
    assert search_key("张建国") == "zhangjianguo zjg"
    assert search_key("单雄信").startswith("shan")
