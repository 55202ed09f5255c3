"""A suspended order may have a last day; and an order is erased only once its service was seen gone."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from freehold.tenants.walls import unforced


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was suspended when it was cancelled is suspended still; what is erased was wanted so."""
    with unforced(apps, schema_editor, "subscriptions_subscription"):
        schema_editor.execute(
            "update subscriptions_subscription set state = 'suspended' "
            "where state = 'cancelling' and suspended_at is not null"
        )
        schema_editor.execute(
            "update subscriptions_subscription set erase_wanted_at = erased_at where erased_at is not null"
        )


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_orders_stay")]

    operations = [
        migrations.AddField("subscription", "erase_wanted_at", models.DateTimeField(null=True)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            "subscription",
            models.CheckConstraint(
                name="subscriptions_subscription_erased_once_wanted",
                condition=models.Q(
                    ("erased_at__isnull", True), ("erase_wanted_at__isnull", False), _connector="OR"
                ),
            ),
        ),
        migrations.RemoveIndex("subscription", "subscriptions_with_a_date"),
        migrations.AddIndex(
            "subscription",
            models.Index(
                name="subscriptions_with_a_day",
                fields=["state", "trial_ends_on", "ends_on", "erase_after"],
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("state", "active"), _negated=True),
                    models.Q(
                        models.Q(("state", "suspended"), _negated=True),
                        ("ends_on__isnull", False),
                        _connector="OR",
                    ),
                ),
            ),
        ),
    ]
