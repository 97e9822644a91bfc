"""``manage.py figures``: every number of the board for any days, as text or JSON."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessment import board as boards
from assessment import figures
from congress_poverty.figures import Share, Span
from congress_poverty.models import CalendarDay
from congress_poverty.reach import Reach, reaching
from deputies.models import County


class Command(BaseCommand):
    help = "The board's figures with numerator and denominator: --county CODE --since D --until D."

    def add_arguments(self, parser):
        parser.add_argument("--county", required=True, help="code of the county, e.g. 341323")
        parser.add_argument("--since", required=True, help="first day, 2018-04-01")
        parser.add_argument("--until", required=True, help="last day, 2018-06-20")
        parser.add_argument(
            "--on", help="count what is overdue and in force as on this day; today without it"
        )
        parser.add_argument("--by", choices=["township"], help="also each township")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, county, since, until, on, by, **options):
        found = County.objects.filter(region__code=county).select_related("region").first()
        if found is None:
            raise CommandError(f"没有代码为 {county} 的县。")
        first, last = _day(since), _day(until)
        if last < first:
            raise CommandError(f"--until {until} 早于 --since {since}，请核对。")
        span = Span(first, last, _day(on) if on else timezone.localdate())
        with reaching(Reach.everything("figures of a whole county")):
            answer = self._answer(found, span, by_township=by == "township")
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self._print(answer["name"], answer)
        for line in answer.get("townships", []):
            self._print(line["name"], line)

    @staticmethod
    def _answer(county, span: Span, *, by_township: bool) -> dict:
        board = boards.board(county, span, calendar=CalendarDay.calendar_for(county.code))
        statistics = figures.statistics(county, span)
        whole = figures.statistics_total(county, span)
        answer = {
            "county": county.code,
            "name": str(county),
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "on": span.on.isoformat(),
            "figures": _figures(board.total, whole),
        }
        if by_township:
            answer["townships"] = [
                {
                    "code": line.township.code,
                    "name": str(line.township),
                    "figures": _figures(line, statistics.get(line.township.pk, {})),
                }
                for line in board.lines
            ]
        return answer

    def _print(self, name: str, line: dict) -> None:
        self.stdout.write(name)
        for found in line["figures"].values():
            if "denominator" in found:
                percent = "—" if found["percent"] is None else f"{found['percent']}%"
                self.stdout.write(
                    f"  {found['title']}　{found['numerator']}/{found['denominator']}　{percent}"
                )
            else:
                self.stdout.write(f"  {found['title']}　{found['count']}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，应写成 2018-04-01。") from None


def _figures(line, statistics: dict) -> dict:
    found = {code: _share(figures.FIGURES[code].title, share) for code, share in line.shares.items()}
    found["overdue"] = {"title": "逾期", "count": line.overdue}
    for key, label in figures.LABELS.items():
        found[key] = {"title": label, "count": int(statistics.get(key, 0))}
    return found


def _share(title: str, share: Share) -> dict:
    percent = share.percent
    return {
        "title": title,
        "numerator": share.numerator,
        "denominator": share.denominator,
        "percent": None if percent is None else float(percent),
    }
