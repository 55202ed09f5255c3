"""Handovers of many customers from one seller to another."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

BOTH = f"(seller_id = {walls.SCOPE} or former_seller_id = {walls.SCOPE})"


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0001_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandedOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("handover_id", models.UUIDField()),
                ("customer_id", models.UUIDField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("passed_over", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("former_seller_id", models.UUIDField()),
                ("seller_name", models.TextField()),
                ("former_seller_name", models.TextField()),
                ("moves_on", models.DateField()),
                ("customers", models.PositiveIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("proposed", "proposed"),
                            ("agreed", "agreed"),
                            ("done", "done"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="proposed",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("announced_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="transfer",
            name="handover_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("handover_id__isnull", False)),
                fields=["handover_id", "state"],
                name="channel_transfer_of_handover",
            ),
        ),
        migrations.AddIndex(
            model_name="handedover",
            index=models.Index(
                condition=models.Q(("announced_at__isnull", True)),
                fields=["tenant_id", "handover_id", "id"],
                name="channel_handedover_to_announce",
            ),
        ),
        migrations.AddConstraint(
            model_name="handedover",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "handover_id", "customer_id"), name="channel_handedover_once"
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["seller_id", "-id"], name="channel_handover_of_seller"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["former_seller_id", "-id"], name="channel_handover_of_former"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("state", "agreed")), fields=["id"], name="channel_handover_agreed"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("seller_id", models.F("former_seller_id")), _negated=True),
                name="channel_handover_to_another",
            ),
        ),
        walls.Wall(
            "channel_handover",
            using=BOTH,
            insert=f"former_seller_id = {walls.SCOPE}",
            rights="select, insert, update (state, agreed_at, announced_at, closed_at)",
        ),
        walls.Stays("channel_handover", "seller_id", "former_seller_id"),
        walls.TenantTable("channel_handedover", rights="select, insert, update (announced_at, passed_over)"),
        migrations.RunSQL(
            "alter table channel_handover add foreign key (seller_id) references tenants_tenant (id), "
            "add foreign key (former_seller_id) references tenants_tenant (id), "
            "add constraint channel_handover_of_both unique (id, seller_id, former_seller_id), "
            "add constraint channel_handover_of_former_seller unique (id, former_seller_id)"
        ),
        migrations.RunSQL(
            "alter table channel_transfer add foreign key (handover_id, seller_id, former_seller_id) "
            "references channel_handover (id, seller_id, former_seller_id)"
        ),
        migrations.RunSQL(
            "alter table channel_handedover add foreign key (handover_id, tenant_id) "
            "references channel_handover (id, former_seller_id) deferrable initially deferred"
        ),
    ]
