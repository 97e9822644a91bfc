"""待办: a tab for each decision that waits, the number on it the rows behind it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions import queues
from suggestions.actions import advance
from suggestions.models import Suggestion
from suggestions.policy import SuggestionPolicy
from tests import factories as make
from tests.suggestions.conftest import STAFF

UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}


def tabs(client) -> dict[str, int]:
    shown = client.get(reverse("todo")).context["queues"]["tabs"]
    return {label: count for label, count, _url, _here in shown if count}


def test_each_decision_has_a_tab_with_its_number(world, everything, walk, sun):
    make.suggestion(world.wang, state="submitted")
    walk(make.suggestion(world.wang), "register")
    objected = make.suggestion(world.wang)
    walk(objected, "hand_over", register={"number": "088", "category": "transport"})
    advance(objected, "object", by=STAFF, on=date(2026, 3, 6), given={"reason": "不属职责"})
    walk(
        make.suggestion(world.wang),
        "rate",
        register={"number": "089", "category": "transport"},
        rate=UNSATISFIED,
    )
    walk(make.suggestion(world.wang), "rate", register={"number": "090", "category": "transport"})
    assert tabs(sun) == {"待登记": 1, "待交办": 1, "退办申请": 1, "逾期": 1, "待重新办理": 1, "待办结": 1}


def test_extensions_are_a_queue_only_where_the_county_decides_on_them(world, everything, sun):
    rules = world.county.policy(SuggestionPolicy)
    shown = queues.tabs(dict.fromkeys(queues.BY_CODE, 0), queues.At(date.today(), rules), level="county")
    assert "extensions" not in [queue.code for queue in shown]
    one = dict.fromkeys(queues.BY_CODE, 0) | {"extensions": 1}
    shown = queues.tabs(one, queues.At(date.today(), rules), level="county")
    assert "extensions" in [queue.code for queue in shown]


@pytest.mark.parametrize("queue", queues.QUEUES, ids=lambda queue: queue.code)
def test_the_number_on_a_tab_is_its_rows(queue, world, everything, walk, sun):
    for n, last in enumerate(("register", "hand_over", "sign", "deliver", "rate", "close")):
        walk(make.suggestion(world.wang), last, register={"number": f"{n:03d}", "category": "transport"})
    page = sun.get(reverse("todo"), {"tab": queue.code}).context["queues"]
    wanted = next(count for _label, count, url, _here in page["tabs"] if url == f"?tab={queue.code}")
    assert len(page["rows"]) == wanted == page["page"].paginator.count


def test_the_least_time_left_comes_first(world, everything, walk, sun):
    for number, days in (("001", 0), ("002", -9), ("003", 4)):
        one = make.suggestion(world.wang)
        walk(one, "sign", register={"number": number, "category": "transport"})
        Suggestion.objects.filter(pk=one.pk).update(next_due_on=date(2026, 6, 1) + timedelta(days=days))
    rows = sun.get(reverse("todo"), {"tab": "late"}).context["queues"]["rows"]
    assert [row["suggestion"].number for row in rows] == ["002", "001", "003"]


def test_a_presidium_sees_the_queues_of_its_own_register(world, everything, li_chair):
    make.suggestion(world.wang, state="submitted", handled_at="township")
    make.suggestion(world.wang, state="submitted", handled_at="county")
    assert tabs(li_chair) == {"待登记": 1}


def test_eight_hundred_suggestions_ask_no_more_than_one(world, everything, walk, sun):
    walk(make.suggestion(world.wang), "sign")
    first = Suggestion.objects.get()
    sun.get(reverse("todo"))  # the first request of a session writes that it began
    with CaptureQueriesContext(connection) as alone:
        sun.get(reverse("todo"), {"tab": "late"})
    more = []
    for n in range(800):
        more.append(
            Suggestion(
                county=first.county,
                township=first.township,
                lead=first.lead,
                title=f"关于第{n}段路的建议",
                year=2026,
                number=f"2026-{n:03d}",
                submitted_on=date(2026, 3, 2),
                state=("submitted", "registered", "handling", "replied")[n % 4],
                answer_due_on=date(2026, 6, 4) if n % 4 == 2 else None,
                next_due_on=date(2026, 6, 4),
            )
        )
    Suggestion.objects.bulk_create(more)
    with CaptureQueriesContext(connection) as seen:
        answer = sun.get(reverse("todo"), {"tab": "late"})
    assert answer.context["queues"]["page"].paginator.count == 201
    assert len(seen) <= len(alone) + 4  # the rows of the tab, with what hangs on them
