"""The third step: what is wrong, put right in place."""

from __future__ import annotations

from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from congress_poverty.models import SheetImportRow
from congress_poverty.pages import (
    may,
    wants_json,
)
from congress_poverty.refusals import Refused

from .. import actions, grid, tasks
from ..ledger import Scope, kinds, reading
from .common import (
    OneImport,
    State,
)

MARKS = {"differs": actions.DISTINCT, "replaces": actions.OVERWRITES, "same": ""}


class ImportCheck(OneImport):
    permission = "sheets.import"
    template_name = "imports/check.html"
    step = 2

    def get(self, request, code):
        self.demand_rows()
        asked = tasks.asked(self.object)
        if asked:
            return self.waiting(asked)
        if self.object.state in (State.UPLOADED, State.MAPPED):
            return self.to("map")
        if self.object.state not in (State.CHECKED, State.FAILED):
            return self.to("done")
        return self.show()

    def context(self):
        one = self.object
        if one.state == State.FAILED or tasks.asked(one):
            return {}
        return {**self.heads(), **self.table()}

    def heads(self) -> dict:
        """What changes with every repair: tabs, groups, the button."""
        one = self.object
        counted = grid.counts(one)
        wanted = self.request.GET.get("tab") or self.request.POST.get("tab", "")
        fallback = next((tab for tab in (grid.WRONG, grid.TWICE, grid.WARNED) if counted[tab]), grid.GOOD)
        self.tab = wanted if wanted in grid.TABS else fallback
        left = counted[grid.WRONG] + counted[grid.TWICE]
        return {
            "object": one,
            "tab": self.tab,
            "tabs": [
                (tab, label, counted[tab])
                for tab, label in grid.TABS.items()
                if counted[tab] or tab in (grid.WRONG, grid.GOOD)
            ],
            "groups": self.groups() if self.tab == grid.WRONG else [],
            "left": left,
            "noted": one.options.get("noted", 0),
            "all_good": not left,
        }

    def groups(self) -> list[grid.Group]:
        """What one decision can repair, each with the names that may have been meant."""
        one, found = self.object, grid.groups(self.object)
        scope = Scope(one.county_code, self.today, one.township_code)
        for group in found:
            if group.code == "E_ORPHAN_DEPUTY":
                group.near = reading(group.kind, scope).near(group.code, group.text)
        return [group for group in found if group.count > 1 or group.near]

    def table(self) -> dict:
        rows = grid.rows_of(self.object, self.tab)
        total = rows.count()
        pages = max(1, -(-total // grid.PER_PAGE))
        asked = self.request.GET.get("page") or self.request.POST.get("page", "1")
        page = min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 7 else 1
        shown = rows.order_by("id")[(page - 1) * grid.PER_PAGE : page * grid.PER_PAGE]
        blocks = grid.blocks(self.object, shown)
        for block in blocks:
            self.put_beside(block.kind, block.lines)
        return {
            "blocks": blocks,
            "page_number": page,
            "pager": _pager(self.tab, page, pages),
            "is_input": self.tab in (grid.WRONG, grid.TWICE, grid.WARNED),
        }

    def put_beside(self, kind: str, lines: list[grid.Line]) -> None:
        """What the duplicates repeat: a record as its ledger would write it, in the reader's own reach."""
        twins = [line for line in lines if line.twin]
        if not twins:
            return
        one, known = self.object, kinds()[kind]
        secret = {*known.secret, *(known.named if not self.request.post.sees_names else ())}
        ledger = None
        if any(line.twin.pk is not None for line in twins):
            ledger = reading(kind, Scope(one.county_code, self.today, one.township_code))
        for line in twins:
            values = line.twin.values
            if line.twin.pk is not None:
                values = ledger.stored(line.twin.pk)
                line.twin.where = "已有的记录" if values else "已有的记录不在您的范围内"
            if not values or not may(self.request, known.edits):
                line.twin.may_replace = False
            if values:
                grid.beside(line, values, secret=secret)

    def post(self, request, code):
        """Keep what was changed, and judge anew; by fetch for a cell, or the page as a whole."""
        self.demand_rows()
        one = self.object
        if tasks.asked(one):
            raise Refused("正在检查，请等检查完再改。")
        do = request.POST.get("do", "save")
        changed = self.keep(do)
        if changed:
            one.refresh_from_db()
            if tasks.is_short(one):
                tasks.ask(one, tasks.CHECK, by=request.actor)
                one.refresh_from_db()
            else:
                one.options = {**one.options, "noted": one.options.get("noted", 0) + changed}
                one.save(update_fields=["options"])
        if do == "again":
            one.options = {key: value for key, value in one.options.items() if key != "noted"}
            tasks.ask(one, tasks.CHECK, by=request.actor)
        if wants_json(request):
            return self.answer()
        where = f"?tab={request.POST.get('tab', '')}&page={request.POST.get('page', '')}"
        return redirect(reverse("imports:check", args=[code]) + where)

    def keep(self, do: str) -> int:
        """Write down what the form says; how many rows it touches."""
        request, one = self.request, self.object
        words = do.split(":")
        if words[0] in ("skip", "back"):
            rows = grid.names_of(one, words[1:])
            actions.note_left_out(
                one, [row.pk for row in rows.values()], out=words[0] == "skip", by=request.actor
            )
            return len(rows)
        if words[0] in MARKS:
            rows = list(grid.names_of(one, words[1:]).values())
            if MARKS[words[0]] == actions.OVERWRITES:
                self.demand_records(rows)
            actions.note_mark(one, [row.pk for row in rows], MARKS[words[0]], by=request.actor)
            return len(rows)
        if do == "skip-twice":
            rows = list(grid.rows_of(one, grid.TWICE).values_list("pk", flat=True))
            actions.note_left_out(one, rows, by=request.actor)
            return len(rows)
        if words[0] in ("group", "group-skip") and len(words) in (2, 3) and words[1].isdecimal():
            return self.keep_group(words[0], int(words[1]), "".join(words[2:]))
        return self.keep_cells()

    def demand_records(self, rows: list[SheetImportRow]) -> None:
        """What is to be overwritten must be in the reader's reach, and his to edit."""
        one = self.object
        scope = Scope(one.county_code, self.today, one.township_code)
        for row in rows:
            line = grid.line(row, 0, None, [])
            if not (line.twin and line.twin.may_replace and may(self.request, kinds()[row.kind].edits)):
                raise Refused("这一行不能覆盖已有的记录，请把写错的那一格改对，或选“是同一件，跳过”。")
            if reading(row.kind, scope).stored(line.twin.pk) is None:
                raise Refused("已有的记录不在您的范围内，不能覆盖。")

    def keep_group(self, do: str, number: int, meant: str = "") -> int:
        request, one = self.request, self.object
        named = (request.POST.get(f"group.{number}.key", ""), request.POST.get(f"group.{number}.text", ""))
        group = next((g for g in grid.groups(one) if (g.key, g.text) == named), None)
        if group is None:
            raise Refused("这几行已经改过了，请看现在的情况。")
        if do == "group-skip":
            actions.note_left_out(one, group.rows, by=request.actor)
            return group.count
        value = meant or request.POST.get(f"group.{number}.value", "").strip()
        if not value or value == group.text:
            raise Refused(f"请先写出“{group.text}”应改成什么。")
        actions.note_repairs(one, {pk: {group.key: value} for pk in group.rows}, by=request.actor)
        return group.count

    def keep_cells(self) -> int:
        """Cells that differ from what the page showed."""
        posted: dict[str, dict[str, str]] = {}
        for name, value in self.request.POST.items():
            parts = name.split(".", 3)
            if parts[0] == "cell" and len(parts) == 4:
                posted.setdefault(f"{parts[1]}.{parts[2]}", {})[parts[3]] = value.strip()[:2000]
        rows = grid.names_of(self.object, posted)
        values = {}
        for name, row in rows.items():
            known = kinds()[row.kind]
            fresh = {}
            for key, value in posted[name].items():
                if not any(shape.field(key) for shape in known.shapes):
                    continue
                before = row.repaired.get(key, row.values.get(key))
                if key in known.secret:
                    if value:
                        fresh[key] = value
                elif value != grid.text_of(before).strip().replace("\r\n", "\n"):
                    fresh[key] = value or None
            if fresh:
                values[row.pk] = fresh
        if values:
            actions.note_repairs(self.object, values, by=self.request.actor)
        return len(values)

    def answer(self):
        """Fresh pieces of the page for a script: heads, and the rows it shows."""
        request, one = self.request, self.object
        if one.state == State.FAILED or tasks.asked(one):
            return JsonResponse({"reload": True})
        heads = self.heads()
        lines = {}
        for told in request.POST.getlist("block")[:20]:
            again = grid.again(one, told)
            self.put_beside(told.partition("|")[0], again)
            for line in again:
                more = {"line": line, "is_input": True, "tab": self.tab}
                lines[line.name] = render_to_string("imports/_row.html", more, request)
        pieces = {
            piece: render_to_string(f"imports/_{piece}.html", heads, request)
            for piece in ("tabs", "groups", "foot")
        }
        return JsonResponse({"pieces": pieces, "rows": lines})


def _pager(tab: str, page: int, pages: int) -> dict:
    if pages == 1:
        return {}
    numbers = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[tuple[str, str]] = []
    before = 0
    for number in numbers:
        if before and number > before + 1:
            links.append(("…", ""))
        links.append((str(number), "" if number == page else f"?tab={tab}&page={number}"))
        before = number
    return {
        "numbers": links,
        "previous": f"?tab={tab}&page={page - 1}" if page > 1 else "",
        "next": f"?tab={tab}&page={page + 1}" if page < pages else "",
    }
