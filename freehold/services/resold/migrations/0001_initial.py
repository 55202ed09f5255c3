import django.db.models.deletion
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.services.resold.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Vendor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("name", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="resold_vendor_by_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Supply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("instance_id", models.UUIDField()),
                ("home_id", models.UUIDField()),
                ("product", models.TextField()),
                ("seats", models.PositiveIntegerField(default=0)),
                (
                    "held",
                    models.TextField(
                        choices=[
                            (
                                freehold.services.resold.states.Held["NOTHING"],
                                freehold.services.resold.states.Held["NOTHING"],
                            ),
                            (
                                freehold.services.resold.states.Held["ACTIVE"],
                                freehold.services.resold.states.Held["ACTIVE"],
                            ),
                            (
                                freehold.services.resold.states.Held["SUSPENDED"],
                                freehold.services.resold.states.Held["SUSPENDED"],
                            ),
                        ],
                        default=freehold.services.resold.states.Held["NOTHING"],
                    ),
                ),
                ("reference", models.TextField(blank=True, default="")),
                ("held_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "vendor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="resold.vendor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
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
                    "kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.services.resold.states.TaskKind["SET_UP"],
                                freehold.services.resold.states.TaskKind["SET_UP"],
                            ),
                            (
                                freehold.services.resold.states.TaskKind["CHANGE_SEATS"],
                                freehold.services.resold.states.TaskKind["CHANGE_SEATS"],
                            ),
                            (
                                freehold.services.resold.states.TaskKind["CHANGE_PRODUCT"],
                                freehold.services.resold.states.TaskKind["CHANGE_PRODUCT"],
                            ),
                            (
                                freehold.services.resold.states.TaskKind["SUSPEND"],
                                freehold.services.resold.states.TaskKind["SUSPEND"],
                            ),
                            (
                                freehold.services.resold.states.TaskKind["RESUME"],
                                freehold.services.resold.states.TaskKind["RESUME"],
                            ),
                            (
                                freehold.services.resold.states.TaskKind["END"],
                                freehold.services.resold.states.TaskKind["END"],
                            ),
                        ]
                    ),
                ),
                ("product", models.TextField()),
                ("seats", models.PositiveIntegerField()),
                ("seats_before", models.PositiveIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.services.resold.states.TaskState["OPEN"],
                                freehold.services.resold.states.TaskState["OPEN"],
                            ),
                            (
                                freehold.services.resold.states.TaskState["DONE"],
                                freehold.services.resold.states.TaskState["DONE"],
                            ),
                            (
                                freehold.services.resold.states.TaskState["WITHDRAWN"],
                                freehold.services.resold.states.TaskState["WITHDRAWN"],
                            ),
                        ],
                        default=freehold.services.resold.states.TaskState["OPEN"],
                    ),
                ),
                ("due_on", models.DateField()),
                ("assignee_id", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by_id", models.UUIDField(null=True)),
                ("held_after", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                (
                    "supply",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="resold.supply",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "state", "due_on", "id"], name="resold_task_by_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", freehold.services.resold.states.TaskState["OPEN"])),
                        fields=("tenant_id", "supply"),
                        name="resold_task_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("state", freehold.services.resold.states.TaskState["OPEN"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state", freehold.services.resold.states.TaskState["OPEN"]),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="resold_task_closed_or_open",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "instance_id"), name="resold_supply_of_instance"
            ),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("tenant_id", "vendor", "reference"),
                name="resold_supply_by_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held", freehold.services.resold.states.Held["NOTHING"]), ("seats", 0)),
                    models.Q(
                        models.Q(("held", freehold.services.resold.states.Held["NOTHING"]), _negated=True),
                        ("seats__gte", 1),
                    ),
                    _connector="OR",
                ),
                name="resold_supply_holds_seats_or_nothing",
            ),
        ),
        walls.TenantTable("resold_vendor", rights="select, insert"),
        walls.TenantTable(
            "resold_supply",
            rights="select, insert, update (product, seats, held, reference, held_at, version)",
        ),
        walls.TenantForeignKey("resold_supply", "vendor_id", "resold_vendor"),
        walls.TenantTable(
            "resold_task",
            rights="select, insert, update (state, assignee_id, closed_at, closed_by_id, note)",
        ),
        walls.TenantForeignKey("resold_task", "supply_id", "resold_supply"),
    ]
