"""Registered prospects, as the one who registered them sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freehold.channel.models import Registration
from freehold.channel.permissions import SEE_REGISTRATIONS
from freehold.channel.rules.registering import may_extend
from freehold.channel.states import RegistrationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require

PAGE = 50


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A registration as its holder sees it."""

    id: UUID
    name: str
    unicode_name: str
    company: str
    registered_by: str
    created_at: datetime
    ends_at: datetime
    extended_at: datetime | None
    state: RegistrationState
    closed_at: datetime | None

    @property
    def is_held(self) -> bool:
        """Whether nobody else may begin with the domain now."""
        return self.state is RegistrationState.HELD and clock.now() < self.ends_at

    @property
    def may_extend(self) -> bool:
        """Whether its holder may let it last longer."""
        return self.is_held and may_extend(
            ends_at=self.ends_at, extended_at=self.extended_at, now=clock.now()
        )


@dataclass(frozen=True, slots=True)
class Due:
    """A registration to be closed; `proven_by` is the tenant that has proven the domain, if one has."""

    seller_id: UUID
    registration_id: UUID
    proven_by: UUID | None


def list_registrations(
    actor: Actor,
    *,
    state: RegistrationState | None = None,
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[RegistrationFacts]:
    """The actor's own, the newest first; `after` is the id of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_REGISTRATIONS)
    found = Registration.objects.filter(tenant_id=actor.tenant_id)
    if state is not None:
        found = found.filter(state=state)
    if search:
        found = found.filter(
            Q(name__icontains=search) | Q(unicode_name__icontains=search) | Q(company__icontains=search)
        )
    if after is not None:
        found = found.filter(id__lt=after)
    return [_facts(row) for row in found.order_by("-id")[:limit]]


def get_registration(actor: Actor, registration_id: UUID) -> RegistrationFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    require(actor, SEE_REGISTRATIONS)
    row = Registration.objects.filter(tenant_id=actor.tenant_id, id=registration_id).first()
    if row is None:
        raise NotFound
    return _facts(row)


def count_held(actor: Actor) -> int:
    """How many prospects the actor's tenant has registered now. Raises: NotPermitted."""
    require(actor, SEE_REGISTRATIONS)
    own = Registration.objects.filter(tenant_id=actor.tenant_id, state=RegistrationState.HELD)
    return own.filter(ends_at__gt=clock.now()).count()


def prospect_is_taken(name: str) -> bool:
    """Whether a domain cannot be registered: somebody has proven it, or registered it. Nobody learns which."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.prospect_is_taken(%s)", [name])
        return bool(cursor.fetchone()[0])


def registrations_due(limit: int) -> list[Due]:
    """For the worker: those whose time is over, or whose domain is proven."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.registrations_due(%s, %s)", [clock.now(), limit])
        return [Due(row[0], row[1], row[2]) for row in cursor.fetchall()]


def find_registration_of(owned: str) -> Due | None:
    """For the worker: who holds a prospect by this name."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.registration_of(%s)", [owned])
        row = cursor.fetchone()
    return Due(row[0], row[1], None) if row else None


def _facts(row: Registration) -> RegistrationFacts:
    return RegistrationFacts(
        id=row.id,
        name=row.name,
        unicode_name=row.unicode_name,
        company=row.company,
        registered_by=row.registered_by,
        created_at=row.created_at,
        ends_at=row.ends_at,
        extended_at=row.extended_at,
        state=RegistrationState(row.state),
        closed_at=row.closed_at,
    )
