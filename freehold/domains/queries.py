"""Domains as other packages and pages read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from freehold.domains.models import Domain
from freehold.domains.permissions import SEE_DOMAINS
from freehold.domains.rules.names import proof_name
from freehold.domains.states import CheckState, DomainState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require

PAGE = 50


@dataclass(frozen=True, slots=True)
class DomainFacts:
    """A domain as pages and the API print it."""

    id: UUID
    tenant_id: UUID
    name: str
    unicode_name: str
    state: DomainState
    proof_name: str
    proof_value: str
    proof_state: CheckState | None
    proof_missing_since: datetime | None
    taken_elsewhere: bool
    claimed_at: datetime
    proven_at: datetime | None
    checked_at: datetime | None
    is_being_checked: bool
    is_being_published: bool
    published_at: datetime | None
    publish_error: str


def lock_domain(domain_id: UUID) -> Domain:
    """The row, locked, for actions. Raises: NotFound."""
    found = Domain.objects.select_for_update().filter(id=domain_id).first()
    if found is None:
        raise NotFound
    return found


def domain_is_taken(name: str) -> bool:
    """Whether anybody on the platform has proven this name."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.domain_is_taken(%s)", [name])
        return bool(cursor.fetchone()[0])


def domains_of(
    actor: Actor, *, search: str = "", after: tuple[str, UUID] | None = None, limit: int = PAGE
) -> list[DomainFacts]:
    """The tenant's domains by name, without the released ones; `after` is the (name, id) of the last one seen.

    Raises: NotPermitted.
    """
    require(actor, SEE_DOMAINS)
    found = Domain.objects.filter(tenant_id=actor.tenant_id).exclude(state=DomainState.RELEASED)
    if search:
        found = found.filter(unicode_name__icontains=search) | found.filter(name__icontains=search)
    if after:
        name, domain_id = after
        found = found.filter(name__gte=name).exclude(name=name, id__lte=domain_id)
    return [_facts(row) for row in found.order_by("name", "id")[:limit]]


def get_domain(actor: Actor, domain_id: UUID) -> DomainFacts:
    """One domain of the tenant. Raises: NotFound, NotPermitted."""
    row = Domain.objects.filter(tenant_id=actor.tenant_id, id=domain_id).first()
    if row is None:
        raise NotFound
    require(actor, SEE_DOMAINS)
    return _facts(row)


def find_domain(tenant_id: UUID, name: str) -> DomainFacts | None:
    """The tenant's claim or proof of a name (A-labels, lower case), for other packages; None when it has none."""
    row = Domain.objects.filter(tenant_id=tenant_id, name=name).exclude(state=DomainState.RELEASED).first()
    return _facts(row) if row else None


def is_proven(tenant_id: UUID, name: str) -> bool:
    """Whether this tenant has proven this name (A-labels, lower case)."""
    return Domain.objects.filter(tenant_id=tenant_id, name=name, state=DomainState.PROVEN).exists()


def proven_names(tenant_id: UUID) -> list[str]:
    """The names that this tenant has proven, in order."""
    found = Domain.objects.filter(tenant_id=tenant_id, state=DomainState.PROVEN)
    return list(found.order_by("name").values_list("name", flat=True))


def _facts(row: Domain) -> DomainFacts:
    return DomainFacts(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        unicode_name=row.unicode_name,
        state=DomainState(row.state),
        proof_name=proof_name(row.name),
        proof_value=row.token,
        proof_state=CheckState(row.proof_state) if row.proof_state else None,
        proof_missing_since=row.proof_missing_since,
        taken_elsewhere=row.taken_elsewhere,
        claimed_at=row.claimed_at,
        proven_at=row.proven_at,
        checked_at=row.checked_at,
        is_being_checked=_is_awaited(row.check_wanted_at, row.checked_at),
        is_being_published=_is_awaited(row.publish_wanted_at, row.published_at) and not row.publish_error,
        published_at=row.published_at,
        publish_error=row.publish_error,
    )


def _is_awaited(wanted_at: datetime | None, done_at: datetime | None) -> bool:
    return wanted_at is not None and (done_at is None or done_at < wanted_at)
