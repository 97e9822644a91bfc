"""The acts: one page each, with its own address, working without JavaScript."""

from __future__ import annotations

import re
from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.pages import ActPage
from deputies.models import Unit
from deputies.roles import DEPUTY, HANDLING_UNIT

from .. import actions, flow
from ..after_rating import said_after_rating
from ..clocks import CountyClocks
from ..forms import FORMS, CosignForm, PromiseForm, long_day, search_units
from ..guard import findings
from ..models import Assignment, Clock, Reply, Suggestion, SuggestionProposer
from ..similar import similar_to
from ..story import REPLY_PARTS, Story
from .detail import MOVE_AT

SAVED = {
    "register": "已登记，编号 {number}。",
    "hand_over": "已交办，签收前可以撤回。",
    "sign": "已签收。",
    "meet": "见面情况已记下。",
    "write": "书面答复已记下。",
    "deliver": "已送达代表，等待评价。",
    "rate": "评价已记下。",
    "rehandle": "已退回承办单位重新办理。",
    "close": "已办结。",
    "relay": "已记下，谢谢您转达。",
    "keep_promise": "已报告，请领衔代表再评价一次。",
    "rate_promise": "谢谢，您对落实情况的评价已记下。",
    "contact": "联系情况已记下。",
    "progress": "进度已记下，代表可以看到。",
    "ask_extension": "已申请延期，等交办机构答复。",
    "grant_extension": "已同意延期。",
    "extend": "已延期，代表和交办机构会收到通知。",
    "pause": "已暂停，期限不再计算；恢复以后顺延。",
    "resume": "已恢复办理，期限已顺延。",
    "merge": "已并案：合并办理，分别答复，各自评价。",
    "urge": "已催办。",
}


TO_UNITS = ("hand_over", "reassign", "forward")
# What the button does, where that is more than the name of the move; a script fills in the units.
BUTTONS = {
    "hand_over": "交办给…",
    "reassign": "改派给…",
    "forward": "转办给…",
    "rate": "提交评价",
    "rate_promise": "提交评价",
    "rehandle": "退回重新办理",
}

SENTENCES = {
    "pause": "暂停期间各项期限停下来，不算临期也不算逾期；恢复以后按暂停的天数顺延。",
    "resume": "各项期限从今天起接着算，按暂停的天数顺延。",
    "agree": "同意别的主办单位写好的书面答复，不再另写；它改写以后要重新同意。",
    "report_up": "本级办不了的事报上级机关。期限照常计算；上级答复以后登记进来。",
    "separate": "取消并案以后，这一件单独办理，期限不变。",
    "contact": "办理前先听代表的意见；联系几次记几次。",
    "progress": "代表和交办机构都能看到。",
}


class MovePage(ActPage):
    """``/suggestions/<code>/<move>/``: what will happen, what it needs, one button."""

    permission = "suggestions.read"
    model = Suggestion
    template_name = "suggestions/move.html"
    saved = ""
    acted_since = 0
    """How many times others acted after the person opened the page."""

    @cached_property
    def move(self) -> flow.Move:
        key = MOVE_AT.get(self.kwargs["move"])
        if key not in FORMS:
            raise Http404
        return flow.MOVES[key]

    def rows(self):
        return Suggestion.objects.select_related("county__region", "township", "lead")

    @property
    def form_class(self):
        return FORMS[self.move.key]

    @cached_property
    def story(self) -> Story:
        return Story(self.object, request=self.request, today=self.today)

    def dispatch(self, request, *args, **kwargs):
        self.move  # noqa: B018 - an unknown address is a 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.load()
        if sentence := self.why_not():
            messages.error(request, sentence)
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def why_not(self) -> str:
        """Why the page has nothing to offer now; '' when the move is possible."""
        if self.move.key in flow.PROMISE_MOVES and not self.story.promises_for(self.move.key):
            return f"这件建议现在没有可以{self.move.label}的承诺事项。"
        found = self.fitting
        parts = self.story.advising if self.move.on_co_unit else self.story.acting_for
        one = found[0] if found else next(iter(parts), None)
        one = one if self.move.of_unit else None
        return actions.why_not(self.move, self.object, one, role=self.request.post.role)

    @cached_property
    def fitting(self) -> list[Assignment]:
        """The assignments this move could be made on."""
        if not self.move.of_unit:
            return []
        return [
            one
            for one in (self.story.advising if self.move.on_co_unit else self.story.acting_for)
            if one.state in self.move.unit_from
            and self.move.part in (None, one.part)
            and self._is_its_turn(one)
        ]

    def _is_its_turn(self, one: Assignment) -> bool:
        """Only a unit that asked is answered; only one whose short time runs may ask."""
        if self.move.key in ("grant_extension", "refuse_extension"):
            return self.story.asks_extension(one.pk)
        if self.move.key in ("ask_extension", "extend"):
            return self.story.can_extend(one)
        return True

    def form_kwargs(self):
        return {
            "suggestion": self.object,
            "move": self.move,
            "role": self.request.post.role,
            "today": self.today,
        }

    def get_initial(self):
        if self.move.key == "register":
            return {"number": next_number(self.object, self.today.year)}
        if self.move.key == "reassign" and self.fitting:
            return self._proposed_unit(self.fitting[0])
        if self.move.key == "sign" and self.fitting:
            return self._officers_before(self.fitting[0])
        if self.move.key in ("ask_extension", "extend") and self.fitting:
            longest = self._longest(self.fitting[0])
            return {"until": longest.effective_on} if longest else {}
        if self.move.key == "grant_extension":
            asked = next((one for one in self.story.extensions if one.is_granted is None), None)
            return {"until": asked.until} if asked else {}
        if self.fitting:
            return kept_reply(self.story, self.fitting[0], self.form_class, like=self._letter_of_leader)
        return {}

    def _proposed_unit(self, one: Assignment) -> dict:
        """The unit that the one which objects named, where its words name exactly one."""
        units = Unit.objects.filter(county=self.object.county_id, is_active=True, handles_suggestions=True)
        named = list(search_units(units, one.suggested_unit)[:2]) if one.suggested_unit else []
        return {"lead_units": named} if len(named) == 1 else {}

    def _officers_before(self, one: Assignment) -> dict:
        """Who had it in the round before: not asked twice."""
        before = [other for other in self.story.assignments if other.unit_id == one.unit_id]
        last = max((other for other in before if other.officer), key=lambda other: other.round, default=None)
        return {name: getattr(last, name) for name in ("leader", "officer", "officer_phone")} if last else {}

    def _longest(self, one: Assignment) -> Clock | None:
        reply = next(
            (
                clock
                for clock in self.story.clocks
                if (clock.name, clock.assignment_id, clock.stopped_on) == ("reply", one.pk, None)
            ),
            None,
        )
        return CountyClocks(self.object.county).longest(reply) if reply else None

    def _letter_of_leader(self, one: Assignment) -> Reply | None:
        """Answered each on its own: the letter begins as that of the leader, without its number."""
        if self.object.merged_into_id is None:
            return None
        rows = Reply.objects.filter(suggestion=self.object.merged_into_id, assignment__unit=one.unit_id)
        reply = rows.filter(round=one.round, written_on__isnull=False).first()
        if reply:
            reply.doc_no = ""
        return reply

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        form.fit(self.fitting)
        if isinstance(form, PromiseForm):
            form.fit_promises(self.story.promises_for(self.move.key))
        return form

    def get_title(self):
        entering = self.story.is_entering(self.move)
        return f"{'代录：' if entering else ''}{self.move.label}"

    def entering_line(self) -> str:
        """For whom it is entered and from which paper; '' when it is the person's own act."""
        if not self.story.is_entering(self.move):
            return ""
        if self.move.of_unit:
            whom = str(self.fitting[0].unit) if len(self.fitting) == 1 else "下面选定的单位"
            paper = "该单位盖章的纸件"
        else:
            whom = "下面选定的代表" if self.move.key == "rate" else str(self.object.lead)
            paper = "本人签名的纸件或电话记录"
        return f"代{whom}录入：请照{paper}填写，原件归入案卷。历史里留下两个名字。"

    def crumbs(self):
        return [
            ("代表建议", reverse("suggestions:list")),
            (self.object.title, self.object.get_absolute_url()),
        ]

    @property
    def button(self):
        if self.move.key == "deliver":
            people = sum(one.answer == "confirmed" for one in self.story.proposers)
            return f"送达 {people} 位代表"
        return BUTTONS.get(self.move.key, self.move.label)

    @property
    def names_units(self) -> str:
        """The word before the chosen units on the button: 「交办给县水利局」."""
        return BUTTONS[self.move.key].rstrip("…") if self.move.key in TO_UNITS else ""

    def get_sentence(self):
        row = self.object
        if self.move.key in ("hand_over", "reassign", "forward"):
            return self._hand_over_sentence()
        if self.move.key == "rehandle":
            end = CountyClocks(row.county).end("rehandle", level=row.handled_at, since=self.today)
            until = f"，{long_day(end.effective)}前再次答复" if end else ""
            return f"退回主办单位重新办理{until}。"
        if self.move.key == "resubmit":
            asked = [step for step in self.story.steps if step.move == "return"]
            return f"请补充：{asked[-1].detail}" if asked else ""
        if self.move.key == "carry_up":
            return "本件照常办理；这里登记由哪位上级人大代表带到上级人大。"
        if self.move.key in SENTENCES:
            return SENTENCES[self.move.key]
        if self.move.key == "merge":
            return self._merge_sentence()
        if self.move.key in ("ask_extension", "extend", "grant_extension", "refuse_extension"):
            return self._extension_sentence()
        if self.move.key == "return_opinion" and self.fitting:
            return f"{self.fitting[0].unit}的意见：{self.fitting[0].opinion}"
        if self.move.key == "withdraw":
            return "撤回以后不再办理，已经交办的会通知承办单位。"
        if self.move.key == "rate" and not self.story.is_entering(self.move):
            return "每位代表各自评价，提交以前看不到别人的评价；三天以内可以修改。"
        if self.move.key == "lapse":
            return "评价期限已过，代表没有反馈。未反馈不算满意，也不计入满意率。"
        return ""

    def _merge_sentence(self):
        """How many lead deputies are answered: known once the other one is chosen."""
        code = self.request.GET.get("into", "")
        leader = Suggestion.objects.filter(code=code).first() if code else None
        how_many = leader.merged.count() + 2 if leader else ""
        whom = f"{how_many}位领衔代表" if how_many else "各位领衔代表"
        return f"合并办理，分别答复{whom}；各自评价。已交办的，这一件立即交给同样的单位。随时可以取消并案。"

    def _extension_sentence(self):
        if not self.fitting:
            return ""
        one = self.fitting[0]
        asked = next(
            (row for row in self.story.extensions if (row.assignment_id, row.is_granted) == (one.pk, None)),
            None,
        )
        if asked:
            return f"{one.unit}申请延至{long_day(asked.until)}：{asked.reason}"
        longest = self._longest(one)
        latest = f"最多延到{long_day(longest.effective_on)}" if longest else ""
        due = long_day(self.object.answer_due_on) if self.object.answer_due_on else ""
        told = "要经交办机构同意" if self.move.key == "ask_extension" else "马上告诉代表和交办机构"
        return "，".join(part for part in (f"现在的期限是{due}", latest, told) if part) + "。"

    def _hand_over_sentence(self):
        row, clocks = self.object, CountyClocks(self.object.county)
        words = ["承办单位会立即收到通知" + ("，签收前可以撤回" if self.move.key == "hand_over" else "")]
        sign = clocks.end("sign", level=row.handled_at, since=self.today)
        if sign:
            words.append(f"{long_day(sign.effective)}前签收或退办")
        reply = clocks.end(
            "reply", level=row.handled_at, since=self.today, congress_closed_on=row.congress_closed_on
        )
        keeps = self.move.key == "forward" or (
            self.move.key == "reassign" and not clocks.policy.reassign_restarts_reply
        )
        due_on = row.answer_due_on if keeps else reply.effective if reply else None
        if due_on:
            words.append(f"{long_day(due_on)}前答复，还有 {(due_on - self.today).days} 天")
        sentence = "；".join(words) + "。"
        if self.move.key == "reassign" and self.fitting:
            one = self.fitting[0]
            wish = f"，建议改派给{one.suggested_unit}" if one.suggested_unit else ""
            sentence = f"{one.unit}申请退办：{one.objection.rstrip('。')}{wish}。{sentence}"
        return sentence

    def refuse(self, form, refused):
        super().refuse(form, refused)
        if refused.code == "E_CHANGED":
            self.acted_since = show_what_changed(self.object, form)
            self.__dict__.pop("story", None)  # it was read before what the page now tells

    def context(self):
        since = self.story.last_events(self.acted_since) if self.acted_since else []
        examined = self._examined() if self._examines else {}
        return {"story": self.story, "move": self.move, "since": since, **examined}

    @property
    def _examines(self) -> bool:
        return self.move.key in ("register", "return", "decline")

    def _examined(self) -> dict:
        """What the office should see before it decides: what the guard finds, and what is alike."""
        row = self.object
        rules = self.story.policy.out_of_scope
        return {
            "found": findings([row.title, row.body, row.ask], rules, category=row.category),
            "similar": similar_to(row, rows=Suggestion.objects.all(), on=self.today),
        }

    def act(self, obj, data):
        form = self._form
        code = data.get("assignment")
        one = next((row for row in self.fitting if row.code == code), None) if code else None
        if one is None and len(self.fitting) == 1:
            one = self.fitting[0]
        actions.advance(
            obj,
            self.move.key,
            by=self.request.actor,
            on=data.get("on") or self.today,
            given=form.given(),
            assignment=one,
            version=data.get("seen"),
        )
        words = SAVED.get(self.move.key, f"{self.move.done}，已记下。")
        messages.success(self.request, self._afterwards() or words.format(number=obj.number))
        return obj

    def save(self, form):
        self._form = form
        return super().save(form)

    def _afterwards(self) -> str:
        """What the deputy reads after rating (ux 2.7)."""
        row = self.object
        if self.move.key != "rate" or self.request.post.role != DEPUTY:
            return ""
        return said_after_rating(row, self.request.user.person, today=self.today)

    def done(self, obj):
        is_part = self.move.key == "sign" or (self.move.key in REPLY_PARTS and self.move.key != "deliver")
        if is_part and self.request.post.role == HANDLING_UNIT:
            return reverse("suggestions:reply", args=[obj.code])
        if not Suggestion.objects.filter(pk=obj.pk).exists():
            return reverse("suggestions:list")  # passed on: the unit no longer has it
        return obj.get_absolute_url()


class Cosign(ActPage):
    """A deputy who was asked to co-sign answers."""

    permission = "suggestions.raise"
    model = Suggestion
    form_class = CosignForm
    title = "是否附议"
    button = "提交"
    saved = "已告诉领衔代表。"

    def get_sentence(self):
        return f"{self.object.lead.name}代表请您一起提：{self.object.title}。"

    def crumbs(self):
        return [
            ("代表建议", reverse("suggestions:list")),
            (self.object.title, self.object.get_absolute_url()),
        ]

    def act(self, obj, data):
        own = get_object_or_404(SuggestionProposer, suggestion=obj, person=self.request.user.person_id)
        actions.answer_request(own, agrees=data["agrees"] == "yes", by=self.request.actor, on=self.today)
        return obj


def show_what_changed(suggestion: Suggestion, form) -> int:
    """Somebody acted meanwhile and the page now says so: pressing again is a decision. How many acts."""
    suggestion.refresh_from_db()
    seen = form.cleaned_data.get("seen") or 0
    form.data = form.data.copy()
    form.data["seen"] = suggestion.version
    return suggestion.version - seen


def kept_reply(story: Story, assignment: Assignment, form_class, *, like=None) -> dict:
    """What a part of the answer already says, for its form to begin with.

    ``like`` gives the letter that a first one begins as.
    """
    if form_class not in (FORMS["write"], FORMS["meet"]):
        return {}
    reply = next((one for one in story.replies if one.assignment_id == assignment.pk), None)
    if reply is None and like and form_class is FORMS["write"]:
        reply = like(assignment)
    return {
        name: value
        for name in form_class.base_fields
        if (value := getattr(reply, name, None)) not in (None, "")
    }


def crumbs_to(suggestion: Suggestion) -> list[tuple[str, str]]:
    list_url = reverse("suggestions:list")
    return [("代表建议", list_url), (suggestion.title, suggestion.get_absolute_url())]


def next_number(suggestion: Suggestion, year: int) -> str:
    """The number after the last one of the register, in the same form: 「灵建〔2026〕088号」."""
    numbered = actions.same_register(suggestion).exclude(number="")
    last = numbered.filter(number__contains=str(year)).order_by("-registered_on", "-number").first()
    counted = re.fullmatch(r"(.*?)(\d+)(\D*)", last.number) if last else None
    if counted and str(year) not in counted[2]:
        return f"{counted[1]}{int(counted[2]) + 1:0{len(counted[2])}d}{counted[3]}"
    used = numbered.count()
    place = suggestion.township if suggestion.handled_at == Suggestion.Level.TOWNSHIP else suggestion.county
    return f"{str(place)[:1]}建〔{year}〕{used + 1:03d}号"
