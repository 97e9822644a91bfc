"""Write ``docs/flow.md`` from the flow's table, or check that it is in step."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deputies.roles import ROLES
from suggestions import flow
from suggestions.policy import CLOCK_LABELS

HEAD = """# The life of a suggestion

Written by `manage.py flow_diagram` from the table in `suggestions/flow/`; a test keeps the two in step.
Overdue is no state: it is a clock that still runs after its day.
The diagram shows the moves that change the state, the table below all of them.
With several lead units each has a state of its own, and the suggestion shows the least advanced.

```mermaid
"""


class Command(BaseCommand):
    help = "Write docs/flow.md from the flow's table (--check: only compare)."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail if the file differs")

    def handle(self, *args, check, **options):
        path = settings.BASE_DIR / "docs" / "flow.md"
        text = HEAD + flow.diagram() + "\n```\n\n" + _table()
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"已写出 {path.relative_to(settings.BASE_DIR)}")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/flow.md 与流程表不一致，请运行 manage.py flow_diagram。")


def _table() -> str:
    lines = [
        "| Move | From | To | Who (county) | Who (township) | Must supply | Stops | Starts |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for move in flow.MOVES.values():
        unit = "、".join(flow.UNIT_FACES[state].label for state in move.unit_from)
        sources = "、".join(flow.FACES[state].label for state in move.sources)
        target = flow.FACES[move.target].label if move.target else "by units"
        if move.unit_to:
            target = f"unit: {flow.UNIT_FACES[move.unit_to].label}"
        elif move.target is None:
            target = "stays" if move.key != "reassign" else "by units"
        cells = [
            f"`{move.key}` {move.label}",
            sources + (f" (unit: {unit})" if unit else ""),
            target,
            _roles(move, flow.COUNTY),
            _roles(move, flow.TOWNSHIP),
            "、".join(need.name for need in move.needs) or "—",
            _clocks(move.stops) if move.key != "withdraw" else "all",
            _clocks(move.starts),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _roles(move: flow.Move, level: str) -> str:
    return "、".join(ROLES[role].label if role in ROLES else "程序" for role in move.roles[level])


def _clocks(names) -> str:
    return "、".join(CLOCK_LABELS[name] for name in names) or "—"
