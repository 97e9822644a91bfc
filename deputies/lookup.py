"""Names as people write them → the region or the person they mean.

Loaded once for a county and asked many times, by ledgers above all. A name in a
township's ledger refers to the deputies whom that township's roster lists; a village
is written in half a dozen ways; a household elsewhere has its township in front.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from congress_poverty.refusals import Refused
from congress_poverty.text import initials, pinyin_key

from .models import County, Mandate, Person, Region
from .policy import LEVELS, LevelWords, level_words

# ---- places -----------------------------------------------------------------------------

_TOWNSHIP_ENDINGS = (
    "街道办事处", "办事处", "民族乡", "管理委员会", "管委会", "街道", "地区", "镇", "乡",
)  # fmt: skip
_VILLAGE_ENDINGS = re.compile(r"(?:村村民委员会|村民委员会|村民委会|民委员会|村委员会|村委会|村委|行政村)$")
_ESTATE_ENDINGS = re.compile(r"(?:居民委员会|居委会|居委|村民委员会|村委会|委会)$")

_VILLAGE_WORD = re.compile(r"村民委员会|居民委员会|村委会|居委会|社区|村(?!民|委)")


def flat(text: str) -> str:
    """A place name without blanks, width or brackets."""
    return re.sub(r"[\s（()）·.]+", "", unicodedata.normalize("NFKC", str(text)))


def village_forms(name: str) -> tuple[str, ...]:
    """Ways to write a village, the exact one first: 周田村委会, 周田村, 周田."""
    name = flat(name)
    forms = [name]
    plain = _VILLAGE_ENDINGS.sub("村", name)
    plain = re.sub(r"村村$", "村", plain)
    if "社区" in name:
        plain = re.sub(r"社区(?:居民委员会|居委会|居委|村民委员会|村委会|委会)$", "社区", name)
    elif plain == name:
        plain = _ESTATE_ENDINGS.sub("居", name)
    forms.append(plain)
    bare = re.sub(r"(?:社区|村|居)$", "", plain)
    if len(bare) >= 2:
        forms.append(bare)
    return tuple(dict.fromkeys(form for form in forms if form))


def short_village(name: str) -> str:
    """What a village is called in daily use: 周田村委会 → 周田村, 刘尧居委会 → 刘尧居."""
    forms = village_forms(name)
    return forms[1] if len(forms) > 1 and len(forms[1]) >= 2 else forms[0]


def township_forms(name: str, county: str = "") -> tuple[str, ...]:
    """Ways to write a township: 灵城镇, 灵城; 安源区高坑镇, 高坑镇, 高坑."""
    name = flat(name)
    forms = [name]
    if county and name.startswith(county) and len(name) > len(county) + 1:
        forms.append(name[len(county) :])
    for form in list(forms):
        short = form
        for ending in _TOWNSHIP_ENDINGS:
            if short.endswith(ending) and len(short) - len(ending) >= 2:
                short = short[: -len(ending)]
                forms.append(short)
                if ending in ("街道办事处", "办事处"):
                    forms.append(short + "街道")
    return tuple(dict.fromkeys(forms))


@dataclass
class Places:
    """The townships and villages of a county, by every way to write them."""

    county: County
    by_code: dict[str, Region] = field(default_factory=dict)
    townships: dict[str, Region] = field(default_factory=dict)
    villages: dict[int, dict[str, list[Region]]] = field(default_factory=dict)

    @classmethod
    def of(cls, county: County) -> Places:
        """Load the county's regions; retired ones stand behind those in force."""
        made = cls(county)
        name = flat(county.region.name)
        townships = list(Region.objects.filter(parent=county.region, level=Region.Level.TOWNSHIP))
        townships.sort(key=lambda one: (one.retired_on is not None, one.code))
        heirs = {one.pk: one for one in townships}
        for one in townships:
            now = heirs.get(one.successor_id, one) if one.retired_on else one
            made.by_code[one.code] = now
            for form in township_forms(one.name, name):
                made.townships.setdefault(form, now)
        made._names = sorted(made.townships, key=len, reverse=True)
        villages = Region.objects.filter(parent__in=[one.pk for one in townships], retired_on=None)
        for one in villages.order_by("code"):
            table = made.villages.setdefault(one.parent_id, {})
            for form in {*village_forms(one.name), *village_forms(one.short_name or one.name)}:
                table.setdefault(form, []).append(one)
        made._own = name
        made._written, made._cache, made._homes = {}, {}, {}
        made._all = [one for one in townships if not one.retired_on]
        made._by_id = {one.pk: one for one in made._all}
        return made

    def township(self, text: str) -> Region | None:
        """The township that ``text`` is, or that its beginning names."""
        if text not in self._written:
            self._written[text] = self._township(flat(text))
        return self._written[text]

    def _township(self, text: str) -> Region | None:
        found = self.townships.get(text)
        if found:
            return found
        for form in township_forms(text, self._own):
            if form in self.townships:
                return self.townships[form]
        return self.mentioned(text)

    def mentioned(self, text: str) -> Region | None:
        """The township named somewhere in a title, a file name or a unit line.

        The county's own name is left out first: 汨罗市 is not 汨罗镇. Names in full come
        before short ones; two different townships in one text say nothing.
        """
        text = flat(text)
        full = [one for one in self._names if one in text and one == flat(self.townships[one].name)]
        if not full:
            text = text.replace(self._own, "")
            full = [one for one in self._names if len(one) >= 2 and one in text]
        found = []
        for name in full:  # longest first: 城关镇 inside 老城关镇 is not meant
            if name in text:
                found.append(self.townships[name])
                text = text.replace(name, " ")
        return found[0] if len({one.pk for one in found}) == 1 else None

    def village(self, text: str, township: Region | None) -> Region | None:
        """The village ``text`` names, in ``township`` unless another township stands in front.

        A part of a village names it too: 周田村三组, 周田村老屋湾.
        """
        key = (text, township.id if township else 0)
        if key not in self._cache:
            whole = flat(text)
            ends = (part.end() for part in reversed(list(_VILLAGE_WORD.finditer(whole))))
            parts = (self._village(whole[:end], township) for end in ends if 2 < end < len(whole))
            self._cache[key] = self._village(whole, township) or next(filter(None, parts), None)
        return self._cache[key]

    def _village(self, text: str, township: Region | None) -> Region | None:
        if not text:
            return None
        if township and (found := self._in(township, text)):
            return found
        if text.startswith(self._own) and len(text) > len(self._own):
            text = text[len(self._own) :]
        for name in self._names:
            if text.startswith(name) and len(text) > len(name):
                rest = text[len(name) :]
                if found := self._in(self.townships[name], rest):
                    return found
        return None

    def _in(self, township: Region, text: str) -> Region | None:
        table = self.villages.get(township.id, {})
        for form in village_forms(text):
            found = table.get(form, ())
            if len(found) == 1:
                return found[0]
            exact = [one for one in found if form in (flat(one.name), flat(one.short_name))]
            if len(exact) == 1:
                return exact[0]
            # 花桥 beside 花桥村 and 花桥社区 is the village: people drop 村, not 社区.
            villages = [one for one in found if one.kind == Region.Kind.VILLAGE]
            if len(villages) == 1:
                return villages[0]
        return None

    def home_of(self, text: str) -> Region | None:
        """The township of a village that only one township has, or whose name stands in front of it."""
        if not text:
            return None
        if text not in self._homes:
            found = [one for one in self._all if self._in(one, flat(text))]
            elsewhere = self.village(text, None)
            self._homes[text] = (
                found[0] if len(found) == 1 else self._by_id.get(elsewhere and elsewhere.parent_id)
            )
        return self._homes[text]

    def township_of(self, village: Region) -> Region | None:
        return self._by_id.get(village.parent_id)

    def village_mentioned(self, text: str, township: Region | None = None) -> Region | None:
        """The one village that a title, a sheet's or a file's name says: 2018年平江镇中寨村贫困户名册.

        Inside a longer text only names that say what they are count (中寨村, not 中寨); where the
        text names no single village, it says nothing.
        """
        text = flat(text)
        for one in self._names:
            text = text.replace(one, " ") if one == flat(self.townships[one].name) else text
        known: dict[str, list[Region]] = {}
        for table in [self.villages.get(township.id, {})] if township else self.villages.values():
            for form, villages in table.items():
                known.setdefault(form, []).extend(villages)
        found: dict[int, Region] = {}
        for form in sorted(known, key=len, reverse=True):
            whole = _VILLAGE_WORD.search(form) or form.endswith("居")
            if (form in text) if whole else (form == text.strip()):
                found |= {one.pk: one for one in known[form]}
                text = text.replace(form, " ")
        return next(iter(found.values())) if len(found) == 1 else None

    def splits(self, text: str, township: Region | None) -> Iterator[tuple[Region, str]]:
        """``渔沟镇某村张三`` → the village and 张三, for every beginning that is a village, longest first."""
        text = flat(text)
        for end in range(len(text) - 1, 1, -1):
            if found := self._village(text[:end], township):
                yield found, text[end:]


# ---- levels -----------------------------------------------------------------------------


def words_of(county: County) -> LevelWords:
    """What the five levels are called in this county."""
    region = county.region
    city = region.parent
    province = city.parent if city else None
    return level_words(region.name, city.name if city else "", province.name if province else "")


def spellings_of(words: LevelWords) -> dict[str, tuple[str, ...]]:
    """Level → all its spellings, as ``sheets.cells.to_levels`` takes them."""
    table: dict[str, list[str]] = {level: [] for level in LEVELS}
    for spelling, level in words.spellings.items():
        table[level].append(spelling)
    table["township"] += ["街道", "民族乡"]
    return {level: tuple(known) for level, known in table.items()}


# ---- people -----------------------------------------------------------------------------


@dataclass(slots=True)
class Deputy:
    """A person on the rosters, as far as it takes to tell namesakes apart."""

    pk: int
    name: str
    township: int
    phone_index: str = ""
    employer: str = ""
    seats: dict[str, int] = field(default_factory=dict)
    """Level → mandate."""
    group: str = ""

    @property
    def top(self) -> str:
        return next((level for level in LEVELS if level in self.seats), "")


@dataclass
class People:
    """The deputies of a county by township and name."""

    by_pk: dict[int, Deputy] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Deputy]] = field(default_factory=dict)
    level_of: Callable[[str], str | None] = lambda text: None

    @classmethod
    def of(cls, county: County, words: LevelWords) -> People:
        made = cls(level_of=words.level)
        rows = Person.objects.filter(county=county).values_list(
            "pk", "name", "township_id", "phone_index", "employer"
        )
        for row in rows.iterator():
            made.add(Deputy(*row))
        seats = Mandate.objects.filter(county=county).values_list("pk", "person_id", "level")
        for pk, person, level in seats.iterator():
            made.by_pk[person].seats[level] = pk
        return made

    def add(self, deputy: Deputy) -> None:
        self.by_pk[deputy.pk] = deputy
        self.by_name.setdefault((deputy.township, deputy.name), []).append(deputy)

    def knows(self, name: str, township: int) -> bool:
        return (township, name) in self.by_name

    def near(self, name: str, township: int | None = None) -> list[str]:
        """Up to three names that one may have meant: read alike first, then written alike."""
        known = {word for place, word in self.by_name if township in (None, place)}
        alike = [word for word in known if _one_slip(name, word)]
        read = {word: (pinyin_key(word), initials(word)) for word in (name, *alike)}
        sound, letters = read[name]
        if len(name) < 3:
            # Of two characters one alone makes every family member alike.
            alike = [word for word in alike if read[word][1] == letters]
        alike.sort(key=lambda word: (read[word][0] != sound, read[word][1] != letters, read[word][0]))
        return alike[:3]

    def find(
        self,
        name: str,
        township: int,
        *,
        bracket: str = "",
        levels: Iterable[str] = (),
        phone_index: str = "",
        linked: Callable[[Deputy], bool] | None = None,
        key: str = "",
    ) -> Deputy:
        """The deputy of the township who is called so.

        Namesakes are told apart by the level in brackets, the level column, the telephone,
        or by who is ``linked`` (to the household the row is about); if that does not leave
        one, E_AMBIGUOUS_DEPUTY. ``key`` is the field the sentence belongs to.
        """
        found = self.by_name.get((township, name), ())
        if len(found) == 1:
            return found[0]
        if not found:
            raise Refused(
                f"名册里没有“{name}”，请核对姓名或先把他加进代表名册", code="E_ORPHAN_DEPUTY", field=key
            )
        return self._one_of(list(found), name, bracket, set(levels), phone_index, linked, key)

    def _one_of(self, found, name, bracket, levels, phone_index, linked, key) -> Deputy:
        tests: list[Callable[[Deputy], bool]] = []
        if bracket:
            level = self.level_of(bracket) or _level_letter(bracket)
            if level:
                tests += [lambda one: one.top == level, lambda one: level in one.seats]
            else:
                tests.append(lambda one: bracket in (one.group, one.employer) or bracket in one.employer)
        if levels:
            tests += [lambda one: set(one.seats) == levels, lambda one: levels <= set(one.seats)]
        if phone_index:
            tests.append(lambda one: one.phone_index == phone_index)
        if linked:
            tests.append(linked)
        for test in tests:
            left = [one for one in found if test(one)]
            if len(left) == 1:
                return left[0]
            found = left or found
        raise Refused(
            f"有 {len(found)} 位{name}，分不清是哪一位，请在姓名后面注明层级，例如“{name}（县）”",
            code="E_AMBIGUOUS_DEPUTY",
            field=key,
        )


def _one_slip(typed: str, known: str) -> bool:
    """One character another one, missing, too much, or two in the wrong order."""
    if len(typed) < 2 or typed == known:
        return False
    if len(typed) == len(known):
        return sorted(typed) == sorted(known) or sum(map(str.__ne__, typed, known)) == 1
    short, long = sorted((typed, known), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _level_letter(text: str) -> str:
    return {"国": "national", "省": "provincial", "市": "city", "县": "county", "区": "county"}.get(
        text[:1], "township" if text[:1] in "乡镇" else ""
    )
