"""What really happened to some suggestions, made again move by move."""

from pathlib import Path

import pytest
from django.core.management import call_command

from deputies.models import County
from tests import replay
from tests.acceptance import Data

SAMPLE = Path(__file__).parents[1] / "data/lingbi_suggestions"


@pytest.fixture
def replayed(db, everything):
    data = Data(SAMPLE)
    since, until = data.manifest["policy"]["date_window"]
    call_command(
        "setup_county",
        data.county,
        divisions=str(data.divisions()),
        pack="lingbi",
        values=replay.RULES,
        campaign=["脱贫攻坚、人大代表在行动", since, until],
        verbosity=0,
    )
    made = replay.run(data, County.objects.get(region__code=data.county))
    replay.compare(data, made)
    return made


def test_the_recorded_history_is_legal_and_ends_where_it_did(replayed):
    assert replayed.refused == []
    assert replayed.differences == []
    assert replayed.moves["escalate"] == replayed.moves["conclude"] == 5
    assert replayed.moves["extend"] == 3
