"""Which county the demo is for each pack: real divisions where the seed names a place, else invented ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congress_poverty.audit import Actor
from deputies.actions.campaigns import set_leading_group
from deputies.models import Campaign, County, LeadingGroupMember


@dataclass(frozen=True)
class Place:
    """A demo county: its code, the pack it lives by and the campaign that runs."""

    pack: str
    code: str
    divisions: str
    word: str
    """What people say for the county: 县, 区, 市."""
    campaign: str
    parent: str = ""
    """The higher level's campaign that ours carries out (S0-58, S3-44)."""
    merged: str = ""
    """An earlier campaign that was merged into it (S2-1)."""
    phases: tuple[str, ...] = ()
    committee: str = "代表工作委员会"
    """The committee for deputies: called otherwise from county to county (7.7-5)."""

    def local(self, text: str) -> str:
        """The demo's words, written for a 县, as people in a 区 or 市 say them."""
        if self.word == "县":
            return text
        return text.replace("县城", "城里").replace("县", self.word)


PLACES = {
    place.pack: place
    for place in (
        Place("lingbi", "341323", "341323_2023.csv", "县", "乡村振兴、人大代表在行动"),
        Place("default", "341323", "341323_2023.csv", "县", "关注民生、代表在行动"),
        Place(
            "anyuan",
            "360302",
            "360302_2023.csv",
            "区",
            "人大代表在行动",
            parent="聚力脱贫攻坚、人大代表在行动（省、市）",
            committee="选举任免联络工作委员会",  # S0-36
        ),
        Place(
            "huanggang",
            "421122",
            "421122_2023.csv",
            "县",
            "聚力脱贫攻坚、人大代表在行动",
            merged="万名代表促振兴",
            phases=("调研走访", "梳理交办", "督办落实"),
        ),
        Place(
            "miluo",
            "430681",
            "430681_2023.csv",
            "市",
            "代表“一对一”、脱贫“人盯人”",
            parent="我为脱贫攻坚争贡献（岳阳市）",
            committee="联络工作委员会",  # S3-2
        ),
        Place("xx_district", "459901", "459901_invented.csv", "区", "五强化五提升"),
    )
}


LEADING_GROUP = (  # S3-1, S3-2; invented people
    ("head", "张永康", "县人大常委会主任"),
    ("deputy_head", "周明远", "县人大常委会常务副主任"),
    ("deputy_head", "吴秀英", "县人大常委会副主任"),
    ("member", "王立新", "县人大常委会办公室主任"),
    ("member", "刘桂芳", "县人大常委会农业与农村工作委员会主任"),
    ("member", "赵国栋", "县人大常委会财政经济工作委员会主任"),
    ("office_head", "陈立", "县人大常委会办公室副主任"),
    ("office", "何晓燕", "县人大常委会办公室干部"),
)


def make_campaigns(place: Place, county: County, today: date) -> None:
    """What stands around the running campaign: its parent, what was merged into it."""
    running = Campaign.objects.get(county=county, name=place.campaign)
    since = date(today.year, 1, 1)
    if place.parent:
        running.parent = Campaign.objects.create(county=county, name=place.parent, since=since)
    running.theme = "监督促进、宣传政策、帮扶引领"
    running.themes = [[today.year - 1, "补短板、促增收"], [today.year, "聚民意、惠民生"]]
    quarters = (("01-01", "04-30"), ("05-01", "08-31"), ("09-01", "12-31"))
    running.phases = [
        [name, f"{today.year}-{opens}", f"{today.year}-{closes}"]
        for name, (opens, closes) in zip(place.phases, quarters, strict=False)
    ]
    running.responsible = [["周明远", place.local("县人大常委会常务副主任"), True]]
    running.save()
    set_leading_group(
        running,
        [
            LeadingGroupMember(role=role, name=name, post=place.local(post))
            for role, name, post in LEADING_GROUP
        ],
        by=Actor.program("演示数据", county_code=place.code),
    )
    if place.merged:
        Campaign.objects.create(
            county=county,
            name=place.merged,
            since=date(today.year - 1, 1, 1),
            until=since,
            merged_into=running,
            merged_on=since,
        )
