import django.db.models.functions.text
from django.db import migrations, models

import freehold.domains.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [
        ("domains", "0002_tell_the_own_seller"),
    ]

    operations = [
        migrations.CreateModel(
            name="Host",
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
                                freehold.domains.states.HostState["CLAIMED"],
                                freehold.domains.states.HostState["CLAIMED"],
                            ),
                            (
                                freehold.domains.states.HostState["PROVEN"],
                                freehold.domains.states.HostState["PROVEN"],
                            ),
                        ],
                        default=freehold.domains.states.HostState["CLAIMED"],
                    ),
                ),
                ("token", models.TextField()),
                ("claimed_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("proven_at", models.DateTimeField(null=True)),
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
                ("taken_elsewhere", models.BooleanField(default=False)),
                ("leads_here", models.BooleanField(default=False)),
                ("check_wanted_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("next_check_at", models.DateTimeField(null=True)),
                ("certificate", models.TextField(blank=True, default="")),
                ("sealed_key", models.TextField(blank=True, default="")),
                (
                    "certificate_from",
                    models.TextField(
                        blank=True,
                        choices=[
                            (
                                freehold.domains.states.CertificateSource["NONE"],
                                freehold.domains.states.CertificateSource["NONE"],
                            ),
                            (
                                freehold.domains.states.CertificateSource["SUPPLIED"],
                                freehold.domains.states.CertificateSource["SUPPLIED"],
                            ),
                        ],
                        default="",
                    ),
                ),
                ("certificate_ends_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_check_at__isnull", False)),
                        fields=["next_check_at"],
                        name="domains_host_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", freehold.domains.states.HostState["PROVEN"])),
                        fields=("name",),
                        name="domains_host_proven_once",
                    ),
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="domains_host_held_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", django.db.models.functions.text.Lower("name"))),
                        name="domains_host_name_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", freehold.domains.states.HostState["PROVEN"]), _negated=True),
                            ("proven_at__isnull", False),
                            _connector="OR",
                        ),
                        name="domains_host_proven_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("certificate", ""), ("certificate_ends_at__isnull", True), ("sealed_key", "")
                            ),
                            models.Q(
                                models.Q(("certificate", ""), _negated=True),
                                models.Q(("sealed_key", ""), _negated=True),
                                ("certificate_ends_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="domains_host_certificate_has_key_and_end",
                    ),
                ],
            },
        ),
        walls.TenantTable("domains_host"),
    ]
