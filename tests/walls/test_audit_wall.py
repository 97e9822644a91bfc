"""No act without its record: every action that somebody takes writes an audit event."""

import ast
from pathlib import Path

import pytest

from congress_poverty.pages import FormPage
from deputies.audit_words import ACTIONS
from deputies.audit_words import ROOMS as WORDS_OF_ROOMS
from suggestions.flow import MOVES

from .pages import addresses

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


def recorded() -> set[str]:
    """Every action that the program writes into the audit: literals, the forms' own, the moves."""
    found = {f"suggestions.{key}" for key in MOVES}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record" and node.args:
                    found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    for address in addresses():
        page = getattr(address.view, "view_class", None)
        if page and issubclass(page, FormPage) and page.save is FormPage.save:
            found.add(page.permission)
    return {action for action in found if isinstance(action, str) and is_action(action)}


def is_action(word: str) -> bool:
    """A room and a verb, or the export; a condition's own words and halves of names are not."""
    return word == "export" or ("." in word and not word.endswith("."))


def test_the_auditor_reads_every_action_in_words():
    unknown = recorded() - set(ACTIONS)
    assert not unknown, f"add the Chinese words of {sorted(unknown)} to ACTIONS in deputies/audit_words.py"


def test_every_action_falls_into_a_class_of_the_filter():
    outside = {action for action in recorded() if not action.startswith(tuple(WORDS_OF_ROOMS))}
    assert not outside, f"no beginning in ROOMS of deputies/audit_words.py fits {sorted(outside)}"
