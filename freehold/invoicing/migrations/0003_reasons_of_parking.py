"""A document that the database refuses parks its buyer."""

from django.db import migrations, models

from freehold.invoicing.states import ParkReason


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0002_credited_lines")]

    operations = [
        migrations.AlterField(
            model_name="parked",
            name="reason",
            field=models.TextField(choices=[(reason, reason) for reason in ParkReason]),
        ),
    ]
