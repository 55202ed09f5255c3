"""Whose a row is never changes: neither end of an edge hands it to somebody else. The seller alone changes an edge."""

from django.db import migrations

from freehold.tenants.walls import SCOPE, WEB, Stays


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_brand_version")]

    operations = [
        migrations.RunSQL("""
            create function row_stays() returns trigger language plpgsql as $$
            begin
                raise insufficient_privilege using message = 'a row of ' || tg_table_name || ' cannot be moved';
            end $$;
        """),
        migrations.RunSQL(f"""
            drop policy wall_update on tenants_edge;
            create policy wall_update on tenants_edge for update to {WEB}
                using (seller_id = {SCOPE}) with check (seller_id = {SCOPE});
        """),
        Stays("tenants_edge", "seller_id", "buyer_id"),
    ]
