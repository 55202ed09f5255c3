"""A buyer's totals go to the seller that it has now, and to nobody whom it names."""

from django.db import migrations

from freehold.tenants.walls import SCOPE, WEB

OWN = f"buyer_id = {SCOPE}"
TOLD = f"""{OWN} and exists (
    select from tenants_edge e
    where e.seller_id = domains_domainhealth.seller_id and e.buyer_id = domains_domainhealth.buyer_id
      and e.ended_at is null
)"""


class Migration(migrations.Migration):
    dependencies = [("domains", "0001_initial"), ("tenants", "0003_rows_stay")]

    operations = [
        migrations.RunSQL(f"""
            drop policy wall_insert on domains_domainhealth;
            drop policy wall_update on domains_domainhealth;
            create policy wall_insert on domains_domainhealth for insert to {WEB} with check ({TOLD});
            create policy wall_update on domains_domainhealth for update to {WEB} using ({OWN}) with check ({TOLD});
        """),
    ]
