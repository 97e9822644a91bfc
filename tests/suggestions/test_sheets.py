"""The ledger of suggestions, in and out, with the habits of those who keep it."""

from datetime import date

import openpyxl
import pytest

from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope
from congress_poverty.sheets.writer import write_xlsx
from deputies.models import Unit
from suggestions import flow
from suggestions.models import Clock, Promise, Rating, Reply, Step, Suggestion
from suggestions.policy import SuggestionPolicy
from suggestions.sheets import FIELDS, SuggestionLedger, ledger_rows
from tests import factories as make

HEAD = [
    "序号", "建议编号", "标题（案由）", "领衔代表", "附议代表", "代表团", "类别", "提出时间类别", "提出日期",
    "交办日期", "转办日期", "主办单位", "协办单位", "办理期限", "答复日期", "答复方式",
    "办理结果", "代表满意度", "办结日期", "“回头看”情况", "备注",
]  # fmt: skip
ROAD = {
    "number": "2018-闭-001",
    "title": "关于修路的建议",
    "lead": "王代表",
    "team": "东乡代表团",
    "category": "交通道路",
    "session": "闭会期间",
    "submitted": "2018.4.1",
    "handed": "20180406",
    "forwarded": "2018年4月14日",
    "main": "县水利局",
    "assist": "县教育局、东乡人民政府",
    "deadline": "2018-07-05",
    "replied": "2018/6/5",
    "way": "书面答复并面商",
    "outcome": "A类",
    "satisfaction": "满意",
    "closed": "2018年06月22日",
    "look_back": "部分落实",
    "note": "重点督办",
}
KEYS = [
    "seq", "number", "title", "lead", "cosigners", "team", "category", "session", "submitted", "handed",
    "forwarded", "main", "assist", "deadline", "replied", "way", "outcome", "satisfaction", "closed",
    "look_back", "note",
]  # fmt: skip
# An entry whose answer has not come yet.
WAITING = dict.fromkeys(["replied", "way", "outcome", "satisfaction", "closed", "look_back"], "")


@pytest.fixture
def bring(world, everything, tmp_path):
    """Writes lines under a title and a heading, imports them, gives the report."""

    def do(*lines, title="灵璧县2018年代表建议办理台账", sheet="建议台账", merged=()):
        book = openpyxl.Workbook()
        grid = book.active
        grid.title = sheet
        grid.append([title])
        grid.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
        grid.append(HEAD)
        for n, line in enumerate(lines, 1):
            values = {"seq": n, **line}
            grid.append([values.get(key) for key in KEYS])
        for top, last in merged:
            for column in (*range(1, 15), 19, 20, 21):
                grid.merge_cells(start_row=top, end_row=last, start_column=column, end_column=column)
        grid.append(["合计"])
        path = tmp_path / f"{title}.xlsx"
        book.save(path)
        return run(path)

    return do


def run(path):
    report = Run(Scope("341323", date(2026, 6, 9)), dry=False).file(path, "suggestion")
    assert report.refused is None
    return report


def codes(report):
    return [finding.code for row in report.rows for finding in row.findings if finding.code[0] in "EW"]


def test_a_line_becomes_a_suggestion_with_its_history(bring, world):
    assert codes(bring(ROAD)) == []
    made = Suggestion.objects.get()
    assert (made.lead, made.township, made.state, made.handled_at) == (
        world.wang,
        world.east,
        "closed",
        "county",
    )
    assert (made.outcome, made.satisfaction, made.reply_count, made.look_back) == (
        "A",
        "satisfied",
        1,
        "partly",
    )
    assert (made.category, made.is_key, made.closed_on) == ("transport", True, date(2018, 6, 22))
    moves = list(Step.objects.order_by("pk").values_list("move", flat=True))
    assert moves == [
        "submit", "register", "hand_over", "forward", "sign", "deliver", "rate", "close", "look_back",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "kept"), [("教科文卫", "culture"), ("科教文卫", "culture"), ("医疗卫生", "医疗卫生")]
)
def test_a_class_narrower_than_the_county_s_stays_as_it_is_written(bring, world, word, kept):
    world.county.pack = "default"
    world.county.save()
    bring(ROAD | {"category": word})
    assert Suggestion.objects.get().category == kept


@pytest.mark.parametrize(
    ("changed", "stands"),
    [
        ({"outcome": "B类"}, ["partly"]),
        ({"outcome": "B类", "look_back": "已落实"}, ["done"]),
        ({"outcome": "A类"}, []),
        ({"outcome": "B类", **dict.fromkeys(["satisfaction", "closed", "look_back"], "")}, [""]),
    ],
    ids=["looked at", "found done", "solved", "still open"],
)
def test_an_answer_that_puts_off_leaves_a_promise_without_a_day(bring, world, changed, stands):
    bring(ROAD | changed)
    promises = list(Promise.objects.all())
    assert [one.check_result for one in promises] == stands
    for one in promises:
        assert (one.due_on, str(one.unit)) == (None, "县水利局")
        assert (one.kept_on is not None) is (one.check_result == "done")


def test_only_the_last_answer_leaves_a_promise(bring, world):
    first = ROAD | {"outcome": "B类", "satisfaction": "不满意", "closed": "", "look_back": ""}
    bring(first)
    assert not Promise.objects.exists(), "it is handled again"


def test_every_step_of_the_history_is_legal_after_the_one_before(bring, world):
    bring(
        ROAD,
        {**ROAD, **WAITING, "number": "2"},
        {**ROAD, "number": "3", "satisfaction": "", "closed": "", "look_back": ""},
    )
    for made in Suggestion.objects.all():
        at = flow.State.DRAFT
        for step in made.steps.order_by("pk"):
            assert step.from_state == at
            assert at in flow.MOVES[step.move].sources
            at = step.to_state
        assert at == made.state


def test_a_second_answer_under_merged_cells_is_a_second_round(bring, world):
    again = {"replied": "2018.8.3", "way": "书面答复", "outcome": "b", "satisfaction": "满意"}
    report = bring({**ROAD, "satisfaction": "不满意"}, again, merged=[(3, 4)])
    assert codes(report) == []
    made = Suggestion.objects.get()
    assert (made.round, made.reply_count, made.dissatisfied_count) == (2, 2, 1)
    assert (made.outcome, made.satisfaction, made.state) == ("B", "satisfied", "closed")
    assert list(Reply.objects.values_list("round", "met_on")) == [(1, date(2018, 6, 5)), (2, None)]
    assert list(Rating.objects.order_by("round").values_list("result", flat=True)) == [
        "dissatisfied",
        "satisfied",
    ]


def test_an_answer_rejected_and_not_yet_given_again_is_handled_again(bring, world):
    bring({**ROAD, "satisfaction": "不满意", "closed": "", "look_back": ""})
    made = Suggestion.objects.get()
    assert (made.state, made.round) == ("rehandling", 2)


def test_the_deadline_of_the_ledger_wins_and_the_computed_one_is_kept(bring, world):
    bring(
        {**ROAD, "replied": "", "way": "", "outcome": "", "satisfaction": "", "closed": "", "look_back": ""}
    )
    clock = Clock.objects.get(name="reply")
    assert (clock.effective_on, clock.last_day) == (date(2018, 7, 5), date(2018, 7, 6))
    assert clock.is_stated
    assert "台账写明办理期限为2018年7月5日" in clock.explanation
    assert list(Suggestion.objects.overdue(on=date(2018, 7, 6))) == [Suggestion.objects.get()]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": ""}, "E_TITLE_MISSING"),
        ({"lead": "查无此人"}, "E_ORPHAN_DEPUTY"),
        ({"lead": "赵代表"}, "E_ORPHAN_DEPUTY"),
        ({"replied": "2017.6.5"}, "E_DATE_ORDER"),
        ({"submitted": "2018.2.31"}, "E_DATE_INVALID"),
        ({"submitted": ""}, "E_DATE_MISSING"),
        ({"outcome": "Z"}, "E_OUTCOME_UNKNOWN"),
        ({"satisfaction": "还行"}, "E_SATISFACTION_UNKNOWN"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_code(bring, world, changed, code):
    assert codes(bring({**ROAD, **changed})) == [code]
    assert not Suggestion.objects.exists()


def test_a_number_is_used_once_a_year_and_again_the_next(bring, world):
    next_year = {**ROAD, **WAITING, "title": "关于桥的建议", "submitted": "2019.1.5", "handed": "2019.1.9"}
    assert codes(bring(ROAD, {**ROAD, "title": "关于路灯的建议"}, next_year)) == ["E_DUP_NUMBER"]
    assert Suggestion.objects.count() == 2


def test_a_sheet_of_one_township_is_its_presidium_s(bring, world):
    bring({**ROAD, "team": None, "main": "东乡水利站"}, title="东乡人大代表建议办理台账", sheet="东乡")
    made = Suggestion.objects.get()
    assert (made.handled_at, made.township) == ("township", world.east)


@pytest.mark.parametrize("word", ["县水利局", "灵璧县水利局", "水利局", "县 水利局"])
def test_a_unit_is_found_however_it_is_written(bring, world, word):
    bring({**ROAD, "main": word})
    assert Suggestion.objects.get().assignments.get(part="lead").unit == world.unit


def test_a_unit_that_nobody_listed_is_listed(bring, world):
    bring({**ROAD, "main": "县公路管理局"})
    assert Unit.objects.get(name="县公路管理局").handles_suggestions


@pytest.mark.parametrize("spelling", ["B", "b", "Ｂ", "B类", "B（正在解决）", "乙", "正在解决"])
def test_an_outcome_is_read_in_any_spelling(bring, world, spelling):
    bring({**ROAD, "outcome": spelling})
    assert Suggestion.objects.get().outcome == "B"


@pytest.mark.parametrize(
    ("note", "state"), [("不予立案", "declined"), ("待交办", "registered"), ("代表撤回", "withdrawn")]
)
def test_the_note_says_what_no_date_can(bring, world, note, state):
    empty = dict.fromkeys(KEYS[9:20])
    bring({**ROAD, **empty, "note": note})
    assert Suggestion.objects.get().state == state


def test_an_unknown_co_signer_is_pointed_out(bring, world):
    assert codes(bring({**ROAD, "cosigners": "查无此人"})) == ["W_UNKNOWN_PARTICIPANT"]


def test_an_exported_ledger_imports_again_without_a_difference(bring, world, tmp_path):
    again = {"replied": "2018.8.3", "way": "书面答复", "outcome": "B", "satisfaction": "满意"}
    open_one = {**ROAD, **WAITING, "number": "7", "title": "关于井的建议", "note": "等待资金"}
    declined = {**ROAD, **dict.fromkeys(KEYS[9:20]), "number": "8", "note": "不予立案"}
    township = {**ROAD, "number": "9", "lead": "赵代表", "team": "西乡代表团", "session": "大会期间"}
    bring({**ROAD, "satisfaction": "不满意"}, again, open_one, declined, township, merged=[(3, 4)])
    policy = world.county.policy(SuggestionPolicy)
    before = list(ledger_rows(Suggestion.objects.order_by("submitted_on", "number"), policy))
    path = tmp_path / "导出.xlsx"
    with path.open("wb") as file:
        write_xlsx(file, SuggestionLedger.label, [one.label for one in FIELDS], before)
    Suggestion.objects.all().delete()
    assert codes(run(path)) == []
    assert list(ledger_rows(Suggestion.objects.order_by("submitted_on", "number"), policy)) == before


def test_namesakes_are_told_apart_in_an_exported_ledger(bring, world):
    make.deputy(world.east, "王代表", level="township")
    bring({**ROAD, "lead": "王代表（县）"})
    row = next(ledger_rows(Suggestion.objects.all(), world.county.policy(SuggestionPolicy)))
    assert row[2] == "王代表（县）"


def test_a_suggestion_walked_on_the_pages_is_exported_as_a_ledger_tells_it(world, walk, everything):
    walk(make.suggestion(world.wang), "close")
    row = dict(zip(
        [one.key for one in FIELDS],
        next(ledger_rows(Suggestion.objects.all(), world.county.policy(SuggestionPolicy))),
        strict=True,
    ))  # fmt: skip
    assert (row["number"], row["main"], row["status"]) == ("087", "县水利局", "已办结")
    assert (row["way"], row["outcome"], row["satisfaction"]) == ("书面答复并面商", "A", "满意")
    assert (row["handed"], row["deadline"]) == (date(2026, 3, 4), date(2026, 6, 4))
