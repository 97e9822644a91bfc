"""One factory a model. Each makes the smallest row that makes sense, under a reach over everything."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from assessment.models import (
    Check,
    CheckRound,
    CrossRound,
    CrossSheet,
    CrossTeam,
    Document,
    EarlierFile,
    Finding,
    FindingStep,
    HalfYearReport,
    Meeting,
    MeetingTask,
    MeetingTownship,
    OfficialPaper,
    PaperEdition,
    PaperReceipt,
    Pledge,
    Score,
    TaskStep,
)
from congress_poverty.models import SheetImport
from congress_poverty.reach import Reach, reaching
from deputies.models import (
    Account,
    AreaLink,
    Campaign,
    County,
    DeputyGroup,
    GroupMember,
    Mandate,
    MemberLink,
    Person,
    Phone,
    Post,
    Region,
    Station,
    Unit,
    VoterContact,
)
from pairing.models import (
    Cooperative,
    CoopMember,
    ExitCheck,
    FundBook,
    FundEntry,
    HelpDeputy,
    HelpedPerson,
    Helper,
    HelpHousehold,
    HelpPhoto,
    HelpRecord,
    HelpTeam,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    Pairing,
    PairingApplication,
    RosterFiling,
    TeamMember,
    VillageProject,
    VillageYear,
)
from suggestions.models import (
    Assignment,
    KeyDecision,
    OpinionCluster,
    OpinionItem,
    Paper,
    Suggestion,
    SuggestionProposer,
    UnitLink,
    UrgeLetter,
)
from suggestions.models.access import token_hash
from visits.models import (
    Activity,
    ActivityFile,
    ActivityOpinion,
    ActivityTask,
    Attendance,
    DiaryEntry,
    DutyDay,
    DutyReport,
    DutyShift,
    DutySwap,
    FundBudget,
    HeldItem,
    LeaveRequest,
    MarketDay,
    MarketDayDeputy,
    MicroWish,
    Reception,
    ReceptionDeputy,
    StationCheck,
    StationCheckItem,
    StationPhoto,
    TrainingBatch,
    TrainingCourse,
    TrainingPlan,
    Visit,
    VisitDeputy,
    VisitPhoto,
)
from visits.policy import StationPolicy

_numbers = itertools.count(1)

EVERYTHING = Reach.everything("building a test's rows")
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(area: str = "341323", born: date = date(1970, 1, 1), serial: int | None = None) -> str:
    """An 18-character number with a right check character (GB 11643) and a fictitious serial."""
    serial = next(_numbers) if serial is None else serial
    body = f"{area}{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(body, CHECK_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def county(code="341323", name="灵璧县", pack="lingbi", **fields) -> County:
    region = Region.objects.filter(code=code).first() or Region.objects.create(
        code=code, name=name, short_name=name, level=Region.Level.COUNTY, kind=Region.Kind.COUNTY
    )
    return County.objects.filter(region=region).first() or County.objects.create(
        region=region, pack=pack, **fields
    )


def township(county: County, name="东乡", **fields) -> Region:
    n = next(_numbers)
    return Region.objects.create(
        code=f"{county.region.code}{n % 1000:03d}",
        name=name,
        short_name=name,
        level=Region.Level.TOWNSHIP,
        kind=Region.Kind.TOWNSHIP,
        parent=county.region,
        **fields,
    )


def village(township: Region, name="周田村", **fields) -> Region:
    n = next(_numbers)
    return Region.objects.create(
        code=f"{township.code}{n % 1000:03d}",
        name=f"{name}委会" if name.endswith("村") else name,
        short_name=name,
        level=Region.Level.VILLAGE,
        kind=Region.Kind.VILLAGE,
        parent=township,
        **fields,
    )


def campaign(county: County, **fields) -> Campaign:
    fields = {"name": "代表在行动", "since": date(2018, 4, 1), "until": date(2030, 12, 31), **fields}
    return Campaign.objects.create(county=county, **fields)


def unit(county: County, name=None, **fields) -> Unit:
    return Unit.objects.create(county=county, name=name or f"县第{next(_numbers)}局", **fields)


def person(township: Region, name="王代表", **fields) -> Person:
    with reaching(EVERYTHING):
        return Person.objects.create(
            county=fields.pop("county", None) or County.objects.get(region=township.parent),
            township=township,
            name=name,
            **fields,
        )


def mandate(person: Person, level="county", **fields) -> Mandate:
    with reaching(EVERYTHING):
        return Mandate.objects.create(person=person, county=person.county, level=level, **fields)


def deputy(township: Region, name="王代表", level="county", **fields) -> Person:
    """A person with one mandate in office."""
    made = person(township, name, **fields)
    mandate(made, level)
    return made


def station(township: Region, name="代表活动室", **fields) -> Station:
    with reaching(EVERYTHING):
        return Station.objects.create(
            county=County.objects.get(region=township.parent), township=township, name=name, **fields
        )


def group(township: Region, name=None, **fields) -> DeputyGroup:
    with reaching(EVERYTHING):
        return DeputyGroup.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            name=name or f"第{next(_numbers)}代表小组",
            **fields,
        )


def group_member(group: DeputyGroup, person: Person, role="member") -> GroupMember:
    with reaching(EVERYTHING):
        return GroupMember.objects.create(
            group=group, person=person, mandate=person.mandates.first(), role=role
        )


def voter(deputy: Person, name="选民甲", **fields) -> VoterContact:
    with reaching(EVERYTHING):
        return VoterContact.objects.create(deputy=deputy, name=name, **fields)


def member_link(member: Person, deputy: Person, started_on=date(2026, 1, 1), **fields) -> MemberLink:
    with reaching(EVERYTHING):
        return MemberLink.objects.create(member=member, deputy=deputy, started_on=started_on, **fields)


def area_link(county: County, township: Region, started_on=date(2026, 1, 1), **fields) -> AreaLink:
    with reaching(EVERYTHING):
        return AreaLink.objects.create(county=county, township=township, started_on=started_on, **fields)


def household(village: Region, head_name="张德福", **fields) -> Household:
    with reaching(EVERYTHING):
        return Household.objects.create(
            county=County.objects.get(region=village.parent.parent),
            township=village.parent,
            village=village,
            head_name=head_name,
            **fields,
        )


def member(household: Household, name="张小妹", seq=2, **fields) -> HouseholdMember:
    with reaching(EVERYTHING):
        return HouseholdMember.objects.create(household=household, name=name, seq=seq, **fields)


def income(household: Household, year=2025, **fields) -> HouseholdIncome:
    with reaching(EVERYTHING):
        return HouseholdIncome.objects.create(household=household, year=year, **{"net": 20000, **fields})


def need(household: Household, kind="就业", **fields) -> HouseholdNeed:
    with reaching(EVERYTHING):
        fields = {"raised_on": date(2026, 4, 1), **fields}
        return HouseholdNeed.objects.create(household=household, kind=kind, **fields)


def measure(household: Household, kind="产业扶持", **fields) -> HouseholdMeasure:
    with reaching(EVERYTHING):
        return HouseholdMeasure.objects.create(household=household, kind=kind, **fields)


def application(person: Person, wish="周田村", **fields) -> PairingApplication:
    with reaching(EVERYTHING):
        return PairingApplication.objects.create(
            county=person.county,
            township=person.township,
            person=person,
            wish=wish,
            **{"applied_on": date(2026, 5, 1), **fields},
        )


def roster_filing(township: Region, year=2026, **fields) -> RosterFiling:
    with reaching(EVERYTHING):
        fields = {"filed_on": date(2026, 3, 30), "pairings": 1, "households": 1, "deputies": 1, **fields}
        return RosterFiling.objects.create(
            county=County.objects.get(region=township.parent), township=township, year=year, **fields
        )


def photo(visit: Visit, **fields) -> VisitPhoto:
    """A row and its file: a picture of one pixel."""
    n = next(_numbers)
    name = default_storage.save(f"visits/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        fields = {"sha256": f"{n:064d}", "width": 1, "height": 1, "size": 4, **fields}
        return VisitPhoto.objects.create(visit=visit, name=name, **fields)


def help_photo(record: HelpRecord, **fields) -> HelpPhoto:
    n = next(_numbers)
    name = default_storage.save(f"help/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        fields = {"sha256": f"{n:064d}", "width": 1, "height": 1, "size": 4, **fields}
        return HelpPhoto.objects.create(record=record, name=name, **fields)


def phone(account: Account, token="a-token", **fields) -> Phone:
    """A phone that stands for the account; its token is what the cookie carries."""
    fields = {"name": "微信（安卓手机）", "used_on": timezone.localdate(), **fields}
    return Phone.objects.create(
        account=account,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        auth_hash=account.get_session_auth_hash(),
        **fields,
    )


def held_item(person: Person, **fields) -> HeldItem:
    """A visit from a phone that waits for the township's decision."""
    token = uuid.uuid4()
    owner = Account.objects.filter(person=person).first() or account(person.name, person=person)
    fields = {
        "kind": "visit",
        "schema": 1,
        "reason": HeldItem.Reason.REASSIGNED,
        "sentence": "张德福家改由别人联系。",
        "payload": '{"household": "", "note": "看望老人"}',
        "received_at": timezone.now(),
        **fields,
    }
    with reaching(EVERYTHING):
        return HeldItem.objects.create(
            token=token,
            sha=token.hex * 2,
            county=person.county,
            township=person.township,
            person=person,
            account=owner,
            **fields,
        )


def pairing(person: Person, household: Household, started_on=date(2026, 3, 1), **fields) -> Pairing:
    with reaching(EVERYTHING):
        return Pairing.objects.create(
            county=household.county,
            township=household.township,
            deputy_township=person.township,
            household=household,
            person=person,
            started_on=started_on,
            **fields,
        )


def help_record(township: Region, people=(), households=(), **fields) -> HelpRecord:
    """就业岗位 of May 2026, by these deputies, for these households."""
    with reaching(EVERYTHING):
        made = HelpRecord.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{
                "kind": "就业岗位",
                "title": "给岗位",
                "started_on": date(2026, 5, 1),
                "helper_names": "、".join(person.name for person in people),
                **fields,
            },
        )
        for person in people:
            HelpDeputy.objects.create(record=made, person=person)
        for household in households:
            HelpHousehold.objects.create(record=made, household=household)
        return made


def helped_person(record: HelpRecord, name="张小福", **fields) -> HelpedPerson:
    with reaching(EVERYTHING):
        return HelpedPerson.objects.create(record=record, name=name, **fields)


def helper(county: County, name="向阳服装厂", **fields) -> Helper:
    with reaching(EVERYTHING):
        return Helper.objects.create(county=county, name=name, **{"kind": Helper.Kind.FIRM, **fields})


def team(township: Region, people=(), **fields) -> HelpTeam:
    with reaching(EVERYTHING):
        made = HelpTeam.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{"name": f"第{next(_numbers)}帮扶团队", "started_on": date(2026, 3, 1), **fields},
        )
        for n, person in enumerate(people):
            TeamMember.objects.create(
                team=made, person=person, township_id=person.township_id, is_leader=not n
            )
        return made


def _of_village(model, village: Region, **fields):
    with reaching(EVERYTHING):
        return model.objects.create(
            county=County.objects.get(region=village.parent.parent),
            township=village.parent,
            village=village,
            **fields,
        )


def coop(village: Region, **fields) -> Cooperative:
    return _of_village(Cooperative, village, **{"name": f"第{next(_numbers)}黄桃合作社", **fields})


def coop_member(coop: Cooperative, name="张德福", **fields) -> CoopMember:
    with reaching(EVERYTHING):
        return CoopMember.objects.create(coop=coop, name=name, **fields)


def village_project(village: Region, **fields) -> VillageProject:
    fields = {"name": f"第{next(_numbers)}光伏电站", "kind": "光伏电站", "stage": "planned", **fields}
    return _of_village(VillageProject, village, **fields)


def village_year(village: Region, year=2025, **fields) -> VillageYear:
    return _of_village(VillageYear, village, year=year, **fields)


def fund_book(village: Region, **fields) -> FundBook:
    fields = {"name": f"第{next(_numbers)}本帮扶资金", "keeper": "村委会", **fields}
    return _of_village(FundBook, village, **fields)


def fund_entry(book: FundBook, way="raised", amount=100, **fields) -> FundEntry:
    with reaching(EVERYTHING):
        return FundEntry.objects.create(
            book=book, way=way, amount=amount, **{"happened_on": date(2026, 5, 1), **fields}
        )


def exit_check(household: Household, **fields) -> ExitCheck:
    with reaching(EVERYTHING):
        return ExitCheck.objects.create(
            household=household,
            **{"exited_on": date(2025, 12, 31), "due_on": date(2026, 6, 30), **fields},
        )


def visit(person: Person, household: Household, visited_on=date(2026, 5, 1), **fields) -> Visit:
    with reaching(EVERYTHING):
        made = Visit.objects.create(
            county=household.county,
            township=person.township,
            household=household,
            visited_on=visited_on,
            deputy_names=person.name,
            **{"mode": "入户走访", **fields},
        )
        VisitDeputy.objects.create(visit=made, person=person, is_lead=True)
        return made


def activity(township: Region, held_on=date(2026, 5, 1), present=(), **fields) -> Activity:
    with reaching(EVERYTHING):
        made = Activity.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            held_on=held_on,
            present_count=len(present),
            **{"kind": "专题调研", "topic": "饮水安全", **fields},
        )
        for somebody in present:
            Attendance.objects.create(activity=made, person=somebody)
        return made


def plan(township: Region, invited=(), held_on=date(2099, 6, 1), **fields) -> Activity:
    """An activity that lies ahead, with who is asked to come."""
    made = activity(township, held_on, state=Activity.State.PLANNED, **fields)
    with reaching(EVERYTHING):
        for somebody in invited:
            Attendance.objects.create(activity=made, person=somebody, status="invited")
    return made


def leave(activity: Activity, person: Person, **fields) -> LeaveRequest:
    """A leave that is asked for, from an activity on whose list the deputy stands."""
    fields = {"context": "activity", "reason": "住院", "approver": "李主席", **fields}
    with reaching(EVERYTHING):
        return LeaveRequest.objects.create(
            activity=activity, person=person, asked_on=date(2026, 6, 1), **fields
        )


def activity_task(township: Region, *, done=False, **fields) -> ActivityTask:
    with reaching(EVERYTHING):
        fields = {"what": "把意见送水利局", "who": "李干事", "due_on": date(2026, 6, 1), **fields}
        if done:
            fields |= {"done_on": date(2026, 5, 20), "proof": "已送达"}
        return ActivityTask.objects.create(activity=activity(township), **fields)


def heard(township: Region, words="村西头晚上没有路灯。", **fields) -> ActivityOpinion:
    with reaching(EVERYTHING):
        return ActivityOpinion.objects.create(activity=activity(township), words=words, **fields)


def activity_file(township: Region, **fields) -> ActivityFile:
    """A row and its file."""
    n = next(_numbers)
    name = default_storage.save(f"activities/test-{n}.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    fields = {"original_name": "通知.pdf", "content_type": "application/pdf", **fields}
    with reaching(EVERYTHING):
        return ActivityFile.objects.create(
            activity=activity(township),
            name=name,
            sha256=f"{n:064d}",
            size=14,
            added_on=date(2026, 5, 2),
            **fields,
        )


def training_plan(county: County, township=None, **fields) -> TrainingPlan:
    fields = {"title": "全员轮训", "since": date(2026, 1, 1), "until": date(2026, 12, 31), **fields}
    with reaching(EVERYTHING):
        return TrainingPlan.objects.create(county=county, township=township, **fields)


def training_batch(county: County, township=None, plan=None, **fields) -> TrainingBatch:
    with reaching(EVERYTHING):
        fields = {"title": "第一期", "due_on": date(2026, 6, 30), **fields}
        return TrainingBatch.objects.create(plan=plan or training_plan(county, township), **fields)


def training_course(county: County, township=None, batch=None, **fields) -> TrainingCourse:
    with reaching(EVERYTHING):
        fields = {"title": "代表法", **fields}
        return TrainingCourse.objects.create(batch=batch or training_batch(county, township), **fields)


def duty_report(person: Person, held_on=date(2026, 5, 1), **fields) -> DutyReport:
    """A report at a session of the deputy's township."""
    session = activity(person.township, held_on, present=[person], kind="述职", topic="代表述职")
    with reaching(EVERYTHING):
        fields = {"voters": 60, "satisfied": 50, "basically": 6, "dissatisfied": 1, **fields}
        return DutyReport.objects.create(activity=session, person=person, **fields)


def fund_budget(county: County, year: int, amount, township=None) -> FundBudget:
    with reaching(EVERYTHING):
        return FundBudget.objects.create(county=county, year=year, amount=amount, township=township)


def account(name: str, **fields) -> Account:
    return Account.objects.create_user(
        fields.pop("username", f"u{next(_numbers)}"), fields.pop("password", None), name=name, **fields
    )


def post(account: Account, role: str, county: County, townships=(), **fields) -> Post:
    made = Post.objects.create(
        account=account, role=role, county=county, **{"started_on": date(2018, 1, 1), **fields}
    )
    made.townships.set(townships)
    return made


def suggestion(lead: Person, co_proposers=(), **fields) -> Suggestion:
    """A draft with its proposers, as it stands before it is submitted."""
    with reaching(EVERYTHING):
        made = Suggestion.objects.create(
            county=lead.county,
            township=fields.pop("township", lead.township),
            lead=lead,
            **{
                "title": "关于修复柳林村水毁路段的建议",
                "body": "柳林村通村路去年汛期被冲毁两处，校车绕行六公里，三十七户出行不便。",
                "ask": "请在今年主汛期前修复路面、加固护坡，并说明完工时间。",
                "submitted_on": date(2026, 3, 2),
                "year": 2026,
                **fields,
            },
        )
        confirmed = SuggestionProposer.Answer.CONFIRMED
        for n, person in enumerate((lead, *co_proposers)):
            SuggestionProposer.objects.create(
                suggestion=made,
                person=person,
                role=SuggestionProposer.Role.CO if n else SuggestionProposer.Role.LEAD,
                answer=confirmed,
                order=n,
            )
        return made


def unit_link(suggestion: Suggestion, unit: Unit, token="a-link", **fields) -> UnitLink:
    """A link for a unit's part in a suggestion, as if it had been handed over."""
    with reaching(EVERYTHING):
        part = Assignment.objects.create(suggestion=suggestion, unit=unit, assigned_on=date(2026, 3, 4))
        fields = {"scopes": ["sign"], "given_to": "办公室", "made_on": date(2026, 3, 4), **fields}
        fields = {"expires_on": date(2026, 4, 3), "made_by": "孙", **fields}
        return UnitLink.objects.create(
            suggestion=suggestion, assignment=part, token_hash=token_hash(token), **fields
        )


def key_decision(county: County, **fields) -> KeyDecision:
    """第二十次主任会议 of 20 March 2026; with ``township`` a presidium's."""
    with reaching(EVERYTHING):
        return KeyDecision.objects.create(
            county=county,
            **{
                "year": 2026,
                "meeting": "第十八届第二十次主任会议",
                "decided_on": date(2026, 3, 20),
                "document": "灵人常〔2026〕12号",
                **fields,
            },
        )


def urge_letter(unit: Unit, suggestion: Suggestion, **fields) -> UrgeLetter:
    """A letter to ``unit`` about one suggestion that lies with it."""
    with reaching(EVERYTHING):
        part, _ = Assignment.objects.get_or_create(
            suggestion=suggestion, unit=unit, defaults={"assigned_on": date(2026, 3, 4)}
        )
        letter = UrgeLetter.objects.create(
            county=suggestion.county,
            unit=unit,
            **{
                "year": 2026,
                "serial": 1,
                "number": "灵督〔2026〕1号",
                "sent_on": date(2026, 6, 1),
                "message": "请抓紧答复。",
                "sent_by": "孙",
                **fields,
            },
        )
        letter.assignments.add(part)
        return letter


def opinion(heard_by: Person, **fields) -> OpinionItem:
    """What somebody told a deputy, not yet decided on."""
    with reaching(EVERYTHING):
        return OpinionItem.objects.create(
            county=heard_by.county,
            township=heard_by.township,
            heard_by=heard_by,
            **{"words": "村西头晚上没有路灯，老人出门看不见。", "heard_on": date(2026, 5, 1), **fields},
        )


def cluster(township: Region, opinions=(), **fields) -> OpinionCluster:
    with reaching(EVERYTHING):
        made = OpinionCluster.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{"title": "村内道路没有路灯", "created_on": date(2026, 5, 3), **fields},
        )
        OpinionItem.objects.filter(pk__in=[one.pk for one in opinions]).update(cluster=made)
        return made


def paper(suggestion: Suggestion, **fields) -> Paper:
    """A row and its file."""
    n = next(_numbers)
    name = default_storage.save(f"suggestions/test-{n}.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    fields = {"kind": "reply", "original_name": "答复函.pdf", "content_type": "application/pdf", **fields}
    with reaching(EVERYTHING):
        return Paper.objects.create(
            suggestion=suggestion,
            name=name,
            sha256=f"{n:064d}",
            size=14,
            added_on=date(2026, 5, 7),
            **fields,
        )


def half_year_report(township: Region, period="2026H1", **fields) -> HalfYearReport:
    with reaching(EVERYTHING):
        return HalfYearReport.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            period=period,
            title="2026年上半年情况报告",
            since=date(2026, 1, 1),
            until=date(2026, 6, 30),
            draft_on=date(2026, 6, 1),
            due_on=date(2026, 6, 20),
            last_working_day=date(2026, 6, 18),
            **fields,
        )


def document(
    township: Region, kind="plan", filed_on=date(2026, 3, 20), *, with_file=False, **fields
) -> Document:
    """A township's document as it was handed in: on paper, or with its file."""
    if with_file:
        name = default_storage.save("documents/test.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
        fields |= {"name": name, "original_name": "方案.pdf", "content_type": "application/pdf"}
    with reaching(EVERYTHING):
        county = County.objects.get(region=township.parent)
        fields = {"title": f"{township}活动方案", "filed_by": "李", **fields}
        return Document.objects.create(
            county=county, township=township, kind=kind, filed_on=filed_on, **fields
        )


def earlier_file(document: Document) -> EarlierFile:
    """A file that was replaced."""
    with reaching(EVERYTHING):
        return proof(EarlierFile(document=document, replaced_on=date(2026, 3, 21), replaced_by="李"))


def pledge(person: Person, rule="visit", number=6, year=2026, **fields) -> Pledge:
    with reaching(EVERYTHING):
        return Pledge.objects.create(
            person=person, rule=rule, number=number, year=year, made_on=date(year, 1, 10), **fields
        )


def check_round(county: County, name="2026年第二季度督查", **fields) -> CheckRound:
    with reaching(EVERYTHING):
        fields = {"since": date(2026, 4, 1), "until": date(2026, 6, 30), **fields}
        return CheckRound.objects.create(county=county, name=name, **fields)


def check(township: Region, **fields) -> Check:
    """A check that was held on 12 May 2026."""
    with reaching(EVERYTHING):
        return Check.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            **{
                "shown_to": township,
                "planned_on": date(2026, 5, 12),
                "held_on": date(2026, 5, 12),
                "state": "held",
                **fields,
            },
        )


def finding(check: Check, **fields) -> Finding:
    with reaching(EVERYTHING):
        made = Finding.objects.create(
            county=check.county,
            township=check.township,
            found_in=check,
            **{
                "kind": "venue",
                "words": "代表活动室制度没有上墙。",
                "found_on": date(2026, 5, 12),
                "due_on": date(2026, 5, 27),
                **fields,
            },
        )
        FindingStep.objects.create(finding=made, act="found", on=made.found_on, by="孙")
        return made


def meeting(county: County, townships=(), **fields) -> Meeting:
    """A joint meeting of 9 June 2026, announced."""
    with reaching(EVERYTHING):
        made = Meeting.objects.create(
            county=county,
            **{
                "title": "第二次联席会议",
                "held_on": date(2026, 6, 9),
                "place": "三楼会议室",
                "state": "notified",
                "notified_on": date(2026, 6, 1),
                **fields,
            },
        )
        for town in townships:
            MeetingTownship.objects.create(meeting=made, township=town)
        return made


def meeting_task(meeting: Meeting, township: Region | None = None, **fields) -> MeetingTask:
    with reaching(EVERYTHING):
        return MeetingTask.objects.create(
            county=meeting.county,
            meeting=meeting,
            township=township,
            **{"words": "修通产业路。", "due_on": date(2026, 8, 31), **fields},
        )


def task_step(task: MeetingTask, **fields) -> TaskStep:
    with reaching(EVERYTHING):
        fields = {"act": "reported", "on": date(2026, 7, 1), "by": "李", **fields}
        return TaskStep.objects.create(task=task, **fields)


def official_paper(county: County, receivers=(), body="一、每季度走访一次。", **fields) -> OfficialPaper:
    """A draft; with ``receivers`` it was issued to these townships on 1 June 2026."""
    with reaching(EVERYTHING):
        issued = {"state": "issued", "issued_on": date(2026, 6, 1)} if receivers else {}
        made = OfficialPaper.objects.create(
            county=county,
            **{"kind": "rule", "title": "联系选民制度", "made_on": date(2026, 5, 20), **issued, **fields},
        )
        PaperEdition.objects.create(paper=made, body=body, made_on=made.made_on)
        for town in receivers:
            PaperReceipt.objects.create(paper=made, township=town, sent_on=date(2026, 6, 1))
        return made


def proof(row):
    """Puts a file beside a step of a finding or task, or beside an edition; returns it."""
    row.stored_name = default_storage.save(
        f"suggestions/proof-{next(_numbers)}.pdf", ContentFile(b"%PDF-1.4 %%EOF")
    )
    row.original_name, row.content_type, row.size = "佐证.pdf", "application/pdf", 14
    with reaching(EVERYTHING):
        row.save()
    return row


def score(township: Region, person: Person | None = None, year=2026, **fields) -> Score:
    """A township's score, or a deputy's."""
    with reaching(EVERYTHING):
        return Score.objects.create(
            county=County.objects.get(region=township.parent),
            township=township,
            person=person,
            subject=Score.Subject.DEPUTY if person else Score.Subject.TOWNSHIP,
            year=year,
            computed_on=date(year, 12, 30),
            **fields,
        )


def sheet_import(township: Region, kind="roster", **fields) -> SheetImport:
    """A township's import as it stands after the check, without its file."""
    with reaching(EVERYTHING):
        return SheetImport.objects.create(
            kind=kind,
            county_code=township.parent.code,
            township_code=township.code,
            **{
                "file_name": "代表名册.xlsx",
                "file_path": "none.xlsx",
                "state": SheetImport.State.CHECKED,
                **fields,
            },
        )


# ---- the station's work ---------------------------------------------------------------


def station_check(station: Station, standard="displays", answers=("yes", "yes"), **fields) -> StationCheck:
    """A check as the county's pack asks it, item by item."""
    with reaching(EVERYTHING):
        items = station.county.policy(StationPolicy).standard(standard).items
        made = StationCheck.objects.create(
            county=station.county,
            township=station.township,
            station=station,
            standard=standard,
            passed=answers.count("yes"),
            asked=len(items),
            **{"checked_on": date(2026, 5, 6), "checked_by": "李干事", **fields},
        )
        for item, answer in zip(items, answers, strict=False):
            StationCheckItem.objects.create(
                station_check=made, item=item.code, label=item.label, answer=answer
            )
        return made


def station_photo(check: StationCheck) -> StationPhoto:
    """A row and its file."""
    n = next(_numbers)
    name = default_storage.save(f"visits/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        return StationPhoto.objects.create(
            county=check.county, township=check.township, station_check=check, name=name,
            sha256=hashlib.sha256(str(n).encode()).hexdigest(), width=1, height=1, size=4,
        )  # fmt: skip


def duty_day(station: Station, day=date(2026, 7, 5), people=(), **fields) -> DutyDay:
    """A reception day with its deputies on duty."""
    with reaching(EVERYTHING):
        made = DutyDay.objects.create(
            county=station.county, township=station.township, station=station, day=day, **fields
        )
        for person in people:
            DutyShift.objects.create(duty_day=made, person=person)
        return made


def swap(mine: DutyShift, to_person: Person, yours=None, **fields) -> DutySwap:
    with reaching(EVERYTHING):
        day = mine.duty_day
        return DutySwap.objects.create(
            county=day.county, township=day.township, station=day.station, mine=mine, yours=yours,
            from_person=mine.person, to_person=to_person, from_day=day.day,
            **{"asked_on": date(2026, 6, 1), **fields},
        )  # fmt: skip


def reception(station: Station | None, people=(), **fields) -> Reception:
    with reaching(EVERYTHING):
        if station is not None:
            fields = {"county": station.county, "township": station.township, **fields}
        made = Reception.objects.create(
            station=station,
            **{"received_on": date(2026, 6, 1), "words": "村口的桥没有护栏", "source": "day", **fields},
        )
        for person in people:
            ReceptionDeputy.objects.create(reception=made, person=person)
        return made


def market_day(township: Region, people=(), **fields) -> MarketDay:
    with reaching(EVERYTHING):
        made = MarketDay.objects.create(
            county=County.objects.get(region=township.parent), township=township,
            **{"held_on": date(2026, 6, 5), "theme": "食品安全宣传", "place": "集市东口", **fields},
        )  # fmt: skip
        for person in people:
            MarketDayDeputy.objects.create(market_day=made, person=person)
        return made


def wish(station: Station, **fields) -> MicroWish:
    with reaching(EVERYTHING):
        return MicroWish.objects.create(
            county=station.county, township=station.township, station=station,
            **{"posted_on": date(2026, 6, 1), "wish": "想要一盏台灯", "kind": "学习用品", **fields},
        )  # fmt: skip


def diary_entry(deputy: Person, **fields) -> DiaryEntry:
    with reaching(EVERYTHING):
        return DiaryEntry.objects.create(
            deputy=deputy, township=deputy.township,
            **{"voter_name": "李大爷", "met_on": date(2026, 6, 2), "said": "渠道淤了", **fields},
        )  # fmt: skip


def cross_sheet(township: Region, state="open", year=2026, quarter=2, **fields) -> CrossSheet:
    """A round with one team and its sheet for the township."""
    with reaching(EVERYTHING):
        county = County.objects.get(region=township.parent)
        found, _ = CrossRound.objects.get_or_create(
            county=county, year=year, quarter=quarter,
            defaults={
                "title": f"{year} 年第 {quarter} 季度交叉考评", "since": date(year, quarter * 3 - 2, 1),
                "until": date(year, quarter * 3, 28), "state": state,
                "items": [{"code": "place", "label": "硬件", "points": "20", "looks_at": "牌子"}],
            },
        )  # fmt: skip
        team, _ = CrossTeam.objects.get_or_create(cross_round=found, name="第一考评组", leader_name="周主任")
        return CrossSheet.objects.create(cross_round=found, team=team, township=township, **fields)
