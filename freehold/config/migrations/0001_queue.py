"""Rights on the queue: the web may enqueue for the tenant in scope, and read nothing; the worker does the rest."""

from django.db import migrations

from freehold.tenants.walls import SCOPE

TABLES = ("jobs", "events", "periodic_defers", "workers")


class Migration(migrations.Migration):
    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(f"""
            grant select, insert, update, delete on procrastinate_{table} to freehold_worker;
        """)
        for table in TABLES
    ] + [
        migrations.RunSQL(f"""
            grant usage on all sequences in schema public to freehold_app, freehold_worker;
            grant insert, select (id) on procrastinate_jobs to freehold_app;
            grant insert on procrastinate_events to freehold_app;
            alter table procrastinate_jobs enable row level security;
            alter table procrastinate_jobs force row level security;
            create policy worker on procrastinate_jobs to freehold_worker using (true) with check (true);
            create policy enqueue on procrastinate_jobs for insert to freehold_app
                with check (args ->> 'tenant_id' = ({SCOPE})::text);
            create policy enqueued on procrastinate_jobs for select to freehold_app
                using (args ->> 'tenant_id' = ({SCOPE})::text);
        """),
    ]
