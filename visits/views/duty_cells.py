"""How the state of a reception day, a shift and a swap looks on every page that shows one."""

from __future__ import annotations

from congress_poverty.pages import cells

from ..models import DutyDay, DutyShift, DutySwap

DAY_TONES = {"planned": "blue", "held": "ok", "cancelled": "quiet"}
SHIFT_TONES = {"planned": "quiet", "present": "ok", "absent": "over", "replaced": "warn"}
SWAP_TONES = {"asked": "warn", "accepted": "ok", "refused": "over", "withdrawn": "quiet", "arranged": "blue"}
day_cell = cells.choice(DutyDay.State, tones=DAY_TONES)
shift_cell = cells.choice(DutyShift.State, tones=SHIFT_TONES)
swap_cell = cells.choice(DutySwap.State, tones=SWAP_TONES)
