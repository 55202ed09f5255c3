"""A partner may be declared gone: it sells nothing new, and its customers run on for a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_rows_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="edge",
            name="protected_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="edge",
            name="stopped_at",
            field=models.DateTimeField(null=True),
        ),
    ]
