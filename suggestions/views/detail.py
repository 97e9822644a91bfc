"""One suggestion: its page, and a unit's answer as a list of parts."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from congress_poverty.pages import Button, DetailPage, chip, day_words
from deputies.roles import DEPUTY, HANDLING_UNIT

from .. import actions, documents, flow
from ..actions import why_not
from ..models import Assignment, Clock, Suggestion, SuggestionProposer, UrgeLetter
from ..story import REPLY_PARTS, TONES, Story

# The main button is the first of these that the person can press now.
MAIN = (
    "register", "hand_over", "reassign", "grant_extension", "resume", "sign", "rate", "rate_promise",
    "keep_promise", "resubmit", "conclude", "rehandle", "escalate", "close", "urge", "look_back",
)  # fmt: skip
SHOWN = 2  # the main one and what else is often wanted; the rest stands behind 更多
# Of the moves on a promise these are somebody's own to make; the others stand beside the promise.
OWN_PROMISE_MOVES = ("keep_promise", "rate_promise")

# Possible, but seldom what somebody came for.
RARE = (
    "withdraw", "take_back", "forward", "remark", "unmark_key", "add_supervisor", "end_supervisor",
    "carry_up", "merge", "separate", "pause", "report_up", "mark_key", "escalate_late",
)  # fmt: skip
# How 更多 is parted; what is entered for others has a part of its own.
KINDS = {
    "督办": (
        "urge", "supervise", "mark_key", "unmark_key", "add_supervisor", "end_supervisor", "escalate",
        "escalate_late", "conclude", "look_back",
    ),
    "报上级": ("report_up", "answer_above", "carry_up", "carry_result"),
}  # fmt: skip
ENTERED = "代录（照纸件或电话）"


def own_drafts(request):
    """The drafts of whoever looks: nobody else reads what has not been submitted."""
    if request.post.role == DEPUTY:
        return Suggestion.objects.drafts_of(person=request.user.person)
    return Suggestion.objects.drafts_of(label=request.actor.label)


class SuggestionPage(DetailPage, abstract=True):
    """A page about one suggestion."""

    permission = "suggestions.read"
    model = Suggestion

    def rows(self):
        return Suggestion.objects.select_related("county__region", "township", "lead__township", "campaign")

    def get_object(self):
        found = super().get_object()
        if found.state == flow.State.DRAFT and not own_drafts(self.request).filter(pk=found.pk).exists():
            raise Http404
        return found

    @cached_property
    def story(self) -> Story:
        return Story(self.object, request=self.request, today=self.today)

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]


class SuggestionDetail(SuggestionPage):
    """``/suggestions/<code>/``."""

    permission = "suggestions.read"
    template_name = "suggestions/detail.html"

    def get(self, request, *args, **kwargs):
        found = self.get_object()
        if found.state == flow.State.DRAFT:
            return redirect("suggestions:edit_draft", code=found.code)
        answer = super().get(request, *args, **kwargs)
        own = self.story.own_proposer
        if own and any(one.proposer_id == own.pk and one.seen_on is None for one in self.story.deliveries):
            actions.mark_seen(self.object, by=request.actor, on=self.today)
        return answer

    def get_title(self):
        return self.object.title

    def buttons(self):
        """The main act first; what is entered for others stands behind 更多."""
        return self._buttons[0]

    @cached_property
    def _buttons(self) -> tuple[list[Button], list[tuple[str, list[Button]]]]:
        story = self.story
        shown, more, entered = [], [], []
        for move in story.moves:
            entering = story.is_entering(move)
            if move.key in REPLY_PARTS and story.role == HANDLING_UNIT:
                continue
            if move.key in flow.PROMISE_MOVES and (entering or move.key not in OWN_PROMISE_MOVES):
                continue
            button = Button(move.label, move_url(self.object, move.key), icon=move.icon)
            if entering:
                entered.append(button)
            else:
                (more if move.key in RARE else shown).append((move.key, button))
        if story.role == HANDLING_UNIT and any(move.key in REPLY_PARTS for move in story.moves):
            url = reverse("suggestions:reply", args=[self.object.code])
            shown.insert(0, ("reply", Button("答复", url, icon="reply")))
        own = story.own_proposer
        if own is not None and own.answer == SuggestionProposer.Answer.ASKED:
            url = reverse("suggestions:cosign", args=[self.object.code])
            shown.insert(0, ("cosign", Button("是否附议", url, icon="people")))
        if self._may_agree_to_withdraw(own):
            url = reverse("suggestions:agree_to_withdraw", args=[self.object.code])
            more.append(("agree_to_withdraw", Button("同意撤回", url)))
        order = {key: n for n, key in enumerate(("cosign", "reply", *MAIN))}
        shown.sort(key=lambda pair: order.get(pair[0], 99))
        if shown and shown[0][0] in order:
            shown[0] = (shown[0][0], replace(shown[0][1], main=True))
        if story.gives_links:
            url = reverse("suggestions:links", args=[self.object.code])
            more.append(("links", Button("给单位发链接", url, icon="link-45deg")))
        if self._may_attach and not story.papers:
            more.append(
                ("papers", Button("上传材料", reverse("suggestions:papers", args=[self.object.code])))
            )
        visible = [button for _key, button in shown[:SHOWN]]
        hidden = [*_by_kind([*shown[SHOWN:], *more]), *([(ENTERED, entered)] if entered else [])]
        return visible, hidden

    def _may_agree_to_withdraw(self, own: SuggestionProposer | None) -> bool:
        """A co-signer, where the county asks all of them, as long as it can be withdrawn."""
        return (
            own is not None
            and own.role == SuggestionProposer.Role.CO
            and own.answer == SuggestionProposer.Answer.CONFIRMED
            and own.withdrawal_agreed_on is None
            and self.story.policy.withdraw_needs_all
            and self.object.state in flow.MOVES["withdraw"].sources
        )

    def context(self):
        story = self.story
        return {
            "story": story,
            "promises": self._promises(),
            "papers": self._papers(),
            "may_attach": self._may_attach,
            "more_buttons": self._buttons[1],
            "documents": documents.on_offer(story),
            "can_supervise": any(move.key == "supervise" for move in story.moves),
            "supervise_url": move_url(self.object, "supervise"),
            **self._supervision(),
            "units": self._units(),
            "visit": story.source_visit(),
            "today": self.today,
        }

    def _supervision(self):
        """Who watches over it, what was done about it, and the letters that were sent."""
        story, row = self.story, self.object
        open_moves = {move.key for move in story.moves}
        letters = UrgeLetter.objects.filter(assignments__in=[one.pk for one in story.assignments])
        return {
            "escalations": story.events(escalation=True),
            "supervised": story.events(escalation=False),
            "letters": letters.select_related("unit").distinct(),
            "may_set_supervisors": "add_supervisor" in open_moves,
            "add_supervisor_url": move_url(row, "add_supervisor"),
            "conclude_url": move_url(row, "conclude") if "conclude" in open_moves else "",
        }

    def _promises(self):
        """Each promise with what can be done about it now."""
        story = self.story
        moves = [move for move in story.moves if move.key in flow.PROMISE_MOVES]
        fitting = {move.key: story.promises_for(move.key) for move in moves}
        return [
            {
                "promise": promise,
                "satisfaction": story.satisfaction_label(promise.satisfaction),
                "acts": [
                    (
                        f"代录：{move.label}" if story.is_entering(move) else move.label,
                        f"{move_url(self.object, move.key)}?promise={promise.code}",
                    )
                    for move in moves
                    if promise in fitting[move.key]
                ],
            }
            for promise in story.promises
        ]

    @property
    def _may_attach(self) -> bool:
        return self.request.may("suggestions.attach") and self.object.state in (
            *flow.AT_UNITS,
            *flow.ANSWERED,
        )

    def _papers(self):
        may = self.request.may("suggestions.attach")
        return [
            {"paper": paper, "may_remove": may and actions.may_remove(paper, by=self.request.actor)}
            for paper in self.story.papers
        ]

    def _units(self):
        """(part, unit, officer, state) of the last round in which the unit had a part."""
        latest: dict[int, Assignment] = {}
        for one in self.story.assignments:
            latest[one.unit_id] = one
        rows = sorted(latest.values(), key=lambda one: one.part != flow.Part.LEAD)
        return [
            {
                "part": one.get_part_display(),
                "unit": one.unit,
                "leader": one.leader,
                "officer": one.officer,
                "phone": one.officer_phone if self.request.post.role != DEPUTY else "",
                "chip": self._standing(one),
                "opinion": one.opinion if one.state == flow.UnitState.OPINED else "",
                "task": one.task,
            }
            for one in rows
        ]

    def _standing(self, one: Assignment) -> str:
        """How the unit stands; nobody waits for a co-unit once the suggestion is answered."""
        silent = one.part == flow.Part.CO and one.state in (flow.UnitState.ASSIGNED, flow.UnitState.HANDLING)
        if silent and self.object.state not in flow.AT_UNITS:
            return chip("没有提意见", "quiet")
        return chip(one.face.label, TONES[one.face.tone], one.face.icon)


class ReplyParts(SuggestionPage):
    """A unit's answer as a list of parts, done in any order, delivered when complete (ux 2.6)."""

    permission = "suggestions.read"
    template_name = "suggestions/reply.html"

    def get_title(self):
        return f"办理 {self.object.number}".strip()

    def crumbs(self):
        return [*super().crumbs(), (self.object.title, self.object.get_absolute_url())]

    def context(self):
        story = self.story
        lead = next((one for one in story.acting_for if one.part == flow.Part.LEAD), None)
        return {
            "story": story,
            "parts": self._parts(lead) if lead else [],
            "lead": lead,
            "documents": documents.on_offer(story),
        }

    def _parts(self, lead: Assignment) -> list[dict]:
        story, row = self.story, self.object
        open_moves = {move.key for move in story.moves}
        parts = []

        def add(key, label, state, tone, note, icon, url=""):
            url = url or (move_url(row, key) if key in open_moves else "")
            parts.append({"label": label, "state": chip(state, tone), "note": note, "icon": icon, "url": url})

        if lead.state == flow.UnitState.ASSIGNED:
            due = next((one for one in story.clocks if _runs(one, "sign", lead)), None)
            note = f"{day_words(due.effective_on, self.today)}前；" if due else ""
            note += "签收以后才能答复，不属本单位职责的，申请退办"
            add("sign", "签收", "未签收", "warn", note, "check-lg")
            note = "写明理由和建议改派的单位"
            add("object", "申请退办", "可以办理", "quiet", note, "arrow-counterclockwise")
        else:
            people = "；".join(name for name in (lead.leader, lead.officer) if name)
            add("", "签收", "已签收", "ok", people, "check-lg")
        if lead.state != flow.UnitState.ASSIGNED:
            self._handling_parts(lead, add)
        self._opinion_parts(add)
        self._answer_parts(lead, add)
        return parts

    def _handling_parts(self, lead: Assignment, add) -> None:
        story = self.story
        own = [step for step in story.steps if step.assignment_id == lead.pk]
        for key, label, note, icon in (
            ("contact", "联系代表", "办理前先听代表的意见", "telephone"),
            ("progress", "办理进度", "办到哪一步、预计什么时候完成", "hourglass-split"),
        ):
            done = [step for step in own if step.move == key]
            state = (f"已记 {len(done)} 次", "ok") if done else ("未开始", "quiet")
            add(key, label, *state, done[-1].detail if done else note, icon)
        self._extension_part(lead, add)

    def _extension_part(self, lead: Assignment, add) -> None:
        story = self.story
        last = next((one for one in reversed(story.extensions) if one.assignment_id == lead.pk), None)
        if last:
            words = {None: ("延期审批中", "quiet"), True: ("已延期", "ok"), False: ("不同意延期", "warn")}
            state = words[last.is_granted]
            note = last.decision or f"延至{day_words(last.until)}"
        elif story.can_extend(lead):
            state, note = ("可以办理", "quiet"), "期限内办不完的，写明理由和延到哪一天"
        else:
            return
        key, label = ("ask_extension", "申请延期") if story.needs_consent else ("extend", "延期答复")
        add(key, label, *state, note, "calendar-plus")

    def _opinion_parts(self, add) -> None:
        """For whom the lead waits; an opinion that says nothing may be sent back."""
        for co in (one for one in self.story.acting_units if one.part == flow.Part.CO):
            opined = co.state == flow.UnitState.OPINED
            due = next((one for one in self.story.clocks if _awaited(one, co)), None)
            waiting = f"{day_words(due.effective_on, self.today)}前提出" if due else ""
            state = ("已收齐", "ok") if opined else (f"等待{co.unit}", "quiet")
            add("", f"协办意见：{co.unit}", *state, co.opinion if opined else waiting, "chat-left-text")
            if opined:
                note = "没有实质内容的，退回重报"
                add("return_opinion", "退回协办意见", "可以办理", "quiet", note, "arrow-return-left")

    def _answer_parts(self, lead: Assignment, add) -> None:
        story = self.story
        reply = next((one for one in story.replies if one.assignment_id == lead.pk), None)
        done, todo = ("已完成", "ok"), ("未开始", "quiet")
        if lead.state == flow.UnitState.ASSIGNED:
            todo = ("签收以后", "quiet")
        met, written = bool(reply and reply.met_on), bool(reply and reply.written_on)
        note = f"{day_words(reply.met_on)} {reply.met_place}" if met else "日期、地点、参加人和代表意见"
        add("meet", "见面沟通", *(done if met else todo), note, "people")
        note = f"{reply.doc_no} {reply.result_code}类" if written else "文号、签发人、结果类别和摘要"
        add("write", "书面答复", *(done if written else todo), note, "file-earmark-check")
        ready = story.can_deliver(lead)
        people = sum(one.answer == SuggestionProposer.Answer.CONFIRMED for one in story.proposers)
        papers = [one for one in story.papers if one.assignment_id == lead.pk]
        state = (f"{len(papers)} 份", "ok") if papers else ("选填", "quiet")
        note = "签发的答复函、当面答复记录、代表书面意见"
        parts_url = reverse("suggestions:papers", args=[self.object.code])
        add("papers", "材料", *state, note, "paperclip", parts_url)
        joint = self.object.dispatch == Suggestion.Dispatch.JOINT
        if joint and lead.state == flow.UnitState.HANDLING and not written:
            add("agree", "同意共同答复", *todo, "由别的主办单位写答复的，看过以后点同意", "check-lg")
        state = ("可以送达", "blue") if ready else ("锁定", "quiet")
        if lead.state == flow.UnitState.REPLIED:
            state = ("已送达", "ok")
        key, note = "deliver" if ready else "", "书面和见面都完成才能送达"
        if joint and ready and lead.state == flow.UnitState.HANDLING:
            role = self.request.post.role
            note = why_not(flow.MOVES["deliver"], self.object, lead, role=role) or note
        add(key, f"送达 {people} 位代表", *state, note, "envelope")


def _by_kind(pairs: list[tuple[str, Button]]) -> list[tuple[str, list[Button]]]:
    """The buttons behind 更多, parted by what they are about."""
    kind_of = {key: kind for kind, keys in KINDS.items() for key in keys}
    parts: dict[str, list[Button]] = {"办理": [], **{kind: [] for kind in KINDS}}
    for key, button in pairs:
        parts[kind_of.get(key, "办理")].append(button)
    return [(kind, buttons) for kind, buttons in parts.items() if buttons]


def _runs(clock: Clock, name: str, one: Assignment) -> bool:
    return clock.assignment_id == one.pk and clock.name == name and clock.stopped_on is None


def _awaited(clock: Clock, co: Assignment) -> bool:
    return _runs(clock, "co_opinion", co) or _runs(clock, "co_redo", co)


def move_url(suggestion: Suggestion, key: str) -> str:
    return reverse("suggestions:move", args=[suggestion.code, ADDRESSES.get(key, key)])


# Addresses as people write them (ux 3.2) where the move's key differs.
ADDRESSES = {
    "hand_over": "assign",
    "take_back": "take-back",
    "look_back": "look-back",
    "mark_key": "key",
    "unmark_key": "unkey",
    "add_supervisor": "supervisor",
    "end_supervisor": "supervisor-end",
    "escalate_late": "escalate-late",
    "supervise": "visit",
    "write": "letter",
    "meet": "meeting",
    "carry_up": "carry-up",
    "carry_result": "carry-result",
    "keep_promise": "promise-kept",
    "rate_promise": "promise-rating",
    "postpone_promise": "promise-later",
    "check_promise": "promise-check",
    "end_promise": "promise-end",
    "carry_over": "promise-carry",
    "return_opinion": "return-opinion",
    "report_up": "report-up",
    "answer_above": "answer-above",
    "ask_extension": "ask-extension",
    "grant_extension": "grant-extension",
    "refuse_extension": "refuse-extension",
}
MOVE_AT = {ADDRESSES.get(key, key): key for key in flow.MOVES}
