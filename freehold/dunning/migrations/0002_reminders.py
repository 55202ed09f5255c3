"""Steps, the reminders that were written by them, and what stands still for debt."""

from django.db import migrations, models

import freehold.dunning.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
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
                ("reason", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("tenant_id", "invoice_id"),
                        name="dunning_block_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("days_after_due", models.PositiveSmallIntegerField()),
                (
                    "wording",
                    models.TextField(
                        choices=[
                            (
                                freehold.dunning.states.Wording["FRIENDLY"],
                                freehold.dunning.states.Wording["FRIENDLY"],
                            ),
                            (
                                freehold.dunning.states.Wording["FIRM"],
                                freehold.dunning.states.Wording["FIRM"],
                            ),
                            (
                                freehold.dunning.states.Wording["LAST"],
                                freehold.dunning.states.Wording["LAST"],
                            ),
                            (
                                freehold.dunning.states.Wording["SUSPENSION"],
                                freehold.dunning.states.Wording["SUSPENSION"],
                            ),
                        ]
                    ),
                ),
                ("open_amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("written_on", models.DateField()),
                ("announced_on", models.DateField(null=True)),
                ("to", models.TextField()),
                ("notice_id", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-id"], name="dunning_reminder_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "invoice_id", "days_after_due"), name="dunning_reminder_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("days_after_due", models.PositiveSmallIntegerField()),
                (
                    "wording",
                    models.TextField(
                        choices=[
                            (
                                freehold.dunning.states.Wording["FRIENDLY"],
                                freehold.dunning.states.Wording["FRIENDLY"],
                            ),
                            (
                                freehold.dunning.states.Wording["FIRM"],
                                freehold.dunning.states.Wording["FIRM"],
                            ),
                            (
                                freehold.dunning.states.Wording["LAST"],
                                freehold.dunning.states.Wording["LAST"],
                            ),
                            (
                                freehold.dunning.states.Wording["SUSPENSION"],
                                freehold.dunning.states.Wording["SUSPENSION"],
                            ),
                        ]
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "days_after_due"), name="dunning_step_one_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
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
                ("order_number", models.TextField()),
                ("suspended_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["tenant_id", "debtor_id"],
                        name="dunning_suspension_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("tenant_id", "invoice_id", "order_number"),
                        name="dunning_suspension_one",
                    )
                ],
            },
        ),
        walls.TenantTable("dunning_step", rights="select, insert, delete"),
        walls.TenantTable("dunning_reminder", rights="select, insert"),
        walls.TenantTable("dunning_block", rights="select, insert, update (ended_at)"),
        walls.TenantTable("dunning_suspension", rights="select, insert, update (lifted_at)"),
        walls.TenantForeignKey("dunning_reminder", "notice_id", "notices_notice"),
        migrations.RunSQL(
            [
                f"alter table dunning_{table} add constraint dunning_{table}_invoice "
                f"foreign key (tenant_id, debtor_id, invoice_id) references invoicing_invoice (seller_id, buyer_id, id)"
                for table in ("reminder", "block", "suspension")
            ]
        ),
    ]
