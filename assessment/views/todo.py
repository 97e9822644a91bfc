"""待办: what waits for this post, with counts; each line opens exactly the rows it counts."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from congress_poverty.models import CalendarDay, Notice, SheetImport
from congress_poverty.pages import Page, chip
from deputies import roles
from pairing.models import PairingApplication
from suggestions import flow
from suggestions.models import OpinionItem, Suggestion
from suggestions.policy import SuggestionPolicy
from visits import figures as contacts
from visits.views.households import span_of

from ..duties import countdown
from ..models import HalfYearReport
from ..policy import AssessmentPolicy

IMPORTS_WAITING = (SheetImport.State.UPLOADED, SheetImport.State.MAPPED, SheetImport.State.CHECKED)


def _url(name: str, query: str = "") -> str:
    return f"{reverse(name)}?{query}" if query else reverse(name)


class Todo(Page):
    """One list for whoever works here: reports, suggestions, applications, imports."""

    permission = "reports.read"
    title = "待办"
    template_name = "assessment/todo.html"

    def context(self):
        items = [
            *self._reports(),
            *self._suggestions(),
            *self._opinions(),
            *self._applications(),
            *self._imports(),
        ]
        notices = Notice.objects.filter(
            account=self.request.user, group=Notice.Group.TO_DO, read_at__isnull=True
        ).order_by("due_on", "-created_at")[:10]
        return {"items": items, "ahead": list(self._ahead()), "notices": notices}

    @staticmethod
    def _item(label: str, count: int, unit: str, url: str, icon: str, note: str = "", tone: str = "warn"):
        return {
            "label": label,
            "url": url,
            "icon": icon,
            "note": note,
            "state": chip(f"{count} {unit}", tone),
        }

    def _reports(self):
        county, today = self.request.county, self.today
        rows = HalfYearReport.objects.filter(county=county)
        if self.request.may("reports.submit"):
            calendar = CalendarDay.calendar_for(county.code)
            waiting = Q(state=HalfYearReport.State.CHECKING)
            mine = rows.unsent().filter(draft_on__lte=today).select_related("township")
            for report in mine if self.request.may("reports.check") else mine.exclude(waiting):
                late = report.due_on < today
                yield {
                    "label": str(report),
                    "url": report.get_absolute_url(),
                    "icon": "file-earmark-text",
                    "note": countdown(report, calendar=calendar, today=today),
                    "state": chip(report.get_state_display(), "late" if late else "warn"),
                }
        if self.request.may("reports.accept"):
            url = reverse("reports:list")
            for label, found, tone in (
                ("半年报告待接收", rows.filter(state=HalfYearReport.State.SUBMITTED), "warn"),
                ("半年报告逾期未报", rows.unsent().filter(due_on__lt=today), "late"),
            ):
                periods: dict[str, int] = {}
                for period in found.order_by("due_on").values_list("period", flat=True):
                    periods[period] = periods.get(period, 0) + 1
                for period, count in periods.items():
                    yield self._item(
                        label, count, "份", f"{url}?period={period}", "file-earmark-text", period, tone
                    )

    def _ahead(self):
        """What comes next, so that nobody is surprised by it: the report, answers and households."""
        county, today = self.request.county, self.today
        if report := self._next_report():
            yield {
                "label": report.title,
                "url": reverse("reports:list"),
                "icon": "calendar-event",
                "note": countdown(report, calendar=CalendarDay.calendar_for(county.code), today=today),
                "state": chip(f"还有 {(report.due_on - today).days} 天", "quiet"),
            }
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
        if count := contacts.households_not_visited(county, span_of("half", today)).count():
            url = _url("visits:households", "unvisited=half")
            yield self._item("联系户本半年还没走访", count, "户", url, "house-heart", tone="quiet")

    def _next_report(self) -> HalfYearReport | None:
        """The report of the running period while nobody is asked for it yet."""
        county, today = self.request.county, self.today
        periods = county.policy(AssessmentPolicy).periods(today, date(today.year + 1, 12, 31))
        if not periods or HalfYearReport.objects.filter(county=county, period=periods[0].code).exists():
            return None
        calendar, due_on = CalendarDay.calendar_for(county.code), periods[0].until
        return HalfYearReport(
            title=f"{periods[0].title}情况报告",
            due_on=due_on,
            last_working_day=calendar.last_working_day_on_or_before(due_on),
            estimated=not calendar.is_published(due_on.year),
        )

    def _suggestions(self):
        role = self.request.post.role
        county = self.request.county
        if role == roles.COUNTY_STAFF:
            rows = Suggestion.objects.filter(county=county, handled_at=Suggestion.Level.COUNTY)
        elif role == roles.TOWNSHIP_CHAIR:
            rows = Suggestion.objects.filter(county=county, handled_at=Suggestion.Level.TOWNSHIP)
        else:
            return
        waiting = {
            flow.State.SUBMITTED: "建议待登记",
            flow.State.REGISTERED: "建议待交办",
            flow.State.OBJECTION: "单位申请退办",
        }
        counts = rows.aggregate(
            late=Count("pk", filter=Q(answer_due_on__lt=self.today) & ~Q(state__in=flow.ENDED)),
            **{state.value: Count("pk", filter=Q(state=state)) for state in waiting},
        )
        for state, label in waiting.items():
            if count := counts[state.value]:
                url = _url("suggestions:list", f"state={state.value}")
                yield self._item(label, count, "件", url, "chat-square-text")
        if counts["late"]:
            url = reverse("board_rows", args=["overdue"])
            yield self._item("建议逾期未答复", counts["late"], "件", url, "exclamation-triangle", tone="late")

    def _opinions(self):
        """What deputies heard and nobody has examined: the townships' work."""
        if self.request.post.role not in (roles.TOWNSHIP_CHAIR, roles.TOWNSHIP_CLERK):
            return
        if count := OpinionItem.objects.waiting().count():
            url = _url("suggestions:opinions", "state=new")
            yield self._item("群众意见待研判", count, "条", url, "inbox")

    def _applications(self):
        if not self.request.may("pairings.approve"):
            return
        count = PairingApplication.objects.filter(
            county=self.request.county, state=PairingApplication.State.SUBMITTED
        ).count()
        if count:
            yield self._item(
                "结对申请待审", count, "份", _url("pairing:applications", "state=submitted"), "people"
            )

    def _imports(self):
        if not self.request.may("sheets.import"):
            return
        rows = SheetImport.objects.filter(
            county_code=self.request.county.code, state__in=IMPORTS_WAITING, account_id=self.request.user.pk
        )
        if count := rows.count():
            yield self._item("台账导入没有完成", count, "份", _url("imports:list"), "arrow-down-up")
