"""Who supplies an instance, until when people have promised what they have to do, and seats that nobody can count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0002_suspended_since")]

    operations = [
        migrations.AddField("instance", "supplier_id", models.UUIDField(null=True)),
        migrations.AddField("instance", "waits_until", models.DateField(null=True)),
        migrations.AlterField("instance", "seats_used", models.PositiveIntegerField(default=0, null=True)),
    ]
