"""Pages of what people said, before it is a suggestion."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import escape

from congress_poverty.packs import term
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    act,
    cells,
    chip,
)
from deputies.models import Region
from deputies.roles import DEPUTY
from pairing.places import PlaceFilter, township_pairs
from visits.models import Activity, Reception, Visit

from .. import actions, flow
from ..actions.opinions import UNDECIDED
from ..forms import opinions as forms
from ..guard import findings
from ..models import OpinionCluster, OpinionItem
from ..policy import SuggestionPolicy
from ..story import TONES

State = OpinionItem.State
# Words of an activity's kind that say where people were heard.
HEARD_AT = (("接待", "reception"), ("座谈", "forum"), ("恳谈", "forum"), ("走访", "visit"))


def state_chip(value):
    face = OpinionItem(state=value).face
    return chip(face.label, TONES[face.tone], face.icon)


state_chip.plain = lambda value, *rest: State(value).label


def _categories(page):
    return [(term.code, term.label) for term in page.policy.categories]


def _where(value):
    return escape(OpinionItem.Heard(value).label)


_where.plain = lambda value, *rest: OpinionItem.Heard(value).label


def _scope(value):
    return cells.text(OpinionItem.Scope(value).label if value else "")


_scope.plain = lambda value, *rest: OpinionItem.Scope(value).label if value else ""


class OpinionList(ListPage):
    """``/opinions/``: tabs by state; several picked become one matter."""

    permission = "opinions.read"
    title, counter, empty_noun = "群众意见", "条", "意见"
    model = OpinionItem
    order = "-heard_on"
    row_url = "suggestions:opinion"
    search_label = "原话或代表"
    filters = (
        PlaceFilter("town", "乡镇", township_pairs, lookup="township__code"),
        Filter("category", "类别", _categories),
        Filter("heard", "来源", OpinionItem.Heard),
        Filter("scope", "个别或集中", OpinionItem.Scope),
        Filter("state", "处理情况", State),
        Days("heard_on", "听取日期"),
    )
    columns = (
        Column("words", "群众原话", cells.clip(36), link=True, wide=True),
        Column("state", "处理情况", state_chip, sort="state"),
        Column("people_count", "人数", cells.number, right=True, sort="people_count"),
        Column("scope", "个别或集中", _scope),
        Column("heard", "来源", _where),
        Column("heard_by__name", "听取代表"),
        Column("township__name", "乡镇", sort="township__code"),
        Column("category", "类别", None),
        Column("cluster__title", "归并", cells.clip(14)),
        Column("heard_on", "听取日期", cells.day, sort="heard_on"),
    )
    bulk = (Button("归并成一个问题", "suggestions:gather", "opinions.decide"),)
    empty = Empty(
        "还没有记过意见。走访、接待、座谈时听到的，记下来，由人大研判。",
        (Button("记意见", "suggestions:opinion_new", "opinions.record"),),
    )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = tuple(
            replace(column, cell=self.category_cell, export=self.category_word)
            if column.label == "类别"
            else column
            for column in type(self).columns
        )

    @staticmethod
    def search(rows, word):
        return rows.matching(word)

    @cached_property
    def policy(self) -> SuggestionPolicy:
        return self.request.county.policy(SuggestionPolicy)

    def category_word(self, code, *rest):
        found = term(self.policy.categories, code)
        return found.label if found else code

    def category_cell(self, code):
        return cells.text(self.category_word(code))

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    def tab_links(self):
        chosen = self.params.get("state", "")
        links = [("全部", self.request.path, not chosen)]
        return links + [(label, f"?state={value}", chosen == value) for value, label in State.choices]

    def buttons(self):
        return [
            Button("记意见", "suggestions:opinion_new", "opinions.record", icon="plus-lg", main=True),
            Button("归并的问题", "suggestions:clusters", "opinions.decide"),
        ]


class ClusterList(ListPage):
    """``/clusters/``: what several opinions have in common."""

    permission = "opinions.decide"
    title, counter = "归并的问题", "个"
    model = OpinionCluster
    order = "-created_on"
    row_url = "suggestions:cluster"
    columns = (
        Column("title", "共同的问题", cells.clip(36), link=True, wide=True),
        Column("is_key_topic", "重点监督议题", cells.yes_no),
        Column("township__name", "乡镇"),
        Column("created_on", "整理日期", cells.day, sort="created_on"),
    )
    empty = Empty("还没有归并过。在“群众意见”里选几条，点“归并成一个问题”。")

    def crumbs(self):
        return opinion_crumbs()


def opinion_crumbs() -> list[tuple[str, str]]:
    return [("代表建议", reverse("suggestions:list")), ("群众意见", reverse("suggestions:opinions"))]


class OpinionBase(DetailPage, abstract=True):
    """A page about one opinion."""

    model = OpinionItem

    def rows(self):
        return OpinionItem.objects.select_related(
            "county__region", "township", "village", "heard_by", "cluster", "suggestion"
        )

    @cached_property
    def policy(self) -> SuggestionPolicy:
        return self.object.county.policy(SuggestionPolicy)

    def crumbs(self):
        return opinion_crumbs()


class OpinionPage(OpinionBase):
    """``/opinions/<code>/``."""

    permission = "opinions.read"
    template_name = "suggestions/opinion.html"

    def get_title(self):
        return "群众意见"

    def buttons(self):
        one, code = self.object, self.object.code
        undecided = one.state in UNDECIDED
        found = []
        if undecided:
            found.append(Button("研判", _to("decide", code), "opinions.decide", "clipboard-check", main=True))
            found.append(
                Button("提成建议", f"{reverse('suggestions:new')}?opinion={code}", "suggestions.raise")
            )
            found.append(Button("修改", _to("opinion_edit", code), "opinions.record", "pencil"))
        if one.state == State.ROUTED:
            found.append(Button("转办单", _to("slip", code), "opinions.read", "printer"))
        if one.state not in (State.NEW, State.VERIFY):
            found.append(Button("记反馈", _to("tell_back", code), "opinions.record"))
        return found

    def context(self):
        one, policy = self.object, self.policy
        sources = [term.label for term in policy.opinion_sources if term.code in one.sources]
        category = term(policy.categories, one.category)
        out_of_scope = term(policy.out_of_scope, one.out_of_scope)
        cluster = one.cluster and OpinionCluster.objects.filter(pk=one.cluster_id).first()
        return {
            "tag": state_chip(one.state),
            "sources": "、".join(sources),
            "is_checked": len(sources) >= policy.opinion_checked_by,
            "category": category.label if category else one.category,
            "out_of_scope": out_of_scope,
            "cluster": cluster,
            "visit": one.visit_id and Visit.objects.filter(pk=one.visit_id).first(),
            "activity": one.activity_id and Activity.objects.filter(pk=one.activity_id).first(),
            "reception": one.reception_id and Reception.objects.filter(pk=one.reception_id).first(),
            "is_deputy": self.request.post.role == DEPUTY,
        }


class Slip(OpinionBase):
    """转办单: the letter that goes with an opinion to the organ it belongs to."""

    permission = "opinions.read"
    template_name = "suggestions/slip.html"

    def get_object(self):
        found = super().get_object()
        if found.state != State.ROUTED:
            raise Http404
        return found

    def get_title(self):
        return f"转办单 {self.object.slip_number}"

    def context(self):
        one = self.object
        return {"office": _office_of(one, self.request), "printed_by": self.request.user, "today": self.today}


def _office_of(one: OpinionItem, request) -> str:
    """Who signs the slip: the township's presidium, or the county's committee."""
    if request.reach.kind == "county":
        return f"{one.county}人大常委会{one.county.deputies_committee_name}"
    return f"{one.township.name}人民代表大会主席团"


class RecordOpinion(FormPage):
    """``/opinions/new/``, prefilled by ``?visit=``, ``?activity=``, ``?reception=``; a code corrects one."""

    permission = "opinions.record"
    model = OpinionItem
    form_class = forms.OpinionForm
    again = "保存并再记一条"
    saved = "已记下，等待研判。"
    lead = "先听、先记，切勿当场表态；代表不直接处理具体问题。"

    def get_title(self):
        return "修改意见" if self.object else "记意见"

    def crumbs(self):
        return opinion_crumbs()

    @cached_property
    def visit(self) -> Visit | None:
        code = self.request.GET.get("visit", "")
        return Visit.objects.select_related("household__village").filter(code=code).first() if code else None

    @cached_property
    def activity(self) -> Activity | None:
        code = self.request.GET.get("activity", "")
        return Activity.objects.filter(code=code).first() if code else None

    @cached_property
    def reception(self) -> Reception | None:
        code = self.request.GET.get("reception", "")
        return Reception.objects.select_related("village").filter(code=code).first() if code else None

    def get_initial(self):
        if self.object is not None:
            return {}
        initial = {"heard": OpinionItem.Heard.VISIT, "heard_on": self.today, "people_count": 1}
        if self.visit:
            household = self.visit.household
            initial |= {
                "heard_on": self.visit.visited_on,
                "village": household.village.code,
                # What a household said goes on without its name.
                "words": (self.visit.issue or self.visit.note).replace(household.head_name, "群众"),
            }
            if self.request.post.role in flow.ENTERING:
                lead = self.visit.visitors.select_related("person").order_by("order").first()
                initial["heard_by"] = lead.person if lead else None
        elif self.reception:
            initial |= self._said_at_reception()
        elif self.activity:
            kind = self.activity.kind
            heard = next((code for word, code in HEARD_AT if word in kind), OpinionItem.Heard.INSPECTION)
            initial |= {"heard": heard, "heard_on": self.activity.held_on}
        return initial

    def _said_at_reception(self) -> dict:
        one = self.reception
        said = {
            "heard": OpinionItem.Heard.RECEPTION,
            "heard_on": one.received_on,
            "people_count": one.people_count,
            # What a voter said goes on without the name.
            "words": one.words.replace(one.voter_name, "群众") if one.voter_name else one.words,
        }
        if one.village:
            said["village"] = one.village.code
        if self.request.post.role in flow.ENTERING:
            lead = one.deputies.select_related("person").first()
            said["heard_by"] = lead.person if lead else None
        return said

    def form_kwargs(self):
        reach = self.request.reach
        towns = reach.townships if reach.kind == "deputy" else reach.ids
        villages = Region.objects.filter(level=Region.Level.VILLAGE, retired_on__isnull=True).order_by("code")
        if reach.kind == "county":
            villages = villages.filter(parent__parent=self.request.county.region_id)
        else:
            villages = villages.filter(parent__in=towns)
        return {
            "policy": self.request.county.policy(SuggestionPolicy),
            "role": self.request.post.role,
            "today": self.today,
            "villages": villages,
        }

    def save(self, form):
        opinion = form.save(commit=False)
        if self.object is not None:
            return actions.change_opinion(opinion, by=self.request.actor, changed=form.changed_data)
        opinion.county = self.request.county
        if self.request.post.role == DEPUTY:
            opinion.heard_by = self.request.user.person
        opinion.visit, opinion.activity, opinion.reception = self.visit, self.activity, self.reception
        return actions.record_opinion(opinion, by=self.request.actor, today=self.today)


class Decide(ActPage):
    """研判: the office's page."""

    permission = "opinions.decide"
    model = OpinionItem
    form_class = forms.DecideForm
    title = "研判"
    button = "保存"
    saved = "研判意见已记下。"
    template_name = "suggestions/decide.html"

    def rows(self):
        return OpinionItem.objects.select_related("county__region", "township", "heard_by")

    @cached_property
    def found(self):
        one = self.object
        rules = one.county.policy(SuggestionPolicy).out_of_scope
        return findings([one.words, one.cause], rules, category=one.category)

    def get_initial(self):
        initial = {"scope": self.object.scope, "on": self.today}
        owner = next((one.rule for one in self.found if not one.rule.is_urgent), None)
        if owner:
            initial |= {"state": State.ROUTED, "routed_to": owner.organ}
        return initial

    def crumbs(self):
        return [*opinion_crumbs(), ("这条意见", self.object.get_absolute_url())]

    def context(self):
        return {"found": self.found}

    def act(self, obj, data):
        return actions.decide(
            obj,
            data["state"],
            by=self.request.actor,
            on=data["on"] or self.today,
            scope=data["scope"],
            decision=data["decision"],
            routed_to=data["routed_to"],
        )


class TellBack(ActPage):
    """What the people were told."""

    permission = "opinions.record"
    model = OpinionItem
    form_class = forms.TellBackForm
    title = "记反馈"
    button = "保存"
    saved = "已记下向群众的反馈。"
    sentence = "把结果告诉反映的群众，再记在这里。"

    def get_initial(self):
        return {"on": self.today}

    def crumbs(self):
        return [*opinion_crumbs(), ("这条意见", self.object.get_absolute_url())]

    def act(self, obj, data):
        return actions.tell_back(obj, data["words"], by=self.request.actor, on=data["on"] or self.today)


class Gather(FormPage):
    """``/clusters/new/``: opinions picked in the list become one matter."""

    permission = "opinions.decide"
    title = "归并成一个问题"
    form_class = forms.GatherForm
    button = "归并"
    saved = "已归并。"
    autosave = False
    template_name = "suggestions/gather.html"

    def post(self, request, *args, **kwargs):
        if "category" not in request.POST:  # comes from the list, with what was picked there
            picked = QueryDict(mutable=True)
            picked.setlist("pick", request.POST.getlist("pick"))
            return redirect(f"{request.path}?{picked.urlencode()}")
        return super().post(request, *args, **kwargs)

    @cached_property
    def picked(self) -> list[OpinionItem]:
        codes = self.request.GET.getlist("pick")[:200]
        return list(OpinionItem.objects.filter(code__in=codes).select_related("township", "county"))

    def get(self, request, *args, **kwargs):
        if not self.picked:
            messages.error(request, "请先在列表里选几条意见。")
            return redirect("suggestions:opinions")
        return super().get(request, *args, **kwargs)

    def crumbs(self):
        return opinion_crumbs()

    def form_kwargs(self):
        return {
            "policy": self.request.county.policy(SuggestionPolicy),
            "clusters": OpinionCluster.objects.filter(suggestion__isnull=True),
        }

    def context(self):
        return {"picked": self.picked}

    def save(self, form):
        data = form.cleaned_data
        return actions.gather(
            self.picked,
            by=self.request.actor,
            on=self.today,
            cluster=data["cluster"],
            title=data["title"].strip(),
            category=data["category"],
        )


class ClusterPage(DetailPage):
    """``/clusters/<code>/``: one matter and the opinions about it."""

    permission = "opinions.read"
    model = OpinionCluster
    template_name = "suggestions/cluster.html"

    def rows(self):
        return OpinionCluster.objects.select_related("county__region", "township", "suggestion")

    def crumbs(self):
        return opinion_crumbs()

    @cached_property
    def opinions(self) -> list[OpinionItem]:
        rows = OpinionItem.objects.filter(cluster=self.object)
        return list(rows.select_related("township", "village", "heard_by"))

    def buttons(self):
        one, found = self.object, []
        if one.suggestion_id is None and any(item.state in UNDECIDED for item in self.opinions):
            url = f"{reverse('suggestions:new')}?cluster={one.code}"
            found.append(Button("提成建议", url, "suggestions.raise", "chat-square-text", main=True))
        if not one.is_key_topic:
            url = reverse("suggestions:key_topic", args=[one.code])
            found.append(Button("列为重点监督议题", url, "suggestions.hand_over", "flag"))
        return found

    def context(self):
        category = term(self.object.county.policy(SuggestionPolicy).categories, self.object.category)
        return {
            "opinions": [(item, state_chip(item.state), item.state in UNDECIDED) for item in self.opinions],
            "people": sum(item.people_count for item in self.opinions),
            "villages": len({item.village_id for item in self.opinions if item.village_id}),
            "category": category.label if category else "",
            "may_decide": self.request.may("opinions.decide"),
        }


class KeyTopic(ActPage):
    """A hot spot becomes a topic of key supervision."""

    permission = "suggestions.hand_over"
    model = OpinionCluster
    title = "列为重点监督议题"
    button = "列入"
    saved = "已列为重点监督议题。"

    def get_sentence(self):
        return f"“{self.object}”列为重点监督议题，供主任会议和年度监督计划选用。"

    def crumbs(self):
        return [*opinion_crumbs(), (str(self.object), self.object.get_absolute_url())]

    def act(self, obj, data):
        return actions.choose_topic(obj, by=self.request.actor, on=self.today)


@act("opinions.decide")
def leave_cluster(request, code):
    opinion = get_object_or_404(OpinionItem.objects.select_related("cluster"), code=code)
    cluster = opinion.cluster
    actions.leave_cluster(opinion, by=request.actor)
    messages.success(request, "已移出。")
    return redirect(cluster or opinion)


def _to(name: str, code: str) -> str:
    return reverse(f"suggestions:{name}", args=[code])
