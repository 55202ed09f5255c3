"""A tenant's people, as administrators see them, and whom to tell of what happens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from freehold.accounts.models import Group, GroupMember, Person
from freehold.accounts.permissions import SEE_PEOPLE
from freehold.accounts.rules import normalised_address
from freehold.accounts.states import PersonState
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.tenants.row_security import current_tenant

PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody of the tenant, as administrators see them."""

    id: UUID
    name: str
    email: str
    contact_email: str
    roles: tuple[Role, ...]
    state: PersonState
    last_sign_in_at: datetime | None
    has_second_factor: bool
    version: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to whom a notice can be written."""

    person_id: UUID
    name: str
    email: str
    language: str


def people_of(
    actor: Actor,
    *,
    search: str = "",
    state: PersonState | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[PersonFacts]:
    """The tenant's people by name; `after` is the (name, id) of the last one seen."""
    require(actor, SEE_PEOPLE)
    found = _people(actor, search=search, state=state)
    if after:
        name, person_id = after
        found = found.filter(name__gte=name).exclude(name=name, id__lte=person_id)
    protected = people_with_second_factor()
    return [
        person_facts(row, has_second_factor=row.id in protected)
        for row in found.order_by("name", "id")[:limit]
    ]


def count_people(actor: Actor, *, search: str = "", state: PersonState | None = None) -> int:
    """How many people there are."""
    require(actor, SEE_PEOPLE)
    return _people(actor, search=search, state=state).count()


def get_person(actor: Actor, person_id: UUID) -> PersonFacts:
    """One of the tenant's people. Raises: NotFound, NotPermitted."""
    row = Person.objects.filter(id=person_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise NotFound
    require(actor, SEE_PEOPLE)
    return person_facts(row, has_second_factor=row.id in people_with_second_factor())


def find_person(actor: Actor, *, address: str) -> PersonFacts | None:
    """Who of the tenant's people signs in with this address, however it is written. Raises: NotPermitted."""
    require(actor, SEE_PEOPLE)
    row = Person.objects.filter(tenant_id=actor.tenant_id, email=normalised_address(address) or "").first()
    return person_facts(row, has_second_factor=row.id in people_with_second_factor()) if row else None


def people_with_second_factor() -> frozenset[UUID]:
    """Who in the tenant in scope has an authenticator app or a passkey."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.people_with_second_factor()")
        return frozenset(row[0] for row in cursor.fetchall())


def people_with_role(role: Role) -> list[Addressee]:
    """Those of the tenant in scope who have this role and have not left: whom to tell of what happens.

    By a role of their own or of a group. The address is their contact address where there is one.
    """
    tenant_id = current_tenant()
    if tenant_id is None:
        return []
    groups = Group.objects.filter(tenant_id=tenant_id, roles__contains=[role]).values("id")
    through = GroupMember.objects.filter(tenant_id=tenant_id, group_id__in=groups).values("person_id")
    # The actor's own row is visible in every scope: name the tenant.
    found = Person.objects.filter(Q(roles__contains=[role]) | Q(id__in=through), tenant_id=tenant_id)
    return [
        Addressee(
            person_id=person.id,
            name=person.name,
            email=person.contact_email or person.email,
            language=person.language,
        )
        for person in found.exclude(state=PersonState.LEFT).order_by("id")
    ]


def whom_to_ask(actor: Actor, *, limit: int = 3) -> list[str]:
    """Names of administrators of the actor's own tenant, for somebody who may not do something; under no grant."""
    found = Person.objects.filter(
        tenant_id=actor.home_tenant_id, state=PersonState.ACTIVE, roles__contains=[Role.ADMINISTRATOR]
    ).order_by("name", "id")
    return [person.name for person in found[: limit + 1] if person.id != actor.person_id][:limit]


def person_facts(row: Person, *, has_second_factor: bool) -> PersonFacts:
    """One row as administrators see it."""
    return PersonFacts(
        id=row.id,
        name=row.name,
        email=row.email,
        contact_email=row.contact_email,
        roles=tuple(Role(role) for role in row.roles),
        state=PersonState(row.state),
        last_sign_in_at=row.last_login,
        has_second_factor=has_second_factor,
        version=row.version,
    )


def _people(actor: Actor, *, search: str, state: PersonState | None) -> QuerySet[Person]:
    found = Person.objects.filter(tenant_id=actor.tenant_id)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return found.filter(state=state) if state else found
