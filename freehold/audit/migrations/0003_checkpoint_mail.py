from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_nodes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckpointMail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("next_on", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["next_on"], name="audit_checkpointmail_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="audit_checkpointmail_one")
                ],
            },
        ),
        walls.TenantTable("audit_checkpointmail", rights="select, insert, update (next_on), delete"),
    ]
