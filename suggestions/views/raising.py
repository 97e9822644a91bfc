"""Raising a suggestion: by its deputy, from a visit or an opinion, or entered from paper; its drafts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.pages import ActPage, Button, Column, Empty, FormPage, ListPage, cells, day_words
from congress_poverty.reach import Reach, reaching
from deputies.models import Campaign
from deputies.roles import DEPUTY
from visits.models import Visit

from .. import actions, flow, guard
from ..actions.opinions import UNDECIDED
from ..forms import RaiseForm
from ..models import OpinionCluster, OpinionItem, Suggestion, SuggestionProposer
from ..notices import tell_of_danger
from ..policy import SuggestionPolicy
from ..similar import Similar, similar_to
from .detail import own_drafts
from .moves import crumbs_to


@dataclass(frozen=True)
class Check:
    """What is asked once before a suggestion goes out."""

    found: list[guard.Finding]
    two_matters: bool
    similar: list[Similar]

    def __bool__(self):
        return bool(self.found or self.two_matters or self.similar)

    @property
    def owner(self) -> guard.Finding | None:
        """The class whose organ is another one; danger is not: it is raised as well."""
        return next((one for one in self.found if not one.rule.is_urgent), None)

    @property
    def is_urgent(self) -> bool:
        return any(one.rule.is_urgent for one in self.found)


class Raise(FormPage):
    """``/suggestions/new/``, prefilled with ``?visit=``, ``?opinion=`` or ``?cluster=``.

    The same form is checked once: what is no suggestion, two matters in one, what others
    have raised. Its buttons say what happens: ``do`` is ``draft``, ``opinion``, ``split``
    or empty for submitting.
    """

    permission = "suggestions.raise"
    title = "提建议"
    form_class = RaiseForm
    button = "提交"
    template_name = "suggestions/raise.html"

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    @property
    def saved(self):
        return "已提交，等待登记。可以在这里看办到哪一步。"

    @property
    def role(self) -> str:
        return self.request.post.role

    @property
    def do(self) -> str:
        return self.request.POST.get("do", "")

    @cached_property
    def visit(self) -> Visit | None:
        """The visit it comes from, where the person's reach has it."""
        if self.opinion is not None:
            return Visit.objects.filter(pk=self.opinion.visit_id).first() if self.opinion.visit_id else None
        code = self.request.GET.get("visit", "")
        return Visit.objects.select_related("household__village").filter(code=code).first() if code else None

    @cached_property
    def opinion(self) -> OpinionItem | None:
        code = self.request.GET.get("opinion", "")
        rows = OpinionItem.objects.select_related("village", "heard_by", "township")
        return rows.filter(code=code).first() if code else None

    @cached_property
    def cluster(self) -> OpinionCluster | None:
        code = self.request.GET.get("cluster", "")
        return OpinionCluster.objects.filter(code=code).first() if code else None

    @cached_property
    def opinions(self) -> list[OpinionItem]:
        if self.opinion is not None:
            return [self.opinion]
        if self.cluster is None:
            return []
        rows = OpinionItem.objects.filter(cluster=self.cluster, state__in=UNDECIDED)
        return list(rows.select_related("village", "heard_by"))

    def get_initial(self):
        initial = {
            "raised_in": Suggestion.RaisedIn.BETWEEN,
            "handled_at": Suggestion.Level.COUNTY,
            "proposed_by": Suggestion.ProposedBy.DEPUTIES,
            "submitted_on": self.today,
            "is_publishable": True,
        }
        if self.opinions:
            return initial | self._from_opinions()
        if self.visit:
            village = str(self.visit.household.village)
            # What a household said goes on without its name.
            said = (self.visit.issue or self.visit.note).replace(self.visit.household.head_name, "群众")
            on = day_words(self.visit.visited_on, self.today)
            initial |= {
                "title": f"关于{village}的建议",
                "body": f"{on}走访{village}时群众反映：{said}",
            }
            if self.role in flow.ENTERING:
                lead = self.visit.visitors.select_related("person").order_by("order").first()
                initial["lead"] = lead.person if lead else None
        return initial

    def _from_opinions(self) -> dict:
        first, people = self.opinions[0], sum(one.people_count for one in self.opinions)
        said = "\n".join(dict.fromkeys(one.words for one in self.opinions))[:1800]
        about = self.cluster.title if self.cluster else str(first.village or first.township)
        filled = {
            "title": f"关于{about}的建议",
            "body": f"群众反映（{people}人）：{said}",
            "category": (self.cluster and self.cluster.category) or first.category,
        }
        return filled | ({"lead": first.heard_by} if self.role in flow.ENTERING else {})

    def form_kwargs(self):
        return {
            "policy": self.request.county.policy(SuggestionPolicy),
            "role": self.role,
            "today": self.today,
            "is_draft": self.do in ("draft", "split", "opinion"),
        }

    # ---- what the buttons do --------------------------------------------------

    def save(self, form):
        new = self._filled(form)
        if self.do == "draft":
            return self._save_draft(new, form)
        if self.do == "opinion":
            return self._keep_as_opinion(new)
        if self.do == "split":
            return self._split(new, form)
        check = self._check(new)
        if check and not self.request.POST.get("asked"):
            return self.show(form=form, check=check)
        reason = self.request.POST.get("scope_override", "").strip()[:200]
        if check.owner and not reason:
            form.add_error(None, f"可能属于{check.owner.rule.label}：仍要提交的，请写理由，由人大审查。")
            return self.show(status=422, form=form, check=check)
        if check.owner:
            new.out_of_scope, new.scope_override = check.owner.rule.code, reason
        else:
            new.out_of_scope, new.scope_override = (check.found[0].rule.code if check.found else ""), ""
        raised = actions.raise_suggestion(new, **self._with(form), cluster=self.cluster)
        if check.is_urgent:
            tell_of_danger(raised, text=raised.title, by=self.request.actor, on=self.today)
        return raised

    def _filled(self, form) -> Suggestion:
        new = form.save(commit=False)
        new.county = self.request.county
        if self.role == DEPUTY:
            new.lead = self.request.user.person
            new.submitted_on = self.today
        new.township = new.lead.township
        new.source_visit = new.source_visit or self.visit
        new.campaign = (
            Campaign.objects.filter(county=new.county, since__lte=new.submitted_on).order_by("-since").first()
        )
        return new

    def _with(self, form) -> dict:
        return {
            "by": self.request.actor,
            "on": self.today,
            "co_proposers": list(form.cleaned_data["co_proposers"]),
            "co_confirmed": self.role in flow.ENTERING,
            "opinions": self.opinions,
        }

    def _check(self, new: Suggestion) -> Check:
        texts = (new.title, new.body, new.ask)
        rules = new.county.policy(SuggestionPolicy).out_of_scope
        with reaching(Reach.everything("titles that may be published are told to whoever raises the same")):
            similar = similar_to(new, rows=Suggestion.objects.may_be_shown(), on=self.today)
        return Check(guard.findings(texts, rules, category=new.category), guard.two_matters(*texts), similar)

    def _save_draft(self, new, form):
        actions.save_draft(new, **self._with(form), cluster=self.cluster)
        messages.success(self.request, "草稿已存，还没有提交。")
        return redirect("suggestions:edit_draft", code=new.code)

    def _split(self, new, form):
        """Two drafts with the same words: one matter is to stay in each."""
        kept = actions.save_draft(new, **self._with(form), cluster=self.cluster)
        other = Suggestion(
            **{
                name: getattr(kept, name)
                for name in (
                    "county", "township", "lead", "title", "body", "ask", "category", "handled_at",
                    "raised_in", "congress_closed_on", "submitted_on", "source_visit", "campaign",
                    "is_confidential", "is_publishable",
                )
            }
        )  # fmt: skip
        actions.save_draft(other, **{**self._with(form), "opinions": []})
        messages.success(self.request, "已存成两份草稿。这一份只留第一件事；另一份在“草稿”里，只留第二件事。")
        return redirect("suggestions:edit_draft", code=kept.code)

    def _keep_as_opinion(self, new):
        """[存为群众意见]: the words are kept for the office, nothing is submitted."""
        if self.opinion is not None:
            messages.success(self.request, "没有提交。意见还在这里，等待研判。")
            return redirect(self.opinion)
        opinion = OpinionItem(
            county=new.county,
            heard_by=new.lead,
            visit=self.visit,
            heard=OpinionItem.Heard.VISIT,
            heard_on=self.visit.visited_on if self.visit else new.submitted_on,
            words="\n".join(text for text in (new.body or new.title, new.ask) if text)[:600],
            category=new.category,
        )
        actions.record_opinion(opinion, by=self.request.actor, today=self.today)
        if self.object is not None:
            actions.delete_draft(self.object, by=self.request.actor)
        messages.success(self.request, "已存为群众意见，没有提交建议；由人大研判后转有关机关。")
        return redirect(opinion)

    def context(self):
        return {"visit": self.visit, "opinions": self.opinions}


class EditDraft(Raise):
    """``/suggestions/<code>/edit/``: go on with a draft."""

    permission = "suggestions.raise"
    model = Suggestion
    title = "继续写建议"

    def rows(self):
        return own_drafts(self.request).select_related("county__region", "lead__township", "group")

    def get_initial(self):
        return {}

    def crumbs(self):
        return [*super().crumbs(), ("草稿", reverse("suggestions:drafts"))]

    def buttons(self):
        url = reverse("suggestions:delete_draft", args=[self.object.code])
        return [Button("删除草稿", url, icon="")]


class DraftList(ListPage):
    """``/suggestions/drafts/``."""

    permission = "suggestions.raise"
    title, counter = "草稿", "份"
    model = Suggestion
    order = "-submitted_on"
    row_url = "suggestions:edit_draft"
    exportable = False
    columns = (
        Column("title", "题目", cells.clip(32), link=True, wide=True),
        Column("lead__name", "领衔代表"),
        Column("submitted_on", "日期", cells.day, sort="submitted_on"),
    )
    empty = Empty("没有草稿。", (Button("提建议", "suggestions:new", "suggestions.raise"),))

    def rows(self):
        return own_drafts(self.request)

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]


class DeleteDraft(ActPage):
    permission = "suggestions.raise"
    model = Suggestion
    title = "删除草稿"
    button = "删除"
    tone = "danger"
    saved = "草稿已删除。"

    def rows(self):
        return own_drafts(self.request)

    def get_sentence(self):
        return f"“{self.object.title}”还没有提交，删除后找不回来。"

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list")), ("草稿", reverse("suggestions:drafts"))]

    def cancel_url(self):
        return reverse("suggestions:edit_draft", args=[self.object.code])

    def act(self, obj, data):
        actions.delete_draft(obj, by=self.request.actor)
        return obj

    def done(self, obj):
        return reverse("suggestions:drafts")


class Join(ActPage):
    """A deputy who would raise the same adds the own name to what is there."""

    permission = "suggestions.raise"
    model = Suggestion
    title = "我也附议这件"
    button = "附议"
    saved = "已附议，领衔代表会收到通知。答复时您也会收到，并单独评价。"

    def load(self):
        if self.request.post.role != DEPUTY:
            raise Http404
        with reaching(Reach.everything("a suggestion that may be published can be co-signed")):
            rows = Suggestion.objects.may_be_shown().filter(
                county=self.request.county, state__in=flow.JOINABLE
            )
            self.object = get_object_or_404(rows.select_related("lead"), code=self.kwargs["code"])

    def get_sentence(self):
        return f"{self.object.lead.name}代表已经提出：{self.object.title}。附议后不用再提一件。"

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    def cancel_url(self):
        return reverse("suggestions:list")

    def act(self, obj, data):
        with reaching(Reach.everything("a suggestion that may be published can be co-signed")):
            actions.join(obj, self.request.user.person, by=self.request.actor, on=self.today)
        return obj


class AgreeToWithdraw(ActPage):
    """A co-signer agrees that a joint suggestion is withdrawn."""

    permission = "suggestions.raise"
    model = Suggestion
    title = "同意撤回"
    button = "同意撤回"
    saved = "已告诉领衔代表。"

    def load(self):
        super().load()
        self.own = get_object_or_404(
            SuggestionProposer.objects.select_related("suggestion", "person"),
            suggestion=self.object,
            person=self.request.user.person_id,
            role=SuggestionProposer.Role.CO,
        )

    def get_sentence(self):
        return f"联名提出的建议要全体代表同意才能撤回：{self.object.title}。"

    def crumbs(self):
        return crumbs_to(self.object)

    def act(self, obj, data):
        actions.agree_to_withdraw(self.own, by=self.request.actor, on=self.today)
        return obj
