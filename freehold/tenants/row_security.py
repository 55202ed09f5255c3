"""The scope: which rows exist for this transaction.

PostgreSQL's row security reads two transaction-local settings, `freehold.tenant` (whose rows) and
`freehold.person` (who is signed in). No scope, no rows. A released savepoint keeps a transaction-local
setting, so that every inner scope here restores the outer one by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

TENANT = "freehold.tenant"
PERSON = "freehold.person"


def current_tenant() -> UUID | None:
    """The tenant whose rows exist now, or None."""
    return _read(TENANT)


def current_person() -> UUID | None:
    """The person who is signed in now, or None."""
    return _read(PERSON)


@contextmanager
def scope(tenant_id: UUID, *, person_id: UUID | None = None) -> Iterator[None]:
    """Open a transaction (or savepoint) in which the rows of one tenant exist.

    For the edges of the program that have no request: jobs, commands, streams. Actions that must touch
    a second tenant use `enter`.
    """
    is_outermost = not connection.in_atomic_block  # nothing to restore: the settings end with the transaction
    with transaction.atomic():
        if is_outermost:
            _set(tenant_id, person_id)
            yield
            return
        before = _exchange(tenant_id, person_id)
        yield
        _set(*before)


@contextmanager
def enter(tenant_id: UUID, *, because: str) -> Iterator[None]:
    """Touch another tenant's rows inside an action, after its one permission check on the actor's own side.

    `because` is the reason in a few words; who may call this is a short list in the architecture test.
    An exception rolls the savepoint back, and with it the setting.
    """
    if not because:
        raise ValueError("entering a tenant needs a reason")
    with transaction.atomic():
        before = _exchange_tenant(tenant_id)
        yield
        _exchange_tenant(before)


def set_scope(tenant_id: UUID | None, person_id: UUID | None) -> None:
    """Set the scope of the running transaction: for the middleware alone."""
    _set(tenant_id, person_id)


# What stood before is read by a CTE, so that it is read before it is set.
EXCHANGE = """
with before as materialized (
    select nullif(current_setting('freehold.tenant', true), '')::uuid as tenant,
           nullif(current_setting('freehold.person', true), '')::uuid as person
)
select tenant, person, set_config('freehold.tenant', %s, true), set_config('freehold.person', %s, true) from before
"""
EXCHANGE_TENANT = """
with before as materialized (select nullif(current_setting('freehold.tenant', true), '')::uuid as tenant)
select tenant, set_config('freehold.tenant', %s, true) from before
"""


def _exchange(tenant_id: UUID, person_id: UUID | None) -> tuple[UUID | None, UUID | None]:
    """Set the scope, and return what it was."""
    with connection.cursor() as cursor:
        cursor.execute(EXCHANGE, [str(tenant_id), str(person_id or "")])
        tenant, person, *_set_to = cursor.fetchone()
        return tenant, person


def _exchange_tenant(tenant_id: UUID | None) -> UUID | None:
    """Set whose rows exist, and return whose existed; the person stays."""
    with connection.cursor() as cursor:
        cursor.execute(EXCHANGE_TENANT, [str(tenant_id or "")])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _read(name: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("select nullif(current_setting(%s, true), '')::uuid", [name])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _set(tenant_id: UUID | None, person_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config(%s, %s, true), set_config(%s, %s, true)",
            [TENANT, str(tenant_id or ""), PERSON, str(person_id or "")],
        )
