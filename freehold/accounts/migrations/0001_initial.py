import django.contrib.postgres.fields
import django.db.models.functions.text
from django.db import migrations, models

import freehold.accounts.states
import freehold.kernel.clock
import freehold.kernel.ids
from freehold.tenants import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("person_id", models.UUIDField()),
                ("name", models.TextField()),
                ("digest", models.TextField(unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("person_id", models.UUIDField()),
                ("digest", models.TextField(unique=True)),
                ("sent_to", models.TextField(blank=True, default="")),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("email", models.TextField()),
                ("contact_email", models.TextField(blank=True, default="")),
                ("name", models.TextField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            (
                                freehold.accounts.states.PersonState["INVITED"],
                                freehold.accounts.states.PersonState["INVITED"],
                            ),
                            (
                                freehold.accounts.states.PersonState["ACTIVE"],
                                freehold.accounts.states.PersonState["ACTIVE"],
                            ),
                            (
                                freehold.accounts.states.PersonState["LEFT"],
                                freehold.accounts.states.PersonState["LEFT"],
                            ),
                        ],
                        default=freehold.accounts.states.PersonState["INVITED"],
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("language", models.TextField(blank=True, default="")),
                ("time_zone", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "name", "id"], name="accounts_person_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("email",), name="accounts_person_signs_in_once"),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="accounts_person_email_is_lower_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppPassword",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("person_id", models.UUIDField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            (
                                freehold.accounts.states.AppPasswordKind["DEVICE"],
                                freehold.accounts.states.AppPasswordKind["DEVICE"],
                            ),
                            (
                                freehold.accounts.states.AppPasswordKind["SESSION"],
                                freehold.accounts.states.AppPasswordKind["SESSION"],
                            ),
                        ],
                        default=freehold.accounts.states.AppPasswordKind["DEVICE"],
                    ),
                ),
                ("name", models.TextField()),
                ("digest", models.TextField(unique=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "person_id"], name="accounts_apppassword_of_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("name", models.TextField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "name"), name="accounts_group_by_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=freehold.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=freehold.kernel.clock.now, editable=False)),
                ("group_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "group_id", "person_id"), name="accounts_groupmember_once"
                    )
                ],
            },
        ),
        walls.TenantTable("accounts_person", using=f"id = {walls.PERSON} or tenant_id = {walls.SCOPE}"),
        migrations.RunSQL("""
            create function accounts_person_stays() returns trigger language plpgsql as $$
            begin
                if new.tenant_id <> old.tenant_id then
                    raise exception 'a person cannot change tenant';
                end if;
                return new;
            end $$;
            create trigger accounts_person_stays before update on accounts_person
                for each row execute function accounts_person_stays();
        """),
        walls.TenantTable("accounts_group"),
        walls.TenantTable("accounts_groupmember"),
        walls.TenantTable("accounts_invitation"),
        walls.TenantTable("accounts_apitoken"),
        walls.TenantTable("accounts_apppassword"),
        walls.TenantForeignKey("accounts_groupmember", "group_id", "accounts_group", on_delete="cascade"),
        walls.TenantForeignKey("accounts_groupmember", "person_id", "accounts_person", on_delete="cascade"),
        walls.TenantForeignKey("accounts_invitation", "person_id", "accounts_person", on_delete="cascade"),
        walls.TenantForeignKey("accounts_apitoken", "person_id", "accounts_person", on_delete="cascade"),
        walls.TenantForeignKey("accounts_apppassword", "person_id", "accounts_person", on_delete="cascade"),
        migrations.RunSQL("""
            create policy identity_select on accounts_person for select to freehold_identity using (true);
            create policy identity_update on accounts_person for update to freehold_identity using (true);
            grant select, update (password, last_login) on accounts_person to freehold_identity;
        """),
        migrations.RunSQL("""
            grant usage on schema public to freehold_app, freehold_worker, freehold_identity, freehold_definer;
            grant select, insert, update, delete on django_session to freehold_app, freehold_worker, freehold_identity;
            grant select on django_content_type, auth_permission, auth_group, auth_group_permissions
                to freehold_app, freehold_worker, freehold_identity;
            grant select on django_migrations to freehold_app, freehold_worker;
        """),
    ]
