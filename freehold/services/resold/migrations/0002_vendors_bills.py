"""What vendors charge, as their own bills say."""

import django.db.models.deletion
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.services.resold.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("resold", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="vendor",
            name="columns",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="VendorBill",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("file_name", models.TextField()),
                ("digest", models.TextField()),
                ("content", models.TextField()),
                ("columns", models.JSONField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.services.resold.states.BillState["CHECKED"],
                                freehold.services.resold.states.BillState["CHECKED"],
                            ),
                            (
                                freehold.services.resold.states.BillState["TAKEN"],
                                freehold.services.resold.states.BillState["TAKEN"],
                            ),
                            (
                                freehold.services.resold.states.BillState["DISCARDED"],
                                freehold.services.resold.states.BillState["DISCARDED"],
                            ),
                        ],
                        default=freehold.services.resold.states.BillState["CHECKED"],
                    ),
                ),
                ("currency", models.TextField(blank=True, default="")),
                ("amount", models.DecimalField(decimal_places=9, max_digits=24, null=True)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by_id", models.UUIDField(null=True)),
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
            name="VendorCharge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("row", models.PositiveIntegerField()),
                ("identity", models.TextField()),
                ("reference", models.TextField()),
                ("description", models.TextField(blank=True, default="")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("seats", models.PositiveIntegerField(null=True)),
                ("amount", models.DecimalField(decimal_places=9, max_digits=24)),
                ("currency", models.TextField()),
                (
                    "bill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="resold.vendorbill",
                    ),
                ),
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
        migrations.AddConstraint(
            model_name="vendorbill",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state", freehold.services.resold.states.BillState["DISCARDED"]), _negated=True
                ),
                fields=("tenant_id", "vendor", "digest"),
                name="resold_vendorbill_once",
            ),
        ),
        migrations.AddIndex(
            model_name="vendorcharge",
            index=models.Index(fields=["tenant_id", "bill", "row"], name="resold_vendorcharge_of_bill"),
        ),
        migrations.AddIndex(
            model_name="vendorcharge",
            index=models.Index(fields=["tenant_id", "starts_on"], name="resold_vendorcharge_by_day"),
        ),
        migrations.AddConstraint(
            model_name="vendorcharge",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "vendor", "identity"), name="resold_vendorcharge_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorcharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="resold_vendorcharge_has_days",
            ),
        ),
        migrations.RunSQL("grant update (columns) on resold_vendor to freehold_app, freehold_worker"),
        walls.TenantTable(
            "resold_vendorbill",
            rights="select, insert, update (columns, content, state, currency, amount, left_out, closed_at, "
            "closed_by_id, version)",
        ),
        walls.TenantForeignKey("resold_vendorbill", "vendor_id", "resold_vendor"),
        walls.TenantTable("resold_vendorcharge", rights="select, insert"),
        walls.TenantForeignKey("resold_vendorcharge", "bill_id", "resold_vendorbill"),
        walls.TenantForeignKey("resold_vendorcharge", "vendor_id", "resold_vendor"),
    ]
