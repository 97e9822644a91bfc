"""What runs where: browser journeys need a Chromium, races between connections a server.

What cannot run here is left out of the run, and the closing lines say so; they also
give the times and sizes that a test recorded as the property ``measured``.
"""

import importlib.util
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The browser's path, or None where no journey can run."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


def on_a_server() -> bool:
    """Whether the tests' database takes several writers at once."""
    from django.db import connection

    return connection.vendor == "postgresql"


def leave_out(config, items) -> None:
    """Takes out of the run what cannot run here."""
    absent = [mark for mark, here in (("browser", chromium()), ("server", on_a_server())) if not here]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in absent)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _measured(terminalreporter) -> list[str]:
    """What tests recorded as measured: it travels with the report, from whichever process ran them."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    kept = (pair for report in reports for pair in getattr(report, "user_properties", ()))
    return [value for name, value in kept if name == "measured"]


def pytest_terminal_summary(terminalreporter):
    say, browser = terminalreporter.write_line, chromium()
    if browser:
        say(f"Browser journeys: driven with {browser}.")
    else:
        say(
            "Browser journeys: NOT RUN, no Chromium on this machine "
            "(Debian: apt-get install chromium fonts-noto-cjk).",
            yellow=True,
        )
    for line in _measured(terminalreporter):
        say(f"Measured: {line}.")
    if not on_a_server():
        say("Races between connections: run where DATABASE_URL names a PostgreSQL.")
