"""When a tenant was told of a grant, and when it is reminded: the worker alone writes these, and ends nothing by it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from freehold.tenants.walls import SCOPE, unforced


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Grants that stand already count as told of; standing support is reminded of from now on."""
    with unforced(apps, schema_editor, "delegation_grant"):
        schema_editor.execute("update delegation_grant set told_at = starts_at")
        schema_editor.execute(
            "update delegation_grant set remind_on = starts_at::date + 365 where kind = 'standing' and ended_at is null"
        )


class Migration(migrations.Migration):
    dependencies = [("delegation", "0003_grants_only_end")]

    operations = [
        migrations.AddField("grant", "told_at", models.DateTimeField(null=True)),
        migrations.AddField("grant", "remind_on", models.DateField(null=True)),
        migrations.AddIndex(
            "grant",
            models.Index(
                name="delegation_grant_that_ends",
                fields=["ends_at"],
                condition=models.Q(("ended_at", None), ("ends_at__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            "grant",
            models.Index(
                name="delegation_grant_untold",
                fields=["id"],
                condition=models.Q(("ended_at", None), ("told_at", None)),
            ),
        ),
        migrations.AddIndex(
            "grant",
            models.Index(
                name="delegation_grant_to_remind",
                fields=["remind_on"],
                condition=models.Q(("ended_at", None), ("remind_on__isnull", False)),
            ),
        ),
        migrations.RunPython(take_over),
        migrations.RunSQL(f"""
            grant update (told_at, remind_on) on delegation_grant to freehold_worker;
            create policy worker_tells on delegation_grant for update to freehold_worker
                using (tenant_id = {SCOPE} and ended_at is null)
                with check (tenant_id = {SCOPE} and ended_at is null);
        """),
    ]
