from django.db import migrations, models


class Migration(migrations.Migration):
    """Of each mailbox: whether the engines have still to be told who may sign in, and when they were told last."""

    dependencies = [("mail", "0003_keys_of_each_tenant")]

    operations = [
        migrations.AddField("mailbox", "access_wanted_at", models.DateTimeField(null=True)),
        migrations.AddField("mailbox", "access_applied_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "mailbox",
            models.Index(
                fields=["access_wanted_at"],
                condition=models.Q(("access_wanted_at__isnull", False)),
                name="mail_mailbox_access_wanted",
            ),
        ),
    ]
