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
    with transaction.atomic():
        before = _read(TENANT), _read(PERSON)
        _set(tenant_id, person_id)
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
    with scope(tenant_id, person_id=_read(PERSON)):
        yield


def set_scope(tenant_id: UUID | None, person_id: UUID | None) -> None:
    """Set the scope of the running transaction: for the middleware alone."""
    _set(tenant_id, person_id)


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
