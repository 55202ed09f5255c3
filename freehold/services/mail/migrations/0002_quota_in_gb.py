from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from freehold.tenants.walls import unforced

# Plans and services keep their options by name. What a mailbox holds stands in its own row, in bytes, and stays.
TABLES = ("catalog_plan", "provisioning_instance")


def rename_the_option(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A plan says how many GB (10⁹ bytes) a mailbox holds."""
    with unforced(apps, schema_editor, *TABLES):
        for table in TABLES:
            schema_editor.execute(
                f"update {table} set options = options - 'quota_gib' "  # noqa: S608 - names of ours
                "|| jsonb_build_object('quota_gb', options -> 'quota_gib') where options ? 'quota_gib'"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
        ("catalog", "0002_plan_version"),
        ("provisioning", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(rename_the_option, migrations.RunPython.noop),
    ]
