"""文件: rules, plans, bulletins and notices; passed, issued, confirmed, revised."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty.packs import term
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    chip,
)
from congress_poverty.refusals import Refused

from .. import actions
from ..forms import papers as forms
from ..models import OfficialPaper, PaperApproval, PaperEdition, PaperReceipt
from ..papers import documents
from ..policy import PaperPolicy
from .letters import Letter, WordFile, stored_file
from .tabs import WithTabs

State = OfficialPaper.State
TONES = {State.DRAFT: "plain", State.ISSUED: "ok", State.REPEALED: "quiet"}


def _kinds(page):
    return [(one.code, one.label) for one in page.request.county.policy(PaperPolicy).kinds]


def _unsigned(rows):
    return rows.filter(pk__in=PaperReceipt.objects.waiting().order_by().values("paper"))


def _signed(rows):
    sent = rows.filter(pk__in=PaperReceipt.objects.order_by().values("paper"))
    return sent.exclude(pk__in=PaperReceipt.objects.waiting().order_by().values("paper"))


class PaperList(WithTabs, ListPage):
    """``/papers/``; with 种类=制度 the rules library with its editions and dates (S4-61)."""

    permission = "papers.read"
    tab = "papers:list"
    title, counter = "文件", "份"
    model = OfficialPaper
    order = "-made_on"
    row_url = "papers:detail"
    search = staticmethod(lambda rows, word: rows.filter(Q(title__contains=word) | Q(number__contains=word)))
    search_label = "标题或文号"
    filters = (
        Filter("kind", "种类", _kinds),
        Filter("state", "状态", State),
        Filter(
            "receipt",
            "签收",
            [("waiting", "没有签收完"), ("all", "都签收了")],
            apply=lambda rows, value: _unsigned(rows) if value == "waiting" else _signed(rows),
        ),
        Days("issued", "印发日期", lookup="issued_on"),
    )
    toolbar = (Button("起草文件", "papers:new", "papers.draft", icon="plus-lg", main=True),)
    empty = Empty("还没有文件。", (Button("起草文件", "papers:new", "papers.draft"),))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = (
            Column("title", "标题", cells.clip(34), link=True, wide=True),
            Column("kind", "种类", self.kind_cell),
            Column("number", "文号"),
            Column("township__name", "乡镇"),
            Column("issued_on", "印发日期", cells.day, sort="issued_on"),
            Column("state", "状态", cells.choice(State, tones=TONES)),
            Column("@edition", "第几版", cells.number, right=True),
            Column("@effective", "施行日期", cells.day),
            Column("@receipts", "签收", cells.text),
        )

    def kind_cell(self, code):
        found = term(self.request.county.policy(PaperPolicy).kinds, code)
        return cells.text(found.label if found else code)

    def extras(self, ids):
        editions = {
            pk: (number, day)
            for pk, number, day in PaperEdition.objects.filter(paper__in=ids)
            .order_by()
            .values_list("paper")
            .annotate(n=Max("number"), day=Max("effective_on"))
        }
        receipts = PaperReceipt.objects.filter(paper__in=ids).order_by().values_list("paper")
        counted = receipts.annotate(done=Count("pk", filter=Q(received_on__isnull=False)), n=Count("pk"))
        return {
            "@edition": {pk: number for pk, (number, _day) in editions.items()},
            "@effective": {pk: day for pk, (_number, day) in editions.items()},
            "@receipts": {pk: f"{done}/{n}" for pk, done, n in counted},
        }


class PaperDetail(DetailPage):
    permission = "papers.read"
    model = OfficialPaper
    template_name = "assessment/paper.html"

    def rows(self):
        return OfficialPaper.objects.select_related("county__region", "township")

    def crumbs(self):
        return [("文件", reverse("papers:list"))]

    @cached_property
    def edition(self) -> PaperEdition:
        """The newest, or the one that the address names."""
        number = self.request.GET.get("edition", "")
        rows = self.object.editions.order_by("-number")
        if number.isascii() and number.isdigit() and len(number) < 4:
            rows = rows.filter(number=int(number))
        found = rows.first()
        if found is None:
            raise Http404
        return found

    @property
    def is_ours(self) -> bool:
        """A township drafts and issues its own papers only, the county its own and nobody else's."""
        own = self.request.post.townships
        return self.object.township in own if own else self.object.township_id is None

    def buttons(self):
        paper = self.object

        def to(name):
            return reverse(f"papers:{name}", args=[paper.code])

        found = []
        if self.is_ours and paper.state == State.DRAFT:
            found += [
                Button("印发", to("issue"), "papers.draft", icon="send", main=True),
                Button("修改", to("edit"), "papers.draft", icon="pencil"),
            ]
        if self.is_ours and paper.state != State.REPEALED:
            found.append(Button("登记审批", to("approve"), "papers.draft", icon="check-lg"))
        if self._mine().exists():
            found.append(Button("签收", to("receive"), "papers.receive", icon="check-lg", main=True))
        found += [
            Button("打印", to("print"), "papers.read", icon="printer"),
            Button("下载 Word", to("word"), "papers.read", icon="download"),
        ]
        if self.is_ours and paper.state == State.ISSUED:
            found += [
                Button("出新的一版", to("revise"), "papers.draft", icon="pencil"),
                Button("废止", to("repeal"), "papers.draft", icon="x-lg"),
            ]
            if paper.receipts.waiting().exists():
                found.append(Button("催签收", to("chase"), "papers.issue", icon="bell", post=True))
        return found

    def _mine(self):
        return PaperReceipt.objects.filter(own_receipts(self.request), paper=self.object).waiting()

    def context(self):
        paper = self.object
        kind = term(self.request.county.policy(PaperPolicy).kinds, paper.kind)
        opening, parts = documents.parted(documents.paragraphs(self.edition.body))
        receipts = list(paper.receipts.select_related("township", "unit"))
        return {
            "kind": kind.label if kind else paper.kind,
            "state": chip(paper.get_state_display(), TONES[State(paper.state)]),
            "edition": self.edition,
            "editions": list(paper.editions.order_by("-number")),
            "opening": opening,
            "parts": parts,
            "approvals": PaperApproval.objects.filter(edition__paper=paper).select_related("edition"),
            "receipts": receipts,
            "received": sum(one.received_on is not None for one in receipts),
            "may_enter": self.request.may("papers.issue"),
            "period_url": f"{reverse('reports:list')}?period={paper.period}" if paper.period else "",
        }


class PaperForm(FormPage):
    permission = "papers.draft"
    model = OfficialPaper
    form_class = forms.PaperForm
    autosave = True

    def rows(self):
        return own_papers(self.request)

    def get_title(self):
        return "修改文件" if self.object else "起草文件"

    def crumbs(self):
        return [("文件", reverse("papers:list"))]

    @property
    def town(self):
        return next(iter(self.request.post.townships), None)

    def form_kwargs(self):
        return {"county": self.request.county, "of_township": self.town is not None}

    def save(self, form):
        given = dict(form.cleaned_data)
        body, sheet = given.pop("body"), given.pop("file")
        if self.object:
            return actions.edit_paper(
                self.object, by=self.request.actor, body=body, sheet=sheet, today=self.today, **given
            )
        return actions.draft_paper(
            by=self.request.actor,
            county=self.request.county,
            township=self.town,
            body=body,
            sheet=sheet,
            today=self.today,
            **given,
        )


def own_papers(request):
    """Papers that the post may change: a township its own, the county its own."""
    rows = OfficialPaper.objects.select_related("county__region", "township")
    towns = [town.pk for town in request.post.townships]
    return rows.filter(township__in=towns) if towns else rows.filter(township=None)


def own_receipts(request) -> Q:
    """Receipts that are the post's to sign: its townships' or its unit's."""
    towns = [town.pk for town in request.post.townships]
    return Q(township__in=towns) | Q(unit__isnull=False, unit=request.post.unit)


class _OnPaper(ActPage, abstract=True):
    model = OfficialPaper

    def rows(self):
        return own_papers(self.request)

    def crumbs(self):
        if self.object is None:
            return []
        return [("文件", reverse("papers:list")), (str(self.object), self.object.get_absolute_url())]


class Approve(_OnPaper):
    permission = "papers.draft"
    form_class = forms.ApproveForm
    title, button = "登记审批", "登记"
    saved = "已登记。"

    def get_initial(self):
        """The next step of the county's chain."""
        steps = self.request.county.policy(PaperPolicy).approval_steps
        done = PaperApproval.objects.filter(edition=self.object.edition).count()
        return {
            "step": steps[done] if done < len(steps) else "",
            "decided_on": self.today,
            "result": "passed",
        }

    def act(self, obj, data):
        actions.approve_paper(obj, by=self.request.actor, today=self.today, **data)
        return obj


class Issue(_OnPaper):
    permission = "papers.draft"
    form_class = forms.IssueForm
    title, button = "印发文件", "印发"
    saved = "已印发。"

    def get_sentence(self):
        paper = self.object
        if paper.township_id:
            return "印发后县人大能看到，不能再直接改。"
        scope = paper.get_audience_display()
        return f"印发范围：{scope}。印发后不能再直接改；发给的乡镇要签收。"

    def form_kwargs(self):
        return {"paper": self.object}

    def get_initial(self):
        return {"issued_on": self.today}

    def act(self, obj, data):
        return actions.issue_paper(obj, by=self.request.actor, today=self.today, **data)


class Revise(_OnPaper):
    permission = "papers.draft"
    form_class = forms.ReviseForm
    title, button = "出新的一版", "保存新的一版"
    sentence = "旧的一版留在文件里，签收过的乡镇要重新签收。"
    saved = "新的一版已保存。"

    def get_initial(self):
        return {"body": self.object.edition.body, "effective_on": self.today}

    def act(self, obj, data):
        actions.revise_paper(obj, by=self.request.actor, today=self.today, **data)
        return obj


class Repeal(_OnPaper):
    permission = "papers.draft"
    title, button = "废止文件", "废止"
    sentence = "废止以后文件还查得到，会标明已废止。"
    saved = "已废止。"
    tone = "danger"

    def act(self, obj, data):
        return actions.repeal_paper(obj, by=self.request.actor, today=self.today)


class Receive(ActPage):
    permission = "papers.receive"
    model = OfficialPaper
    form_class = forms.ReceiveForm
    title, button = "签收文件", "签收"
    saved = "已签收。"

    def act(self, obj, data):
        towns = [town.pk for town in self.request.post.townships]
        units = [unit.pk for unit in (self.request.post.unit,) if unit]
        actions.receive_paper(obj, by=self.request.actor, towns=towns, units=units, today=self.today, **data)
        return obj


@act("papers.issue")
def receive_for_unit(request, code):
    receipt = get_object_or_404(PaperReceipt.objects.select_related("paper", "unit", "township"), code=code)
    actions.receive_for_unit(receipt, by=request.actor, today=timezone.localdate())
    messages.success(request, "已记下签收。")
    return redirect(receipt.paper)


@act("papers.issue")
def chase(request, code):
    paper = get_object_or_404(OfficialPaper, code=code)
    told = actions.chase_receipts(paper, by=request.actor, today=timezone.localdate())
    if not told:
        raise Refused("今天已经催过了，或他们还没有开通账号。")
    messages.success(request, f"已催签收，通知了 {told} 人。")
    return redirect(paper)


class PaperPrint(Letter, PaperDetail):
    """The paper on A4."""

    permission = "papers.read"
    template_name = Letter.template_name

    def document_code(self):
        return documents.paper_code(self.object)

    def sheets(self):
        paper = self.object
        receivers = [
            str(one.township or one.unit) for one in paper.receipts.select_related("township", "unit")
        ]
        if paper.audience == OfficialPaper.Audience.ALL:
            receivers = ["各乡镇人大", *(str(one.unit) for one in paper.receipts.exclude(unit=None))]
        return [documents.official_paper(paper, self.edition, receivers)]

    def word_url(self):
        return f"{reverse('papers:word', args=[self.object.code])}?edition={self.edition.number}"

    def file_name(self):
        return str(self.object)


class PaperWord(WordFile, PaperPrint):
    permission = "papers.read"


class EditionFile(Page):
    """The file of an edition, for who may open the paper."""

    permission = "papers.read"

    def get(self, request, code):
        edition = get_object_or_404(PaperEdition.objects.select_related("paper"), code=code)
        return stored_file(request, edition, about=edition.paper)
