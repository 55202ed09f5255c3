"""People, groups and what they sign in with, as pages and other packages read them."""

from uuid import UUID

from django.db import connection

from freehold.accounts.models import Person
from freehold.kernel.actor import Actor, Role, Via


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


def own_actor(person: Person) -> Actor:
    """The person acting on what is their own, on the pages of sign-in."""
    return Actor(
        tenant_id=person.tenant_id,
        home_tenant_id=person.tenant_id,
        person_id=person.id,
        name=person.name,
        roles=frozenset(Role(role) for role in person.roles),
        via=Via.PAGE,
    )
