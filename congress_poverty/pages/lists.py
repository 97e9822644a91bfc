"""Lists: declared columns and filters, paged, sorted, searched, exported.

The rows are fetched as tuples and their cells built in Python by functions that
escape: for fifty rows the template engine and model instances would cost several
times what the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from . import cells
from .base import Button, Page, shown
from .filters import Filter
from .html import escape_column, quick_escape
from .pieces import piece
from .rows import COUNT_CAP, Cut, Order, Slice, Stretch

_PLACE = "0key0"
_OWN_PARAMS = ("page", "after", "before")


@dataclass(frozen=True)
class Column:
    """One column.

    ``fields``   a query path, several of them, or ``@name`` for a value of
                 ``ListPage.extras``; ``cell`` gets their values.
    ``sort``     what the heading sorts by (fields of one direction, comma between).
    ``mask``     hides a personal value from those who may not see names.
    ``export``   the value in a file (default: the first field's own value).
    """

    fields: str | tuple[str, ...]
    label: str
    cell: Callable = cells.text
    sort: str = ""
    link: bool = False
    right: bool = False
    wide: bool = False
    mask: Callable | None = None
    export: Callable | None = None

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return (self.fields,) if isinstance(self.fields, str) else self.fields

    @cached_property
    def opening(self) -> str:
        """The start tag of its cells, as part of a format."""
        css = " ".join(w for w, on in (("r", self.right), ("wide", self.wide), ("key", self.link)) if on)
        tag = f'<td data-label="{escape(self.label)}"' + (f' class="{css}">' if css else ">")
        return tag.replace("%", "%%")


def _joined(pieces) -> SafeString:
    return mark_safe("".join(conditional_escape(one) for one in pieces))  # noqa: S308 - escaped here


@cache
def _around_key(row_url: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the key in a row's address."""
    start, end = reverse(row_url, args=[_PLACE]).split(_PLACE)
    return start, end


@lru_cache(maxsize=2000)
def _query(values: tuple[tuple[str, object], ...]) -> str:
    """The query string of a link; a list has a dozen, and they are the same for everybody."""
    return "?" + urlencode(values)


@cache
def _whole_table(model) -> QuerySet:
    """``model.objects.all()`` for cloning: its condition takes longer to build than to ask."""
    return model.objects.all()


@dataclass(frozen=True)
class Empty:
    """What an empty list says: why, and what to do about it."""

    sentence: str
    buttons: tuple[Button, ...] = ()


class ListPage(Page, abstract=True):
    """A declared list. See ``docs/pages.md`` for an example with every knob."""

    template_name = "pages/list.html"
    model = None
    columns: tuple[Column, ...] | list[Column] = ()
    filters: tuple[Filter, ...] | list[Filter] = ()
    visible_filters = 4
    search: Callable | None = None  # e.g. name_search(names=[…], pinyin=[…])
    search_label = "姓名或首字母"
    order = "-pk"
    per_page = 50
    counter = "条"
    key = "code"
    row_url = ""  # URL name of one row; takes the key
    toolbar: tuple[Button, ...] | list[Button] = ()
    bulk: tuple[Button, ...] | list[Button] = ()  # acts on picked rows: POST, ``pick`` = keys
    tabs: tuple[tuple[str, ...], ...] = ()  # (label, url) above the filters; a third word is a permission
    empty = Empty("这里还没有内容。")
    export_name = ""  # file name; empty: the title
    exportable = True

    # ---- to be said by a list -------------------------------------------------

    def rows(self) -> QuerySet:
        """What is filtered, sorted and counted."""
        return self._all

    def dress(self, rows: QuerySet) -> QuerySet:
        """Adds annotations that only shown rows need."""
        return rows

    def extras(self, ids: list[int]) -> dict[str, dict]:
        """``{"@name": {pk: value}}`` for columns whose value is not on the row (one query each)."""
        return {}

    def stretches(self) -> list[Stretch]:
        """How many rows the whole list has by its first sort field, where that is kept somewhere.

        From the lowest to the highest; nothing has the rows counted and stepped over.
        """
        return []

    def masks(self) -> bool:
        """Whether personal columns are masked for who looks."""
        return not getattr(self.request.post, "sees_names", False)

    def buttons(self):
        return list(self.toolbar)

    # ---- the request ----------------------------------------------------------

    @cached_property
    def _all(self) -> QuerySet:
        return _whole_table(self.model).all()

    @cached_property
    def params(self) -> dict[str, str]:
        """The usable part of the query string."""
        raw = self.request.GET
        values = {}
        if self.search:
            word = raw.get("q", "").strip()[:50]
            if word:
                values["q"] = word
        for one in self.filters:
            values.update(one.clean(raw, self))
        sort = raw.get("sort", "")
        if sort.lstrip("-") in self._sorts:
            values["sort"] = sort
        return values

    @cached_property
    def number(self) -> int:
        word = self.request.GET.get("page", "")
        return (
            min(max(int(word), 1), 10_000_000) if word.isascii() and word.isdigit() and len(word) < 9 else 1
        )

    @cached_property
    def _sorts(self) -> dict[str, str]:
        return {column.paths[0]: column.sort for column in self.columns if column.sort}

    @cached_property
    def ordering(self) -> Order:
        sort = self.params.get("sort", "")
        if not sort:
            return Order.parse(self.order)
        sign = "-" if sort.startswith("-") else ""
        return Order.parse(sign + self._sorts[sort.lstrip("-")])

    def pairs_of(self, one: Filter):
        """The choices of a filter, asked for once a request."""
        known = self.__dict__.setdefault("_pairs", {})
        if one.name not in known:
            known[one.name] = one.pairs(self)
        return known[one.name]

    @cached_property
    def chosen(self) -> QuerySet:
        """The rows that search and filters leave."""
        rows = self.rows()
        if self.search and "q" in self.params:
            rows = type(self).search(rows, self.params["q"])
        for one in self.filters:
            rows = one.apply(rows, self.params, self)
        return rows

    def link(self, **changes) -> str:
        """This list with other parameters; a change of what is shown begins at page 1."""
        values = {**self.params, **changes}
        return _query(tuple((name, value) for name, value in values.items() if value not in ("", None)))

    # ---- the answer -----------------------------------------------------------

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("export", "")
        if self.exportable and wanted in ("xlsx", "csv", "ask"):
            from .export import answer_export

            return answer_export(self, wanted)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """The export of full names: asks for a purpose."""
        from .export import answer_export

        self.request.GET = QueryDict(request.POST.get("filters", "").lstrip("?"))
        return answer_export(
            self, request.POST.get("format", "xlsx"), purpose=request.POST.get("purpose", "")
        )

    def show(self, *, template: str = "", **more):
        table = {} if template else self.table()
        return super().show(template=template, **{**table, **more})

    def table(self) -> dict:
        """Everything ``pages/list.html`` shows."""
        cut = self.cut(self._fields)
        raw = self.request.GET
        found = cut.page(self.number, after=raw.get("after", "")[:40], before=raw.get("before", "")[:40])
        total, count = self.total(cut, found)
        pager, links = self.pager(found, total), self.tab_links()
        return {
            "count": count,
            "head": self.head(),
            "body": self.body(found.rows),
            "rows_shown": len(found.rows),
            "pager": pager,
            "pager_bar": piece("components/_pager.html", **pager),
            "filter_bar": self.filter_bar(),
            "is_filtered": self.is_filtered,
            "empty_buttons": shown(self.empty.buttons, self.request),
            "bulk_buttons": shown(self.bulk, self.request),
            "tab_links": links,
            "tab_bar": piece("components/_tabs.html", tabs=tuple(links)),
            "export_link": self.link(export="ask") if self.exportable else "",
        }

    def total(self, cut: Cut, found: Slice) -> tuple[int, str]:
        """How many rows there are, as a number (counted up to a cap) and in words."""
        if cut.whole and self._stretches:
            known = sum(count for _, count in self._stretches)
            return known, str(known)
        counted = cut.count(found)
        return counted, f"{COUNT_CAP}+" if counted > COUNT_CAP else str(counted)

    def tab_links(self):
        here, may = self.request.path, self.request.may
        return [
            (label, url, url.split("?")[0] == here)
            for label, url, *needed in self.tabs
            if all(map(may, needed))
        ]

    def cut(self, fields: list[str]) -> Cut:
        # Whatever searches, filters or narrows hands on another queryset: this one is the whole table.
        whole = self.chosen is self._all and type(self).dress is ListPage.dress and self.key == "code"
        if whole:
            as_kept = self.ordering.fields == Order.parse(self.order).fields
            stretches = self._stretches if as_kept else ()
            return Cut(self.chosen, self.ordering, fields, self.per_page, whole=True, stretches=stretches)
        return Cut(self.chosen, self.ordering, fields, self.per_page, self.key, self.dress)

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        return tuple(self.stretches())

    @cached_property
    def _fields(self) -> list[str]:
        paths = [path for column in self.columns for path in column.paths if path[0] != "@"]
        return list(dict.fromkeys(["pk", self.key, *paths]))

    @staticmethod
    def _fetched(column: Column, rows: list[tuple], values: dict, extras: dict, masks: bool):
        """The values of a column's fields, each from top to bottom."""
        fetched = []
        for path in column.paths:
            if path[0] == "@":
                found = extras.get(path, {})
                fetched.append([found.get(row[0]) for row in rows])
            else:
                fetched.append(values[path])
        if masks and column.mask:
            fetched[0] = [column.mask(value) if value else value for value in fetched[0]]
        return fetched

    def _values(self, rows: list[tuple]) -> dict[str, tuple]:
        """The fetched fields, each from top to bottom."""
        if not rows:
            return dict.fromkeys(self._fields, ())
        return dict(zip(self._fields, zip(*rows, strict=True), strict=True))

    def _cells(self, column: Column, *what) -> list[str]:
        """The markup of a column."""
        fetched = self._fetched(column, *what)
        at_once = getattr(column.cell, "column", None)
        return at_once(*fetched) if at_once else list(map(column.cell, *fetched))

    def body(self, rows: list[tuple]) -> SafeString:
        """The whole tbody."""
        values = self._values(rows)
        extras = self.extras([row[0] for row in rows]) if rows else {}
        masks = self.masks()
        start, end = self._href
        keys = escape_column([str(row[1]) for row in rows])
        # Column by column, then one format for all rows: a row is laid out once, not fifty times.
        line, columns = ["<tr>"], []
        if self.bulk:
            line.append(
                '<td class="pick"><input type="checkbox" class="form-check-input" name="pick" '
                'value="%s" aria-label="选中这一行"></td>'
            )
            columns.append(keys)
        for column in self.columns:
            line.append(column.opening)
            linked = column.link and start
            if linked:
                line.append(f'<a href="{start.replace("%", "%%")}%s{end.replace("%", "%%")}">')
                columns.append(keys)
            line.append("%s</a></td>" if linked else "%s</td>")
            columns.append(self._cells(column, rows, values, extras, masks))
        line.append("</tr>")
        layout = "".join(line)
        return mark_safe("".join([layout % cells for cells in zip(*columns, strict=True)]))  # noqa: S308 - every cell function escapes

    @cached_property
    def _href(self) -> tuple[str, str]:
        return _around_key(self.row_url, get_script_prefix()) if self.row_url else ("", "")

    def head(self) -> SafeString:
        """The heading row; sortable headings are links."""
        now = self.params.get("sort", "") or self.order.split(",")[0]
        out = ['<th class="pick"><span class="visually-hidden">选择</span></th>'] if self.bulk else []
        for column in self.columns:
            css = ' class="r"' if column.right else ""
            if not column.sort:
                out.append(f'<th scope="col"{css}>{quick_escape(column.label)}</th>')
                continue
            name = column.paths[0]
            sorted_by = now.lstrip("-") in (name, column.sort.split(",")[0])
            down = now.startswith("-")
            turned = f"-{name}" if sorted_by and not down else name
            state = f' aria-sort="{"descending" if down else "ascending"}"' if sorted_by else ""
            out.append(
                f'<th scope="col"{css}{state}>'
                f'<a href="{escape(self.link(sort=turned))}">{quick_escape(column.label)}</a></th>'
            )
        return mark_safe("".join(out))  # noqa: S308 - escaped above

    @property
    def is_filtered(self) -> bool:
        return any(name != "sort" for name in self.params)

    def filter_bar(self) -> SafeString:
        """The search and the filters: those always shown, those behind 「更多条件」."""
        html = [one.html(self.params, self) for one in self.filters]
        hidden = self.filters[self.visible_filters :]
        return piece(
            "components/_filters.html",
            search=self.search_label if self.search else "",
            q=self.params.get("q", ""),
            sort=self.params.get("sort", ""),
            shown=_joined(html[: self.visible_filters]),
            more=_joined(html[self.visible_filters :]),
            used=any(name in self.params for one in self.filters for name in one.names),
            open=any(name in self.params for one in hidden for name in one.names),
            is_filtered=self.is_filtered,
            path=self.request.path,
        )

    def pager(self, found: Slice, total: int) -> dict:
        """Links to the neighbouring pages (by key) and to numbered ones."""
        number = found.number
        last = -(-min(total, COUNT_CAP) // self.per_page) if total else 1
        numbers = sorted({1, *range(max(1, number - 2), min(last, number + 2) + 1), last, number})
        links: list[tuple[str, str]] = []
        before = 0
        for n in numbers:
            if n > last and n != number:
                continue
            if before and n > before + 1:
                links.append(("…", ""))
            links.append((str(n), self.link(page=n) if n != number else ""))
            before = n
        rows = found.rows
        nearby = {}
        if found.has_next and rows:
            nearby["next"] = self.link(page=number + 1, after=rows[-1][1])
        if found.has_previous:
            nearby["previous"] = (
                self.link(page=number - 1, before=rows[0][1]) if rows and number > 2 else self.link()
            )
        return {"numbers": tuple(links) if last > 1 or number > 1 else (), "number": number, **nearby}

    # ---- files ----------------------------------------------------------------

    def show_export(self, *, hides: bool):
        """The page that asks in which form, and for full names: what for."""
        cut = self.cut(["pk", self.key])
        _total, count = self.total(cut, cut.page(1))
        return self.show(
            template="pages/export.html",
            title=f"导出{self.get_title()}",
            buttons=[],
            export_link="",
            count=count,
            hides=hides,
            filters=self.link(),
            list_link=self.link() if self.params else self.request.path,
            xlsx_link=self.link(export="xlsx"),
            csv_link=self.link(export="csv"),
        )

    def export_header(self) -> list[str]:
        return [column.label for column in self.columns]

    def export_rows(self, *, full: bool = False) -> Iterator[list]:
        """What the list shows, all pages of it, row by row; masked as on the page unless ``full``."""
        masks = self.masks() if not full else False
        rows = self.dress(self.chosen.order_by(*self.ordering.by())).values_list(*self._fields)
        chunk: list[tuple] = []
        for row in rows.iterator(chunk_size=1000):
            chunk.append(row)
            if len(chunk) == 1000:
                yield from self._export_chunk(chunk, masks)
                chunk = []
        yield from self._export_chunk(chunk, masks)

    def _export_chunk(self, chunk: list[tuple], masks: bool) -> Iterator[list]:
        values = self._values(chunk)
        extras = self.extras([row[0] for row in chunk]) if chunk else {}
        columns = []
        for column in self.columns:
            fetched = self._fetched(column, chunk, values, extras, masks)
            plain = column.export or getattr(column.cell, "plain", None)
            columns.append(map(plain, *fetched) if plain else fetched[0])
        yield from map(list, zip(*columns, strict=True))
