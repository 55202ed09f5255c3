"""What was done under a grant is found by an index, and so is what somebody was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_checkpoint_mail")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                name="audit_entry_under_grant",
                fields=["tenant_id", "grant_id", "-at"],
                condition=models.Q(("grant_id__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                name="audit_entry_refused",
                fields=["tenant_id", "actor_person_id", "-at"],
                condition=models.Q(("action", "refused")),
            ),
        ),
    ]
