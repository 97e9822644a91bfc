"""A slip at the terminal is answered with a sentence, never with a traceback."""

import pytest
from django.core.management import CommandError, call_command

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return factories.county()


def refusal(*arguments) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*arguments)
    return str(refused.value)


def figures(county, *, since="2026-01-01", until="2026-06-30", **more):
    options = [f"--{name}={value}" for name, value in more.items()]
    return refusal("figures", f"--county={county.code}", f"--since={since}", f"--until={until}", *options)


def test_figures_name_the_date_that_is_none(county):
    assert figures(county, since="2026-13-01") == "“2026-13-01”不是日期，应写成 2018-04-01。"


def test_figures_name_an_on_that_is_no_date(county):
    assert figures(county, on="昨天") == "“昨天”不是日期，应写成 2018-04-01。"


def test_figures_name_days_in_the_wrong_order(county):
    assert figures(county, since="2026-12-01") == "--until 2026-06-30 早于 --since 2026-12-01，请核对。"


def test_an_assessment_of_no_year_is_refused(county, tmp_path):
    said = refusal(
        "export_assessment", f"--county={county.code}", "--year=99999", str(tmp_path / "考核.xlsx")
    )
    assert said == "年度 99999 应在 2000 到 2199 之间。"


def test_an_assessment_into_a_missing_folder_is_refused(county, tmp_path):
    out = tmp_path / "没有" / "考核.xlsx"
    said = refusal("export_assessment", f"--county={county.code}", "--year=2026", str(out))
    assert said == f"没有文件夹 {out.parent}，请先建好。"


def test_a_ledger_into_a_missing_folder_is_refused(county, tmp_path):
    out = tmp_path / "没有" / "走访.xlsx"
    assert refusal("export_ledger", "visit", str(out)) == f"没有文件夹 {out.parent}，请先建好。"


def test_an_import_whose_report_has_no_folder_is_refused_before_it_begins(county, tmp_path):
    ledger = tmp_path / "走访.csv"
    ledger.write_text("走访日期,户主姓名\n", encoding="utf-8")
    out = tmp_path / "没有" / "报告.json"
    said = refusal("import_ledger", "visit", str(ledger), f"--report={out}")
    assert said == f"没有文件夹 {out.parent}，请先建好。"
