"""A collection is at the bank once its file was fetched, and stays as it is from then on."""

from django.db import migrations, models

from freehold.payments.states import DebitState
from freehold.tenants.walls import WEB

STATES = [(state, state) for state in DebitState]


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_direct_debits"),
    ]

    operations = [
        migrations.AddField("collection", "fetched_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "collection", "fetched_by", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AlterField("debit", "state", models.TextField(choices=STATES, default=DebitState.PENDING)),
        migrations.RunSQL(
            [
                f"grant update (amount, debits, batch_id, file_sealed, fetched_at, fetched_by) on payments_collection to {WEB}",
                # What a bank may have is not written anew.
                "create trigger payments_collection_fetched_once "
                "before update of amount, debits, batch_id, file_sealed, fetched_at, fetched_by on payments_collection "
                "for each row when (old.fetched_at is not null) execute function row_stays()",
            ]
        ),
    ]
