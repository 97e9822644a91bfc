"""Walked day by day, every duty of the sample changes on the days counted by hand in ``duty_days.csv``.

The table was computed from the seeds' text and the recorded days, not by the program. ``changes``
lists the days on which a duty's state changes, 「not_due」 before the first of them.
``duty_steps.csv`` holds, counted in the same way, the steps by which the job chases them, and
``duty_sets.csv`` everything that the sample owes: nothing else may be laid out.
"""

import csv
import lzma
from calendar import monthrange
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from assessment.duties.obligations import Plan
from assessment.duties.run import run_duties
from assessment.models import DutyReminder, HalfYearReport
from congress_poverty.calendar import WorkCalendar
from congress_poverty.reach import reaching
from deputies.models import Mandate, Unit
from pairing.models import Helper, Pairing
from suggestions.models import Assignment
from tests import factories as make
from visits.models import Attendance, DutyReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def table(name: str) -> list[dict]:
    return list(csv.DictReader((Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()))


LINES, STEPS, SETS = table("duty_days.csv"), table("duty_steps.csv"), table("duty_sets.csv")
ENDS = {"每月": 1, "每季": 3, "每半年": 6, "年底": 12}
CLEAN = Path(__file__).parent.parent / "data" / "lingbi" / "clean"
TOWN = "341323105"


def walked(county, years, wanted) -> dict[tuple, tuple]:
    """The wanted duties of those years, asked on each day until a month after the year."""
    found = {}
    for year in years:
        for one in Plan(county, year).obligations:
            key = one.subject.kind, one.subject.name, one.code, str(one.due_on)
            if key not in wanted:
                continue
            day, state, changes = date(year, 1, 1), "not_due", []
            while day <= date(year + 1, 1, 31):
                now = one.at(day).state
                if now != state:
                    changes.append(f"{day} {now}")
                    state = now
                day += timedelta(days=1)
            found[key] = str(one.last_working_day), "; ".join(changes)
    return found


def laid_out(county, year: int) -> dict[tuple, list[str]]:
    found: dict[tuple, list[str]] = {}
    for one in Plan(county, year).obligations:
        key = one.subject.kind, one.subject.name, one.code
        found.setdefault(key, []).append(f"{one.due_on:%m-%d}")
    return {key: sorted(days) for key, days in found.items()}


def owed(pack: str, year: int) -> dict[tuple, list[str]]:
    """The lines of ``duty_sets.csv``; a frequency stands for the last days of its periods."""
    found = {}
    for line in SETS:
        if (line["pack"], line["year"]) == (pack, str(year)):
            days = line["due"].split()
            if step := ENDS.get(line["due"]):
                days = [f"{month:02}-{monthrange(year, month)[1]}" for month in range(step, 13, step)]
            found[line["kind"], line["subject"], line["rule"]] = days
    return found


def taken(county, pack: str, years) -> tuple[dict, dict]:
    """The steps taken and those of the table. The job runs on each day of the table and on the
    working day before, so that a step on any other day comes late."""
    lines = [line for line in STEPS if line["pack"] == pack]
    days = {
        date.fromisoformat(f"{line['due_on'][:4]}-{step.split()[1]}")
        for line in lines
        for step in line["steps"].split("; ")
        if step
    }
    calendar = WorkCalendar()
    for on in sorted(days | {calendar.subtract_working_days(one, 1) for one in days}):
        run_duties(at=timezone.make_aware(datetime(on.year, on.month, on.day, 9)))
    found: dict[tuple, list[str]] = {}
    for row in DutyReminder.objects.all():
        key = row.kind, row.subject, row.rule, str(row.due_on)
        late = " late" if row.is_late else ""
        found.setdefault(key, []).append(f"{row.level} {row.step_on:%m-%d}{late}")
    pks = {
        (one.subject.kind, one.subject.name): one.subject.pk
        for year in years
        for one in Plan(county, year).obligations
    }
    wanted = {
        (line["kind"], pks[line["kind"], line["subject"]], line["rule"], line["due_on"]): line["steps"]
        for line in lines
    }
    return {key: "; ".join(found.get(key, ())) for key in wanted}, wanted


def expected(pack: str) -> dict[tuple, tuple]:
    return {
        (line["kind"], line["subject"], line["rule"], line["due_on"]): (
            line["last_working_day"],
            line["changes"],
        )
        for line in LINES
        if line["pack"] == pack
    }


def clean(name: str):
    packed = CLEAN / f"{name}.csv.xz"
    content = (
        lzma.decompress(packed.read_bytes()) if packed.exists() else (CLEAN / f"{name}.csv").read_bytes()
    )
    return csv.DictReader(content.decode("utf-8").splitlines())


@pytest.fixture
def lingbi_of_2018():
    """尹集镇 from the clean sample: three deputies with their pairings and visits, all its activities."""
    county = make.county()
    make.campaign(county, since=date(2018, 3, 22), until=date(2020, 12, 31))
    town = make.township(county, "尹集镇")
    village = make.village(town, "尹集村")
    people, homes = {}, {}
    for row in clean("deputies"):
        if row["deputy_id"] in ("LB-D0454", "LB-D0497"):
            person = people[row["deputy_id"]] = make.person(town, row["name"])
            left = row["status_date"] or None
            make.mandate(person, "township", ended_on=left and date.fromisoformat(left))
    for row in clean("pairings"):
        if person := people.get(row["deputy_id"]):
            home = homes[row["household_id"]] = make.household(village, row["household_id"])
            end = row["end_date"] and date.fromisoformat(row["end_date"])
            make.pairing(person, home, date.fromisoformat(row["start_date"]), ended_on=end or None)
    for row in clean("visits"):
        if row["deputy_id"] in people and row["household_id"] in homes:
            on = date.fromisoformat(row["visit_date"])
            acts = [row["act"]] if row["act"] else []
            make.visit(people[row["deputy_id"]], homes[row["household_id"]], on, mode=row["mode"], acts=acts)
    for row in clean("activities"):
        if row["township_code"] == TOWN:
            make.activity(town, date.fromisoformat(row["activity_date"]), kind=row["kind"])
    make.document(town, filed_on=date(2018, 4, 3))
    make.document(town, filed_on=date(2019, 3, 28))
    make.roster_filing(town, 2018, filed_on=date(2018, 3, 30))
    make.roster_filing(town, 2019, filed_on=date(2019, 4, 2))
    sent(town, "2018H1", date(2018, 6, 20), date(2018, 6, 20))
    sent(town, "2018H2", date(2018, 12, 20), date(2018, 12, 24))
    return county


def sent(town, period: str, due: date, on: date):
    report = make.half_year_report(town, period, state="submitted", submitted_on=on)
    HalfYearReport.objects.filter(pk=report.pk).update(due_on=due)


def test_duties_and_steps_of_lingbi_from_2018_to_2020_are_those_counted_by_hand(lingbi_of_2018):
    wanted = expected("lingbi-2018")
    found = walked(lingbi_of_2018, (2018, 2019, 2020), wanted)
    assert {key: found.get(key) for key in wanted} == wanted
    for year in (2018, 2019, 2020):
        assert laid_out(lingbi_of_2018, year) == owed("lingbi-2018", year)
    steps, by_hand = taken(lingbi_of_2018, "lingbi-2018", (2018, 2019, 2020))
    assert steps == by_hand


# -- 2026, one small county for each pack ---------------------------------------------------------

PLACES = {
    "lingbi": ("341323", "灵璧县"),
    "anyuan": ("360302", "安源区"),
    "huanggang": ("421122", "红安县"),
    "miluo": ("430681", "汨罗市"),
    "xx_district": ("459901", "XX区"),
}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def place(request):
    """A county with 东乡, 王代表 of its congress, a station and a group; then the pack's own facts."""
    pack = request.param
    code, name = PLACES[pack]
    county = make.county(code, name, pack)
    make.campaign(county)
    east = make.township(county, "东乡")
    wang = make.person(east, "王代表")
    make.mandate(wang, "county", started_on=date(2021, 12, 20))
    found = SimpleNamespace(
        county=county,
        east=east,
        wang=wang,
        home=make.household(make.village(east), "张德福"),
        station=make.station(east, "东乡站", level="township"),
        group=make.group(east, "第一小组"),
        pack=pack,
    )
    make.group_member(found.group, wang)
    with reaching(make.EVERYTHING):
        FACTS[pack](found)
    return found


def held(at, on: str, kind: str, present=(), leave=(), **where):
    made = make.activity(at.east, day(on), present, kind=kind, **where)
    for person in leave:
        Attendance.objects.create(activity=made, person=person, status=Attendance.Status.LEAVE)


def reported(at, on: str, kind: str):
    activity = make.activity(at.east, day(on), [at.wang], kind=kind)
    DutyReport.objects.create(activity=activity, person=at.wang)


def filed(at, on: str, kind: str, **owner):
    document = make.document(at.east, kind, day(on))
    document.township = None
    for name, value in owner.items():
        setattr(document, name, value)
    document.save()


def checked(at, town, on: str, **fields):
    return make.check(town, held_on=day(on), planned_on=day(on), **fields)


def met(at, on: str, kind: str, state="held"):
    make.meeting(at.county, kind=kind, held_on=day(on), state=state)


def lingbi(at):
    make.document(at.east, "plan", day("03-20"), state="returned")
    make.half_year_report(at.east, state="submitted", submitted_on=day("06-20"))


def anyuan(at):
    met(at, "12-08", "review")
    for on in ("01-12", "03-02", "03-09"):
        held(at, on, "接待选民", station=at.station)
    make.visit(at.wang, at.home, day("02-10"))
    held(at, "06-30", "走访选民", [at.wang])
    held(at, "03-31", "座谈会")
    held(at, "06-30", "执法检查")
    held(at, "08-12", "调研", [at.wang])
    held(at, "06-10", "年终述职", [at.wang])
    reported(at, "11-20", "年终述职")
    held(at, "04-20", "座谈会", state="planned")


def huanggang(at):
    office = make.unit(at.county, "县人大代表工委", kind=Unit.Kind.SUPERVISING_OFFICE)
    filed(at, "01-31", "rollup", unit=office)
    checked(at, at.east, "03-16").offices.add(office)
    west = make.township(at.county, "西乡")
    for n, (first, last) in enumerate((("04-20", "05-08"), ("07-10", "07-16")), 1):
        made = make.check_round(at.county, f"第{n}轮督导", since=day("04-01"), until=day("07-31"))
        checked(at, at.east, first, round=made)
        checked(at, at.east, last, round=made, mode="external")
        checked(at, west, last, round=made)
    filed(at, "07-20", "bulletin")
    met(at, "07-20", "briefing")
    met(at, "06-10", "joint", state="notified")
    met(at, "07-02", "joint")
    new, qian = make.person(at.east, "新代表"), make.person(at.east, "钱代表")
    make.mandate(new, "township", started_on=day("07-01"))
    make.mandate(qian, "township", ended_on=day("04-01"), status=Mandate.Status.RESIGNED)
    held(at, "02-05", "调研走访", [at.wang, qian], group=at.group)
    held(at, "05-07", "代表见面日", [at.wang], group=at.group)
    held(at, "08-06", "代表视察", [new], [at.wang], group=at.group)
    held(at, "11-05", "督办落实", [at.wang, new], group=at.group)


def miluo(at):
    filed(at, "02-28", "plan")
    met(at, "03-31", "on_site")
    met(at, "05-11", "progress")
    held(at, "03-05", "动员会")
    held(at, "04-02", "动员会")
    make.pairing(at.wang, at.home, day("03-01"))
    make.visit(at.wang, at.home, day("03-09"), mode="电话联系")
    make.visit(at.wang, at.home, day("03-12"))
    office = make.unit(at.county, "市人大农工委", kind=Unit.Kind.SUPERVISING_OFFICE)
    west = make.township(at.county, "西乡")
    Pairing.objects.create(
        county=at.county,
        township=west,
        deputy_township=west,
        household=make.household(make.village(west), "刘有才"),
        helper=Helper.objects.create(county=at.county, kind="unit", unit=office, name=office.name),
        started_on=date(2025, 5, 1),
    )


def xx_district(at):
    held(at, "04-15", "主题大接待", station=at.station)
    held(at, "05-07", "座谈交流", group=at.group)
    held(at, "09-02", "考察", [at.wang])
    held(at, "03-05", "执法检查", leave=[at.wang])
    reported(at, "06-05", "代表述职")
    held(at, "04-08", "执法检查", [at.wang])
    held(at, "06-18", "民情反映会")
    for quarter, closed in ((1, "03-27"), (2, "07-03")):
        found = make.cross_sheet(at.east, "published", 2026, quarter).cross_round
        found.closed_on = day(closed)
        found.save()
    met(at, "11-05", "progress")
    unit = make.unit(at.county, "县水利局")
    suggestion = make.suggestion(at.wang)
    Assignment.objects.create(suggestion=suggestion, unit=unit, assigned_on=day("03-04"))
    filed(at, "12-25", "handling_report", unit=unit)


FACTS = {
    "lingbi": lingbi,
    "anyuan": anyuan,
    "huanggang": huanggang,
    "miluo": miluo,
    "xx_district": xx_district,
}


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_duties_and_steps_of_2026_are_those_counted_by_hand(place):
    wanted = expected(place.pack)
    found = walked(place.county, (2026,), wanted)
    assert {key: found.get(key) for key in wanted} == wanted
    assert laid_out(place.county, 2026) == owed(place.pack, 2026)
    steps, by_hand = taken(place.county, place.pack, (2026,))
    assert steps == by_hand


def test_the_tables_have_lines_of_every_pack():
    for lines in (LINES, STEPS, SETS):
        assert {line["pack"] for line in lines} == {*PLACES, "lingbi-2018"}
