"""A price holds any terms, one for each term of order; and discounts."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.kernel.period
from freehold.tenants import walls

PER_SEAT = """
update catalog_price p set terms = jsonb_build_object(
    'currency', l.currency, 'interval', 'month', 'anchor', 'calendar', 'timing', 'advance',
    'minimum', '0', 'discount_percent', '0',
    'components', jsonb_build_array(jsonb_build_object(
        'meter', 'seats', 'mode', 'unit', 'included', '0', 'included_per_seat', '0',
        'tiers', jsonb_build_array(jsonb_build_object('up_to', null, 'unit', p.per_seat_month::text, 'flat', '0'))
    ))
) from catalog_pricelist l where l.tenant_id = p.tenant_id and l.id = p.price_list_id
"""


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A price per seat and month becomes the terms that say the same."""
    with walls.unforced(apps, schema_editor, "catalog_price", "catalog_pricelist"):
        schema_editor.execute(PER_SEAT)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_plan_version")]

    operations = [
        migrations.AddField(
            "price",
            "interval",
            models.TextField(
                choices=[
                    (freehold.kernel.period.Interval["MONTH"], freehold.kernel.period.Interval["MONTH"]),
                    (freehold.kernel.period.Interval["YEAR"], freehold.kernel.period.Interval["YEAR"]),
                ],
                default="month",
            ),
            preserve_default=False,
        ),
        migrations.AddField("price", "terms", models.JSONField(default=dict), preserve_default=False),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveConstraint("price", "catalog_price_once"),
        migrations.RemoveConstraint("price", "catalog_price_not_negative"),
        migrations.RemoveField("price", "per_seat_month"),
        migrations.AddConstraint(
            "price",
            models.UniqueConstraint(
                fields=("tenant_id", "price_list", "plan", "interval"), name="catalog_price_of_a_term"
            ),
        ),
        migrations.CreateModel(
            name="Discount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("given_to_id", models.UUIDField(null=True)),
                ("interval", models.TextField(blank=True, default="")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalog.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                        name="catalog_discount_is_a_part",
                    ),
                ],
            },
        ),
        walls.TenantTable("catalog_discount", rights="select, insert, update (valid_until)"),
        walls.TenantForeignKey("catalog_discount", "plan_id", "catalog_plan"),
    ]
