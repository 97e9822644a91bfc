"""What suggestions contribute to the deputy's file and the household's ledger."""

from tests import factories as make


def test_the_deputys_file_lists_what_was_raised(li, world):
    make.suggestion(world.wang, title="关于修复周田村通村路的建议", state="registered")
    page = li.get(f"/deputies/{world.wang.code}/file/").content.decode()
    assert "关于修复周田村通村路的建议" in page


def test_the_households_ledger_lists_what_began_there(li, world):
    visit = make.visit(world.wang, world.zhang_household)
    make.suggestion(world.wang, title="关于周田村饮水的建议", state="registered", source_visit=visit)
    assert "关于周田村饮水的建议" in li.get(world.zhang_household.get_absolute_url()).content.decode()
