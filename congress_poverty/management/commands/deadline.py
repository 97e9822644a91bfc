"""``manage.py deadline``: when a period ends, and how that was counted."""

import json
import re
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from congress_poverty import packs
from congress_poverty.calendar import Duration, WorkCalendar, deadline
from congress_poverty.models import CalendarDay

LEVELS = {"county": "县级", "township": "乡级"}


class Command(BaseCommand):
    help = (
        "计算期限：--pack 规则包 --clock 环节 [--level county|township]，"
        "或 --period 10wd|15d|3m；--from 起算日。"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--pack", "--profile", help="规则包名，如 lingbi")
        parser.add_argument("--clock", help="规则包里的环节，如 reply、objection、feedback")
        parser.add_argument("--level", default="county", help="哪一级人大交办：county（默认）或 township")
        parser.add_argument("--period", help="不用规则包，直接写期限：10wd 工作日、15d 日、3m 月")
        parser.add_argument("--from", dest="start", required=True, help="起算日，如 2026-02-26；当日不计入")
        parser.add_argument("--roll", action="store_true", help="最后一日休息的，顺延到下一个工作日")
        parser.add_argument("--county", default="", help="县代码，加算该县自定的上班和放假日")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options):
        start = _date(options["start"])
        calendar = self._calendar(options["county"])
        if bool(options["period"]) == bool(options["pack"] or options["clock"]):
            raise CommandError("请写 --period 10wd，或写 --pack 和 --clock，两种写法选一种。")
        if options["period"]:
            try:
                duration = Duration.parse(options["period"])
            except ValueError as error:
                raise CommandError(f"{error}。") from None
            found = deadline(start, duration, calendar=calendar, roll=options["roll"])
        else:
            found = self._by_pack(start, calendar, options)
        if options["json"]:
            keys = {
                "last_day": found.last_day.isoformat(),
                "effective": found.effective.isoformat(),
                "estimated": found.estimated,
                "explanation": found.explanation,
            }
            self.stdout.write(json.dumps(keys, ensure_ascii=False))
            return
        self.stdout.write(f"最后一日　{found.last_day}")
        self.stdout.write(f"执行日期　{found.effective}")
        if found.estimated:
            self.stdout.write("推算　　　是（节假日安排尚未公布）")
        self.stdout.write(found.explanation)

    def _by_pack(self, start: date, calendar: WorkCalendar, options: dict):
        if not options["pack"]:
            raise CommandError(f"请用 --pack 写明规则包，可用的：{'、'.join(packs.names())}。")
        try:
            policy = packs.policy_for(options["pack"], {}, packs.sections()["suggestions"])
        except packs.PackError as error:
            raise CommandError(str(error)) from None
        level, clock = options["level"], (options["clock"] or "").replace("-", "_")
        if level not in LEVELS:
            raise CommandError(f"--level 只能是 {'、'.join(LEVELS)}。")
        regulated = {name: label for name, label in policy.clock_labels.items() if policy.clock(name, level)}
        if clock not in policy.clock_labels:
            known = "、".join(f"{name}（{label}）" for name, label in regulated.items())
            raise CommandError(f"请用 --clock 写明环节，{options['pack']} 规定了的：{known}。")
        if clock not in regulated:
            raise CommandError(
                f"规则包 {options['pack']} 没有规定{LEVELS[level]}的{policy.clock_labels[clock]}期限，"
                f"规定了的：{'、'.join(regulated)}。"
            )
        return policy.deadline(clock, level, start, calendar=calendar, roll=options["roll"])

    def _calendar(self, county: str) -> WorkCalendar:
        try:
            if CalendarDay._meta.db_table in connection.introspection.table_names():
                return CalendarDay.calendar_for(county)
        except DatabaseError:
            self.stderr.write("数据库连不上，本地自定的上班和放假日没有算进去。")
        return WorkCalendar()  # nothing installed yet, so nothing corrected either


def _date(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text.strip())
    try:
        day = date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        raise CommandError(f"“{text}”不是日期，应写成 2026-02-26。") from None
    if not 1949 <= day.year <= 2199:
        raise CommandError(f"起算日 {text} 应在 1949 年到 2199 年之间。")
    return day
