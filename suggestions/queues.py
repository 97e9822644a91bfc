"""What waits for the body that hands over, one queue for each decision (ux 2.5).

A queue is a condition over suggestions and the move that its row is there for. 待办 counts all of
them with one query and shows the rows of one; the number on a tab is the rows behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from . import flow
from .flow import State, UnitState
from .models import Assignment, Extension, Promise, Suggestion, SupervisionEvent
from .policy import SuggestionPolicy


@dataclass(frozen=True)
class At:
    """The day and the county's rules that a queue is asked with."""

    today: date
    policy: SuggestionPolicy

    @property
    def soon_until(self) -> date:
        return self.today + timedelta(days=self.policy.due_soon_days)

    @property
    def reopening(self) -> list[str]:
        return [step.code for step in self.policy.satisfaction if step.reopens]


@dataclass(frozen=True)
class Queue:
    """``holds`` is its condition at a moment; ``move`` what the main button of a row does."""

    code: str
    label: str
    holds: Callable[[At], Q]
    move: str
    button: str
    tone: str = "warn"


def _with(model, **conditions):
    return Exists(model.objects.filter(suggestion=OuterRef("pk"), **conditions))


def _rated(at: At, *, again: bool) -> Q:
    unhappy = Q(satisfaction__in=at.reopening)
    return Q(state=State.RATED) & (unhappy if again else ~unhappy)


QUEUES: tuple[Queue, ...] = (
    Queue("register", "待登记", lambda at: Q(state=State.SUBMITTED), "register", "登记"),
    Queue(
        "assign",
        "待交办",
        lambda at: Q(state=State.REGISTERED, merged_into=None),
        "hand_over",
        "交办",
    ),
    Queue(
        "objections",
        "退办申请",
        lambda at: Q(_with(Assignment, state=UnitState.OBJECTED, ended_on=None)),
        "reassign",
        "处理",
    ),
    Queue(
        "extensions",
        "延期申请",
        lambda at: Q(_with(Extension, is_granted=None)),
        "grant_extension",
        "处理",
    ),
    Queue("again", "待重新办理", lambda at: _rated(at, again=True), "rehandle", "重新办理", "late"),
    Queue(
        "events",
        "升级待结果",
        lambda at: Q(_with(SupervisionEvent, is_escalation=True, outcome="planned")),
        "conclude",
        "登记结果",
    ),
    Queue(
        "soon",
        "临期",
        lambda at: Q(answer_due_on__gte=at.today, answer_due_on__lte=at.soon_until),
        "urge",
        "催办",
    ),
    Queue("late", "逾期", lambda at: Q(answer_due_on__lt=at.today), "urge", "催办", "late"),
    Queue("unrated", "评价没回", lambda at: Q(state=State.REPLIED), "rate", "电话代录", "quiet"),
    Queue("finish", "待办结", lambda at: _rated(at, again=False), "close", "办结", "quiet"),
    Queue(
        "promises",
        "承诺到期",
        lambda at: Q(
            _with(Promise, kept_on=None, ended_on=None, due_on__lt=at.today),
        ),
        "check_promise",
        "回头看",
        "late",
    ),
)
BY_CODE = {queue.code: queue for queue in QUEUES}


def of_office(county, *, level: str):
    """What the body of ``level`` looks after: the county's committee, or the presidium in its reach."""
    rows = Suggestion.objects.filter(county=county, handled_at=level)
    return rows.exclude(state__in=(State.DRAFT, State.WITHDRAWN, State.DECLINED))


def counts(rows, at: At) -> dict[str, int]:
    """How many wait in each queue, with one query."""
    return rows.order_by().aggregate(**{queue.code: Count("pk", filter=queue.holds(at)) for queue in QUEUES})


def tabs(counts: dict[str, int], at: At, *, level: str, chosen: Queue | None = None) -> list[Queue]:
    """All queues, but 延期申请 only where an extension needs the consent of this body."""
    if at.policy.clocks_for(level).long_needs_consent:
        return list(QUEUES)
    return [one for one in QUEUES if counts[one.code] or one == chosen or one.code != "extensions"]


def waiting(rows, queue: Queue, at: At):
    """The rows of one queue, the least time left first, what has no day behind by age."""
    return rows.filter(queue.holds(at)).order_by(F("next_due_on").asc(nulls_last=True), "submitted_on", "pk")


def level_of(role: str) -> str | None:
    """Whose register a role keeps; None for those who keep none."""
    for level in (flow.COUNTY, flow.TOWNSHIP):
        if role in flow.OFFICE[level]:
            return level
    return None
