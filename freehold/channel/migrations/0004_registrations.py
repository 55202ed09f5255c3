"""Prospects that sellers registered by their domain."""

from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [("channel", "0003_onboarding"), ("domains", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Registration",
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
                ("company", models.TextField(blank=True, default="")),
                ("registered_by", models.TextField()),
                ("ends_at", models.DateTimeField()),
                ("extended_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.channel.states.RegistrationState["HELD"],
                                freehold.channel.states.RegistrationState["HELD"],
                            ),
                            (
                                freehold.channel.states.RegistrationState["WON"],
                                freehold.channel.states.RegistrationState["WON"],
                            ),
                            (
                                freehold.channel.states.RegistrationState["CHOSEN_OTHERWISE"],
                                freehold.channel.states.RegistrationState["CHOSEN_OTHERWISE"],
                            ),
                            (
                                freehold.channel.states.RegistrationState["WITHDRAWN"],
                                freehold.channel.states.RegistrationState["WITHDRAWN"],
                            ),
                            (
                                freehold.channel.states.RegistrationState["EXPIRED"],
                                freehold.channel.states.RegistrationState["EXPIRED"],
                            ),
                        ],
                        default=freehold.channel.states.RegistrationState["HELD"],
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "-id"], name="channel_registration_newest"),
                    models.Index(
                        condition=models.Q(("state", freehold.channel.states.RegistrationState["HELD"])),
                        fields=["ends_at"],
                        name="channel_registration_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", freehold.channel.states.RegistrationState["HELD"])),
                        fields=("name",),
                        name="channel_registration_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("state", freehold.channel.states.RegistrationState["HELD"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state", freehold.channel.states.RegistrationState["HELD"]),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="channel_registration_closed_has_its_time",
                    ),
                ],
            },
        ),
        walls.TenantTable(
            "channel_registration", rights="select, insert, update (ends_at, extended_at, state, closed_at)"
        ),
        walls.Stays("channel_registration", "tenant_id", "name"),
        # Whether a domain or one below it is proven: found from its end.
        migrations.RunSQL(
            "create index domains_domain_proven_from_the_end on domains_domain (reverse(name) text_pattern_ops) "
            "where state = 'proven'"
        ),
    ]
