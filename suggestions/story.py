"""One suggestion as its pages tell it: lanes by round, the timeline, every clock, what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F, Q

from congress_poverty.calendar import WEEKDAYS
from congress_poverty.models import CalendarDay
from congress_poverty.packs import term
from congress_poverty.pages import chip, day_words, deadline, deadline_chip
from deputies.roles import DEPUTY, HANDLING_UNIT
from visits.models import Visit

from . import flow
from .actions import is_own, may_change_until, possible_moves, term_label
from .actions.links import may_give
from .models import (
    Assignment,
    Clock,
    Delivery,
    Extension,
    HigherSubmission,
    OpinionItem,
    Paper,
    Promise,
    Rating,
    Reply,
    Step,
    Suggestion,
    SuggestionProposer,
    SupervisionEvent,
    Supervisor,
)
from .policy import CLOCK_LABELS, SuggestionPolicy

ROUNDS = "一二三四五六七八九十"
# The moves of a unit's answer are one page with parts (ux 2.6), not five buttons.
REPLY_PARTS = (
    "contact", "progress", "ask_extension", "extend", "return_opinion", "agree", "meet", "write", "deliver",
)  # fmt: skip
CLOCK_WORDS = {"sign": "签收或退办", "rehandle": "再次答复", "handover": "审查交办"}
CARD_WORDS = {
    "rehandle": "再次书面答复",
    "reply": "书面答复",
    "long_reply": "书面答复",
    "handover": "审查登记和交办",
}
TONES = {"plain": "quiet", "busy": "blue", "good": "ok", "bad": "over"}


def nth(round: int) -> str:
    return f"第{ROUNDS[round - 1] if round <= len(ROUNDS) else round}次"


@dataclass(frozen=True)
class Stop:
    """A station on a lane: its word, its day and how it stands (``done now bad`` or empty)."""

    label: str
    note: str
    state: str
    icon: str = ""


@dataclass(frozen=True)
class ClockLine:
    """A row of the deadline card."""

    clock: Clock
    label: str
    unit: str
    chip: str


class Story:
    """Everything of a suggestion that its page, its print and its reply page show; read once."""

    def __init__(self, suggestion: Suggestion, *, request, today: date):
        self.suggestion, self.request, self.today = suggestion, request, today
        self.role = request.post.role
        self.policy: SuggestionPolicy = suggestion.county.policy(SuggestionPolicy)

    @cached_property
    def proposers(self) -> list[SuggestionProposer]:
        return list(self.suggestion.proposers.select_related("person__township"))

    @cached_property
    def assignments(self) -> list[Assignment]:
        rows = Assignment.objects.current().filter(suggestion=self.suggestion)
        return list(rows.select_related("unit"))

    @cached_property
    def steps(self) -> list[Step]:
        rows = Step.objects.filter(suggestion=self.suggestion).select_related("to_unit", "assignment__unit")
        if self.waits_for_own_rating:
            rows = rows.exclude(move="rate", round=self.suggestion.round)
        return list(rows)

    @cached_property
    def clocks(self) -> list[Clock]:
        return list(Clock.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def replies(self) -> list[Reply]:
        return list(Reply.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def deliveries(self) -> list[Delivery]:
        rows = Delivery.objects.filter(suggestion=self.suggestion)
        return list(rows.select_related("proposer__person", "reply"))

    @cached_property
    def promises(self) -> list[Promise]:
        rows = Promise.objects.filter(suggestion=self.suggestion)
        return list(rows.select_related("unit", "reply"))

    @cached_property
    def papers(self) -> list[Paper]:
        """A survey that came on paper holds somebody's rating: it is for the office."""
        rows = Paper.objects.filter(suggestion=self.suggestion)
        if self.role == DEPUTY:
            rows = rows.exclude(kind=Paper.Kind.SURVEY)
        return list(rows)

    @cached_property
    def supervision_events(self) -> list[SupervisionEvent]:
        return list(SupervisionEvent.objects.filter(suggestion=self.suggestion))

    @cached_property
    def open_escalation(self) -> SupervisionEvent | None:
        """What was decided (约见, 评议 …) and has no outcome yet."""
        planned = SupervisionEvent.Outcome.PLANNED
        events = self.supervision_events
        return next((one for one in events if one.is_escalation and one.outcome == planned), None)

    @cached_property
    def supervisors(self) -> list[Supervisor]:
        rows = Supervisor.objects.filter(suggestion=self.suggestion).select_related("decision")
        return list(rows)

    @cached_property
    def carried_up(self) -> list[HigherSubmission]:
        """What deputies of a higher congress took there."""
        return [one for one in self._upward if not one.organ]

    @cached_property
    def reports_up(self) -> list[HigherSubmission]:
        """What the office reported to an organ above."""
        return [one for one in self._upward if one.organ]

    @cached_property
    def _upward(self) -> list[HigherSubmission]:
        return list(HigherSubmission.objects.filter(suggestion=self.suggestion))

    @cached_property
    def extensions(self) -> list[Extension]:
        return list(Extension.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def handled_together(self) -> list[Suggestion]:
        """The others of the same 并案, those that the reader may open: the leader first."""
        row = self.suggestion
        first = row.merged_into_id or row.pk
        rows = Suggestion.objects.filter(Q(pk=first) | Q(merged_into=first)).exclude(pk=row.pk)
        return list(rows.select_related("lead").order_by(F("merged_into").asc(nulls_first=True), "pk"))

    @cached_property
    def all_ratings(self) -> list[Rating]:
        return list(Rating.objects.filter(suggestion=self.suggestion).select_related("proposer__person"))

    @cached_property
    def ratings(self) -> list[Rating]:
        if self.waits_for_own_rating:
            return [one for one in self.all_ratings if one.round != self.suggestion.round]
        return self.all_ratings

    @cached_property
    def own_proposer(self) -> SuggestionProposer | None:
        person = self.request.user.person_id if self.role == DEPUTY else None
        return next((one for one in self.proposers if person and one.person_id == person), None)

    @cached_property
    def waits_for_own_rating(self) -> bool:
        """Each signer rates alone and does not see the others first."""
        own = self.own_proposer
        if own is None or self.suggestion.state not in (flow.State.REPLIED, flow.State.RATED):
            return False
        return not any(
            one.proposer_id == own.pk and one.round == self.suggestion.round for one in self.all_ratings
        )

    @cached_property
    def acting_for(self) -> list[Assignment]:
        """The assignments of this round that the person may act for."""
        rows = [one for one in self.assignments if one.round == self.suggestion.round]
        if self.role == HANDLING_UNIT:
            decides = any(one.part == flow.Part.VIA and is_own(one) for one in rows)
            rows = [one for one in rows if is_own(one) or (decides and one.state == flow.UnitState.OBJECTED)]
        return rows

    @cached_property
    def advising(self) -> list[Assignment]:
        """The co-units that advise those the person acts for."""
        if not any(one.part == flow.Part.LEAD for one in self.acting_for):
            return []
        return [one for one in self.acting_units if one.part == flow.Part.CO]

    # ---- what can be done now -------------------------------------------------

    @cached_property
    def moves(self) -> list[flow.Move]:
        found = possible_moves(
            self.suggestion, role=self.role, assignments=self.acting_for, co_units=self.advising
        )
        return [move for move in found if not self._is_made_on_leader(move) and self._makes_sense(move.key)]

    def _is_made_on_leader(self, move: flow.Move) -> bool:
        """Merged suggestions are handled on the one they follow, as long as they stand alike."""
        leader = self.suggestion.merged_into
        alike = leader and (leader.state, leader.round) == (self.suggestion.state, self.suggestion.round)
        return bool(alike and move.together)

    def can_extend(self, one: Assignment) -> bool:
        """Its short time to answer still runs and was not asked to be longer."""
        running = (
            clock.assignment_id == one.pk and clock.effective_on >= self.today
            for clock in self.clocks
            if clock.name == "reply" and clock.stopped_on is None
        )
        return any(running) and not self.asks_extension(one.pk)

    def asks_extension(self, assignment_id: int | None) -> bool:
        return any(one.assignment_id == assignment_id and one.is_granted is None for one in self.extensions)

    @cached_property
    def needs_consent(self) -> bool:
        return self.policy.clocks_for(self.suggestion.handled_at).long_needs_consent

    def _makes_sense(self, key: str) -> bool:
        row = self.suggestion
        if key in flow.PROMISE_MOVES:
            return bool(self.promises_for(key))
        if key == "rehandle":
            if row.state == flow.State.ESCALATED:
                return self._decided == SupervisionEvent.Outcome.REHANDLE
            if self._promise_unmet:
                return True
            if row.state == flow.State.CLOSED:
                return row.look_back in (Suggestion.LookBack.NOT_DONE, Suggestion.LookBack.PARTLY)
            return self.reopens
        if key == "relay":
            lead = self.role != DEPUTY or bool(self.own_proposer and self.own_proposer.role == "lead")
            return lead and bool(self.waiting_for_relay)
        if key == "rate" and row.state == flow.State.CLOSED:
            return self._may_correct_what_was_entered
        if key == "close" and row.state == flow.State.ESCALATED:
            return self._decided == SupervisionEvent.Outcome.SETTLED
        if key == "close":
            return not self.reopens or row.dissatisfied_count >= self.policy.escalate_after
        if key in ("escalate", "escalate_late") and self.open_escalation:
            return False
        if key == "escalate":
            return self.reopens and row.dissatisfied_count >= self.policy.escalate_after
        if key == "escalate_late":
            return row.answer_due_on is not None and row.answer_due_on < self.today
        if key == "conclude":
            return self.open_escalation is not None
        if key == "mark_key":
            return not row.is_key
        if key == "unmark_key":
            return row.is_key
        if key == "end_supervisor":
            return any(one.until is None for one in self.supervisors)
        if key == "lapse":
            running = [one for one in self.clocks if one.name == "feedback" and one.stopped_on is None]
            return any(one.effective_on < self.today for one in running)
        if key in ("reassign", "uphold"):
            objected = [one for one in self.acting_for if one.state == flow.UnitState.OBJECTED]
            return self.role != HANDLING_UNIT or not all(is_own(one) for one in objected)
        if key in ("ask_extension", "extend"):
            shape = self.needs_consent == (key == "ask_extension")
            long = self.policy.clock("long_reply", row.handled_at)
            return shape and long is not None and any(self.can_extend(one) for one in self.acting_for)
        if key in ("grant_extension", "refuse_extension"):
            return any(one.is_granted is None for one in self.extensions)
        if key == "agree":
            return row.dispatch == Suggestion.Dispatch.JOINT
        if key == "pause":
            return row.paused_on is None
        if key == "resume":
            return row.paused_on is not None
        if key == "urge":
            return row.paused_on is None
        if key == "merge":
            return row.merged_into_id is None
        if key == "separate":
            return row.merged_into_id is not None
        if key == "report_up":
            return all(one.outcome_on for one in self.reports_up)
        if key == "answer_above":
            return any(one.outcome_on is None for one in self.reports_up)
        if key == "forward":
            kinds = ("government_office", "township_government")
            return self.role != HANDLING_UNIT or any(one.unit.kind in kinds for one in self.acting_for)
        if key == "rate" and self.role == DEPUTY:
            return self.own_proposer is not None and self.own_proposer.answer == "confirmed"
        if key == "submit":
            return False  # a draft has a page of its own
        if key == "carry_result":
            return any(not one.outcome for one in self.carried_up)
        if key in ("withdraw", "resubmit") and self.role == DEPUTY:
            return self.own_proposer is not None and self.own_proposer.role == "lead"
        return True

    @cached_property
    def waiting_for_relay(self) -> list[SuggestionProposer]:
        """Who has confirmed and has no answer yet, because the lead relays it."""
        got = {one.proposer_id for one in self.deliveries}
        if not got:
            return []
        return [one for one in self.proposers if one.answer == "confirmed" and one.pk not in got]

    def promises_for(self, key: str) -> list[Promise]:
        """The promises on which this move can be made now, by who looks."""
        rows = [one for one in self.promises if one.ended_on is None]
        if key == "keep_promise":
            own = {one.unit_id for one in self.assignments if is_own(one)}
            by_office = self.role != HANDLING_UNIT
            return [one for one in rows if one.kept_on is None and (by_office or one.unit_id in own)]
        if key == "rate_promise":
            lead = self.own_proposer is not None and self.own_proposer.role == "lead"
            if self.role == DEPUTY and not lead:
                return []
            return [one for one in rows if one.kept_on and not one.satisfaction]
        if key == "check_promise":
            return rows
        if key == "carry_over":
            turning = self.today.year + (self.today.month == 12)
            return [one for one in rows if one.kept_on is None and one.year < turning]
        if key == "postpone_promise":
            return [one for one in rows if one.kept_on is None]
        return rows

    @property
    def _promise_unmet(self) -> bool:
        bad = (Promise.Check.NOT_DONE, Promise.Check.PARTLY)
        return any(
            one.ended_on is None and (one.is_disputed or one.check_result in bad) for one in self.promises
        )

    @property
    def _may_correct_what_was_entered(self) -> bool:
        """A deputy for whom somebody entered a rating may put it right for three days, also after the end."""
        own = self.own_proposer
        if own is None or self.role != DEPUTY:
            return False
        entered = [
            one
            for one in self.all_ratings
            if one.proposer_id == own.pk and one.round == self.suggestion.round and one.entered_by
        ]
        return any(self.today <= may_change_until(one) for one in entered)

    @property
    def _decided(self) -> str:
        """What the last 约见, 评议 or 询问 came to."""
        done = [one.outcome for one in self.supervision_events if one.is_escalation]
        return done[-1] if done else ""

    @cached_property
    def reopens(self) -> bool:
        step = term(self.policy.satisfaction, self.suggestion.satisfaction)
        return bool(step and step.reopens)

    @property
    def gives_links(self) -> bool:
        """Whether the person may give links to units without an account, and there is a unit at work."""
        return bool(self.acting_for) and may_give(self.suggestion, by=self.request.actor)

    def can_deliver(self, assignment: Assignment) -> bool:
        """Whether this part's answer is complete: in writing, and in person where the county asks."""
        reply = next((one for one in self.replies if one.assignment_id == assignment.pk), None)
        met = not self.policy.face_to_face_required or bool(reply and reply.met_on)
        return bool(reply and reply.written_on and met)

    def is_entering(self, move: flow.Move) -> bool:
        """Whether the person would enter it for somebody else (代录)."""
        return flow.enters_for_others(move, self.role, self.suggestion.handled_at)

    # ---- the page's parts -----------------------------------------------------

    def lanes(self) -> list[tuple[str, list[Stop | None]]]:
        """For each round its seven stations; the second begins with the third of them."""
        return [(nth(n), self._lane(n)) for n in range(1, self.suggestion.round + 1)]

    def _lane(self, round: int) -> list[Stop | None]:
        row = self.suggestion
        again = round > 1
        leads = [one for one in self.assignments if one.part == flow.Part.LEAD and one.round == round]
        replies = [one for one in self.replies if one.round == round]
        ratings = [one for one in self.ratings if one.round == round and one.counts]
        signed = [one.signed_on for one in leads]
        handed = next((one.assigned_on for one in leads), None) if again else row.handed_over_on
        result = term(self.policy.satisfaction, ratings[0].result) if ratings else None
        lapsed = next((one for one in self.steps if one.move == "lapse" and one.round == round), None)
        undated = {
            (step.move, step.round) for step in self.steps if step.data.get("undated")
        }  # a ledger tells that it happened, not when
        if again and ("rehandle", round) in undated:
            handed = None
        stations = [
            ("提出", row.submitted_on, "handover", ""),
            ("审查登记", row.registered_on, "handover", ""),
            ("重新交办" if again else "交办", handed, "handover", ""),
            ("签收", max(signed) if signed and all(signed) else None, "sign", ""),
            ("再次书面答复" if again else "书面答复", _last(one.written_on for one in replies), "answer", ""),
            ("再次见面" if again else "见面沟通", _last(one.met_on for one in replies), "answer", ""),
            (
                "代表评价",
                ratings[0].rated_on if ratings else lapsed.happened_on if lapsed else None,
                "feedback",
                result.label if result else "未反馈" if lapsed else "",
            ),
        ]
        reached = max((n for n, station in enumerate(stations) if station[1]), default=-1)
        stops: list[Stop | None] = []
        current = False
        for n, (label, happened_on, clock, word) in enumerate(stations):
            if again and n < 2:
                stops.append(None)
            elif happened_on:
                bad = bool(result and result.reopens) and n == 6
                on = "" if n == 6 and ("rate", round) in undated else day_words(happened_on, self.today)
                note = f"{on} {word}".strip()
                stops.append(Stop(label, note, "bad" if bad else "done", "x-lg" if bad else "check-lg"))
            elif n < reached:
                stops.append(Stop(label, "无记录", "done", "check-lg"))
            elif not current and round == row.round and row.state not in flow.ENDED:
                current = True
                stops.append(Stop(label, self._waiting(clock), "now", "clock"))
            else:
                stops.append(Stop(label, "未开始" if row.state not in flow.ENDED else "—", ""))
        return stops

    def _waiting(self, clock: str) -> str:
        names = flow.ANSWER_CLOCKS if clock == "answer" else (clock,)
        running = [one for one in self.clocks if one.name in names and one.stopped_on is None]
        if running and running[0].paused_on:
            return "暂停"
        return f"{day_words(running[0].effective_on, self.today)}到期" if running else "进行中"

    def rounds(self) -> list[tuple[str, list[dict]]]:
        """The timeline, newest first, one group a round."""
        groups: dict[int, list[Step]] = {}
        for step in self.steps:
            groups.setdefault(step.round, []).append(step)
        return [
            (self._round_title(n, groups[n]), [self._event(step) for step in reversed(groups[n])])
            for n in sorted(groups, reverse=True)
        ]

    def _round_title(self, n: int, steps: list[Step]) -> str:
        since = steps[0].happened_on
        handed = next((one for one in steps if one.move in ("hand_over", "rehandle")), None)
        return f"{nth(n)}办理　{day_words(handed.happened_on if handed else since, self.today)}起"

    def _event(self, step: Step) -> dict:
        move = flow.MOVES[step.move]
        who = step.actor
        if step.on_behalf_of:
            who = f"{step.on_behalf_of}（{step.actor}代录）"
        elif step.data.get("link"):
            pass  # the name was only typed: history shows that it came by a link
        elif step.to_unit and HANDLING_UNIT in move.roles[flow.COUNTY] and move.can_be_entered(flow.COUNTY):
            who = str(step.to_unit)  # the unit's own act, whoever of it pressed the button
        elif step.to_unit and step.to_unit.name not in who and move.key != "rate":
            who = f"{who} → {step.to_unit}"
        bad = step.data.get("bad")
        good_rating = step.move in ("rate", "look_back") and not bad
        at = date.fromisoformat(step.data["happened_on"]) if "happened_on" in step.data else step.happened_on
        if step.data.get("undated"):
            at = None
        return {
            "label": step.label,
            "who": who,
            "at": at,
            "text": "" if step.move == "rate" else step.detail,
            "quote": step.detail if step.move == "rate" else "",
            "icon": "hand-thumbs-down" if bad else move.icon,
            "tone": "bad" if bad else "good" if good_rating else move.mark,
        }

    def clock_lines(self) -> list[ClockLine]:
        """Every clock that counts: its day, what was done, 按期 / 晚 N 天 / 剩 N 天."""
        lines = []
        names = ["rehandle" if name == "reply" else name for name in CLOCK_LABELS if name != "rehandle"]
        order = {**{name: n for n, name in enumerate(names)}, "reply": names.index("rehandle")}
        for clock in sorted(self.clocks, key=lambda one: (one.round, order[one.name], one.pk)):
            if clock.is_void:
                continue
            if clock.name == "objection" and any(
                other.name == "sign" and other.assignment_id == clock.assignment_id for other in self.clocks
            ):
                continue  # 签收或退办 is one window
            label = CLOCK_WORDS.get(clock.name, clock.get_name_display())
            units = {
                other.assignment_id
                for other in self.clocks
                if (other.name, other.round) == (clock.name, clock.round)
            }
            unit = str(clock.assignment.unit) if clock.assignment and len(units) > 1 else ""
            shown = deadline_chip(
                clock.effective_on,
                today=self.today,
                done_on=clock.stopped_on,
                paused=self._standing_still(clock),
                soon_days=self.policy.due_soon_days,
            )
            lines.append(ClockLine(clock, label, unit, shown))
        return lines

    def _standing_still(self, clock: Clock) -> str:
        """Why a clock is not counted down now: 暂停, or an extension that waits for its answer in time."""
        if clock.paused_on is not None:
            return "暂停"
        asked = clock.name == "reply" and self.asks_extension(clock.assignment_id)
        return "延期审批中" if asked and clock.effective_on >= self.today else ""

    def card(self) -> dict | None:
        """The large card: the running clock of the answer, or the next one."""
        running = [one for one in self.clocks if one.stopped_on is None]
        if not running:
            return None
        answers = [one for one in running if one.name in flow.ANSWER_CLOCKS]
        clock = min(answers or running, key=lambda one: one.effective_on)
        what = CARD_WORDS.get(clock.name, clock.get_name_display())
        state = deadline(
            clock.effective_on,
            today=self.today,
            paused=self._standing_still(clock),
            soon_days=self.policy.due_soon_days,
        )
        return {
            "due_on": clock.effective_on,
            "what": what,
            "state": state,
            "note": _day_off_note(clock.effective_on, self.suggestion.county.code),
            "clock": clock,
        }

    def rule_line(self) -> str:
        """The county's times in one sentence."""
        clocks = self.policy.clocks_for(self.suggestion.handled_at)
        parts = []
        if clocks.objection:
            parts.append(f"交办{clocks.objection.words}内可退办")
        if clocks.reply:
            parts.append(f"{clocks.reply.words}内答复")
        if clocks.rehandle:
            parts.append(f"不满意的{clocks.rehandle.words}内再次答复")
        return "，".join(parts) + ("。" if parts else "")

    def source_visit(self) -> Visit | None:
        """The visit it came from, for those whose reach has it; never for a unit."""
        if self.suggestion.source_visit_id is None:
            return None
        return Visit.objects.filter(pk=self.suggestion.source_visit_id).first()

    def watching(self) -> list[dict]:
        """Everybody who watches over it now, or did, with what they were chosen for."""
        words = {one.code: one.label for one in self.policy.key_criteria}
        return [
            {"supervisor": one, "criteria": [words.get(code, code) for code in one.criteria]}
            for one in self.supervisors
        ]

    def events(self, *, escalation: bool) -> list[dict]:
        """What was done to get it moving: 约见, 评议 … or the county's ways of supervising; newest first."""
        terms = self.policy.escalations if escalation else self.policy.supervision_methods
        return [
            {"event": one, "label": term_label(terms, one.kind)}
            for one in reversed(self.supervision_events)
            if one.is_escalation == escalation
        ]

    def category(self) -> str:
        found = term(self.policy.categories, self.suggestion.category)
        return found.label if found else self.suggestion.category

    def out_of_scope(self):
        """What the guard recognised, for the office that examines; nothing for units and leaders."""
        if self.role not in flow.ENTERING or not self.suggestion.out_of_scope:
            return None
        return term(self.policy.out_of_scope, self.suggestion.out_of_scope)

    def made_of(self) -> list[OpinionItem]:
        """The opinions it is made of, for those whose reach has them."""
        return list(OpinionItem.objects.filter(suggestion=self.suggestion))

    def outcome(self) -> str:
        return self.result_label(self.suggestion.outcome)

    def result_label(self, code: str) -> str:
        found = term(self.policy.reply_codes, code)
        return f"{found.code} {found.label}" if found else code

    def delivered(self) -> list[dict]:
        """The answers that reached the deputies, with what their class means here."""
        return [
            {
                "reply": one,
                "result": self.result_label(one.result_code),
                "deliveries": [row for row in self.deliveries if row.reply_id == one.pk],
            }
            for one in self.replies
            if one.delivered_on
        ]

    def satisfaction(self) -> str:
        return "" if self.waits_for_own_rating else self.satisfaction_label(self.suggestion.satisfaction)

    def satisfaction_label(self, code: str) -> str:
        found = term(self.policy.satisfaction, code)
        return found.label if found else ""

    def tags(self) -> list[str]:
        row = self.suggestion
        label = row.face.label if row.round == 1 else f"{nth(row.round)}：{row.face.label}"
        tags = [chip(label, TONES[row.face.tone], row.face.icon)]
        if row.dissatisfied_count and not self.waits_for_own_rating:
            words = "首次评价不满意" if row.dissatisfied_count == 1 else f"{row.dissatisfied_count}次不满意"
            tags.append(chip(words, "over", "hand-thumbs-down"))
        if row.is_key:
            tags.append(
                chip(f"重点督办 · {row.key_leader}领衔" if row.key_leader else "重点督办", "quiet", "flag")
            )
        if row.paused_on and row.state in flow.AT_UNITS:
            tags.append(chip(f"{day_words(row.paused_on, self.today)}起暂停办理", "quiet", "pause-circle"))
        if row.merged_into_id:
            tags.append(chip(f"并入{row.merged_into.number or '另一件'}办理", "quiet", "link-45deg"))
        if row.is_complex:
            tags.append(chip("涉及面广、处理难度大", "quiet"))
        if any(one.outcome_on is None for one in self.reports_up):
            tags.append(chip("已上报上级，等待答复", "quiet", "upload"))
        if row.is_confidential:
            tags.append(chip("要求保密", "quiet", "lock"))
        if self.category():
            tags.append(chip(self.category(), "quiet"))
        tags.append(chip(row.get_raised_in_display(), "quiet"))
        return tags

    def one_line(self) -> str:
        """One sentence on top for the deputy: who is doing what until when."""
        row = self.suggestion
        units = "、".join(
            dict.fromkeys(str(one.unit) for one in self.acting_units if one.part == flow.Part.LEAD)
        )
        due = day_words(row.answer_due_on, self.today) if row.answer_due_on else ""
        again = "再次答复您" if row.round > 1 else "答复您"
        state = row.state
        if state == flow.State.SUBMITTED:
            return "已提交，等待登记。登记后会有编号。"
        if row.paused_on and state in flow.AT_UNITS:
            return f"{day_words(row.paused_on, self.today)}起暂停办理，恢复以后期限顺延。"
        if state in (flow.State.HANDED_OVER, flow.State.HANDLING, flow.State.REHANDLING) and units:
            return f"{units}正在办" + (f"，{due}前{again}。" if due else "。")
        if state == flow.State.REPLIED:
            return (
                f"{units}已经答复，请您评价。"
                if self.waits_for_own_rating
                else f"{units}已经答复，等待评价。"
            )
        if state == flow.State.CLOSED:
            return "这件建议办结了。答复也请转告反映的群众。"
        return ""

    @property
    def acting_units(self) -> list[Assignment]:
        return [one for one in self.assignments if one.round == self.suggestion.round]


def _last(days):
    days = [one for one in days if one]
    return max(days) if days else None


def _day_off_note(day: date, county_code: str) -> str:
    """A date carries a warning where it falls on a day off."""
    calendar = CalendarDay.calendar_for(county_code)
    name = calendar.day_off_name(day)
    if not name:
        return ""
    last = calendar.last_working_day_on_or_before(day)
    return f"当天是{name}，请在{last.month}月{last.day}日（周{WEEKDAYS[last.weekday()]}）前送达"
