"""Where an import stands, and whose rows it may write."""

from __future__ import annotations

from datetime import date

from congress_poverty.models import SheetImport
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

from ..engine import EVERYTHING
from ..ledger import Scope

State = SheetImport.State


def scope(sheet_import: SheetImport, today: date) -> Scope:
    return Scope(sheet_import.county_code, today, sheet_import.township_code)


def expect(sheet_import: SheetImport, *states: str) -> None:
    if sheet_import.state not in states:
        raise Refused(
            f"这次导入{sheet_import.get_state_display()}，不能再这样做，请刷新页面。", code="E_STATE"
        )


def set_state(sheet_import: SheetImport, state: str, *, message: str | None = None) -> None:
    sheet_import.state = state
    if message is not None:
        sheet_import.message = message
    with reaching(EVERYTHING):
        sheet_import.save()
