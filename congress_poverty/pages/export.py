"""The 「导出」 of a list: what it shows, streamed, recorded, masked unless a purpose is given."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse

from congress_poverty import audit
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def answer_export(page, wanted: str, *, purpose: str = ""):
    """The file, or the page that asks which file and what for."""
    hides = any(column.mask for column in page.columns) and not page.masks()
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
    response = StreamingHttpResponse(
        _file(page, wanted, full=bool(purpose), reach=page.request.reach), content_type=_TYPES[wanted]
    )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


def _file(page, wanted: str, *, full: bool, reach) -> Iterator[bytes]:
    # Imported when a file is asked for: the writer is above the pages in size, not in layer.
    from congress_poverty.sheets import writer

    # The response is produced after the middleware closed the request's reach.
    with reaching(reach):
        yield from writer.stream(
            wanted, page.export_header(), page.export_rows(full=full), title=page.get_title()
        )
