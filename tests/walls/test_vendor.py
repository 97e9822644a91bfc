"""What is vendored is what static/vendor/README.md says, and pages ask only for icons that exist."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
ICON = re.compile(r"""\bicon[ =(]+["']([a-z][a-z0-9-]+)["']""")


def listed() -> dict[str, str]:
    readme = (VENDOR / "README.md").read_text()
    return dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", readme, re.M))


def test_every_vendored_file_has_the_checksum_that_the_readme_lists():
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert found == listed()


def test_every_icon_that_a_page_or_a_table_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons" / "sprite.svg").read_text()))
    rooms = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    sources += (ROOT / "templates").rglob("*.html")
    named = {icon for path in sources for icon in ICON.findall(path.read_text())}
    assert named - sprite == set()
