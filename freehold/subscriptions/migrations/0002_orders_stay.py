"""An order stays with its two ends."""

from django.db import migrations

from freehold.tenants.walls import Stays


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial"), ("tenants", "0003_rows_stay")]

    operations = [Stays("subscriptions_subscription", "seller_id", "buyer_id")]
