"""The office's own tables; a task is named by its id, as text."""

from django.db import models


class Letter(models.Model):
    """A letter that went out with a report on a task."""

    number = models.CharField("số, ký hiệu", max_length=50, unique=True)
    subject = models.CharField("trích yếu", max_length=500)
    task = models.CharField("nhiệm vụ", max_length=250, db_index=True)
    sent_at = models.DateTimeField("thời điểm gửi")

    class Meta:
        verbose_name = "công văn"

    def __str__(self) -> str:
        return f"{self.number}: {self.subject}"


class Notice(models.Model):
    """An announcement that was delivered, by its position in planflow's journal."""

    position = models.BigIntegerField(primary_key=True)
    unit = models.CharField("nơi nhận", max_length=250, db_index=True)
    text = models.TextField("nội dung")

    class Meta:
        verbose_name = "thông báo"

    def __str__(self) -> str:
        return f"{self.position}: {self.unit}"
