from django.db import migrations, models


class Migration(migrations.Migration):
    """Of groups and settings: how often they were changed, so that two people do not overwrite each other."""

    dependencies = [("mail", "0004_access_wanted")]

    operations = [
        migrations.AddField("mailgroup", "version", models.IntegerField(default=1, db_default=1)),
        migrations.AddField("mailsettings", "version", models.IntegerField(default=0, db_default=0)),
    ]
