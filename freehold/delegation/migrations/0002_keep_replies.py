from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("person_id", models.UUIDField()),
                ("operation", models.TextField()),
                ("key", models.TextField()),
                ("digest", models.TextField()),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "created_at"], name="delegation_keptreply_by_age")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "person_id", "operation", "key"),
                        name="delegation_keptreply_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TokenUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("token_id", models.UUIDField()),
                ("minute", models.DateTimeField()),
                ("requests", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "token_id"), name="delegation_tokenuse_once")
                ],
            },
        ),
        walls.TenantTable("delegation_keptreply"),
        walls.TenantTable("delegation_tokenuse"),
    ]
