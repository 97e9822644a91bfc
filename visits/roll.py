"""The roll call: what may be marked of a deputy, and how a pasted list of names is read.

Pure functions: who is on the roster is handed in. A pasted name is either one deputy of
the roster, or a question to the person who pasted it; nothing is dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from congress_poverty.sheets import cells
from congress_poverty.text import clean_name, search_key


@dataclass(frozen=True)
class Mark:
    """What is written down of one deputy at one activity; ``status`` as in ``Attendance``."""

    status: str = "present"
    late: bool = False
    left_early: bool = False
    unexcused: bool = False
    note: str = ""
    approved_by: str = ""
    role: str = ""


NOT_ASKED = "none"
MARKS: dict[str, tuple[str, Mark]] = {
    "present": ("到会", Mark()),
    "late": ("迟到", Mark(late=True)),
    "early": ("早退", Mark(left_early=True)),
    "late_early": ("迟到又早退", Mark(late=True, left_early=True)),
    "leave": ("请假", Mark("leave")),
    "absent": ("缺席", Mark("absent")),
    "unexcused": ("无故缺席", Mark("absent", unexcused=True)),
}
CHOICES = [(code, label) for code, (label, _) in MARKS.items()] + [(NOT_ASKED, "不参加")]
HERE = ("present", "late", "early", "late_early")


def mark_code(status: str, *, late: bool, left_early: bool, unexcused: bool) -> str:
    """The word of the form for what is stored; who is only invited counts as coming."""
    if status == "absent":
        return "unexcused" if unexcused else "absent"
    if status == "leave":
        return "leave"
    return {(True, True): "late_early", (True, False): "late", (False, True): "early"}.get(
        (late, left_early), "present"
    )


@dataclass(frozen=True)
class Named:
    """Somebody who may be meant: ``on_roster`` or known elsewhere in the county."""

    code: str
    name: str
    label: str
    pinyin: str = ""
    on_roster: bool = True


@dataclass(frozen=True)
class Question:
    """A pasted name that is not plainly one deputy of the roster."""

    name: str
    why: str
    options: tuple[tuple[str, str], ...]
    """(code of the person, what to say about them); the page adds 不计入 and 其他参加人员."""
    guess: str = ""


@dataclass
class Matched:
    """How a pasted list was understood."""

    present: list[str] = field(default_factory=list)
    """Codes, on the roster, each once."""
    questions: list[Question] = field(default_factory=list)
    names: int = 0


def read_names(text: str) -> list[str]:
    """The names of a pasted list, in order; numbers, 签到 heads and signs between them fall away."""
    found = []
    for name, bracket in cells.to_names(text[:20000]):
        bare = clean_name(name).lstrip("0123456789.)）、．:：·- ").strip()
        if bare and bare not in ("姓名", "代表", "签到", "序号", "签到表"):
            found.append(f"{bare}（{bracket}）" if bracket else bare)
    return found


def match(names: Iterable[str], people: Iterable[Named]) -> Matched:
    """Find each pasted name on the roster; ask about strangers, namesakes and repetitions."""
    people = list(people)
    by_name: dict[str, list[Named]] = defaultdict(list)
    for one in people:
        by_name[one.name].append(one)
    found = Matched()
    asked: dict[str, int] = defaultdict(int)
    for full in names:
        found.names += 1
        name, _, bracket = full.rstrip("）").partition("（")
        alike = [one for one in by_name.get(name, ()) if one.on_roster]
        told = [one for one in alike if bracket and bracket in one.label]
        if len(told) == 1:
            alike = told
        if len(alike) == 1:
            if alike[0].code not in found.present:
                found.present.append(alike[0].code)
            continue
        asked[name] += 1
        if len(alike) > 1:
            # As many 王伟 pasted as there are on the roster: all of them came.
            continue
        found.questions.append(_stranger(full, name, by_name, people))
    for name, times in asked.items():
        alike = [one for one in by_name.get(name, ()) if one.on_roster]
        if len(alike) < 2:
            continue
        if times >= len(alike):
            found.present += [one.code for one in alike if one.code not in found.present]
            continue
        options = tuple((one.code, one.label) for one in alike)
        for _ in range(times):
            found.questions.append(
                Question(name, f"名单里有 {len(alike)} 个“{name}”，到会的是哪一位？", options)
            )
    return found


def _stranger(full: str, name: str, by_name: Mapping[str, list[Named]], people: list[Named]) -> Question:
    elsewhere = by_name.get(name, [])
    if elsewhere:
        options = tuple((one.code, one.label) for one in elsewhere)
        guess = elsewhere[0].code if len(elsewhere) == 1 else ""
        return Question(full, f"“{name}”不在这次的名单里，要加进来吗？", options, guess)
    like = alike(name, people)
    options = tuple((one.code, f"是{one.label}") for one in like)
    if len(like) == 1:
        return Question(full, f"“{name}”不在名册里，是{like[0].name}吗？", options)
    return Question(full, f"“{name}”不在名册里。", options)


def alike(name: str, people: Iterable[Named]) -> list[Named]:
    """Who may be meant by a slip of the pen: same sound, or all characters but one, on the roster first."""
    sound = search_key(name).split()[0]
    close = [
        one
        for one in people
        if (one.pinyin.split() or [""])[0] == sound
        or (len(one.name) == len(name) > 1 and sum(a != b for a, b in zip(one.name, name, strict=True)) == 1
            and one.name[0] == name[0])
    ]  # fmt: skip
    return sorted(close, key=lambda one: (not one.on_roster, one.label))[:5]
