"""To whom an answer went, whether it may be published, and each deputy's word about it."""

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions.actions import advance
from suggestions.models import Delivery, Rating, Reply
from tests import factories as make
from tests.suggestions.conftest import STAFF, WRITTEN
from tests.suggestions.test_pages import UNSATISFIED, page

GOOD = {"result": "satisfied", "attitude": "satisfied"}


@pytest.fixture
def peer(world):
    return make.deputy(world.east, "钱桂兰", pinyin="qianguilan qgl")


@pytest.fixture
def road(world, peer, everything):
    return make.suggestion(world.wang, co_proposers=[peer])


@pytest.fixture
def peer_client(world, peer, wang):
    account = make.account("钱桂兰", person=peer)
    make.post(account, roles.DEPUTY, world.county)
    client = type(wang)()
    client.force_login(account, backend="deputies.identity.IdentityBackend")
    client.account = account
    return client


def relaying(world):
    world.county.overrides = {"suggestions.delivery": "lead_relays"}
    world.county.save()


def by(client, role=roles.DEPUTY):
    return Actor(account_id=client.account.pk, label=client.account.name, role=role, county_code="341323")


def rate_page(suggestion):
    return reverse("suggestions:move", args=[suggestion.code, "rate"])


# --- published or not ------------------------------------------------------------------


def test_an_answer_is_withheld_only_with_a_reason(road, walk):
    with pytest.raises(Refused, match="请写明不公开的理由"):
        walk(road, "write", write={"is_public": False})
    given = {**WRITTEN, "is_public": False, "withheld_reason": "涉及企业商业秘密"}
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=given)
    assert (Reply.objects.get().is_public, Reply.objects.get().withheld_reason) == (False, "涉及企业商业秘密")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"is_confidential": True}, "代表要求保密"), ({"is_publishable": False}, "代表不同意公开这件建议")],
)
def test_what_the_deputy_keeps_back_is_never_published(world, walk, everything, fields, reason):
    secret = make.suggestion(world.wang, **fields)
    walk(secret, "write", write={"is_public": True})
    assert (Reply.objects.get().is_public, Reply.objects.get().withheld_reason) == (False, reason)


def test_the_letter_s_form_comes_back_with_what_was_chosen(qian, road, walk):
    walk(road, "write", write={"is_public": False, "withheld_reason": "涉密"})
    form = qian.get(reverse("suggestions:move", args=[road.code, "letter"])).context["form"]
    assert str(form["is_public"].value()) == "False"
    assert form["withheld_reason"].value() == "涉密"


# --- delivered ---------------------------------------------------------------------------


def test_each_proposer_who_confirmed_gets_the_answer(road, walk, world, peer):
    walk(road, "deliver")
    rows = Delivery.objects.order_by("proposer__order").values_list("proposer__person", "way", "delivered_on")
    assert list(rows) == [
        (world.wang.pk, "direct", date(2026, 5, 9)),
        (peer.pk, "direct", date(2026, 5, 9)),
    ]


def test_where_the_lead_relays_the_others_wait_until_he_says_so(road, walk, world, peer, wang):
    relaying(world)
    walk(road, "deliver")
    assert Delivery.objects.get().proposer.person == world.wang
    html = page(wang, road).content.decode()
    assert "钱桂兰：等领衔代表转达" in html
    wang.post(
        reverse("suggestions:move", args=[road.code, "relay"]),
        {"proposers": [road.proposers.get(person=peer).code]},
    )
    made = Delivery.objects.get(proposer__person=peer)
    assert (made.way, made.delivered_on) == ("relayed", timezone.localdate())
    assert "登记已转达" not in page(wang, road).content.decode()


def test_relaying_leaves_the_lead_s_own_rating_asked(road, walk, world, peer, wang):
    relaying(world)
    walk(road, "deliver")
    given = {"proposers": [road.proposers.get(person=peer)]}
    advance(road, "relay", by=by(wang), on=date(2026, 5, 10), given=given)
    assert Notice.objects.get(account=wang.account, key__contains=":deliver:").read_at is None


def test_a_co_signer_cannot_say_that_it_was_relayed(road, walk, world, peer, peer_client):
    relaying(world)
    walk(road, "deliver")
    given = {"proposers": [road.proposers.get(person=peer)]}
    with pytest.raises(Refused, match="只有领衔代表可以"):
        advance(road, "relay", by=by(peer_client), on=date(2026, 5, 10), given=given)


def test_the_unit_says_who_got_it_on_paper(road, walk, qian, peer):
    walk(road, "meet")
    url = reverse("suggestions:move", args=[road.code, "deliver"])
    qian.post(url, {"on_paper": [road.proposers.get(person=peer).code]})
    assert Delivery.objects.get(proposer__person=peer).way == Delivery.Way.PAPER


def test_opening_the_page_marks_the_answer_as_received_once(road, walk, wang, sun):
    walk(road, "deliver")
    page(sun, road)
    assert not Delivery.objects.exclude(seen_on=None).exists()
    for _ in range(2):
        page(wang, road)
    seen = Delivery.objects.exclude(seen_on=None).get()
    assert (seen.proposer.person.name, seen.seen_on) == ("王代表", timezone.localdate())
    assert "收到" in page(sun, road).content.decode()


# --- each alone ----------------------------------------------------------------------------


def test_before_the_own_rating_nothing_gives_the_others_away(road, walk, wang, peer_client, peer):
    walk(road, "rate", rate={**UNSATISFIED, "remark": "护坡没有加固"})
    for url in (
        road.get_absolute_url(),
        reverse("suggestions:print", args=[road.code]),
        rate_page(road),
        "/suggestions/",
        "/notices/",
        "/",
    ):
        html = peer_client.get(url, follow=True).content.decode()
        shown = html.split('class="form-page"')[0] if url == rate_page(road) else html
        assert "护坡没有加固" not in html, url
        assert "不满意" not in shown.replace("两次不满意", "").replace("不满意的1个月", ""), url
    lines = b"".join(peer_client.get("/suggestions/?export=csv").streaming_content).decode("utf-8-sig")
    assert "不满意" not in lines
    advance(road, "rate", by=by(peer_client), on=date(2026, 5, 13), given=GOOD)
    assert "护坡没有加固" in page(peer_client, road).content.decode()


def test_the_export_shows_the_rating_to_who_has_rated_and_to_the_office(road, walk, wang, sun):
    walk(road, "rate", rate=UNSATISFIED)
    for client in (wang, sun):
        exported = b"".join(client.get("/suggestions/?export=csv").streaming_content)
        line = next(csv.DictReader(exported.decode("utf-8-sig").splitlines()))
        assert line["代表满意度"] == "不满意"


def test_the_view_of_twice_dissatisfied_waits_for_the_own_rating_too(road, walk, world, peer_client):
    world.county.overrides = {"suggestions.escalate_after": 1}
    world.county.save()
    walk(road, "rate", rate=UNSATISFIED)
    assert road.title not in peer_client.get("/suggestions/?due=twice").content.decode()


# --- entered for a deputy --------------------------------------------------------------------


def entered(road, **more):
    today = timezone.localdate()
    given = {**GOOD, "proposer": road.proposers.get(role="lead"), "told_on": today, "entered_how": "phone"}
    return advance(road, "rate", by=STAFF, on=today, given={**given, "called_by": "孙干事", **more})


def test_the_form_asks_how_it_came_and_who_called(sun, road, walk):
    walk(road, "deliver")
    data = {
        **GOOD,
        "proposer": road.proposers.get(role="lead").code,
        "entered_how": "phone",
        "on": "2026-05-12",
    }
    answer = sun.post(rate_page(road), data)
    assert "请填是谁打的电话" in answer.content.decode()
    assert sun.post(rate_page(road), {**data, "called_by": "孙干事"}).status_code == 302
    rating = Rating.objects.get()
    assert (rating.entered_how, rating.called_by, rating.rated_on) == ("phone", "孙干事", date(2026, 5, 12))
    assert rating.told_on == timezone.localdate()


def test_the_deputy_is_told_without_the_result_and_is_not_asked_any_more(road, walk, wang):
    walk(road, "deliver")
    entered(road)
    told = Notice.objects.get(account=wang.account, key__contains=":rated_for:")
    assert "按您的电话意见代录了评价" in told.text
    assert "满意" not in told.text
    assert Notice.objects.get(account=wang.account, key__contains=":deliver:").read_at is not None


def test_the_deputy_corrects_it_within_three_days_of_being_told(road, walk, wang):
    walk(road, "deliver")
    entered(road)
    told = timezone.localdate()
    with pytest.raises(Refused, match="满三天以后不能再改"):
        advance(road, "rate", by=by(wang), on=told + timedelta(days=4), given=UNSATISFIED)
    advance(road, "rate", by=by(wang), on=told + timedelta(days=3), given=UNSATISFIED)
    rating = Rating.objects.get()
    assert (rating.result, rating.entered_by, rating.told_on) == ("dissatisfied", "", None)
    assert road.satisfaction == "dissatisfied"


def test_a_correction_opens_a_case_again_that_was_closed_meanwhile(road, walk, wang):
    walk(road, "deliver")
    entered(road)
    today = timezone.localdate()
    advance(road, "close", by=STAFF, on=today)
    assert "评价" in [button.label for button in page(wang, road).context["buttons"]]
    advance(road, "rate", by=by(wang), on=today, given={**GOOD, "result": "basically_satisfied"})
    assert (road.state, road.satisfaction) == ("closed", "basically_satisfied")


def test_dissatisfied_after_all_takes_back_the_end(road, walk, wang):
    walk(road, "deliver")
    entered(road)
    today = timezone.localdate()
    advance(road, "close", by=STAFF, on=today)
    advance(road, "rate", by=by(wang), on=today, given=UNSATISFIED)
    assert (road.state, road.closed_on, road.dissatisfied_count) == ("rated", None, 1)
    advance(road, "rehandle", by=STAFF, on=today, given={"reason": "写明完工时间。"})
    assert road.round == 2


def test_after_the_end_nobody_rates_but_who_was_rated_for(road, walk, wang):
    walk(road, "close", rate=GOOD)
    Rating.objects.update(entered_by="")
    with pytest.raises(Refused, match="只有代表本人可以更正"):
        advance(road, "rate", by=by(wang), on=date(2026, 5, 14), given=UNSATISFIED)


# --- what the deputy reads afterwards ----------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        (GOOD, "谢谢，这件建议办结了。答复也请转告反映的群众。"),
        (UNSATISFIED, "已记下“不满意”。县人大会退回重新办理，一个月内再次答复您。"),
    ],
)
def test_after_rating_the_deputy_reads_what_follows(wang, road, walk, rating, words):
    walk(road, "deliver")
    assert words in wang.post(rate_page(road), rating, follow=True).content.decode()


def test_after_a_promising_answer_the_deputy_reads_when_it_comes_back(wang, road, walk):
    due_on = date(timezone.localdate().year, 12, 30)
    walk(road, "deliver", write={"result_code": "B", "promise_due_on": due_on, "promise_by": "赵副局长"})
    html = wang.post(rate_page(road), GOOD, follow=True).content.decode()
    assert "县水利局说12月30日完成。到时会请您再看一眼。" in html


def test_two_ratings_of_dissatisfied_lead_to_what_comes_next(wang, road, walk, world):
    world.county.overrides = {"suggestions.escalate_after": 1}
    world.county.save()
    walk(road, "deliver")
    html = wang.post(rate_page(road), UNSATISFIED, follow=True).content.decode()
    assert "这是第二次不满意，县人大将研究约见、评议或询问。" in html
