"""What is vendored is what static/vendor/README.md says, and pages ask only for icons that exist."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "vendor"
ICON = re.compile(r"""\bicon[ =(]+["']([a-z][a-z0-9-]+)["']""")


def listed(folder: Path) -> dict[str, str]:
    readme = (folder / "README.md").read_text()
    return dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", readme, re.M))


@pytest.mark.parametrize("folder", [VENDOR, FOR_TESTS], ids=["pages", "tests"])
def test_every_vendored_file_has_the_checksum_that_the_readme_lists(folder):
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert found == listed(folder)


def test_every_icon_that_a_page_or_a_table_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons" / "sprite.svg").read_text()))
    rooms = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    sources += (ROOT / "templates").rglob("*.html")
    named = {icon for path in sources for icon in ICON.findall(path.read_text())}
    assert named - sprite == set()
