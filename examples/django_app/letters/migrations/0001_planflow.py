"""planflow's tables. A later version of planflow with a newer schema gets one more of these."""

from typing import ClassVar

from django.db import migrations

from planflow.store.django import create_tables, drop_tables


class Migration(migrations.Migration):
    dependencies: ClassVar = []
    operations: ClassVar = [migrations.RunPython(create_tables, drop_tables)]
