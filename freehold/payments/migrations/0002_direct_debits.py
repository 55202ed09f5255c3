"""Mandates, and what is collected by them."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.payments.states
from freehold.tenants import walls

ITS_BUYERS = f"({walls.CONTENT} or tenant_id in (select e.seller_id from tenants_edge e where e.buyer_id = {walls.SCOPE}))"  # noqa: S608 - constants
ON_EDGE = "(seller_id, buyer_id, id)"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                (
                    "scheme",
                    models.TextField(
                        choices=[
                            (
                                freehold.payments.states.Scheme["CORE"],
                                freehold.payments.states.Scheme["CORE"],
                            ),
                            (freehold.payments.states.Scheme["B2B"], freehold.payments.states.Scheme["B2B"]),
                        ]
                    ),
                ),
                ("collect_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("debits", models.PositiveIntegerField()),
                ("batch_id", models.TextField()),
                ("file_sealed", models.TextField()),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-id"], name="payments_collection_newest")],
            },
        ),
        migrations.CreateModel(
            name="CreditorSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("creditor_id", models.TextField()),
                ("notice_days", models.PositiveSmallIntegerField(default=14)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant_id",), name="payments_creditor_one")],
            },
        ),
        migrations.CreateModel(
            name="Debit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("collection_id", models.UUIDField()),
                ("mandate_id", models.UUIDField()),
                ("invoice_id", models.UUIDField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("collect_on", models.DateField()),
                ("end_to_end_id", models.TextField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.payments.states.DebitState["PENDING"],
                                freehold.payments.states.DebitState["PENDING"],
                            ),
                            (
                                freehold.payments.states.DebitState["COLLECTED"],
                                freehold.payments.states.DebitState["COLLECTED"],
                            ),
                            (
                                freehold.payments.states.DebitState["RETURNED"],
                                freehold.payments.states.DebitState["RETURNED"],
                            ),
                            (
                                freehold.payments.states.DebitState["CANCELLED"],
                                freehold.payments.states.DebitState["CANCELLED"],
                            ),
                        ],
                        default=freehold.payments.states.DebitState["PENDING"],
                    ),
                ),
                ("payment_id", models.UUIDField(null=True)),
                ("note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["collection_id"], name="payments_debit_of_collection"),
                    models.Index(fields=["seller_id", "buyer_id", "-id"], name="payments_debit_of_edge"),
                    models.Index(fields=["invoice_id"], name="payments_debit_of_invoice"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller_id", "end_to_end_id"), name="payments_debit_end_to_end"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("invoice_id",),
                        name="payments_debit_one_pending",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("reference", models.TextField()),
                (
                    "scheme",
                    models.TextField(
                        choices=[
                            (
                                freehold.payments.states.Scheme["CORE"],
                                freehold.payments.states.Scheme["CORE"],
                            ),
                            (freehold.payments.states.Scheme["B2B"], freehold.payments.states.Scheme["B2B"]),
                        ]
                    ),
                ),
                ("creditor_id", models.TextField()),
                ("holder", models.TextField()),
                ("iban_sealed", models.TextField()),
                ("iban_shown", models.TextField()),
                ("bic", models.TextField(blank=True)),
                ("signed_on", models.DateField()),
                ("given_by", models.TextField()),
                ("is_online", models.BooleanField()),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["buyer_id", "-id"], name="payments_mandate_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller_id", "reference"), name="payments_mandate_reference"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("seller_id", "buyer_id"),
                        name="payments_mandate_one_in_force",
                    ),
                ],
            },
        ),
        walls.TenantTable(
            "payments_creditorsettings",
            readers=ITS_BUYERS,
            rights="select, insert, update (creditor_id, notice_days)",
        ),
        walls.Wall("payments_mandate", using=walls.COMMERCIAL, rights="select, insert, update (revoked_at)"),
        walls.Stays("payments_mandate", "seller_id", "buyer_id"),
        walls.TenantTable("payments_collection", rights="select, insert, update (cancelled_at)"),
        walls.Wall(
            "payments_debit",
            using=f"seller_id = {walls.SCOPE}",
            readers=walls.COMMERCIAL,
            rights="select, insert, update (state, payment_id, note)",
        ),
        walls.Stays("payments_debit", "seller_id", "buyer_id"),
        migrations.RunSQL(
            [
                "alter table payments_mandate add foreign key (seller_id) references tenants_tenant (id), "
                "add foreign key (buyer_id) references tenants_tenant (id)",
                f"alter table payments_mandate add constraint payments_mandate_on_edge unique {ON_EDGE}",
                # Whoever revoked it, nobody brings it back.
                "create trigger payments_mandate_revoked_once before update on payments_mandate for each row "
                "when (old.revoked_at is not null and old.revoked_at is distinct from new.revoked_at) "
                "execute function row_stays()",
                "alter table payments_debit add constraint payments_debit_collection "
                "foreign key (seller_id, collection_id) references payments_collection (tenant_id, id)",
                *(
                    f"alter table payments_debit add constraint payments_debit_{column} "
                    f"foreign key (seller_id, buyer_id, {column}) references {target} {ON_EDGE}"
                    for column, target in (
                        ("mandate_id", "payments_mandate"),
                        ("invoice_id", "invoicing_invoice"),
                        ("payment_id", "invoicing_payment"),
                    )
                ),
            ]
        ),
    ]
