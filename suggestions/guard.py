"""有限目标: what is not a deputies' suggestion, or is two, recognised from its text.

Deputies do not take up lawsuits, rights in land and forests, demolition, old cases,
tenders or somebody's own affairs (S0-19 … S0-21): the law gives each an organ of its
own. The words are the county's, in its pack; here is only how they are looked for. A
finding asks once and never forbids: the congress examines what is submitted anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .policy import OutOfScope

_GAP = ".{0,8}"  # what 「…」 in a phrase of the pack stands for: a few characters of one sentence
_STOPS = re.compile(r"[。！？!?；;\n]")
FURTHER = (
    r"(?:[；;。\n]|^)\s*(?:另外|此外|除此之外|再就是|顺便)"
    r"|(?:还有|另有|另外)一(?:件|个)(?:事|问题)|第二件事|两件事|还想(?:再)?(?:反映|提)一"
)
"""How a second matter is begun; a browser reads it as well, on the phone."""
_FURTHER = re.compile(FURTHER)


@dataclass(frozen=True)
class Finding:
    """A class of the pack that a text falls into, and the words that say so."""

    rule: OutOfScope
    words: str


def findings(texts: Iterable[str], rules: Sequence[OutOfScope], *, category: str = "") -> list[Finding]:
    """Every class that the texts or the chosen category fall into; urgent danger first."""
    sentences = [part for text in texts for part in _STOPS.split(text) if part.strip()]
    found = []
    for rule in rules:
        if category and category in rule.categories:
            found.append(Finding(rule, ""))
        elif words := _recognised(rule, sentences):
            found.append(Finding(rule, words))
    return sorted(found, key=lambda one: not one.rule.is_urgent)


def two_matters(*texts: str) -> bool:
    """Whether a text seems to speak of two matters: a second thing is begun with 「另外」 or counted."""
    return any(_FURTHER.search(text) for text in texts)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of character pairs they have in common."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _recognised(rule: OutOfScope, sentences: list[str]) -> str:
    look, pass_over = _patterns(rule.words), _patterns(rule.unless)
    for sentence in sentences:
        left = pass_over.sub("＊", sentence) if pass_over else sentence
        if look and (match := look.search(left)):
            return match.group()
    return ""


@lru_cache(maxsize=256)
def _patterns(phrases: tuple[str, ...]) -> re.Pattern | None:
    """One pattern for all phrases, the longest first."""
    if not phrases:
        return None
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(re.escape(phrase).replace("…", _GAP) for phrase in longest))


_FRAME = re.compile(r"^关于|的?建议$|[\s，。、；：“”（）]")


def _pairs(text: str) -> set[str]:
    bare = _FRAME.sub("", text)
    return {bare[n : n + 2] for n in range(len(bare) - 1)}
