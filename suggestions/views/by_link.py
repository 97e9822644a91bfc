"""What somebody without an account opens: one assignment, by a link.

Whoever is logged in in the same browser acts here as the link's holder all the same:
its reach, its role, its name.
"""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from congress_poverty.audit import Actor
from congress_poverty.pages import FormPage, chip, day_words
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..actions import links
from ..forms import FORMS, OfficerForm
from ..models import LinkUse, UnitLink
from ..story import Story
from .detail import ADDRESSES, MOVE_AT
from .moves import SAVED, kept_reply, show_what_changed

OFFICER = ("officer", "officer_phone")


def nothing_here(request, *, status: int = 404):
    """The same page for a token that is wrong, over, revoked or used up: it tells a stranger nothing."""
    return render(request, "suggestions/by_link/nothing.html", status=status)


@method_decorator(login_not_required, name="dispatch")
class LinkPage(FormPage, abstract=True):
    """A page that a link opens. It stands in the link's reach, and every use is written down."""

    permission = ""
    # A form's page must name its origin, which ``no-referrer`` withholds: Django would take the
    # answer for a forgery. The path, and with it the token, goes nowhere either way.
    referrer = "strict-origin"
    autosave = False

    def dispatch(self, request, *args, **kwargs):
        response = self._open(request, *args, **kwargs)
        response["Referrer-Policy"] = self.referrer
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _open(self, request, *args, **kwargs):
        ip = request.META.get("REMOTE_ADDR", "") or ""
        link = links.find(kwargs["token"])
        if link is None:
            known = links.note_unknown(by=Actor(label="没有这个链接", ip=ip))
            return nothing_here(request, status=404 if known else 429)
        self.link, self.object = link, link.suggestion
        request.actor = links.bearer(link, ip=ip)
        request.post = SimpleNamespace(role=HANDLING_UNIT, sees_names=False)
        request.may = lambda permission: False
        with reaching(link.reach):
            if link.standing(self.today) != UnitLink.Standing.OPEN:
                links.note_use(link, self.act_name, by=request.actor, allowed=False)
                return nothing_here(request)
            if request.method in ("GET", "HEAD"):
                links.note_use(link, LinkUse.OPEN, by=request.actor)
            return super().dispatch(request, *args, **kwargs)

    @cached_property
    def act_name(self) -> str:
        """What the use is called in the log."""
        return LinkUse.OPEN

    def load(self):
        """The suggestion came with the link."""

    @property
    def guarded(self) -> bool:
        return False

    @cached_property
    def story(self) -> Story:
        return Story(self.object, request=self.request, today=self.today)

    def address(self, name: str, *more: str) -> str:
        return reverse(f"suggestions:{name}", args=[self.kwargs["token"], *more])

    def cancel_url(self):
        return self.address("by_link")

    def done(self, obj):
        return self.address("by_link")


class LinkHome(LinkPage):
    """``/u/<token>/``: the suggestion, its time, and what is to be done."""

    permission = ""
    referrer = "no-referrer"
    http_method_names = ["get", "head"]
    template_name = "suggestions/by_link/home.html"

    def get(self, request, *args, **kwargs):
        if not self.link.officer:
            return redirect(self.address("by_link_name"))
        return self.show()

    def get_title(self):
        return f"{self.link.assignment.unit}办理"

    def context(self):
        story, link = self.story, self.link
        return {
            "story": story,
            "link": link,
            "parts": [self._part(move) for move in link.moves],
            "proposers": self._proposers(),
            "opinions": self._opinions(),
            "name_url": self.address("by_link_name"),
        }

    def _part(self, move: flow.Move) -> dict:
        one = self.link.assignment
        url, note, state = "", "", chip("现在不能办", "quiet")
        if made := self.uses.get(move.key):
            made_on = timezone.localtime(made.at).date()
            state, note = chip("已办", "ok", "check"), f"{day_words(made_on, self.today)} {made.who}"
        elif move not in self.story.moves:
            note = f"现在是“{one.face.label}”"
        elif move.key == "deliver" and not self.story.can_deliver(one):
            note = "书面和见面都完成才能送达"
        else:
            url = self.address("by_link_move", ADDRESSES.get(move.key, move.key))
            state = chip("可以办", "blue")
        return {"label": move.label, "state": state, "note": note, "icon": move.icon, "url": url}

    @cached_property
    def uses(self) -> dict[str, LinkUse]:
        return {use.act: use for use in LinkUse.objects.filter(link=self.link, allowed=True)}

    def _proposers(self) -> list[str]:
        """Who is to be met and answered; of a confidential one the lead only."""
        confirmed = [one for one in self.story.proposers if one.answer == "confirmed"]
        if self.object.is_confidential:
            confirmed = [one for one in confirmed if one.role == "lead"]
        return [f"{one.person.name}（{one.person.township}）" for one in confirmed]

    def _opinions(self):
        """Co-units' opinions, for the one that answers."""
        if self.link.assignment.part != flow.Part.LEAD:
            return []
        return [one for one in self.story.assignments if one.part == flow.Part.CO and one.opinion]


class LinkName(LinkPage):
    """``/u/<token>/name/``: who holds the link."""

    permission = ""
    template_name = "suggestions/by_link/form.html"
    form_class = OfficerForm
    title = "请先填您是谁"
    button = "继续"
    saved = ""

    def get_sentence(self):
        row = self.object
        place = row.township if row.handled_at == flow.TOWNSHIP else row.county
        return f"这是{place}人大请{self.link.assignment.unit}办理一件代表建议的链接。"

    def get_initial(self):
        return {"officer": self.link.officer}

    def save(self, form):
        links.name_officer(self.link, by=self.request.actor, **form.cleaned_data)
        return self.object


class LinkMove(LinkPage):
    """``/u/<token>/<move>/``: one act, once."""

    permission = ""
    template_name = "suggestions/by_link/form.html"
    saved = ""
    refused = ""

    @cached_property
    def act_name(self) -> str:
        return MOVE_AT.get(self.kwargs["move"], "unknown")

    @property
    def move(self) -> flow.Move:
        return flow.MOVES[self.act_name]

    @property
    def form_class(self):
        return FORMS[self.act_name]

    def get_title(self):
        return self.move.label

    @property
    def button(self):
        return self.move.label

    def get_sentence(self):
        words = "只能办一次，请看清再按。"
        ending = self.act_name in ("deliver", "opine")
        return f"{words}办完以后链接就失效。" if ending else words

    def get(self, request, *args, **kwargs):
        if not self.link.officer:
            return redirect(self.address("by_link_name"))
        if self.act_name not in self.link.scopes:
            return self._out_of_scope()
        if self.act_name not in {move.key for move in self.story.moves}:
            messages.error(request, f"现在是“{self.link.assignment.face.label}”，不能{self.move.label}。")
            return redirect(self.address("by_link"))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.act_name not in self.link.scopes:
            return self._out_of_scope()
        response = super().post(request, *args, **kwargs)
        if self.refused:
            links.note_use(self.link, self.act_name, by=request.actor, allowed=False)
        return response

    def _out_of_scope(self):
        links.note_use(self.link, self.act_name, by=self.request.actor, allowed=False)
        messages.error(self.request, "这个链接不能办这一项，请联系把链接交给您的机关。")
        return redirect(self.address("by_link"))

    def form_kwargs(self):
        return {
            "suggestion": self.object,
            "move": self.move,
            "role": HANDLING_UNIT,
            "today": self.today,
        }

    def get_initial(self):
        return kept_reply(self.story, self.link.assignment, self.form_class)

    def get_form(self, data=None, files=None):
        form = super().get_form(data, files)
        for name in OFFICER:
            form.fields.pop(name, None)  # said once, when the link was opened
        form.helper.layout = form.helper.build_default_layout(form)
        return form

    def save(self, form):
        officer = dict(zip(OFFICER, (self.link.officer, self.link.officer_phone), strict=True))
        try:
            link = links.advance_by_link(
                self.link,
                self.act_name,
                by=self.request.actor,
                on=self.today,
                given=officer | form.given(),
                version=form.cleaned_data["seen"],
            )
        except Refused as refused:
            self.refused = str(refused)
            raise
        words = SAVED.get(self.act_name, f"{self.move.done}，已记下。")
        if link.standing(self.today) != UnitLink.Standing.OPEN:
            context = {"words": words, "object": self.object, "title": "办完了"}
            return render(self.request, "suggestions/by_link/done.html", context)
        messages.success(self.request, words)
        return self.object

    def refuse(self, form, refused):
        super().refuse(form, refused)
        if refused.code == "E_CHANGED":
            show_what_changed(self.object, form)
