"""A letter bears its sender's name, and takes a file along."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="attached",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="notice",
            name="attached_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="reply_to",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="notice",
            name="sender",
            field=models.TextField(blank=True, default=""),
        ),
    ]
