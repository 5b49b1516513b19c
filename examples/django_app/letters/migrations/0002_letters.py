"""The office's own tables."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("letters", "0001_planflow")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=50, unique=True, verbose_name="số, ký hiệu"),
                ),
                ("subject", models.CharField(max_length=500, verbose_name="trích yếu")),
                ("task", models.CharField(db_index=True, max_length=250, verbose_name="nhiệm vụ")),
                ("sent_at", models.DateTimeField(verbose_name="thời điểm gửi")),
            ],
            options={"verbose_name": "công văn"},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("unit", models.CharField(db_index=True, max_length=250, verbose_name="nơi nhận")),
                ("text", models.TextField(verbose_name="nội dung")),
            ],
            options={"verbose_name": "thông báo"},
        ),
    ]
