"""What people of the demo county said: a handful of opinions, one cluster, one slip."""

from __future__ import annotations

from datetime import timedelta

from suggestions import actions
from suggestions.models import OpinionItem

from .build import DemoCounty

# (days ago, where, how many people, kinds of sources, class, words)
HEARD = [
    (24, "visit", 9, ["people"], "construction", "村里主路没有路灯，晚上老人出门看不清。"),
    (
        17,
        "reception",
        22,
        ["village", "people"],
        "construction",
        "学校到村口没有路灯，孩子放学天就黑了。",
    ),
    (12, "forum", 15, ["delegates", "people"], "construction", "路灯装了不亮，坏了没人修。"),
    (9, "reception", 1, ["people"], "", "不服法院判决，想请人大过问。"),
    (5, "inspection", 40, ["grassroots", "delegates"], "agriculture", "排水沟淤了两年，一下雨就淹田。"),
    (2, "visit", 3, ["people"], "", "村卫生室常用药不全，老人要跑到镇里。"),
]


def make_opinions(demo: DemoCounty) -> None:
    """In the demo accounts' own township, so that each of them finds something."""
    town = demo.townships[0]
    deputies, villages = demo.deputies[town.pk], demo.villages[town.pk]
    made = []
    for n, (days, heard, people, sources, category, words) in enumerate(HEARD):
        opinion = OpinionItem(
            county=demo.county,
            heard_by=deputies[n % 3],
            heard=heard,
            heard_on=demo.today - timedelta(days=days),
            village=villages[n % 4],
            words=words,
            people_count=people,
            sources=sources,
            category=category,
        )
        made.append(actions.record_opinion(opinion, by=demo.office, today=demo.today))
    day = demo.today - timedelta(days=4)
    actions.gather(made[:3], by=demo.office, on=day, title="村内道路没有路灯或不亮", category="construction")
    actions.decide(
        made[3],
        "routed",
        by=demo.office,
        on=day,
        scope="individual",
        routed_to=demo.place.local("县人民法院"),
        decision="属司法程序事项，请依法答复本人。",
    )
