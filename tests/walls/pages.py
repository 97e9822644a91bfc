"""Every address of the program, and a sample object for each: what the walls walk over.

A room that adds a page with an object in its address adds the object to ``samples``:
the key is the first word of the address and the name of the parameter, or the
address's own name where that is not enough.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessment.figures import FIGURES
from congress_poverty.reach import reaching
from tests import factories as make

# Open to everybody, each with its reason.
OPEN = {
    "healthz": "a probe asks whether the process is up",
    "readyz": "a probe asks whether it can work; details only to the machine itself",
    "login": "the door",
    "suggestions:by_link": "whoever holds a link has no account; the link itself is the key",
    "suggestions:by_link_name": "the same",
    "suggestions:by_link_move": "the same",
    "visits:phone_sync": "asks the phone's own token: what a closed account wrote is taken in and held",
    "visits:phone_photo": "the same",
    "logout": "ends whatever session there is; a stranger has none",
}


@dataclass(frozen=True)
class Address:
    """One URL pattern: full name, route, view, the names of its parameters."""

    name: str
    route: str
    view: object = field(compare=False)
    parameters: tuple[str, ...]

    @property
    def permission(self) -> str | None:
        return getattr(self.view, "permission", None)

    @property
    def is_act(self) -> bool:
        """A function that answers POST only."""
        is_function = not hasattr(self.view, "view_class")
        return is_function and self.permission is not None and hasattr(self.view, "__wrapped__")

    def url(self, known: dict) -> str:
        """The address with the sample objects filled in."""
        first = self.route.split("/")[0]
        values = {}
        for name in self.parameters:
            for key in ((self.name, name), (first, name)):
                if key in known:
                    values[name] = known[key]
                    break
            else:
                raise LookupError(
                    f"no sample for <{name}> of {self.route}: add ({first!r}, {name!r}) "
                    f"or ({self.name!r}, {name!r}) to samples() in tests/walls/pages.py"
                )
        return reverse(self.name, kwargs=values)


def addresses() -> list[Address]:
    """All patterns of the URLconf, those of the static files left out."""
    return sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda address: address.route)


def _walk(patterns, route: str, namespace: str):
    for pattern in patterns:
        here = route + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{here} has no name: give it one"
            parameters = tuple(pattern.pattern.converters)
            yield Address(f"{namespace}{pattern.name}", here, pattern.callback, parameters)


def by_section(found: list[Address]) -> list:
    """The addresses in groups by their first word, as parameters of a test.

    A test walks one group in one world: building the world costs more than the walk.
    """
    groups: dict[str, list[Address]] = {}
    for address in found:
        groups.setdefault(address.route.split("/")[0] or "home", []).append(address)
    return [pytest.param(group, id=section) for section, group in sorted(groups.items())]


@contextmanager
def undone():
    """What a visited page changed is gone before the next one is opened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def help_samples(world) -> dict[tuple[str, str], object]:
    """Help beyond visits: everything begins with ``aid/``, so most is by the address's own name."""
    record = make.help_record(world.east, [world.wang], [world.zhang_household])
    make.household(world.zhoutian, "未结对户")  # for the matching aid
    coop, book = make.coop(world.zhoutian, led_by=world.wang), make.fund_book(world.zhoutian)
    codes = {
        "team team_edit team_end": make.team(world.east, [world.wang, make.deputy(world.east, "吴代表")]),
        "helper helper_edit": make.helper(world.county, township=world.east, led_by=world.wang),
        "project project_edit": make.village_project(world.zhoutian),
        "coop coop_edit member_new member_edit": coop,
        "village_year": make.village_year(world.zhoutian),
        "fund fund_edit fund_entry fund_strike": book,
        "exit_check exit_check_edit": make.exit_check(world.zhang_household),
    }
    return {
        **{(f"pairing:{name}", "code"): row.code for names, row in codes.items() for name in names.split()},
        ("aid", "code"): record.code,
        ("pairing:help_photo", "code"): make.help_photo(record).code,
        ("pairing:remove_help_photo", "code"): make.help_photo(record).code,
        ("aid", "person"): make.helped_person(record, is_child=True).code,
        ("aid", "kind"): "project",
        ("aid", "member"): make.coop_member(coop).code,
        ("aid", "entry"): make.fund_entry(book).code,
        ("aid", "village"): world.zhoutian.code,
    }


def samples(world) -> dict[tuple[str, str], object]:
    """One object of 东乡 for each kind of address."""
    member = make.deputy(world.east, "钱代表", pinyin="qiandaibiao qdb")
    group = make.group(world.east, "东乡第一代表小组")
    make.group_member(group, world.wang)
    voter = make.voter(world.wang)
    link = make.member_link(world.wang, member)
    make.area_link(world.county, world.east, leader=member)
    somebody = make.account("东乡人", county=world.county)
    post = make.post(somebody, "township_clerk", world.county, [world.east])
    household = world.zhang_household
    visit = make.visit(world.wang, household)
    unit_link = make.unit_link(make.suggestion(world.wang, state="handed_over"), world.unit)
    opinion = make.opinion(world.wang)
    road = make.suggestion(world.wang)
    station = make.station(world.east, "东乡代表活动室", head=world.wang)
    check = make.station_check(station)
    duty = make.duty_day(station, date(2030, 7, 5), [world.wang])
    with reaching(make.EVERYTHING):
        shift = duty.shifts.get()
    matter = make.reception(station, [world.wang], voter_phone="13800000000")
    wish = make.wish(station)
    sheet = make.cross_sheet(world.east)
    published = make.cross_sheet(world.east, state="published", quarter=1).cross_round
    with reaching(make.EVERYTHING):
        mandate = world.wang.mandates.get()
    return {
        **help_samples(world),
        ("deputies", "code"): world.wang.code,
        ("deputies", "person"): link.member.code,
        ("deputies", "deputy"): link.deputy.code,
        ("deputies", "field"): "phone",
        ("deputies:voter_edit", "code"): voter.code,
        ("deputies:voter_remove", "code"): voter.code,
        ("mandates", "code"): mandate.code,
        ("groups", "code"): group.code,
        ("groups", "group"): group.code,
        ("groups", "person"): world.wang.code,
        ("stations", "code"): station.code,
        ("stations", "book"): "reception",
        ("station-checks", "code"): check.code,
        ("visits:station_photo", "code"): make.station_photo(check).code,
        ("duty-days", "code"): duty.code,
        ("duty-days", "shift"): shift.code,
        ("swaps", "code"): make.swap(shift, world.wang).code,
        ("receptions", "code"): matter.code,
        ("market-days", "code"): make.market_day(world.east, [world.wang]).code,
        ("wishes", "code"): wish.code,
        ("cross", "code"): sheet.cross_round.code,
        ("cross:bulletin", "code"): published.code,
        ("cross:sheet", "code"): sheet.code,
        ("cross:score", "code"): sheet.code,
        ("visits:wish_fulfil", "code"): make.wish(
            station, state="claimed", claimed_by=world.wang, claimed_on=date(2026, 6, 2)
        ).code,
        ("diary", "code"): make.diary_entry(world.wang).code,
        ("diary-books", "code"): world.wang.code,
        ("towns", "code"): world.east.code,
        ("towns", "town"): world.east.code,
        ("towns", "holder"): member.code,
        ("regions", "code"): world.zhoutian.code,
        ("units", "code"): world.unit.code,
        ("accounts", "code"): somebody.code,
        ("accounts:end_post", "code"): post.code,
        ("audit", "seq"): "1",
        ("me", "code"): post.code,
        ("notices", "pk"): 1,
        ("households", "code"): household.code,
        ("households", "household"): household.code,
        ("households", "member"): make.member(household).code,
        ("households", "field"): "phone",
        ("households", "year"): make.income(household).year,
        ("pairing:need_met", "code"): make.need(household).code,
        ("pairing:measure", "code"): make.measure(household).code,
        ("pairings", "code"): world.pairing.code,
        ("applications", "code"): make.application(world.wang).code,
        ("rosters", "code"): make.roster_filing(world.east).code,
        ("visits", "code"): visit.code,
        ("visits:photo", "code"): make.photo(visit).code,
        ("visits:remove_photo", "code"): make.photo(visit).code,
        ("visits:held", "code"): make.held_item(world.wang).code,
        ("visits:held_keep", "code"): make.held_item(world.wang).code,
        ("visits:held_pass", "code"): make.held_item(world.wang).code,
        ("visits:held_drop", "code"): make.held_item(world.wang).code,
        ("visits:phone_revoke", "code"): make.phone(somebody).code,
        ("activities", "code"): make.activity(world.east, present=[world.wang]).code,
        **{
            (f"visits:{name}", "code"): make.plan(world.east, [world.wang]).code
            for name in ("activity_notice", "activity_cancel")
        },
        **{
            (f"visits:{name}", "code"): make.activity_task(world.east, done=name.endswith("reopen")).code
            for name in ("activity_task_done", "activity_task_reopen")
        },
        **{
            (f"visits:{name}", "code"): make.leave(make.plan(world.east, [world.wang]), world.wang).code
            for name in ("leave", "leave_decide", "leave_withdraw")
        },
        ("training", "code"): make.training_plan(world.county, world.east).code,
        ("training", "which"): "untrained",
        ("visits:training_batch", "code"): make.training_batch(world.county, world.east).code,
        ("visits:training_course_new", "code"): make.training_batch(world.county, world.east).code,
        ("visits:training_course_remove", "code"): make.training_course(world.county, world.east).code,
        ("duty-reports", "code"): make.duty_report(world.wang).code,
        ("visits:activity_answer", "code"): make.heard(world.east).code,
        ("visits:activity_file", "code"): make.activity_file(world.east).code,
        ("visits:activity_file_remove", "code"): make.activity_file(world.east).code,
        ("suggestions", "code"): road.code,
        ("suggestions:links", "code"): unit_link.suggestion.code,
        ("suggestions:link_new", "code"): unit_link.suggestion.code,
        ("suggestions:link_revoke", "code"): unit_link.suggestion.code,
        ("suggestions", "part"): unit_link.assignment.code,
        ("suggestions", "link"): unit_link.code,
        ("suggestions:paper", "code"): make.paper(road).code,
        ("suggestions:remove_paper", "code"): make.paper(road, kind="other").code,
        ("suggestions:carry_over", "year"): 2026,
        ("suggestions:move", "move"): "withdraw",
        ("suggestions:key_decision", "code"): make.key_decision(world.county, township=world.east).code,
        ("suggestions:urge_letter", "code"): make.urge_letter(world.unit, make.suggestion(world.wang)).code,
        ("suggestions", "document"): "handling-form",
        ("suggestions:urge_letter_word", "code"): make.urge_letter(
            world.unit, make.suggestion(world.wang), serial=2, number="灵督〔2026〕2号"
        ).code,
        ("suggestions", "year"): 2026,
        ("suggestions", "unit"): world.unit.code,
        ("opinions", "code"): opinion.code,
        ("suggestions:join", "code"): make.suggestion(member, state="submitted").code,
        ("suggestions:agree_to_withdraw", "code"): make.suggestion(member, [world.wang]).code,
        ("suggestions:slip", "code"): make.opinion(world.wang, state="routed", routed_to="县法院").code,
        ("suggestions:leave_cluster", "code"): opinion.code,
        ("clusters", "code"): make.cluster(world.east, [opinion]).code,
        ("reports", "code"): make.half_year_report(world.east).code,
        ("reports", "period"): "2026H1",
        ("reports", "key"): "visits",
        ("duties", "kind"): "deputy",
        ("duties:subject", "code"): world.wang.code,
        ("duties:pledge", "code"): world.wang.code,
        ("duties:pledge_withdraw", "code"): make.pledge(world.wang).code,
        ("duties", "code"): make.document(world.east, with_file=True).code,
        ("duties:campaign", "code"): world.campaign.code,
        **{
            (f"duties:{name}", "code"): world.campaign.code
            for name in ("campaign_edit", "leading_group", "campaign_print", "campaign_word")
        },
        ("duties:document_earlier", "code"): make.earlier_file(make.document(world.east)).code,
        ("duties", "event"): "handover",
        ("duties", "path"): "duties.rules.visit.minimum",
        ("reports", "reading"): "before",
        ("reports", "part"): "cases",
        ("reports", "year"): 2026,
        ("reports", "town"): world.east.code,
        ("reports:roster", "code"): make.roster_filing(world.east, year=2025).code,
        ("reports:roster_word", "code"): make.roster_filing(world.east, year=2024).code,
        **_leading(world),
        ("assess", "code"): make.score(world.east).code,
        ("assess", "year"): 2026,
        ("imports", "code"): make.sheet_import(world.east, message="").code,
        ("imports", "kind"): "roster",
        ("dashboard", "code"): world.east.code,
        ("dashboard", "figure"): next(iter(FIGURES)),
    }


def _leading(world) -> dict[tuple[str, str], object]:
    """Checks, meetings and papers that 东乡 has to do with."""
    with reaching(make.EVERYTHING):
        check = make.check(world.east)
        finding = make.finding(check)
        meeting = make.meeting(world.county, [world.east])
        held = make.meeting(world.county, [world.east], state="held")
        task = make.meeting_task(meeting, world.east)
        paper = make.official_paper(world.county, [world.east])
        own = make.official_paper(world.county, township=world.east, kind="plan")
        of_finding = {"finding", "rectify", "confirm", "again", "postpone", "look_back"}
        of_task = {"task", "task_report", "task_enter", "task_settle"}
        ours = {"edit", "approve", "issue", "revise", "repeal"}
        return {
            ("checks", "code"): check.code,
            ("checks:edit", "code"): make.check(world.east, state="planned", held_on=None).code,
            ("checks:round", "code"): make.check_round(world.county).code,
            ("checks:round_edit", "code"): make.check_round(world.county, name="第二轮").code,
            **{(f"checks:{name}", "code"): finding.code for name in of_finding},
            ("checks:file", "code"): make.proof(finding.steps.get()).code,
            ("meetings", "code"): meeting.code,
            **{(f"meetings:{name}", "code"): held.code for name in ("paper", "paper_word")},
            **{(f"meetings:{name}", "code"): task.code for name in of_task},
            ("meetings:file", "code"): make.proof(make.task_step(task)).code,
            ("papers", "code"): paper.code,
            **{(f"papers:{name}", "code"): own.code for name in ours},
            ("papers:receive_for_unit", "code"): paper.receipts.get().code,
            ("papers:file", "code"): make.proof(paper.edition).code,
        }
