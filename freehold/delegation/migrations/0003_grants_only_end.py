"""Either end may end a grant, and that is all: nobody lengthens one or brings it back."""

from django.db import migrations

from freehold.tenants.walls import SCOPE, WEB

EITHER_END = f"(tenant_id = {SCOPE} or holder_id = {SCOPE})"


class Migration(migrations.Migration):
    dependencies = [("delegation", "0002_keep_replies")]

    operations = [
        migrations.RunSQL(f"""
            revoke update (ends_at) on delegation_grant from {WEB};
            drop policy wall_update on delegation_grant;
            create policy wall_update on delegation_grant for update to {WEB}
                using ({EITHER_END} and ended_at is null) with check ({EITHER_END} and ended_at is not null);
        """),
    ]
