"""One export in a process of its own; prints the MiB it added.

``python -m tests.bench.one_export WRITER TARGET ROWS``
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path


def main(writer: str, target: str, rows: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
    django.setup()
    from congress_poverty.reach import Reach, reaching
    from visits.models import Visit

    from .exports import FIELDS

    write = {"ours": _ours, "xlsxwriter": _xlsxwriter}[writer]
    with reaching(Reach.everything("benchmark of exports")):
        list(Visit.objects.values_list(*FIELDS)[:50])
        before = _peak()
        write(target, Visit.objects.order_by("pk").values_list(*FIELDS)[:rows].iterator(chunk_size=2000))
    sys.stdout.write(f"{_peak() - before:.1f}")


def _peak() -> float:
    """Largest resident size so far in MiB. (``ru_maxrss`` would begin with the parent's.)"""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def _ours(target: str, rows) -> None:
    from congress_poverty.sheets.writer import write_xlsx

    from .exports import FIELDS

    write_xlsx(target, "走访", list(FIELDS), rows)


def _xlsxwriter(target: str, rows) -> None:
    import xlsxwriter

    from .exports import FIELDS

    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
    )
    sheet = book.add_worksheet("走访")
    sheet.write_row(0, 0, FIELDS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
