"""Leaving the identity role for a moment: what a page of sign-in does in a person's tenant, by code of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from freehold.tenants.row_security import scope

IDENTITY = "freehold_identity"


@contextmanager
def in_tenant_of(tenant_id: UUID, *, person_id: UUID) -> Iterator[None]:
    """Become the web's own role in one person's scope, and what one was before when it ends.

    allauth's own code never runs in here: it keeps to the identity role, which sees no tenant's data.
    An exception rolls the savepoint back, and with it role and scope.
    """
    with transaction.atomic():
        before = _role()
        _become("none")
        with scope(tenant_id, person_id=person_id):
            yield
        _become(before)


def is_identity() -> bool:
    """Whether the transaction is in the identity role now."""
    return _role() == IDENTITY


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        return str(cursor.fetchone()[0])


def _become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('role', %s, true)", [role])
