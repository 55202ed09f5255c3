"""Requests for grants, who answers them, break glass; grants tell before their end and may be for some people alone."""

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.delegation.states import AnsweredBy, GrantKind, RequestState
from freehold.tenants import walls
from freehold.tenants.walls import SCOPE, WEB, unforced

AN_END = f"(tenant_id = {SCOPE} or asker_id = {SCOPE} or seller_id = {SCOPE})"


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Grants that stand are told of before their end as well, unless that is a matter of days already."""
    with unforced(apps, schema_editor, "delegation_grant"):
        schema_editor.execute(
            "update delegation_grant set warn_at = ends_at - interval '7 days' "
            "where ended_at is null and ends_at - starts_at > interval '7 days' and ends_at > now() + interval '7 days'"
        )


def _id() -> models.UUIDField:
    return models.UUIDField(
        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _created_at() -> models.DateTimeField:
    return models.DateTimeField(default=freehold.kernel.clock.now, editable=False)


class Migration(migrations.Migration):
    dependencies = [("delegation", "0005_ask_for_support")]

    operations = [
        migrations.AlterField(
            "grant", "kind", models.TextField(choices=[(kind, kind) for kind in GrantKind])
        ),
        migrations.AddField("grant", "warn_at", models.DateTimeField(null=True)),
        migrations.AddField("grant", "ticket", models.TextField(blank=True, default="")),
        migrations.AddField("grant", "asked_by", models.TextField(blank=True, default="")),
        migrations.AddField("grant", "approved_by", models.TextField(blank=True, default="")),
        migrations.AddField(
            "grant",
            "people",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), blank=True, default=list),
        ),
        migrations.AddField("grant", "ended_by_id", models.UUIDField(null=True)),
        migrations.AddIndex(
            "grant",
            models.Index(
                name="delegation_grant_to_warn",
                fields=["warn_at"],
                condition=models.Q(("ended_at", None), ("warn_at__isnull", False)),
            ),
        ),
        migrations.RunPython(take_over),
        migrations.RunSQL(f"""
            grant update (ended_by_id) on delegation_grant to {WEB};
            grant update (warn_at) on delegation_grant to freehold_worker;
        """),
        migrations.CreateModel(
            "GrantRequest",
            [
                ("id", _id()),
                ("tenant_id", models.UUIDField()),
                ("asker_id", models.UUIDField()),
                ("seller_id", models.UUIDField(null=True)),
                ("tenant_called", models.TextField()),
                ("asker_name", models.TextField()),
                ("asked_by", models.TextField()),
                ("roles", django.contrib.postgres.fields.ArrayField(models.TextField())),
                ("lasts_hours", models.PositiveIntegerField()),
                ("reason", models.TextField()),
                ("ticket", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[(state, state) for state in RequestState], default=RequestState.OPEN
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.TextField(blank=True, choices=[(who, who) for who in AnsweredBy], default=""),
                ),
                ("grant_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", RequestState.OPEN)),
                        fields=("asker_id", "tenant_id"),
                        name="delegation_grantrequest_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asker_id", models.F("tenant_id")), _negated=True),
                        name="delegation_grantrequest_asks_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lasts_hours__gte", 1), ("lasts_hours__lte", 17520)),
                        name="delegation_grantrequest_an_hour_to_two_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grant_id__isnull", False), ("state", RequestState.APPROVED)),
                            models.Q(
                                models.Q(("state", RequestState.APPROVED), _negated=True),
                                ("grant_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delegation_grantrequest_approved_is_a_grant",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["tenant_id", "-asked_at"], name="delegation_request_of_tenant"),
                    models.Index(fields=["asker_id", "-asked_at"], name="delegation_request_of_asker"),
                    models.Index(fields=["seller_id", "-asked_at"], name="delegation_request_of_seller"),
                    models.Index(
                        condition=models.Q(("state", RequestState.OPEN)),
                        fields=["expires_at"],
                        name="delegation_request_that_ends",
                    ),
                ],
            },
        ),
        walls.Wall(
            "delegation_grantrequest",
            using=f"({AN_END} and state = 'open')",
            # What the one who asks may make of it is nothing that opens a door.
            check=f"((state in ('approved', 'declined') and (tenant_id = {SCOPE} or seller_id = {SCOPE})) "
            f"or (state = 'withdrawn' and asker_id = {SCOPE}) or (state = 'expired' and {AN_END}))",
            insert=f"(asker_id = {SCOPE} and state = 'open')",
            readers=AN_END,
            rights="select, insert, update (state, decided_at, answered_by, grant_id)",
        ),
        migrations.CreateModel(
            "AnswerChoice",
            [
                ("id", _id()),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", _created_at()),
                ("seller_answers", models.BooleanField()),
                ("partner_id", models.UUIDField()),
                ("chosen_by", models.TextField()),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "number"), name="delegation_answerchoice_in_order"
                    )
                ]
            },
        ),
        walls.TenantTable("delegation_answerchoice", rights="select, insert"),
        migrations.CreateModel(
            "Emergency",
            [
                ("id", _id()),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", _created_at()),
                ("reference", models.TextField()),
                ("subject_id", models.UUIDField()),
                ("roles", django.contrib.postgres.fields.ArrayField(models.TextField())),
                ("lasts_hours", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("ticket", models.TextField(blank=True, default="")),
                ("asked_by", models.TextField()),
                ("asked_by_id", models.UUIDField()),
                ("expires_at", models.DateTimeField()),
                ("approved_by", models.TextField(blank=True, default="")),
                ("approved_by_id", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("grant_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by_id__isnull", True),
                            models.Q(("approved_by_id", models.F("asked_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="delegation_emergency_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lasts_hours__gte", 1), ("lasts_hours__lte", 4)),
                        name="delegation_emergency_four_hours",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["tenant_id", "-created_at"], name="delegation_emergency_by_age")
                ],
            },
        ),
        walls.TenantTable(
            "delegation_emergency",
            rights="select, insert, update (approved_by, approved_by_id, approved_at, grant_id)",
        ),
    ]
