"""An order may end because its customer goes on with another seller: nothing is erased then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0004_terms_and_phases")]

    operations = [
        migrations.AddField("subscription", "moved_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "subscription",
            models.CheckConstraint(
                name="subscriptions_subscription_moved_erases_nothing",
                condition=models.Q(
                    ("moved_at__isnull", True),
                    models.Q(("erase_after__isnull", True), ("state", "ended")),
                    _connector="OR",
                ),
            ),
        ),
    ]
