"""The schema as PostgreSQL has it: tables, columns and a superuser's connection that can become any role."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from django.apps import apps
from psycopg import sql

from freehold.host import database


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type as PostgreSQL names it, and whether a row must bring a value for it."""

    name: str
    type: str
    required: bool


def public_tables(connection: psycopg.Connection) -> list[str]:
    """Every table of the schema public, in order."""
    rows = connection.execute("""
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1
    """).fetchall()
    return [row[0] for row in rows]


def columns_of(connection: psycopg.Connection, table: str) -> list[Column]:
    """The columns that an insert may name."""
    rows = connection.execute(
        """
        select a.attname, format_type(a.atttypid, null), a.attnotnull and not a.atthasdef
        from pg_attribute a
        where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.attidentity = ''
        order by a.attnum
        """,
        [table],
    ).fetchall()
    return [Column(*row) for row in rows]


def value_for(table: str, column: Column) -> object:
    """Some value that the column takes: the first choice of the model's field, else one of the type."""
    model = next((m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table), None)
    field = next((f for f in model._meta.concrete_fields if f.column == column.name), None) if model else None
    if field is not None and field.choices:
        return str(field.choices[0][0])
    if column.type.endswith("[]"):
        return "{}"
    if column.type.startswith(("character", "text", "citext")):
        return f"{column.name} {uuid4().hex[:8]}"[: (field and field.max_length) or 40]
    values: dict[str, object] = {
        "uuid": uuid4(), "boolean": False, "jsonb": "{}", "json": "{}", "bytea": b"x", "inet": "192.0.2.1",
        "date": "2030-01-01", "time without time zone": "10:00", "interval": "1 day",
        "timestamp with time zone": "2030-01-01T00:00Z", "double precision": 1, "numeric": 1,
        "smallint": 1, "integer": 1, "bigint": 1,
    }  # fmt: skip
    return values[column.type]


def insert_row(connection: psycopg.Connection, table: str, given: dict[str, object]) -> None:
    """Insert one row with the given values, and made-up ones where the table demands them."""
    row = {
        column.name: value_for(table, column)
        for column in columns_of(connection, table)
        if column.required and column.name not in given
    } | given
    connection.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.Identifier(name) for name in row),
            sql.SQL(", ").join(sql.Placeholder() for _ in row),
        ),
        [json.dumps(value) if isinstance(value, dict) else value for value in row.values()],
    )


def forget_checks(connection: psycopg.Connection, table: str) -> None:
    """Drop the check constraints of a table until the roll-back, and let no foreign key speak: only walls answer."""
    names = connection.execute(
        "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'", [table]
    ).fetchall()
    for (name,) in names:
        connection.execute(
            sql.SQL("alter table {} drop constraint {}").format(sql.Identifier(table), sql.Identifier(name))
        )
    connection.execute("set local session_replication_role = replica")


@contextmanager
def rolled_back(cluster: database.Cluster, password: str) -> Iterator[psycopg.Connection]:
    """The superuser's connection in a transaction that leaves nothing behind."""
    with psycopg.connect(cluster.dsn(database.SUPERUSER, password)) as connection:
        yield connection
        connection.rollback()


@contextmanager
def acting(
    connection: psycopg.Connection, role: str, *, tenant: UUID | None = None, person: UUID | None = None
) -> Iterator[None]:
    """Be a runtime role in a scope, inside a savepoint that is rolled back."""
    connection.execute("savepoint acting")
    connection.execute(
        "select set_config('freehold.tenant', %s, true), set_config('freehold.person', %s, true)",
        [str(tenant or ""), str(person or "")],
    )
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    try:
        yield
    finally:
        connection.execute("rollback to savepoint acting")
        connection.execute("reset role")
