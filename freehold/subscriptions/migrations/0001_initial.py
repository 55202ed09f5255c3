import django.contrib.postgres.fields
from django.db import migrations, models

import freehold.kernel.clock
import freehold.kernel.ids
import freehold.subscriptions.states
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PseudonymKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("key_sealed", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="subscriptions_pseudonymkey_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.TextField(unique=True)),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("plan_id", models.UUIDField()),
                ("plan_name", models.TextField()),
                ("kind", models.TextField()),
                ("price_per_seat", models.DecimalField(decimal_places=4, max_digits=12)),
                ("currency", models.TextField()),
                ("seats", models.PositiveIntegerField()),
                ("reference", models.TextField(blank=True, default="")),
                ("pseudonym", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.subscriptions.states.State["TRIAL"],
                                freehold.subscriptions.states.State["TRIAL"],
                            ),
                            (
                                freehold.subscriptions.states.State["ACTIVE"],
                                freehold.subscriptions.states.State["ACTIVE"],
                            ),
                            (
                                freehold.subscriptions.states.State["SUSPENDED"],
                                freehold.subscriptions.states.State["SUSPENDED"],
                            ),
                            (
                                freehold.subscriptions.states.State["CANCELLING"],
                                freehold.subscriptions.states.State["CANCELLING"],
                            ),
                            (
                                freehold.subscriptions.states.State["ENDED"],
                                freehold.subscriptions.states.State["ENDED"],
                            ),
                        ]
                    ),
                ),
                ("trial_ends_on", models.DateField(null=True)),
                ("started_at", models.DateTimeField(default=freehold.kernel.clock.now)),
                ("suspended_at", models.DateTimeField(null=True)),
                ("suspended_by_id", models.UUIDField(null=True)),
                (
                    "suspend_reason",
                    models.TextField(
                        blank=True,
                        choices=[
                            (
                                freehold.subscriptions.states.SuspendReason["ASKED"],
                                freehold.subscriptions.states.SuspendReason["ASKED"],
                            ),
                            (
                                freehold.subscriptions.states.SuspendReason["OVERDUE"],
                                freehold.subscriptions.states.SuspendReason["OVERDUE"],
                            ),
                            (
                                freehold.subscriptions.states.SuspendReason["ABUSE"],
                                freehold.subscriptions.states.SuspendReason["ABUSE"],
                            ),
                            (
                                freehold.subscriptions.states.SuspendReason["SECURITY"],
                                freehold.subscriptions.states.SuspendReason["SECURITY"],
                            ),
                            (
                                freehold.subscriptions.states.SuspendReason["OTHER"],
                                freehold.subscriptions.states.SuspendReason["OTHER"],
                            ),
                        ],
                        default="",
                    ),
                ),
                ("cancel_requested_at", models.DateTimeField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("erase_after", models.DateField(null=True)),
                (
                    "notices_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                ),
                ("erased_at", models.DateTimeField(null=True)),
                ("instance_id", models.UUIDField()),
                ("upstream_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "-id"], name="subscriptions_of_seller"),
                    models.Index(fields=["buyer_id", "-id"], name="subscriptions_of_buyer"),
                    models.Index(fields=["seller_id", "buyer_id", "-id"], name="subscriptions_of_edge"),
                    models.Index(fields=["instance_id"], name="subscriptions_of_instance"),
                    models.Index(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        freehold.subscriptions.states.State["ACTIVE"],
                                        freehold.subscriptions.states.State["SUSPENDED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                        ),
                        fields=["state", "trial_ends_on", "ends_on", "erase_after"],
                        name="subscriptions_with_a_date",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1)), name="subscriptions_subscription_has_seats"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_on__isnull", False),
                                (
                                    "state__in",
                                    [
                                        freehold.subscriptions.states.State["CANCELLING"],
                                        freehold.subscriptions.states.State["ENDED"],
                                    ],
                                ),
                            ),
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        freehold.subscriptions.states.State["CANCELLING"],
                                        freehold.subscriptions.states.State["ENDED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="subscriptions_subscription_ends_once_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("erase_after__isnull", False),
                                ("state", freehold.subscriptions.states.State["ENDED"]),
                            ),
                            _connector="OR",
                        ),
                        name="subscriptions_subscription_erased_after_its_time",
                    ),
                ],
            },
        ),
        walls.Wall("subscriptions_subscription", using=walls.COMMERCIAL, rights="select, insert, update"),
        walls.TenantTable("subscriptions_pseudonymkey", rights="select, insert, update"),
        migrations.RunSQL(
            "alter table subscriptions_subscription add foreign key (seller_id) references tenants_tenant (id), add foreign key (buyer_id) references tenants_tenant (id)"
        ),
    ]
