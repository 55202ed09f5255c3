import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.tenants.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Brand",
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
                ("accent", models.TextField(default="#2f5d50")),
                ("logo", models.BinaryField(null=True)),
                ("logo_type", models.TextField(blank=True, default="")),
                ("support_name", models.TextField(blank=True, default="")),
                ("support_phone", models.TextField(blank=True, default="")),
                ("support_email", models.TextField(blank=True, default="")),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="tenants_brand_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("buyer_name", models.TextField()),
                (
                    "buyer_kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.tenants.states.TenantKind["OPERATOR"],
                                freehold.tenants.states.TenantKind["OPERATOR"],
                            ),
                            (
                                freehold.tenants.states.TenantKind["PARTNER"],
                                freehold.tenants.states.TenantKind["PARTNER"],
                            ),
                            (
                                freehold.tenants.states.TenantKind["CUSTOMER"],
                                freehold.tenants.states.TenantKind["CUSTOMER"],
                            ),
                        ]
                    ),
                ),
                ("reference", models.TextField(blank=True, default="")),
                ("currency", models.TextField(default="EUR")),
                ("time_zone", models.TextField(default="Europe/Berlin")),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "buyer_name", "id"], name="tenants_edge_by_name"),
                    models.Index(fields=["seller_id", "created_at", "id"], name="tenants_edge_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("buyer_id",),
                        name="tenants_edge_one_seller_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seller_id", models.F("buyer_id")), _negated=True),
                        name="tenants_edge_nobody_sells_to_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("parent_id", models.UUIDField(null=True)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.tenants.states.TenantKind["OPERATOR"],
                                freehold.tenants.states.TenantKind["OPERATOR"],
                            ),
                            (
                                freehold.tenants.states.TenantKind["PARTNER"],
                                freehold.tenants.states.TenantKind["PARTNER"],
                            ),
                            (
                                freehold.tenants.states.TenantKind["CUSTOMER"],
                                freehold.tenants.states.TenantKind["CUSTOMER"],
                            ),
                        ]
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.tenants.states.TenantState["ACTIVE"],
                                freehold.tenants.states.TenantState["ACTIVE"],
                            ),
                            (
                                freehold.tenants.states.TenantState["CLOSED"],
                                freehold.tenants.states.TenantState["CLOSED"],
                            ),
                        ],
                        default=freehold.tenants.states.TenantState["ACTIVE"],
                    ),
                ),
                ("name", models.TextField()),
                ("country", models.TextField(default="DE")),
                ("language", models.TextField(default="en")),
                ("time_zone", models.TextField(default="Europe/Berlin")),
                ("requires_second_factor", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["parent_id"], name="tenants_tenant_of_parent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", freehold.tenants.states.TenantKind["OPERATOR"]),
                                ("parent_id__isnull", True),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind", freehold.tenants.states.TenantKind["OPERATOR"]), _negated=True
                                ),
                                ("parent_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tenants_tenant_only_the_operator_has_no_parent",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", freehold.tenants.states.TenantKind["OPERATOR"])),
                        fields=("kind",),
                        name="tenants_tenant_one_operator",
                    ),
                ],
            },
        ),
        walls.Wall("tenants_tenant", using=f"id = {walls.SCOPE}", rights="select, insert, update"),
        walls.Wall(
            "tenants_edge",
            using=walls.COMMERCIAL,
            check=f"seller_id = {walls.SCOPE}",
            rights="select, insert, update",
        ),
        walls.TenantTable("tenants_brand"),
        migrations.RunSQL(
            "alter table tenants_tenant add foreign key (parent_id) references tenants_tenant (id)"
        ),
        migrations.RunSQL(
            "alter table tenants_edge add foreign key (seller_id) references tenants_tenant (id), add foreign key (buyer_id) references tenants_tenant (id)"
        ),
    ]
