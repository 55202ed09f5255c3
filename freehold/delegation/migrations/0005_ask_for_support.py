from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0004_tell_of_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("wanted", models.BooleanField()),
                ("answered_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="delegation_supportanswer_once")
                ],
            },
        ),
        walls.TenantTable("delegation_supportanswer"),
    ]
