"""The recorded history of a county's suggestions, replayed through the real moves.

    python -m tests.replay PATH

``PATH`` holds ``clean/suggestions``, ``clean/suggestion_events`` and ``manifest.json``. Every event is
made by the role that made it, standing in its own reach. Nothing may be refused, and where everything
stands in the end must equal ``clean/`` and the manifest's ``views``. Exits 1 on any difference.

What the record leaves unsaid is supplied: the receipt of a unit that acts, the deputy's waiver where
an answer came in writing only, and the day of a promise. It counts 90 days to an answer, 180 with an
extension; one that was asked for after the answer moves nothing and is kept as a remark.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from .acceptance import Data

RULES = [
    f"suggestions.clocks.{level}.{name}={days}"
    for level in ("county", "township")
    for name, days in (("reply", "90d"), ("long_reply", "180d"))
]
STATUS = {
    "待交办": ("submitted", "registered"),
    "办理中": ("handed_over", "objection", "handling"),
    "已答复": ("replied", "rated"),
    "重新办理": ("rehandling",),
    "已办结": ("closed",),
    "不予立案": ("declined",),
}
SATISFACTION = {"满意": "satisfied", "基本满意": "basically_satisfied", "不满意": "dissatisfied"}
LOOK_BACK = {"已落实": "done", "部分落实": "partly", "未落实": "not_done"}


@dataclass
class Replay:
    """What was made, what was refused, and how many moves it took."""

    moves: Counter = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


class Cast:
    """The county with everybody and every unit that the history names."""

    def __init__(self, county, rows: list[dict], events: list[dict]):
        from deputies.models import Account, Person, Region, Unit

        self.county = county
        self.townships = {one.code: one for one in Region.objects.filter(parent=county.region)}
        self.people, self.accounts = {}, {}
        names = {one["suggestion_id"]: one["actor"] for one in events if one["event"] == "提出"}
        home = {}
        for row in rows:
            name = names[row["suggestion_id"]]
            home.setdefault(row["lead_deputy_id"], (name, row["township_code"]))
        for number, (code, (name, township)) in enumerate(sorted(home.items())):
            person = Person.objects.create(county=county, name=name, township=self.townships[township])
            self.people[code] = person
            self.accounts[code] = Account.objects.create(username=f"d{number}", name=name, person=person)
        said = {one["to_unit"] for one in events if one["event"] in ("交办", "转办", "改办")}
        for one in events:
            said |= set(co_units(one["detail"])) if one["event"] == "转办" else set()
        self.units = {}
        for name in sorted(said):
            kind = Unit.Kind.GOVERNMENT_OFFICE if name.endswith("办公室") else Unit.Kind.DEPARTMENT
            self.units[name] = Unit.objects.create(county=county, name=name, kind=kind)

    def deputy(self, code: str):
        from congress_poverty.audit import Actor
        from congress_poverty.reach import Reach
        from deputies import roles

        person, account = self.people[code], self.accounts[code]
        by = Actor(f"{person.name}（代表）", account.pk, roles.DEPUTY, self.county.code)
        return by, Reach("deputy", (person.pk,), townships=(person.township_id,))

    def office(self, row: dict):
        """The body that hands over: the county's deputies' committee or the township's presidium."""
        from congress_poverty.audit import Actor
        from congress_poverty.reach import Reach
        from deputies import roles

        if row["handled_at"] == "县级":
            by = Actor("县代表工委", None, roles.COUNTY_STAFF, self.county.code)
            return by, Reach("county", (self.county.pk,), (self.county.code,))
        township = self.townships[row["township_code"]]
        by = Actor(f"{township}人大主席团", None, roles.TOWNSHIP_CHAIR, self.county.code)
        return by, Reach("township", (township.pk,), (township.code,))

    def unit(self, name: str):
        from congress_poverty.audit import Actor
        from congress_poverty.reach import Reach
        from deputies import roles

        by = Actor(name, None, roles.HANDLING_UNIT, self.county.code)
        return by, Reach("unit", (self.units[name].pk,))


def co_units(detail: str) -> list[str]:
    """The units named after 协办：."""
    return [name for name in detail.removeprefix("协办：").split("、") if name] if detail else []


def run(data: Data, county) -> Replay:
    """Replay every suggestion of ``data`` in ``county``; compares nothing yet."""
    from congress_poverty.refusals import Refused

    rows, events = data.clean("suggestions"), data.clean("suggestion_events")
    cast, replay = Cast(county, rows, events), Replay()
    history = defaultdict(list)
    for one in events:
        history[one["suggestion_id"]].append(one)
    for row in rows:
        steps = sorted(history[row["suggestion_id"]], key=lambda one: int(one["seq"]))
        story = One(cast, row, replay)
        for one in steps:
            try:
                story.happen(one)
            except Refused as refused:
                replay.refused.append(
                    f"{row['suggestion_id']} {one['event_date']} {one['event']}: {refused.sentence}"
                )
                break
    return replay


class One:
    """One suggestion while its history is made again."""

    def __init__(self, cast: Cast, row: dict, replay: Replay):
        self.cast, self.row, self.replay = cast, row, replay
        self.suggestion = None

    def happen(self, event: dict) -> None:
        on = date.fromisoformat(event["event_date"])
        self.EVENTS[event["event"]](self, event, on)

    def move(self, who, key: str, on: date, **given) -> None:
        from congress_poverty.reach import reaching
        from suggestions.actions import advance

        by, reach = who
        with reaching(reach):
            advance(self.suggestion, key, by=by, on=on, given=given)
        self.replay.moves[key] += 1

    # ---- who acts -----------------------------------------------------------------------

    @property
    def office(self):
        return self.cast.office(self.row)

    @property
    def deputy(self):
        return self.cast.deputy(self.row["lead_deputy_id"])

    def unit(self, name: str):
        return self.cast.unit(name)

    # ---- what happened ------------------------------------------------------------------

    def raised(self, event, on):
        from congress_poverty.reach import reaching
        from suggestions.actions import raise_suggestion
        from suggestions.models import Suggestion

        by, reach = self.deputy
        new = Suggestion(
            county=self.cast.county,
            township=self.cast.townships[self.row["township_code"]],
            title=self.row["title"],
            raised_in="session" if self.row["session"] == "大会期间" else "between",
            handled_at="county" if self.row["handled_at"] == "县级" else "township",
            lead=self.cast.people[self.row["lead_deputy_id"]],
            submitted_on=on,
        )
        with reaching(reach):
            self.suggestion = raise_suggestion(new, by=by, on=on)
        self.replay.moves["submit"] += 1

    def registered(self, event, on):
        category = self.row["category"]
        self.move(self.office, "register", on, number=self.row["number"], category=category)

    def declined(self, event, on):
        self.move(self.office, "decline", on, ground="beyond", outcome="explained")

    def handed_over(self, event, on):
        self.move(self.office, "hand_over", on, lead_units=[self.cast.units[event["to_unit"]]])

    def forwarded(self, event, on):
        units = self.cast.units
        others = [units[name] for name in co_units(event["detail"])]
        self.move(
            self.unit(event["actor"]), "forward", on, lead_units=[units[event["to_unit"]]], co_units=others
        )

    def objected(self, event, on):
        self.move(self.unit(event["actor"]), "object", on, reason=event["detail"])

    def reassigned(self, event, on):
        """By the office that had passed it on (分级转办)."""
        self.move(self.unit(event["actor"]), "reassign", on, lead_units=[self.cast.units[event["to_unit"]]])

    def extended(self, event, on):
        from suggestions.flow import AT_UNITS

        if self.suggestion.state not in AT_UNITS or not self.suggestion.answer_due_on:
            self.move(self.office, "remark", on, note=f"{event['actor']}：{event['detail']}")
            return
        self._sign(event["actor"], on)
        until = self.suggestion.handed_over_on + timedelta(days=180)
        self.move(self.unit(event["actor"]), "extend", on, reason=event["detail"], until=until)

    def supervised(self, event, on):
        if "领导" in event["detail"]:
            self.move(self.office, "mark_key", on, leader="常委会领导")
        self.move(self.office, "supervise", on, note=event["detail"])

    def answered(self, event, on):
        unit = event["actor"]
        self._sign(unit, on)
        who, (way, what) = self.unit(unit), event["detail"].split("；", 1)
        if "面商" in way:
            self.move(who, "meet", on, met_on=on, met_manner="unknown", unit_people=unit)
        else:
            self.move(who, "meet", on, met_on=on, is_waived=True, deputy_opinion="同意书面答复")
        code, text = re.match(r"([A-D])类：(.*)", what).groups()
        self.move(
            who,
            "write",
            on,
            written_on=on,
            signed_by=unit,
            result_code=code,
            summary=text,
            reason=text,
            promise_due_on=date(on.year + 1, 12, 31),
            promise_by=unit,
        )
        self.move(who, "deliver", on)

    def _sign(self, unit: str, on: date) -> None:
        from congress_poverty.reach import reaching

        who = self.unit(unit)
        with reaching(who[1]):
            waiting = self.suggestion.assignments.current().filter(
                unit=self.cast.units[unit], round=self.suggestion.round, state="assigned"
            )
            waiting = waiting.exists()
        if waiting:
            self.move(who, "sign", on)

    def rated(self, event, on):
        result = SATISFACTION[event["detail"]]
        self.move(self.deputy, "rate", on, result=result, attitude=result, remark=event["detail"])

    def rehandled(self, event, on):
        self.move(self.office, "rehandle", on, reason=event["detail"])

    def summoned(self, event, on):
        self.move(self.office, "escalate", on, kind="meet_official", people=event["to_unit"])
        self.move(self.office, "conclude", on, held_on=on, outcome="rehandle", findings=event["detail"])

    def closed(self, event, on):
        self.move(self.office, "close", on)

    def looked_back(self, event, on):
        self.move(self.office, "look_back", on, result=LOOK_BACK[event["detail"]])

    EVENTS = {
        "提出": raised,
        "审查立案": registered,
        "不予立案": declined,
        "交办": handed_over,
        "转办": forwarded,
        "退办": objected,
        "改办": reassigned,
        "延期": extended,
        "督办": supervised,
        "答复": answered,
        "测评": rated,
        "重新办理": rehandled,
        "约见询问": summoned,
        "办结": closed,
        "回头看": looked_back,
    }


def compare(data: Data, replay: Replay) -> None:
    """Where everything stands, row by row, against ``clean/``; then the totals of the manifest."""
    from congress_poverty.reach import Reach, reaching
    from suggestions.models import Suggestion

    with reaching(Reach.everything("the replay is judged whole")):
        found = {
            (one.title, one.submitted_on, one.lead.name): one
            for one in Suggestion.objects.select_related("lead")
        }
        ours = {}
        names = {
            one["suggestion_id"]: one["actor"]
            for one in data.clean("suggestion_events")
            if one["event"] == "提出"
        }
        for row in data.clean("suggestions"):
            key = (row["title"], date.fromisoformat(row["submitted_on"]), names[row["suggestion_id"]])
            one = ours[row["suggestion_id"]] = found[key]
            for what, got, wanted in (
                ("status", one.state in STATUS[row["status"]], True),
                ("outcome", one.outcome, row["outcome"]),
                ("satisfaction", one.satisfaction, SATISFACTION.get(row["satisfaction"], "")),
                ("reply_count", one.reply_count, int(row["reply_count"])),
                ("lookback", one.look_back, LOOK_BACK.get(row["lookback"], "")),
                ("closed_on", str(one.closed_on or ""), row["closed_on"]),
            ):
                if got != wanted:
                    replay.differences.append(f"{row['suggestion_id']} {what}: {got!r}, not {wanted!r}")
        for name, got in totals(data, list(ours.values())).items():
            wanted = data.manifest["views"][name]
            if got != wanted:
                replay.differences.append(f"{name}: {got}, not {wanted}")


def totals(data: Data, rows: list) -> dict:
    """The figures that ``views`` of the manifest holds about suggestions."""
    from suggestions.models import Clock, Suggestion

    as_of = date.fromisoformat(data.manifest["views"]["as_of"])
    label = {state: word for word, states in STATUS.items() for state in states}
    words = {code: word for word, code in SATISFACTION.items()}
    backs = {code: word for word, code in LOOK_BACK.items()}
    first = Clock.objects.filter(name__in=("reply", "long_reply"), is_void=False, round=1)
    answered = {one.suggestion_id: one for one in first.order_by("id") if one.stopped_on}
    return {
        "suggestions_by_status": dict(Counter(label[one.state] for one in rows)),
        "suggestions_by_outcome": dict(Counter(one.outcome or "未答复" for one in rows)),
        "suggestions_by_satisfaction": dict(Counter(words.get(one.satisfaction, "未测评") for one in rows)),
        "suggestions_replied": sum(one.reply_count > 0 for one in rows),
        "suggestions_rehandled": sum(one.round > 1 for one in rows),
        "suggestions_overdue_on_as_of": Suggestion.objects.overdue(on=as_of).filter(reply_count=0).count(),
        "suggestions_first_reply_after_deadline": sum(
            one.stopped_on > one.effective_on for one in answered.values()
        ),
        "lookback": dict(Counter(backs[one.look_back] for one in rows if one.look_back)),
    }


def main(path: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")
        os.environ["VAR_DIR"] = folder
        import django

        django.setup()
        from deputies.models import County

        from .acceptance import set_up

        data = Data(Path(path))
        data.manifest["set"] = [*data.manifest.get("set", []), *RULES]
        set_up(data)
        replay = run(data, County.objects.get(region__code=data.county))
        compare(data, replay)
    made = sum(replay.moves.values())
    events = len(data.clean("suggestion_events"))
    out = [
        f"{events} events as {made} moves: "
        + ", ".join(f"{key} {n}" for key, n in replay.moves.most_common())
    ]
    out += [f"refused {line}" for line in replay.refused] + replay.differences
    out.append(f"{len(replay.refused)} refused, {len(replay.differences)} differences")
    sys.stdout.write("\n".join(out) + "\n")
    return 1 if replay.refused or replay.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
