import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.provisioning.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Instance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("options", models.JSONField(default=dict)),
                ("seats", models.PositiveIntegerField(default=0)),
                ("seats_used", models.PositiveIntegerField(default=0)),
                (
                    "holds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "wanted_state",
                    models.TextField(
                        choices=[
                            (
                                freehold.provisioning.states.InstanceState["ACTIVE"],
                                freehold.provisioning.states.InstanceState["ACTIVE"],
                            ),
                            (
                                freehold.provisioning.states.InstanceState["SUSPENDED"],
                                freehold.provisioning.states.InstanceState["SUSPENDED"],
                            ),
                            (
                                freehold.provisioning.states.InstanceState["GONE"],
                                freehold.provisioning.states.InstanceState["GONE"],
                            ),
                        ]
                    ),
                ),
                ("wanted_version", models.PositiveBigIntegerField(default=1)),
                ("wanted_at", models.DateTimeField()),
                (
                    "observed_state",
                    models.TextField(
                        choices=[
                            (
                                freehold.provisioning.states.InstanceState["ACTIVE"],
                                freehold.provisioning.states.InstanceState["ACTIVE"],
                            ),
                            (
                                freehold.provisioning.states.InstanceState["SUSPENDED"],
                                freehold.provisioning.states.InstanceState["SUSPENDED"],
                            ),
                            (
                                freehold.provisioning.states.InstanceState["GONE"],
                                freehold.provisioning.states.InstanceState["GONE"],
                            ),
                        ],
                        default=freehold.provisioning.states.InstanceState["GONE"],
                    ),
                ),
                ("observed_version", models.PositiveBigIntegerField(default=0)),
                ("observed_at", models.DateTimeField(null=True)),
                ("observed", models.JSONField(default=dict)),
                ("last_error", models.TextField(blank=True, default="")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "kind"], name="provisioning_instance_of_kind"),
                    models.Index(
                        condition=models.Q(("observed_version__lt", models.F("wanted_version"))),
                        fields=["next_try_at"],
                        name="provisioning_instance_adrift",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("observed_version__lte", models.F("wanted_version"))),
                        name="provisioning_instance_nothing_observed_before_it_was_wanted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holds", []),
                            models.Q(
                                ("wanted_state", freehold.provisioning.states.InstanceState["ACTIVE"]),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="provisioning_instance_suspended_while_held",
                    ),
                ],
            },
        ),
        walls.TenantTable("provisioning_instance", rights="select, insert, update"),
    ]
