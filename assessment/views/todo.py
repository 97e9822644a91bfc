"""待办: what waits for this post, with counts; each line opens exactly the rows it counts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from congress_poverty.calendar import WorkCalendar
from congress_poverty.models import CalendarDay, Notice, SheetImport
from congress_poverty.pages import Page, chip, day_words, deadline_chip
from deputies import roles
from deputies.models import County
from pairing.models import PairingApplication
from suggestions import figures as asking
from suggestions import flow, queues
from suggestions.models import OpinionItem, Suggestion
from suggestions.policy import CLOCK_LABELS, SuggestionPolicy
from suggestions.story import times
from suggestions.views.detail import move_url
from suggestions.views.lists import leads_of
from visits import figures as contacts
from visits.models import Activity, ActivityTask, HeldItem, LeaveRequest
from visits.views.households import span_of

from ..duties.run import countdown
from ..models import HalfYearReport
from ..policy import AssessmentPolicy
from .duties import due_soon
from .waiting import waiting

IMPORTS_WAITING = (SheetImport.State.UPLOADED, SheetImport.State.MAPPED, SheetImport.State.CHECKED)
PER_PAGE = 20


class _Counted:
    """Rows whose number is known already, for the paginator."""

    def __init__(self, rows, count: int):
        self.rows, self.known = rows, count

    def count(self) -> int:
        return self.known

    def __len__(self) -> int:
        return self.known

    def __getitem__(self, part):
        return self.rows[part]


def _url(name: str, query: str = "") -> str:
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _number(rows, column: str):
    """How many rows, as a column of another question."""
    counted = rows.order_by().values(column).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class Todo(Page):
    """One list for whoever works here: reports, suggestions, applications, imports."""

    permission = "reports.read"
    title = "待办"
    template_name = "assessment/todo.html"

    def context(self):
        items = [*self._reports(), *self._duties(), *self._for_leader(), *self._opinions(), *self._waiting()]
        items += [
            self._item(one.label, one.count, "件", one.url, one.icon, tone=one.tone)
            for one in waiting(self.request, self.today)
        ]
        notices = Notice.objects.filter(
            account=self.request.user, group=Notice.Group.TO_DO, read_at__isnull=True
        ).order_by("due_on", "-created_at")[:10]
        return {
            "items": items,
            "queues": self._queues(),
            "ahead": list(self._ahead()),
            "notices": notices,
        }

    @staticmethod
    def _item(label: str, count: int, unit: str, url: str, icon: str, note: str = "", tone: str = "warn"):
        return {
            "label": label,
            "url": url,
            "icon": icon,
            "note": note,
            "state": chip(f"{count} {unit}", tone),
        }

    @cached_property
    def calendar(self) -> WorkCalendar:
        return CalendarDay.calendar_for(self.request.county.code)

    def _reports(self):
        county, today = self.request.county, self.today
        rows = HalfYearReport.objects.filter(county=county)
        if self.request.may("reports.submit"):
            waiting = Q(state=HalfYearReport.State.CHECKING)
            mine = rows.unsent().filter(draft_on__lte=today).select_related("township")
            for report in mine if self.request.may("reports.check") else mine.exclude(waiting):
                late = report.due_on < today
                yield {
                    "label": str(report),
                    "url": report.get_absolute_url(),
                    "icon": "file-earmark-text",
                    "note": countdown(report, calendar=self.calendar, today=today),
                    "state": chip(report.get_state_display(), "late" if late else "warn"),
                }
        if self.request.may("reports.accept"):
            submitted = Q(state=HalfYearReport.State.SUBMITTED)
            counted = (
                rows.order_by("due_on")
                .values_list("period")
                .annotate(
                    to_accept=Count("pk", filter=submitted),
                    late=Count("pk", filter=Q(pk__in=rows.unsent().filter(due_on__lt=today).values("pk"))),
                )
            )
            self.periods = list(counted)
            url = reverse("reports:list")
            for label, place, tone in (("半年报告待接收", 1, "warn"), ("半年报告逾期未报", 2, "late")):
                for period in self.periods:
                    if period[place]:
                        yield self._item(
                            label, period[place], "份", f"{url}?period={period[0]}", "file-earmark-text",
                            period[0], tone,
                        )  # fmt: skip

    def _ahead(self):
        """What comes next, so that nobody is surprised by it: the report, answers and households."""
        county, today = self.request.county, self.today
        if report := self._next_report():
            yield {
                "label": report.title,
                "url": reverse("reports:list"),
                "icon": "calendar-event",
                "note": countdown(report, calendar=self.calendar, today=today),
                "state": chip(f"还有 {(report.due_on - today).days} 天", "quiet"),
            }
        if not queues.level_of(self.request.post.role):
            yield from self._answers_ahead()
        # The county reads the coverage on its board, township by township.
        if self.request.post.role == roles.COUNTY_STAFF:
            return
        if count := contacts.households_not_visited(county, span_of("half", today)).count():
            url = _url("visits:households", "unvisited=half")
            yield self._item("联系户本半年还没走访", count, "户", url, "house-heart", tone="quiet")

    def _answers_ahead(self):
        county, today = self.request.county, self.today
        rows = Suggestion.objects.exclude(state=flow.State.DRAFT)
        until = today + timedelta(days=county.policy(SuggestionPolicy).due_soon_days)
        counts = rows.aggregate(
            late=Count("pk", filter=Q(answer_due_on__lt=today)),
            soon=Count("pk", filter=Q(answer_due_on__gte=today, answer_due_on__lte=until)),
            replied=Count("pk", filter=Q(state=flow.State.REPLIED)),
        )
        for label, name, query, tone in (
            ("建议过了答复期限", "late", "due=late", "late"),
            ("建议快到答复期限", "soon", "due=soon", "warn"),
            ("已答复，等代表评价", "replied", "state=replied", "quiet"),
        ):
            if counts[name]:
                url = _url("suggestions:list", query)
                yield self._item(label, counts[name], "件", url, "chat-square-text", tone=tone)

    def _next_report(self) -> HalfYearReport | None:
        """The report of the running period while nobody is asked for it yet."""
        county, today = self.request.county, self.today
        periods = county.policy(AssessmentPolicy).periods(today, date(today.year + 1, 12, 31))
        if not periods:
            return None
        # Whoever accepts reports has just counted them by period.
        known = getattr(self, "periods", None)
        if known is None:
            known = HalfYearReport.objects.filter(county=county, period=periods[0].code).values_list("period")
        if any(period[0] == periods[0].code for period in known):
            return None
        calendar, due_on = self.calendar, periods[0].until
        return HalfYearReport(
            title=f"{periods[0].title}情况报告",
            due_on=due_on,
            last_working_day=calendar.last_working_day_on_or_before(due_on),
            estimated=not calendar.is_published(due_on.year),
        )

    def _duties(self):
        """The year's duties that are late or near: one line a rule."""
        by_rule: dict[str, list] = {}
        for one, standing in due_soon(self.request, self.today):
            by_rule.setdefault(one.code, []).append((one, standing))
        for code, found in by_rule.items():
            one, _ = found[0]
            late = sum(standing.state == "late" for _, standing in found)
            state = "late" if late == len(found) else "" if late else "due"
            url = _url("duties:list", f"kind={one.subject.kind}&rule={code}&state={state}")
            note = f"{day_words(one.due_on, self.today)}到期"
            if one.last_working_day != one.due_on:
                note += f"，最后工作日{day_words(one.last_working_day, self.today)}"
            yield self._item(
                one.rule.label, len(found), "项", url, "calendar-check", note, "late" if late else "warn"
            )

    def _queues(self) -> dict:
        """The suggestions that wait for this body's decision: a tab a queue, the rows of the chosen one."""
        level = queues.level_of(self.request.post.role)
        if level is None:
            return {}
        county = self.request.county
        at = queues.At(self.today, county.policy(SuggestionPolicy))
        rows = queues.of_office(county, level=level)
        counts = queues.counts(rows, at)
        filled = [queue for queue in queues.QUEUES if counts[queue.code]]
        chosen = queues.BY_CODE.get(self.request.GET.get("tab", "")) or (filled or queues.QUEUES)[0]
        page = Paginator(_Counted(queues.waiting(rows, chosen, at), counts[chosen.code]), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        shown = list(page.object_list.select_related("township", "lead"))
        units = leads_of(shown)
        next_up = None
        if not filled:
            ahead = rows.filter(answer_due_on__gte=self.today)
            next_up = ahead.select_related(None).order_by("answer_due_on").first()
        return {
            "tabs": [
                (queue.label, counts[queue.code], f"?tab={queue.code}", queue == chosen)
                for queue in queues.tabs(counts, at, level=level, chosen=chosen)
            ],
            "chosen": chosen,
            "rows": [
                {
                    "suggestion": one,
                    "units": "、".join(units.get(one.pk, ())),
                    "clock": CLOCK_LABELS.get(one.next_clock, ""),
                    "due": deadline_chip(one.next_due_on, today=self.today, soon_days=at.policy.due_soon_days)
                    if one.next_due_on
                    else "",
                    "url": move_url(one, chosen.move),
                }
                for one in shown
            ],
            "page": page,
            "next_up": next_up,
        }

    def _opinions(self):
        """What deputies heard and nobody has examined: the townships' work."""
        if self.request.post.role not in (roles.TOWNSHIP_CHAIR, roles.TOWNSHIP_CLERK):
            return
        if count := OpinionItem.objects.waiting().count():
            url = _url("suggestions:opinions", "state=new")
            yield self._item("群众意见待研判", count, "条", url, "inbox")

    def _for_leader(self):
        """What was put before the leaders: two answers in vain, a unit that does not move, 约见 and 询问."""
        if self.request.post.role != roles.COUNTY_LEADER:
            return
        county = self.request.county
        often = county.policy(SuggestionPolicy).escalate_after
        rows = Suggestion.objects.filter(county=county)
        for label, figure, found in (
            (f"{times(often)}不满意", "twice", rows.open().dissatisfied_twice(often)),
            ("催办后报请过问", "reported", asking.reported_to_leaders(county)),
            ("升级处理，没有结果", "escalated", asking.escalated(county)),
        ):
            if count := found.count():
                url = reverse("board_rows", args=[figure])
                yield self._item(label, count, "件", url, "exclamation-triangle", tone="late")

    def _waiting(self):
        """Applications and phone items to decide on and ledgers not finished, counted with one question."""
        applications = PairingApplication.objects.filter(state=PairingApplication.State.SUBMITTED)
        ledgers = SheetImport.objects.filter(state__in=IMPORTS_WAITING, account_id=self.request.user.pk)
        held = HeldItem.objects.waiting().exclude(reason=HeldItem.Reason.REFUSED)
        planned = Activity.objects.filter(state=Activity.State.PLANNED, held_on__lte=self.today)
        tasks = ActivityTask.objects.filter(done_on=None, due_on__lt=self.today)
        leaves = LeaveRequest.objects.waiting()
        counts = County.objects.filter(pk=self.request.county.pk).values_list(
            _number(applications.filter(county=OuterRef("pk")), "county"),
            _number(ledgers.filter(county_code=OuterRef("region__code")), "county_code"),
            _number(held.filter(county=OuterRef("pk")), "county"),
            _number(planned.filter(county=OuterRef("pk")), "county"),
            _number(tasks.filter(activity__county=OuterRef("pk")), "activity__county"),
            _number(leaves.filter(activity__county=OuterRef("pk")), "activity__county"),
        )
        for (label, unit, url, icon), permission, count in zip(
            (
                ("结对申请待审", "份", _url("pairing:applications", "state=submitted"), "people"),
                ("台账导入没有完成", "份", _url("imports:list"), "arrow-down-up"),
                ("手机记录待处理", "条", _url("visits:held_list"), "phone"),
                ("活动等着记到会", "次", _url("visits:activities", "waits=1"), "calendar-check"),
                ("活动后续事项逾期", "件", _url("visits:activity_tasks", "late=1"), "list-check"),
                ("请假待批复", "人次", _url("visits:leaves", "state=asked"), "calendar-event"),
            ),
            ("pairings.approve", "sheets.import", "visits.edit", *["activities.edit"] * 2, "leave.decide"),
            counts.get(),
            strict=True,
        ):
            if count and self.request.may(permission):
                yield self._item(label, count, unit, url, icon)
