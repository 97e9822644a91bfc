"""A sheet as the finder of tables sees it: its merges, and what may be a header."""

import re
from collections.abc import Mapping, Sequence

from .headings import sense
from .matching import BRACKETS, Header, assign, forms_of, heading, index_of, may_head_a_column, normal
from .reader import Cell, Grid
from .shapes import LedgerShape


class SheetView:
    """Rows, merges and known words of one sheet; ``judge`` says what a header at some rows would be."""

    def __init__(self, grid: Grid, shapes: Sequence[LedgerShape], hint: str):
        self.grid, self.rows = grid, grid.rows
        self.indexes = [index_of(shape) for shape in shapes]
        self.known = {form for index in self.indexes for form in index.by_form} - {""}
        self.senses = {form for index in self.indexes for form in index.by_sense} - {""}
        self.hint = normal(hint)
        self.anchors = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
        self.across: dict[int, list[tuple[int, int, int]]] = {}
        self.covered: dict[int, dict[int, int]] = {}
        for top, left, bottom, right in grid.merges:
            if right > left:
                self.across.setdefault(top, []).append((left, right, bottom))
            if bottom > top and (bottom - top) * (right - left + 1) <= 200_000:
                for row in range(top + 1, min(bottom, len(self.rows)) + 1):
                    self.covered.setdefault(row, {})[left] = top

    def knows(self, form: str) -> bool:
        """Whether a heading says something that a field is called."""
        return form in self.known or sense(form) in self.senses

    def row(self, number: int) -> list[Cell]:
        return self.rows[number - 1] if 0 < number <= len(self.rows) else []

    def filled(self, number: int) -> list[tuple[int, Cell]]:
        return [(column, cell) for column, cell in enumerate(self.row(number), 1) if cell is not None]

    def may_be_header(self, number: int) -> bool:
        """Short words or years, no label with a value behind it, at least two cells."""
        cells = self.filled(number)
        return len(cells) >= 2 and all(
            may_head_a_column(cell)
            and not (isinstance(cell, str) and re.search(r"[：:]\s*\S", BRACKETS.sub("", cell)))
            for _, cell in cells
        )

    def paths(self, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
        """Headings of every column from group to leaf, groups spread over their columns."""
        width = max((len(self.row(number)) for number in range(top, bottom + 1)), default=0)
        levels = []
        for number in range(top, bottom + 1):
            texts = [heading(cell) for cell in self.row(number)] + [""] * width
            texts = texts[:width]
            if number < bottom:
                self._spread(number, bottom, texts)
            levels.append(texts)
        paths = {}
        for column in range(1, width + 1):
            path = [level[column - 1] for level in levels if level[column - 1]]
            path = [part for position, part in enumerate(path) if position == 0 or part != path[position - 1]]
            if path:
                paths[column] = tuple(path)
        return paths

    def _spread(self, number: int, bottom: int, texts: list[str]) -> None:
        """A group heading stands over its merged columns, or, without merges, over blanks to its right."""
        spans = self.across.get(number, ())
        for left, right, _ in spans:
            for column in range(left + 1, min(right, len(texts)) + 1):
                texts[column - 1] = texts[left - 1]
        if spans:
            return
        below = [heading(cell) for cell in self.row(number + 1)] + [""] * len(texts)
        group = ""
        for column, text in enumerate(texts, 1):
            if text:
                group = text if below[column - 1] else ""
            elif group and below[column - 1]:
                texts[column - 1] = group

    def header_at(self, top: int) -> Header | None:
        """The best reading of a header that begins in this row, one to three rows deep."""
        if not self.may_be_header(top):
            return None
        best = None
        for depth in (1, 2, 3):
            bottom = top + depth - 1
            if depth > 1 and not self.continues_header(top, bottom):
                break
            found = self.judge(top, bottom)
            if found and (best is None or found.score > best.score + 0.05):
                best = found
        return best

    def continues_header(self, top: int, bottom: int) -> bool:
        """Is this row the lower part of the header above: leaves under groups, nothing else?"""
        cells = self.filled(bottom)
        if not cells:
            return False
        if not all(may_head_a_column(cell) for _, cell in cells):
            return False
        above = self.row(bottom - 1)
        spans = [(left, right) for left, right, _ in self.across.get(bottom - 1, ())]
        for column, cell in cells:
            over = above[column - 1] if column <= len(above) else None
            grouped = any(left <= column <= right for left, right in spans)
            if over is not None and not grouped and any(map(self.knows, forms_of(heading(over)))):
                right_blank = column >= len(above) or above[column] is None
                if not right_blank:
                    return False
            if isinstance(cell, int) and not (grouped or over is None):
                return False
        if spans:
            return True
        return any(self.knows(form) for _, cell in cells for form in forms_of(heading(cell))) or any(
            re.fullmatch(r"(?:19|20)\d\d年?", heading(cell)) for _, cell in cells
        )

    def judge(
        self, top: int, bottom: int, mapping: Mapping[str, Mapping[int, str]] | None = None
    ) -> Header | None:
        """The shape that fits these header rows best, or None if none fits well enough.

        With a ``mapping`` a person has decided that there is a table: the best fit is taken.
        """
        paths = self.paths(top, bottom)
        over = range(max(1, top - 4), top)
        title = normal("".join(str(cell) for number in over for _, cell in self.filled(number)))
        words = title + normal(self.grid.name) + self.hint
        best = None
        for index in self.indexes:
            keys, how, score, exact = assign(index, paths)
            titled = any(word in words for word in index.titles)
            if titled:
                score += 1.5
            if mapping is not None:
                wanted = [key for key in mapping.get(index.shape.kind, {}).values() if key]
                score += sum(5 if index.shape.field(key) else -5 for key in wanted)
            elif not _is_enough(keys, exact, len(paths), titled) or (
                len(paths) < 3
                and any(one.required and one.key not in keys.values() for one in index.shape.fields)
            ):
                continue  # two columns of known words may be a list of what to choose from
            if best is None or score > best.score:
                best = Header(top, bottom, index.shape, paths, keys, how, score)
        return best


def _is_enough(keys: Mapping[int, str], exact: int, columns: int, titled: bool) -> bool:
    """Three known headings and a third of all, or two where the title says what this is."""
    wanted = min(2 if titled else 3, columns)
    return exact >= 2 and len(keys) >= max(wanted, 0.34 * columns) and exact >= 0.25 * columns
