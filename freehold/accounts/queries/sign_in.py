"""What the pages of sign-in ask before a scope is known, of definer functions."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from freehold.accounts.rules import digest


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """An invitation that still opens its account."""

    id: UUID
    tenant_id: UUID
    person_id: UUID


def tenant_to_sign_in_to(person_id: UUID) -> UUID | None:
    """The tenant of a person who may sign in; None when they left or their tenant is closed."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.tenant_to_sign_in_to(%s)", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None


def sign_in_is_taken(address: str) -> bool:
    """Whether anybody, in any tenant, signs in with this address."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.sign_in_is_taken(%s)", [address])
        row = cursor.fetchone()
    return bool(row and row[0])


def find_invitation(secret: str) -> InvitationFacts | None:
    """The invitation that this secret opens, if it was not used and has not expired."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.invitation_behind(%s)", [digest(secret)])
        row = cursor.fetchone()
    return InvitationFacts(*row) if row else None
