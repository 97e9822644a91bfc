"""Lists and overviews ask the database as often for many rows as for few."""

from datetime import timedelta

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from tests import factories as make

from .pages import OPEN, addresses, undone

MORE = 12
MOST = 20
WHOLE = [address for address in addresses() if not address.parameters and address.name not in OPEN]


# What the phone works with for days is fetched in one answer, the phone's own token looked up first;
# the to-do list asks every room once for what waits.
GATHERING = {"m/bundle.json": 34, "todo/": 28}


def asked(clients) -> dict[tuple[str, str], list[str]]:
    """What each page that opens asks, by role and address."""
    found = {}
    for role, client in clients.items():
        for address in WHOLE:
            if address.is_act:
                continue
            reset_queries()  # the connection keeps nine thousand, and warns of the next
            with undone(), CaptureQueriesContext(connection) as seen:
                answer = client.get(address.url({}))
            if answer.status_code == 200:
                asked_for = [query["sql"] for query in seen.captured_queries]
                found[role, address.route] = [sql for sql in asked_for if "SAVEPOINT" not in sql]
    return found


def grow(world) -> None:
    """A dozen more of everything that a list shows."""
    for n in range(MORE):
        deputy = make.deputy(world.east, f"代表{n}")
        household = make.household(world.zhoutian, f"户主{n}")
        make.pairing(deputy, household)
        visit = make.visit(deputy, household, world.today - timedelta(days=n))
        make.photo(visit)
        held = make.activity(world.east, present=[deputy, world.wang])
        make.training_course(world.county, world.east)
        if n < 4:  # each is an activity of its own: a list stays on one page
            make.duty_report(deputy)
            make.activity_task(world.east)
            make.plan(world.east, [deputy], held.held_on)
        make.area_link(world.county, world.east, leader=deputy)
        make.fund_budget(world.county, 2000 + n, 1000, township=world.east)
        make.suggestion(deputy, [world.wang])
        make.cluster(world.east, [make.opinion(deputy)])
        make.group_member(make.group(world.east, f"第{n}小组"), deputy)
        station = make.station(world.east, f"第{n}活动室")
        make.station_check(station, answers=("yes", "no"))
        make.duty_day(station, people=[deputy])
        make.reception(station, [deputy], market_day=make.market_day(world.east, [deputy]))
        make.wish(station)
        make.diary_entry(deputy)
        make.village(world.east, f"第{n}村")
        make.unit(world.county, f"县第{n}局")
        grow_help(world, deputy, household)
        make.account(f"第{n}人", county=world.county)
        make.sheet_import(world.east)


def grow_help(world, deputy, household) -> None:
    firm = make.helper(world.county, f"{deputy}的厂", township=world.east, led_by=deputy)
    team = make.team(world.east, [deputy, world.wang])
    record = make.help_record(world.east, [deputy, world.wang], [household], helper=firm, team=team)
    make.helped_person(record)
    coop = make.coop(world.zhoutian, led_by=deputy)
    make.coop_member(coop, household=household)
    make.village_project(world.zhoutian, introduced_by=deputy)
    make.fund_entry(make.fund_book(world.zhoutian))
    make.exit_check(household)
    make.household(world.zhoutian, f"{household}未结对")


def test_no_page_asks_more_queries_for_more_rows(world, clients, samples):
    # The phone is known already: the first bundle registers it.
    make.phone(clients["deputy"].account, "known")
    clients["deputy"].cookies["phone"] = "known"
    picked = {role: clients[role] for role in ("deputy", "township_clerk", "county_staff", "county_leader")}
    few = asked(picked)
    assert ("county_staff", "visits/") in few
    grow(world)
    many = asked(picked)
    wrong = []
    for page, before in few.items():
        after = many[page]
        if len(after) > len(before):
            new = [sql[:200] for sql in after if after.count(sql) > before.count(sql)]
            wrong.append(f"{page}: {len(before)} queries became {len(after)}, such as {new[-1:]}")
        elif len(after) > (most := GATHERING.get(page[1], MOST)):
            wrong.append(f"{page}: {len(after)} queries, more than {most}")
    assert not wrong, "\n".join(wrong)
