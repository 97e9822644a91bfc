"""Divisions of another year: names change, codes change, the data stays where it is."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from congress_poverty.refusals import Refused
from deputies import regions
from deputies.models import Campaign, County, Region

TODAY = date(2026, 6, 9)
ABOVE = ["34,安徽省", "3413,宿州市", "341323,灵璧县"]


def read(tmp_path, *lines):
    path = tmp_path / "divisions.csv"
    path.write_text("code,name,level,parent_code\n" + "".join(f"{line},,\n" for line in (*ABOVE, *lines)))
    return path


def load(tmp_path, *lines):
    return regions.load("341323", regions.read(read(tmp_path, *lines)), today=TODAY)


@pytest.mark.parametrize(
    ("name", "kind", "congress"),
    [
        ("灵城镇", "town", True),
        ("向阳乡", "township", True),
        ("东大街街道办事处", "street", False),
        ("营田办事处", "street", False),
        ("五陂下垦殖场", "farm", False),
        ("灵璧县经济开发区", "zone", False),
        ("城郊管委会", "zone", False),
    ],
)
def test_the_name_says_what_a_township_is_and_whether_it_has_a_congress(db, tmp_path, name, kind, congress):
    load(tmp_path, f"341323100,{name}")
    one = Region.objects.get(code="341323100")
    assert (one.kind, one.has_congress) == (kind, congress)


def test_a_township_that_became_a_town_keeps_its_row_and_leaves_its_old_code_behind(db, tmp_path):
    load(tmp_path, "341323204,禅堂乡", "341323204201,大李村委会")
    before = Region.objects.get(code="341323204")
    done = load(tmp_path, "341323113,禅堂镇", "341323113201,大李村委会")
    assert (done.recoded, done.made, done.retired) == (2, 0, 0)
    before.refresh_from_db()
    assert (before.code, before.name) == ("341323113", "禅堂镇")
    assert Region.objects.get(code="341323204").successor == before
    assert Region.objects.get(code="341323113201").parent == before


def test_a_village_that_is_gone_is_retired(db, tmp_path):
    load(tmp_path, "341323100,灵城镇", "341323100201,甲村委会", "341323100202,乙村委会")
    load(tmp_path, "341323100,灵城镇", "341323100201,甲村委会")
    assert Region.objects.get(code="341323100202").retired_on == TODAY


def test_an_old_edition_can_be_loaded_again(db, tmp_path):
    for lines in (["341323204,禅堂乡"], ["341323113,禅堂镇"], ["341323204,禅堂乡"]):
        load(tmp_path, *lines)
    assert Region.objects.get(code="341323204").retired_on is None


def test_a_file_without_the_county_is_refused(db, tmp_path):
    with pytest.raises(Refused, match="没有代码为 999999 的县"):
        regions.load("999999", regions.read(read(tmp_path)), today=TODAY)


def test_setup_county_makes_county_campaign_and_overrides_and_may_be_run_again(db, tmp_path):
    path = read(tmp_path, "341323100,灵城镇")
    for until in ("2019-12-31", "2020-12-31"):
        call_command(
            "setup_county", "341323", "--divisions", str(path), "--pack", "lingbi",
            "--set", "pairing.households_per_deputy_max=1",
            "--campaign", "结对帮扶", "2018-03-22", until, "-v0",
        )  # fmt: skip
    county = County.objects.get()
    assert county.overrides == {"pairing.households_per_deputy_max": "1"}
    assert Campaign.objects.get().until == date(2020, 12, 31)


def test_setup_county_says_whose_regulation_the_clocks_follow(db, tmp_path, capsys):
    path = read(tmp_path, "341323100,灵城镇")
    named = "suggestions.clock_profile=chongqing"
    call_command("setup_county", "341323", "--divisions", str(path), "--set", named)
    assert "建议期限按“重庆市”期限档案（packs/clocks/chongqing.toml）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--set", "pairing.nonsense=1"], "nonsense"),
        (["--set", "pairing"], "表.项=值"),
        (["--pack", "nowhere"], "没有规则包"),
        (["--campaign", "甲", "2019-01-01", "2018-01-01"], "早于"),
    ],
)
def test_setup_county_says_what_is_wrong_and_makes_nothing(db, tmp_path, options, sentence):
    path = read(tmp_path, "341323100,灵城镇")
    with pytest.raises(CommandError, match=sentence):
        call_command("setup_county", "341323", "--divisions", str(path), *options, "-v0")
    assert not County.objects.exists()
