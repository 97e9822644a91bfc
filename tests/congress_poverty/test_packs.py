"""Rule packs: what they say, and what is said when one is wrong."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from assessment.policy import AssessmentPolicy
from congress_poverty import packs
from congress_poverty.calendar import Duration, MonthDay, WorkCalendar
from deputies.policy import DeputyPolicy, level_words
from pairing.policy import PairingPolicy
from suggestions.policy import SuggestionPolicy
from visits.policy import VisitPolicy


@dataclass(frozen=True)
class Inner:
    share: Decimal
    name: str = ""


@dataclass(frozen=True)
class Example:
    count: int
    mode: Literal["refuse", "warn"]
    strict: bool
    due: MonthDay
    limit: Duration | None
    inner: Inner
    rows: tuple[Inner, ...]
    table = "example"


GOOD = """
count = 3
mode = "warn"
strict = true
due = "03-31"
limit = ""
inner = { share = 0.6 }
rows = [{ share = 1 }, { share = 2.5, name = "x" }]
"""


@pytest.fixture
def example(tmp_path):
    def build(body, head='title = "例"\nversion = "1"\n'):
        (tmp_path / "example.toml").write_text(head + "[example]\n" + body, encoding="utf-8")
        return packs.read("example", tmp_path).section("example", Example)

    return build


def test_a_table_becomes_a_typed_frozen_dataclass(example):
    assert example(GOOD) == Example(
        count=3,
        mode="warn",
        strict=True,
        due=MonthDay(3, 31),
        limit=None,
        inner=Inner(Decimal("0.6")),
        rows=(Inner(Decimal(1)), Inner(Decimal("2.5"), "x")),
    )


@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        (GOOD.replace("count = 3", ""), ["example.toml", "[example]", "缺少 count", "strict"]),
        (GOOD + "cuont = 3", ["example.toml", "[example]", "cuont", "可用的项", "count"]),
        (GOOD.replace("count = 3", 'count = "3"'), ["example.toml", "[example]", "count", "整数"]),
        (GOOD.replace("count = 3", "count = true"), ["count", "整数"]),
        (GOOD.replace("strict = true", "strict = 1"), ["strict", "true 或 false"]),
        (GOOD.replace('"warn"', '"maybe"'), ["mode", "maybe", "refuse、warn"]),
        (GOOD.replace('"03-31"', '"02-31"'), ["due", "02-31", "06-20"]),
        (GOOD.replace('limit = ""', 'limit = "3x"'), ["limit", "3x", "10wd"]),
        (GOOD.replace("share = 0.6", "shere = 0.6"), ["[example.inner]", "shere", "share"]),
        (GOOD.replace("share = 0.6", ""), ["[example.inner]", "缺少 share"]),
        (GOOD.replace("share = 2.5", 'share = "much"'), ["[example.rows[2]]", "share"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file_its_table_and_the_known_keys(example, wrong, parts):
    with pytest.raises(packs.PackError) as refusal:
        example(wrong)
    for part in parts:
        assert part in str(refusal.value)


def test_a_file_without_a_version_is_refused(example):
    with pytest.raises(packs.PackError, match="version"):
        example(GOOD, head='title = "例"\n')


def test_a_file_that_is_no_toml_is_refused_with_its_name(tmp_path):
    (tmp_path / "broken.toml").write_text("= 3", encoding="utf-8")
    with pytest.raises(packs.PackError, match=r"broken\.toml"):
        packs.read("broken", tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "../default", "", "Default"])
def test_an_unknown_pack_is_refused_with_the_known_ones(name):
    with pytest.raises(packs.PackError, match="default、"):
        packs.read(name)


def test_a_pack_lays_its_own_keys_over_the_one_it_extends(tmp_path):
    (tmp_path / "own.toml").write_text(
        'title = "本县"\nversion = "1"\nextends = "default"\n[suggestions.clocks.county]\nreply = "4m"\n',
        encoding="utf-8",
    )
    policy = packs.read("own", tmp_path).section("suggestions", SuggestionPolicy)
    assert policy.clocks.county.reply == Duration(4, "m")
    assert policy.clocks.county.long_reply == Duration(6, "m")
    assert policy.clocks.township.reply == Duration(3, "m")


def test_packs_that_extend_each_other_are_refused(tmp_path):
    for name, parent in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.toml").write_text(
            f'title = "x"\nversion = "1"\nextends = "{parent}"\n', encoding="utf-8"
        )
    with pytest.raises(packs.PackError, match="a → b → a"):
        packs.read("a", tmp_path)


def test_all_packs_fill_all_tables():
    assert packs.check_packs() == []


def test_a_key_or_table_that_nobody_knows_stops_the_check(tmp_path):
    head = 'title = "x"\nversion = "1"\nextends = "default"\n'
    (tmp_path / "own.toml").write_text(
        head + "[pairing]\nhouseholds_max = 3\n[weather]\nrain = 1\n", encoding="utf-8"
    )
    messages = [error.msg for error in packs.check_packs(directory=tmp_path)]
    assert any("households_max" in text and "households_per_deputy_max" in text for text in messages)
    assert any("weather" in text for text in messages)


def test_an_override_is_read_as_its_keys_type():
    policy = packs.policy_for(
        "lingbi",
        {
            "pairing.households_per_deputy_max": "5",
            "pairing.over_limit": "warn",
            "pairing.warn_second_deputy": "false",
            "pairing.roster_due": "02-28",
        },
        PairingPolicy,
    )
    assert policy.households_per_deputy_max == 5
    assert policy.over_limit == "warn"
    assert policy.warn_second_deputy is False
    assert policy.roster_due == MonthDay(2, 28)


def test_an_override_reaches_a_nested_table_and_a_list():
    overrides = {"assessment.targets.completion": "87.5", "assessment.reminders": "[10, 2]"}
    policy = packs.policy_for("lingbi", overrides, AssessmentPolicy)
    assert policy.targets.completion == Decimal("87.5")
    assert policy.reminders == (10, 2)


def test_an_override_leaves_the_shared_pack_as_it_was():
    packs.effective("default", {"pairing.households_per_deputy_max": "9"})
    assert packs.policy_for("default", None, PairingPolicy).households_per_deputy_max == 3


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("pairing.households_per_deputy_max", "five", "整数"),
        ("pairing.households_per_deputy_max", "0.5", "整数"),
        ("pairing.over_limit", "maybe", "refuse、warn"),
        ("pairing.households", "3", "households_per_deputy_max"),
        ("parings.over_limit", "warn", "pairing"),
        ("pairing", "3", "表.项=值"),
        ("pairing.over_limit.deep", "3", "没有更细的项"),
        ("pairing.households_per_deputy_min", "7", "households_per_deputy_max"),
        ("suggestions.clocks.county.reply", "90", "10wd"),
    ],
)
def test_a_wrong_override_is_refused_with_what_would_fit(path, value, part):
    with pytest.raises(packs.PackError) as refusal:
        packs.effective("lingbi", {path: value})
    assert part in str(refusal.value)


def test_the_version_changes_with_the_content():
    plain = packs.effective("lingbi")
    changed = packs.effective("lingbi", {"pairing.households_per_deputy_max": "5"})
    assert plain.version.startswith("lingbi 2026.1+")
    assert changed.version != plain.version
    assert packs.read("lingbi").version == plain.version


def test_overrides_survive_being_stored_as_json():
    overrides = {"pairing.households_per_deputy_max": "5"}
    stored = json.loads(json.dumps(overrides))
    assert packs.policy_for("lingbi", stored, PairingPolicy).households_per_deputy_max == 5


def pairing(**overrides):
    values = {f"pairing.{key}": str(value) for key, value in overrides.items()}
    return packs.policy_for("default", values, PairingPolicy)


@pytest.mark.parametrize(
    ("policy", "active", "code"),
    [
        ({"over_limit": "refuse"}, 2, ""),
        ({"over_limit": "refuse"}, 3, "E_PAIR_LIMIT"),
        ({"over_limit": "warn"}, 3, "W_PAIR_LIMIT"),
        ({"over_limit": "refuse", "households_per_deputy_max": 5}, 4, ""),
        ({"over_limit": "refuse", "households_per_deputy_max": 0}, 20, ""),
    ],
)
def test_a_deputys_households_are_judged(policy, active, code):
    assert pairing(**policy).judge_households(active) == code


@pytest.mark.parametrize(
    ("policy", "active", "code"),
    [
        ({"over_limit": "refuse"}, 0, ""),
        ({"over_limit": "refuse"}, 1, "E_PAIR_MULTI"),
        ({"over_limit": "warn"}, 1, "W_PAIR_MULTI"),
        ({"over_limit": "refuse", "deputies_per_household_max": 2}, 1, "W_PAIR_MULTI"),
        ({"over_limit": "refuse", "deputies_per_household_max": 2}, 2, "E_PAIR_MULTI"),
        (
            {"over_limit": "refuse", "deputies_per_household_max": 2, "warn_second_deputy": "false"},
            1,
            "",
        ),
    ],
)
def test_a_households_deputies_are_judged(policy, active, code):
    assert pairing(**policy).judge_deputies(active) == code


def test_lingbi_refuses_a_fourth_household_and_points_out_a_second_deputy():
    policy = packs.policy_for("lingbi", None, PairingPolicy)
    assert policy.judge_households(3) == "E_PAIR_LIMIT"
    assert policy.judge_deputies(1) == "W_PAIR_MULTI"


def test_one_deputy_for_one_household_is_one_to_one():
    assert pairing(households_per_deputy_max=1).one_to_one
    assert not pairing().one_to_one


def test_lingbis_periods_begin_with_the_campaign_and_end_on_the_report_dates():
    policy = packs.policy_for("lingbi", None, AssessmentPolicy)
    periods = policy.periods(date(2018, 4, 1), date(2019, 12, 31))
    assert [(p.code, p.since, p.until) for p in periods] == [
        ("2018H1", date(2018, 4, 1), date(2018, 6, 20)),
        ("2018H2", date(2018, 6, 21), date(2018, 12, 20)),
        ("2019H1", date(2018, 12, 21), date(2019, 6, 20)),
        ("2019H2", date(2019, 6, 21), date(2019, 12, 20)),
    ]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ((2026, 6, 20), "2026H1"),
        ((2026, 6, 21), "2026H2"),
        ((2026, 12, 20), "2026H2"),
        ((2026, 12, 21), "2027H1"),
    ],
)
def test_a_day_falls_in_one_report_period(day, code):
    policy = packs.policy_for("lingbi", None, AssessmentPolicy)
    assert policy.period_of(date(*day)).code == code


def test_a_periods_title_is_what_the_office_says():
    policy = packs.policy_for("lingbi", None, AssessmentPolicy)
    assert policy.period_of(date(2026, 11, 22)).title == "2026年下半年"
    assert policy.period_of(date(2026, 11, 22), "annual").title == "2026年度"


def test_reminders_count_back_from_the_last_working_day():
    policy = packs.policy_for("lingbi", None, AssessmentPolicy)
    assert policy.reminder_days(date(2026, 6, 20), calendar=WorkCalendar()) == [
        date(2026, 5, 28),
        date(2026, 6, 9),
        date(2026, 6, 15),
        date(2026, 6, 17),
    ]


def test_a_score_on_the_bound_has_the_better_grade():
    rubric = packs.policy_for("default", None, AssessmentPolicy).deputy_rubric
    assert [rubric.grade(Decimal(n)) for n in ("100", "90", "89.9", "60", "59.9", "0")] == [
        "优秀",
        "优秀",
        "良好",
        "称职",
        "不称职",
        "不称职",
    ]


@pytest.mark.parametrize(
    ("places", "text", "level"),
    [
        (("灵璧县", "宿州市", "安徽省"), "县级", "county"),
        (("灵璧县", "宿州市", "安徽省"), "市级", "city"),
        (("灵璧县", "宿州市", "安徽省"), "县人大代表", "county"),
        (("灵璧县", "宿州市", "安徽省"), "镇", "township"),
        (("灵璧县", "宿州市", "安徽省"), "全国人大代表", "national"),
        (("灵璧县", "宿州市", "安徽省"), "县政协委员", None),
        (("汨罗市", "岳阳市", "湖南省"), "市级", "county"),
        (("汨罗市", "岳阳市", "湖南省"), "岳阳市", "city"),
        (("汨罗市", "岳阳市", "湖南省"), "县级", "county"),
        (("安源区", "萍乡市", "江西省"), "区级", "county"),
        (("安源区", "萍乡市", "江西省"), "市级", "city"),
        (("安源区", "萍乡市", "江西省"), "本区", "county"),
        (("汨罗市", "岳阳市", "湖南省"), "本市人大代表", "county"),
        (("灵璧县", "宿州市", "安徽省"), "本级", "county"),
        (("灵璧县", "宿州市", "安徽省"), "民族乡", "township"),
        (("涪陵区", "", "重庆市"), "市级", "provincial"),
        (("兴宾区", "来宾市", "广西壮族自治区"), "区级", "county"),
        (("兴宾区", "来宾市", "广西壮族自治区"), "自治区", "provincial"),
        (("来凤县", "恩施土家族苗族自治州", "湖北省"), "州级", "city"),
    ],
)
def test_the_word_for_a_level_follows_from_the_kind_of_county(places, text, level):
    assert level_words(*places).level(text) == level


@pytest.mark.parametrize(
    ("county", "word"),
    [("灵璧县", "县级"), ("汨罗市", "市级"), ("安源区", "区级"), ("莫力达瓦达斡尔族自治旗", "旗级")],
)
def test_a_county_calls_its_own_deputies_by_its_kind(county, word):
    assert level_words(county).label("county") == word


def test_a_group_of_fifteen_from_two_levels_is_fine():
    policy = packs.policy_for("default", None, DeputyPolicy)
    assert policy.group_warnings(["county"] * 4 + ["township"] * 11) == []


@pytest.mark.parametrize(
    "levels", [["county", "township"] * 10, ["county", "township"] * 5, ["township"] * 15]
)
def test_a_group_of_the_wrong_size_or_of_one_level_is_pointed_out(levels):
    policy = packs.policy_for("default", None, DeputyPolicy)
    assert len(policy.group_warnings(levels)) == 1


@pytest.mark.parametrize("name", packs.names())
def test_no_word_of_a_code_list_stands_for_two_codes(name):
    visits = packs.policy_for(name, None, VisitPolicy)
    deputies = packs.policy_for(name, None, DeputyPolicy)
    suggestions = packs.policy_for(name, None, SuggestionPolicy)
    for terms in (
        visits.modes,
        visits.topics,
        visits.activity_kinds,
        visits.n_ones.items,
        deputies.categories,
        deputies.station_types,
        suggestions.categories,
        suggestions.reply_codes,
    ):
        words = [word for term in terms for word in (term.code, term.label, *term.also)]
        assert len(words) == len(set(words))


def test_a_long_reply_that_is_added_counts_from_the_end_of_the_first():
    policy = packs.effective(
        "default",
        {
            "suggestions.clocks.county.long_reply": "3m",
            "suggestions.clocks.county.long_reply_from": "reply_due",
        },
    ).section("suggestions", SuggestionPolicy)
    found = policy.deadline("long_reply", "county", date(2026, 3, 2), calendar=WorkCalendar())
    assert found.last_day == date(2026, 9, 2)


def test_the_fixed_date_cuts_a_reply_short_and_no_other_clock():
    policy = packs.effective("default", {"suggestions.clocks.county.hard_stop": "08-31"}).section(
        "suggestions", SuggestionPolicy
    )
    reply = policy.deadline("reply", "county", date(2026, 7, 1), calendar=WorkCalendar())
    objection = policy.deadline("objection", "county", date(2026, 8, 30), calendar=WorkCalendar())
    assert reply.effective == date(2026, 8, 31)
    assert objection.effective == date(2026, 9, 9)


def test_a_step_that_is_not_regulated_has_no_deadline():
    policy = packs.policy_for("default", None, SuggestionPolicy)
    assert policy.deadline("feedback", "county", date(2026, 3, 2), calendar=WorkCalendar()) is None


PLACES = {
    "chongqing": """
        [suggestions.clocks.county]
        handover = "10wd"
        objection = "10wd"
        first_contact = "20wd"
        co_opinion = "30wd"
        co_redo = "5wd"
        feedback = "20wd"
        rehandle = "2m"
        promise_feedback = "20wd"
        [suggestions.clocks.township]
        reply = "2m"
        long_reply = "4m"
    """,
    "shandong": """
        [suggestions.clocks.county]
        handover = "5d"
        objection = "5d"
        long_needs_consent = true
        [suggestions.clocks.township]
        reply = "2m"
        long_reply = "4m"
        reply_from = "congress_closing"
    """,
    "shanghai": """
        [suggestions.clocks.county]
        handover = "7wd"
        objection = "7wd"
        long_reply = "3m"
        long_reply_from = "reply_due"
        long_needs_consent = true
    """,
    "miluo": """
        [pairing]
        households_per_deputy_max = 1
        over_limit = "refuse"
        [visits.n_ones]
        title = "五个一"
        items = [{ code = "one", label = "一户" }, { code = "two", label = "一代表" }]
    """,
    "huanggang": """
        [funds]
        rates = [
            { level = "county", per_activity = 200, per_year = 800 },
            { level = "township", per_activity = 100, per_year = 400 },
        ]
        [suggestions]
        reply_codes = [
            { code = "甲", label = "已解决", counts_as_solved = true },
            { code = "乙", label = "列入计划", meaning = "planned", needs_promise = true },
        ]
    """,
}


@pytest.mark.parametrize("place", PLACES)
def test_another_places_rules_are_a_pack_and_no_code(tmp_path, place):
    head = f'title = "{place}"\nversion = "1"\nextends = "default"\n'
    (tmp_path / f"{place}.toml").write_text(head + PLACES[place], encoding="utf-8")
    assert packs.check_packs(directory=tmp_path) == []
