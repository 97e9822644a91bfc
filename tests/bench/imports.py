"""A ledger of visits in: every rule checked, against parsing it and inserting the rows unchecked."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.imports import actions
from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope
from congress_poverty.reach import Reach, reaching
from congress_poverty.sheets.writer import write_xlsx
from deputies.models import County, Person, Region
from pairing.models import Household
from visits.models import Visit, VisitDeputy

from .county import FIRST_DAY, TODAY
from .measure import Line, medians

ROWS = 50_000
HEADINGS = (
    "乡镇", "走访时间", "走访代表", "所在村", "走访户（户主）", "走访形式", "“六个一”活动",
    "走访内容", "反映问题", "办理情况", "资金物资（元）",
)  # fmt: skip


def run(scale: int) -> list[Line]:
    """CPU of the whole import against calamine and executemany of the same rows."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(MEDIA_ROOT=Path(folder)),
        reaching(Reach.everything("benchmark of imports")),
    ):
        ledger = Path(folder) / "走访记录.xlsx"
        county = County.objects.get(region__code="990000")
        ids = _write(ledger, county)
        times = medians(
            {"ours": lambda: _ours(ledger), "limit": lambda: _limit(ledger, county, ids)},
            rounds=3,
            warm_up=0,
            tidy=_sweep,
        )
    return [
        Line(
            f"2  import of {ROWS:,} visits, every rule checked, CPU against parse + bulk insert",
            times["ours"] / times["limit"],
            3,
            detail=f"{times['ours']:.1f} s against {times['limit']:.1f} s; the aim is 1.3",
        )
    ]


def _write(path: Path, county) -> dict[str, dict]:
    """The ledger, and the ids that the limit is given for nothing."""
    people = list(
        Person.objects.filter(county=county).order_by("pk").values_list("pk", "name", "township_id")
    )
    places = dict(Region.objects.filter(level="township").values_list("pk", "name"))
    homes = list(
        Household.objects.filter(county=county)
        .order_by("pk")
        .values_list("pk", "head_name", "village__name")[: len(people) * 2]
    )

    def rows():
        for n in range(ROWS):
            _, head, village = homes[n % len(homes)]
            _, name, township = people[n % len(homes) % len(people)]
            day = FIRST_DAY + timedelta(days=n * 7 % 320)
            yield (
                places[township], day, name, village, head, "入户走访", "串一次门",
                f"第{n}次记录：家里都好，老人身体稳定，没有新问题。政策明白卡已经送到。",
                "自来水早晚水压低" if n % 9 == 0 else "", "已联系水厂" if n % 9 == 0 else "", n % 50,
            )  # fmt: skip

    write_xlsx(path, "走访记录", list(HEADINGS), rows())
    return {
        "people": {(places[township], name): (pk, township) for pk, name, township in people},
        "homes": {(village, head): pk for pk, head, village in homes},
    }


def _sweep() -> None:
    """Clear away the rows of the rolled-back round before: a server's tables hold no such heaps of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {Visit._meta.db_table}, {VisitDeputy._meta.db_table}")


def _ours(path: Path) -> None:
    by = Actor(label="基准", county_code="990000")
    with transaction.atomic():
        run = Run(Scope("990000", TODAY), dry=False)
        report = actions.import_file(path, "visit", run=run, name=path.name, now=timezone.now(), by=by)
        accepted = sum(sheet.accepted for sheet in report.sheets)
        if accepted != ROWS:
            raise SystemExit(f"{accepted} rows of {ROWS} accepted: {report.rows[:3]} {report.refused}")
        transaction.set_rollback(True)


def _limit(path: Path, county, ids: dict[str, dict]) -> None:
    """Calamine, two dictionaries, ``executemany``: nothing is checked and nothing recorded."""
    import python_calamine

    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    now = timezone.now()
    people, homes = ids["people"], ids["homes"]
    with transaction.atomic():
        first = (Visit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        visits, went = [], []
        for n, row in enumerate(sheet[1:], start=first):
            person, township = people[row[0], row[2]]
            visits.append(
                (
                    n, f"bench{n}", county.pk, township, homes[row[3], row[4]], row[1].isoformat(), row[5],
                    "", "[]", "", f'["{row[6]}"]', row[7], row[8], row[9], "", "[]", "", row[10], "",
                    "ledger", "", now, 1, row[2],
                )
            )  # fmt: skip
            went.append((person, n, True, 0))
        _insert(
            Visit._meta.db_table,
            "id code county_id township_id household_id visited_on mode met_whom topics handling acts note "
            "issue result next_step needs motivation amount goods source recorded_by received_at version "
            "deputy_names",
            visits,
        )
        _insert(VisitDeputy._meta.db_table, 'person_id visit_id is_lead "order"', went)
        transaction.set_rollback(True)


def _insert(table: str, columns: str, rows: list[tuple]) -> None:
    """The quickest door of the database that a driver offers."""
    names = ", ".join(columns.split())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = io.StringIO()
            csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows)
            lines.seek(0)
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", lines)
        else:
            marks = ", ".join(["%s"] * len(columns.split()))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own table
