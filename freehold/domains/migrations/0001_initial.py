import django.db.models.functions.text
from django.db import migrations, models

import freehold.domains.states
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
            name="DnsCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("domain_id", models.UUIDField()),
                ("position", models.PositiveIntegerField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("type", models.TextField()),
                ("expected", models.TextField()),
                ("found", models.JSONField(default=list)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.domains.states.CheckState["RIGHT"],
                                freehold.domains.states.CheckState["RIGHT"],
                            ),
                            (
                                freehold.domains.states.CheckState["MISSING"],
                                freehold.domains.states.CheckState["MISSING"],
                            ),
                            (
                                freehold.domains.states.CheckState["WRONG"],
                                freehold.domains.states.CheckState["WRONG"],
                            ),
                            (
                                freehold.domains.states.CheckState["UNREACHABLE"],
                                freehold.domains.states.CheckState["UNREACHABLE"],
                            ),
                        ]
                    ),
                ),
                ("advice", models.TextField(blank=True, default=freehold.domains.states.Advice["NONE"])),
                ("publish", models.TextField()),
                ("checked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "domain_id", "position"), name="domains_dnscheck_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DnsKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("zone", models.TextField()),
                ("server", models.TextField()),
                ("port", models.PositiveIntegerField(default=53)),
                ("key_name", models.TextField()),
                ("algorithm", models.TextField()),
                ("sealed_secret", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "zone"), name="domains_dnskey_of_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="Domain",
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
                ("unicode_name", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.domains.states.DomainState["CLAIMED"],
                                freehold.domains.states.DomainState["CLAIMED"],
                            ),
                            (
                                freehold.domains.states.DomainState["PROVEN"],
                                freehold.domains.states.DomainState["PROVEN"],
                            ),
                            (
                                freehold.domains.states.DomainState["RELEASED"],
                                freehold.domains.states.DomainState["RELEASED"],
                            ),
                        ],
                        default=freehold.domains.states.DomainState["CLAIMED"],
                    ),
                ),
                ("token", models.TextField()),
                ("claimed_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("proven_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "proof_state",
                    models.TextField(
                        blank=True,
                        choices=[
                            (
                                freehold.domains.states.CheckState["RIGHT"],
                                freehold.domains.states.CheckState["RIGHT"],
                            ),
                            (
                                freehold.domains.states.CheckState["MISSING"],
                                freehold.domains.states.CheckState["MISSING"],
                            ),
                            (
                                freehold.domains.states.CheckState["WRONG"],
                                freehold.domains.states.CheckState["WRONG"],
                            ),
                            (
                                freehold.domains.states.CheckState["UNREACHABLE"],
                                freehold.domains.states.CheckState["UNREACHABLE"],
                            ),
                        ],
                        default="",
                    ),
                ),
                ("proof_missing_since", models.DateTimeField(null=True)),
                ("taken_elsewhere", models.BooleanField(default=False)),
                ("check_wanted_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("next_check_at", models.DateTimeField(null=True)),
                ("publish_wanted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("publish_error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "name", "id"], name="domains_domain_by_name"),
                    models.Index(
                        condition=models.Q(("next_check_at__isnull", False)),
                        fields=["next_check_at"],
                        name="domains_domain_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", freehold.domains.states.DomainState["PROVEN"])),
                        fields=("name",),
                        name="domains_domain_proven_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", freehold.domains.states.DomainState["RELEASED"]), _negated=True
                        ),
                        fields=("tenant_id", "name"),
                        name="domains_domain_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", django.db.models.functions.text.Lower("name"))),
                        name="domains_domain_name_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["claimed", "proven", "released"])),
                        name="domains_domain_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", freehold.domains.states.DomainState["PROVEN"]), _negated=True),
                            ("proven_at__isnull", False),
                            _connector="OR",
                        ),
                        name="domains_domain_proven_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DomainHealth",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("domains", models.PositiveIntegerField()),
                ("unproven", models.PositiveIntegerField()),
                ("failing", models.PositiveIntegerField()),
                ("checked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "-failing"], name="domains_domainhealth_of_seller")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("buyer_id",), name="domains_domainhealth_of_buyer")
                ],
            },
        ),
        walls.TenantTable("domains_domain", rights="select, insert, update"),
        walls.TenantTable("domains_dnscheck"),
        walls.TenantForeignKey("domains_dnscheck", "domain_id", "domains_domain"),
        walls.TenantTable("domains_dnskey"),
        walls.Wall(
            "domains_domainhealth",
            using=f"buyer_id = {walls.SCOPE}",
            readers=walls.COMMERCIAL,
            rights="select, insert, update",
        ),
        migrations.RunSQL(
            "alter table domains_domainhealth add foreign key (seller_id) references tenants_tenant (id), add foreign key (buyer_id) references tenants_tenant (id)"
        ),
    ]
