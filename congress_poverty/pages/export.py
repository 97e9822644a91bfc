"""The 「导出」 of a list: what it shows, streamed, recorded, masked unless a purpose is given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import FileResponse

from congress_poverty import audit
from congress_poverty.refusals import Refused
from congress_poverty.sheets.writer import write_csv, write_xlsx

from .base import Page

if TYPE_CHECKING:
    from .lists import ListPage

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class FiguresPage(Page, abstract=True):
    """A page of counted numbers that 「导出」 gives as a file.

    It says its ``params``, ``export_header`` and ``export_rows``. Numbers and the names of
    deputies are open to every reader of the page: no column hides anything.
    """

    columns = ()
    export_name = ""  # file name; empty: the title

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("export", "")
        return answer_export(self, wanted) if wanted in _TYPES else super().get(request, *args, **kwargs)

    def masks(self) -> bool:
        return False

    @property
    def params(self) -> dict[str, str]:
        """What is asked for, as the record of the export keeps it."""
        raise NotImplementedError

    def export_header(self) -> list[str]:
        raise NotImplementedError

    def export_rows(self, *, full: bool = False) -> Iterable[Sequence]:
        raise NotImplementedError


def answer_export(page: FiguresPage | ListPage, wanted: str, *, purpose: str = ""):
    """The file, or the page that asks which file and what for."""
    hides = any(column.mask for column in page.columns) and page.masks()
    if wanted not in _TYPES:
        return page.show_export(hides=hides)
    purpose = purpose.strip()[:200]
    if purpose and not hides:
        raise Refused("这个身份只能导出隐去姓名的表。")
    if purpose and len(purpose) < 4:
        raise Refused("请写清用途，例如“年终走访慰问名单”。", field="purpose")
    audit.record(
        "export",
        by=page.request.actor,
        detail={"list": page.get_title(), "filters": page.params, "format": wanted, "purpose": purpose},
    )
    name = f"{page.export_name or page.get_title()} {page.today:%Y-%m-%d}.{wanted}"
    response = FileResponse(_file(page, wanted, full=bool(purpose)), content_type=_TYPES[wanted])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _file(page, wanted: str, *, full: bool):
    """The rows in a file on disk that is gone when the answer is sent: memory stays flat.

    It is written here and not while the answer is streamed, because the reach of
    the request is closed by then.
    """
    header, rows = page.export_header(), page.export_rows(full=full)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    if wanted == "xlsx":
        write_xlsx(file, page.get_title(), header, rows)
    else:
        write_csv(file, header, rows)
    file.seek(0)
    return file
