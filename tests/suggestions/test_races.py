"""Two acts at the same moment leave one legal history, on both databases."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.suggestions import races


def _judge(results: list[dict]) -> None:
    hand_overs, withdrawal, forwarding, reassignment, extension, rehandling = results
    assert hand_overs["heard"][0] == "done"
    assert "不能交办" in hand_overs["heard"][1] or "刚刚有人办理" in hand_overs["heard"][1]
    assert hand_overs["moves"] == ["submit", "register", "hand_over"]
    assert (hand_overs["units"], hand_overs["clocks"]) == (1, 1)
    # Either order is legal: withdrawn first, or handed over and then withdrawn.
    assert withdrawal["state"] == "withdrawn"
    assert withdrawal["moves"][2:] in (["withdraw"], ["hand_over", "withdraw"])
    # Signed and not passed on, or passed on and signed by the one who has it now.
    assert (forwarding["units"], forwarding["clocks"]) == (1, 1)
    assert forwarding["moves"][3:] in (["sign"], ["forward", "sign"])
    # Both are done, in either order: the part of the third unit is still to be signed for.
    assert sorted(reassignment["moves"][-2:]) == ["deliver", "reassign"]
    assert (reassignment["state"], reassignment["units"]) == ("handed_over", 2)
    assert reassignment["running"].count("reply") == 1
    # A delivered answer needs no more time; one that got it first may still be delivered.
    assert (extension["state"], extension["running"].count("long_reply")) == ("replied", 0)
    assert extension["moves"][-1] == "deliver"
    # Closed or handled again, never both without the look back between them.
    assert rehandling["heard"][0] == "done" != rehandling["heard"][1]
    assert (rehandling["state"], rehandling["moves"][-1]) in (("closed", "close"), ("rehandling", "rehandle"))


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_leave_one_legal_history_on_a_server():
    _judge([one() for one in races.RACES])


def test_two_acts_at_once_leave_one_legal_history_on_the_embedded_database(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "tests.suggestions.races"],
        cwd=settings.BASE_DIR,
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        | {"DJANGO_SETTINGS_MODULE": "congress_poverty.settings", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    _judge(json.loads(run.stdout))
