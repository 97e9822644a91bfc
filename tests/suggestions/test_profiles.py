"""Clock profiles against the regulations' text and days counted by hand in ``deadlines.csv``."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from congress_poverty import packs
from congress_poverty.calendar import Duration
from suggestions import profiles
from suggestions.policy import LABELS, SuggestionPolicy

pytestmark = pytest.mark.django_db

with (Path(__file__).parent / "deadlines.csv").open(encoding="utf-8", newline="") as lines:
    COUNTED = list(csv.DictReader(lines))

# What the regulations lay down, as read in their text; the level is the county's but for the townships' own.
REGULATED = {
    "cn_default": "objection=10d reassign=10wd co_opinion=1m reply=3m long_reply=6m long_needs_consent=False"
    " rehandle=1m second_fail=escalate clock_from=handover handover=None first_contact=None feedback=None",
    "chongqing": "handover=10wd objection=10wd reassign=10wd co_opinion=30wd co_redo=5wd first_contact=20wd"
    " reply=3m long_reply=6m long_needs_consent=False feedback=20wd rehandle=2m promise_report=12-31"
    " promise_feedback=20wd second_fail=meeting",
    "chongqing_town": "reply=2m long_reply=4m objection=10wd co_opinion=30wd feedback=20wd rehandle=2m",
    "shandong": "handover=5d objection=5d co_opinion=1m reply=3m long_reply=6m long_needs_consent=True"
    " rehandle=1m clock_from=handover",
    "shandong_town": "clock_from=congress_closing reply=2m long_reply=4m handover=5d rehandle=1m",
    "zhejiang": "acceptance_notice=7d objection=10d co_opinion=2m reply=3m long_reply=6m"
    " long_needs_consent=True rehandle=1m",
    "henan": "objection=10wd reassign=10wd co_opinion=2m reply=3m long_reply=6m long_needs_consent=False"
    " feedback=10wd rehandle=1m second_fail=expert_assessment unit_annual_report=08-31",
    "beijing": "reply=3m long_reply=6m long_needs_consent=True feedback=15wd rehandle=2m handover=None",
    "beijing_town": "reply=3m long_reply=6m feedback=15wd",
    "shanghai": "handover=7wd objection=7wd co_opinion=1m reply=3m long_extra=3m long_needs_consent=True"
    " rehandle=1m deploy_meeting=1m unit_reports=['06-30','12-31']",
    "qingdao": "handover=5wd objection=5wd co_opinion=1m reply=3m long_reply=6m long_needs_consent=True"
    " linked_opinion_reply=1m",
    "pingli_like": "reply=4m long_reply=6m long_needs_consent=True hard_stop=08-31",
    "foping_2024": "hard_stop=08-05 reply=3m long_reply=6m",
}
VALUES = [(name, *pair.split("=")) for name, pairs in REGULATED.items() for pair in pairs.split()]


def ask(profile, clock, since="2026-03-09", *more):
    out = StringIO()
    call_command(
        "deadline", "--profile", profile, "--clock", clock, "--from", since, "--json", *more, stdout=out
    )
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    "line", COUNTED, ids=lambda line: f"{line['profile']}-{line['level']}-{line['clock']}-{line['from']}"
)
def test_a_clock_ends_where_it_was_counted_by_hand(line):
    more = ["--level", line["level"]] if line["level"] else []
    more += ["--roll"] if line["roll"] else []
    found = ask(line["profile"], line["clock"], line["from"], *more)
    assert (found["last_day"] or "", found["effective"] or "") == (line["last_day"], line["effective"])
    assert found["estimated"] is bool(line["estimated"])


@pytest.mark.parametrize(("profile", "clock", "value"), VALUES)
def test_a_profile_says_what_its_regulation_says(profile, clock, value):
    assert str(ask(profile, clock)["value"]).replace(" ", "") == value


@pytest.mark.parametrize("profile", profiles.names())
@pytest.mark.parametrize("level", profiles.LEVELS)
def test_every_profile_answers_for_every_clock_with_its_source(profile, level):
    for clock in LABELS:
        found = ask(profile, clock, "2026-03-09", "--level", level)
        assert found["explanation"].endswith("。")
        assert found["source"]
        assert (found["value"] is None) == (found["kind"] == "none")


def test_the_sentence_names_article_clock_days_off_and_the_last_day():
    sentence = ask("chongqing", "co_opinion")["explanation"]
    for part in ("重庆条例第二十条（协办意见）", "30个工作日", "清明节假期不计", "2026年4月21日（周二）"):
        assert part in sentence


def test_what_is_not_regulated_is_said_with_where_a_county_writes_its_own():
    found = ask("cn_default", "handover")
    assert found["last_day"] is found["effective"] is None
    assert "没有规定县级的交办期限" in found["explanation"]
    assert "suggestions.clocks.county.handover" in found["explanation"]


def test_a_townships_clock_by_reference_names_both_articles():
    source = ask("chongqing_town", "co_opinion")["source"]
    assert source == "重庆条例第二十条，乡镇依重庆条例第三十九条参照执行"


def test_a_townships_own_text_goes_before_the_reference():
    assert ask("chongqing_town", "reply")["source"] == "重庆乡镇条例第十六条"


def test_what_a_regulation_leaves_open_is_not_put_into_its_mouth():
    assert ask("beijing", "objection")["source"] == "各地通行做法"


@pytest.mark.parametrize(
    ("profile", "after_handover", "needs_all"),
    [("cn_default", True, False), ("beijing", False, False), ("shanghai", True, True)],
)
def test_when_a_suggestion_may_be_withdrawn_comes_with_the_profile(profile, after_handover, needs_all):
    policy = packs.policy_for("default", {"suggestions.clock_profile": profile}, SuggestionPolicy)
    assert (policy.withdraw_after_handover, policy.withdraw_needs_all) == (after_handover, needs_all)


def test_a_county_names_a_profile_and_keeps_single_values_of_its_own():
    own = {"suggestions.clock_profile": "chongqing", "suggestions.clocks.county.feedback": "15wd"}
    clocks = packs.policy_for("default", own, SuggestionPolicy).clocks
    assert (clocks.county.feedback, clocks.county.co_opinion) == (Duration(15, "wd"), Duration(30, "wd"))
    assert clocks.township.feedback == Duration(20, "wd")
    assert (clocks.county.sources["feedback"], clocks.county.sources["reply"]) == (
        profiles.OWN,
        "重庆条例第二十一条",
    )


def test_a_value_of_the_packs_own_wins_over_a_profile():
    own = {"suggestions.clock_profile": "chongqing"}
    assert packs.policy_for("lingbi", own, SuggestionPolicy).clocks.county.handover == Duration(5, "wd")


def test_the_packs_version_changes_with_the_profile():
    changed = packs.effective("default", {"suggestions.clock_profile": "shandong"})
    assert changed.version != packs.effective("default").version


def test_a_pack_that_names_no_profile_of_ours_is_told_which_there_are():
    with pytest.raises(packs.PackError, match="beijing、chongqing、cn_default"):
        packs.effective("default", {"suggestions.clock_profile": "mars"})


def test_all_profiles_are_whole():
    assert profiles.check_profiles() == []


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ('[county]\nreply = "3m"', "某条例第几条"),
        ('[county]\nreply = ["3m", ""]', "某条例第几条"),
        ('[county]\nreply = ["3x", "某条例"]', "10wd"),
        ('[county]\nanswer = ["3m", "某条例"]', "answer"),
        ('[village]\nreply = ["3m", "某条例"]', "village"),
        ('[rules]\nwithdraw_after_handover = ["no", "某条例"]', "true 或 false"),
        ("county = 3", "应是一张表"),
        ("= 3", "读不出来"),
    ],
)
def test_a_wrong_profile_stops_the_check_with_file_and_place(tmp_path, body, part):
    (tmp_path / "own.toml").write_text(f'title = "本市"\n{body}\n', encoding="utf-8")
    (error,) = profiles.check_profiles(directory=tmp_path)
    assert "packs/clocks/own.toml" in error.msg
    assert part in error.msg


def test_an_unknown_profile_is_answered_with_the_choices():
    with pytest.raises(CommandError, match="beijing、chongqing"):
        ask("mars", "reply")


def test_an_unknown_clock_is_answered_with_the_choices():
    with pytest.raises(CommandError, match="co_opinion（协办意见）"):
        ask("chongqing", "answer")
