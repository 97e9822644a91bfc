"""Every row of a county's ledgers through the importer, held against what must come out.

    python -m tests.acceptance PATH [KIND …]

``PATH`` holds ``manifest.json``, ``messy/`` and ``clean/`` (see tests/data/lingbi/README.md).
Into a fresh database in a temporary folder: the county is set up, every file of the
manifest's ``import_order`` is imported by the command, then the report is compared with the
manifest row by row and the database with ``clean/`` column by column. Exits 1 on any
difference.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

PAGE = 12  # differences shown of each sort


class Data:
    """The ledgers and what is known about them."""

    def __init__(self, root: Path):
        self.root = root
        self.manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
        self.files = {one["id"]: one for one in self.manifest.get("files", ())}
        self.county = self.manifest["county"]["code"]

    def clean(self, name: str) -> list[dict[str, str]]:
        path = self.root / "clean" / f"{name}.csv"
        if path.exists():
            text = path.read_text(encoding="utf-8")
        else:
            with lzma.open(f"{path}.xz", "rt", encoding="utf-8", newline="") as file:
                text = file.read()
        return list(csv.DictReader(io.StringIO(text)))

    def divisions(self) -> Path:
        here = [
            self.root / "divisions.csv",
            self.root.parent / "lingbi/divisions.csv",
            *self.root.parent.glob(
                f"divisions/{self.county}_*_{self.manifest['county']['division_year']}.csv"
            ),
        ]
        return next(path for path in here if path.exists())


class Result:
    """Differences by ledger."""

    def __init__(self):
        self.rows: dict[str, dict] = {}
        self.differences: dict[str, list[str]] = defaultdict(list)
        self.notes: list[str] = []

    def say(self, ledger: str, sentence: str) -> None:
        self.differences[ledger].append(sentence)


def set_up(data: Data) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    since, until = data.manifest["policy"]["date_window"]
    call_command(
        "setup_county",
        data.county,
        divisions=str(data.divisions()),
        pack=data.manifest.get("pack", "lingbi"),
        values=data.manifest.get("set", []),  # what this county changes in its pack
        campaign=["脱贫攻坚、人大代表在行动", since, until],
        verbosity=0,
    )


def import_all(data: Data, kinds: set[str]) -> dict[str, dict]:
    """Each file by the command; file id → its report."""
    from django.core.management import call_command

    from congress_poverty.imports.ledger import kinds as known_kinds

    reports = {}
    for fid in data.manifest["import_order"]:
        entry = data.files[fid]
        if (kinds and entry["ledger"] not in kinds) or entry["ledger"] not in known_kinds():
            continue
        with tempfile.NamedTemporaryFile(suffix=".json") as out:
            options = {"report": out.name, "verbosity": 0, "county": data.county}
            if entry["township_code"]:
                options["township"] = entry["township_code"]
            call_command(
                "import_ledger", entry["ledger"], str(data.root / "messy" / entry["path"]), **options
            )
            reports[fid] = json.loads(Path(out.name).read_text(encoding="utf-8"))
    return reports


# ---- rows against the manifest ----------------------------------------------------------


def compare_rows(data: Data, reports: dict[str, dict], result: Result) -> None:
    wanted: dict[str, set] = defaultdict(set)
    flagged: dict[str, Counter] = defaultdict(Counter)
    for one in data.manifest["errors"]:
        wanted[one["file"]].add((one["sheet"], one["row"], one["code"]))
    for one in data.manifest["warnings"]:
        flagged[one["file"]][(one["sheet"], one["row"], one["code"])] += 1
    for fid, report in reports.items():
        entry = data.files[fid]
        ledger = entry["ledger"]
        line = result.rows.setdefault(
            ledger,
            dict.fromkeys(("files", "read", "accepted", "refused", "skipped", "warned", "wanted"), 0),
        )
        line["files"] += 1
        got, warned = set(), Counter()
        if entry["format"] == "csv":  # a sheet of a text file has no name of its own
            for row in (*report["rows"], *(sheet for file in report["files"] for sheet in file["sheets"])):
                row["sheet"] = entry["sheets"][0]["name"]
        for row in report["rows"]:
            key = (row["sheet"], row["row"], row["code"])
            if row["code"].startswith(("E_", "F_")):
                got.add(key)
            elif row["code"].startswith("W_"):
                warned[key] += 1
        if ledger not in data.manifest.get("totals_hold", (ledger,)):
            # Rows of other townships were cut out of a sample, and its totals say so rightly.
            for key in [key for key in warned if key[2] == "W_SUBTOTAL_MISMATCH"]:
                del warned[key]
        name = entry["path"]
        for key in sorted(wanted[fid] - got):
            result.say(ledger, f"{name}: not refused {key}")
        for key in sorted(got - wanted[fid]):
            said = next(r["message"] for r in report["rows"] if (r["sheet"], r["row"], r["code"]) == key)
            result.say(ledger, f"{name}: refused {key} {said}")
        for key in sorted(set(flagged[fid]) | set(warned)):
            if flagged[fid][key] != warned[key]:
                result.say(ledger, f"{name}: warned {key} {warned[key]} times, not {flagged[fid][key]}")
        line["warned"] += sum(warned.values())
        sheets = {one["name"]: one for one in entry["sheets"]}
        for file in report["files"]:
            for sheet in file["sheets"]:
                line["read"] += sheet["rows_read"]
                for what in ("accepted", "refused", "skipped"):
                    line[what] += sheet[what]
                known = sheets.get(sheet["sheet"], {})
                right = known.get("accepted_rows", 0)
                line["wanted"] += right
                if right != sheet["accepted"]:
                    result.say(ledger, f"{name} {sheet['sheet']}: accepted {sheet['accepted']}, not {right}")
                if sheet["rows_read"] != sheet["accepted"] + sheet["refused"] + sheet["skipped"]:
                    result.say(ledger, f"{name} {sheet['sheet']}: the rows do not add up")


# ---- the database against clean/ --------------------------------------------------------


class Ids:
    """Clean ids ↔ rows of the database, by what is unique in both."""

    def __init__(self, data: Data):
        from congress_poverty.sealed import blind_index
        from deputies.models import DeputyGroup, Person, Station
        from pairing.models import Household

        people = dict(Person.objects.values_list("id_index", "pk"))
        self.person = {
            one["deputy_id"]: people.get(blind_index(one["id_no"])) for one in data.clean("deputies")
        }
        households = dict(Household.objects.values_list("id_index", "pk"))
        self.household = {
            one["household_id"]: households.get(blind_index(one["head_id_no"]))
            for one in data.clean("households")
        }
        stations = dict(Station.objects.values_list("name", "pk"))
        self.station = {one["station_id"]: stations.get(one["name"]) for one in data.clean("stations")}
        groups = dict(DeputyGroup.objects.values_list("name", "pk"))
        self.group = {one["group_id"]: groups.get(one["name"]) for one in data.clean("deputy_groups")}


def same(result: Result, ledger: str, what: str, wanted: dict, got: dict, columns: list[str]) -> None:
    """Two tables by key; values are tuples in the order of ``columns``."""
    missing, extra = wanted.keys() - got.keys(), got.keys() - wanted.keys()
    for key in sorted(missing, key=str):
        result.say(ledger, f"{what} {key} is missing")
    for key in sorted(extra, key=str):
        result.say(ledger, f"{what} {key} should not be there")
    for key in wanted.keys() & got.keys():
        for column, a, b in zip(columns, wanted[key], got[key], strict=True):
            if a != b:
                result.say(ledger, f"{what} {key} {column}: {b!r}, not {a!r}")


def text(value) -> str:
    return "" if value is None else str(value)


def money(value) -> str:
    return "" if value in (None, "") else f"{float(value):.2f}"


def compare_roster(data: Data, ids: Ids, result: Result) -> None:
    from congress_poverty.sealed import opened
    from deputies.models import Mandate, Person

    columns = [
        "name", "gender", "birth_date", "ethnicity", "party", "education", "id_no", "phone", "work_unit",
        "job_title", "composition", "township_code", "village_code",
    ]  # fmt: skip
    columns.remove("job_title")
    columns[columns.index("work_unit")] = "work"  # rosters put employer and office into one cell
    no_phone = {
        record.split("/")[0]
        for one in data.manifest["warnings"]
        if one["ledger"] == "roster" and one["code"] == "W_PHONE_INVALID"
        for record in one["record"].split(";")
    }
    wanted, split = {}, {}
    for one in data.clean("deputies"):
        key = ids.person[one["deputy_id"]] or one["deputy_id"]
        split[key] = (one["work_unit"], one["job_title"])
        one["work"] = one["work_unit"] + one["job_title"]
        one["phone"] = "" if one["deputy_id"] in no_phone else one["phone"]
        wanted[key] = tuple(one[c] for c in columns)
    got, told_apart = {}, 0
    for one in Person.objects.select_related("township", "village"):
        got[one.pk] = (
            one.name, one.get_gender_display(), text(one.birth_on), one.ethnicity, one.party, one.education,
            opened(one.id_number), opened(one.phone), one.employer + one.job_title,
            one.get_category_display(), one.township.code, one.village.code if one.village else "",
        )  # fmt: skip
        told_apart += split.get(one.pk) == (one.employer, one.job_title)
    result.notes.append(f"employer and office told apart as in clean/: {told_apart} of {len(split)}")
    same(result, "roster", "deputy", wanted, got, columns)
    statuses = {one["deputy_id"]: (one["status"], one["status_date"]) for one in data.clean("deputies")}
    wanted = {
        (ids.person[one["deputy_id"]], one["level"]): (
            one["district"],
            one["certificate_no"],
            *statuses[one["deputy_id"]],
        )
        for one in data.clean("deputy_seats")
    }
    got = {
        (one.person_id, one.level): (
            one.constituency, one.certificate_no, one.get_status_display(), text(one.ended_on),
        )
        for one in Mandate.objects.all()
    }  # fmt: skip
    same(result, "roster", "seat", wanted, got, ["district", "certificate_no", "status", "status_date"])


def compare_household(data: Data, ids: Ids, result: Result) -> None:
    from congress_poverty.sealed import opened
    from pairing.models import Household, HouseholdIncome, HouseholdMember

    carried = carried_columns(data, "household")
    columns = [
        "head_name", "head_id_no", "township_code", "village_code", "natural_village", "phone", "population",
        "labor_count", "category", "main_cause", "other_causes", "identified_year", "exit_year", "housing",
        "arable_mu", "measures",
    ]  # fmt: skip
    optional = {"natural_village": "hamlet", "identified_year": "identified", "labor_count": "labor"}

    def value(one, column):
        if column in optional and optional[column] not in carried.get(one["household_id"], ()):
            return ""
        return money(one[column]) if column == "arable_mu" else one[column]

    clean = data.clean("households")
    wanted = {
        ids.household[one["household_id"]] or one["household_id"]: tuple(value(one, c) for c in columns)
        for one in clean
    }
    got = {}
    for one in Household.objects.select_related("township", "village"):
        got[one.pk] = (
            one.head_name, opened(one.id_number), one.township.code, one.village.code, one.natural_village,
            opened(one.phone), text(one.population), text(one.labour_count), one.category, one.main_cause,
            ";".join(one.other_causes), text(one.identified_year), text(one.exit_year), one.housing,
            money(one.arable_mu), ";".join(one.measures),
        )  # fmt: skip
    same(result, "household", "household", wanted, got, columns)
    columns = ["name", "relation", "gender", "birth_date", "id_no", "education", "student", "health", "labor"]
    wanted = {
        (ids.household[one["household_id"]], int(one["seq"])): tuple(one[c] for c in columns)
        for one in data.clean("household_members")
    }
    got = {
        (one.household_id, one.seq): (
            one.name, one.relation, one.get_gender_display(), text(one.birth_on), opened(one.id_number),
            one.education, one.student, one.health, one.labour,
        )
        for one in HouseholdMember.objects.all()
    }  # fmt: skip
    same(result, "household", "member", wanted, got, columns)
    wanted = {
        (ids.household[one["household_id"]], int(one["year"])): (money(one["per_capita"]),)
        for one in data.clean("household_incomes")
    }
    got = {(one.household_id, one.year): (money(one.per_capita),) for one in HouseholdIncome.objects.all()}
    same(result, "household", "income", wanted, got, ["per_capita"])


def carried_columns(data: Data, ledger: str) -> dict[str, set[str]]:
    """Clean id → the columns of the sheets whose accepted rows carry it."""
    sheets = {
        (one["id"], sheet["name"]): set(sheet["columns"])
        for one in data.manifest["files"]
        if one["ledger"] == ledger
        for sheet in one["sheets"]
    }
    found: dict[str, set[str]] = defaultdict(set)
    for row in data.clean("_row_map"):
        columns = sheets.get((row["file"], row["sheet"]))
        if columns and row["outcome"] == "accept":
            for record in row["records"].split(";"):
                found[record] |= columns
    return found


def compare_station(data: Data, ids: Ids, result: Result) -> None:
    from deputies.models import Station

    columns = [
        "kind",
        "township_code",
        "village_code",
        "head",
        "liaison",
        "phone",
        "opened_on",
        "reception_day",
    ]
    wanted = {
        one["name"]: (
            one["kind"], one["township_code"], one["village_code"], ids.person.get(one["head_deputy_id"]),
            ids.person.get(one["liaison_deputy_id"]), one["phone"], one["opened_on"], one["reception_day"],
        )
        for one in data.clean("stations")
    }  # fmt: skip
    got = {
        one.name: (
            one.get_level_display(), one.township.code, one.village.code if one.village else "", one.head_id,
            one.liaison_officer_id, one.phone, text(one.opened_on), text(one.reception_day),
        )
        for one in Station.objects.select_related("township", "village")
    }  # fmt: skip
    same(result, "station", "station", wanted, got, columns)


def compare_group(data: Data, ids: Ids, result: Result) -> None:
    from deputies.models import DeputyGroup, GroupMember

    clean = data.clean("deputy_groups")
    wanted = {one["name"]: (one["township_code"], ids.station.get(one["station_id"])) for one in clean}
    got = {
        one.name: (one.township.code, one.station_id)
        for one in DeputyGroup.objects.select_related("township")
    }
    same(result, "group", "group", wanted, got, ["township_code", "station_id"])
    officers = {}
    for one in clean:
        for role, key in (
            ("liaison_officer", "contact_deputy_id"),
            ("deputy_leader", "vice_leader_deputy_id"),
            ("leader", "leader_deputy_id"),
        ):
            officers[(one["group_id"], one[key])] = role
    wanted = {
        (ids.group[one["group_id"]], ids.person[one["deputy_id"]]): (
            officers.get((one["group_id"], one["deputy_id"]), "member"),
        )
        for one in data.clean("deputies")
        if one["group_id"]
    }
    got = {(one.group_id, one.person_id): (one.role,) for one in GroupMember.objects.all()}
    same(result, "group", "member", wanted, got, ["role"])


def compare_pairing(data: Data, ids: Ids, result: Result) -> None:
    from pairing.models import Pairing

    carried = carried_columns(data, "pairing")
    wanted = {}
    for one in data.clean("pairings"):
        measure = one["measure"] if "measure" in carried.get(one["pairing_id"], ()) else ""
        key = (ids.person[one["deputy_id"]], ids.household[one["household_id"]], one["start_date"])
        wanted[key] = (one["end_date"], measure)
    got = {
        (one.person_id, one.household_id, text(one.started_on)): (text(one.ended_on), one.measure)
        for one in Pairing.objects.all()
    }
    same(result, "pairing", "pairing", wanted, got, ["end_date", "measure"])


def compare_visit(data: Data, ids: Ids, result: Result) -> None:
    from visits.models import Visit, VisitDeputy

    carried = carried_columns(data, "visit")
    went = defaultdict(list)
    for visit, person in VisitDeputy.objects.order_by("visit_id", "order").values_list(
        "visit_id", "person_id"
    ):
        went[visit].append(person)
    columns = ["deputies", "mode", "act", "note", "issue", "result", "amount"]
    wanted, got = defaultdict(list), defaultdict(list)
    for one in data.clean("visits"):
        there = carried.get(one["visit_id"], ())
        people = [ids.person[i] for i in (one["deputy_id"], *one["co_deputy_ids"].split(";")) if i]
        wanted[(one["visit_date"], ids.household[one["household_id"]], people[0])].append(
            (
                people,
                one["mode"] if "mode" in there else "",
                one["act"] if "act" in there else "",
                one["note"], one["issue"], one["result"], money(one["amount"] if "amount" in there else 0),
            )
        )  # fmt: skip
    for one in Visit.objects.iterator():
        people = went[one.pk]
        got[(text(one.visited_on), one.household_id, people[0])].append(
            (people, one.mode, "；".join(one.acts), one.note, one.issue, one.result, money(one.amount))
        )
    same(
        result,
        "visit",
        "visit",
        {(*key, n): one for key, many in wanted.items() for n, one in enumerate(many)},
        {(*key, n): one for key, many in got.items() for n, one in enumerate(many)},
        columns,
    )


def compare_activity(data: Data, ids: Ids, result: Result) -> None:
    from visits.models import Activity, Attendance

    came = defaultdict(dict)
    for one in data.clean("activity_attendance"):
        if one["status"] != "缺席":  # a register does not name the absent
            came[one["activity_id"]][ids.person[one["deputy_id"]]] = one["status"]
    present = defaultdict(dict)
    for one in Attendance.objects.all():
        present[one.activity_id][one.person_id] = one.get_status_display()
    columns = ["kind", "present", "summary", "attendance", "station"]
    wanted, got = defaultdict(list), defaultdict(list)
    for one in data.clean("activities"):
        key = (
            one["activity_date"],
            one["township_code"],
            ids.group.get(one["group_id"]),
            one["topic"],
            one["place"],
        )
        station = ids.station.get(one["station_id"])
        wanted[key].append((one["kind"], one["present"], one["summary"], came[one["activity_id"]], station))
    for one in Activity.objects.select_related("township"):
        key = (text(one.held_on), one.township.code, one.group_id, one.topic, one.place)
        stated = one.present_count if one.stated_present is None else one.stated_present
        got[key].append((one.kind, text(stated), one.summary, present[one.pk], one.station_id))
    for table in (wanted, got):
        for many in table.values():
            many.sort(key=lambda one: (one[0], one[2], sorted(one[3], key=str)))
    same(
        result,
        "activity",
        "activity",
        {(*key, n): one for key, many in wanted.items() for n, one in enumerate(many)},
        {(*key, n): one for key, many in got.items() for n, one in enumerate(many)},
        columns,
    )


def compare_suggestion(data: Data, ids: Ids, result: Result) -> None:
    from django.db.models import Prefetch

    from deputies.models import County
    from suggestions.flow import State
    from suggestions.models import Assignment, Suggestion, SuggestionProposer
    from suggestions.policy import SuggestionPolicy
    from suggestions.sheets.fields import STATUS_WORDS

    policy = County.objects.get(region__code=data.county).policy(SuggestionPolicy)
    categories = {one.code: one.label for one in policy.categories}
    scale = {one.code: one.label for one in policy.satisfaction}
    columns = [
        "title", "category", "session", "township_code", "lead", "cosigners", "submitted_on", "main_unit",
        "assist_units", "deadline", "is_key", "outcome", "satisfaction", "reply_count", "lookback", "status",
        "closed_on",
    ]  # fmt: skip
    wanted, got = {}, {}
    for one in data.clean("suggestions"):
        of_township = one["handled_at"] == "乡级"
        key = (one["township_code"] if of_township else "", one["submitted_on"][:4], one["number"])
        one["lead"] = ids.person[one["lead_deputy_id"]]
        one["cosigners"] = {ids.person[other] for other in one["cosigner_ids"].split(";") if other}
        wanted[key] = tuple(one[c] for c in columns)
    rows = Suggestion.objects.select_related("township").prefetch_related(
        Prefetch("proposers", SuggestionProposer.objects.filter(role="co")),
        Prefetch("assignments", Assignment.objects.select_related("unit")),
        "clocks",
    )
    for one in rows:
        key = (one.township.code if one.handled_at == "township" else "", str(one.year), one.number)
        units = {part: dict.fromkeys(a.unit.name for a in one.assignments.all() if a.part == part)
                 for part in ("lead", "co")}  # fmt: skip
        deadline = next((clock.effective_on for clock in one.clocks.all() if clock.name == "reply"), None)
        got[key] = (
            one.title, categories.get(one.category, one.category), one.get_raised_in_display(),
            one.township.code, one.lead_id, {p.person_id for p in one.proposers.all()},
            text(one.submitted_on), ";".join(units["lead"]), ";".join(units["co"]), text(deadline),
            str(int(one.is_key)), one.outcome, scale.get(one.satisfaction, ""), str(one.reply_count),
            one.get_look_back_display(), STATUS_WORDS[State(one.state)], text(one.closed_on),
        )  # fmt: skip
    same(result, "suggestion", "suggestion", wanted, got, columns)
    compare_suggestion_views(data, result)


def compare_suggestion_views(data: Data, result: Result) -> None:
    """The totals that a page should show on the manifest's day."""
    from datetime import date

    from django.db.models import F

    from suggestions.flow import State
    from suggestions.models import Clock, Step, Suggestion
    from suggestions.sheets.fields import STATUS_WORDS

    views = data.manifest["views"]
    rows = Suggestion.objects.all()
    on = date.fromisoformat(views["as_of"])
    late = Clock.objects.filter(name="reply", stopped_on__gt=F("effective_on"), suggestion__reply_count__gt=0)
    got = {
        "suggestions_by_status": Counter(
            STATUS_WORDS[State(s)] for s in rows.values_list("state", flat=True)
        ),
        "suggestions_replied": rows.filter(reply_count__gt=0).count(),
        "suggestions_rehandled": Step.objects.filter(move="rehandle").values("suggestion").distinct().count(),
        "suggestions_overdue_on_as_of": rows.open().overdue(on=on).count(),
        "suggestions_first_reply_after_deadline": late.count(),
        "suggestions_by_outcome": Counter(o or "未答复" for o in rows.values_list("outcome", flat=True)),
        "lookback": Counter(one.get_look_back_display() for one in rows.exclude(look_back="")),
    }
    for name, value in got.items():
        if value != views[name]:
            result.say("suggestion", f"view {name}: {value!r}, not {views[name]!r}")


COMPARE = {
    "roster": compare_roster,
    "household": compare_household,
    "station": compare_station,
    "group": compare_group,
    "pairing": compare_pairing,
    "visit": compare_visit,
    "activity": compare_activity,
    "suggestion": compare_suggestion,
}


def run(data: Data, kinds: set[str]) -> Result:
    """Set up, import, compare; in the database of the settings, which must be empty."""
    from congress_poverty.reach import Reach, reaching
    from deputies.models import County
    from visits import summary

    result = Result()
    set_up(data)
    began = time.monotonic()
    reports = import_all(data, kinds)
    print(f"imported {len(reports)} files in {time.monotonic() - began:.1f} s")  # noqa: T201
    compare_rows(data, reports, result)
    for ledger in {data.files[fid]["ledger"] for fid in data.manifest["import_order"]} - set(result.rows):
        if not kinds:
            result.say(ledger, "no such kind of ledger")
    with reaching(Reach.everything("acceptance compares every row")):
        ids = Ids(data)
        for ledger, compare in COMPARE.items():
            if ledger in result.rows:
                compare(data, ids, result)
        for sentence in summary.differences(County.objects.get(region__code=data.county)):
            result.say("visit", f"the board's counters: {sentence}")
    return result


def table(result: Result) -> str:
    heads = (
        "ledger",
        "files",
        "rows read",
        "accepted",
        "wanted",
        "refused",
        "warned",
        "skipped",
        "differences",
    )
    lines = [heads]
    for ledger, line in result.rows.items():
        lines.append(
            (
                ledger,
                *(
                    str(line[k])
                    for k in ("files", "read", "accepted", "wanted", "refused", "warned", "skipped")
                ),
                str(len(result.differences[ledger])),
            )
        )
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")
        import django

        django.setup()
        result = run(Data(root), set(arguments[1:]))
    print(table(result))  # noqa: T201
    for note in result.notes:
        print(note)  # noqa: T201
    for ledger, sentences in result.differences.items():
        for sentence in sentences[:PAGE]:
            print(f"{ledger}: {sentence}")  # noqa: T201
        if len(sentences) > PAGE:
            print(f"{ledger}: … and {len(sentences) - PAGE} more")  # noqa: T201
    return 1 if any(result.differences.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
