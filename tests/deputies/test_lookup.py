"""Names as people write them → the place or the person they mean."""

import pytest

from congress_poverty.refusals import Refused
from deputies.lookup import Deputy, People, Places, short_village, village_forms
from tests import factories as make


@pytest.fixture
def places(db):
    county = make.county("430681", "汨罗市")
    town = make.township(county, "汨罗镇")
    make.township(county, "营田办事处")
    make.village(town, "花桥村")
    estate = make.village(town, "花桥社区")
    estate.kind = estate.Kind.NEIGHBOURHOOD
    estate.save()
    make.village(make.township(county, "长乐镇"), "周田村")
    return Places.of(county)


@pytest.mark.parametrize(
    "text", ["周田村委会", "周田村", "周田", "周田村民委员会", "周田行政村", " 周 田 村", "周田村村委会"]
)
def test_a_village_is_known_however_it_is_written(places, text):
    assert places.village(text, places.township("长乐镇")).short_name == "周田村"


def test_a_village_of_another_township_has_its_name_in_front(places):
    assert places.village("周田村", places.township("汨罗镇")) is None
    assert places.village("长乐镇周田村", places.township("汨罗镇")).short_name == "周田村"


def test_a_bare_name_beside_a_village_and_an_estate_is_the_village(places):
    town = places.township("汨罗镇")
    assert places.village("花桥", town).short_name == "花桥村"
    assert places.village("花桥社区居委会", town).short_name == "花桥社区"


def test_the_countys_own_name_in_a_title_is_no_township(places):
    assert places.mentioned("汨罗市人大代表花名册") is None
    assert places.mentioned("汨罗市汨罗镇人大代表花名册").name == "汨罗镇"
    assert places.mentioned("长乐镇、汨罗镇代表名册") is None


def test_every_beginning_that_is_a_village_is_tried_longest_first(places):
    found = list(places.splits("长乐镇周田村张三", places.township("汨罗镇")))
    assert [(village.short_name, rest) for village, rest in found] == [
        ("周田村", "张三"),
        ("周田村", "村张三"),
    ]


def test_a_name_after_an_estate_is_not_swallowed(places):
    assert village_forms("花桥社区张三") == ("花桥社区张三",)
    assert short_village("刘尧居委会") == "刘尧居"


@pytest.fixture
def people():
    made = People(level_of={"县": "county", "镇": "township"}.get)
    made.add(Deputy(1, "王伟", 10, "phone-1", "县医院", {"county": 5}))
    made.add(Deputy(2, "王伟", 10, "phone-2", "东村", {"township": 6}))
    made.add(Deputy(3, "李芳", 10, seats={"township": 7}))
    return made


@pytest.mark.parametrize(
    ("told", "pk"),
    [
        ({"bracket": "县"}, 1),
        ({"bracket": "东村"}, 2),
        ({"levels": ["township"]}, 2),
        ({"phone_index": "phone-1"}, 1),
        ({"linked": lambda one: one.pk == 2}, 2),
    ],
)
def test_namesakes_are_told_apart_by_what_the_row_says(people, told, pk):
    assert people.find("王伟", 10, **told).pk == pk


def test_namesakes_that_nothing_tells_apart_are_ambiguous(people):
    with pytest.raises(Refused) as refused:
        people.find("王伟", 10, bracket="三组")
    assert refused.value.code == "E_AMBIGUOUS_DEPUTY"


def test_a_name_of_another_townships_roster_is_unknown(people):
    with pytest.raises(Refused) as refused:
        people.find("李芳", 11)
    assert refused.value.code == "E_ORPHAN_DEPUTY"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("李方", ["李芳"]), ("张健国", ["张建国"]), ("王小", []), ("张国建", ["张建国"])],
)
def test_an_unknown_name_is_offered_those_it_may_stand_for(typed, meant):
    people = People()
    for number, name in enumerate(("李芳", "李强", "张建国", "赵德柱")):
        people.add(Deputy(number, name, 1, "", ""))
    people.add(Deputy(9, "李方正", 2, "", ""))
    assert people.near(typed, 1) == meant
