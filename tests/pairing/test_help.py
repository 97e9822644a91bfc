"""Help beyond visits: what is recorded, refused, counted, seen."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from congress_poverty import packs
from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent
from congress_poverty.refusals import Refused
from deputies import roles
from pairing import actions, flow
from pairing.models import (
    FundEntry,
    HelpedPerson,
    Helper,
    HelpHousehold,
    HelpRecord,
    HelpTeam,
    PolicyDelivery,
)
from pairing.policy import HelpPolicy
from tests import factories as make

POLICY = packs.policy_for("default", {}, HelpPolicy)
TODAY = date(2026, 6, 9)
CLERK = Actor(label="李", role=roles.TOWNSHIP_CLERK, county_code="341323")
pytestmark = pytest.mark.django_db


def helped(world, people=(), households=(), **fields):
    row = HelpRecord(
        county=world.county,
        township=world.east,
        **{"kind": "办实事", "title": "接通自来水", "started_on": date(2026, 5, 1), **fields},
    )
    return actions.record_help(row, by=CLERK, today=TODAY, people=people, households=households)


# ---- rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["项目引进", "争取项目", "project"])
def test_a_kind_is_known_by_code_label_and_other_spellings(word):
    assert POLICY.kind(word).code == "project"


def test_money_and_projects_are_coordinated_whatever_was_left_open():
    assert flow.help.check_role(POLICY.kind("项目引进"), "") == "coordinated"
    assert flow.help.check_role(POLICY.kind("办实事"), "") == "served"


def test_a_deputy_is_not_recorded_as_handling_a_project():
    with pytest.raises(Refused, match="代表不参与资金") as refused:
        flow.help.check_role(POLICY.kind("引进项目"), "given")
    assert refused.value.code == "E_HELP_ROLE"


def test_a_project_begins_at_the_first_stage_and_what_is_none_has_no_stage():
    assert flow.help.check_stage(POLICY.kind("项目引进"), "", POLICY) == "planned"
    assert flow.help.check_stage(POLICY.kind("走访慰问"), "done", POLICY) == ""


def test_the_share_of_consolation_is_rounded_down_and_none_of_nothing():
    assert flow.help.share_of_consolation({"走访慰问": 2, "助学": 1}, POLICY) == 66
    assert flow.help.share_of_consolation({}, POLICY) is None


@pytest.mark.parametrize(("amount", "code"), [(60, ""), (61, "E_FUND_OVER")])
def test_spending_stops_at_what_is_left(amount, code):
    raised, spent = Decimal(100), Decimal(40)
    if not code:
        assert flow.help.judge_spending(POLICY, raised=raised, spent=spent, amount=Decimal(amount)) is None
        return
    with pytest.raises(Refused) as refused:
        flow.help.judge_spending(POLICY, raised=raised, spent=spent, amount=Decimal(amount))
    assert refused.value.code == code


# ---- records ----------------------------------------------------------------------------


def test_help_names_who_and_whom(world, everything):
    record = helped(world, [world.wang], [world.zhang_household])
    assert (record.helper_names, record.kind, record.role) == ("王代表", "办实事", "served")
    assert [link.household for link in record.households.all()] == [world.zhang_household]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"target": "village"}, "village"),
        ({"target": "coop"}, "coop"),
        ({"target": "household"}, "households"),
        ({"target": "public", "started_on": date(2026, 6, 10)}, "started_on"),
        ({"target": "public", "ended_on": date(2026, 4, 30)}, "ended_on"),
        ({"target": "public", "kind": "捐助资金"}, "amount"),
        ({"target": "public", "kind": "没有这种"}, "kind"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(world, everything, fields, field):
    with pytest.raises(Refused) as refused:
        helped(world, [world.wang], **fields)
    assert refused.value.field == field
    assert not HelpRecord.objects.exists()


def test_nobody_who_helped_is_refused(world, everything):
    with pytest.raises(Refused, match="谁帮的"):
        helped(world, target="public")


def test_introduced_money_without_its_source_is_pointed_out(world, everything):
    record = helped(world, [world.wang], kind="牵线引进", target="public", amount=Decimal(5000))
    assert [one.code for one in record.findings] == ["W_SOURCE_MISSING"]


def test_a_firms_own_deputy_helps_with_it(world, everything):
    firm = make.helper(world.county, township=world.east, led_by=world.wang)
    record = helped(world, kind="就业岗位", target="person", helper=firm, jobs=14)
    assert record.helper_names == "向阳服装厂、王代表"
    assert [link.person for link in record.deputies.all()] == [world.wang]


def test_fourteen_people_are_trained_and_employed_and_linked_where_one_household_has_the_name(
    world, everything
):
    firm = make.helper(world.county, township=world.east, led_by=world.wang)
    record = helped(world, kind="就业岗位", target="person", helper=firm, jobs=14)
    make.member(world.zhang_household, "员工0", seq=2)
    for n in range(2):
        make.member(make.household(world.zhoutian, f"同名{n}"), "员工1", seq=2)
    day = date(2026, 5, 20)
    rows = [
        actions.PersonRow(
            HelpedPerson(name=f"员工{n}", state="employed", trained_on=day, employed_on=day, place="缝纫工")
        )
        for n in range(14)
    ]
    actions.save_people(record, rows, by=CLERK, today=TODAY)
    record.refresh_from_db()
    assert (record.trained, record.employed) == (14, 14)
    assert record.people.get(name="员工0").household == world.zhang_household
    assert record.people.get(name="员工1").household is None  # two of that name: nobody guesses
    assert HelpHousehold.objects.get(record=record).household == world.zhang_household
    assert AuditEvent.objects.filter(action="aid.people").get().detail["added"] == 14


def test_who_left_still_counts_as_trained_and_employed_once(world, everything):
    record = helped(world, [world.wang], kind="就业岗位", target="person")
    day = date(2026, 3, 1)
    person = HelpedPerson(name="员工", state="employed", trained_on=day, employed_on=day)
    actions.save_people(record, [actions.PersonRow(person)], by=CLERK, today=TODAY)
    person.state, person.left_on = "left", date(2026, 5, 1)
    actions.save_people(record, [actions.PersonRow(person)], by=CLERK, today=TODAY)
    record.refresh_from_db()
    assert (record.trained, record.employed) == (1, 1)


def test_somebody_on_the_list_is_not_added_twice(world, everything):
    record = helped(world, [world.wang], kind="就业岗位", target="person")
    for expected in (1, 0):
        row = actions.PersonRow(HelpedPerson(name="员工", state="trained"))
        if expected:
            actions.save_people(record, [row], by=CLERK, today=TODAY)
        else:
            with pytest.raises(Refused, match="已经在名单里"):
                actions.save_people(record, [row], by=CLERK, today=TODAY)
    assert record.people.count() == 1


def test_a_project_moves_and_its_history_says_from_where(world, everything):
    record = helped(world, [world.wang], kind="项目引进", target="public", source="省里")
    actions.move_stage(record, by=CLERK, stage="approval", note="已报县里")
    record.refresh_from_db()
    assert record.stage == "approval"
    detail = AuditEvent.objects.filter(action="aid.stage").get().detail
    assert detail == {"stage": "谋划 → 报批", "reason": "已报县里"}
    with pytest.raises(Refused, match="不用再改"):
        actions.move_stage(record, by=CLERK, stage="approval")


def test_a_record_taken_out_leaves_its_reason_in_the_audit(world, everything):
    record = helped(world, [world.wang], [world.zhang_household])
    actions.remove_help(record, by=CLERK, reason="记重了")
    assert not HelpRecord.objects.exists()
    assert AuditEvent.objects.get(action="aid.remove").detail["reason"] == "记重了"


# ---- teams, funds, policies -------------------------------------------------------------


def test_one_deputy_is_no_team(world, everything):
    team = HelpTeam(county=world.county, township=world.east, name="一人团", started_on=TODAY)
    with pytest.raises(Refused, match="至少要两名代表"):
        actions.save_team(team, by=CLERK, people=[world.wang])


def test_a_team_of_two_townships_is_seen_by_both(world, zhao, everything):
    team = HelpTeam(county=world.county, township=world.east, name="黄桃团", started_on=TODAY)
    actions.save_team(team, by=CLERK, people=[world.wang, world.zhao], leader=world.wang)
    assert team.members.get(is_leader=True).person == world.wang
    assert zhao.get(team.get_absolute_url()).status_code == 200


def test_an_entry_struck_off_counts_no_more_and_what_it_paid_for_holds_it(world, everything):
    book = make.fund_book(world.zhoutian)
    raised = FundEntry(book=book, happened_on=TODAY, way="raised", amount=Decimal(100))
    actions.enter_fund(raised, by=CLERK, today=TODAY)
    spent = FundEntry(book=book, happened_on=TODAY, way="spent", amount=Decimal(60), purpose="药品")
    actions.enter_fund(spent, by=CLERK, today=TODAY)
    with pytest.raises(Refused, match="先冲销对应的支出"):
        actions.strike_fund(raised, by=CLERK, today=TODAY, reason="记错")
    actions.strike_fund(spent, by=CLERK, today=TODAY, reason="退款")
    assert actions.balance(book) == (100, 0)
    assert book.entries.count() == 2


def test_the_last_look_at_a_policy_counts(world, everything):
    for state, note in (("no", "还没到账"), ("yes", "")):
        actions.note_policies(
            world.zhoutian,
            by=CLERK,
            county=world.county,
            today=TODAY,
            checked_on=TODAY,
            states={"产业奖补": (state, note)},
        )
    assert PolicyDelivery.objects.get().state == "yes"


# ---- pages ------------------------------------------------------------------------------


def test_a_clerk_records_a_deputys_firm_and_the_deputy_sees_it(li, wang, world, everything):
    li.post(
        "/aid/helpers/new/",
        {"kind": "firm", "name": "向阳服装厂", "led_by_codes": world.wang.code, "led_by": ""},
    )
    firm = Helper.objects.get()
    assert firm.township == world.east
    answer = li.post(
        "/aid/new/jobs/",
        {
            "helper_codes": firm.code,
            "target": "person",
            "started_on": "2026-05-01",
            "title": "培训并招收 14 人",
            "role": "served",
            "jobs": "14",
        },
    )
    record = HelpRecord.objects.get()
    assert answer.url == f"/aid/{record.code}/people/"
    names = "、".join(f"员工{n}" for n in range(14))
    li.post(
        answer.url,
        {
            "names": names,
            "state": "employed",
            "trained_on": "2026-05-10",
            "employed_on": "2026-05-20",
            "place": "缝纫工",
            "monthly_pay": "2600",
        },
    )
    assert record.people.filter(state="employed").count() == 14
    page = wang.get(f"/aid/{record.code}/").content.decode()
    assert "员工13" in page
    assert "培训并招收 14 人" in wang.get("/aid/").content.decode()
    assert "培训并招收 14 人" in wang.get("/me/file/").content.decode()


def test_the_form_asks_only_what_the_kind_asks(li):
    page = li.get("/aid/new/project/").content.decode()
    assert 'name="source"' in page
    assert 'name="students"' not in page
    assert 'name="role"' not in page
    assert "代表不参与资金" in page


def test_the_name_of_a_child_is_masked_for_everybody_and_opened_against_a_reason(li, world, everything):
    record = make.help_record(world.east, [world.wang], kind="助学")
    child = make.helped_person(record, "周小雨", is_child=True, state="studying")
    assert "周小雨" not in li.get(record.get_absolute_url()).content.decode()
    assert "周小雨" not in li.get(f"{record.get_absolute_url()}people/").content.decode()
    answer = li.post(f"{record.get_absolute_url()}people/{child.code}/reveal/", {"reason": "开学资助核对"})
    assert "周小雨" in answer.content.decode()


def test_county_staff_read_no_names_of_the_people_helped(sun, world, everything):
    record = make.help_record(world.east, [world.wang], [world.liu_household])
    make.helped_person(record, "张小福", state="employed")
    page = sun.get(record.get_absolute_url()).content.decode()
    assert "张小福" not in page
    assert "刘有才" not in page
    assert "张**" in page


def test_the_households_ledger_tells_help_it_cannot_open(wang, world, everything):
    other = make.deputy(world.west, "外代表")
    make.help_record(world.west, [other], [world.zhang_household], title="送化肥 20 袋")
    page = wang.get(world.zhang_household.get_absolute_url()).content.decode()
    assert "送化肥 20 袋" in page


def test_every_figure_of_help_opens_the_rows_it_counts(sun, world, everything):
    make.help_record(world.east, [world.wang], [world.zhang_household], jobs=14, kind="就业岗位")
    make.help_record(world.west, [world.zhao], kind="就业岗位", amount=Decimal(10))
    team = make.team(world.east, [world.wang])
    led = {"kind": "示范带动", "income_gain": Decimal(9000), "deputy_gain": Decimal(500), "led_deputies": 2}
    make.help_record(world.east, [world.wang], team=team, led_people=7, **led)
    make.help_record(world.east, [world.wang], led_people=5, **led)
    make.help_record(world.west, [world.zhao], [world.liu_household], kind="走访慰问")
    make.help_record(world.east, [world.wang], kind="走访慰问", started_on=date(2025, 5, 1))
    for town in ("", world.east.code):
        page = sun.get(f"/aid/figures/?year=2026&town={town}").context
        assert page["total"] == (3 if town else 5)
        # 双带: (villagers, their income, other deputies, their income), and of that by a team.
        led = [[value for value, _url, _label in cells] for _who, cells in page["led"]]
        assert led == [["12", "18,000", "4", "1,000"], ["7", "9,000", "2", "500"]]
        for (_who, cells), rows in zip(page["led"], ("2", "1"), strict=True):
            assert [sun.get(url).context["count"] for _value, url, _label in cells] == [rows] * 4
        for line in page["lines"]:
            assert sun.get(line["url"]).context["count"] == str(line["records"])
        for duty in page["duties"]:
            assert sun.get(duty["records_url"]).context["count"] == str(duty["records"])
            assert sun.get(duty["there_url"]).context["count"] == str(duty["there"])
        assert sun.get(page["households_url"]).context["count"] == str(page["households"])
        jobs = page["sums"][1]
        assert jobs[0] == "14"
        assert sun.get(jobs[1]).context["count"] == "1"
    own = sun.get(team.get_absolute_url()).content.decode()
    assert f'<a href="/aid/?team={team.code}&has=led_people">7</a>' in own
    assert sun.get(f"/aid/?team={team.code}&has=led_people").context["count"] == "1"


def test_the_command_that_plans_checks_says_how_many(world, capsys):
    call_command("plan_exit_checks", at=TODAY)
    assert "灵璧县：新列入 0 户" in capsys.readouterr().out
