"""What every ledger of this room needs: the pack's words, and ids in pieces that a query takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def own_word(text: str, known: dict[str, tuple[str, ...]]) -> str:
    """The pack's word for a spelling; an unknown word stays as it was written."""
    if not text or text in known:
        return text
    return next((word for word, also in known.items() if text in also), text)


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for begin in range(0, len(ids), 500):
        yield ids[begin : begin + 500]
