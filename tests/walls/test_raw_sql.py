"""Raw SQL and base managers stand outside the reach: every place is known by name."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")
OUTSIDE = re.compile(r"\.raw\(|\bcursor\(|_base_manager")
KNOWN = {
    "congress_poverty/prepared.py": "counts the rows of a composed queryset, whose reach stands in its text",
    "congress_poverty/append_only.py": "installs and removes the triggers of append-only tables",
    "congress_poverty/imports/bulk.py": "writes an import's rows, judged by the engine within the reach",
    "visits/summary.py": "counters are kept for all rows, whoever writes; it adds, it reads nothing",
    "congress_poverty/imports/actions/undoing.py": "an undo keeps whatever something points at, wherever",
}


def places() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if OUTSIDE.search(line.split("#")[0]):
                    found.setdefault(str(path.relative_to(ROOT)), []).append(f"{number}: {line.strip()}")
    return found


def test_raw_sql_stands_only_in_known_places():
    unknown = {path: lines for path, lines in places().items() if path not in KNOWN}
    assert not unknown, (
        f"outside the reach: {unknown}. Use the ORM through a scoped manager, "
        "or list the file in KNOWN with the reason and how it keeps to the reach"
    )


def test_no_known_place_has_gone():
    assert set(KNOWN) <= set(places())
