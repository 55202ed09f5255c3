"""The walls, proved table by table by walking the schema: a new table cannot be forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from conftest import Cast
from freehold.accounts.models import Group, GroupMember
from freehold.host import database
from freehold.tenants.row_security import scope
from freehold.tenants.walls import COMMERCIAL, Stays, TenantTable, Wall
from tests.schema import acting, columns_of, forget_checks, insert_row, public_tables, rolled_back

# Tables without tenants' data. Each needs its reason.
OPEN = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "browsers, by a random key; what they hold is sealed (accounts.sealed_session)",
    "auth_permission": "names, unused: permissions are code",
    "auth_group": "empty: groups are accounts_group",
    "auth_group_permissions": "empty",
    "account_emailconfirmation": "empty, and nobody has rights on it: links are signed",
    "accounts_cache": "rate limits of sign-in, under digests; brands looked at before they are saved; gone within an hour",
    "metering_doorday": "minutes in which a kind of service answered, for everybody alike; the worker alone adds to them",
    "audit_signingkey": "the instance's public keys; the private half is sealed",
    "procrastinate_events": "when a job ran: opaque numbers; the web may only add",
    "procrastinate_periodic_defers": "when a periodic job ran; for the worker alone",
    "procrastinate_workers": "heartbeats; for the worker alone",
}

TENANTS_OF_A_ROW = ("tenant_id", "seller_id", "buyer_id", "former_seller_id", "holder_id", "asker_id")
# Where a row says otherwise whose it is.
OWNERS = {"tenants_tenant": "id"}
OF_A_PERSON = ("user_id",)  # tables of allauth: the person who is signed in, and nobody else
RUNTIME = ("freehold_app", "freehold_worker")

# What the definer role may change, besides reading: each column with its reason.
DEFINER_WRITES = {
    ("accounts_apitoken", "last_used_at"),
    ("accounts_apppassword", "last_used_at"),
    ("mail_mailbox", "sending_frozen_at"),
    ("mail_mailbox", "sending_frozen_because"),
}

Running = tuple[database.Cluster, dict[str, str]]


@pytest.fixture
def superuser(cluster: Running, django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A transaction of the superuser that is rolled back; it becomes runtime roles by `acting`."""
    running, passwords = cluster
    with rolled_back(running, passwords[database.SUPERUSER]) as raw:
        yield raw


def walled_tables(raw: psycopg.Connection) -> list[str]:
    """Every table that is not on the list of open ones."""
    return [table for table in public_tables(raw) if table not in OPEN]


def owner_columns(raw: psycopg.Connection, table: str) -> list[str]:
    """The columns that say whose a row is."""
    if table in OWNERS:
        return [OWNERS[table]]
    names = {column.name for column in columns_of(raw, table)}
    return [name for name in (*TENANTS_OF_A_ROW, *OF_A_PERSON) if name in names]


def may(raw: psycopg.Connection, role: str, table: str, right: str) -> bool:
    """Whether the role has the right on the table, or on any of its columns."""
    check = "has_table_privilege" if right == "delete" else "has_any_column_privilege"
    return bool(raw.execute(f"select {check}(%s, %s, %s)", [role, table, right]).fetchone()[0])  # type: ignore[index]


def test_every_table_is_walled_or_on_the_list(superuser: psycopg.Connection) -> None:
    walls = {
        name: (enabled, forced, policies)
        for name, enabled, forced, policies in superuser.execute("""
            select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   (select count(*) from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname)
            from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        """)
    }

    missing = [
        table
        for table, (enabled, forced, policies) in walls.items()
        if table not in OPEN and not (enabled and forced and policies)
    ]
    assert missing == []
    assert [table for table in OPEN if table not in walls] == [], "the list names tables that are gone"


def test_no_policy_of_a_runtime_role_lets_every_row_through(superuser: psycopg.Connection) -> None:
    wide = superuser.execute("""
        select tablename, policyname, roles::text[] from pg_policies
        where schemaname = 'public' and (qual = 'true' or with_check = 'true')
          and not roles <@ array['freehold_definer', 'freehold_identity']::name[]
    """).fetchall()

    # The worker picks its work across tenants: jobs hold opaque ids.
    assert wide == [("procrastinate_jobs", "worker", ["freehold_worker"])]


def test_every_walled_table_says_whose_its_rows_are(superuser: psycopg.Connection) -> None:
    silent = [table for table in walled_tables(superuser) if not owner_columns(superuser, table)]

    assert silent == ["procrastinate_jobs"], "add the column that names the tenant, or a case of its own"


def test_row_by_row_nobody_passes_a_wall(superuser: psycopg.Connection) -> None:
    """For each table: the owner sees its row; another tenant, its seller and nobody see, change and add nothing."""
    for table in walled_tables(superuser):
        if table == "procrastinate_jobs":
            continue
        for role in RUNTIME:
            superuser.execute("savepoint one_table")
            prove_the_wall(superuser, table, role)
            superuser.execute("rollback to savepoint one_table")


@pytest.mark.parametrize(
    "hole",
    [
        "create policy hole on holed for select to freehold_app using (true)",
        "create policy hole on holed for insert to freehold_app with check (true)",
        "create policy hole on holed for update to freehold_app using (tenant_id = "
        "nullif(current_setting('freehold.tenant', true), '')::uuid) with check (true)",
        "alter table holed disable row level security",
    ],
)
def test_the_proof_finds_a_hole(superuser: psycopg.Connection, hole: str) -> None:
    superuser.execute("create table holed (id uuid primary key, tenant_id uuid not null, name text not null)")
    for statement in TenantTable("holed").statements():
        superuser.execute(statement)
    prove_the_wall(superuser, "holed", "freehold_app")

    superuser.execute(hole)

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        prove_the_wall(superuser, "holed", "freehold_app")


def test_the_proof_finds_an_end_that_hands_a_row_on(superuser: psycopg.Connection) -> None:
    superuser.execute(
        "create table holed (id uuid primary key, seller_id uuid not null, buyer_id uuid not null, name text)"
    )
    for statement in Wall("holed", using=COMMERCIAL).statements():
        superuser.execute(statement)
    superuser.execute("savepoint without")

    with pytest.raises(AssertionError, match="moved a row of holed by seller_id"):
        prove_the_wall(superuser, "holed", "freehold_app")

    superuser.execute("rollback to savepoint without")
    for statement in Stays("holed", "seller_id", "buyer_id").statements():
        superuser.execute(statement)
    prove_the_wall(superuser, "holed", "freehold_app")


def prove_the_wall(raw: psycopg.Connection, table: str, role: str) -> None:
    """Make a row of each end, then try to reach it from everywhere else."""
    stranger = uuid4()
    columns = owner_columns(raw, table)
    owners: dict[str, object] = {column: uuid4() for column in columns}
    forget_checks(raw, table)
    insert_row(raw, table, owners)
    identifier = sql.Identifier(table)
    for column, owner in owners.items():
        person = owner if column in OF_A_PERSON else None
        tenant = None if column in OF_A_PERSON else owner
        if may(raw, role, table, "select"):
            with acting(raw, role, tenant=tenant, person=person):  # type: ignore[arg-type]
                found = raw.execute(sql.SQL("select count(*) from {}").format(identifier)).fetchone()
            readable = found is not None and found[0] == 1
            assert readable, f"{role} in its own scope sees no row of {table}: the proof below would be empty"
    for tenant in (stranger, None):
        for statement in reads_and_writes(raw, table, role, columns[0]):
            with acting(raw, role, tenant=tenant, person=stranger if tenant else None):
                touched = raw.execute(statement).rowcount
            assert touched == 0, f"{role} in a foreign scope reached {table}: {statement.as_string(raw)}"
        if may(raw, role, table, "insert"):
            with (
                acting(raw, role, tenant=tenant, person=stranger if tenant else None),
                pytest.raises(
                    psycopg.errors.InsufficientPrivilege, match=r"row-level security|permission denied"
                ),
            ):
                insert_row(raw, table, {column: uuid4() for column in columns})

    for column in columns:
        prove_that_rows_stay(raw, table, role, column, owners)


def prove_that_rows_stay(
    raw: psycopg.Connection, table: str, role: str, moved: str, owners: dict[str, object]
) -> None:
    """Nobody who may change a row hands it to somebody else, by changing what says whose it is."""
    statement = sql.SQL("update {} set {} = {}").format(
        sql.Identifier(table), sql.Identifier(moved), sql.Literal(uuid4())
    )
    for column, owner in owners.items():
        tenant, person = (None, owner) if column in OF_A_PERSON else (owner, row_id(raw, table))
        with acting(raw, role, tenant=tenant, person=person):  # type: ignore[arg-type]
            try:
                moved_rows = raw.execute(statement).rowcount
            except psycopg.errors.InsufficientPrivilege:
                moved_rows = 0
        assert moved_rows == 0, f"{role} in the scope of {column} moved a row of {table} by {moved}"


def row_id(raw: psycopg.Connection, table: str) -> object:
    """The id of the one row that the proof made: a person's own row is seen by that person anywhere."""
    columns = {column.name for column in columns_of(raw, table)}
    if "id" not in columns:
        return None
    found = raw.execute(sql.SQL("select id from {}").format(sql.Identifier(table))).fetchone()
    return found[0] if found and isinstance(found[0], UUID) else None


def reads_and_writes(raw: psycopg.Connection, table: str, role: str, column: str) -> list[sql.Composed]:
    """What a role that lost its way could try, as far as its rights go."""
    identifier = sql.Identifier(table)
    tries = []
    if may(raw, role, table, "select"):
        tries.append(sql.SQL("select {} from {}").format(sql.Identifier(column), identifier))
    changeable = [
        c.name
        for c in columns_of(raw, table)
        if raw.execute("select has_column_privilege(%s, %s, %s, 'update')", [role, table, c.name]).fetchone()
        == (True,)
    ]
    if changeable:
        name = sql.Identifier(changeable[-1])
        tries.append(sql.SQL("update {} set {} = {}").format(identifier, name, name))
    if may(raw, role, table, "delete"):
        tries.append(sql.SQL("delete from {}").format(identifier))
    return tries


# Tables that two tenants see and both may change: which columns, from which end.
CHANGED_BY_EITHER_END = {
    "delegation_grant": {
        "ended_at",
        "ended_by",
        "ended_by_id",
    },  # and only once, and only to an end: see below
    # Once, and each side to what is its own to say: see below.
    "delegation_grantrequest": {"state", "decided_at", "answered_by", "grant_id"},
    "channel_declaration": {
        "told_at",
        "withdrawn_at",
    },  # the worker notes in the partner's scope that all were told
    "channel_handover": {"state", "agreed_at", "announced_at", "closed_at"},  # one proposes, the other agrees
    "payments_mandate": {"revoked_at"},  # either end may revoke it
    # Both ends act on an order: they suspend, resume and cancel it. Whose it is stays.
    "subscriptions_subscription": {
        name
        for field in apps.get_model("subscriptions", "Subscription")._meta.concrete_fields
        if (name := field.column) not in TENANTS_OF_A_ROW
    },
}


def test_what_either_end_of_a_row_may_change_is_listed(superuser: psycopg.Connection) -> None:
    """A right that a policy gives to both ends is a right that the weaker of the two has as well."""
    found: dict[str, set[str]] = {}
    for table in walled_tables(superuser):
        ends = [column for column in owner_columns(superuser, table) if column in TENANTS_OF_A_ROW]
        if len(ends) < 2:
            continue
        superuser.execute("savepoint one_table")
        owners: dict[str, object] = {column: uuid4() for column in ends}
        forget_checks(superuser, table)
        insert_row(superuser, table, owners)
        by_end = [changeable(superuser, table, owner) - set(ends) for owner in owners.values()]
        if both := set.intersection(*by_end):
            found[table] = both
        superuser.execute("rollback to savepoint one_table")

    assert found == CHANGED_BY_EITHER_END


def changeable(raw: psycopg.Connection, table: str, owner: object) -> set[str]:
    """The columns that the web may write to in a row, in the scope of one of its ends."""
    found = set()
    with acting(raw, "freehold_app", tenant=owner):  # type: ignore[arg-type]
        seen = raw.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        names = [
            column.name
            for column in columns_of(raw, table)
            if raw.execute(
                "select has_column_privilege(%s, %s, 'update')", [table, column.name]
            ).fetchone() == (True,)
        ]  # fmt: skip
        if seen == (1,) and names:
            lock = sql.SQL("select from {} for update").format(sql.Identifier(table))
            found = set(names) if raw.execute(lock).rowcount == 1 else set()
    return found


@pytest.mark.parametrize("end", ["tenant_id", "holder_id"])
def test_a_grant_can_be_ended_by_either_end_and_nothing_else(superuser: psycopg.Connection, end: str) -> None:
    owners: dict[str, object] = {"tenant_id": uuid4(), "holder_id": uuid4()}
    forget_checks(superuser, "delegation_grant")
    insert_row(superuser, "delegation_grant", {**owners, "ends_at": "2030-01-01T00:00Z"})

    for role in RUNTIME:
        for column in ("ends_at", "starts_at", "roles", "kind", "reason", "tenant_id", "holder_id"):
            with (
                acting(superuser, role, tenant=owners[end]),  # type: ignore[arg-type]
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"),
            ):
                superuser.execute(f"update delegation_grant set {column} = {column}")
        with acting(superuser, role, tenant=owners[end]):  # type: ignore[arg-type]
            ended = superuser.execute("update delegation_grant set ended_at = now(), ended_by = 'me'")
            assert ended.rowcount == 1
            for again in ("null", "'2040-01-01'"):
                revived = superuser.execute(f"update delegation_grant set ended_at = {again}")
                assert revived.rowcount == 0
    # The worker notes what it told of a grant that holds; the web touches one to end it, and for nothing else.
    with (
        acting(superuser, "freehold_app", tenant=owners[end]),  # type: ignore[arg-type]
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
    ):
        superuser.execute("update delegation_grant set ended_at = null, ended_by = 'nobody'")


@pytest.mark.parametrize(
    ("end", "allowed"),
    [
        ("asker_id", {"withdrawn", "expired"}),
        ("tenant_id", {"approved", "declined", "expired"}),
        ("seller_id", {"approved", "declined", "expired"}),
    ],
)
def test_who_asks_for_a_grant_cannot_approve_it_past_the_program(
    superuser: psycopg.Connection, end: str, allowed: set[str]
) -> None:
    owners: dict[str, object] = {"tenant_id": uuid4(), "asker_id": uuid4(), "seller_id": uuid4()}
    forget_checks(superuser, "delegation_grantrequest")
    insert_row(superuser, "delegation_grantrequest", {**owners, "state": "open"})

    for role in RUNTIME:
        for state in ("open", "approved", "declined", "withdrawn", "expired"):
            with acting(superuser, role, tenant=owners[end]):  # type: ignore[arg-type]
                try:
                    changed = superuser.execute(
                        "update delegation_grantrequest set state = %s, decided_at = now()", [state]
                    ).rowcount
                    again = superuser.execute("update delegation_grantrequest set state = 'open'").rowcount
                except psycopg.errors.InsufficientPrivilege:
                    changed = again = 0
            assert (changed, again) == (int(state in allowed), 0), f"{role}, {end}: {state}"
        for column in ("roles", "lasts_hours", "expires_at", "reason", *owners):
            with (
                acting(superuser, role, tenant=owners[end]),  # type: ignore[arg-type]
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"),
            ):
                superuser.execute(f"update delegation_grantrequest set {column} = {column}")


def test_the_web_can_enqueue_for_its_own_tenant_alone(superuser: psycopg.Connection) -> None:
    own, other = uuid4(), uuid4()
    given = {"task_name": "x", "queue_name": "default", "status": "todo"}

    with acting(superuser, "freehold_app", tenant=own):
        superuser.execute(
            "insert into procrastinate_jobs (task_name, queue_name, args) values ('x', 'default', %s)",
            [f'{{"tenant_id": "{own}"}}'],
        )
    with (
        acting(superuser, "freehold_app", tenant=own),
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
    ):
        superuser.execute(
            "insert into procrastinate_jobs (task_name, queue_name, args) values (%s, %s, %s)",
            [given["task_name"], given["queue_name"], f'{{"tenant_id": "{other}"}}'],
        )
    for right in ("update", "delete"):
        assert not may(superuser, "freehold_app", "procrastinate_jobs", right)


def test_no_runtime_role_may_change_or_delete_the_log(superuser: psycopg.Connection) -> None:
    for role in RUNTIME:
        for table in ("audit_entry", "audit_leaf", "audit_checkpoint"):
            for right in ("update", "delete"):
                assert not may(superuser, role, table, right), f"{role} may {right} {table}"
            assert not superuser.execute(
                "select has_table_privilege(%s, %s, 'truncate')", [role, table]
            ).fetchone()[0]  # type: ignore[index]


# References


def test_references_inside_a_tenant_are_composite_keys(superuser: psycopg.Connection) -> None:
    """A plain foreign key bypasses row security: every one between tenant tables carries the tenant."""
    tenant_tables = {t for t in walled_tables(superuser) if "tenant_id" in owner_columns(superuser, t)}
    plain = [
        (name, source, target)
        for name, source, target, columns in superuser.execute("""
            select k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text,
                   (select array_agg(a.attname::text) from unnest(k.conkey) n
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n)
            from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace
        """)
        if source in tenant_tables and target in tenant_tables and "tenant_id" not in columns
    ]

    assert [fault for fault in plain if not fault[1].startswith(("account_", "mfa_", "usersessions_"))] == []


def test_every_reference_of_a_model_has_its_key(superuser: psycopg.Connection) -> None:
    """A `<name>_id` that means a row of the same tenant is tied to it, or stands on the list with its reason."""
    tied = {
        (source, column)
        for source, columns in superuser.execute("""
            select k.conrelid::regclass::text,
                   (select array_agg(a.attname::text) from unnest(k.conkey) n
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n)
            from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace
        """)
        for column in columns
    }
    known = {m._meta.model_name: m for m in apps.get_models() if m.__module__.startswith("freehold.")}
    loose = []
    for model in known.values():
        for field in model._meta.concrete_fields:
            table, column = model._meta.db_table, field.column
            if isinstance(field, models.ForeignKey) and field.db_constraint:
                if "tenant_id" in {f.column for f in field.related_model._meta.concrete_fields}:
                    loose.append((table, column, "a plain foreign key to a tenant table"))
                continue
            target = column.removesuffix("_id").replace("_", "")
            if column.endswith("_id") and target in known and (table, column) not in tied | ACROSS_TENANTS:
                loose.append((table, column, "no composite key"))

    assert loose == []


# Opaque ids that point into another tenant, or at something that may be gone, on purpose.
ACROSS_TENANTS = {
    ("channel_transferredorder", "plan_id"),  # of the seller that goes on with the order
    ("resold_supply", "instance_id"),  # the customer's, of an order that its supplier sells
    ("delegation_grantrequest", "tenant_id"),  # whose grant is asked for, by another tenant
    ("delegation_grantrequest", "grant_id"),  # the grant that the one who was asked gave
    ("delegation_emergency", "grant_id"),  # the grant in the tenant that was entered
    ("audit_entry", "grant_id"),  # the grant under which an act was done stays named after its end
    ("audit_leaf", "entry_id"),  # the leaf outlives an erased entry
    ("subscriptions_phase", "plan_id"),  # the same as of its order
    ("subscriptions_subscription", "plan_id"),  # the seller's, seen by the buyer as an opaque id
    ("subscriptions_subscription", "instance_id"),  # the customer's, on every edge above it
    (
        "invoicing_invoiceline",
        "subscription_id",
    ),  # what was billed is written from an order read in the same scope
    ("mail_mailbox", "instance_id"),  # a service knows its instances by the id that its contract hands it
    ("mail_dayfigures", "instance_id"),  # the same
    # A seller's events name its own order, which was looked up just before and is never deleted.
    ("metering_usageevent", "subscription_id"),
    ("metering_pendingusage", "subscription_id"),
    ("metering_usageevent", "tenant_id"),  # so many that a key would cost more than the rest
    ("metering_pendingusage", "tenant_id"),
    ("delegation_keptreply", "person_id"),  # under a grant the person belongs to another tenant
    ("delegation_grant", "tenant_id"),  # a grant names both ends, and outlives either
}


def test_a_reference_cannot_reach_through_the_wall(cast: Cast) -> None:
    with scope(cast.rival.tenant_id):
        group = Group.objects.create(tenant_id=cast.rival.tenant_id, name="Birch's own")

    with scope(cast.partner.tenant_id), pytest.raises(IntegrityError, match="group_id_within_tenant"):
        join_at_once(cast.partner.tenant_id, group.id, cast.partner.person_id)


@transaction.atomic
def join_at_once(tenant_id: UUID, group_id: UUID, person_id: UUID | None) -> None:
    """Point at a group, and let the deferred keys speak now."""
    GroupMember.objects.create(tenant_id=tenant_id, group_id=group_id, person_id=person_id)
    connection.check_constraints()


# Roles


def test_runtime_roles_have_no_power_over_the_schema(superuser: psycopg.Connection) -> None:
    roles = superuser.execute("""
        select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication, rolinherit, rolcanlogin
        from pg_roles where rolname like 'freehold_%%' order by 1
    """).fetchall()
    owned = superuser.execute("""
        select c.relname, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner
        where r.rolname in ('freehold_app', 'freehold_worker', 'freehold_engine', 'freehold_identity')
    """).fetchall()

    assert roles == [
        ("freehold_app", False, False, True),
        ("freehold_definer", False, False, False),
        ("freehold_engine", False, False, True),
        ("freehold_identity", False, False, False),
        ("freehold_owner", False, False, True),
        ("freehold_worker", False, False, True),
    ]
    assert owned == []
    for role in (*RUNTIME, "freehold_engine", "freehold_identity"):
        for schema in ("public", "definer"):
            may_create = superuser.execute(
                "select has_schema_privilege(%s, %s, 'create')", [role, schema]
            ).fetchone()
            assert may_create == (False,), f"{role} may create in {schema}"


def test_runtime_roles_can_become_nothing_but_the_identity_role(superuser: psycopg.Connection) -> None:
    memberships = superuser.execute("""
        select m.rolname, r.rolname from pg_auth_members a
        join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member
        where m.rolname like 'freehold_%%' order by 1, 2
    """).fetchall()

    assert memberships == [
        ("freehold_app", "freehold_identity"),
        ("freehold_owner", "freehold_definer"),
        ("freehold_owner", "freehold_identity"),
    ]


def test_the_engines_see_their_own_schema_alone(superuser: psycopg.Connection) -> None:
    reachable = [
        table
        for table in public_tables(superuser)
        if any(
            may(superuser, "freehold_engine", table, right)
            for right in ("select", "insert", "update", "delete")
        )
    ]

    assert reachable == []
    assert superuser.execute(
        "select has_schema_privilege('freehold_engine', 'definer', 'usage')"
    ).fetchone() == (False,)


def test_the_identity_role_reaches_identities_and_no_data(superuser: psycopg.Connection) -> None:
    reachable = {
        table
        for table in public_tables(superuser)
        if any(
            may(superuser, "freehold_identity", table, right)
            for right in ("select", "insert", "update", "delete")
        )
    }
    identities = ("accounts_", "account_", "mfa_", "usersessions_", "auth_", "django_", "socialaccount_")

    assert {table for table in reachable if not table.startswith(identities)} == set()


def test_definer_functions_are_those_of_the_files_and_guarded(superuser: psycopg.Connection) -> None:
    written = {
        name
        for file in settings.SCHEMA_FILES
        for name in re.findall(
            r"create or replace function (?:definer|engine)\.(\w+)", Path(file).read_text(), re.IGNORECASE
        )
    }
    present = superuser.execute("""
        select p.proname, p.prosecdef, coalesce(array_to_string(p.proconfig, ','), ''), r.rolname,
               has_function_privilege('public', p.oid, 'execute'), p.provolatile = 'i'
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
        where n.nspname in ('definer', 'engine')
    """).fetchall()
    anywhere = superuser.execute("""
        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname not in ('definer', 'engine', 'pg_catalog', 'information_schema')
    """).fetchall()

    assert {name for name, *_ in present} == written
    for name, definer, config, owner, everybody, reads_nothing in present:
        assert definer or reads_nothing, f"{name} reads with the rights of its caller"
        assert "search_path=" in config or not definer, f"{name} takes its caller's search path"
        assert owner == "freehold_definer", f"{name} is owned by {owner}"
        assert not everybody, f"everybody may call {name}"
    assert anywhere == []


def test_the_definer_role_changes_only_what_is_listed(superuser: psycopg.Connection) -> None:
    writes = {
        (table, column.name)
        for table in public_tables(superuser)
        for column in columns_of(superuser, table)
        for right in ("insert", "update")
        if superuser.execute(
            "select has_column_privilege('freehold_definer', %s, %s, %s)", [table, column.name, right]
        ).fetchone()
        == (True,)
    }

    assert writes == DEFINER_WRITES
