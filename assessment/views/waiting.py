"""What checks, meetings and papers ask of a post; each line of 待办 opens exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from ..models import Finding, MeetingTask, OfficialPaper, PaperReceipt


@dataclass(frozen=True)
class Waiting:
    """A line: what, how many, where they are listed."""

    label: str
    count: int
    url: str
    icon: str
    tone: str = "warn"


def waiting(request, today) -> Iterator[Waiting]:
    """The lines of the post that have something in them."""
    findings, tasks = reverse("checks:findings"), reverse("meetings:tasks")
    found, decided = Finding.objects, MeetingTask.objects
    lines = []
    if request.may("papers.receive"):
        unsigned = PaperReceipt.objects.waiting().values("paper")
        papers = OfficialPaper.objects.filter(pk__in=unsigned)
        lines.append(("文件待签收", papers, f"{reverse('papers:list')}?receipt=waiting", "warn"))
    if request.may("checks.rectify"):
        lines.append(("督查问题待整改", found.filter(state="open"), f"{findings}?state=open", "warn"))
    if request.may("meetings.report"):
        lines.append(("议定事项待完成", decided.filter(state="open"), f"{tasks}?state=open", "warn"))
    if request.may("checks.edit"):
        lines += [
            ("整改待核实", found.filter(state="reported"), f"{findings}?state=reported", "warn"),
            ("整改逾期", found.overdue(today), f"{findings}?late=1", "late"),
            ("整改该回头看", found.to_look_back(today), f"{findings}?back=1", "warn"),
            ("议定事项待确认", decided.filter(state="reported"), f"{tasks}?state=reported", "warn"),
        ]
    for label, rows, url, tone in lines:
        if count := rows.count():
            yield Waiting(label, count, url, "list-check", tone)
