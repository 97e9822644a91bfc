"""Which rows: every object of 东乡 is a 404 to the people of 西乡."""

import pytest

from .pages import OPEN, addresses, by_section, undone

# What everybody of the county may see, each with its reason.
SHARED = {
    "deputies:unit": "units are public bodies of the whole county",
    "pairing:help_form": "names a kind of help, not an object: an empty form",
    "board_rows": "names a figure, not an object: the rows are the reader's own",
    "switch_post": "looks among one's own posts only",
    "suggestions:carry_over": "names a year, not an object: the promises are those of the reader's reach",
    "imports:export": "names a kind of ledger: the rows are the reader's own",
    "imports:blank": "names a kind of ledger: an empty form",
    "suggestions:join": "a suggestion that may be published can be co-signed from any township",
    "duties:campaign": "a campaign is a published document of the county",
    "duties:campaign_print": "the same, on paper",
    "duties:campaign_word": "the same, on paper",
    "open_notice": "looks among one's own notices only",
    "cross:bulletin": "the bulletin of a round goes to every township of the county",
}
WITH_OBJECT = [
    address
    for address in addresses()
    if address.parameters and address.name not in OPEN and address.name not in SHARED
]


@pytest.mark.parametrize("section", by_section(WITH_OBJECT))
def test_the_neighbouring_township_finds_nothing(section, neighbours, samples):
    wrong = []
    for address in section:
        url = address.url(samples)
        for client in neighbours:
            with undone():
                answer = client.post(url) if address.is_act else client.get(url)
            if answer.status_code not in (403, 404):
                wrong.append(
                    f"{client.account} of 西乡 got {answer.status_code} from {url}, an object of 东乡: "
                    "look it up through its scoped manager, or list the address in SHARED with the reason"
                )
    assert not wrong, "\n".join(wrong)
