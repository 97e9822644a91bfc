"""A document that the code or another document names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} → {target}")
    assert not broken
