"""One file, one transaction: committed, taken back, stopped, brought again."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from congress_poverty.audit import Actor
from congress_poverty.imports import actions
from congress_poverty.imports.engine import Cancelled, Run
from congress_poverty.imports.ledger import Scope
from congress_poverty.models import SheetImport
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from deputies.models import Mandate, Person
from pairing.models import Household, HouseholdMember, HouseholdStatus, Pairing
from tests import factories as make
from visits.models import HouseholdYear, Visit

TODAY = date(2026, 6, 9)
NOW = datetime(2026, 6, 9, 2, tzinfo=UTC)
BY = Actor.program("test", county_code="341323")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def sheet(tmp_path, *rows, name="台账.csv"):
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def bring(path, kind, *, township="", progress=None):
    scope = Scope("341323", TODAY, township)
    return actions.import_file(
        path, kind, run=Run(scope, dry=False, progress=progress), name=path.name, now=NOW, by=BY
    )


def codes(report):
    return [finding.code for row in report.rows for finding in row.findings if finding.code[0] != "S"]


def visits(world, *rows):
    return [["走访时间", "走访代表", "所在村", "户主姓名", "走访内容"], *rows]


@pytest.fixture
def visit_sheet(world, tmp_path):
    rows = [[f"2026-05-{day:02d}", "王代表", "周田村", "张德福", f"第{day}次"] for day in range(1, 6)]
    return sheet(tmp_path, *visits(world, *rows))


def test_the_same_file_again_adds_nothing(world, visit_sheet):
    assert bring(visit_sheet, "visit", township=world.east.code).total("accepted") == 5
    again = bring(visit_sheet, "visit", township=world.east.code)
    assert codes(again) == ["E_DUP_ROW"] * 5
    assert Visit.objects.count() == 5
    assert "已经导入过" in SheetImport.objects.first().message


def test_an_import_is_undone_but_for_what_was_touched_since(world, visit_sheet):
    bring(visit_sheet, "visit", township=world.east.code)
    touched = Visit.objects.order_by("pk").first()
    Visit.objects.filter(pk=touched.pk).update(version=2)
    done = actions.undo(SheetImport.objects.get(), now=NOW + timedelta(days=6), by=BY)
    assert list(Visit.objects.all()) == [touched]
    assert done.state == SheetImport.State.UNDONE
    assert "没有动" in done.message
    assert HouseholdYear.objects.get(household=world.zhang_household).months == 0b10000


def test_what_others_were_built_upon_is_not_undone(world, tmp_path):
    roster = sheet(tmp_path, ["姓名", "代表层级"], ["孙新民", "县级"], ["钱有田", "县级"])
    bring(roster, "roster", township=world.east.code)
    made = SheetImport.objects.get()
    make.pairing(Person.objects.get(name="孙新民"), world.liu_household)
    actions.undo(made, now=NOW, by=BY)
    assert (
        Person.objects.filter(name__in=["孙新民", "钱有田"]).values_list("name", flat=True).get() == "孙新民"
    )
    assert Mandate.objects.filter(person__name="孙新民").exists()


def test_an_import_is_not_undone_after_a_week(world, visit_sheet):
    bring(visit_sheet, "visit", township=world.east.code)
    with pytest.raises(Refused, match="超过 7 天"):
        actions.undo(SheetImport.objects.get(), now=NOW + timedelta(days=8), by=BY)


def test_a_ledger_is_kept_while_its_import_can_be_undone_and_no_longer(world, visit_sheet):
    with visit_sheet.open("rb") as file:
        one = actions.start(file, "visit", name="走访.csv", county_code="341323", township_code="", by=BY)
    SheetImport.objects.filter(pk=one.pk).update(state="committed", created_at=NOW, committed_at=NOW)
    assert actions.expire(now=NOW + timedelta(days=6)) == 0
    assert actions.path_of(one).exists()
    assert actions.expire(now=NOW + timedelta(days=8)) == 1
    assert not actions.path_of(one).exists()


def test_an_import_that_nobody_goes_on_with_loses_its_file_after_a_month(world, visit_sheet):
    with visit_sheet.open("rb") as file:
        one = actions.start(file, "visit", name="走访.csv", county_code="341323", township_code="", by=BY)
    SheetImport.objects.filter(pk=one.pk).update(created_at=NOW)
    assert actions.expire(now=NOW + timedelta(days=29)) == 0
    assert actions.expire(now=NOW + timedelta(days=31)) == 1
    assert not actions.path_of(one).exists()


def test_a_run_that_is_stopped_leaves_nothing(world, visit_sheet, monkeypatch):
    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        bring(visit_sheet, "visit", township=world.east.code, progress=stop)
    assert not Visit.objects.exists()
    stopped = SheetImport.objects.get()
    assert stopped.state == SheetImport.State.CANCELLED
    assert not stopped.rows.exists()


class Impatient(io.StringIO):
    """A terminal at which somebody presses Ctrl-C as soon as the n-th file is told of."""

    def __init__(self, files: int):
        super().__init__()
        self.files = files

    def write(self, text: str) -> int:
        self.files -= "读 " in text
        if self.files < 0:
            raise KeyboardInterrupt
        return super().write(text)


def test_ctrl_c_between_two_files_keeps_the_first_and_says_so(world, visit_sheet, tmp_path):
    again = tmp_path / "again.xlsx"
    again.write_bytes(visit_sheet.read_bytes())
    with pytest.raises(CommandError, match="前面 2 个文件已经导入") as stopped:
        call_command(
            "import_ledger", "visit", str(visit_sheet), str(again), "--township", world.east.code,
            stdout=Impatient(1),
        )  # fmt: skip
    assert stopped.value.returncode == 130
    assert Visit.objects.count() == 5


def test_a_check_writes_nothing(world, visit_sheet, tmp_path):
    call_command(
        "import_ledger", "visit", str(visit_sheet), "--township", world.east.code, "--check", "-v0",
        "--report", str(tmp_path / "report.json"),
    )  # fmt: skip
    assert not Visit.objects.exists()
    assert not SheetImport.objects.exists()
    assert '"accepted": 5' in (tmp_path / "report.json").read_text()


def test_a_file_with_a_password_does_not_stop_the_files_beside_it(world, tmp_path, visit_sheet):
    protected = Path(__file__).parent.parent / "data" / "files" / "password.xlsx"
    report = tmp_path / "report.json"
    call_command("import_ledger", "visit", str(protected), str(visit_sheet), "--report", str(report), "-v0")
    assert "有密码，请去掉密码再上传。" in report.read_text(encoding="utf-8")
    assert Visit.objects.count() == 5


def test_rows_of_another_township_are_not_taken(world, tmp_path):
    path = sheet(
        tmp_path,
        ["乡镇", "姓名", "代表层级"],
        ["东乡", "孙新民", "县级"],
        ["西乡", "钱有田", "县级"],
    )
    assert codes(bring(path, "roster", township=world.east.code)) == ["E_TOWNSHIP_OTHER"]
    assert not Person.objects.filter(name="钱有田").exists()


def test_nothing_of_tier_3_stands_beside_a_refused_row(world, tmp_path):
    number = make.id_number()[:-1] + "A"
    path = sheet(tmp_path, ["姓名", "身份证号", "代表层级"], ["孙新民", number, "县级"])
    bring(path, "roster", township=world.east.code)
    kept = SheetImport.objects.get().rows.get(fate="refused")
    assert number not in str([kept.values, kept.findings])


HOUSE = [
    "行政村",
    "户主姓名",
    "贫困户属性",
    "家庭人口",
    "识别年度",
    "脱贫年度",
    "姓名",
    "与户主关系",
    "身份证号码",
]


def test_a_household_written_again_before_every_member_is_one_household(world, tmp_path):
    house = ["周田村", "李大山", "低保户", "3", "2014", "2018"]
    path = sheet(
        tmp_path,
        HOUSE,
        [*house, "李大山", "户主", make.id_number()],
        [*house, "王秀英", "配偶", make.id_number()],
        [*house, "李小山", "儿子", make.id_number()],
    )
    assert codes(bring(path, "household", township=world.east.code)) == []
    one = Household.objects.get(head_name="李大山")
    assert (one.population, one.category) == (3, "低保贫困户")
    assert list(one.members.values_list("seq", "name")) == [(1, "李大山"), (2, "王秀英"), (3, "李小山")]
    assert list(HouseholdStatus.objects.values_list("status", flat=True)) == ["贫困户", "脱贫户"]


def test_a_register_with_household_numbers_is_read_with_its_own_headings(world, tmp_path):
    path = sheet(
        tmp_path,
        ["数据日期", "乡", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
         "健康状况", "致贫原因1", "人均纯收入", "户联系电话", "户类型"],
        ["2022-12-31", "东乡", "周田村", "三组", "H1", "P1", "李大山", make.id_number(), "2", "户主",
         "健康", "因病", "12000", "13800138000", "脱贫户"],
        ["2022-12-31", "东乡", "周田村", "三组", "H1", "P2", "王秀英", make.id_number(), "2", "配偶",
         "健康", "", "", "", ""],
    )  # fmt: skip
    assert codes(bring(path, "auto")) == []
    one = Household.objects.get(head_name="李大山")
    assert (one.main_cause, one.status, one.population) == ("因病", "脱贫户", 2)
    assert one.incomes.get().year == 2022


def test_a_refused_member_keeps_the_place_for_the_correction(world, tmp_path):
    good = [make.id_number() for _ in range(3)]
    house = ["周田村", "李大山", "低保户", "3", "", ""]
    first = sheet(
        tmp_path,
        HOUSE,
        [*house, "李大山", "户主", good[0]],
        [*house, "王秀英", "配偶", good[1][:-2]],
        [*house, "李小山", "儿子", good[2]],
    )
    assert codes(bring(first, "household", township=world.east.code)) == ["E_ID_LENGTH"]
    assert Household.objects.get(head_name="李大山").population == 2
    second = sheet(
        tmp_path,
        ["行政村", "户主姓名", "姓名", "与户主关系", "身份证号码"],
        ["周田村", "李大山", "王秀英", "配偶", good[1]],
        name="更正.csv",
    )
    assert codes(bring(second, "household", township=world.east.code)) == []
    found = HouseholdMember.objects.filter(household__head_name="李大山").values_list("seq", "name")
    assert list(found) == [(1, "李大山"), (2, "王秀英"), (3, "李小山")]
    assert Household.objects.get(head_name="李大山").population == 3


def test_several_households_in_one_cell_are_one_pairing_each(world, tmp_path):
    make.household(world.zhoutian, "李大山")
    path = sheet(
        tmp_path,
        ["代表姓名", "帮扶户数", "帮扶对象（村、户主）", "结对时间"],
        ["王代表", "2", "周田村李大山；西乡柳林村刘有才", "2026.3.1；2026.4.1"],
    )
    assert codes(bring(path, "pairing", township=world.east.code)) == ["W_PAIR_MULTI"]
    found = (
        Pairing.objects.filter(person=world.wang)
        .order_by("pk")
        .values_list("household__head_name", "started_on")
    )
    assert list(found)[1:] == [("李大山", date(2026, 3, 1)), ("刘有才", date(2026, 4, 1))]


def test_a_total_that_does_not_agree_is_pointed_out(world, tmp_path):
    path = sheet(tmp_path, ["姓名", "代表层级"], ["孙新民", "县级"], ["合计", "3人"])
    assert codes(bring(path, "roster", township=world.east.code)) == ["W_SUBTOTAL_MISMATCH"]


@pytest.mark.parametrize(
    ("kind", "name"), [("roster", "a.xlsx"), ("pairing", "a.csv"), ("household", "a.xlsx")]
)
def test_an_exported_ledger_comes_in_again_without_a_difference(world, tmp_path, kind, name):
    make.member(world.zhang_household, "张德福", seq=1, relation="户主")
    make.member(world.zhang_household, "张小妹", seq=2, relation="女儿")
    out = tmp_path / name
    call_command("export_ledger", kind, str(out), "-v0")
    before = (Person.objects.count(), Pairing.objects.count(), HouseholdMember.objects.count())
    report = bring(out, kind)
    assert report.total("accepted") == 0
    assert set(codes(report)) <= {"E_DUP_ROW", "E_PARENT_REJECTED"}
    assert (Person.objects.count(), Pairing.objects.count(), HouseholdMember.objects.count()) == before


def test_the_import_runs_where_everything_is_seen_and_writes_only_what_the_scope_allows(world):
    with reaching(make.EVERYTHING):
        assert Run(Scope("341323", TODAY), dry=True).scope.township_code == ""
    with (
        pytest.raises(RuntimeError, match=r"Reach\.everything"),
        reaching(type(make.EVERYTHING)("county", (1,))),
    ):
        Run(Scope("341323", TODAY), dry=True)


def test_the_same_words_of_another_deputy_are_another_visit(world, tmp_path):
    make.deputy(world.east, "孙代表")
    row = ["2026-05-01", "王代表", "周田村", "张德福", "家里都好"]
    other = ["2026-05-01", "孙代表", *row[2:]]
    bring(sheet(tmp_path, *visits(world, row)), "visit", township=world.east.code)
    again = bring(sheet(tmp_path, *visits(world, row, other, other)), "visit", township=world.east.code)
    assert [(one.number, one.findings[0].code) for one in again.rows if one.fate == "refused"] == [
        (2, "E_DUP_ROW"),
        (4, "E_DUP_ROW"),
    ]
    assert Visit.objects.count() == 2
