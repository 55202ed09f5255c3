"""The walls of allauth's tables, the identity role's rights on them, and the table of rate limits."""

from django.db import migrations

from freehold.tenants.walls import PERSON, Open, TenantForeignKey, Wall

TABLES = (
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
)
OF_A_PERSON = f"user_id = {PERSON}"
OF_AN_ADDRESS = f"""exists (
    select from account_emailaddress a where a.id = email_address_id and a.user_id = {PERSON}
)"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("notices", "0001_initial"),
    ]

    operations = [
        Wall("account_emailaddress", using=OF_A_PERSON),
        Wall("mfa_authenticator", using=OF_A_PERSON),
        Wall("usersessions_usersession", using=OF_A_PERSON),
        *(
            migrations.RunSQL(f"""
                create policy identity on {table} to freehold_identity using (true) with check (true);
                grant select, insert, update, delete on {table} to freehold_identity;
            """)
            for table in TABLES
        ),
        migrations.RunSQL("""
            create table accounts_cache (
                cache_key varchar(255) primary key, value text not null, expires timestamptz not null
            );
            create index accounts_cache_expires on accounts_cache (expires);
            grant select, insert, update, delete on accounts_cache to freehold_identity;
            grant usage on all sequences in schema public to freehold_app, freehold_worker, freehold_identity;
        """),
        Open("accounts_cache"),
        TenantForeignKey("notices_notice", "person_id", "accounts_person", on_delete="cascade"),
    ]
