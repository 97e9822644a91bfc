"""待办 of a unit: suggestions, papers to sign, tasks of meetings, documents that it owes."""

from __future__ import annotations

from django.urls import reverse

from congress_poverty.pages import Button, deadline_chip
from suggestions import flow
from suggestions.models import Suggestion

from ..duties.rules import DutyPolicy
from ..duties.words import sentence
from ..models import Document, MeetingTask, OfficialPaper, PaperReceipt
from .documents import state_cell
from .tabs import tabs
from .todo import Todo
from .waiting import waiting

SHOWN = 50


class Desk(Todo):
    """``/desk/``: everything that the county's congress asks of the unit, on one page."""

    permission = "desk.read"
    template_name = "assessment/desk.html"

    def buttons(self):
        return [Button("报送材料", reverse("duties:document_new"), "documents.file", icon="upload")]

    def context(self):
        papers = PaperReceipt.objects.waiting().filter(paper__state=OfficialPaper.State.ISSUED)
        tasks = MeetingTask.objects.filter(state__in=(MeetingTask.State.OPEN, MeetingTask.State.REPORTED))
        items = [*self._to_sign(), *self._answers_ahead()]
        items += [
            self._item(one.label, one.count, "件", one.url, one.icon, tone=one.tone)
            for one in waiting(self.request, self.today)
        ]
        return {
            "tabs": tabs(self.request, "unit_desk"),
            "items": items,
            "papers": list(papers.select_related("paper").order_by("sent_on", "id")[:SHOWN]),
            "tasks": [
                {
                    "row": one,
                    "due": deadline_chip(one.due_on, today=self.today, done_on=one.done_on),
                    "is_open": one.state == MeetingTask.State.OPEN,
                }
                for one in tasks.select_related("meeting").order_by("due_on", "id")[:SHOWN]
            ],
            "owed": list(self._owed()),
        }

    def _to_sign(self):
        """Suggestions that were handed over and wait for 签收."""
        state = flow.State.HANDED_OVER
        if count := Suggestion.objects.filter(state=state).count():
            url = f"{reverse('suggestions:list')}?state={state}"
            yield self._item("建议待签收", count, "件", url, "chat-square-text")

    def _owed(self):
        """Documents that the rules ask of units each year (S4-55), and this year's one."""
        county, year = self.request.county, self.today.year
        filed = list(Document.objects.filter(filed_on__year=year).order_by("-filed_on", "-id"))
        for rule in county.policy(DutyPolicy).held.values():
            if rule.subject != "unit" or rule.measure != "document":
                continue
            mine = next((one for one in filed if one.kind in rule.kinds), None)
            yield {
                "label": rule.label,
                "sentence": sentence(county, rule),
                "document": mine,
                "state": state_cell(mine.state) if mine else "",
                "url": f"{reverse('duties:document_new')}?kind={rule.kinds[0]}",
            }
