"""The rows behind a number, whatever they are rows of: one list for every figure."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from congress_poverty.pages import Column, ListPage, cells, chip
from congress_poverty.text import mask_name
from deputies.models import Person
from pairing.models import Household
from suggestions import flow
from suggestions.models import Suggestion
from visits.models import Activity, Visit

from ..models import HalfYearReport


@dataclass(frozen=True)
class Table:
    """How rows of one model are listed."""

    columns: tuple[Column, ...]
    order: str
    row_url: str
    counter: str


_TONES = {"plain": "quiet", "busy": "blue", "good": "ok", "bad": "over"}


def _state(value: str):
    """The state of a suggestion as a chip."""
    face = flow.FACES[flow.State(value)]
    return chip(face.label, _TONES[face.tone], face.icon)


_state.plain = lambda value: flow.FACES[flow.State(value)].label if value else ""

TABLES = {
    Household: Table(
        (
            Column("head_name", "户主", link=True, mask=mask_name),
            Column("township__name", "乡镇"),
            Column("village__short_name", "村"),
            Column("population", "人口", cell=cells.number, right=True),
            Column("status", "户类型"),
        ),
        order="township__code,pinyin",
        row_url="pairing:household",
        counter="户",
    ),
    Person: Table(
        (
            Column("name", "姓名", link=True),
            Column("township__name", "乡镇"),
            Column("employer", "工作单位", wide=True),
            Column("job_title", "职务"),
        ),
        order="township__code,pinyin",
        row_url="deputies:detail",
        counter="人",
    ),
    Visit: Table(
        (
            Column("visited_on", "走访时间", cell=cells.day, sort="visited_on", link=True),
            Column("township__name", "乡镇"),
            Column("deputy_names", "走访代表"),
            Column("household__head_name", "走访户", mask=mask_name),
            Column("mode", "形式"),
            Column("note", "内容", cell=cells.clip(30), wide=True),
            Column("amount", "金额（元）", cell=cells.number, right=True),
        ),
        order="-visited_on",
        row_url="visits:visit",
        counter="次",
    ),
    Activity: Table(
        (
            Column("held_on", "活动时间", cell=cells.day, sort="held_on"),
            Column("topic", "活动主题", link=True, wide=True),
            Column("township__name", "乡镇"),
            Column("kind", "形式"),
            Column("place", "地点"),
            Column("present_count", "实到人数", cell=cells.number, right=True),
        ),
        order="-held_on",
        row_url="visits:activity",
        counter="次",
    ),
    Suggestion: Table(
        (
            Column("number", "编号"),
            Column("title", "标题", link=True, wide=True),
            Column("township__name", "代表团"),
            Column("submitted_on", "提出日期", cell=cells.day, sort="submitted_on"),
            Column("state", "状态", cell=_state),
            Column("answer_due_on", "答复期限", cell=cells.day),
            Column("closed_on", "办结日期", cell=cells.day),
        ),
        order="-submitted_on",
        row_url="suggestions:detail",
        counter="件",
    ),
    HalfYearReport: Table(
        (
            Column("township__name", "乡镇", link=True),
            Column("title", "报告"),
            Column("due_on", "期限", cell=cells.day),
            Column("submitted_on", "报送日期", cell=cells.day),
            Column("state", "状态", cell=cells.choice(HalfYearReport.State)),
        ),
        order="-due_on,township__code",
        row_url="reports:detail",
        counter="份",
    ),
}


class CountedRows(ListPage, abstract=True):
    """A list of whatever ``rows()`` returns; its first line says what was counted."""

    template_name = "board/rows.html"
    search = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self._source = None

    def source(self):
        """The queryset that was counted."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        self._source = self.source()
        table = TABLES[self._source.model]
        self.model = self._source.model
        self.columns, self.order, self.counter = table.columns, table.order, table.counter
        self.row_url = table.row_url if _exists(table.row_url) else ""
        return super().get(request, *args, **kwargs)

    def rows(self):
        return self._source


def _exists(url_name: str) -> bool:
    try:
        reverse(url_name, args=["x"])
    except NoReverseMatch:
        return False
    return True
