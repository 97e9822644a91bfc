"""Raising and rating by the phone's sync, judged by the rules of the pages."""

import uuid
from datetime import date

import pytest

from congress_poverty.models import Notice
from congress_poverty.reach import reaching
from suggestions.models import OpinionItem, Paper, Rating, Suggestion, SuggestionProposer
from tests import factories as make
from tests.visits.phones import item, picture, send, send_chunk, visit_item

ROAD = {
    "title": "关于修复柳林村通村路的建议",
    "body": "柳林村通村路去年水毁两处，至今没有修复，影响三百多户出行，学生上学要绕行三里路。",
    "ask": "请县交通运输局修复两处水毁路面，加固护坡，十月底前完成。",
    "category": "agriculture",
    "handled_at": "county",
}


def suggestions():
    with reaching(make.EVERYTHING):
        return list(Suggestion.objects.select_related("source_visit").order_by("pk"))


def test_a_suggestion_raised_without_signal_is_submitted_once_with_its_visit(wang, world):
    visit = visit_item(world, topics=["道路"], handling="要提建议")
    send(wang, visit)
    category = wang.get("/m/bundle.json").json()["categories"][0]["code"]
    one = item("suggestion", ROAD | {"visit": visit["token"], "category": category})
    assert [send(wang, one).status_code for _ in range(2)] == [201, 200]
    [raised] = suggestions()
    assert (raised.state, raised.lead_id) == ("submitted", world.wang.pk)
    assert str(raised.source_visit.client_uuid) == visit["token"]


def test_a_suggestion_too_short_is_refused_beside_its_field(wang, world):
    category = wang.get("/m/bundle.json").json()["categories"][0]["code"]
    answer = send(wang, item("suggestion", ROAD | {"body": "路坏了", "category": category}))
    assert (answer.status_code, answer.json()["field"]) == (422, "body")
    assert suggestions() == []


def test_a_rating_from_the_phone_is_the_deputys_own(wang, world, walk):
    road = walk(make.suggestion(world.wang, submitted_on=date(2026, 3, 1)), "deliver")
    told = wang.get("/m/bundle.json").json()["to_rate"]
    assert [one["code"] for one in told] == [road.code]
    one = item(
        "rating", {"suggestion": road.code, "result": "satisfied", "attitude": "satisfied", "reasons": []}
    )
    assert [send(wang, one).status_code for _ in range(2)] == [201, 200]
    with reaching(make.EVERYTHING):
        assert [rating.result for rating in Rating.objects.filter(suggestion=road)] == ["satisfied"]


def test_nobody_rates_what_another_deputy_raised(wang, world, walk):
    road = walk(make.suggestion(world.zhao), "deliver")
    answer = send(
        wang, item("rating", {"suggestion": road.code, "result": "satisfied", "attitude": "satisfied"})
    )
    assert (answer.status_code, answer.json()["answer"]) == (410, "gone")


def road(wang, **said) -> dict:
    category = wang.get("/m/bundle.json").json()["categories"][0]["code"]
    return item("suggestion", ROAD | {"category": category} | said)


@pytest.fixture
def fellow(world):
    """陈代表 of 王代表's group."""
    other = make.deputy(world.east, "陈代表", pinyin="chendaibiao cdb")
    group = make.group(world.east)
    make.group_member(group, world.wang)
    make.group_member(group, other)
    return other


def test_a_fellow_member_is_asked_to_co_sign_and_a_stranger_is_left_out(wang, world, fellow):
    assert [one["name"] for one in wang.get("/m/bundle.json").json()["peers"]] == ["陈代表"]
    send(wang, road(wang, co_proposers=[fellow.code, world.zhao.code]))
    with reaching(make.EVERYTHING):
        rows = SuggestionProposer.objects.filter(role="co").values_list("person__name", "answer")
        assert list(rows) == [("陈代表", "asked")]


def test_who_is_asked_answers_on_the_phone(wang, world, fellow):
    asked = make.suggestion(fellow, state="submitted")
    with reaching(make.EVERYTHING):
        SuggestionProposer.objects.create(suggestion=asked, person=world.wang)
    [told] = wang.get("/m/bundle.json").json()["to_cosign"]
    assert (told["code"], told["lead"]) == (asked.code, "陈代表")
    answer = send(wang, item("cosign", {"suggestion": asked.code, "agrees": True}))
    assert answer.status_code == 201
    with reaching(make.EVERYTHING):
        assert asked.proposers.get(person=world.wang).answer == "confirmed"
    assert wang.get("/m/bundle.json").json()["to_cosign"] == []


def test_who_was_not_asked_cannot_answer(wang, world):
    other = make.suggestion(world.zhao, state="submitted")
    answer = send(wang, item("cosign", {"suggestion": other.code, "agrees": True}))
    assert (answer.status_code, answer.json()["answer"]) == (410, "gone")


def test_what_others_raised_is_told_by_its_title_and_can_be_joined(wang, world):
    other = make.suggestion(world.zhao, state="submitted", title=ROAD["title"], body=ROAD["body"])
    asked = {"title": ROAD["title"], "body": ROAD["body"], "category": ""}
    [told] = wang.post("/m/similar/", asked).json()["similar"]
    assert (told["code"], told["may_be_joined"]) == (other.code, True)
    assert "body" not in told
    answer = send(wang, item("cosign", {"suggestion": other.code, "agrees": True, "join": True}))
    assert answer.status_code == 201
    with reaching(make.EVERYTHING):
        assert other.proposers.get(person=world.wang).answer == "confirmed"


def test_a_confidential_suggestion_is_neither_told_nor_joined(wang, world):
    secret = make.suggestion(world.zhao, state="submitted", title=ROAD["title"], is_confidential=True)
    assert wang.post("/m/similar/", {"title": ROAD["title"]}).json()["similar"] == []
    answer = send(wang, item("cosign", {"suggestion": secret.code, "join": True}))
    assert answer.json()["answer"] == "gone"


def test_a_level_that_the_deputy_is_unsure_of_is_left_to_the_county(wang, world):
    send(wang, road(wang, handled_at="unsure"))
    [raised] = suggestions()
    assert (raised.handled_at, raised.source) == ("county", "phone")
    assert "说不准" in raised.note


def test_a_photo_of_a_suggestion_lies_beside_it_once(wang, world):
    one, whole, token = road(wang), picture(), str(uuid.uuid4())
    assert send_chunk(wang, whole, of=one, whole=whole, token=token, offset=0).json()["answer"] == "retry"
    send(wang, one)
    answers = [
        send_chunk(wang, whole, of=one, whole=whole, token=token, offset=0).json()["answer"] for _ in range(2)
    ]
    assert answers == ["stored", "stored"]
    with reaching(make.EVERYTHING):
        assert [paper.suggestion_id for paper in Paper.objects.all()] == [suggestions()[0].pk]


def test_what_is_no_suggestion_needs_a_reason_on_the_phone_as_well(wang, world):
    rules = wang.get("/m/bundle.json").json()["out_of_scope"]
    word = next(rule for rule in rules if rule["words"] and not rule["urgent"])["words"][0].replace("…", "")
    text = ROAD["body"] + word
    answer = send(wang, road(wang, body=text))
    assert (answer.status_code, answer.json()["field"]) == (422, "scope_override")
    assert send(wang, road(wang, body=text, scope_override="涉及三百户，请人大审查")).status_code == 201


def test_danger_in_a_suggestion_from_the_phone_is_told_to_the_township(wang, li, world):
    rules = wang.get("/m/bundle.json").json()["out_of_scope"]
    urgent = next(rule for rule in rules if rule["urgent"])
    send(wang, road(wang, body=ROAD["body"] + urgent["words"][0].replace("…", "")))
    assert Notice.objects.filter(account=li.account, text__startswith="险情").count() == 1


def test_what_people_said_without_a_household_is_kept_once_and_becomes_a_suggestion(wang, world):
    said = {"heard": "reception", "heard_on": "2026-06-09", "words": "村口路灯半年不亮", "people_count": 3}
    one = item("opinion", said)
    assert [send(wang, one).status_code for _ in range(2)] == [201, 200]
    send(wang, road(wang, opinion=one["token"]))
    with reaching(make.EVERYTHING):
        [opinion] = OpinionItem.objects.all()
        assert (opinion.heard_by, opinion.people_count) == (world.wang, 3)
        assert opinion.suggestion == suggestions()[0]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"words": "短"}, "words"),
        ({"heard": "radio"}, "heard"),
        ({"heard_on": "2999-01-01"}, "heard_on"),
        ({"people_count": 0}, "people_count"),
        ({"people_count": True}, "people_count"),
        ({"category": "nothing"}, "category"),
    ],
)
def test_an_error_in_what_people_said_is_named_beside_its_field(wang, world, said, field):
    body = {"heard": "visit", "heard_on": "2026-06-09", "words": "村口路灯半年不亮", "people_count": 1}
    answer = send(wang, item("opinion", body | said))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("odd", [None, 5, [], {}, True, "x" * 40])
@pytest.mark.parametrize("kind", ["suggestion", "rating", "cosign", "opinion", "wish"])
def test_an_odd_item_of_any_kind_never_breaks_the_answer(wang, world, kind, odd):
    names = (
        "title body ask category handled_at visit opinion co_proposers suggestion result reasons join "
        "held wish heard heard_on words people_count"
    )
    answer = send(wang, item(kind, dict.fromkeys(names.split(), odd)))
    assert answer.json()["answer"] in ("refused", "gone")


def test_a_rating_can_be_changed_on_the_phone_within_three_days(wang, world, walk):
    one = walk(make.suggestion(world.wang, submitted_on=date(2026, 3, 1)), "deliver")
    said = {"suggestion": one.code, "attitude": "satisfied", "reasons": [], "remark": ""}
    first = send(wang, item("rating", said | {"result": "satisfied"}))
    assert "谢谢" in first.json()["sentence"]
    [told] = wang.get("/m/bundle.json").json()["rated"]
    assert (told["code"], told["result"]) == (one.code, "satisfied")
    bad = said | {"result": "dissatisfied"}
    assert send(wang, item("rating", bad)).json()["field"] == "reasons"
    assert "不满意" in send(wang, item("rating", bad | {"remark": "早晚还是没有水"})).json()["sentence"]
    with reaching(make.EVERYTHING):
        assert [rating.result for rating in Rating.objects.all()] == ["dissatisfied"]


def test_what_waits_for_a_rating_says_until_when_and_what_was_promised(wang, world, walk):
    one = walk(make.suggestion(world.wang, submitted_on=date(2026, 3, 1)), "deliver")
    [told] = wang.get("/m/bundle.json").json()["to_rate"]
    with reaching(make.EVERYTHING):
        clock = one.clocks.filter(name="feedback").first()
    assert told["due"] == (clock.effective_on.isoformat() if clock else "")
    [followed] = wang.get("/m/bundle.json").json()["suggestions"]
    assert [bool(stage["on"]) for stage in followed["stages"]] == [True, True, True, True, False]
