from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.tenants.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0004_partners_who_are_gone"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="brand",
            name="hosts",
        ),
        migrations.AddField(
            model_name="brand",
            name="help_url",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="brand",
            name="invoice_accent",
            field=models.TextField(
                choices=[
                    (freehold.tenants.states.AccentUse["RULES"], freehold.tenants.states.AccentUse["RULES"]),
                    (freehold.tenants.states.AccentUse["BAND"], freehold.tenants.states.AccentUse["BAND"]),
                    (freehold.tenants.states.AccentUse["NONE"], freehold.tenants.states.AccentUse["NONE"]),
                ],
                db_default=freehold.tenants.states.AccentUse["RULES"],
                default=freehold.tenants.states.AccentUse["RULES"],
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="invoice_foot",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="brand",
            name="invoice_logo",
            field=models.TextField(
                choices=[
                    (freehold.tenants.states.LogoPlace["LEFT"], freehold.tenants.states.LogoPlace["LEFT"]),
                    (freehold.tenants.states.LogoPlace["RIGHT"], freehold.tenants.states.LogoPlace["RIGHT"]),
                    (freehold.tenants.states.LogoPlace["NONE"], freehold.tenants.states.LogoPlace["NONE"]),
                ],
                db_default=freehold.tenants.states.LogoPlace["LEFT"],
                default=freehold.tenants.states.LogoPlace["LEFT"],
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="legal_url",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="brand",
            name="privacy_url",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="brand",
            name="sender",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="brand",
            name="sender_listed",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("legal_name", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("country", models.TextField(blank=True, default="")),
                ("contact", models.TextField(blank=True, default="")),
                ("contract_url", models.TextField(blank=True, default="")),
                ("data_places", models.TextField(blank=True, default="")),
                ("third_country_access", models.TextField(blank=True, default="")),
                ("subprocessors", models.TextField(blank=True, default="")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="tenants_disclosure_one_each")
                ],
            },
        ),
        walls.TenantTable("tenants_disclosure"),
    ]
