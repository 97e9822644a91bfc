"""Raising and rating by the phone's sync, judged by the rules of the pages."""

from datetime import date

from congress_poverty.reach import reaching
from suggestions.models import Rating, Suggestion
from tests import factories as make
from tests.visits.phones import item, send, visit_item

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
