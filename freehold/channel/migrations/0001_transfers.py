"""Invitation codes for customers, and their moves from one seller to another."""

import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

ALL_THREE = f"(buyer_id = {walls.SCOPE} or seller_id = {walls.SCOPE} or former_seller_id = {walls.SCOPE})"
OF_ITS_TRANSFER = f"({walls.CONTENT} or transfer_id in (select t.id from channel_transfer t))"  # noqa: S608 - constants


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0003_rows_stay")]

    operations = [
        migrations.CreateModel(
            name="CustomerCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("code", models.TextField(unique=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "plan_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_for_one", models.BooleanField(default=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("buyer_id", models.UUIDField()),
                ("seller_id", models.UUIDField()),
                ("former_seller_id", models.UUIDField()),
                ("buyer_name", models.TextField()),
                ("code_id", models.UUIDField(null=True)),
                ("undoes_id", models.UUIDField(null=True)),
                ("moves_on", models.DateField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("asked", "asked"),
                            ("moved", "moved"),
                            ("withdrawn", "withdrawn"),
                            ("undone", "undone"),
                            ("failed", "failed"),
                        ],
                        default="asked",
                    ),
                ),
                ("asked_by", models.TextField()),
                ("asked_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("moved_on", models.DateField(null=True)),
                ("failure", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["buyer_id", "-id"], name="channel_transfer_of_buyer"),
                    models.Index(fields=["seller_id", "-id"], name="channel_transfer_of_seller"),
                    models.Index(fields=["former_seller_id", "-id"], name="channel_transfer_of_former"),
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["moves_on", "id"],
                        name="channel_transfer_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("buyer_id",),
                        name="channel_transfer_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seller_id", models.F("former_seller_id")), _negated=True),
                        name="channel_transfer_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_on__isnull", False), ("state__in", ["moved", "undone"])),
                            models.Q(
                                models.Q(("state__in", ["moved", "undone"]), _negated=True),
                                ("moved_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="channel_transfer_moved_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferredOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("transfer_id", models.UUIDField()),
                ("number", models.TextField()),
                ("plan_id", models.UUIDField(null=True)),
                ("terms", models.JSONField(null=True)),
                ("next_number", models.TextField(blank=True, default="")),
                ("options", models.JSONField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "transfer_id", "number"), name="channel_transferredorder_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UndoConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("transfer_id", models.UUIDField()),
                ("agreed_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "transfer_id"), name="channel_undoconsent_once"
                    )
                ],
            },
        ),
        walls.TenantTable("channel_customercode", rights="select, insert, update (used_at, withdrawn_at)"),
        walls.Wall(
            "channel_transfer",
            using=f"buyer_id = {walls.SCOPE}",
            readers=ALL_THREE,
            rights="select, insert, update (state, closed_at, moved_on, failure)",
        ),
        walls.Stays("channel_transfer", "buyer_id", "seller_id", "former_seller_id"),
        walls.TenantTable(
            "channel_undoconsent",
            readers=OF_ITS_TRANSFER,
            rights="select, insert",
        ),
        walls.TenantTable("channel_transferredorder", rights="select, insert, update (next_number, options)"),
        migrations.RunSQL(
            "alter table channel_transfer add foreign key (buyer_id) references tenants_tenant (id), "
            "add foreign key (seller_id) references tenants_tenant (id), "
            "add foreign key (former_seller_id) references tenants_tenant (id), "
            "add constraint channel_transfer_of_its_customer unique (id, buyer_id)"
        ),
        migrations.RunSQL(
            "alter table channel_transferredorder add foreign key (transfer_id, tenant_id) "
            "references channel_transfer (id, buyer_id) deferrable initially deferred"
        ),
        migrations.RunSQL(
            "alter table channel_undoconsent add foreign key (transfer_id) references channel_transfer (id)"
        ),
    ]
