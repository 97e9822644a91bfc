"""The list of suggestions: the county's, a township's, a deputy's own, or a unit's work by time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import escape

from congress_poverty.pages import (
    Button,
    Column,
    Days,
    Empty,
    Filter,
    FindPage,
    ListPage,
    cells,
    chip,
    deadline_chip,
)
from deputies import figures as people
from deputies.models import Person, Unit
from deputies.roles import DEPUTY, HANDLING_UNIT

from .. import flow
from ..forms import peers, search_people, search_suggestions, search_units
from ..models import Assignment, Extension, Suggestion
from ..policy import SuggestionPolicy
from ..sheets import FIELDS, ledger_rows
from ..story import TONES

FAR = date(9999, 12, 31)
STATES = [(state.value, face.label) for state, face in flow.FACES.items() if state != flow.State.DRAFT]


def state_chip(value):
    """The state's word with its icon and tone."""
    face = flow.FACES[flow.State(value)]
    return chip(face.label, TONES[face.tone], face.icon)


state_chip.plain = lambda value, *rest: flow.FACES[flow.State(value)].label


def _matching(rows, word):
    return rows.matching(word)


def _townships(page):
    return [(one.code, str(one)) for one in people.townships(page.request.county)]


def _units(page):
    rows = Assignment.objects.current().filter(part=flow.Part.LEAD)
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
    return list(units.values_list("code", "name"))


def _categories(page):
    terms = page.request.county.policy(SuggestionPolicy).categories
    return [(term.code, term.label) for term in terms]


# 分层交办、分级转办 (S2-56): whose body hands over, and whither it went from there.
LAYERS = [
    *Suggestion.Level.choices,
    ("down", "交乡镇政府办理"),
    ("up", "上报上级"),
]


def _at_layer(rows, layer):
    if layer == "down":
        return rows.handled_by_townships()
    if layer == "up":
        return rows.reported_up()
    return rows.filter(handled_at=layer)


class Due(Filter):
    """临期、逾期、两次不满意、重点督办: the saved views, from today and the county's pack."""

    WORDS = (
        ("soon", "临期"),
        ("late", "逾期"),
        ("twice", "两次不满意"),
        ("key", "重点督办"),
    )

    def __init__(self):
        super().__init__("due", "期限和督办", self.WORDS)

    def apply(self, rows, values, page):
        value = values.get(self.name)
        return page.saved_view(rows, value) if value else rows


class SuggestionList(ListPage):
    """``/suggestions/``. Units see theirs by the time left, everybody else the newest first."""

    permission = "suggestions.read"
    model = Suggestion
    counter = "件"
    empty_noun = "建议"
    search = staticmethod(_matching)
    search_label = "编号、题目或代表"
    row_url = "suggestions:detail"
    filters = (
        Due(),
        Filter("state", "状态", STATES),
        Filter(
            "unit",
            "主办单位",
            _units,
            apply=lambda rows, code: rows.at_unit(Unit.objects.filter(code=code).first()),
        ),
        Filter("town", "乡镇", _townships, lookup="township__code"),
        Filter("category", "类别", _categories),
        Filter("level", "办理层级", LAYERS, apply=_at_layer),
        Filter("way", "办理方式", Suggestion.Dispatch, lookup="dispatch"),
        Filter("raised", "提出时间", Suggestion.RaisedIn, lookup="raised_in"),
        Days("submitted", "提出日期", lookup="submitted_on"),
        Days("handed", "交办日期", lookup="handed_over_on"),
    )
    columns = (
        Column("title", "题目", cells.clip(32), link=True, wide=True),
        Column("number", "编号", sort="number"),
        Column("state", "状态", state_chip, sort="state"),
        Column(("answer_due_on", "state", "paused_on", "@asks"), "期限", None, sort="answer_due_on"),
        Column("@units", "主办单位", cells.joined),
        Column("lead__name", "领衔代表"),
        Column("township__name", "代表团", sort="township__code"),
        Column("category", "类别", None),
        Column("submitted_on", "提出", cells.day, sort="submitted_on"),
    )

    @property
    def is_unit(self) -> bool:
        return self.request.post.role == HANDLING_UNIT

    @property
    def is_deputy(self) -> bool:
        return self.request.post.role == DEPUTY

    @property
    def to_be_rated(self):
        return Suggestion.objects.to_be_rated_by(self.request.user.person_id)

    @cached_property
    def policy(self) -> SuggestionPolicy:
        return self.request.county.policy(SuggestionPolicy)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = tuple(self._bound(column) for column in type(self).columns)

    def _bound(self, column: Column) -> Column:
        if column.label == "期限":
            return replace(column, cell=self.due_cell, export=lambda due_on, *rest: due_on)
        if column.label == "类别":
            return replace(column, cell=self.category_cell, export=self.category_word)
        return column

    def due_cell(self, due_on, state, paused_on, asks):
        """What is left, why it stands still, or nothing where no answer is waited for."""
        if paused_on and state in flow.AT_UNITS:
            return chip("暂停", "quiet", "pause-circle")
        if due_on is None:
            return cells.text("")
        waits = "延期审批中" if asks and due_on >= self.today else ""
        return deadline_chip(due_on, today=self.today, paused=waits, soon_days=self.policy.due_soon_days)

    def category_word(self, code, *rest):
        return self.category_words.get(code, code)

    def category_cell(self, code):
        return escape(self.category_word(code)) or cells.text("")

    @cached_property
    def category_words(self) -> dict[str, str]:
        return {term.code: term.label for term in self.policy.categories}

    def get_title(self):
        return "要办的建议" if self.is_unit else "代表建议"

    @property
    def order(self):
        by_due = self.is_unit or self.request.GET.get("due") in ("soon", "late")
        return "due_sort" if by_due else "-submitted_on"

    def rows(self):
        rows = Suggestion.objects.exclude(state=flow.State.DRAFT)
        if self.order == "due_sort":
            rows = rows.annotate(due_sort=Coalesce("answer_due_on", Value(FAR)))
        return rows

    def saved_view(self, rows, name: str):
        """The rows of a saved view; the board links to the same ones."""
        if name == "late":
            return rows.overdue(on=self.today)
        if name == "soon":
            until = self.today + timedelta(days=self.policy.due_soon_days)
            return rows.due_soon(on=self.today, until=until)
        if name == "twice":
            rows = rows.dissatisfied_twice(self.policy.escalate_after)
            # Each deputy rates alone: until then the list does not give away what others said.
            return rows.exclude(pk__in=self.to_be_rated.values("pk")) if self.is_deputy else rows
        return rows.filter(is_key=True)

    def tab_links(self):
        chosen = self.params.get("due", "")
        links = [("全部", self.request.path, not chosen)]
        links += [(label, f"?due={value}", chosen == value) for value, label in Due.WORDS]
        if self.request.may("suggestions.raise"):
            links.append(("草稿", reverse("suggestions:drafts"), False))
        if self.request.may("opinions.read"):
            links.append(("群众意见", reverse("suggestions:opinions"), False))
        return links

    def extras(self, ids):
        asked = Extension.objects.filter(
            suggestion__in=ids, is_granted__isnull=True, assignment__state=flow.UnitState.HANDLING
        )
        return {
            "@units": leads_of(ids),
            "@asks": dict.fromkeys(asked.values_list("suggestion", flat=True), True),
        }

    def export_header(self):
        """A file holds the whole ledger, so that it imports again."""
        return [one.label for one in FIELDS]

    def export_rows(self, *, full=False):
        hidden = dict(self.to_be_rated.values_list("pk", "round")) if self.is_deputy else {}
        yield from ledger_rows(self.chosen.order_by(*self.ordering.by()), self.policy, hidden=hidden)

    def buttons(self):
        return [
            Button("提建议", "suggestions:new", "suggestions.raise", icon="plus-lg", main=True),
            Button("承诺事项", "suggestions:promises", "suggestions.read", icon="list-check"),
            Button("重点督办", "suggestions:key", "suggestions.figures", icon="flag"),
            Button("办理情况统计", "suggestions:figures", "suggestions.figures", icon="bar-chart"),
        ]

    @property
    def bulk(self):
        """Rows are picked only by those who may do something with them."""
        urge = Button("批量催办", "suggestions:urge_many", "suggestions.supervise", icon="bell")
        return [urge] if self.request.may(urge.permission) else []

    @property
    def empty(self):
        if self.is_unit:
            return Empty("目前没有要办的建议。")
        return Empty(
            "还没有提过建议。走访时听到的事，可以直接变成建议。",
            (Button("提建议", "suggestions:new", "suggestions.raise"),),
        )


def leads_of(suggestions) -> dict[int, list[str]]:
    """The names of the units that lead each of them, now or in an earlier round."""
    units: dict[int, list[str]] = {}
    rows = Assignment.objects.current().filter(suggestion__in=suggestions, part=flow.Part.LEAD)
    for pk, name in rows.order_by("round", "id").values_list("suggestion", "unit__name"):
        if name not in units.setdefault(pk, []):
            units[pk].append(name)
    return units


class FindUnit(FindPage):
    """Handling units for the pick fields."""

    permission = "suggestions.read"
    model = Unit
    search = staticmethod(search_units)
    order = "name"

    def rows(self):
        return Unit.objects.filter(county=self.request.county.pk, is_active=True, handles_suggestions=True)


class FindLeader(FindPage):
    """Suggestions into which another may be merged: not handled with a third themselves, not yet answered."""

    permission = "suggestions.hand_over"
    model = Suggestion
    search = staticmethod(search_suggestions)
    order = "-submitted_on"

    def rows(self):
        states = (flow.State.REGISTERED, *flow.FIRST_ROUND)
        return Suggestion.objects.filter(merged_into__isnull=True, state__in=states).select_related("lead")

    def hint(self, obj):
        return f"{obj.lead.name} {obj.face.label}"


class FindLead(FindPage):
    """Deputies for whom one may enter a suggestion."""

    permission = "suggestions.enter"
    model = Person
    search = staticmethod(search_people)
    order = "pinyin"

    def rows(self):
        return people.in_office(self.request.county, self.today).select_related("township")

    def hint(self, obj):
        return str(obj.township)


class FindPeer(FindLead):
    """Deputies of the county to co-sign with: their names are public."""

    permission = "suggestions.raise"

    def get(self, request, *args, **kwargs):
        with peers():
            return super().get(request, *args, **kwargs)
