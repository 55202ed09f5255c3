import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.delegation.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("holder_id", models.UUIDField()),
                ("tenant_name", models.TextField()),
                ("holder_name", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.delegation.states.GrantKind["SET_UP"],
                                freehold.delegation.states.GrantKind["SET_UP"],
                            ),
                            (
                                freehold.delegation.states.GrantKind["STANDING"],
                                freehold.delegation.states.GrantKind["STANDING"],
                            ),
                            (
                                freehold.delegation.states.GrantKind["ASKED"],
                                freehold.delegation.states.GrantKind["ASKED"],
                            ),
                        ]
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("reason", models.TextField()),
                ("starts_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-starts_at"], name="delegation_grant_of_tenant"),
                    models.Index(fields=["holder_id", "-starts_at"], name="delegation_grant_of_holder"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", False),
                            ("kind", freehold.delegation.states.GrantKind["STANDING"]),
                            _connector="OR",
                        ),
                        name="delegation_grant_only_standing_has_no_end",
                    )
                ],
            },
        ),
        walls.Wall(
            "delegation_grant",
            using=f"(tenant_id = {walls.SCOPE} or holder_id = {walls.SCOPE})",
            insert=f"tenant_id = {walls.SCOPE}",
            rights="select, insert, update (ends_at, ended_at, ended_by)",
        ),
    ]
