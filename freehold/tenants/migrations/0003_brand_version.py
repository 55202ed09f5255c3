from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_rows_stay"),
    ]

    operations = [
        migrations.AddField("brand", "version", models.PositiveIntegerField(default=1)),
    ]
