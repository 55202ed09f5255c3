from django.db import migrations


class Migration(migrations.Migration):
    """Late usage is looked for order by order: nothing reads by seller and instant any more."""

    dependencies = [("metering", "0001_initial")]

    operations = [migrations.RemoveIndex("usage", "metering_usage_recorded")]
