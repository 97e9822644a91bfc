"""《代表联系选民记事簿》: one for each deputy."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

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
    Page,
    cells,
    day_of,
)
from deputies.models import Person, VoterContact
from deputies.policy import DeputyPolicy
from pairing.views.pairings import person_of

from ..actions import diary as actions
from ..forms import diary as forms
from ..models import DiaryEntry
from ..policy import StationPolicy
from .tabs import TABS


def _who(voter, name):
    return cells.text(voter or name)


_who.plain = lambda voter, name: voter or name


def _ways(page):
    return [(one.label, one.label) for one in page.request.county.policy(StationPolicy).diary_ways]


class Diary(ListPage):
    """A deputy's own book; for the office all books of the township."""

    permission = "diary.read"
    tabs = TABS
    title, counter, empty_noun = "代表联系选民记事簿", "条", "记录"
    template_name = "visits/stations/diary.html"
    model = DiaryEntry
    order = "-met_on"
    row_url = "visits:diary_entry"
    search = staticmethod(lambda rows, word: rows.filter(said__contains=word.strip()))
    search_label = "说了什么"
    columns = (
        Column("met_on", "日期", cells.day, sort="met_on", link=True),
        Column("deputy__name", "代表", sort="deputy__pinyin"),
        Column(("voter__name", "voter_name"), "选民", _who),
        Column("way", "方式"),
        Column("said", "说了什么", cells.clip(30), wide=True),
        Column("followed", "怎么回应的", cells.clip(20)),
    )
    filters = (Filter("way", "方式", _ways), Days("met", "日期", lookup="met_on"))
    empty = Empty("记事簿还是空的。", (Button("记一条", "visits:diary_new", "diary.write"),))

    def buttons(self):
        found = [Button("记一条", "visits:diary_new", "diary.write", icon="plus-lg", main=True)]
        person = person_of(self.request)
        if person is not None:
            book = reverse("visits:diary_book", args=[person.code])
            found.append(Button("打印记事簿", book, "diary.read", "printer"))
        else:
            found.append(Button("导入台账", "/imports/new/?kind=diary", "sheets.import"))
            found.append(Button("导出台账", "/imports/export/diary/", "sheets.export"))
        return found

    def context(self):
        """How many fixed voters the county asks for, and how many there are (S4-25)."""
        person = person_of(self.request)
        if person is None:
            return {"books": self.books()}
        low = self.request.county.policy(DeputyPolicy).voters_per_deputy_min
        count = VoterContact.objects.filter(deputy=person).count()
        return {"voters": count, "least": low}

    def books(self):
        """Deputies of the township with a book to print."""
        rows = DiaryEntry.objects.order_by().values("deputy")
        return list(Person.objects.filter(pk__in=rows).order_by("pinyin", "id")[:60])


class DiaryForm(FormPage):
    permission = "diary.write"
    model = DiaryEntry
    form_class = forms.DiaryForm
    again = "保存并再记一条"

    def get_title(self):
        return "修改记事" if self.object else "记一条"

    def crumbs(self):
        return [("记事簿", reverse("visits:diary"))]

    def load(self):
        super().load()
        person = person_of(self.request)
        if self.object is not None and not actions.may_change(
            self.object, by=self.request.actor, person=person.pk if person else None
        ):
            raise Http404

    def get_initial(self):
        return {} if self.object else {"met_on": self.today}

    def form_kwargs(self):
        return {"policy": self.request.county.policy(StationPolicy), "own": person_of(self.request)}

    def save(self, form):
        entry, person = form.save(commit=False), person_of(self.request)
        entry.deputy = person or form.cleaned_data["deputy"]
        return actions.write_diary(
            entry,
            by=self.request.actor,
            today=self.today,
            person=person.pk if person else None,
            changed=form.changed_data,
        )


class DiaryEntryPage(DetailPage):
    permission = "diary.read"
    model = DiaryEntry
    template_name = "visits/stations/diary_entry.html"

    def rows(self):
        return DiaryEntry.objects.select_related("deputy", "voter")

    def get_title(self):
        return "记事"

    def crumbs(self):
        return [("记事簿", reverse("visits:diary"))]

    def buttons(self):
        person = person_of(self.request)
        code = self.object.code
        if not actions.may_change(self.object, by=self.request.actor, person=person.pk if person else None):
            return []
        return [
            Button("修改", reverse("visits:diary_edit", args=[code]), "diary.write", "pencil", main=True),
            Button("删除", reverse("visits:diary_remove", args=[code]), "diary.write"),
        ]


class DiaryRemove(ActPage):
    permission = "diary.write"
    model = DiaryEntry
    title, button, keep_label, tone = "删除这条记事", "删除", "留着", "danger"
    sentence = "删掉这一条？删了不能找回。"
    saved = ""

    def crumbs(self):
        return [("记事簿", reverse("visits:diary"))]

    def load(self):
        super().load()
        person = person_of(self.request)
        if not actions.may_change(self.object, by=self.request.actor, person=person.pk if person else None):
            raise Http404

    def act(self, obj, data):
        actions.remove_diary(obj, by=self.request.actor)
        messages.success(self.request, "已删除。")
        return redirect("visits:diary")


class DiaryBook(Page):
    """One deputy's book on A4, ``?since=`` and ``?until=``."""

    permission = "diary.read"
    title = "代表联系选民记事簿"
    template_name = "visits/stations/diary_book.html"

    def get(self, request, *args, **kwargs):
        self.person = get_object_or_404(Person.objects.select_related("township"), code=kwargs["code"])
        return super().get(request, *args, **kwargs)

    def crumbs(self):
        return [("记事簿", reverse("visits:diary"))]

    def context(self):
        raw, today = self.request.GET, self.today
        since = day_of(raw.get("since", ""), today.year) or today.replace(month=1, day=1)
        until = day_of(raw.get("until", ""), today.year) or today
        rows = DiaryEntry.objects.filter(deputy=self.person, met_on__range=(since, until))
        return {
            "person": self.person,
            "entries": rows.select_related("voter").order_by("met_on", "id")[:1000],
            "since": since,
            "until": until,
        }
