"""Who may do what, on one screen.

A page names its permission (``visits.record``); a role lists the permissions it
has. *Which rows* is the reach's question, *which moves now* the flow's.

The three administrative roles are separate (GB/T 22239, 三员分立): none sees
household data or changes business data; the security administrator grants roles,
the system administrator runs the system, the auditor reads the audit.
"""

from __future__ import annotations

from dataclasses import dataclass

DEPUTY = "deputy"
TOWNSHIP_CLERK = "township_clerk"
TOWNSHIP_CHAIR = "township_chair"
COUNTY_STAFF = "county_staff"
COUNTY_LEADER = "county_leader"
HANDLING_UNIT = "handling_unit"
SYSTEM_ADMIN = "system_admin"
SECURITY_ADMIN = "security_admin"
AUDITOR = "auditor"


@dataclass(frozen=True)
class Role:
    """A role: its label, the kind of reach its posts give, what it may do, where it lands."""

    label: str
    reach: str
    permissions: frozenset[str]
    landing: str
    sees_names: bool = False
    landing_on_phone: str = ""
    """Where it lands instead with a telephone's browser."""


def _set(*lines: str) -> frozenset[str]:
    return frozenset(permission for line in lines for permission in line.split())


_EVERYBODY = _set("me.settings me.notices help.read")
_READ_BUSINESS = _set(
    "deputies.read groups.read stations.read units.read regions.read households.read pairings.read aid.read "
    "visits.read activities.read suggestions.read suggestions.figures opinions.read reports.read",
    "checks.read meetings.read papers.read",
    "assessment.read assessment.read_own board.read",
    "roster.read receptions.read wishes.read cross.read campaigns.read documents.read",
)

ROLES: dict[str, Role] = {
    DEPUTY: Role(
        "代表",
        "deputy",
        _EVERYBODY
        | _set(
            "deputies.read_own groups.read stations.read households.read pairings.read pairings.apply",
            "aid.read aid.record visits.read visits.record visits.photo activities.read suggestions.read",
            "suggestions.raise suggestions.rate opinions.read opinions.record assessment.read_own",
            "voters.edit roster.read roster.swap roster.plan receptions.read receptions.record",
            "wishes.read wishes.claim diary.read diary.write leave.ask campaigns.read",
        ),
        "deputy_home",
        sees_names=True,
        landing_on_phone="visits:phone",
    ),
    TOWNSHIP_CLERK: Role(
        "乡镇干部",
        "township",
        _EVERYBODY
        | _READ_BUSINESS
        | _set(
            "deputies.edit groups.edit stations.edit households.edit households.reveal pairings.edit",
            "aid.record aid.edit pairings.file_roster visits.record visits.edit visits.photo activities.edit",
            "suggestions.raise suggestions.enter suggestions.attach opinions.record opinions.decide",
            "sheets.import sheets.export",
            "stations.check roster.plan roster.edit roster.swap receptions.record receptions.handle",
            "wishes.post wishes.claim diary.read diary.write leave.ask leave.decide",
            "reports.edit reports.submit documents.file",
            "checks.rectify meetings.answer meetings.report papers.receive papers.draft",
        ),
        "todo",
        sees_names=True,
    ),
    TOWNSHIP_CHAIR: Role(
        "乡镇人大主席",
        "township",
        _EVERYBODY
        | _READ_BUSINESS
        | _set(
            "deputies.edit groups.edit stations.edit households.edit households.reveal pairings.edit",
            "aid.record aid.edit pairings.approve pairings.file_roster visits.record visits.edit",
            "visits.photo activities.edit suggestions.raise suggestions.enter suggestions.hand_over",
            "suggestions.give_link",
            "suggestions.attach suggestions.supervise opinions.record opinions.decide",
            "sheets.import sheets.export",
            "stations.check roster.plan roster.edit roster.swap receptions.record receptions.handle",
            "wishes.post wishes.claim diary.read diary.write leave.ask leave.decide",
            "reports.edit reports.check reports.return reports.submit documents.file",
            "checks.rectify meetings.answer meetings.report papers.receive papers.draft",
        ),
        "board",
        sees_names=True,
    ),
    COUNTY_STAFF: Role(
        "县代表工委",
        "county",
        _EVERYBODY
        | _READ_BUSINESS
        | _set(
            "deputies.edit groups.edit stations.edit units.edit regions.edit households.edit",
            "households.reveal pairings.edit pairings.approve pairings.override aid.record aid.edit",
            "visits.edit activities.edit",
            "suggestions.raise suggestions.enter suggestions.hand_over suggestions.supervise",
            "suggestions.give_link suggestions.attach suggestions.appraise suggestions.appraisals",
            "opinions.record opinions.decide sheets.import sheets.export",
            "reports.accept reports.return reports.chase reports.summary documents.file",
            "checks.edit meetings.edit papers.draft papers.issue",
            "assessment.edit county.settings links.edit",
            "stations.check roster.plan roster.edit roster.swap receptions.record receptions.handle",
            "wishes.post wishes.claim cross.edit cross.score leave.ask leave.decide",
        ),
        "todo",
    ),
    COUNTY_LEADER: Role(
        "常委会领导",
        "county",
        _EVERYBODY
        | _READ_BUSINESS
        | _set("suggestions.supervise suggestions.appraisals cross.score reports.summary"),
        "board",
    ),
    HANDLING_UNIT: Role(
        "承办单位",
        "unit",
        _EVERYBODY
        | _set(
            "suggestions.read suggestions.handle suggestions.attach desk.read",
            "papers.read papers.receive meetings.read meetings.report documents.read documents.file",
            "campaigns.read",
        ),
        "suggestions:list",
    ),
    SYSTEM_ADMIN: Role("系统管理员", "admin", _EVERYBODY | _set("accounts.run system.read"), "accounts:list"),
    SECURITY_ADMIN: Role("安全管理员", "admin", _EVERYBODY | _set("accounts.grant"), "accounts:posts"),
    AUDITOR: Role("审计员", "admin", _EVERYBODY | _set("audit.read"), "audit:list"),
}

ROLE_CHOICES = [(key, role.label) for key, role in ROLES.items()]
PERMISSIONS = frozenset(permission for role in ROLES.values() for permission in role.permissions)


def permitted(role: str, permission: str) -> bool:
    """Whether the role has the permission; an unknown permission is a programming error."""
    if permission not in PERMISSIONS:
        raise LookupError(
            f"no role has the permission {permission!r}; known: {', '.join(sorted(PERMISSIONS))}"
        )
    return permission in ROLES[role].permissions


@dataclass(frozen=True)
class MenuEntry:
    """A line of the left menu: shown to whoever has its permission."""

    label: str
    url_name: str
    icon: str
    permission: str
    beside: tuple[str, ...] = ()
    """Beginnings of other addresses that belong to this line."""
    hidden_from: tuple[str, ...] = ()
    """Roles that have the permission and reach the page another way: eight lines are enough."""

    def is_for(self, role: str) -> bool:
        return permitted(role, self.permission) and role not in self.hidden_from

    def is_at(self, path: str, url: str) -> bool:
        """Whether the page at ``path`` belongs to this line."""
        return path.startswith((url, *self.beside))


# At most eight per role (ux 3.1); the order is the order on the page.
MENU = [
    MenuEntry("首页", "deputy_home", "house-door", "deputies.read_own"),
    MenuEntry("工作总览", "board", "speedometer2", "board.read", hidden_from=(TOWNSHIP_CLERK,)),
    MenuEntry("待办", "todo", "inbox", "reports.read"),
    MenuEntry("待办", "unit_desk", "inbox", "desk.read", ("/papers/", "/meetings/", "/duties/")),
    MenuEntry(
        "建议督办",
        "suggestions:list",
        "chat-square-text",
        "suggestions.read",
        ("/opinions/", "/clusters/"),
    ),
    MenuEntry(
        "走访与活动",
        "visits:list",
        "house-heart",
        "visits.read",
        (
            "/activities/",
            "/training/",
            "/contests/",
            "/duty-reports/",
            "/receptions/",
            "/market-days/",
            "/wishes/",
            "/duty-days/",
            "/swaps/",
            "/diary/",
        ),
    ),
    MenuEntry(
        "联系户",
        "visits:households",
        "people",
        "households.read",
        ("/pairings/", "/applications/", "/rosters/", "/aid/"),
        hidden_from=(COUNTY_STAFF,),
    ),
    MenuEntry(
        "乡镇与代表",
        "deputies:list",
        "person-badge",
        "deputies.read",
        ("/groups/", "/stations/", "/station-checks/", "/towns/", "/regions/", "/units/", "/mandates/"),
    ),
    MenuEntry("我的履职", "deputies:me", "journal-text", "deputies.read_own"),
    MenuEntry(
        "报告报送",
        "reports:list",
        "file-earmark-text",
        "reports.read",
        ("/duties/", "/checks/", "/meetings/", "/papers/"),
    ),
    MenuEntry("年度考核", "assess:list", "clipboard-data", "assessment.read_own"),
    MenuEntry("导入与导出", "imports:list", "arrow-down-up", "sheets.import", hidden_from=(TOWNSHIP_CHAIR,)),
    MenuEntry("账号", "accounts:list", "people", "accounts.run"),
    MenuEntry("系统状态", "accounts:system", "gear", "system.read"),
    MenuEntry("授权", "accounts:posts", "shield-lock", "accounts.grant"),
    MenuEntry("操作记录", "audit:list", "list-check", "audit.read"),
]
