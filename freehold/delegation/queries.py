"""Grants as both ends see them, and the Actor of a request."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freehold.delegation.models import Grant, SupportAnswer, TokenUse
from freehold.delegation.permissions import ANSWER_SUPPORT, GIVE_GRANT, SEE_GRANTS
from freehold.delegation.rules import holds
from freehold.delegation.states import GrantKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may, require
from freehold.tenants.queries import find_operator, find_seller
from freehold.tenants.states import TenantKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as pages and the API print it."""

    id: UUID
    tenant_id: UUID
    tenant_name: str
    holder_id: UUID
    holder_name: str
    kind: GrantKind
    roles: tuple[Role, ...]
    reason: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    in_force: bool
    ticket: str
    asked_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in, and what the frame of the page says of them."""

    actor: Actor
    tenant_kind: TenantKind  # of the tenant acted in
    email: str
    language: str
    time_zone: str
    acting_for: str | None
    holder_name: str | None
    grant_ends_at: datetime | None
    second_factor_required: bool
    grant_refused: bool


def enter_person(
    person_id: UUID,
    *,
    grant_id: UUID | None,
    via: Via,
    token_id: UUID | None = None,
    scopes: frozenset[str] | None = None,
) -> Entered | None:
    """Set the transaction's scope to this person (under a grant, checked anew) and say who they are.

    None when the person may not come in: unknown, left, deactivated, or their tenant is closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.enter_person(%s, %s)", [person_id, grant_id])
        row = cursor.fetchone()
    if row is None:
        return None
    (tenant_id, home_tenant_id, found_id, name, email, roles, language, time_zone, grant, grant_ends_at,
     acting_for, holder_name, second_factor_required, grant_refused, tenant_kind, grant_reason) = row  # fmt: skip
    return Entered(
        actor=Actor(
            tenant_id=tenant_id,
            home_tenant_id=home_tenant_id,
            person_id=found_id,
            name=name,
            roles=frozenset(Role(role) for role in roles),
            via=via,
            grant_id=grant,
            token_id=token_id,
            scopes=scopes,
            grant_holder=holder_name or "",
            grant_reason=grant_reason or "",
        ),
        tenant_kind=TenantKind(tenant_kind),
        email=email,
        language=language,
        time_zone=time_zone,
        acting_for=acting_for,
        holder_name=holder_name,
        grant_ends_at=grant_ends_at,
        second_factor_required=second_factor_required,
        grant_refused=grant_refused,
    )


def enter_token(secret: str, *, grant_id: UUID | None) -> Entered | None:
    """The same for the bearer of an API token. Only the token's digest is known to the database."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.token_behind(%s)", [sha256(secret.encode()).hexdigest()])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, person_id, scopes = row
    return enter_person(
        person_id,
        grant_id=grant_id,
        via=Via.API,
        token_id=token_id,
        scopes=frozenset(scopes) if scopes else None,
    )


def under(grant: GrantFacts, *, actor: Actor) -> Actor:
    """The same person, acting in the tenant that gave the grant, as what it says."""
    return replace(
        actor,
        tenant_id=grant.tenant_id,
        roles=frozenset(grant.roles),
        grant_id=grant.id,
        grant_holder=grant.holder_name,
        grant_reason=grant.reason,
    )


def still_holds(grant_id: UUID, *, person_id: UUID | None) -> bool:
    """Whether a grant holds at this very moment, in the scope of the tenant that gave it; until the commit it stays so.

    Ending never waits for what runs under the grant: where somebody is at it, it counts as ended. The one who ended
    it by this very request goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select ended_by_id from delegation_grant where id = %s and ended_at is not null", [grant_id]
        )
        ended = cursor.fetchone()
        if ended is not None:
            return bool(person_id is not None and ended[0] == person_id)
        cursor.execute(
            "select from delegation_grant where id = %s and ended_at is null "
            "and (ends_at is null or ends_at > clock_timestamp()) for key share skip locked",
            [grant_id],
        )
        return bool(cursor.rowcount == 1)


def grants_given(actor: Actor) -> list[GrantFacts]:
    """Who may act in the actor's tenant, or could: the newest first."""
    require(actor, SEE_GRANTS)
    now = clock.now()
    found = Grant.objects.filter(tenant_id=actor.tenant_id).order_by("-starts_at", "-id")
    return [grant_facts(grant, now=now) for grant in found]


class Standing(StrEnum):
    """Whether a grant holds now."""

    IN_FORCE = "in_force"
    OVER = "over"


def list_held(
    actor: Actor,
    *,
    search: str = "",
    standing: Standing | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[GrantFacts]:
    """A part of where the actor's own tenant may act, or could, the newest first; `after` is (starts_at, id) of the last.

    Raises: NotPermitted.
    """
    require(actor, SEE_GRANTS)
    now = clock.now()
    found = Grant.objects.filter(holder_id=actor.home_tenant_id)
    if standing is not None:
        holds_now = _in_force(now)
        found = found.filter(holds_now if standing is Standing.IN_FORCE else ~holds_now)
    if search:
        found = found.filter(tenant_name__icontains=search)
    if after:
        at, grant_id = after
        found = found.filter(Q(starts_at__lt=at) | Q(starts_at=at, id__lt=grant_id))
    return [grant_facts(grant, now=now) for grant in found.order_by("-starts_at", "-id")[:limit]]


def count_held(actor: Actor) -> int:
    """In how many grants the actor's own tenant may act now. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    return Grant.objects.filter(_in_force(clock.now()), holder_id=actor.home_tenant_id).count()


def _in_force(now: datetime) -> Q:
    """The same as `rules.holds`, for the database."""
    return Q(ended_at__isnull=True, starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def grants_held(actor: Actor, *, tenant_id: UUID | None = None) -> list[GrantFacts]:
    """Where the actor's own tenant may act, or could."""
    require(actor, SEE_GRANTS)
    now = clock.now()
    found = Grant.objects.filter(holder_id=actor.home_tenant_id)
    if tenant_id is not None:
        found = found.filter(tenant_id=tenant_id)
    return [grant_facts(grant, now=now) for grant in found.order_by("-starts_at", "-id")]


def doors_into(actor: Actor, tenants: Collection[UUID]) -> dict[UUID, UUID]:
    """The grant under which the actor's own tenant may act now in each of these, where there is one.

    Raises: NotPermitted.
    """
    require(actor, SEE_GRANTS)
    now = clock.now()
    found = Grant.objects.filter(_in_force(now), holder_id=actor.home_tenant_id, tenant_id__in=tenants)
    return dict(found.order_by("starts_at").values_list("tenant_id", "id"))


def support_asked_of(actor: Actor, kind: TenantKind) -> UUID | None:
    """Whether this actor is to be asked, in a tenant of this kind, if its seller shall look after things: the seller.

    Asked once, at set-up, of a customer's administrators at home. Of a seller's own partners nobody asks, nor for
    the operator: it gets no standing support.
    """
    if kind is not TenantKind.CUSTOMER or not may(actor, ANSWER_SUPPORT) or not may(actor, GIVE_GRANT):
        return None
    seller_id = find_seller(actor.tenant_id)
    if seller_id is None or seller_id == find_operator():
        return None
    stands = Grant.objects.filter(tenant_id=actor.tenant_id, kind=GrantKind.STANDING, holder_id=seller_id)
    if SupportAnswer.objects.filter(tenant_id=actor.tenant_id).exists() or stands.exists():
        return None
    return seller_id


def grant_facts(grant: Grant, *, now: datetime) -> GrantFacts:
    """The facts of one row."""
    return GrantFacts(
        id=grant.id,
        tenant_id=grant.tenant_id,
        tenant_name=grant.tenant_name,
        holder_id=grant.holder_id,
        holder_name=grant.holder_name,
        kind=GrantKind(grant.kind),
        roles=tuple(Role(role) for role in grant.roles),
        reason=grant.reason,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        ended_at=grant.ended_at,
        ended_by=grant.ended_by,
        in_force=holds(starts_at=grant.starts_at, ends_at=grant.ends_at, ended_at=grant.ended_at, now=now),
        ticket=grant.ticket,
        asked_by=grant.asked_by,
        approved_by=grant.approved_by,
    )


def requests_this_minute(token_id: UUID) -> tuple[int, int]:
    """How many requests a token has made in this minute, in the tenant in scope, and the seconds until the next."""
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    used = TokenUse.objects.filter(token_id=token_id, minute=minute).first()
    return (used.requests if used else 0), 60 - now.second


def tenants_with_old_replies(before: datetime) -> list[UUID]:
    """For the worker's sweep: ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.tenants_with_old_replies(%s)", [before])
        return [row[0] for row in cursor.fetchall()]


def get_grant(actor: Actor, grant_id: UUID) -> GrantFacts:
    """One grant, as either end sees it. Raises: NotFound, NotPermitted."""
    grant = Grant.objects.filter(id=grant_id).first()
    if grant is None:
        raise NotFound
    require(actor, SEE_GRANTS)
    return grant_facts(grant, now=clock.now())


def find_grant_held(grant_id: UUID) -> GrantFacts | None:
    """A grant that the tenant in scope holds or held, to tell one of its people what became of it."""
    grant = Grant.objects.filter(id=grant_id).first()
    return grant_facts(grant, now=clock.now()) if grant else None


def requests_due(now: datetime, *, limit: int) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: who asked, and the request that nobody answered in its time."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.requests_due(%s, %s)", [now, limit])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def grants_due(now: datetime, *, limit: int) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: tenant and grant of those that time asks something of; the rule says what."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.grants_due(%s, %s)", [now, limit])
        return [(row[0], row[1]) for row in cursor.fetchall()]
