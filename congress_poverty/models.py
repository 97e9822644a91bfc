"""Tables of the ground floor: audit, notices, the calendar's own days, imports.

They carry official codes instead of foreign keys to regions, because the ground
floor knows no app; only the account is named, through the swappable user model.
"""

from django.conf import settings
from django.db import models

from .calendar import WorkCalendar
from .codes import CodeField
from .reach import ByCode, ScopedModel
from .sealed import SealedField


class AuditHead(models.Model):
    """The end of the audit chain: one row, locked by every writer in turn."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class AuditEvent(ScopedModel):
    """One act. Append-only (triggers in migration 0002), chained by hash; see ``audit``."""

    reach_paths = {"admin": ByCode("county_code")}

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField("操作人", max_length=100)
    account_id = models.BigIntegerField(null=True, db_index=True)
    role = models.CharField(max_length=32, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    county_code = models.CharField(max_length=12, blank=True, db_index=True)
    action = models.CharField(max_length=64, db_index=True)
    object_kind = models.CharField(max_length=64, blank=True)
    object_code = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_code", "-seq"], name="audit_object")]

    def __str__(self):
        return f"{self.seq} {self.action}"


class Notice(models.Model):
    """A line in somebody's bell: what, until when, one link.

    ``key`` makes it idempotent: the same notice is written once per account
    however often the job that asks for it runs.
    """

    class Group(models.TextChoices):
        TO_DO = "to_do", "要您办"
        FOR_INFO = "for_info", "让您知道"
        SYSTEM = "system", "系统"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    group = models.CharField(max_length=10, choices=Group, default=Group.FOR_INFO)
    key = models.CharField(max_length=160)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["account", "read_at", "-created_at"], name="notice_bell"),
            models.Index(fields=["url"], condition=models.Q(read_at__isnull=True), name="notice_open"),
        ]

    def __str__(self):
        return self.text


class Channel(models.TextChoices):
    """How a message leaves the building."""

    SMS = "sms", "短信"
    EMAIL = "email", "邮件"


class ContactPoint(models.Model):
    """Where somebody wants to be reached outside the program; one for a channel, the person's own to set."""

    code = CodeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_points")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    address = SealedField("号码或邮箱")
    is_on = models.BooleanField("接收", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "channel"], name="contact_point_once")]

    def __str__(self):
        return f"{self.account} {self.get_channel_display()}"


class Message(models.Model):
    """A notice on its way out of the building: written with the notice, sent by ``outbox.send_due``.

    ``batch`` is the name under which it went, alone or merged with others of the same
    person; a gateway that is given it twice sends once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENDING = "sending", "正在发"
        SENT = "sent", "已发"
        FAILED = "failed", "没发出去"
        DROPPED = "dropped", "不用发了"

    code = CodeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    event = models.CharField("事由", max_length=20)
    key = models.CharField(max_length=160)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    county_code = models.CharField(max_length=12, blank=True)
    written_at = models.DateTimeField("写下")
    not_before = models.DateTimeField("最早发送")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("发出", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("没发出去的原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "channel", "key"], name="message_once"),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="message_due")]

    def __str__(self):
        return f"{self.get_channel_display()} {self.event}"


class CalendarDay(models.Model):
    """A day whose kind differs from what the published calendar says, or that it does not know.

    ``county_code`` empty: holds everywhere in this installation.
    """

    day = models.DateField("日期")
    is_workday = models.BooleanField("是否上班")
    name = models.CharField("名称", max_length=40, blank=True)
    county_code = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "county_code"], name="calendar_day_once")]

    def __str__(self):
        return f"{self.day} {'上班' if self.is_workday else '放假'} {self.name}".strip()

    @classmethod
    def calendar_for(cls, county_code: str = "") -> WorkCalendar:
        """The working calendar with everybody's corrections and then the county's own."""
        rows = cls.objects.filter(county_code__in=("", county_code)).order_by("county_code")
        return WorkCalendar(rows.values_list("day", "is_workday", "name"))


class Pulse(models.Model):
    """A sign of life with its time: a periodic job's last success, the sentinel of the field key."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()
    value = models.TextField(blank=True)

    def __str__(self):
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class SheetImport(ScopedModel):
    """One import of a ledger: the file, how far it got, what became of it.

    uploaded → mapped → checked → committed → undone (or cancelled, failed). How far a run
    is stands beside the file, because a transaction under way cannot tell (``actions.progress``).
    """

    reach_paths = {"county": ByCode("county_code"), "township": ByCode("township_code")}

    class State(models.TextChoices):
        UPLOADED = "uploaded", "已上传"
        MAPPED = "mapped", "已对列"
        CHECKING = "checking", "正在检查"
        CHECKED = "checked", "已检查"
        COMMITTING = "committing", "正在导入"
        COMMITTED = "committed", "已导入"
        UNDONE = "undone", "已撤销"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "没有成功"

    code = CodeField()
    kind = models.CharField("台账种类", max_length=20)
    county_code = models.CharField(max_length=12, db_index=True)
    township_code = models.CharField(max_length=12, blank=True, db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    file_name = models.CharField("文件名", max_length=255)
    file_path = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # What a person decided: columns, header rows, one value for all rows (engine.Decisions).
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    sheets = models.JSONField(default=list, blank=True)
    # What was made: model label → ranges of ids; undo deletes those untouched since.
    made = models.JSONField(default=dict, blank=True)
    message = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=100, blank=True)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.file_name


class SheetImportRow(ScopedModel):
    """A ledger row that was refused, skipped, or accepted with a warning; the others were accepted.

    ``values`` holds the cells as they stand in the file, but nothing of tier 3; ``repaired``
    what a person wrote instead, tier 3 sealed.
    """

    reach_paths = {
        "county": ByCode("sheet_import__county_code"),
        "township": ByCode("sheet_import__township_code"),
    }

    class Fate(models.TextChoices):
        ACCEPTED = "accepted", "可以导入"
        REFUSED = "refused", "要修改"
        SKIPPED = "skipped", "不导入"

    sheet_import = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=Fate)
    values = models.JSONField(default=dict)
    repaired = models.JSONField(default=dict)
    left_out = models.BooleanField(default=False)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sheet_import", "fate", "row"], name="import_row_fate")]

    def __str__(self):
        return f"{self.sheet} 第 {self.row} 行"
