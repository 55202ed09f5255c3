"""Partners who are declared gone, and what their customers are told."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0005_incidents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("partner_name", models.TextField()),
                (
                    "reason",
                    models.TextField(
                        choices=[("insolvent", "insolvent"), ("suspended", "suspended"), ("silent", "silent")]
                    ),
                ),
                ("note", models.TextField(blank=True, default="")),
                ("code", models.TextField()),
                ("runs_until", models.DateField()),
                ("declared_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("told_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["seller_id", "-id"], name="channel_declaration_of_seller")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("buyer_id",),
                        name="channel_declaration_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stranded",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("declaration_id", models.UUIDField()),
                ("provider_name", models.TextField()),
                ("code", models.TextField()),
                ("runs_until", models.DateField()),
                ("over_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "declaration_id"), name="channel_stranded_once"
                    )
                ],
            },
        ),
        walls.Wall(
            "channel_declaration",
            using=walls.COMMERCIAL,
            insert=f"seller_id = {walls.SCOPE}",
            rights="select, insert, update (told_at, withdrawn_at)",
        ),
        walls.Stays("channel_declaration", "seller_id", "buyer_id"),
        walls.TenantTable("channel_stranded", rights="select, insert, update (over_at)"),
        migrations.RunSQL(
            "alter table channel_declaration add foreign key (seller_id) references tenants_tenant (id), "
            "add foreign key (buyer_id) references tenants_tenant (id)"
        ),
        migrations.RunSQL(
            "alter table channel_stranded add foreign key (declaration_id) references channel_declaration (id)"
        ),
    ]
