"""A mandate is given where there is an edge, whoever writes it."""

from django.db import migrations

from freehold.tenants.walls import COMMERCIAL, WEB

ON_EDGE = """exists (
    select from tenants_edge e where e.seller_id = payments_mandate.seller_id and e.buyer_id = payments_mandate.buyer_id
)"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_wait_again"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "drop policy wall_insert on payments_mandate",
                f"create policy wall_insert on payments_mandate for insert to {WEB} with check ({COMMERCIAL} and {ON_EDGE})",
            ]
        ),
    ]
