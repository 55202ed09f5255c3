"""A seller's number at its tax office, where it has no VAT identifier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the number, empty on the profiles that stand."""

    dependencies = [("invoicing", "0005_find_documents_by_hand")]

    operations = [
        migrations.AddField(
            model_name="sellerprofile",
            name="tax_number",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
