"""Official divisions as the statistics bureau publishes them: ``code,name,level,parent_code``.

``load`` makes the regions of one county from such a file. Codes are not stable: when a
later edition gives a township a new one, its row keeps its place in the data and takes the
new code, and the old code stays behind as a retired row that names its successor.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from congress_poverty.refusals import Refused
from congress_poverty.text import search_key

from .lookup import flat, short_village, township_forms, village_forms
from .models import Region

LENGTHS = {
    2: Region.Level.PROVINCE,
    4: Region.Level.CITY,
    6: Region.Level.COUNTY,
    9: Region.Level.TOWNSHIP,
    12: Region.Level.VILLAGE,
}
PARENTS = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
COLUMNS = ("code", "name", "short_name", "level", "kind", "parent_id", "has_congress", "pinyin")
_KINDS = (
    (Region.Kind.STREET, re.compile(r"(街道|街道办事处|办事处)$")),
    (
        Region.Kind.ZONE,
        re.compile("开发区|园区|产业园|工业园|科技园|管委会|管理委员会|管理区|管理处|新区|风景区"),
    ),
    (Region.Kind.FARM, re.compile(r"场$")),  # 农场 林场 茶场 垦殖场 原种场
    (Region.Kind.TOWN, re.compile(r"镇$")),
    (Region.Kind.TOWNSHIP, re.compile(r"(乡|苏木)$")),
)


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the file."""

    code: str
    name: str
    level: str
    parent_code: str

    @classmethod
    def of(cls, code: str, name: str, level: str = "", parent_code: str = "") -> Division:
        """Codes may be padded with zeros to twelve; level and parent follow from the code."""
        code = code.strip()
        if not code.isascii() or not code.isdigit():
            raise Refused(f"区划代码“{code}”不是数字。", code="E_CODE_INVALID", field="code")
        if len(code) == 12 and code.endswith("000"):
            code = code[:9] if not code.endswith("000000") else code[:6]
            if code.endswith("00") and len(code) == 6:
                code = code[:4] if not code.endswith("0000") else code[:2]
        if len(code) not in LENGTHS:
            raise Refused(
                f"区划代码“{code}”是 {len(code)} 位，应为 2、4、6、9 或 12 位。",
                code="E_CODE_INVALID",
                field="code",
            )
        return cls(code, name.strip(), LENGTHS[len(code)], code[: PARENTS[len(code)]])

    @property
    def kind(self) -> str:
        name = flat(self.name)
        if self.level == Region.Level.TOWNSHIP:
            return next((kind for kind, word in _KINDS if word.search(name)), Region.Kind.OTHER)
        if self.level == Region.Level.VILLAGE:
            urban = re.search(r"(社区|居委会|居民委员会|居)$", name)
            return Region.Kind.NEIGHBOURHOOD if urban else Region.Kind.VILLAGE
        if self.level == Region.Level.COUNTY:
            ends = {"区": Region.Kind.DISTRICT, "市": Region.Kind.COUNTY_CITY}
            return ends.get(name[-1:], Region.Kind.COUNTY)
        return Region.Kind.CITY if self.level == Region.Level.CITY else Region.Kind.PROVINCE

    @property
    def short_name(self) -> str:
        if self.level == Region.Level.VILLAGE:
            return short_village(self.name)
        return re.sub(r"街道办事处$", "街道", self.name)

    @property
    def has_congress(self) -> bool:
        """Towns and townships have one; streets, zones and farms are without, and so are villages."""
        if self.level == Region.Level.TOWNSHIP:
            return self.kind in (Region.Kind.TOWN, Region.Kind.TOWNSHIP)
        return self.level != Region.Level.VILLAGE

    def values(self, parent_id: int | None) -> tuple:
        """In the order of ``COLUMNS``."""
        short = self.short_name
        return (
            self.code,
            self.name,
            short,
            str(self.level),
            str(self.kind),
            parent_id,
            self.has_congress,
            search_key(short),
        )

    def forms(self) -> set[str]:
        """What it may have been called before."""
        read = village_forms if self.level == Region.Level.VILLAGE else township_forms
        return {*read(self.name), *read(self.short_name)}


@dataclass
class Loaded:
    """What a load did."""

    made: int = 0
    renamed: int = 0
    recoded: int = 0
    retired: int = 0


def read(path: str | Path) -> list[Division]:
    """The lines of a divisions file, or one sentence about what is wrong with it."""
    path = Path(path)
    if not path.is_file():
        raise Refused(f"找不到区划文件 {path}。", code="F_TYPE")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(
            f"区划文件 {path.name} 读不出来，请存成 UTF-8 的 CSV：{error}。", code="F_DAMAGED"
        ) from error
    if not rows or not {"code", "name"} <= set(rows[0]):
        raise Refused(f"区划文件 {path.name} 的表头应是 code,name,level,parent_code。", code="F_NOT_TABLE")
    found: dict[str, Division] = {}
    for number, row in enumerate(rows, 2):
        try:
            one = Division.of(row["code"] or "", row["name"] or "")
        except Refused as refused:
            raise Refused(f"区划文件第 {number} 行：{refused.sentence}", code=refused.code) from None
        if not one.name:
            raise Refused(f"区划文件第 {number} 行没有名称。", code="E_NAME_MISSING")
        found[one.code] = one
    return sorted(found.values(), key=lambda one: (len(one.code), one.code))


@transaction.atomic
def load(county_code: str, divisions: Iterable[Division], *, today: date) -> Loaded:
    """Make or update the county, what is above it, and everything in it."""
    wanted = [
        one for one in divisions if one.code.startswith(county_code) or county_code.startswith(one.code)
    ]
    if county_code not in {one.code for one in wanted}:
        raise Refused(f"区划文件里没有代码为 {county_code} 的县，请核对代码和文件。", code="E_COUNTY_UNKNOWN")
    done = Loaded()
    codes = {one.code for one in wanted}
    rows = {one.code: one for one in Region.objects.filter(code__startswith=county_code)}
    rows |= {one.code: one for one in Region.objects.filter(code__in=codes - set(rows))}
    for code, row in list(rows.items()):  # an old code that comes back is no longer a sign-post
        if code in codes and row.successor_id and row.retired_on:
            rows.pop(code).delete()
    gone = [row for row in rows.values() if row.code not in codes and row.retired_on is None]
    orphans: dict[tuple[int | None, str], Region] = {}
    for row in gone:
        for form in Division(row.code, row.name, row.level, "").forms():
            orphans.setdefault((row.parent_id, form), row)
    by_code: dict[str, Region] = {}
    for one in wanted:
        parent = by_code.get(one.parent_code)
        if one.parent_code and parent is None:
            raise Refused(f"区划文件里没有 {one.code} 的上级 {one.parent_code}。", code="E_PARENT_MISSING")
        by_code[one.code] = _place(one, parent, rows, orphans, done, today)
    kept = {row.pk for row in by_code.values()}
    for row in gone:
        if row.pk not in kept:
            row.retired_on = today
            row.save(update_fields=["retired_on"])
            done.retired += 1
    return done


def _place(one: Division, parent, rows, orphans, done: Loaded, today: date) -> Region:
    values = dict(zip(COLUMNS, one.values(parent.pk if parent else None), strict=True))
    row = rows.get(one.code)
    if row is None and one.level in (Region.Level.TOWNSHIP, Region.Level.VILLAGE):
        parent_id = parent.pk if parent else None
        row = next((orphans[(parent_id, f)] for f in sorted(one.forms()) if (parent_id, f) in orphans), None)
        if row is not None and row.code != one.code and row.level == one.level and row.code in rows:
            old_code, old_name = row.code, row.name
            del rows[old_code]
            for key in [key for key, value in orphans.items() if value is row]:
                del orphans[key]
            _save(row, values)
            Region.objects.create(
                code=old_code,
                name=old_name,
                short_name=old_name,
                level=row.level,
                kind=row.kind,
                parent=row.parent,
                has_congress=row.has_congress,
                retired_on=today,
                successor=row,
            )
            done.recoded += 1
            return row
        row = None
    if row is None:
        done.made += 1
        return Region.objects.create(**values)
    if _save(row, {**values, "retired_on": None}):
        done.renamed += 1
    return row


def _save(row: Region, values: dict) -> bool:
    changed = [key for key, value in values.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    if changed:
        row.save(update_fields=[key.removesuffix("_id") for key in changed])
    return bool(changed)
