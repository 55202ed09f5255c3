"""An order bears terms of any kind, and phases say what of it is charged from which day on."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls

PER_SEAT = """
update subscriptions_subscription set
    charged_from = case when trial_ends_on is null or pseudonym <> ''
        then coalesce(trial_ends_on, (started_at at time zone 'utc')::date) end,
    is_paused = state = 'suspended' and suspend_reason = 'asked',
    terms = jsonb_build_object(
    'currency', currency, 'interval', 'month', 'anchor', 'calendar', 'timing', 'advance',
    'minimum', '0', 'discount_percent', '0',
    'components', jsonb_build_array(jsonb_build_object(
        'meter', 'seats', 'mode', 'unit', 'included', '0', 'included_per_seat', '0',
        'tiers', jsonb_build_array(jsonb_build_object('up_to', null, 'unit', price_per_seat::text, 'flat', '0'))
    ))
)
"""
FIRST = """
insert into subscriptions_phase
    (id, seller_id, buyer_id, subscription_id, starts_on, seats, plan_id, plan_name, terms, is_charged, recorded_at)
select gen_random_uuid(), seller_id, buyer_id, id, coalesce(charged_from, (started_at at time zone 'utc')::date), seats,
    plan_id, plan_name, terms, charged_from is not null, started_at
from subscriptions_subscription
"""
LAST = """
insert into subscriptions_phase
    (id, seller_id, buyer_id, subscription_id, starts_on, seats, plan_id, plan_name, terms, is_charged, recorded_at)
select gen_random_uuid(), seller_id, buyer_id, id,
    case when is_paused then (suspended_at at time zone 'utc')::date else ends_on end,
    seats, plan_id, plan_name, terms, false, coalesce(suspended_at, cancel_requested_at, now())
from subscriptions_subscription where charged_from is not null and (is_paused or ends_on is not null)
"""


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A price per seat and month becomes the terms that say the same; every order is charged from its first paid day on."""
    with walls.unforced(apps, schema_editor, "subscriptions_subscription", "subscriptions_phase"):
        for statement in (PER_SEAT, FIRST, LAST):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0003_end_suspended_and_tell_erasing")]

    operations = [
        migrations.AddField("subscription", "terms", models.JSONField(default=dict), preserve_default=False),
        migrations.AddField("subscription", "charged_from", models.DateField(null=True)),
        migrations.AddField("subscription", "is_paused", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seller_id", models.UUIDField()),
                ("buyer_id", models.UUIDField()),
                ("subscription_id", models.UUIDField()),
                ("starts_on", models.DateField()),
                ("seats", models.PositiveIntegerField()),
                ("plan_id", models.UUIDField()),
                ("plan_name", models.TextField()),
                ("terms", models.JSONField()),
                ("is_charged", models.BooleanField()),
                ("recorded_at", models.DateTimeField(default=freehold.kernel.clock.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["seller_id", "subscription_id", "starts_on", "recorded_at"],
                        name="subscriptions_phase_in_order",
                    )
                ],
            },
        ),
        walls.Wall("subscriptions_phase", using=walls.COMMERCIAL, rights="select, insert"),
        walls.Stays("subscriptions_phase", "seller_id", "buyer_id"),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField("subscription", "price_per_seat"),
        migrations.RunSQL(
            "alter table subscriptions_subscription add constraint subscriptions_subscription_of_its_edge "
            "unique (id, seller_id, buyer_id)"
        ),
        migrations.RunSQL(
            "alter table subscriptions_phase add constraint subscriptions_phase_of_its_order "
            "foreign key (subscription_id, seller_id, buyer_id) "
            "references subscriptions_subscription (id, seller_id, buyer_id) deferrable initially deferred"
        ),
    ]
