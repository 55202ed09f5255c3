"""What was told of incidents."""

import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    dependencies = [("channel", "0004_registrations")]

    operations = [
        migrations.CreateModel(
            name="IncidentNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("template", models.TextField()),
                ("facts", models.JSONField()),
                (
                    "reach",
                    models.TextField(
                        choices=[
                            (
                                freehold.channel.states.IncidentReach["ALL"],
                                freehold.channel.states.IncidentReach["ALL"],
                            ),
                            (
                                freehold.channel.states.IncidentReach["PARTNERS"],
                                freehold.channel.states.IncidentReach["PARTNERS"],
                            ),
                            (
                                freehold.channel.states.IncidentReach["PSEUDONYMS"],
                                freehold.channel.states.IncidentReach["PSEUDONYMS"],
                            ),
                        ]
                    ),
                ),
                (
                    "partner_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "pseudonyms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("asked_by", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.channel.states.IncidentState["SENDING"],
                                freehold.channel.states.IncidentState["SENDING"],
                            ),
                            (
                                freehold.channel.states.IncidentState["SENT"],
                                freehold.channel.states.IncidentState["SENT"],
                            ),
                            (
                                freehold.channel.states.IncidentState["STOPPED"],
                                freehold.channel.states.IncidentState["STOPPED"],
                            ),
                        ],
                        default=freehold.channel.states.IncidentState["SENDING"],
                    ),
                ),
                ("after", models.UUIDField(null=True)),
                ("tenants_told", models.PositiveIntegerField(default=0)),
                ("people_told", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", freehold.channel.states.IncidentState["SENDING"])),
                        fields=["id"],
                        name="channel_incident_sending",
                    )
                ],
            },
        ),
        walls.TenantTable(
            "channel_incidentnotice",
            rights="select, insert, update (state, after, tenants_told, people_told, finished_at)",
        ),
    ]
