"""Three townships' ledgers through the command, held against what must come out."""

from pathlib import Path

import pytest

from tests import acceptance

SAMPLE = Path(__file__).parent.parent / "data" / "lingbi"


@pytest.mark.django_db
def test_every_row_of_the_sample_is_accepted_refused_and_stored_as_it_must_be():
    result = acceptance.run(acceptance.Data(SAMPLE), set())
    assert {ledger: found for ledger, found in result.differences.items() if found} == {}
    assert set(result.rows) == {"roster", "household", "station", "group", "pairing", "visit", "activity"}
