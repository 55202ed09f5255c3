"""Find the documents that no run has made by their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0004_payments"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("run_id__isnull", True)),
                fields=["created_at"],
                name="invoicing_invoice_by_hand",
            ),
        ),
    ]
