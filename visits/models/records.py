"""What belongs to one activity: opinions heard, follow-up tasks, files."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped

from .activities import Activity

_OF_ACTIVITY = {
    "county": "activity__county",
    "township": "activity__township",
    "deputy": Via("visits.Attendance", row="activity", holder="person", at="activity_id"),
}


class OpinionQuerySet(models.QuerySet):
    def unanswered(self):
        """With a department, and no answer yet."""
        return self.filter(answer="").exclude(sent_to="")

    def late(self, on):
        return self.unanswered().filter(due_on__lt=on)


class ActivityOpinion(ScopedModel):
    """One opinion heard at an activity, and at a 民情反映会 its three stages (S4-39, S4-40).

    ``sent_to`` the department that is to do something about it (S1-17), by ``due_on``;
    ``answered_by`` the department, on the spot or later; ``adopted`` once it has been
    said; ``fed_back_on`` when who raised it was told.
    """

    reach_paths = _OF_ACTIVITY

    code = CodeField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="heard")
    order = models.PositiveSmallIntegerField(default=0)
    words = models.CharField("意见", max_length=600)
    sent_to = models.CharField("转交部门", max_length=100, blank=True)
    sent_on = models.DateField("转交日期", null=True, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answered_by = models.CharField("答复部门", max_length=100, blank=True)
    answer = models.TextField("答复内容", max_length=600, blank=True)
    adopted = models.BooleanField("采纳", null=True, blank=True)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(OpinionQuerySet)

    class Meta:
        ordering = ["activity", "order", "id"]

    def __str__(self):
        return self.words[:30]

    @property
    def audit_label(self) -> str:
        """People's own words stay out of the audit."""
        return self.code

    def get_absolute_url(self):
        return self.activity.get_absolute_url()


class ActivityTask(ScopedModel):
    """What is to be done after an activity: what, who, by when, done with what proof."""

    reach_paths = _OF_ACTIVITY

    code = CodeField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="tasks")
    what = models.CharField("要做什么", max_length=200)
    who = models.CharField("谁来做", max_length=60)
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    proof = models.CharField("完成情况", max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return self.activity.get_absolute_url()


class ActivityFile(ScopedModel):
    """A notice, a signed sheet, a photo or a bulletin; it passed the gate of ``visits.papers``."""

    reach_paths = _OF_ACTIVITY

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        SIGN_SHEET = "sign_sheet", "签到表"
        PHOTO = "photo", "照片"
        BULLETIN = "bulletin", "简报"
        REPORT = "report", "调研报告"
        OTHER = "other", "其他"

    code = CodeField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="files")
    kind = models.CharField("材料种类", max_length=12, choices=Kind, default=Kind.OTHER)
    name = models.CharField(max_length=100)
    original_name = models.CharField("文件名", max_length=200)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_on = models.DateField("上传日期")
    added_by = models.CharField("上传人", max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["activity", "sha256"], name="activity_file_once")]

    def __str__(self):
        return self.original_name

    def get_absolute_url(self):
        return reverse("visits:activity_file", args=[self.code])
