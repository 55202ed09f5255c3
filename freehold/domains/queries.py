"""Domains as other packages and pages read them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.module_loading import import_string

from freehold.domains.contract import Record, RecordKind, RecordsFor, RecordType, UsesOf
from freehold.domains.models import DnsCheck, DnsKey, Domain, DomainHealth
from freehold.domains.permissions import CHANGE_DNS_KEYS, PUBLISH_RECORDS, SEE_DOMAINS, SEE_HEALTH
from freehold.domains.rules.keys import PublishKey
from freehold.domains.rules.names import is_within, proof_name
from freehold.domains.rules.zone import zone_file
from freehold.domains.states import Advice, CheckState, DomainState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may, require
from freehold.kernel.sealed import unseal
from freehold.tenants.queries import buyers_of, names_of_current_buyers
from freehold.tenants.row_security import enter

PAGE = 50
MOST_MATCHES = 200
PROOF_TTL_SECONDS = 300


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


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One record to publish, with what was last seen of it; `state` is None before the first look."""

    kind: RecordKind
    name: str
    type: RecordType
    ttl_seconds: int
    why: str
    expected: str
    publish: str  # what to publish: `expected`, or it merged with what others need
    found: tuple[str, ...]
    state: CheckState | None
    advice: Advice
    checked_at: datetime | None

    @property
    def is_amiss(self) -> bool:
        """Whether it was seen missing or different; what could not be looked at is neither."""
        return self.state in {CheckState.MISSING, CheckState.WRONG}


@dataclass(frozen=True, slots=True)
class Amiss:
    """A proven domain, and what its records are for that were seen missing or different."""

    domain: DomainFacts
    kinds: tuple[RecordKind, ...]


@dataclass(frozen=True, slots=True)
class KeySource:
    """Whose key an update is signed with: `kind` is own, partner or instance; the instance's bears no ids."""

    kind: str
    tenant_id: UUID | None = None
    key_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DnsKeyFacts:
    """A key as pages print it: never its secret."""

    id: UUID
    zone: str
    server: str
    port: int
    key_name: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class BuyerHealth:
    """How a buyer's domains are, in totals."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    domains: int
    unproven: int
    failing: int
    checked_at: datetime

    @property
    def place(self) -> tuple[int, int, UUID]:
        """Where it stands in the list, for the next page."""
        return self.failing, self.unproven, self.id


class DomainOrder(StrEnum):
    """How a list of domains is sorted."""

    NAME = "name"
    NAME_DOWN = "-name"


class Health(StrEnum):
    """How the domains of one buyer are, the worst that is true of any."""

    FAILING = "failing"
    UNPROVEN = "unproven"
    WELL = "well"


HEALTH = {
    None: Q(),
    Health.FAILING: Q(failing__gt=0),
    Health.UNPROVEN: Q(unproven__gt=0),
    Health.WELL: Q(failing=0, unproven=0),
}


@dataclass(frozen=True, slots=True)
class HealthTotals:
    """How the domains of all buyers of a seller are."""

    domains: int
    unproven: int
    failing: int


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


def domain_is_kept(name: str, owned: str) -> bool:
    """Whether the tenant in scope may not begin with this name; `owned` is the one below the public suffix.

    Somebody has proven it, or a seller of others has registered it: nobody learns which.
    """
    with connection.cursor() as cursor:
        cursor.execute("select definer.domain_is_kept(%s, %s)", [name, owned])
        return bool(cursor.fetchone()[0])


def proven_name(domain_id: UUID) -> str:
    """The name of a proven domain of the tenant in scope; empty where it is none any more."""
    found = Domain.objects.filter(id=domain_id, state=DomainState.PROVEN).values_list("name", flat=True)
    return found.first() or ""


def find_held(tenant_id: UUID, name: str) -> UUID | None:
    """The id of a name that the tenant in scope has claimed or proven already."""
    held = Domain.objects.filter(tenant_id=tenant_id, name=name).exclude(state=DomainState.RELEASED)
    return held.values_list("id", flat=True).first()


def domains_of(
    actor: Actor,
    *,
    search: str = "",
    state: DomainState | None = None,
    order: DomainOrder = DomainOrder.NAME,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[DomainFacts]:
    """The tenant's domains, without the released ones unless they are asked for; `after` is the (name, id)
    of the last one seen. Raises: NotPermitted.
    """
    require(actor, SEE_DOMAINS)
    found = Domain.objects.filter(tenant_id=actor.tenant_id)
    found = found.filter(state=state) if state else found.exclude(state=DomainState.RELEASED)
    if search:
        found = found.filter(unicode_name__icontains=search) | found.filter(name__icontains=search)
    turn, beyond, seen = ("-", "lte", "gte") if order is DomainOrder.NAME_DOWN else ("", "gte", "lte")
    if after:
        name, domain_id = after
        found = found.filter(**{f"name__{beyond}": name}).exclude(name=name, **{f"id__{seen}": domain_id})
    return [_facts(row) for row in found.order_by(f"{turn}name", f"{turn}id")[:limit]]


def count_domains(actor: Actor) -> dict[DomainState, int]:
    """How many domains the tenant has in each state. Raises: NotPermitted."""
    require(actor, SEE_DOMAINS)
    found = Domain.objects.filter(tenant_id=actor.tenant_id)
    counts = dict(found.order_by().values_list("state").annotate(Count("id")))
    return {state: counts.get(state, 0) for state in DomainState}


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


def get_domain_named(actor: Actor, name: str) -> DomainFacts:
    """The tenant's claim or proof of a name (A-labels, lower case). Raises: NotFound, NotPermitted."""
    found = find_domain(actor.tenant_id, name)
    if found is None:
        raise NotFound
    require(actor, SEE_DOMAINS)
    return found


def records_wanted(name: str, token: str) -> list[Record]:
    """The proof, then what each service needs in this domain of the tenant in scope."""
    proof = Record(
        kind=RecordKind.PROOF,
        name=proof_name(name),
        type=RecordType.TXT,
        value=token,
        ttl_seconds=PROOF_TTL_SECONDS,
        why="Proves that this domain is yours. Leave it in place.",
    )
    services = [cast(RecordsFor, import_string(path)) for path in settings.DOMAIN_RECORDS]
    return [proof, *(record for records_for in services for record in records_for(name))]


def records_to_check(domain_id: UUID) -> tuple[str, list[Record]]:
    """A domain's name and all records wanted in it, for the job that looks. Raises: NotFound."""
    row = Domain.objects.filter(id=domain_id).exclude(state=DomainState.RELEASED).first()
    if row is None:
        raise NotFound
    return row.name, records_wanted(row.name, row.token)


def records_of(actor: Actor, domain_id: UUID) -> list[RecordFacts]:
    """The records to publish for a domain, each with what was last seen. Raises: NotFound, NotPermitted."""
    domain = get_domain(actor, domain_id)
    checks = DnsCheck.objects.filter(tenant_id=actor.tenant_id, domain_id=domain_id)
    seen = {(check.name, check.type, check.expected): check for check in checks}
    return [
        _record_facts(record, seen.get((record.name, record.type, record.value)))
        for record in records_wanted(domain.name, domain.proof_value)
    ]


def records_amiss(actor: Actor) -> list[Amiss]:
    """The proven domains of the tenant of which records were seen missing or different, by name.

    Raises: NotPermitted.
    """
    require(actor, SEE_DOMAINS)
    broken = DnsCheck.objects.filter(
        tenant_id=actor.tenant_id, state__in=[CheckState.MISSING, CheckState.WRONG]
    ).order_by("position")
    kinds: dict[UUID, list[RecordKind]] = {}
    for domain_id, kind in broken.values_list("domain_id", "kind"):
        kinds.setdefault(domain_id, []).append(RecordKind(kind))
    rows = Domain.objects.filter(tenant_id=actor.tenant_id, state=DomainState.PROVEN, id__in=kinds)
    return [Amiss(_facts(row), tuple(kinds[row.id])) for row in rows.order_by("name")]


def zone_of(actor: Actor, domain_id: UUID) -> str:
    """The records to publish as a zone file, merged values included. Raises: NotFound, NotPermitted."""
    domain = get_domain(actor, domain_id)
    records = [
        Record(facts.kind, facts.name, facts.type, facts.publish, facts.ttl_seconds, facts.why)
        for facts in records_of(actor, domain_id)
    ]
    return zone_file(domain.name, records)


def uses_of(name: str) -> list[str]:
    """What services still have in a domain of the tenant in scope, as short sentences."""
    services = [cast(UsesOf, import_string(path)) for path in settings.DOMAIN_USES]
    return [use for uses in services for use in uses(name)]


def find_key_source(actor: Actor, name: str, *, is_proven: bool) -> KeySource | None:
    """The key that may publish a name: the tenant's own; under a grant, the key of the tenant that the person comes
    from; for a proven domain the instance's. None when there is none.
    """
    own = _key_for(actor.tenant_id, name)
    if own:
        return KeySource("own", own.tenant_id, own.id)
    if actor.grant_id is not None:
        with enter(actor.home_tenant_id, because="who acts under a grant may use a DNS key of their own"):
            theirs = _key_for(actor.home_tenant_id, name)
        if theirs:
            return KeySource("partner", theirs.tenant_id, theirs.id)
    return KeySource("instance") if is_proven and settings.RFC2136 else None


def can_publish(actor: Actor, domain: DomainFacts) -> bool:
    """Whether a key stands ready for this actor and domain, so that pages can offer it."""
    if not may(actor, PUBLISH_RECORDS):
        return False
    is_proven = domain.state is DomainState.PROVEN
    return find_key_source(actor, domain.name, is_proven=is_proven) is not None


def get_publish_key(key_id: UUID) -> PublishKey:
    """A key of the tenant in scope, with its secret, for the job that publishes. Raises: NotFound."""
    row = DnsKey.objects.filter(id=key_id).first()
    if row is None:
        raise NotFound
    return PublishKey(
        server=row.server,
        port=row.port,
        name=row.key_name,
        algorithm=row.algorithm,
        secret=unseal(row.sealed_secret),
        zone=row.zone,
    )


def dns_keys(actor: Actor) -> list[DnsKeyFacts]:
    """The tenant's keys for publishing. Raises: NotPermitted."""
    require(actor, CHANGE_DNS_KEYS)
    return [
        DnsKeyFacts(row.id, row.zone, row.server, row.port, row.key_name, row.algorithm)
        for row in DnsKey.objects.filter(tenant_id=actor.tenant_id).order_by("zone")
    ]


def health_of_buyers(
    actor: Actor,
    *,
    search: str = "",
    health: Health | None = None,
    after: tuple[int, int, UUID] | None = None,
    limit: int = PAGE,
) -> list[BuyerHealth]:
    """The buyers' domains in totals, those that need attention first; `after` is the `place` of the last one seen.

    A search looks at the buyers' names and references. Raises: NotPermitted.
    """
    require(actor, SEE_HEALTH)
    rows = DomainHealth.objects.filter(seller_id=actor.tenant_id, domains__gt=0).filter(HEALTH[health])
    if search:
        matching = buyers_of(actor, search=search, limit=MOST_MATCHES)
        rows = rows.filter(buyer_id__in=[buyer.tenant_id for buyer in matching])
    if after:
        failing, unproven, last = after
        rows = rows.filter(
            Q(failing__lt=failing)
            | Q(failing=failing, unproven__lt=unproven)
            | Q(failing=failing, unproven=unproven, id__gt=last)
        )
    page = list(rows.order_by("-failing", "-unproven", "id")[:limit])
    names = names_of_current_buyers(actor.tenant_id, [row.buyer_id for row in page])
    return [
        BuyerHealth(
            id=row.id,
            buyer_id=row.buyer_id,
            buyer_name=names[row.buyer_id],
            domains=row.domains,
            unproven=row.unproven,
            failing=row.failing,
            checked_at=row.checked_at,
        )
        for row in page
        if row.buyer_id in names  # an edge that has ended hides its totals
    ]


def health_totals(actor: Actor) -> HealthTotals:
    """The sum over all of a seller's buyers. Raises: NotPermitted."""
    require(actor, SEE_HEALTH)
    sums = DomainHealth.objects.filter(seller_id=actor.tenant_id).aggregate(
        domains=Sum("domains"), unproven=Sum("unproven"), failing=Sum("failing")
    )
    return HealthTotals(sums["domains"] or 0, sums["unproven"] or 0, sums["failing"] or 0)


def domain_ids(tenant_id: UUID) -> list[UUID]:
    """All domains that a tenant holds, for the worker."""
    found = Domain.objects.filter(tenant_id=tenant_id).exclude(state=DomainState.RELEASED)
    return list(found.order_by("name").values_list("id", flat=True))


def domains_due(limit: int) -> list[tuple[UUID, UUID]]:
    """Domains whose next look is due, as (tenant id, domain id), for the worker's sweep."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.domains_due(%s)", [limit])
        return list(cursor.fetchall())


def _key_for(tenant_id: UUID, name: str) -> DnsKey | None:
    keys = [key for key in DnsKey.objects.filter(tenant_id=tenant_id) if is_within(name, key.zone)]
    return max(keys, key=lambda key: len(key.zone), default=None)


def _record_facts(record: Record, check: DnsCheck | None) -> RecordFacts:
    return RecordFacts(
        kind=record.kind,
        name=record.name,
        type=record.type,
        ttl_seconds=record.ttl_seconds,
        why=record.why,
        expected=record.value,
        publish=check.publish if check else record.value,
        found=tuple(check.found) if check else (),
        state=CheckState(check.state) if check else None,
        advice=Advice(check.advice) if check else Advice.NONE,
        checked_at=check.checked_at if check else None,
    )


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
