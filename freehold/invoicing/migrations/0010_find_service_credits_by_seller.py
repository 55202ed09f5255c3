"""Find what a seller credited for missed promises, the newest month first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0009_lock_in_the_trigger"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="servicecredit",
            index=models.Index(
                fields=["seller_id", "-month", "-id"],
                name="invoicing_servicecredit_sold",
            ),
        ),
    ]
