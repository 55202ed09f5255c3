import django.db.models.deletion
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Offering",
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
                ("description", models.TextField(blank=True, default="")),
                ("kind", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "kind", "name"), name="catalog_offering_by_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("description", models.TextField(blank=True, default="")),
                ("options", models.JSONField(default=dict)),
                ("source_plan_id", models.UUIDField(null=True)),
                ("trial_days", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "offering",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.offering",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("version", models.PositiveIntegerField()),
                ("currency", models.TextField()),
                ("valid_from", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "currency", "version"), name="catalog_pricelist_by_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("per_seat_month", models.DecimalField(decimal_places=4, max_digits=12)),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.plan",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.pricelist",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("tenant_id", "name"),
                name="catalog_plan_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "price_list", "plan"), name="catalog_price_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_seat_month__gte", 0)), name="catalog_price_not_negative"
            ),
        ),
        walls.TenantTable("catalog_offering", rights="select, insert, update"),
        walls.TenantTable("catalog_plan", rights="select, insert, update"),
        walls.TenantForeignKey("catalog_plan", "offering_id", "catalog_offering"),
        walls.TenantTable("catalog_pricelist", rights="select, insert"),
        walls.TenantTable("catalog_price", rights="select, insert"),
        walls.TenantForeignKey("catalog_price", "price_list_id", "catalog_pricelist"),
        walls.TenantForeignKey("catalog_price", "plan_id", "catalog_plan"),
    ]
