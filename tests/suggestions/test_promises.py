"""承诺事项: from an answer that promises to what was done, judged, looked at, and carried over."""

import csv
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions.actions import advance, carry_over_open
from suggestions.figures import count_promises, promises_to_chase
from suggestions.models import Assignment, Clock, Promise, Step
from suggestions.views.promises import VIEWS
from tests import factories as make
from tests.scenes import scene
from tests.suggestions.conftest import MET, STAFF, WRITTEN, walked
from tests.suggestions.test_pages import page

DUE = date(2026, 9, 30)
PROMISING = {"result_code": "B", "promise_due_on": DUE, "promise_by": "赵副局长"}
KEPT = {"kept_on": date(2026, 9, 1), "answer": "路面已重铺一公里，护坡已加固。"}


@pytest.fixture
def road(world, everything):
    return make.suggestion(world.wang)


@scene
def promise(world):
    walked(world, make.suggestion(world.wang), "close", write=PROMISING)
    return Promise.objects.get()


def move(promise, key, on=date(2026, 9, 2), by=STAFF, **given):
    advance(promise.suggestion, key, by=by, on=on, given={"promise": promise, **given})
    promise.refresh_from_db()
    promise.suggestion.refresh_from_db()
    return promise


def act(client, promise, address, **data):
    url = reverse("suggestions:move", args=[promise.suggestion.code, address])
    answer = client.post(url, {"promise": promise.code, **data})
    if answer.status_code == 422:
        raise AssertionError(answer.context["error_lines"])
    return answer


# --- the rules ---------------------------------------------------------------------------


def test_the_answer_leaves_a_promise_with_its_unit_and_first_day(promise, world):
    assert (promise.unit, promise.due_on, promise.first_due_on) == (world.unit, DUE, DUE)


def test_a_kept_promise_is_told_to_the_lead_who_is_asked_again(promise, wang):
    wang.post("/logout/")
    move(promise, "keep_promise", **KEPT)
    asked = Notice.objects.get(account=wang.account, key__contains=":keep_promise:")
    assert (asked.group, promise.kept_on) == (Notice.Group.TO_DO, KEPT["kept_on"])
    move(promise, "rate_promise", result="satisfied")
    asked.refresh_from_db()
    assert asked.read_at is not None


def test_closing_in_between_leaves_the_question_open(road, walk, wang):
    walk(road, "rate", write=PROMISING)
    move(
        Promise.objects.get(), "keep_promise", on=date(2026, 6, 1), kept_on=date(2026, 6, 1), answer="修好了"
    )
    road.refresh_from_db()
    advance(road, "close", by=STAFF, on=date(2026, 6, 2))
    assert Notice.objects.get(account=wang.account, key__contains=":keep_promise:").read_at is None


def test_a_unit_reports_only_its_own_promises(promise, world):
    Assignment.objects.create(
        suggestion=promise.suggestion, unit=world.other_unit, assigned_on=date(2026, 3, 4), state="replied"
    )
    unit = Actor(label="教育局", role=roles.HANDLING_UNIT, county_code="341323")
    given = {"promise": promise, **KEPT}
    with reaching(Reach("unit", (world.other_unit.pk,))), pytest.raises(Refused, match="由县水利局报告"):
        advance(promise.suggestion, "keep_promise", by=unit, on=date(2026, 9, 2), given=given)


@pytest.mark.parametrize("kept_on", [date(2026, 5, 8), date(2026, 9, 3)])
def test_it_was_kept_between_the_answer_and_today(promise, kept_on):
    with pytest.raises(Refused, match="落实日期应在"):
        move(promise, "keep_promise", kept_on=kept_on, answer="修好了")


def test_the_time_to_judge_it_runs_where_the_county_sets_one(promise, world):
    world.county.overrides = {"suggestions.clocks.county.promise_feedback": "20wd"}
    world.county.save()
    move(promise, "keep_promise", **KEPT)
    clock = Clock.objects.get(name="promise_feedback")
    assert (clock.assignment, clock.stopped_on) == (promise.reply.assignment, None)
    move(promise, "rate_promise", result="satisfied", on=date(2026, 9, 5))
    clock.refresh_from_db()
    assert clock.stopped_on == date(2026, 9, 5)


def test_a_promise_is_judged_only_when_it_is_said_to_be_kept(promise):
    with pytest.raises(Refused, match="落实以后再评价"):
        move(promise, "rate_promise", result="satisfied")


def test_dissatisfied_with_what_was_done_needs_a_word(promise):
    move(promise, "keep_promise", **KEPT)
    with pytest.raises(Refused, match="哪里没有落实"):
        move(promise, "rate_promise", result="dissatisfied")


def test_a_later_day_keeps_the_first_one_and_counts(promise):
    move(promise, "postpone_promise", due_on=date(2026, 10, 31), reason="汛期推迟")
    move(promise, "postpone_promise", due_on=date(2026, 11, 30), reason="资金未到位", on=date(2026, 10, 8))
    assert (promise.first_due_on, promise.due_on, promise.times_postponed) == (DUE, date(2026, 11, 30), 2)
    with pytest.raises(Refused, match="新的完成时间应在"):
        move(promise, "postpone_promise", due_on=date(2026, 11, 1), reason="提前", on=date(2026, 10, 9))


def test_not_there_on_the_spot_is_open_again_and_goes_back_to_handling(promise):
    road = promise.suggestion
    move(promise, "keep_promise", **KEPT)
    move(promise, "check_promise", result="not_done", note="护坡没有动工", on=date(2026, 9, 20))
    assert (promise.kept_on, promise.suggestion.look_back) == (None, "not_done")
    road.refresh_from_db()
    advance(road, "rehandle", by=STAFF, on=date(2026, 9, 21), given={"reason": "护坡没有动工"})
    promise.refresh_from_db()
    assert (road.state, road.round, promise.ended_on) == ("rehandling", 2, date(2026, 9, 21))


def test_a_disputed_promise_of_a_rated_answer_goes_back_too(road, walk):
    walk(road, "rate", write=PROMISING)
    promise = Promise.objects.get()
    move(promise, "keep_promise", on=date(2026, 6, 1), kept_on=date(2026, 6, 1), answer="修好了")
    move(promise, "rate_promise", result="dissatisfied", remark="只修了一半", on=date(2026, 6, 3))
    road.refresh_from_db()
    advance(road, "rehandle", by=STAFF, on=date(2026, 6, 4), given={"reason": "只修了一半"})
    assert road.round == 2


def test_without_a_complaint_there_is_no_way_back(promise):
    road = promise.suggestion
    move(promise, "keep_promise", **KEPT)
    move(promise, "check_promise", result="done")
    road.refresh_from_db()
    with pytest.raises(Refused, match="没有落实才重新办理"):
        advance(road, "rehandle", by=STAFF, on=date(2026, 9, 21), given={"reason": "再办"})


def test_what_is_given_up_is_not_touched_again(promise):
    move(promise, "end_promise", reason="项目取消，代表同意")
    with pytest.raises(Refused, match="不再跟踪"):
        move(promise, "keep_promise", **KEPT)


def test_a_promise_of_another_suggestion_is_refused(promise, world, walk):
    other = make.suggestion(world.zhao, title="关于西乡学校的建议")
    walk(other, "close", register={"number": "2"}, write=PROMISING)
    theirs = Promise.objects.get(suggestion=other)
    with pytest.raises(Refused, match="不属于这件建议"):
        advance(promise.suggestion, "end_promise", by=STAFF, on=date(2026, 9, 2),
                given={"promise": theirs, "reason": "误"})  # fmt: skip


# --- the year ends -----------------------------------------------------------------------------


def test_open_promises_go_into_the_next_year_once(promise, world):
    for expected in (1, 0):
        assert carry_over_open(world.county, year=2026, by=STAFF, on=date(2026, 12, 30)) == expected
    promise.refresh_from_db()
    assert promise.carried_to == 2027
    assert Step.objects.filter(move="carry_over").count() == 1
    assert list(Promise.objects.in_year(2027)) == [promise]


def test_a_year_that_was_forgotten_is_caught_up(promise, world):
    assert carry_over_open(world.county, year=2027, by=STAFF, on=date(2028, 1, 5)) == 1
    promise.refresh_from_db()
    assert promise.carried_to == 2028


def test_kept_and_given_up_ones_stay_in_their_year(promise, world):
    move(promise, "keep_promise", **KEPT)
    assert carry_over_open(world.county, year=2026, by=STAFF, on=date(2026, 12, 30)) == 0


def test_the_township_s_are_the_township_s_to_carry(world, walk, everything):
    ours = make.suggestion(world.wang, handled_at="township")
    for name, on, given in (
        ("submit", date(2026, 3, 2), {}),
        ("register", date(2026, 3, 3), {"number": "1", "category": "water"}),
        ("hand_over", date(2026, 3, 4), {"lead_units": [world.unit]}),
        ("sign", date(2026, 3, 6), {}),
        ("write", date(2026, 5, 7), WRITTEN | PROMISING),
        ("meet", date(2026, 5, 8), MET),
        ("deliver", date(2026, 5, 9), {}),
    ):
        chair = Actor(label="李主席", role=roles.TOWNSHIP_CHAIR, county_code="341323")
        advance(ours, name, by=chair, on=on, given=given)
    assert carry_over_open(world.county, year=2026, by=STAFF, on=date(2026, 12, 30)) == 0
    assert carry_over_open(world.county, year=2026, by=chair, on=date(2026, 12, 30)) == 1


def test_the_command_carries_over_and_says_how_many(promise, world, capsys):
    Promise.objects.update(due_on=date(2030, 1, 1))
    call_command("carry_over", county="341323", year=2026)
    assert "1 项承诺结转到2027年" in capsys.readouterr().out
    call_command("carry_over", county="341323", year=2026)
    assert " 0 项" in capsys.readouterr().out


@pytest.mark.parametrize(("county", "year"), [("000000", 2026), ("341323", 1999), ("341323", 2999)])
def test_the_command_says_what_is_wrong(world, county, year):
    with pytest.raises(CommandError):
        call_command("carry_over", county=county, year=year)


# --- who is to be chased -------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "chased"), [(-8, 0), (-7, 1), (90, 1)])
def test_a_promise_is_chased_from_seven_days_before_its_day(promise, days, chased):
    assert len(promises_to_chase(DUE + timedelta(days=days))) == chased


def test_a_kept_promise_is_not_chased(promise):
    move(promise, "keep_promise", **KEPT)
    assert promises_to_chase(DUE) == []


# --- the pages -----------------------------------------------------------------------------------


@scene
def ledger(world):
    """One promise for each saved view."""
    today = timezone.localdate()
    days = {
        "soon": today + timedelta(days=3),
        "late": today - timedelta(days=3),
        "kept": today,
        "ended": today,
    }
    for n, (name, due_on) in enumerate(days.items()):
        one = make.suggestion(world.wang, title=f"关于{name}的建议")
        changed = {"register": {"number": str(n)}, "write": {**PROMISING, "promise_due_on": due_on}}
        walked(world, one, "close", **changed)
        promise = Promise.objects.get(suggestion=one)
        Promise.objects.filter(pk=promise.pk).update(due_on=due_on)
        if name == "kept":
            move(promise, "keep_promise", on=today, kept_on=today, answer="修好了")
        if name == "ended":
            move(promise, "end_promise", on=today, reason="项目取消")
    Promise.objects.filter(suggestion__title__contains="late").update(carried_to=today.year)


@pytest.mark.parametrize("name", [name for name, _label in VIEWS])
def test_the_number_on_a_tab_is_the_number_of_its_rows(sun, ledger, name):
    answer = sun.get("/suggestions/promises/", {"view": name})
    label = dict(VIEWS)[name]
    count = count_promises(Promise.objects.all(), on=timezone.localdate(), soon_days=7)[name]
    assert f"{label} {count}" in [tab[0] for tab in answer.context["tab_links"]]
    assert answer.context["rows_shown"] == count > 0


def test_the_ledger_is_filtered_by_unit_township_and_year_and_exported(sun, ledger, world):
    today = timezone.localdate()
    for query, found in (
        ({"unit": world.unit.code}, 4),
        ({"unit": world.other_unit.code}, 4),  # an unknown choice filters nothing
        ({"town": world.east.code}, 4),
        ({"town": world.west.code}, 0),
        ({"year": today.year}, Promise.objects.in_year(today.year).count()),
        ({"q": "soon"}, 1),
    ):
        assert sun.get("/suggestions/promises/", query).context["rows_shown"] == found, query
    answer = sun.get("/suggestions/promises/", {"view": "late", "export": "csv"})
    lines = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert [line["建议题目"] for line in lines] == ["关于late的建议"]


def test_a_unit_lists_its_own_promises_and_finds_them_from_its_home(qian, world, ledger):
    assert "/suggestions/promises/" in qian.get("/suggestions/").content.decode()
    Promise.objects.filter(suggestion__title__contains="late").update(unit=world.other_unit)
    assert qian.get("/suggestions/promises/").context["rows_shown"] == 3


def test_a_neighbouring_township_sees_no_promise(zhao, ledger):
    assert zhao.get("/suggestions/promises/").context["rows_shown"] == 0


def test_the_office_carries_a_year_over_from_the_ledger(sun, promise, world, ledger):
    year = timezone.localdate().year - 1
    Promise.objects.exclude(pk=promise.pk).delete()
    promise.reply.delivered_on = date(year, 5, 9)
    promise.reply.save()
    url = reverse("suggestions:carry_over", args=[year])
    if timezone.localdate().month < 12:
        assert url in sun.get("/suggestions/promises/").content.decode()
    assert "1 项" in sun.get(url).content.decode()
    sun.post(url)
    promise.refresh_from_db()
    assert promise.carried_to == year + 1
    assert sun.get(reverse("suggestions:carry_over", args=[9999])).status_code == 404


def test_a_promise_goes_through_all_roles_and_back_to_handling(road, walk, wang, sun, qian, zhou, world):
    today = timezone.localdate()
    walk(road, "close", write={**PROMISING, "promise_due_on": today + timedelta(days=30)})
    promise = Promise.objects.get()
    labels = [button.label for button in page(qian, road).context["buttons"]]
    assert labels == ["报告承诺已落实"]
    act(sun, promise, "promise-later", due_on=(today + timedelta(days=60)).isoformat(), reason="汛期推迟")
    act(qian, promise, "promise-kept", kept_on=today.isoformat(), answer="路面已重铺一公里。")
    assert "评价承诺落实" in [button.label for button in page(wang, road).context["buttons"]]
    act(wang, promise, "promise-rating", result="basically_satisfied")
    act(zhou, promise, "promise-check", result="not_done", note="护坡没有动工")
    html = page(sun, road).content.decode()
    for words in ("推迟 1 次", "回头看", "未落实", "基本满意", "路面已重铺一公里"):
        assert words in html
    assert "重新办理" in [button.label for button in page(sun, road).context["buttons"]]
    sun.post(reverse("suggestions:move", args=[road.code, "rehandle"]), {"reason": "护坡没有动工"})
    road.refresh_from_db()
    assert (road.state, road.round) == ("rehandling", 2)


def test_a_move_without_a_promise_says_so_and_leads_back(sun, road, walk):
    walk(road, "close")
    url = reverse("suggestions:move", args=[road.code, "promise-kept"])
    assert "没有可以报告承诺已落实的承诺事项" in sun.get(url, follow=True).content.decode()


def test_the_page_of_a_promise_asks_which_where_there_are_several(sun, road, walk, world):
    walk(road, "deliver", hand_over={"lead_units": [world.unit]}, write=PROMISING)
    first = Promise.objects.get()
    url = reverse("suggestions:move", args=[road.code, "promise-later"])
    form = sun.get(url, {"promise": first.code}).context["form"]
    assert form["promise"].is_hidden
    assert form["promise"].value() == first.code
