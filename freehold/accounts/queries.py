"""People, groups and what they sign in with, as pages and other packages read them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from freehold.accounts.models import Person
from freehold.accounts.states import PersonState
from freehold.kernel.actor import Actor, Role, Via


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to whom a notice can be written."""

    person_id: UUID
    name: str
    email: str
    language: str


def people_with_role(role: Role) -> list[Addressee]:
    """Those of the tenant in scope who have this role themselves and have not left: whom to tell of what happens."""
    found = Person.objects.filter(roles__contains=[role]).exclude(state=PersonState.LEFT)
    return [
        Addressee(person_id=person.id, name=person.name, email=person.email, language=person.language)
        for person in found.order_by("id")
    ]


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
