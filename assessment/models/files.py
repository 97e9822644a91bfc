"""A file beside a row: a proof of rectification, a scanned decision."""

from django.db import models


class WithFile(models.Model):
    """The columns of one file that passed the gate; it leaves only through a view that checks the reach."""

    stored_name = models.CharField(max_length=120, blank=True)
    original_name = models.CharField("附件", max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def has_file(self) -> bool:
        return bool(self.stored_name)
