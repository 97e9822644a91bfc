"""Acts on official papers: draft, pass, issue, revise, repeal, receive, ask for the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from congress_poverty import audit, notices
from congress_poverty.audit import Actor
from congress_poverty.models import CalendarDay, Notice
from congress_poverty.refusals import Refused
from deputies.figures import townships
from deputies.models import County, Region, Unit

from .. import addressees, files
from ..models import OfficialPaper, PaperApproval, PaperEdition, PaperReceipt
from ..papers import bulletins
from ..papers.summary import summary

State = OfficialPaper.State
Audience = OfficialPaper.Audience


def _locked(paper: OfficialPaper) -> OfficialPaper:
    rows = OfficialPaper.objects.select_for_update(of=("self",)).select_related("county__region", "township")
    return rows.get(pk=paper.pk)


@transaction.atomic
def draft_paper(
    *,
    by: Actor,
    county: County,
    kind: str,
    title: str,
    body: str,
    today: date,
    township: Region | None = None,
    annex: dict | None = None,
    sheet: files.Sheet | None = None,
    **fields,
) -> OfficialPaper:
    """A new paper with its first edition."""
    paper = OfficialPaper.objects.create(
        county=county, township=township, kind=kind, title=title, made_on=today, made_by=by.label, **fields
    )
    edition = PaperEdition(paper=paper, body=body.strip(), annex=annex or {}, made_on=today, made_by=by.label)
    files.keep(edition, sheet, on=today)
    edition.save()
    audit.record("papers.draft", by=by, obj=paper, detail={"kind": kind})
    return paper


@transaction.atomic
def draft_bulletin(county: County, period: str, *, by: Actor, today: date) -> OfficialPaper:
    """通报 of a period in one go; a draft of the same period is drafted anew, not doubled."""
    found = summary(county, period, today=today)
    calendar = CalendarDay.calendar_for(county.code)
    drafted = bulletins.draft(county, found, calendar=calendar, today=today)
    rows = OfficialPaper.objects.filter(
        county=county, kind="bulletin", period=period, state=State.DRAFT, township=None
    )
    if paper := rows.first():
        edition = paper.edition
        edition.body, edition.annex, edition.made_on = drafted.body, drafted.annex, today
        edition.save()
        audit.record("papers.edit", by=by, obj=paper, detail={"drafted": "anew"})
        return paper
    return draft_paper(
        by=by,
        county=county,
        kind="bulletin",
        title=drafted.title,
        body=drafted.body,
        annex=drafted.annex,
        period=period,
        today=today,
    )


@transaction.atomic
def edit_paper(
    paper: OfficialPaper, *, by: Actor, body: str, today: date, sheet: files.Sheet | None = None, **fields
) -> OfficialPaper:
    """Change a draft; what was issued is revised by a new edition instead."""
    paper = _locked(paper)
    if paper.state != State.DRAFT:
        raise Refused("文件已经印发，不能直接改；要改请出新的一版。")
    for name, value in fields.items():
        setattr(paper, name, value)
    paper.save()
    edition = paper.edition
    edition.body = body.strip()
    files.keep(edition, sheet, on=today)
    edition.save()
    audit.record("papers.edit", by=by, obj=paper)
    return paper


@transaction.atomic
def approve_paper(
    paper: OfficialPaper, *, by: Actor, step: str, decided_on: date, result: str, words: str, today: date
) -> PaperApproval:
    """A step of the chain: who passed this edition, when (S3-3, S1-51)."""
    paper = _locked(paper)
    if decided_on > today:
        raise Refused("审批日期不能晚于今天。", field="decided_on")
    last = PaperApproval.objects.filter(edition=paper.edition).order_by("-decided_on").first()
    if last and decided_on < last.decided_on:
        raise Refused(f"“{last.step}”是{last.decided_on}，这一环节不能更早。", field="decided_on")
    made = PaperApproval.objects.create(
        edition=paper.edition,
        step=step,
        decided_on=decided_on,
        result=result,
        words=words,
        recorded_by=by.label,
    )
    audit.record("papers.approve", by=by, obj=paper, detail={"step": step, "result": result})
    return made


@transaction.atomic
def issue_paper(
    paper: OfficialPaper,
    *,
    by: Actor,
    number: str,
    issued_on: date,
    today: date,
    effective_on: date | None = None,
    towns: Iterable[Region] = (),
    units: Iterable[Unit] = (),
) -> OfficialPaper:
    """印发: fix its number and date, and send it to whom its audience says; each is to confirm it."""
    paper = _locked(paper)
    if paper.state != State.DRAFT:
        raise Refused("这份文件已经印发了。")
    edition = paper.edition
    if not edition.body and not edition.has_file:
        raise Refused("正文还是空的，写好或传上文件再印发。")
    refused = PaperApproval.objects.filter(edition=edition, result=PaperApproval.Result.REFUSED).last()
    if refused:
        raise Refused(f"“{refused.step}”没有同意，不能印发；请改好后出新的一版再报批。")
    if issued_on > today:
        raise Refused("印发日期不能晚于今天。", field="issued_on")
    towns, units = list(towns), list(units)
    if paper.township_id is None:
        if paper.audience == Audience.ALL:
            towns = townships(paper.county)
        elif paper.audience == Audience.SOME and not towns and not units:
            raise Refused("请选发给哪些乡镇和单位。", field="towns")
    paper.state, paper.number, paper.issued_on = State.ISSUED, number.strip(), issued_on
    paper.save()
    edition.adopted_on = edition.adopted_on or issued_on
    edition.effective_on = effective_on or issued_on
    edition.save()
    _send(paper, towns, units, today=today)
    audit.record(
        "papers.issue",
        by=by,
        obj=paper,
        detail={"audience": paper.audience, "townships": len(towns), "units": len(units)},
    )
    return paper


def _send(paper: OfficialPaper, towns, units, *, today: date) -> None:
    if paper.township_id is not None:
        told = addressees.of_county(paper.county, today=today)
        text = f"{paper.township}的《{paper.title}》已印发，请查看。"
    elif paper.audience == Audience.LEADERS:
        told = addressees.of_county(paper.county, today=today, role="county_leader")
        text = f"《{paper.title}》请阅。"
    else:
        PaperReceipt.objects.bulk_create(
            [
                *(PaperReceipt(paper=paper, township=town, sent_on=today) for town in towns),
                *(PaperReceipt(paper=paper, unit=unit, sent_on=today) for unit in units),
            ]
        )
        told = _holders(paper, [town.pk for town in towns], [unit.pk for unit in units], today=today)
        text = f"《{paper.title}》请签收。"
    group = Notice.Group.TO_DO if paper.receipts.exists() else Notice.Group.FOR_INFO
    notices.tell(told, key=f"paper:{paper.code}:issued:{today}", text=text, url=_url(paper), group=group)


def _holders(paper: OfficialPaper, towns: Iterable[int], units: Iterable[int], *, today: date) -> set[int]:
    """The accounts of those townships and units."""
    of_towns = addressees.of_townships(paper.county, towns, today=today)
    return of_towns | addressees.of_units(paper.county, units, today=today)


def _ids(receipts) -> tuple[list[int], list[int]]:
    """The townships and the units of some receipts."""
    held = list(receipts.values_list("township", "unit"))
    return [town for town, _ in held if town], [unit for _, unit in held if unit]


def _url(paper: OfficialPaper) -> str:
    return reverse("papers:detail", args=[paper.code])


@transaction.atomic
def revise_paper(
    paper: OfficialPaper, *, by: Actor, body: str, change: str, effective_on: date, today: date
) -> PaperEdition:
    """A new edition of an issued paper; whoever had the old one is asked to confirm the new one."""
    paper = _locked(paper)
    if paper.state == State.REPEALED:
        raise Refused("文件已经废止，不能再改。")
    last = paper.edition
    if body.strip() == last.body:
        raise Refused("正文没有改动。", field="body")
    edition = PaperEdition.objects.create(
        paper=paper,
        number=last.number + 1,
        body=body.strip(),
        annex=last.annex,
        change=change,
        adopted_on=today,
        effective_on=effective_on,
        made_on=today,
        made_by=by.label,
    )
    if paper.state == State.ISSUED:
        towns, units = _ids(paper.receipts)
        paper.receipts.update(sent_on=today, received_on=None, received_by="", note="")
        notices.tell(
            _holders(paper, towns, units, today=today),
            key=f"paper:{paper.code}:edition:{edition.number}",
            text=f"《{paper.title}》有新的一版（{change}），请签收。",
            url=_url(paper),
        )
    audit.record("papers.revise", by=by, obj=paper, detail={"edition": edition.number, "change": change})
    return edition


@transaction.atomic
def repeal_paper(paper: OfficialPaper, *, by: Actor, today: date) -> OfficialPaper:
    """废止: it stays in the library, marked."""
    paper = _locked(paper)
    if paper.state != State.ISSUED:
        raise Refused("只有已印发的文件可以废止。")
    paper.state, paper.repealed_on = State.REPEALED, today
    paper.save()
    notices.settle(notices.open_asks(_url(paper)))
    audit.record("papers.repeal", by=by, obj=paper)
    return paper


@transaction.atomic
def receive_paper(
    paper: OfficialPaper,
    *,
    by: Actor,
    today: date,
    towns: Iterable[int] = (),
    units: Iterable[int] = (),
    note: str = "",
) -> int:
    """签收 by the townships or the unit of the post; how many receipts that were open."""
    towns, units = list(towns), list(units)
    mine = Q(township__in=towns) | Q(unit__in=units)
    rows = PaperReceipt.objects.filter(mine, paper=paper).waiting()
    signed = rows.update(received_on=today, received_by=by.label, note=note.strip()[:200])
    if not signed:
        raise Refused("这份文件没有要您签收的。")
    asked = notices.open_asks(_url(paper))
    notices.settle(asked.filter(account__in=_holders(paper, towns, units, today=today)))
    audit.record("papers.receive", by=by, obj=paper)
    return signed


@transaction.atomic
def receive_for_unit(receipt: PaperReceipt, *, by: Actor, today: date) -> PaperReceipt:
    """A unit confirmed by telephone or on paper: the office writes it down."""
    if receipt.received_on:
        raise Refused("已经签收了。")
    receipt.received_on, receipt.received_by = today, f"{receipt.unit or receipt.township}（{by.label}代录）"
    receipt.save()
    towns, units = _ids(PaperReceipt.objects.filter(pk=receipt.pk))
    asked = notices.open_asks(_url(receipt.paper))
    notices.settle(asked.filter(account__in=_holders(receipt.paper, towns, units, today=today)))
    audit.record("papers.receive", by=by, obj=receipt.paper, detail={"unit": str(receipt.unit or "")})
    return receipt


@transaction.atomic
def chase_receipts(paper: OfficialPaper, *, by: Actor, today: date) -> int:
    """催签收: townships and units that have not confirmed are told again, once a day."""
    towns, units = _ids(paper.receipts.waiting())
    if not towns and not units:
        raise Refused("都签收了，不用再催。")
    told = notices.tell(
        _holders(paper, towns, units, today=today),
        key=f"paper:{paper.code}:chase:{today}",
        text=f"《{paper.title}》还没有签收，请尽快签收。",
        url=_url(paper),
    )
    audit.record("papers.chase", by=by, obj=paper, detail={"townships": len(towns), "units": len(units)})
    return told
