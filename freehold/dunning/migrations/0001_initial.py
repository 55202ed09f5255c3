"""Letters of a seller to its buyers' accounts."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("invoicing", "0005_find_documents_by_hand"), ("notices", "0002_letters")]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("invoice_id", models.UUIDField()),
                ("debtor_id", models.UUIDField()),
                ("to", models.TextField(blank=True)),
                ("notice_id", models.UUIDField(null=True)),
                ("is_repeat", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-id"], name="dunning_letter_by_age"),
                    models.Index(fields=["invoice_id"], name="dunning_letter_of_invoice"),
                    models.Index(
                        condition=models.Q(("notice_id__isnull", True)),
                        fields=["tenant_id"],
                        name="dunning_letter_not_sent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_repeat", False)),
                        fields=("tenant_id", "invoice_id"),
                        name="dunning_letter_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailedRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("run_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "run_id"), name="dunning_mailedrun_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("mails_documents", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant_id",), name="dunning_practice_one")],
            },
        ),
        walls.TenantTable("dunning_practice", rights="select, insert, update"),
        walls.TenantTable("dunning_letter", rights="select, insert"),
        walls.TenantTable("dunning_mailedrun", rights="select, insert"),
        walls.TenantForeignKey("dunning_letter", "notice_id", "notices_notice"),
        walls.TenantForeignKey("dunning_mailedrun", "run_id", "invoicing_run"),
        migrations.RunSQL(
            "alter table dunning_letter add constraint dunning_letter_document "
            "foreign key (tenant_id, debtor_id, invoice_id) references invoicing_invoice (seller_id, buyer_id, id)"
        ),
    ]
