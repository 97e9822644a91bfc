"""The matching aid against known answers, counted by hand with the default pack's points."""

from datetime import date
from random import Random

import pytest

from congress_poverty import packs
from congress_poverty.audit import Actor
from deputies import roles
from pairing import actions
from pairing.flow.matching import Candidate, Need, assign, judge, ranked
from pairing.models import Pairing
from pairing.policy import HelpPolicy, PairingPolicy
from tests import factories as make

HELP = packs.policy_for("default", {}, HelpPolicy)
LINGBI = packs.policy_for("lingbi", {}, PairingPolicy)  # refuses a fourth household
NATION = packs.policy_for("default", {}, PairingPolicy)  # warns of it
TODAY = date(2026, 6, 9)
HOME = Need("h1", township=1, village=11, words=("就业", "因病"))


def someone(key="d1", **fields) -> Candidate:
    return Candidate(key, fields.pop("name", key), **{"township": 2, **fields})


def points(need, deputy, pairing=LINGBI, **more):
    return {one.points for one in judge(need, deputy, policy=HELP, pairing=pairing, **more).reasons}


def test_a_stranger_without_households_has_the_points_of_being_free_only():
    match = judge(HOME, someone(), policy=HELP, pairing=LINGBI)
    assert [(one.points, one.sentence) for one in match.reasons] == [(25, "还没有联系户")]
    assert match.score == 25


def test_a_factory_owner_of_the_village_adds_place_category_and_skill():
    owner = someone(
        township=1, village=11, category="enterprise", category_label="企业负责人", skills="服装厂 厂长"
    )
    # 30 same village + 30 category for 就业 + 20 skill 厂 + 25 free
    assert judge(HOME, owner, policy=HELP, pairing=LINGBI).score == 105


def test_the_reasons_are_said_in_words():
    doctor = someone(
        township=1, category="professional", category_label="专业技术人员", skills="卫生院 医师", load=1
    )
    match = judge(HOME, doctor, policy=HELP, pairing=LINGBI)
    assert [one.sentence for one in match.reasons] == [
        "在同一个乡镇",
        "这一户有“因病”，专业技术人员适合做“送医疗”",
        "单位职务是“卫生院 医师”，能帮上“因病”",
        "已联系 1 户",
    ]
    assert match.score == 20 + 30 + 20 - 10


def test_a_wish_weighs_more_than_the_township():
    places = {11: "周田村", 1: "东乡"}
    asked = judge(HOME, someone(wishes=frozenset({"周田村"})), policy=HELP, pairing=LINGBI, places=places)
    near = judge(HOME, someone(township=1), policy=HELP, pairing=LINGBI, places=places)
    assert (asked.score, near.score) == (65, 45)


def test_nobody_is_proposed_beyond_a_limit_that_refuses():
    assert judge(HOME, someone(load=3), policy=HELP, pairing=LINGBI) is None


def test_a_limit_that_warns_costs_points_and_is_said():
    match = judge(HOME, someone(load=3), policy=HELP, pairing=NATION)
    assert (match.score, match.reasons[-1].sentence) == (-70, "已联系 3 户，超过规定户数")


def test_upper_level_deputies_come_first_among_equals():
    high, low = someone("a", levels=("city",)), someone("b", levels=("township",))
    order = ranked(HOME, [low, high], policy=HELP, pairing=LINGBI)
    assert [one.candidate.key for one in order] == ["a", "b"]


def test_the_order_does_not_depend_on_who_is_asked_about_first():
    deputies = [
        someone(f"d{n}", township=1 + n % 3, load=n % 4, category=("farmer", "official")[n % 2])
        for n in range(40)
    ]
    needs = [Need(f"h{n}", 1 + n % 3, 11, ("产业",) if n % 2 else ("就医",)) for n in range(12)]
    first = assign(needs, deputies, policy=HELP, pairing=LINGBI)
    for seed in range(5):
        Random(seed).shuffle(deputies)
        again = assign(list(reversed(needs)), deputies, policy=HELP, pairing=LINGBI)
        chosen = {key: [one.candidate.key for one in matches] for key, matches in again.items()}
        assert chosen == {key: [one.candidate.key for one in matches] for key, matches in first.items()}


def test_several_households_are_spread_over_free_deputies():
    two = [someone("a", township=1), someone("b", township=1)]
    found = assign([Need("h1", 1, 11), Need("h2", 1, 11)], two, policy=HELP, pairing=LINGBI)
    assert {matches[0].candidate.key for matches in found.values()} == {"a", "b"}


def test_what_is_proposed_at_once_stays_within_the_limit():
    one = [someone("a", township=1, load=1)]
    needs = [Need(f"h{n}", 1, 11) for n in range(4)]
    found = assign(needs, one, policy=HELP, pairing=LINGBI)
    assert sum(bool(matches) for matches in found.values()) == 2


@pytest.fixture
def clerk() -> Actor:
    return Actor(label="李", role=roles.TOWNSHIP_CLERK, county_code="341323")


@pytest.fixture
def ten(world):
    """Ten unpaired households of 东乡 and six deputies without any."""
    for n in range(6):
        make.deputy(world.east, f"代表{n}", category="farmer")
    return [make.household(world.zhoutian, f"户主{n}", pinyin=f"huzhu{n} hz{n}") for n in range(10)]


def test_a_clerk_pairs_ten_households_with_the_aid(li, world, ten, everything):
    page = li.get("/households/match/")
    lines = page.context["lines"]
    assert [one["household"].head_name for one in lines] == [one.head_name for one in ten]
    data = {f"for-{one['household'].code}": one["options"][0].candidate.key for one in lines}
    assert li.post("/households/match/", data).status_code == 302
    made = Pairing.objects.filter(household__in=ten, ended_on=None)
    assert made.count() == 10
    loads = {}
    for pairing in Pairing.objects.filter(ended_on=None, person__isnull=False):
        loads[pairing.person_id] = loads.get(pairing.person_id, 0) + 1
    assert max(loads.values()) <= 3
    assert "都有代表联系了" in li.get("/households/match/").content.decode()


def test_one_household_that_is_refused_stops_no_other(world, ten, clerk, everything):
    full = make.deputy(world.east, "满代表")
    for n in range(3):
        make.pairing(full, make.household(world.zhoutian, f"他户{n}"))
    outcomes = actions.pair_many([(ten[0], full), (ten[1], world.wang)], by=clerk, today=TODAY)
    assert [bool(one.pairing) for one in outcomes] == [False, True]
    assert "上限是 3 户" in outcomes[0].sentence


def test_the_aid_offers_a_clerk_no_deputy_of_the_next_township(li, world, ten):
    page = li.get(f"/households/match/?household={ten[0].code}")
    names = {one.candidate.name for one in page.context["lines"][0]["options"]}
    assert "王代表" in names
    assert "赵代表" not in names


def test_an_applicant_is_proposed_for_the_village_wished_for(li, world, ten):
    asker = make.deputy(world.east, "申代表")
    make.application(asker, wish="愿意联系周田村")
    first = li.get(f"/households/match/?household={ten[0].code}").context["lines"][0]["options"][0]
    assert first.candidate.name == "申代表"
    assert "本人申请联系这里" in [one.sentence for one in first.reasons]
