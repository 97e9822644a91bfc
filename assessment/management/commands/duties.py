"""The duties of a county's year as they stood on a day.

manage.py duties --county CODE --on DATE [--subject KIND] [--json]
"""

from __future__ import annotations

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessment.duties.obligations import LABELS, Plan
from assessment.duties.rules import SUBJECTS
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import County


class Command(BaseCommand):
    help = "List the duties of a county's year as they stood on a day."

    def add_arguments(self, parser):
        parser.add_argument("--county", required=True, help="code of the county, e.g. 341323")
        parser.add_argument("--on", help="the day, e.g. 2026-06-20; today if not given")
        parser.add_argument("--subject", choices=sorted(SUBJECTS), help="only this kind of subject")
        parser.add_argument("--json", action="store_true", help="a list of objects instead of a table")

    def handle(self, *, county, on, subject, **options):
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError("--on 请写成 2026-06-20 这样。") from None
        found = County.objects.select_related("region").filter(region__code=county).first()
        if found is None:
            raise CommandError(f"没有代码为 {county} 的县。")
        with reaching(Reach.everything("the duties of one county are listed")):
            try:
                lines = list(listed(Plan(found, day.year, kinds=(subject,) if subject else ()), day))
            except Refused as refused:
                raise CommandError(refused.sentence) from None
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        for line in lines:
            self.stdout.write(
                f"{line['due_on']}  {LABELS[line['state']]:　<6}  {line['done']}/{line['needed']}  "
                f"{line['subject']}  {line['rule']}  {line['source']}"
            )
        self.stdout.write(f"共 {len(lines)} 项。")


def listed(plan: Plan, on: date):
    """One plain line for each duty of the plan."""
    obligations = plan.obligations
    names = _distinct({one.subject for one in obligations})
    for one in obligations:
        standing = one.at(on)
        yield {
            "subject": names[one.subject.kind, one.subject.pk],
            "kind": one.subject.kind,
            "rule": one.code,
            "source": one.rule.source,
            "due_on": one.due_on.isoformat(),
            "last_working_day": one.last_working_day.isoformat(),
            "state": standing.state.value,
            "done": standing.done,
            "needed": standing.needed,
            "evidence": [
                {"on": fact.on.isoformat(), "kind": fact.kind, "code": fact.code, "words": fact.words}
                for fact in standing.evidence
            ],
        }


def _distinct(subjects) -> dict[tuple, str]:
    """Names; two of one kind with the same name carry their code."""
    by_name: dict[tuple, set] = {}
    for subject in subjects:
        by_name.setdefault((subject.kind, subject.name), set()).add(subject.pk)
    return {
        (subject.kind, subject.pk): subject.name
        if len(by_name[subject.kind, subject.name]) == 1
        else f"{subject.name}（{subject.code}）"
        for subject in subjects
    }
