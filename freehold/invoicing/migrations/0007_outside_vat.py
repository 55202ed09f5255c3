"""A run may give a buyer two documents: what lies outside VAT stands alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of each document whether it is such a one; one of each kind for a buyer and run."""

    dependencies = [("invoicing", "0006_tax_number")]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="is_outside_vat",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveConstraint(model_name="invoice", name="invoicing_invoice_once_a_run"),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(run_id__isnull=False),
                fields=("run_id", "buyer_id", "is_outside_vat"),
                name="invoicing_invoice_once_a_run",
            ),
        ),
    ]
