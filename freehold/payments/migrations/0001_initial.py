"""Bank statements, and what became of each booking."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.payments.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("invoicing", "0004_payments"), ("tenants", "0003_rows_stay")]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("digest", models.TextField()),
                ("file_name", models.TextField()),
                ("names", models.TextField(blank=True)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("entries", models.PositiveIntegerField()),
                ("known", models.PositiveIntegerField()),
                ("passed_over", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-id"], name="payments_statement_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "digest"), name="payments_statement_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("statement_id", models.UUIDField()),
                ("identity", models.TextField()),
                ("booked_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("currency", models.TextField()),
                ("other_name", models.TextField(blank=True)),
                ("other_iban_sealed", models.TextField(blank=True)),
                ("other_iban_shown", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("end_to_end_id", models.TextField(blank=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.payments.states.EntryState["MATCHED"],
                                freehold.payments.states.EntryState["MATCHED"],
                            ),
                            (
                                freehold.payments.states.EntryState["PROPOSED"],
                                freehold.payments.states.EntryState["PROPOSED"],
                            ),
                            (
                                freehold.payments.states.EntryState["WAITING"],
                                freehold.payments.states.EntryState["WAITING"],
                            ),
                            (
                                freehold.payments.states.EntryState["ASSIGNED"],
                                freehold.payments.states.EntryState["ASSIGNED"],
                            ),
                            (
                                freehold.payments.states.EntryState["SET_ASIDE"],
                                freehold.payments.states.EntryState["SET_ASIDE"],
                            ),
                        ]
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        choices=[
                            (
                                freehold.payments.states.Why["REFERENCE"],
                                freehold.payments.states.Why["REFERENCE"],
                            ),
                            (freehold.payments.states.Why["NUMBER"], freehold.payments.states.Why["NUMBER"]),
                            (freehold.payments.states.Why["DEBIT"], freehold.payments.states.Why["DEBIT"]),
                            (
                                freehold.payments.states.Why["ACCOUNT"],
                                freehold.payments.states.Why["ACCOUNT"],
                            ),
                            (
                                freehold.payments.states.Why["NOTHING"],
                                freehold.payments.states.Why["NOTHING"],
                            ),
                            (
                                freehold.payments.states.Why["SEVERAL"],
                                freehold.payments.states.Why["SEVERAL"],
                            ),
                            (
                                freehold.payments.states.Why["CURRENCY"],
                                freehold.payments.states.Why["CURRENCY"],
                            ),
                            (
                                freehold.payments.states.Why["RETURNED"],
                                freehold.payments.states.Why["RETURNED"],
                            ),
                            (
                                freehold.payments.states.Why["REFUSED"],
                                freehold.payments.states.Why["REFUSED"],
                            ),
                        ]
                    ),
                ),
                ("debtor_id", models.UUIDField(null=True)),
                ("proposed", models.JSONField(default=list)),
                ("payment_id", models.UUIDField(null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-id"], name="payments_statemententry_newest"),
                    models.Index(
                        condition=models.Q(("state__in", ["proposed", "waiting"])),
                        fields=["tenant_id", "-id"],
                        name="payments_statemententry_wait",
                    ),
                    models.Index(
                        condition=models.Q(("payment_id__isnull", False)),
                        fields=["tenant_id", "debtor_id", "-id"],
                        name="payments_statemententry_debtor",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "identity"), name="payments_statemententry_once"
                    )
                ],
            },
        ),
        walls.TenantTable("payments_statement", rights="select, insert"),
        walls.TenantTable(
            "payments_statemententry",
            rights="select, insert, update (state, why, debtor_id, payment_id, note)",
        ),
        walls.TenantForeignKey("payments_statemententry", "statement_id", "payments_statement"),
        migrations.RunSQL(
            "alter table payments_statemententry add constraint payments_statemententry_payment "
            "foreign key (tenant_id, debtor_id, payment_id) references invoicing_payment (seller_id, buyer_id, id)"
        ),
    ]
