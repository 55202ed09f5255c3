"""A booking whose payment was undone waits again."""

from django.db import migrations, models

from freehold.payments.states import Why


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_fetch_collections"),
    ]

    operations = [
        migrations.AlterField("statemententry", "why", models.TextField(choices=[(why, why) for why in Why])),
    ]
