"""评比: the standing of a checklist or contest, and the facts behind each number of it."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from congress_poverty.pages import Button, Page
from congress_poverty.pages.export import FiguresPage
from deputies.models import Region
from deputies.roles import DEPUTY
from pairing.places import township_pairs, townships_of

from ..figures import contests as figures
from ..figures.activity_counts import stretches
from ..policy import ContestPolicy
from .tabs import tabs_of

SUBJECTS = {"deputy": "代表", "group": "代表小组", "township": "乡镇"}


class _OfContest(Page, abstract=True):
    """What the query string asks for: a contest of the pack, a year, a part of it."""

    permission = "activities.read"

    @cached_property
    def contests(self):
        found = self.request.county.policy(ContestPolicy).lists
        # A deputy sees the own records alone: no number of a group or a township can be counted from them.
        own = self.request.post.role == DEPUTY
        return [one for one in found if one.subject == "deputy"] if own else found

    @cached_property
    def contest(self):
        if not self.contests:
            raise Http404
        code = self.request.GET.get("contest", "")
        return next((one for one in self.contests if one.code == code), self.contests[0])

    @cached_property
    def year(self) -> int:
        word = self.request.GET.get("year", "")
        good = word.isascii() and word.isdigit() and len(word) == 4 and word > "1950"
        return int(word) if good else self.today.year

    @cached_property
    def parts(self):
        return stretches(self.year, self.contest.period)

    @cached_property
    def part(self) -> int:
        """Number of the part, the first is 1; as it opens the one that runs, or the year's last."""
        word = self.request.GET.get("part", "")
        if word.isascii() and word.isdigit() and 1 <= int(word[:2]) <= len(self.parts):
            return int(word[:2])
        running = [n for n, one in enumerate(self.parts, 1) if one.since <= self.today]
        return running[-1] if running else 1

    @property
    def span(self):
        return self.parts[self.part - 1]

    @cached_property
    def townships(self):
        """Those of the post; a deputy's is where the deputy's mandate is."""
        if self.request.post.role == DEPUTY:
            return Region.objects.filter(pk__in=self.request.reach.townships)
        return townships_of(self.request)

    def asked(self, **more) -> dict[str, str]:
        return {"contest": self.contest.code, "year": self.year, "part": self.part, **more}


class Standing(_OfContest, FiguresPage):
    """``/contests/?contest=&year=&part=&town=``."""

    title = "评比"
    template_name = "visits/contests.html"
    export_name = "评比"

    def buttons(self):
        return [Button("导出", self._link(export="xlsx"), "activities.read", "download")]

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    @cached_property
    def town(self) -> Region | None:
        """The chosen township; a county's deputies are shown a township at a time."""
        pairs = township_pairs(self)
        code = self.request.GET.get("town", "")
        if not any(code == known for known, _ in pairs):
            code = pairs[0][0] if pairs and self.contest.subject == "deputy" else ""
        return Region.objects.filter(code=code).first() if code else None

    @property
    def params(self) -> dict[str, str]:
        return self.asked(town=self.town.code if self.town else "")

    def _link(self, **changes) -> str:
        return "?" + urlencode({**self.params, **changes})

    @cached_property
    def lines(self):
        within = self.townships.filter(pk=self.town.pk) if self.town else self.townships
        return figures.standing(self.request.county, self.contest, self.span, within)

    def context(self):
        one, rows = self.contest, reverse("visits:contest_rows")
        return {
            "contests": self.contests,
            "span": f"{self.year} 年{self.span.label}",
            "contest": one,
            "subject": SUBJECTS[one.subject],
            "is_checklist": one.form == "checklist",
            "year": self.year,
            "years": range(self.today.year, self.today.year - 8, -1),
            "parts": list(enumerate(self.parts, 1)),
            "part": self.part,
            "towns": township_pairs(self),
            "town": self.town,
            "shows_place": one.subject != "township",
            "lines": [
                {
                    "row": line,
                    "cells": [
                        (
                            n,
                            n >= item.want,
                            f"{rows}?{urlencode(self.asked(item=item.code, of=line.subject.code))}",
                        )
                        for item, n in zip(one.items, line.numbers, strict=True)
                    ],
                }
                for line in self.lines
            ],
            "complete": sum(line.score == len(one.items) for line in self.lines),
            "tabs": tabs_of(self.request),
        }

    def export_header(self) -> list[str]:
        one = self.contest
        last = "做到几项" if one.form == "checklist" else "得分"
        return ["名次", SUBJECTS[one.subject], "乡镇", *(item.label for item in one.items), last]

    def export_rows(self, *, full: bool = False):
        for line in self.lines:
            yield [line.rank, line.subject.label, line.subject.place, *line.numbers, line.score]


class Rows(_OfContest):
    """``/contests/rows/?contest=&year=&part=&item=&of=``: exactly the facts of one number.

    Where nobody and nothing is named it is the first item of the first who is compared.
    """

    template_name = "visits/contest_rows.html"

    @cached_property
    def item(self):
        return self._named("item", self.contest.items)

    @cached_property
    def subject(self):
        within = figures.subjects(self.request.county, self.contest, self.span.until, self.townships)
        return self._named("of", within)

    def _named(self, parameter: str, known):
        code = self.request.GET.get(parameter, "")
        found = next((one for one in known if code in ("", one.code)), None)
        if found is None:
            raise Http404
        return found

    def get_title(self):
        return f"{self.subject.label}：{self.item.label}"

    def crumbs(self):
        back = f"{reverse('visits:contests')}?{urlencode(self.asked())}"
        return [(self.contest.label, back)]

    def context(self):
        found = figures.rows(self.request.county, self.contest, self.item, self.span, self.subject.code)
        return {"rows": found, "span": f"{self.year} 年{self.span.label}"}
