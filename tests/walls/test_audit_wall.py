"""No act without its record: every action that somebody takes writes an audit event."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")


def action_functions():
    """(file, function) of every module-level function in actions.py or actions/ that takes ``by=``."""
    for room in ROOMS:
        for path in sorted({*(ROOT / room).glob("actions.py"), *(ROOT / room).glob("actions/*.py")}):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and acts(node):
                    yield path.relative_to(ROOT), node


def acts(function: ast.FunctionDef) -> bool:
    """A public function that takes who acts; one that returns a bool only asks."""
    asks = isinstance(function.returns, ast.Name) and function.returns.id == "bool"
    takes_actor = "by" in {arg.arg for arg in function.args.kwonlyargs}
    return takes_actor and not asks and not function.name.startswith("_")


def records(function: ast.FunctionDef) -> bool:
    """Whether the body calls ``audit.record`` or hands ``by`` on to another action."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        hands_on = any(
            keyword.arg == "by" and isinstance(keyword.value, ast.Name) and keyword.value.id == "by"
            for keyword in node.keywords
        )
        if called == "record" or hands_on:
            return True
    return False


@pytest.mark.parametrize(
    ("path", "function"),
    action_functions(),
    ids=lambda value: value.name if isinstance(value, ast.FunctionDef) else str(value),
)
def test_an_action_writes_an_audit_event(path, function):
    assert records(function), (
        f"{path}:{function.lineno} {function.name}() takes by= and records nothing: "
        "call audit.record(…, by=by, obj=…) inside its transaction"
    )


@pytest.mark.parametrize(
    ("path", "function"),
    action_functions(),
    ids=lambda value: value.name if isinstance(value, ast.FunctionDef) else str(value),
)
def test_an_action_takes_who_acts_by_keyword_and_requires_it(path, function):
    names = [arg.arg for arg in function.args.kwonlyargs]
    if "by" in names:
        default = function.args.kw_defaults[names.index("by")]
        assert default is None, f"{path}:{function.lineno} {function.name}(): by= has a default"
