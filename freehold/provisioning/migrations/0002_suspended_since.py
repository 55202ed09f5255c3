"""Since when an instance is suspended, whatever else is wanted of it meanwhile."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from freehold.tenants.walls import unforced


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is suspended now has been so since it was last wanted, as far as is known."""
    with unforced(apps, schema_editor, "provisioning_instance"):
        schema_editor.execute(
            "update provisioning_instance set suspended_at = wanted_at where wanted_state = 'suspended'"
        )


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0001_initial")]

    operations = [
        migrations.AddField("instance", "suspended_at", models.DateTimeField(null=True)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
