"""What phones hand in: receipts, what waits for a person's decision, photos on their way."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import Account, County, Person, Phone, Region

WITH_SENDER = {"county": "county", "township": "township", "deputy": "person"}


class SyncReceipt(ScopedModel):
    """One item of a phone's queue that has arrived, and what it was told.

    ``token`` is made on the phone when the form opens and is UNIQUE: the same item
    twice, at once or after a lost reply, gets the answer that stands here.
    """

    reach_paths = WITH_SENDER

    class State(models.TextChoices):
        STORED = "stored", "已存"
        QUARANTINED = "quarantined", "待镇里决定"
        CONFLICT = "conflict", "与别人的修改冲突"
        GONE = "gone", "原记录已删除"

    token = models.UUIDField(unique=True)
    sha = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    schema = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.STORED)
    answer = models.JSONField(default=dict)
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    phone = models.ForeignKey(Phone, models.SET_NULL, null=True, related_name="+")
    object_code = models.CharField(max_length=16, blank=True)
    # By the phone's clock, which may be wrong: kept beside the server's, never a reason to refuse.
    made_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "-received_at"], name="sync_receipt_account")]

    def __str__(self):
        return f"{self.kind} {self.token}"


class HeldQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=HeldItem.State.WAITING)


class HeldItem(ScopedModel):
    """An item that came in and is not stored as it was meant: a person decides (要处理).

    ``payload`` is the item's own text, unchanged. What was refused for an error in it
    stays editable on the phone and is kept here for thirty days, in case the phone is lost.
    """

    reach_paths = WITH_SENDER

    class Reason(models.TextChoices):
        REASSIGNED = "reassigned", "联系户已改由他人联系"
        CLOSED = "closed", "账号或身份已停用"
        OTHER_BODY = "other_body", "同一编号两种内容"
        LATE_EDIT = "late_edit", "过了自己修改的时间"
        CONFLICT = "conflict", "与别人的修改冲突"
        REFUSED = "refused", "内容有误，待代表修改"

    class Wish(models.TextChoices):
        """What the deputy would like; who decides is the township."""

        KEEP = "keep", "仍算我的走访"
        PASS = "pass", "转给现在的代表"
        DROP = "drop", "删除"

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        KEPT = "kept", "已记下"
        PASSED = "passed", "已转给现在的代表"
        DROPPED = "dropped", "不记"
        SETTLED = "settled", "代表已处理"

    code = CodeField()
    token = models.UUIDField()
    sha = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    schema = models.PositiveSmallIntegerField()
    reason = models.CharField("原因", max_length=12, choices=Reason)
    sentence = models.CharField("说明", max_length=300)
    payload = models.TextField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="代表")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("收到")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    wish = models.CharField("代表的意见", max_length=4, choices=Wish, blank=True)
    wished_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField("处理日期", null=True, blank=True)
    decided_by = models.CharField("处理人", max_length=100, blank=True)
    decision = models.CharField("处理意见", max_length=200, blank=True)

    objects = scoped(HeldQuerySet)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["token", "sha"], name="held_item_once")]
        indexes = [models.Index(fields=["township", "state", "-id"], name="held_township")]

    def __str__(self):
        return f"{self.person}手机上的记录"

    def get_absolute_url(self):
        return reverse("visits:held", args=[self.code])


class PhotoUpload(ScopedModel):
    """A photo on its way, in chunks; it is complete when they add up to ``sha``.

    ``item`` is the token of the visit that it belongs to. A complete photo whose visit
    is held waits here until that is decided.
    """

    reach_paths = WITH_SENDER

    token = models.UUIDField(unique=True)
    item = models.UUIDField(db_index=True)
    sha = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_complete = models.BooleanField(default=False)
    is_placed = models.BooleanField(default=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"photo {self.token}"


class PhotoChunk(ScopedModel):
    """Some bytes of a photo; together with the row of the upload in one database, so none is half there."""

    reach_paths = {
        "county": "upload__county",
        "township": "upload__township",
        "deputy": "upload__person",
    }

    upload = models.ForeignKey(PhotoUpload, models.CASCADE, related_name="chunks")
    offset = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["upload", "offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="photo_chunk_once")]

    def __str__(self):
        return f"{self.upload_id} from {self.offset}"
