"""Extension in both legal shapes, pause and resumption, and what the page says of the clocks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.models import Notice
from congress_poverty.refusals import Refused
from suggestions.actions import advance
from suggestions.models import Clock, Extension, Suggestion
from tests import factories as make
from tests.suggestions.conftest import STAFF

ASK = {"reason": "征地手续要两个月", "until": date(2026, 8, 1)}
ASKED = date(2026, 5, 20)


def clock(suggestion, name, **fields):
    return Clock.objects.get(suggestion=suggestion, name=name, **fields)


@pytest.fixture
def by_consent(world):
    world.county.overrides = {"suggestions.clocks.county.long_needs_consent": True}
    world.county.save()


# --- with consent ---------------------------------------------------------------------------


def test_a_granted_extension_replaces_the_short_time(road, walk, by_consent):
    walk(road, "sign")
    advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK)
    assert road.answer_due_on == date(2026, 6, 4)
    advance(road, "grant_extension", by=STAFF, on=date(2026, 5, 22), given={"until": date(2026, 7, 15)})
    short, long = clock(road, "reply"), clock(road, "long_reply")
    assert (short.is_void, long.effective_on, long.last_day) == (True, date(2026, 7, 15), date(2026, 9, 4))
    assert "经交办机构同意延期，延至2026年7月15日" in long.explanation
    assert road.answer_due_on == date(2026, 7, 15)
    assert Extension.objects.get(suggestion=road).is_granted


def test_a_refused_extension_leaves_the_time_and_may_be_asked_again(road, walk, by_consent):
    walk(road, "sign")
    advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK)
    with pytest.raises(Refused, match="还没有答复"):
        advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK)
    advance(road, "refuse_extension", by=STAFF, on=date(2026, 5, 22), given={"reason": "资金已到位"})
    assert road.answer_due_on == date(2026, 6, 4)
    advance(road, "ask_extension", by=STAFF, on=date(2026, 5, 25), given=ASK)
    assert Extension.objects.filter(suggestion=road).count() == 2


@pytest.mark.parametrize(
    ("on", "until", "sentence"),
    [
        (ASKED, date(2026, 9, 5), "最多可以延到2026年9月4日"),
        (ASKED, date(2026, 6, 4), "延期要晚于这一天"),
        (date(2026, 6, 5), date(2026, 8, 1), "已过，不能再延期"),
    ],
)
def test_an_extension_outside_the_rules_is_refused(road, walk, by_consent, on, until, sentence):
    walk(road, "sign")
    with pytest.raises(Refused, match=sentence):
        advance(road, "ask_extension", by=STAFF, on=on, given=ASK | {"until": until})


def test_a_long_time_that_is_added_to_the_short_one_begins_at_its_end(road, walk, world):
    world.county.overrides = {
        "suggestions.clocks.county.long_needs_consent": True,
        "suggestions.clocks.county.long_reply": "3m",
        "suggestions.clocks.county.long_reply_from": "reply_due",
    }
    world.county.save()
    walk(road, "sign")
    with pytest.raises(Refused, match="最多可以延到2026年9月4日"):
        advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK | {"until": date(2026, 9, 5)})


def test_nobody_grants_what_was_not_asked(road, walk, by_consent):
    walk(road, "sign")
    with pytest.raises(Refused, match="没有申请延期"):
        advance(road, "grant_extension", by=STAFF, on=ASKED, given={"until": date(2026, 8, 1)})


def test_the_request_leaves_the_office_s_bell_when_it_is_answered(road, walk, by_consent, sun):
    walk(road, "sign")
    advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK)
    asked = Notice.objects.filter(key__contains=":ask_extension:", read_at__isnull=True)
    assert list(asked.values_list("account", flat=True)) == [sun.account.pk]
    advance(road, "grant_extension", by=STAFF, on=date(2026, 5, 22), given={"until": ASK["until"]})
    assert not asked.exists()


# --- by the nature of the matter ---------------------------------------------------------------


def test_without_consent_the_unit_declares_it_and_the_deputy_hears_at_once(road, walk, wang):
    walk(road, "sign")
    advance(road, "extend", by=STAFF, on=ASKED, given=ASK)
    assert road.answer_due_on == date(2026, 8, 1)
    assert Extension.objects.get(suggestion=road).by_nature
    assert Notice.objects.filter(account=wang.account, key__contains=":extend:").exists()


def test_each_county_has_one_shape(road, walk):
    walk(road, "sign")
    with pytest.raises(Refused, match="请用“延期答复”"):
        advance(road, "ask_extension", by=STAFF, on=ASKED, given=ASK)


def test_the_other_shape_is_refused_where_consent_is_needed(road, walk, by_consent):
    walk(road, "sign")
    with pytest.raises(Refused, match="请用“申请延期”"):
        advance(road, "extend", by=STAFF, on=ASKED, given=ASK)


def test_a_time_is_extended_once(road, walk):
    walk(road, "sign")
    advance(road, "extend", by=STAFF, on=ASKED, given=ASK)
    with pytest.raises(Refused, match="已经延过"):
        advance(road, "extend", by=STAFF, on=ASKED, given=ASK | {"until": date(2026, 8, 20)})


# --- pause -----------------------------------------------------------------------------------


def test_a_paused_suggestion_is_neither_late_nor_due_soon(road, walk):
    walk(road, "sign")
    advance(road, "pause", by=STAFF, on=date(2026, 5, 30), given={"reason": "等市里规划"})
    assert road.answer_due_on is None
    assert not Suggestion.objects.overdue(on=date(2026, 12, 1)).exists()
    assert not Suggestion.objects.due_soon(on=date(2026, 6, 1), until=date(2026, 6, 8)).exists()


def test_the_days_of_a_pause_are_given_back_and_the_clock_says_so(road, walk):
    walk(road, "sign")
    advance(road, "pause", by=STAFF, on=date(2026, 5, 30), given={"reason": "等市里规划"})
    advance(road, "resume", by=STAFF, on=date(2026, 6, 19))
    reply = clock(road, "reply")
    assert (reply.effective_on, reply.last_day, reply.paused_days) == (
        date(2026, 6, 24),
        date(2026, 6, 4),
        20,
    )
    assert "2026年5月30日至2026年6月19日暂停20日，期限顺延至2026年6月24日" in reply.explanation
    assert road.answer_due_on == date(2026, 6, 24)


def test_a_pause_belongs_to_the_long_time_too(road, walk):
    walk(road, "sign")
    advance(road, "pause", by=STAFF, on=date(2026, 4, 1), given={"reason": "等市里规划"})
    advance(road, "resume", by=STAFF, on=date(2026, 4, 11))
    advance(road, "extend", by=STAFF, on=ASKED, given=ASK | {"until": date(2026, 9, 14)})
    assert road.answer_due_on == date(2026, 9, 14)


def test_while_it_is_paused_no_clock_begins_or_ends(road, walk):
    walk(road, "meet")
    advance(road, "pause", by=STAFF, on=date(2026, 5, 9), given={"reason": "等市里规划"})
    with pytest.raises(Refused, match="暂停办理，不能送达代表，请先恢复办理"):
        advance(road, "deliver", by=STAFF, on=date(2026, 5, 10))
    with pytest.raises(Refused, match="已经暂停办理"):
        advance(road, "pause", by=STAFF, on=date(2026, 5, 10), given={"reason": "等市里规划"})


def test_what_runs_is_not_resumed(road, walk):
    walk(road, "sign")
    with pytest.raises(Refused, match="没有暂停办理"):
        advance(road, "resume", by=STAFF, on=date(2026, 5, 10))


# --- what the pages say -------------------------------------------------------------------------


def test_every_clock_has_a_line_that_explains_itself(sun, road, walk, world):
    walk(road, "sign", hand_over={"co_units": [world.other_unit]})
    html = sun.get(road.get_absolute_url()).content.decode()
    for words in ("签收或退办", "协办意见", "答复", "自2026年3月4日起算3个月", "自2026年3月4日起算1个月"):
        assert words in html


def test_a_paused_clock_says_so_on_the_page_and_in_the_list(sun, road, walk):
    walk(road, "sign")
    advance(road, "pause", by=STAFF, on=date(2026, 5, 9), given={"reason": "等市里规划"})
    lines = sun.get(road.get_absolute_url()).context["story"].clock_lines()
    assert ["暂停" in line.chip for line in lines if line.clock.stopped_on is None] == [True]
    assert "暂停" in sun.get("/suggestions/").content.decode()


def signed_today(world):
    """Pages count from the real today."""
    today = timezone.localdate()
    road = make.suggestion(world.wang, submitted_on=today, year=today.year)
    for move, given in (
        ("submit", {}),
        ("register", {"number": "1", "category": "water"}),
        ("hand_over", {"lead_units": [world.unit]}),
        ("sign", {}),
    ):
        advance(road, move, by=STAFF, on=today, given=given)
    return road


def test_an_extension_that_waits_says_so_while_there_is_time(sun, world, by_consent, everything):
    road = signed_today(world)
    until = road.answer_due_on + timedelta(days=30)
    given = {"reason": "征地", "until": until}
    advance(road, "ask_extension", by=STAFF, on=timezone.localdate(), given=given)
    assert "延期审批中" in sun.get("/suggestions/").content.decode()
    assert sun.get(road.get_absolute_url()).context["story"].card()["state"].text == "延期审批中"
    for address in ("grant-extension", "refuse-extension"):
        page = sun.get(reverse("suggestions:move", args=[road.code, address]))
        assert "县水利局申请延至" in page.content.decode()


def test_the_form_of_an_extension_proposes_the_longest_day(qian, world, everything):
    road = signed_today(world)
    page = qian.get(reverse("suggestions:move", args=[road.code, "extend"]))
    assert page.context["form"]["until"].value() > road.answer_due_on
    parts = qian.get(reverse("suggestions:reply", args=[road.code])).content.decode()
    assert "延期答复" in parts
