"""督办: key suggestions and their decisions, urging several at once, the letter on paper."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from congress_poverty.pages import (
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FindPage,
    FormPage,
    ListPage,
    cells,
    day_words,
)
from deputies.roles import TOWNSHIP_CHAIR

from .. import actions, documents, figures, flow
from ..forms import KeyDecisionForm, PickForDecisionForm, UrgeManyForm
from ..models import Assignment, KeyDecision, Step, Suggestion, Supervisor, UrgeLetter
from ..policy import SuggestionPolicy
from .documents import word_file
from .lists import state_chip


def _years(page) -> list[tuple[str, str]]:
    first = Suggestion.objects.filter(is_key=True, key_on__isnull=False).order_by("key_on").first()
    since = first.key_on.year if first else page.today.year
    return [(str(year), f"{year}年") for year in range(page.today.year, since - 1, -1)]


class KeyList(ListPage):
    """``/suggestions/key/``: the key suggestions of a year, those carried over, and who watches over them."""

    permission = "suggestions.figures"
    title = "重点督办"
    model = Suggestion
    counter = "件"
    order = "-key_on"
    row_url = "suggestions:detail"
    search = staticmethod(lambda rows, word: rows.matching(word))
    search_label = "编号、题目或代表"
    template_name = "suggestions/key_list.html"
    filters = (
        Filter("year", "年度", _years, apply=lambda rows, value: rows, blank="本年"),
        Filter(
            "way",
            "督办方式",
            Supervisor.Way,
            apply=lambda rows, way: rows.filter(
                pk__in=Supervisor.objects.current().filter(way=way).values("suggestion")
            ),
        ),
    )
    columns = (
        Column("title", "题目", cells.clip(30), link=True, wide=True),
        Column("number", "编号", sort="number"),
        Column("state", "状态", state_chip, sort="state"),
        Column("@supervisors", "督办人", cells.joined, wide=True),
        Column("@units", "主办单位", cells.joined),
        Column("key_on", "决定日期", cells.day, sort="key_on"),
        Column("answer_due_on", "答复期限", cells.day, sort="answer_due_on"),
        Column("@last", "最近进展", wide=True),
    )
    empty = Empty(
        "还没有重点督办件。先记录会议决定，再选建议。",
        (Button("记录会议决定", "suggestions:key_new", "suggestions.hand_over"),),
    )

    @cached_property
    def year(self) -> int:
        return int(self.params.get("year") or self.today.year)

    def rows(self):
        return figures.key_in(self.request.county, self.year)

    def buttons(self):
        return [
            Button("记录会议决定", "suggestions:key_new", "suggestions.hand_over", icon="plus-lg", main=True)
        ]

    def extras(self, ids):
        supervisors: dict[int, list[str]] = {}
        watching = Supervisor.objects.filter(suggestion__in=ids).current()
        for pk, name in watching.values_list("suggestion", "name"):
            supervisors.setdefault(pk, []).append(name)
        units: dict[int, list[str]] = {}
        leads = Assignment.objects.current().filter(suggestion__in=ids, part=flow.Part.LEAD)
        for pk, name in leads.order_by("round", "id").values_list("suggestion", "unit__name"):
            if name not in units.setdefault(pk, []):
                units[pk].append(name)
        last: dict[int, str] = {}
        for step in Step.objects.filter(suggestion__in=ids):
            last[step.suggestion_id] = f"{day_words(step.happened_on)} {step.label}"
        return {"@supervisors": supervisors, "@units": units, "@last": last}

    def context(self):
        county, post = self.request.county, self.request.post
        townships = list(post.townships)
        decided = figures.key_decided(county, self.year, townships[0] if townships else None).count()
        # The pack's number is what the standing committee's leaders take on (S4-52).
        minimum = 0 if townships else county.policy(SuggestionPolicy).key_minimum
        return {
            "when": "本年" if self.year == self.today.year else f"{self.year}年",
            "decided": decided,
            "minimum": minimum,
            "missing": max(0, minimum - decided),
            "carried": self.rows().filter(key_on__year__lt=self.year).count(),
            "may_decide": self.request.may("suggestions.hand_over"),
            "decisions": KeyDecision.objects.filter(county=county, year=self.year),
        }


class KeyDecisionNew(FormPage):
    """A council of chairpersons, or a township's presidium, has decided: when, and by which paper."""

    permission = "suggestions.hand_over"
    title = "记录会议决定"
    form_class = KeyDecisionForm
    button = "保存，去选建议"
    saved = ""
    lead = "县级办理的由主任会议决定，乡级办理的由主席团决定（代表法第五十二条）。"

    def crumbs(self):
        return [("重点督办", reverse("suggestions:key"))]

    def form_kwargs(self):
        return {"today": self.today}

    def save(self, form):
        decision = form.save(commit=False)
        decision.county = self.request.county
        if self.request.post.role == TOWNSHIP_CHAIR:
            decision.township = next(iter(self.request.post.townships))
        return actions.decide_key(decision, by=self.request.actor)


class KeyDecisionPage(FormPage):
    """One decision: what it decided on, and a form for one more suggestion."""

    permission = "suggestions.hand_over"
    model = KeyDecision
    form_class = PickForDecisionForm
    template_name = "suggestions/key_decision.html"
    button = "列为重点督办"
    saved = "已列为重点督办，可以再加一件。"

    def rows(self):
        return KeyDecision.objects.select_related("county__region", "township")

    def get_title(self):
        return self.object.meeting

    def crumbs(self):
        return [("重点督办", reverse("suggestions:key"))]

    def form_kwargs(self):
        return {"decision": self.object}

    def context(self):
        watching = Supervisor.objects.filter(decision=self.object).select_related("suggestion")
        decided: dict[Suggestion, list[Supervisor]] = {}
        for one in watching:
            decided.setdefault(one.suggestion, []).append(one)
        return {"decided": list(decided.items())}

    def save(self, form):
        given = dict(form.cleaned_data)
        suggestion = given.pop("suggestion")
        actions.advance(
            suggestion,
            "mark_key",
            by=self.request.actor,
            on=self.today,
            given=given | {"decision": self.object},
        )
        return self.object


class FindKey(FindPage):
    """Suggestions that may be decided key ones, for the pick field."""

    permission = "suggestions.hand_over"
    model = Suggestion
    search = staticmethod(lambda rows, word: rows.matching(word))
    order = "-submitted_on"

    def rows(self):
        return Suggestion.objects.filter(
            county=self.request.county, is_key=False, state__in=flow.MOVES["mark_key"].sources
        )

    def hint(self, obj):
        return obj.face.label


# --- urging --------------------------------------------------------------------------------


class UrgeMany(FormPage):
    """Several suggestions picked in the list: urged together, one notice and one letter a unit."""

    permission = "suggestions.supervise"
    title = "批量催办"
    form_class = UrgeManyForm
    template_name = "suggestions/urge_many.html"
    autosave = False

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    @cached_property
    def picked(self) -> list[Suggestion]:
        codes = self.request.POST.getlist("pick")
        return list(Suggestion.objects.filter(code__in=codes).select_related("county__region", "township"))

    @cached_property
    def by_unit(self):
        return actions.to_urge(self.picked)

    @property
    def button(self) -> str:
        return f"催办 {len(self.by_unit[0])} 个单位"

    def get(self, request, *args, **kwargs):
        messages.info(request, "请先在列表里选中要催办的建议。")
        return redirect("suggestions:list")

    def post(self, request, *args, **kwargs):
        if not self.picked:
            return self.get(request)
        if "level" not in request.POST:
            return self.show(form=self.get_form())
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        return {"level": "letter", "message": "请抓紧办理，在期限以前书面答复并与代表见面。"}

    def context(self):
        by_unit, quiet = self.by_unit
        return {
            "picked": self.picked,
            "quiet": quiet,
            "groups": [(unit, [one.suggestion for one in parts]) for unit, parts in by_unit.items()],
        }

    def save(self, form):
        found = actions.urge_many(
            self.picked,
            level=form.cleaned_data["level"],
            message=form.cleaned_data["message"],
            by=self.request.actor,
            on=self.today,
        )
        self.saved = ""
        return self.show(
            template="suggestions/urged.html",
            urged=found,
            done=sum(one.done for one in found),
            refused=sum(len(one.lines) - one.done for one in found),
        )


class UrgeLetterPrint(DetailPage):
    """催办函 on A4, in the official layout."""

    permission = "suggestions.read"
    model = UrgeLetter
    template_name = "suggestions/documents/urge-letter.html"

    def rows(self):
        return UrgeLetter.objects.select_related("county__region", "township", "unit")

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        parts = Assignment.objects.filter(urge_letters=self.object).select_related("suggestion")
        found = [one.suggestion for one in parts.order_by("suggestion__answer_due_on", "id")]
        if not found:
            raise Http404  # none of its matters is in the reach of whoever looks
        return found

    def context(self):
        one = self.suggestions[0] if len(self.suggestions) == 1 else None
        return {
            "sheets": [documents.urge_letter(self.object, self.suggestions)],
            "word_url": reverse("suggestions:urge_letter_word", args=[self.object.code]),
            "back": one.get_absolute_url() if one else reverse("suggestions:list"),
        }


class UrgeLetterWord(UrgeLetterPrint):
    """The letter as a Word file."""

    permission = "suggestions.read"

    def get(self, request, *args, **kwargs):
        letter = self.object = self.get_object()
        sheet = documents.urge_letter(letter, self.suggestions)
        content = documents.word(documents.URGE_LETTER, [sheet], county=letter.county)
        return word_file(request, documents.URGE_LETTER, content, name=str(letter), obj=letter)
