"""Record books of a station: which are there, and those that the program prints."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse

from congress_poverty.pages import Button, DetailPage, FormPage, day_of

from .. import station_figures as figures
from ..actions import stations as actions
from ..forms import stations as forms
from ..models.stations import place_of
from ..policy import BOOK_KINDS
from .stations import OfStation

# What a book shows is the rows of its kind: who may not read these finds it closed.
BOOK_NEEDS = {"receptions": "receptions.read", "opinions": "opinions.read", "diary": "diary.read"}


class StationBooks(OfStation, DetailPage):
    """The books of the set: there or not, who keeps them, when last written in."""

    permission = "stations.read"
    template_name = "visits/stations/books.html"

    def buttons(self):
        edit = reverse("visits:station_books_edit", args=[self.object.code])
        return [Button("登记簿册", edit, "stations.check", icon="pencil", main=True)]

    def context(self):
        lines = figures.books_of(self.object, today=self.today)
        groups = [
            (label, [line for line in lines if line.book.kind == kind]) for kind, label in BOOK_KINDS.items()
        ]
        return {
            **super().context(),
            "book_set": self.policy.book_set(place_of(self.object)),
            "groups": [(label, found) for label, found in groups if found],
            "closed": [kind for kind, word in BOOK_NEEDS.items() if not self.request.may(word)],
            "there": sum(line.is_there for line in lines),
            "wanted": len(lines),
        }


class BooksEdit(OfStation, FormPage):
    permission = "stations.check"
    form_class = forms.BooksForm
    guarded = FormPage.guarded  # who saves second would take back what the first has ticked
    template_name = "visits/stations/books_form.html"
    lead = "程序里已有内容的簿册自动算已建立，可以直接打印；只在纸上的，在这里登记。"

    def get_title(self):
        return f"登记簿册：{self.object}"

    def form_kwargs(self):
        return {
            "books": self.policy.book_set(place_of(self.object)).books,
            "kept": {row.book: row for row in self.object.books.all()},
        }

    def save(self, form):
        return actions.keep_books(self.object, form.states(), by=self.request.actor, today=self.today)

    def done(self, obj):
        return reverse("visits:station_books", args=[obj.code])


class BookPrint(OfStation, DetailPage):
    """A book printed from the rows of the program; ``?since=`` and ``?until=`` bound it."""

    permission = "stations.read"
    template_name = "visits/stations/book_print.html"

    @cached_property
    def book(self):
        books = self.policy.book_set(place_of(self.object)).books
        found = next((one for one in books if one.code == self.kwargs["book"]), None)
        if found is None or not found.filled_by:
            raise Http404
        return found

    def get_title(self):
        return self.book.label

    def crumbs(self):
        return [*super().crumbs(), ("簿册", reverse("visits:station_books", args=[self.object.code]))]

    def context(self):
        raw, today = self.request.GET, self.today
        since = day_of(raw.get("since", ""), today.year) or today.replace(month=1, day=1)
        until = day_of(raw.get("until", ""), today.year) or today
        if (word := BOOK_NEEDS.get(self.book.filled_by)) and not self.request.may(word):
            raise Http404
        entries = figures.book_rows(self.object, self.book, since=since, until=until, most=2000)
        return {"book": self.book, "entries": entries, "since": since, "until": until}
