"""What documents name is there: documents, files, commands, targets, and the words on the buttons."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
NAMED = re.compile(r"\bdocs/[\w./-]+\.(?:md|svg|png)\b")


def texts():
    """Every text file of the project that may name a document."""
    for pattern in ("*.md", "*.toml", "Makefile", "docs/**/*.md", "*/**/*.py"):
        for path in ROOT.glob(pattern):
            if not {"static", "var", ".venv"} & set(path.relative_to(ROOT).parts):
                yield path


def test_every_document_that_is_named_exists():
    missing = {}
    for path in texts():
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            if not (ROOT / name).is_file():
                missing.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    assert not missing, f"write these documents, or correct what names them: {missing}"


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for path in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} → {target}")
    assert not broken


def named(pattern: str) -> set[tuple[str, str]]:
    """(document, what it names) for every match in the documents."""
    return {
        (str(path.relative_to(ROOT)), found)
        for path in DOCUMENTS
        for found in re.findall(pattern, path.read_text(encoding="utf-8"))
    }


def test_every_command_that_a_document_names_exists():
    known = get_commands()
    assert not {(doc, name) for doc, name in named(r"manage\.py ([a-z_]+)") if name not in known}


def test_every_target_that_a_document_names_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert not {(doc, name) for doc, name in named(r"(?:`|^)make ([a-z]+)") if name not in targets}


def test_every_file_that_a_document_names_exists():
    rooms = "congress_poverty|deputies|pairing|visits|suggestions|assessment|templates|static|tests"
    pattern = rf"`((?:{rooms})/[\w./-]*)`"
    assert not {(doc, name) for doc, name in named(pattern) if not (ROOT / name).exists()}


def test_the_manual_uses_the_words_on_the_pages():
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/*.js"), *ROOT.glob("static/m/*.js")]
    for room in (path.parent for path in ROOT.glob("*/apps.py")):
        sources += [*room.rglob("*.py"), *room.rglob("*.toml")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    quoted = {
        (path.name, words)
        for path in (ROOT / "docs" / "manual").glob("*.md")
        for words in re.findall("“([^”]+)”", path.read_text(encoding="utf-8"))
    }
    assert not {(page, words) for page, words in quoted if words not in said}
