"""Browser journeys run where a Chromium is installed; elsewhere the run says that they did not."""

import importlib.util
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The browser's path, or None where no journey can run."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(config, items):
    if installed():
        return
    journeys = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in journeys]
    config.hook.pytest_deselected(items=journeys)


def pytest_terminal_summary(terminalreporter):
    browser = installed()
    if browser:
        terminalreporter.write_line(f"Browser journeys: driven with {browser}.")
    else:
        terminalreporter.write_line(
            "Browser journeys: NOT RUN, no Chromium on this machine "
            "(Debian: apt-get install chromium fonts-noto-cjk).",
            yellow=True,
        )
