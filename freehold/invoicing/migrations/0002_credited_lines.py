"""A line that credits another names its document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="invoiceline",
            name="corrects",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            model_name="invoiceline", name="corrects_number", field=models.PositiveIntegerField(null=True)
        ),
    ]
