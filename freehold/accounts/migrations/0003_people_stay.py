"""People stay in their tenant, by the trigger that all such tables have."""

from django.db import migrations

from freehold.tenants.walls import Stays


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_in"), ("tenants", "0003_rows_stay")]

    operations = [
        migrations.RunSQL("""
            drop trigger accounts_person_stays on accounts_person;
            drop function accounts_person_stays();
        """),
        Stays("accounts_person", "tenant_id"),
    ]
