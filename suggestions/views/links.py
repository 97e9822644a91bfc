"""Links for units without an account, as the body that hands over gives, lists and revokes them."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from congress_poverty.pages import ActPage, Button, chip

from .. import flow
from ..actions import links
from ..forms import LinkForm
from ..models import Assignment, LinkUse, Suggestion, UnitLink
from .detail import SuggestionPage

TONES = {"open": "ok", "revoked": "over", "done": "quiet", "expired": "warn"}


class Links(SuggestionPage):
    """``/suggestions/<code>/links/``: to whom links were given, what was done with them, and a new one."""

    permission = "suggestions.give_link"
    template_name = "suggestions/links.html"

    def get_title(self):
        return "给单位的链接"

    def crumbs(self):
        return [*super().crumbs(), (self.object.title, self.object.get_absolute_url())]

    def buttons(self):
        if not self.story.gives_links:
            return []
        return [
            Button(
                f"给{one.unit}发链接",
                reverse("suggestions:link_new", args=[self.object.code, one.code]),
                icon="link-45deg",
            )
            for one in self.story.acting_for
            if one.done_on is None
        ]

    def context(self):
        uses: dict[int, list[LinkUse]] = {}
        for use in LinkUse.objects.filter(link__suggestion=self.object):
            uses.setdefault(use.link_id, []).append(use)
        given = UnitLink.objects.filter(suggestion=self.object).select_related(
            "suggestion", "assignment__unit"
        )
        may_revoke = links.may_give(self.object, by=self.request.actor)
        return {"links": [self._line(link, uses.get(link.pk, []), may_revoke) for link in given]}

    def _line(self, link: UnitLink, uses: list[LinkUse], may_revoke: bool) -> dict:
        standing = link.standing(self.today)
        is_open = standing == UnitLink.Standing.OPEN
        return {
            "link": link,
            "chip": chip(standing.label, TONES[standing]),
            "scopes": "、".join(move.label for move in link.moves),
            "uses": uses,
            "revoke": reverse("suggestions:link_revoke", args=[self.object.code, link.code])
            if is_open and may_revoke
            else "",
        }


class _LinkAct(ActPage, abstract=True):
    permission = "suggestions.give_link"
    model = Suggestion
    autosave = False

    def rows(self):
        return Suggestion.objects.select_related("county__region")

    def crumbs(self):
        return [
            ("代表建议", reverse("suggestions:list")),
            (self.object.title, self.object.get_absolute_url()),
            ("给单位的链接", self.cancel_url()),
        ]

    def cancel_url(self):
        return reverse("suggestions:links", args=[self.object.code])


class LinkNew(_LinkAct):
    """Makes a link and shows it once: to be copied, or printed on a slip."""

    permission = "suggestions.give_link"
    form_class = LinkForm
    button = "生成链接"

    def load(self):
        super().load()
        rows = Assignment.objects.current().filter(suggestion=self.object, round=self.object.round)
        self.assignment = get_object_or_404(
            rows.select_related("unit", "suggestion__county__region"), code=self.kwargs["part"]
        )

    def get(self, request, *args, **kwargs):
        self.load()
        if not links.may_give(self.object, by=request.actor):
            office = "乡镇人大主席" if self.object.handled_at == flow.TOWNSHIP else self.local("县代表工委")
            messages.error(request, f"这件建议由{office}交办，由{office}发链接。")
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def get_title(self):
        return f"给{self.assignment.unit}发链接"

    def get_sentence(self):
        latest = links.latest_day(self.assignment, on=self.today)
        return f"没有账号的单位凭链接办理这一件，别的都看不到。有效期最晚到{latest:%Y-%m-%d}。"

    def form_kwargs(self):
        return {"assignment": self.assignment}

    def get_initial(self):
        return {
            "scopes": [move.key for move in flow.by_link(self.assignment.part)],
            "expires_on": links.usual_day(self.assignment, on=self.today),
        }

    def act(self, obj, data):
        link, token = links.give_link(self.assignment, by=self.request.actor, on=self.today, **data)
        context = {
            "title": "链接已生成",
            "crumbs": self.crumbs(),
            "object": obj,
            "link": link,
            "url": self.request.build_absolute_uri(reverse("suggestions:by_link", args=[token])),
        }
        return render(self.request, "suggestions/link_slip.html", context)


class LinkRevoke(_LinkAct):
    """The link opens nothing from now on."""

    permission = "suggestions.give_link"
    title = "作废链接"
    button = "作废"
    tone = "danger"
    saved = "链接已作废。"

    @cached_property
    def link(self) -> UnitLink:
        rows = UnitLink.objects.select_related("assignment__unit", "suggestion")
        return get_object_or_404(rows, suggestion=self.object, code=self.kwargs["link"])

    def load(self):
        super().load()
        self.link  # noqa: B018 - a link of another suggestion is a 404

    def get_sentence(self):
        return f"交给{self.link.given_to}的链接马上打不开；已经办的都还在。"

    def act(self, obj, data):
        links.revoke_link(self.link, by=self.request.actor, on=self.today)
        return obj

    def done(self, obj):
        return self.cancel_url()
