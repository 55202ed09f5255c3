from django.db import migrations, models


class Migration(migrations.Migration):
    """A domain may change hands: the key of the tenant that had it must not stand in the way of the next one's."""

    dependencies = [("mail", "0003_one_trace_row_per_recipient")]

    operations = [
        migrations.RemoveConstraint(model_name="dkimkey", name="mail_dkimkey_one_active"),
        migrations.AddConstraint(
            model_name="dkimkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True)),
                fields=("tenant_id", "domain"),
                name="mail_dkimkey_one_active",
            ),
        ),
    ]
