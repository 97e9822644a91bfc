"""The county's words for its people and places."""

from dataclasses import dataclass

from congress_poverty.packs import Term, section

NATIONAL, PROVINCIAL, CITY, COUNTY, TOWNSHIP = "national", "provincial", "city", "county", "township"
LEVELS = (NATIONAL, PROVINCIAL, CITY, COUNTY, TOWNSHIP)


@section("deputies")
@dataclass(frozen=True)
class DeputyPolicy:
    """Table ``[deputies]``."""

    group_size: int
    """Deputies in a group."""
    group_size_tolerance: int
    """Deputies more or fewer before the group is pointed out."""
    group_mixed_levels: bool
    """混合编组: a group of one level only is pointed out."""
    station_types: tuple[Term, ...]
    categories: tuple[Term, ...]
    """构成: what a deputy does for a living."""
    employer_kinds: tuple[Term, ...]
    """Where from: ``organ`` (机关事业), ``enterprise``, ``rural``; decides the source of pairings."""
    group_kinds: tuple[Term, ...]
    group_officers: tuple[Term, ...]
    leaders_per_township: int
    """Standing-committee leaders or offices linked to a township; 0 = not regulated."""
    deputies_per_member_min: int
    """Deputies each standing-committee member keeps in touch with."""
    deputies_per_member_max: int
    voters_per_deputy_min: int
    """Fixed voter contacts of a deputy; 0 = not regulated."""

    def group_warnings(self, levels: list[str]) -> list[str]:
        """What to point out about a group whose members hold seats at ``levels``, one entry a member."""
        warnings = []
        low, high = self.group_size - self.group_size_tolerance, self.group_size + self.group_size_tolerance
        if not low <= len(levels) <= high:
            warnings.append(
                f"小组现有 {len(levels)} 人，一般应在 {self.group_size} 人左右（{low}—{high} 人）。"
            )
        if self.group_mixed_levels and len(levels) > 1 and len(set(levels)) == 1:
            warnings.append("小组成员都是同一级代表，应混合编组。")
        return warnings


# What each text of ``[messages]`` is for, and what it may speak of, in the words of its page.
MESSAGE_LABELS = {
    "handover": "建议交办（发给承办单位）",
    "overdue": "答复逾期（发给承办单位）",
    "rate": "请评价答复（发给代表）",
    "report_last_day": "报告最后一个工作日（发给乡镇）",
}
MESSAGE_FACTS = {
    "county": "县（市、区）名",
    "name": "建议编号",
    "due": "答复期限",
    "days": "逾期天数",
    "phone": "代表工作机构电话",
    "title": "报告名称",
    "last_day": "最后工作日",
}
MESSAGE_WORDS = {
    "handover": ("county", "name", "due"),
    "overdue": ("county", "name", "days", "phone"),
    "rate": ("county", "name"),
    "report_last_day": ("county", "title", "last_day"),
    "duties_last_day": ("county", "count", "first", "last_day"),
}
# Lines of the bell: they do not leave the building.
BELL_WORDS = {
    "duties_due": ("county", "count", "tasks"),
    "duties_late": ("county", "count", "tasks"),
}


@section("messages")
@dataclass(frozen=True)
class MessagePolicy:
    """Table ``[messages]``: what leaves the building by SMS or e-mail (ux 6.7), and the bell about duties.

    ``{county}``, ``{name}`` … stand for the facts; "" sends nothing of the kind.
    """

    handover: str
    """A suggestion was given to a unit."""
    overdue: str
    """An answer is overdue."""
    rate: str
    """A reply has come; the deputy is asked to rate it."""
    report_last_day: str
    """The ladder's last rung before the last working day of a half-year report that has not come."""
    duties_last_day: str
    """The last rung of other duties of the year, all of one person's in one message."""
    duties_due: str
    """In the bell: what somebody still has to do."""
    duties_late: str
    """In the bell of chairs, the county's office and its leaders: what others have not done."""

    def __post_init__(self):
        for event, names in (MESSAGE_WORDS | BELL_WORDS).items():
            text = getattr(self, event)
            try:
                text.format(**dict.fromkeys(names, ""))
            except (KeyError, IndexError, ValueError):
                known = "、".join(f"{{{name}}}" for name in names)
                raise ValueError(f"{event} 里只能用 {known}：“{text}”") from None


@dataclass(frozen=True)
class LevelWords:
    """What the five levels are called in one county: labels, and the spellings in its ledgers.

    市级 means the prefecture in a county, but the place itself in a county-level city,
    and the province in a municipality; the words follow from the names of the places.
    """

    labels: dict[str, str]
    spellings: dict[str, str]

    def label(self, level: str) -> str:
        return self.labels[level]

    def level(self, text: str) -> str | None:
        """The level that ``text`` names (``县级``, ``县人大代表``, ``灵璧县``), or None."""
        plain = "".join(text.split())
        for ending in ("人民代表大会代表", "人大代表", "代表"):
            plain = plain.removesuffix(ending)
        return self.spellings.get(plain)


def level_words(county: str, city: str = "", province: str = "") -> LevelWords:
    """The words of the five levels for a county in a prefecture in a province.

    ``level_words("灵璧县", "宿州市", "安徽省")`` calls its own deputies 县级,
    ``level_words("汨罗市", "岳阳市")`` 市级 and the prefecture's 地市级,
    ``level_words("安源区")`` 区级.
    """
    spellings: dict[str, str] = {}
    labels: dict[str, str] = {}

    def name(level: str, *words: str) -> None:
        labels[level] = next(f"{word}级" for word in words if f"{word}级" not in labels.values())
        for word in words:
            for spelling in (word, f"{word}级"):
                spellings.setdefault(spelling, level)

    own = _kind(county)
    name(
        COUNTY, own, "县", f"本{own}", "本"
    )  # the place's own word is taken first: it decides what 市级 means
    name(TOWNSHIP, "乡", "乡镇", "镇", "民族乡")
    if province.endswith("市"):
        name(PROVINCIAL, "市", "直辖市", "省")
    elif province.endswith("区"):
        name(PROVINCIAL, "自治区", "区", "省")
    else:
        name(PROVINCIAL, "省", "自治区", "直辖市")
    if city.endswith(("州", "盟")):
        name(CITY, city[-1], f"自治{city[-1]}", "市")
    else:
        name(CITY, "市", "地市", "设区市", "设区的市", "地级市")
    labels[NATIONAL] = "全国"
    for word in ("全国", "全国级", "国家", "国家级", "国"):
        spellings.setdefault(word, NATIONAL)
    for level, place in ((COUNTY, county), (CITY, city), (PROVINCIAL, province)):
        if place:
            spellings.setdefault(place, level)
            spellings.setdefault(f"{place}级", level)
    return LevelWords(labels, spellings)


def _kind(place: str) -> str:
    """The word for a kind of place at the end of its name; 自治县 is 县, 自治旗 is 旗."""
    return place[-1] if place[-1:] in ("县", "市", "区", "旗") else "县"
