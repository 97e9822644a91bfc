"""Links for units without an account: from the slip to the delivered answer, and all that is refused."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from congress_poverty.audit import AuditEvent
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from suggestions.actions import advance, links
from suggestions.models import Assignment, Clock, LinkUse, Paper, Rating, Reply, Step, Suggestion, UnitLink
from suggestions.tokens import HideTokens
from tests import factories as make
from tests.suggestions.conftest import CHAIR, STAFF
from tests.suggestions.files import pdf, upload

ALL = ["sign", "object", "meet", "write", "deliver"]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def road(world, everything, today):
    """Handed over to 县水利局 some days ago, not yet signed for."""
    made = make.suggestion(world.wang, [world.zhao], submitted_on=today - timedelta(days=9))
    advance(made, "submit", by=STAFF, on=today - timedelta(days=9))
    given = {"number": "087", "category": "transport"}
    advance(made, "register", by=STAFF, on=today - timedelta(days=8), given=given)
    units = {"lead_units": [world.unit], "co_units": [world.other_unit]}
    advance(made, "hand_over", by=STAFF, on=today - timedelta(days=4), given=units)
    return made


@pytest.fixture
def part(road, world):
    return Assignment.objects.get(suggestion=road, unit=world.unit)


@pytest.fixture
def give(part, today):
    """Gives a link for the lead's part; returns it with its token."""

    def make_link(one=part, **fields):
        fields = {"given_to": "办公室", "scopes": ALL, "expires_on": today + timedelta(days=10), **fields}
        return links.give_link(one, by=STAFF, on=today, **fields)

    return make_link


@pytest.fixture
def holder(give):
    """A stranger's client with a link in which 王涛 has put his name."""
    return Holder(*give())


class Holder:
    def __init__(self, link, token):
        self.link, self.url, self.client = link, f"/u/{token}/", Client(REMOTE_ADDR="10.1.2.3")
        answer = self.post("name", officer="王涛", phone="13900000000")
        assert answer.status_code == 302, answer.content.decode()

    def get(self, move=""):
        return self.client.get(f"{self.url}{move}/" if move else self.url)

    def post(self, move, **data):
        return self.client.post(f"{self.url}{move}/", data)


def meeting(today):
    return {"met_on": today, "unit_people": "赵副局长", "met_place": "村部"}


def letter(today):
    return {
        "written_on": today,
        "signed_by": "王局长",
        "result_code": "A",
        "summary": "路面已修复，五月底验收。",
    }


# --- giving ------------------------------------------------------------------------


def test_the_county_gives_a_link_that_is_shown_once_and_kept_only_as_a_hash(sun, road, part, today):
    url = f"/suggestions/{road.code}/links/{part.code}/new/"
    html = sun.get(url).content.decode()
    assert "县水利局" in html
    answer = sun.post(url, {"given_to": "办公室 王涛", "scopes": ALL, "expires_on": today})
    token = re.search(r"/u/([a-z0-9-]+)/", answer.content.decode()).group(1)
    assert answer["Cache-Control"] == "no-store"
    link = UnitLink.objects.get()
    assert token not in repr(UnitLink.objects.values().get())
    assert links.find(token) == link
    assert links.find(token.upper().replace("-", "")) == link
    listed = sun.get(f"/suggestions/{road.code}/links/").content.decode()
    assert "办公室 王涛" in listed
    assert token not in listed


def test_the_suggestions_page_leads_the_office_to_its_links_and_nobody_else(sun, li_chair, qian, road):
    address = f"/suggestions/{road.code}/links/"
    assert address in sun.get(road.get_absolute_url()).content.decode()
    for client in (li_chair, qian):
        assert address not in client.get(road.get_absolute_url()).content.decode()


def test_a_chair_gives_links_for_a_suggestion_of_the_township_only(part, today):
    wanted = {"given_to": "王涛", "scopes": ["sign"], "expires_on": today}
    with pytest.raises(Refused, match="只有县代表工委"):
        links.give_link(part, by=CHAIR, on=today, **wanted)
    part.suggestion.handled_at = Suggestion.Level.TOWNSHIP
    assert links.give_link(part, by=CHAIR, on=today, **wanted)
    with pytest.raises(Refused, match="只有乡镇人大主席"):
        links.give_link(part, by=STAFF, on=today, **wanted)


def test_a_link_lasts_thirty_days_and_never_long_after_the_last_day_to_answer(part, today):
    assert links.usual_day(part, on=today) == today + timedelta(days=30)
    due = Clock.objects.get(assignment=part, name="reply").effective_on
    latest = due + timedelta(days=15)
    assert links.latest_day(part, on=today) == latest
    wanted = {"given_to": "王涛", "scopes": ["sign"], "by": STAFF, "on": today}
    with pytest.raises(Refused, match="最晚到"):
        links.give_link(part, expires_on=latest + timedelta(days=1), **wanted)
    assert links.usual_day(part, on=latest + timedelta(days=40)) > latest  # late already: still possible


@pytest.mark.parametrize("scopes", [[], ["hand_over"], ["forward"], ["rate"], ["opine"]])
def test_a_link_allows_only_what_the_unit_does_on_its_own_part(give, scopes):
    with pytest.raises(Refused, match="可以做什么"):
        give(scopes=scopes)


# --- the whole life ------------------------------------------------------------------


def test_a_unit_without_an_account_signs_meets_writes_and_delivers(holder, road, part, today):
    html = holder.get().content.decode()
    assert road.title in html
    assert holder.post("sign").status_code == 302
    assert holder.post("meeting", **meeting(today)).status_code == 302
    assert holder.post("letter", **letter(today)).status_code == 302
    done = holder.post("deliver")
    assert "办完了" in done.content.decode()
    assert holder.get().status_code == 404
    road.refresh_from_db()
    part.refresh_from_db()
    assert road.state == "replied"
    assert (part.officer, part.officer_phone) == ("王涛", "13900000000")
    assert Reply.objects.get().delivered_on == today
    steps = Step.objects.filter(assignment=part)
    assert {step.actor for step in steps} == {"县水利局 王涛（链接）"}
    assert {step.data["link"] for step in steps} == {holder.link.code}


def test_the_signed_letter_comes_in_by_the_link(holder, road, part, today):
    holder.post("sign")
    assert 'enctype="multipart/form-data"' in holder.get("letter").content.decode()
    holder.post("letter", **letter(today), papers=[upload(pdf(), "答复函.pdf")])
    paper = Paper.objects.get()
    assert (paper.suggestion, paper.assignment, paper.original_name) == (road, part, "答复函.pdf")
    assert paper.added_by == "县水利局 王涛（链接）"


def test_a_file_that_is_refused_by_a_link_leaves_the_act_undone(holder, road, today):
    holder.post("sign")
    answer = holder.post("letter", **letter(today), papers=[upload(b"MZ", "坏.exe")])
    assert answer.status_code in (200, 422)
    assert "坏.exe" in answer.content.decode()
    assert not Paper.objects.exists()
    assert not Reply.objects.exists()


def test_every_use_is_in_the_log_and_in_the_audit_with_the_code_and_never_the_token(sun, holder, road):
    holder.get()
    holder.post("sign")
    token = holder.url.split("/")[2]
    uses = LinkUse.objects.filter(link=holder.link)
    assert [use.act for use in uses] == ["sign", "open", "name"]
    assert {(use.address, use.allowed) for use in uses} == {("10.1.2.3", True)}
    events = list(AuditEvent.objects.filter(detail__link=holder.link.code))
    found = {event.action for event in events}
    assert {"suggestions.give_link", "suggestions.link_used", "suggestions.sign"} <= found
    assert token not in repr(list(AuditEvent.objects.values()))
    html = sun.get(f"/suggestions/{road.code}/links/").content.decode()
    assert "使用记录 3 条" in html
    assert "10.1.2.3" in html
    assert "王涛（链接）" in sun.get(road.get_absolute_url()).content.decode()


def test_a_co_unit_gives_its_opinion_by_link(give, road, world):
    one = Assignment.objects.get(suggestion=road, unit=world.other_unit)
    co = Holder(*give(one, scopes=["sign", "opine"]))
    assert "办完了" in co.post("opine", opinion="同意，校车改线已安排。").content.decode()
    assert co.get().status_code == 404
    one.refresh_from_db()
    assert one.opinion == "同意，校车改线已安排。"


def test_an_objection_by_link_waits_and_the_link_goes_on_when_it_is_not_granted(holder, road, part, today):
    assert holder.post("object", reason="属交通部门职责").status_code == 302
    assert holder.post("sign").status_code == 422
    part.refresh_from_db()
    advance(road, "uphold", by=STAFF, on=today, given={"reason": "属水利部门"}, assignment=part)
    assert holder.post("sign").status_code == 302


def test_the_link_ends_when_another_unit_takes_the_part(holder, road, part, world, today):
    holder.post("object", reason="属交通部门职责")
    part.refresh_from_db()
    third = make.unit(world.county, "县交通局")
    advance(road, "reassign", by=STAFF, on=today, given={"lead_units": [third]}, assignment=part)
    assert holder.get().status_code == 404


# --- what is refused -------------------------------------------------------------------


def test_wrong_expired_revoked_and_used_tokens_get_the_same_page(give, today, part):
    wrong = Client().get("/u/abcde-abcde-abcde-abcde-abcde/")
    expired, expired_token = give()
    UnitLink.objects.filter(pk=expired.pk).update(expires_on=today - timedelta(days=1))
    revoked, revoked_token = give()
    links.revoke_link(revoked, by=STAFF, on=today)
    pages = [
        Client().get(f"/u/{token}/{move}")
        for token in (expired_token, revoked_token)
        for move in ("", "sign/")
    ]
    assert {page.status_code for page in (wrong, *pages)} == {404}
    assert {page.content for page in pages} == {wrong.content}
    assert Client().post(f"/u/{revoked_token}/sign/").status_code == 404
    part.refresh_from_db()
    assert part.signed_on is None
    assert set(LinkUse.objects.filter(link=expired).values_list("act", "allowed")) == {
        ("open", False),
        ("sign", False),
    }


def test_guessing_is_written_down_until_an_address_has_tried_too_often(give):
    _, token = give()
    guesser = Client(REMOTE_ADDR="10.9.9.9")
    answers = [guesser.get(f"/u/guess-{n}/").status_code for n in range(links.REFUSALS_KEPT + 3)]
    assert answers == [404] * links.REFUSALS_KEPT + [429] * 3
    guesses = LinkUse.objects.filter(link=None)
    assert guesses.count() == links.REFUSALS_KEPT
    assert set(guesses.values_list("address", "allowed")) == {("10.9.9.9", False)}
    assert guesser.get(f"/u/{token}/").status_code == 302  # a right link opens: many units share an address


def test_a_move_outside_the_links_scopes_is_refused_and_written_down(give, part, today):
    holder = Holder(*give(scopes=["sign"]))
    holder.post("sign")
    for move, data in (("letter", letter(today)), ("forward", {}), ("close", {}), ("nonsense", {})):
        assert holder.get(move).status_code == 302
        assert holder.post(move, **data).status_code == 302
    assert not Reply.objects.exists()
    refused = LinkUse.objects.filter(link=holder.link, allowed=False)
    assert set(refused.values_list("act", flat=True)) == {"write", "forward", "close", "unknown"}


def test_each_act_is_made_once(holder, today):
    holder.post("sign")
    holder.post("letter", **letter(today))
    again = holder.post("letter", **{**letter(today), "summary": "改过的摘要，另有说法。"})
    assert again.status_code == 422
    assert "只能办一次" in again.content.decode()
    assert Reply.objects.get().summary == "路面已修复，五月底验收。"


def test_of_two_tabs_the_second_is_told_what_happened_and_may_then_decide(holder, road, today):
    holder.post("sign")
    seen = Suggestion.objects.get(pk=road.pk).version
    holder.post("letter", **letter(today), seen=seen)
    second = holder.post("meeting", **meeting(today), seen=seen)
    assert second.status_code == 422
    assert "有人办理过" in second.content.decode()
    now = re.search(r'name="seen" value="(\d+)"', second.content.decode()).group(1)
    assert holder.post("meeting", **meeting(today), seen=now).status_code == 302


def test_nothing_is_done_before_the_holder_has_said_who_it_is(give, part):
    _, token = give()
    stranger = Client()
    assert stranger.get(f"/u/{token}/").url.endswith("/name/")
    assert part.suggestion.title not in stranger.get(f"/u/{token}/name/").content.decode()
    assert stranger.get(f"/u/{token}/sign/").url.endswith("/name/")
    assert stranger.post(f"/u/{token}/sign/").status_code == 422
    assert stranger.post(f"/u/{token}/name/", {"officer": "王涛", "phone": "无"}).status_code == 422


def test_whoever_is_logged_in_acts_by_the_link_as_its_holder(sun, holder):
    sun.get(holder.url)
    sun.post(f"{holder.url}sign/")
    step = Step.objects.get(move="sign")
    assert (step.actor, step.role, step.on_behalf_of) == ("县水利局 王涛（链接）", "handling_unit", "")


def test_a_forged_post_from_another_site_is_refused(give):
    _, token = give()
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(f"/u/{token}/name/")
    data = {"officer": "王涛", "phone": "13900000000"}
    assert strict.post(f"/u/{token}/name/", data).status_code == 403
    word = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()).group(1)
    assert strict.post(f"/u/{token}/name/", {**data, "csrfmiddlewaretoken": word}).status_code == 302


# --- what the page keeps to itself ----------------------------------------------------------


def test_a_links_reach_is_one_suggestion_and_of_the_work_one_part(give, road, part, world, today):
    other = make.suggestion(world.zhao, title="关于西乡学校的建议")
    link, _ = give()
    visit = make.visit(world.wang, world.zhang_household)
    with reaching(link.reach):
        assert list(Suggestion.objects.all()) == [road]
        assert set(Clock.objects.values_list("assignment", flat=True)) == {part.pk}
        assert not Rating.objects.exists()
        assert not type(visit).objects.exists()
        assert not type(world.zhang_household).objects.exists()
        assert not AuditEvent.objects.exists()
        with pytest.raises(Refused, match="本单位"):
            co = Assignment.objects.get(suggestion=road, unit=world.other_unit)
            actor = links.bearer(link, ip="")
            advance(road, "sign", by=actor, on=today, assignment=co)
    assert other.state == "draft"


def test_no_name_of_a_household_and_no_phone_of_a_proposer_stands_on_the_page(give, world, road):
    visit = make.visit(world.wang, world.zhang_household)
    Suggestion.objects.filter(pk=road.pk).update(source_visit=visit)
    world.wang.phone = "13812345678"
    world.wang.save()
    html = Holder(*give()).get().content.decode()
    assert "王代表" in html
    assert "赵代表" in html
    for secret in ("张德福", "13812345678", visit.code, "13900000000"):
        assert secret not in html


def test_of_a_confidential_suggestion_only_the_lead_deputy_is_named(give, road, sun, part, today):
    Suggestion.objects.filter(pk=road.pk).update(is_confidential=True)
    html = Holder(*give()).get().content.decode()
    assert "王代表" in html
    assert "赵代表" not in html
    url = f"/suggestions/{road.code}/links/{part.code}/new/"
    slip = sun.post(url, {"given_to": "王涛", "scopes": ALL, "expires_on": today}).content.decode()
    assert road.title not in slip.split('class="card slip"')[1]


def test_the_pages_are_not_stored_not_indexed_and_name_no_address_to_others(holder):
    holder.post("sign")
    for answer, policy in ((holder.get(), "no-referrer"), (holder.get("letter"), "strict-origin")):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == policy
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get("/u/wrong/")["Referrer-Policy"] == "no-referrer"


def test_a_log_line_holds_no_token():
    record = logging.LogRecord(
        "django.request", 30, "", 0, "%s: %s", ("Not Found", "/u/abcde-fghij/sign/"), None
    )
    assert HideTokens().filter(record)
    assert record.getMessage() == "Not Found: /u/…/sign/"


def test_a_link_of_another_suggestion_cannot_be_revoked_through_this_one(sun, give, road, world, today):
    other = make.suggestion(world.zhao, title="关于西乡学校的建议")
    link, token = give()
    assert sun.post(f"/suggestions/{other.code}/links/{link.code}/revoke/").status_code == 404
    assert sun.post(f"/suggestions/{road.code}/links/{link.code}/revoke/").status_code == 302
    assert Client().get(f"/u/{token}/").status_code == 404
    assert UnitLink.objects.get().standing(today) == "revoked"


def test_a_link_that_ends_today_still_opens_today(give, today):
    link, _ = give(expires_on=today)
    assert link.standing(today) == "open"
    assert link.standing(today + timedelta(days=1)) == "expired"
    assert link.standing(date(2100, 1, 1)) == "expired"
