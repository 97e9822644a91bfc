"""What comes from the phone: a suggestion, a rating, an answer about co-signing, what people said."""

from __future__ import annotations

import uuid

from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.photos import Picture
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Campaign
from deputies.roles import DEPUTY
from visits import papers
from visits.models import SyncReceipt, Visit
from visits.phone.items import day_of, fellow_members, text_of
from visits.phone.queue import Gone, Item, Sender, Stored
from visits.policy import VisitPolicy

from .. import actions, flow, guard
from ..after_rating import said_after_rating
from ..forms import RaiseForm
from ..models import OpinionItem, Paper, Suggestion, SuggestionProposer
from ..notices import tell_of_danger
from ..policy import SuggestionPolicy

UNSURE = "unsure"
UNSURE_NOTE = "交给哪级：代表说不准，请登记时定。"


def take_suggestion(sender: Sender, body: dict, item: Item) -> Stored:
    """Raise a suggestion by the rules of the page's form."""
    policy = sender.county.policy(SuggestionPolicy)
    level = text_of(body, "handled_at", most=20)
    form = RaiseForm(
        {
            "title": text_of(body, "title", most=200),
            "body": text_of(body, "body", most=4000),
            "ask": text_of(body, "ask", most=4000),
            "category": text_of(body, "category", most=40),
            # Only the county's office can still change it when it registers.
            "handled_at": Suggestion.Level.COUNTY if level == UNSURE else level,
            "raised_in": Suggestion.RaisedIn.BETWEEN,
            "proposed_by": Suggestion.ProposedBy.DEPUTIES,
            "is_publishable": "on",
        },
        policy=policy,
        role=DEPUTY,
        today=sender.today,
    )
    if not form.is_valid():
        field, sentences = next(iter(form.errors.items()))
        raise Refused(sentences[0], field=field)
    new = form.save(commit=False)
    new.county, new.lead, new.township = sender.county, sender.person, sender.person.township
    new.submitted_on, new.client_uuid = sender.today, item.token
    new.source_visit = _visit(sender, body.get("visit"))
    new.source, new.note = Suggestion.Source.PHONE, UNSURE_NOTE if level == UNSURE else ""
    new.campaign = (
        Campaign.objects.filter(county=new.county, since__lte=sender.today).order_by("-since").first()
    )
    found = guard.findings((new.title, new.body, new.ask), policy.out_of_scope, category=new.category)
    owner = next((one for one in found if not one.rule.is_urgent), None)
    if owner is not None:
        reason = text_of(body, "scope_override", most=200)
        if not reason:
            raise Refused(
                f"可能属于{owner.rule.label}：仍要提交的，请写理由，由人大审查。", field="scope_override"
            )
        new.out_of_scope, new.scope_override = owner.rule.code, reason
    elif found:
        new.out_of_scope = found[0].rule.code
    opinion = _opinion(sender, body.get("opinion"))
    raised = actions.raise_suggestion(
        new,
        by=sender.actor,
        on=sender.today,
        co_proposers=fellow_members(sender.person, body.get("co_proposers", [])),
        opinions=[opinion] if opinion else [],
    )
    if any(one.rule.is_urgent for one in found):
        tell_of_danger(raised, text=raised.title, by=sender.actor, on=sender.today)
    return Stored(raised.code)


def _visit(sender: Sender, key) -> Visit | None:
    """The visit it comes from: by its code or by the token it was sent with."""
    if not isinstance(key, str) or not key:
        return None
    with reaching(Reach.everything("what this phone has sent is found by its token")):
        if len(key) == 36:
            key = _code_of(sender, key, "visit")
        return Visit.objects.filter(code=key, visitors__person=sender.person).first()


def _opinion(sender: Sender, key) -> OpinionItem | None:
    """What people said and the suggestion is made of, by the token it was sent with."""
    if not isinstance(key, str) or not key:
        return None
    rows = OpinionItem.objects.filter(heard_by=sender.person, suggestion=None)
    return rows.filter(code=_code_of(sender, key, "opinion")).first()


def _code_of(sender: Sender, key: str, kind: str) -> str:
    """The code of the row that an item of this account became; '' where there is none."""
    try:
        token = uuid.UUID(key)
    except ValueError:
        return ""
    with reaching(Reach.everything("what this phone has sent is found by its token")):
        receipts = SyncReceipt.objects.filter(account=sender.account, kind=kind, token=token)
        return receipts.values_list("object_code", flat=True).first() or ""


def put_photo(code: str, picture: Picture, *, by: Actor, today) -> None:
    """A photo that came with a suggestion lies beside it as a paper."""
    suggestion = Suggestion.objects.select_related("county__region").filter(code=code).first()
    if suggestion is None:
        return
    there = Paper.objects.filter(suggestion=suggestion, kind=Paper.Kind.OTHER, added_by=by.label)
    most = suggestion.county.policy(VisitPolicy).photos_max
    if there.exclude(sha256=picture.sha256).count() >= most:
        raise Refused(f"一件建议最多带 {most} 张照片。", field="photos")
    sheet = papers.Sheet(picture.content, papers.JPEG, "走访照片.jpg")
    actions.add_papers(suggestion, [sheet], kind=Paper.Kind.OTHER, by=by, on=today)


def take_rating(sender: Sender, body: dict, item: Item) -> Stored:
    """Rate an answer: nothing new is decided here, ``advance`` judges as on the page."""
    code = body.get("suggestion")
    own = Suggestion.objects.filter(proposers__person=sender.person)
    rated = own.select_related("county__region").filter(code=code).first() if isinstance(code, str) else None
    if rated is None:
        raise Gone
    policy = sender.county.policy(SuggestionPolicy)
    reasons = body.get("reasons", [])
    if not isinstance(reasons, list) or any(
        not isinstance(one, str) or term(policy.dissatisfaction_reasons, one) is None for one in reasons
    ):
        raise Refused("请重新点一个原因。", field="reasons")
    given = {
        "result": text_of(body, "result", most=24),
        "attitude": text_of(body, "attitude", most=24),
        "reasons": reasons,
        "remark": text_of(body, "remark", most=300),
    }
    actions.advance(rated, "rate", by=sender.actor, on=sender.today, given=given)
    return Stored(rated.code, {"sentence": said_after_rating(rated, sender.person, today=sender.today)})


def take_cosign(sender: Sender, body: dict, item: Item) -> Stored:
    """Answer who asked to propose together; with ``join``, add the own name to what others have raised."""
    code = body.get("suggestion")
    if not isinstance(code, str):
        raise Refused("这条不完整，请重新打开再答复。")
    if body.get("join") is True:
        with reaching(Reach.everything("a suggestion that may be published can be co-signed")):
            rows = Suggestion.objects.may_be_shown().filter(county=sender.county, code=code)
            found = rows.exclude(state=flow.State.DRAFT).select_related("lead").first()
            if found is None:
                raise Gone
            actions.join(found, sender.person, by=sender.actor, on=sender.today)
        return Stored(found.code, {"sentence": "已附议，答复时您也会收到，并单独评价。"})
    asked = SuggestionProposer.objects.filter(suggestion__code=code, person=sender.person)
    own = asked.select_related("suggestion", "person").first()
    if own is None:
        raise Gone
    agrees = body.get("agrees") is True
    actions.answer_request(own, agrees=agrees, by=sender.actor, on=sender.today)
    return Stored(code, {"sentence": "已告诉领衔代表。"})


def take_opinion(sender: Sender, body: dict, item: Item) -> Stored:
    """接待、随访: what people said, without a paired household."""
    words = text_of(body, "words", most=600)
    if len(words) < 5:
        raise Refused("请写群众说了什么，一句话也可以", field="words")
    people = body.get("people_count", 1)
    if type(people) is not int or not 0 < people <= 9999:
        raise Refused("至少有 1 个人反映", field="people_count")
    heard = body.get("heard")
    if heard not in OpinionItem.Heard.values:
        raise Refused("请点一下从哪里听到", field="heard")
    category = text_of(body, "category", most=20)
    if category and term(sender.county.policy(SuggestionPolicy).categories, category) is None:
        raise Refused("请重新选类别", field="category")
    opinion = OpinionItem(
        county=sender.county,
        heard_by=sender.person,
        heard=heard,
        heard_on=day_of(body.get("heard_on"), field="heard_on"),
        words=words,
        people_count=people,
        category=category,
        visit=_visit(sender, body.get("visit")),
        client_uuid=item.token,
    )
    return Stored(actions.record_opinion(opinion, by=sender.actor, today=sender.today).code)
