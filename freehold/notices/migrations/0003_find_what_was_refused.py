"""Letters that were turned down are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_letters")]

    operations = [
        migrations.AddIndex(
            "notice",
            models.Index(
                name="notices_notice_refused",
                fields=["tenant_id"],
                condition=models.Q(("state", "refused")),
            ),
        ),
    ]
