"""A seller outside the EU has several rates of its own tax, each from a day on and for some of its buyers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from freehold.tenants import walls

# The one rate held for all buyers and days: it does from before anything that is billed here.
ONE_RATE = """
update invoicing_sellerprofile set own_rates = jsonb_build_array(
    jsonb_build_object('percent', tax_rate::text, 'valid_from', '2012-01-01', 'buyers', 'home'),
    jsonb_build_object('percent', tax_rate::text, 'valid_from', '2012-01-01', 'buyers', 'abroad')
) where tax_rate > 0 and regime = 'outside'
"""


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was charged is charged further."""
    with walls.unforced(apps, schema_editor, "invoicing_sellerprofile"):
        schema_editor.execute(ONE_RATE)


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0010_find_service_credits_by_seller")]

    operations = [
        migrations.AddField("sellerprofile", "own_rates", models.JSONField(default=list)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField("sellerprofile", "tax_rate"),
    ]
