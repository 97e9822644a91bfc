"""``manage.py deadline``: when a period ends, and how that was counted."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from congress_poverty import packs
from congress_poverty.calendar import (
    ONE_DAY,
    WEEKDAYS,
    Deadline,
    Duration,
    MonthDay,
    WorkCalendar,
    deadline,
    spoken,
)
from congress_poverty.models import CalendarDay
from suggestions import profiles
from suggestions.policy import LABELS, SuggestionPolicy

LEVEL_WORDS = {"county": "县级", "township": "乡级"}
TOWN = "_town"  # chongqing_town is the profile chongqing at the level of the township
FIELDS = {"clock_from": "reply_from", "long_extra": "long_reply"}  # where the two names differ


@dataclass(frozen=True)
class Answer:
    """What a rule comes to: a period, a day of the year, a choice, or nothing."""

    explanation: str
    last_day: date | None = None
    effective: date | None = None
    estimated: bool = False
    kind: str = "none"
    value: Any = None
    source: str = ""

    @classmethod
    def period(cls, found: Deadline, **more) -> "Answer":
        return cls(found.explanation, found.last_day, found.effective, found.estimated, "period", **more)


class Command(BaseCommand):
    help = (
        "计算期限：--profile 期限档案或规则包 --clock 环节 [--level county|township]，"
        "或 --period 10wd|15d|3m；--from 起算日。"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--profile", help="期限档案，如 chongqing；chongqing_town 是它的乡级")
        parser.add_argument("--pack", help="规则包名，如 lingbi")
        parser.add_argument("--clock", help="环节，如 reply、objection、hard_stop")
        parser.add_argument("--level", help="哪一级人大交办：county（默认）或 township")
        parser.add_argument("--period", help="不用档案，直接写期限：10wd 工作日、15d 日、3m 月")
        parser.add_argument("--from", dest="start", required=True, help="起算日，如 2026-02-26；当日不计入")
        parser.add_argument("--roll", action="store_true", help="最后一日休息的，顺延到下一个工作日")
        parser.add_argument("--county", default="", help="县代码，加算该县自定的上班和放假日")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options):
        start = _date(options["start"])
        calendar = self._calendar(options["county"])
        if bool(options["period"]) == bool(options["profile"] or options["pack"] or options["clock"]):
            raise CommandError("请写 --period 10wd，或写 --profile（或 --pack）和 --clock，两种写法选一种。")
        if options["period"]:
            try:
                duration = Duration.parse(options["period"])
            except ValueError as error:
                raise CommandError(f"{error}。") from None
            answer = Answer.period(deadline(start, duration, calendar=calendar, roll=options["roll"]))
        else:
            title, level, policy = self._rules(options)
            clock = self._clock(options["clock"], title, level, policy)
            answer = _answer(clock, level, policy, start, calendar=calendar, roll=options["roll"])
        if options["json"]:
            self.stdout.write(json.dumps(self._keys(answer, options), ensure_ascii=False))
            return
        if answer.last_day:
            self.stdout.write(f"最后一日　{answer.last_day}")
            self.stdout.write(f"执行日期　{answer.effective}")
        if answer.estimated:
            self.stdout.write("推算　　　是（节假日安排尚未公布）")
        self.stdout.write(answer.explanation)

    @staticmethod
    def _keys(answer: Answer, options: dict) -> dict:
        keys = {
            "last_day": answer.last_day and answer.last_day.isoformat(),
            "effective": answer.effective and answer.effective.isoformat(),
            "estimated": answer.estimated,
            "explanation": answer.explanation,
        }
        if not options["period"]:
            keys |= {"source": answer.source, "kind": answer.kind, "value": answer.value}
        return keys

    @staticmethod
    def _rules(options: dict) -> tuple[str, str, SuggestionPolicy]:
        """Whose rules, for which level, and the rules."""
        name, level = options["profile"] or options["pack"], options["level"] or "county"
        if level not in LEVEL_WORDS:
            raise CommandError(f"--level 只能是 {'、'.join(LEVEL_WORDS)}。")
        known = profiles.names()
        if not name:
            raise CommandError(
                f"请用 --profile 写明期限档案，可用的：{'、'.join(known)}；"
                f"或用 --pack 写明规则包，可用的：{'、'.join(packs.names())}。"
            )
        place = name.removesuffix(TOWN)
        if options["profile"] and place in known:
            level = "township" if name != place else level
            pack, overrides = "default", {"suggestions.clock_profile": place}
        elif options["profile"] and name not in packs.names():
            raise CommandError(
                f"没有期限档案“{name}”，可用的：{'、'.join(known)}，乡级的在名后加 {TOWN}；"
                f"也可以写规则包：{'、'.join(packs.names())}。"
            )
        else:
            pack, overrides = name, {}
        try:
            return name, level, packs.policy_for(pack, overrides, SuggestionPolicy)
        except packs.PackError as error:
            raise CommandError(str(error)) from None

    @staticmethod
    def _clock(asked: str | None, title: str, level: str, policy: SuggestionPolicy) -> str:
        clock = (asked or "").replace("-", "_")
        if clock in LABELS:
            return clock
        clocks = policy.clocks_for(level)
        regulated = {name: label for name, label in LABELS.items() if _value(clocks, name) not in (None, ())}
        listed = "、".join(f"{name}（{label}）" for name, label in regulated.items())
        open_ = "、".join(f"{name}（{label}）" for name, label in LABELS.items() if name not in regulated)
        raise CommandError(
            (f"没有环节“{asked}”。" if asked else "")
            + f"请用 --clock 写明环节，{title} 规定了的：{listed}；没有规定的：{open_}。"
        )

    def _calendar(self, county: str) -> WorkCalendar:
        try:
            if CalendarDay._meta.db_table in connection.introspection.table_names():
                return CalendarDay.calendar_for(county)
        except DatabaseError:
            self.stderr.write("数据库连不上，本地自定的上班和放假日没有算进去。")
        return WorkCalendar()  # nothing installed yet, so nothing corrected either


def _value(clocks: profiles.Clocks, name: str) -> Any:
    if name == "long_extra" and clocks.long_reply_from == "start":
        return None
    return getattr(clocks, FIELDS.get(name, name))


def _answer(
    name: str, level: str, policy: SuggestionPolicy, start: date, *, calendar: WorkCalendar, roll: bool
) -> Answer:
    clocks, label, key = policy.clocks_for(level), LABELS[name], FIELDS.get(name, name)
    source, value = clocks.sources.get(key, ""), _value(clocks, name)
    if value is None or value == ():
        return Answer(_unregulated(name, level, clocks), source=source)
    if isinstance(value, Duration):
        found = policy.deadline(key, level, start, calendar=calendar, roll=roll)
        return Answer.period(found, value=str(value), source=source)
    if isinstance(value, MonthDay | tuple):
        return _day_of_the_year(name, value, source, start, calendar)
    return Answer(
        f"{source}（{label}）：{profiles.CHOICE_LABELS[value]}。", kind="choice", value=value, source=source
    )


def _day_of_the_year(
    name: str, value: MonthDay | tuple[MonthDay, ...], source: str, start: date, calendar: WorkCalendar
) -> Answer:
    """The next of these days: a report may still be made on the day itself, a reply is cut by a later one."""
    days = (value,) if isinstance(value, MonthDay) else value
    day = min(one.next_after(start if name == "hard_stop" else start - ONE_DAY) for one in days)
    words = (
        f"{source}（{LABELS[name]}）：每年{'、'.join(one.words for one in days)}前，"
        f"{start:%Y-%m-%d}以后最近的是{spoken(day)}"
        f"（{calendar.day_off_name(day) or '周' + WEEKDAYS[day.weekday()]}），固定日期不顺延"
    )
    if not calendar.is_workday(day):
        words += f"，最后工作日为{calendar.last_working_day_on_or_before(day):%Y-%m-%d}"
    if name == "hard_stop":
        words += "；答复期限晚于这一天的，以这一天为准"
    shown = str(value) if isinstance(value, MonthDay) else [str(one) for one in days]
    return Answer(f"{words}。", day, day, kind="day", value=shown, source=source)


def _unregulated(name: str, level: str, clocks: profiles.Clocks) -> str:
    if name == "long_extra":
        return (
            f"没有规定在答复期限之外再延长；延期答复一共{clocks.long_reply.words}（long_reply）。"
            if clocks.long_reply
            else "没有规定延期。"
        )
    said = f"（{clocks.sources[name]}）" if name in clocks.sources else ""
    return (
        f"没有规定{LEVEL_WORDS[level]}的{LABELS[name]}期限{said}，不计期限；"
        f"本县有规定的，写在规则包 suggestions.clocks.{level}.{name}。"
    )


def _date(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text.strip())
    try:
        day = date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        raise CommandError(f"“{text}”不是日期，应写成 2026-02-26。") from None
    if not 1949 <= day.year <= 2199:
        raise CommandError(f"起算日 {text} 应在 1949 年到 2199 年之间。")
    return day
