"""Invitations to sell, applications, terms and who agreed to them."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

ITS_BUYERS = f"({walls.CONTENT} or tenant_id in (select e.seller_id from tenants_edge e where e.buyer_id = {walls.SCOPE}))"  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("channel", "0002_handovers")]

    operations = [
        migrations.CreateModel(
            name="PartnerInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("company", models.TextField()),
                ("person_name", models.TextField()),
                ("email", models.TextField()),
                ("reference", models.TextField(blank=True, default="")),
                ("country", models.TextField(default="DE")),
                ("language", models.TextField(default="en")),
                ("digest", models.TextField(unique=True)),
                ("invited_by", models.TextField()),
                ("application_id", models.UUIDField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "-id"], name="channel_invitation_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("partner_id__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("partner_id__isnull", False),
                                ("withdrawn_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="channel_partnerinvitation_accepted_makes_a_partner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("company", models.TextField()),
                ("person_name", models.TextField()),
                ("email", models.TextField()),
                ("country", models.TextField()),
                ("language", models.TextField()),
                ("website", models.TextField(blank=True, default="")),
                ("message", models.TextField(blank=True, default="")),
                ("digest", models.TextField(unique=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.channel.states.ApplicationState["UNPROVEN"],
                                freehold.channel.states.ApplicationState["UNPROVEN"],
                            ),
                            (
                                freehold.channel.states.ApplicationState["WAITING"],
                                freehold.channel.states.ApplicationState["WAITING"],
                            ),
                            (
                                freehold.channel.states.ApplicationState["APPROVED"],
                                freehold.channel.states.ApplicationState["APPROVED"],
                            ),
                            (
                                freehold.channel.states.ApplicationState["DECLINED"],
                                freehold.channel.states.ApplicationState["DECLINED"],
                            ),
                        ],
                        default=freehold.channel.states.ApplicationState["UNPROVEN"],
                    ),
                ),
                ("proven_until", models.DateTimeField()),
                ("proven_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-id"], name="channel_application_newest"),
                    models.Index(
                        condition=models.Q(("state", freehold.channel.states.ApplicationState["UNPROVEN"])),
                        fields=["proven_until"],
                        name="channel_application_forgotten",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    freehold.channel.states.ApplicationState["UNPROVEN"],
                                    freehold.channel.states.ApplicationState["WAITING"],
                                ],
                            )
                        ),
                        fields=("tenant_id", "email"),
                        name="channel_application_one_of_an_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("digest", models.TextField()),
                ("published_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "version"), name="channel_partnerterms_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsAcceptance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("digest", models.TextField()),
                ("accepted_by", models.TextField()),
                ("accepted_as", models.UUIDField(null=True)),
                ("accepted_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["seller_id", "-id"], name="channel_termsacceptance_sold")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("buyer_id", "seller_id", "version"), name="channel_termsacceptance_once"
                    )
                ],
            },
        ),
        walls.TenantTable(
            "channel_partnerinvitation",
            rights="select, insert, update (withdrawn_at, accepted_at, partner_id)",
        ),
        walls.TenantTable("channel_partnerapplication"),
        walls.TenantForeignKey("channel_partnerinvitation", "application_id", "channel_partnerapplication"),
        walls.TenantTable("channel_partnerterms", readers=ITS_BUYERS, rights="select, insert"),
        walls.Wall(
            "channel_termsacceptance",
            using=walls.COMMERCIAL,
            insert=f"buyer_id = {walls.SCOPE}",
            rights="select, insert",
        ),
        migrations.RunSQL(
            "alter table channel_termsacceptance add foreign key (seller_id) references tenants_tenant (id), "
            "add foreign key (buyer_id) references tenants_tenant (id), "
            "add foreign key (seller_id, version) references channel_partnerterms (tenant_id, version)"
        ),
    ]
