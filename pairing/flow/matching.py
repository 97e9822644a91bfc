"""Which deputy suits which household: a sum of points with its reasons in words (S0-42, S3-20, S3-43).

Pure and deterministic: the same households and deputies give the same order, whoever asks
and in whatever order they are given. The clerk decides; this only proposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..policy import HelpKind, HelpPolicy, PairingPolicy


@dataclass(frozen=True)
class Need:
    """A household as the matching sees it; ``words`` are its open needs, causes and measures."""

    key: str
    township: int
    village: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A deputy as the matching sees it; ``skills`` is the text of employer and post."""

    key: str
    name: str
    category: str = ""
    category_label: str = ""
    skills: str = ""
    township: int = 0
    village: int | None = None
    load: int = 0
    levels: tuple[str, ...] = ()
    wishes: frozenset[str] = frozenset()
    """Households, and names of villages and townships, that the deputy asked for."""


@dataclass(frozen=True)
class Reason:
    points: int
    sentence: str


@dataclass(frozen=True)
class Match:
    """One deputy for one household."""

    household: str
    candidate: Candidate
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def rank(self) -> tuple:
        """Best first; then who has fewer households, then by name and code."""
        return (-self.score, self.candidate.load, self.candidate.name, self.candidate.key)


def kinds_for(words: Iterable[str], policy: HelpPolicy) -> list[tuple[HelpKind, str]]:
    """The kinds of help that meet a household's words, each with the first word it meets."""
    wanted = list(dict.fromkeys(words))
    found = []
    for kind in policy.kinds:
        word = next((word for word in wanted if word in kind.needs), "")
        if word:
            found.append((kind, word))
    return found


def judge(
    need: Need,
    deputy: Candidate,
    *,
    policy: HelpPolicy,
    pairing: PairingPolicy,
    places: dict[int, str] | None = None,
) -> Match | None:
    """The points of one deputy for one household, or None where the limits leave no place."""
    code = pairing.judge_households(deputy.load)
    if code.startswith("E_"):
        return None
    reasons = [
        *_place(need, deputy, policy, places or {}),
        *_fit(need, deputy, policy),
        *_priority(deputy, policy),
        _load(deputy, policy, over=bool(code)),
    ]
    return Match(need.key, deputy, tuple(reason for reason in reasons if reason))


def _place(need: Need, deputy: Candidate, policy: HelpPolicy, places: dict[int, str]):
    weights = policy.match
    asked = {need.key, places.get(need.village), places.get(need.township)} & deputy.wishes
    if asked:
        yield Reason(weights.wish, "本人申请联系这一户" if need.key in asked else "本人申请联系这里")
    if deputy.village is not None and deputy.village == need.village:
        yield Reason(weights.same_village, "住在同一个村")
    elif deputy.township == need.township:
        yield Reason(weights.same_township, "在同一个乡镇")


def _fit(need: Need, deputy: Candidate, policy: HelpPolicy):
    """By category and by what the deputy does for a living; the strongest of each counts once."""
    weights = policy.match
    kinds = kinds_for(need.words, policy)
    for kind, word in kinds:
        if deputy.category and deputy.category in kind.categories:
            yield Reason(weights.category, f"这一户有“{word}”，{deputy.category_label}适合做“{kind.label}”")
            break
    for kind, word in kinds:
        skill = next((one for one in kind.skills if one in deputy.skills), "")
        if skill:
            yield Reason(weights.skill, f"单位职务是“{deputy.skills.strip()}”，能帮上“{word}”")
            break


def _priority(deputy: Candidate, policy: HelpPolicy):
    if set(deputy.levels) & set(policy.match.priority_levels):
        yield Reason(policy.match.priority, "上级代表，号召带头")  # S3-11


def _load(deputy: Candidate, policy: HelpPolicy, *, over: bool) -> Reason:
    weights = policy.match
    if not deputy.load:
        return Reason(weights.free, "还没有联系户")
    said = f"已联系 {deputy.load} 户" + ("，超过规定户数" if over else "")
    return Reason(-weights.per_household * deputy.load - (weights.over if over else 0), said)


def ranked(
    need: Need,
    deputies: Iterable[Candidate],
    *,
    policy: HelpPolicy,
    pairing: PairingPolicy,
    places: dict[int, str] | None = None,
) -> list[Match]:
    """All deputies that have a place for the household, best first."""
    found = (judge(need, one, policy=policy, pairing=pairing, places=places) for one in deputies)
    return sorted((one for one in found if one), key=lambda one: one.rank)


def assign(
    needs: Sequence[Need],
    deputies: Iterable[Candidate],
    *,
    policy: HelpPolicy,
    pairing: PairingPolicy,
    places: dict[int, str] | None = None,
) -> dict[str, list[Match]]:
    """For several households at once: the best pair of all is taken first, and counts as a
    household of its deputy for the rest. Each household's list begins with the deputy proposed."""
    at_hand = {one.key: one for one in deputies}
    options = {
        need.key: ranked(need, at_hand.values(), policy=policy, pairing=pairing, places=places)
        for need in needs
    }
    by_key = {need.key: need for need in needs}
    proposed: dict[str, list[Match]] = {}
    while options:
        best = min(((matches[0].rank, key) for key, matches in options.items() if matches), default=None)
        if best is None:
            break
        key = best[1]
        proposed[key] = options.pop(key)
        taken = proposed[key][0].candidate
        busier = _busier(taken)
        at_hand[taken.key] = busier
        for other, matches in options.items():
            rest = [one for one in matches if one.candidate.key != taken.key]
            again = judge(by_key[other], busier, policy=policy, pairing=pairing, places=places)
            options[other] = sorted([*rest, *([again] if again else [])], key=lambda one: one.rank)
    return {need.key: proposed.get(need.key, []) for need in needs}


def _busier(one: Candidate) -> Candidate:
    return Candidate(
        one.key, one.name, one.category, one.category_label, one.skills, one.township, one.village,
        one.load + 1, one.levels, one.wishes,
    )  # fmt: skip
