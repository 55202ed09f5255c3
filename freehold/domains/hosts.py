"""Host names at which brands answer, as pages, the API, jobs and the front before the web read them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from freehold.domains.contract import Record, RecordKind, RecordType
from freehold.domains.models import Host
from freehold.domains.permissions import CHANGE_HOSTS
from freehold.domains.rules.names import proof_name
from freehold.domains.states import CertificateSource, CheckState, HostState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.kernel.sealed import unseal
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind

PROOF_TTL_SECONDS = 300
ENDS_SOON = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A host name as pages and the API print it; never its certificate's key."""

    id: UUID
    name: str
    unicode_name: str
    state: HostState
    proof_name: str
    proof_value: str
    proof_state: CheckState | None
    taken_elsewhere: bool
    leads_to: str  # what its CNAME must say
    leads_here: bool
    certificate_from: CertificateSource
    certificate_ends_at: datetime | None
    needs_certificate: bool
    is_being_checked: bool
    checked_at: datetime | None

    @property
    def has_certificate(self) -> bool:
        """Whether it can be served with TLS now."""
        return self.certificate_ends_at is not None and self.certificate_ends_at > clock.now()

    @property
    def certificate_ends_soon(self) -> bool:
        """Whether somebody should see to a new one."""
        return self.certificate_ends_at is not None and self.certificate_ends_at <= clock.now() + ENDS_SOON

    @property
    def is_in_use(self) -> bool:
        """Whether links in mail may lead there: it is proven, leads here, and can be served."""
        return (
            self.state is HostState.PROVEN
            and self.leads_here
            and (self.has_certificate or not self.needs_certificate)
        )


@dataclass(frozen=True, slots=True)
class ServedHost:
    """A proven host name with what it is served with."""

    name: str
    chain: str
    key: str


def hosts_of(actor: Actor) -> list[HostFacts]:
    """The host names of the actor's brand, by name. Raises: NotFound (a customer has no brand), NotPermitted."""
    check_has_brand(actor)
    require(actor, CHANGE_HOSTS)
    return [_facts(row) for row in Host.objects.filter(tenant_id=actor.tenant_id).order_by("name")]


def hosts_to_mind(actor: Actor) -> list[HostFacts]:
    """The proven ones that people cannot be led to, or soon cannot be, for whoever may change them. One query.

    Raises: NotPermitted.
    """
    require(actor, CHANGE_HOSTS)
    rows = Host.objects.filter(tenant_id=actor.tenant_id, state=HostState.PROVEN).order_by("name")
    found = [_facts(row) for row in rows]
    return [host for host in found if not host.is_in_use or host.certificate_ends_soon]


def get_host(actor: Actor, host_id: UUID) -> HostFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    row = Host.objects.filter(tenant_id=actor.tenant_id, id=host_id).first()
    if row is None:
        raise NotFound
    check_has_brand(actor)
    require(actor, CHANGE_HOSTS)
    return _facts(row)


def check_has_brand(actor: Actor) -> None:
    """Raises: NotFound (a customer has no brand, and so no host names)."""
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise NotFound


def lock_host(host_id: UUID) -> Host:
    """The row, locked, for actions. Raises: NotFound."""
    found = Host.objects.select_for_update().filter(id=host_id).first()
    if found is None:
        raise NotFound
    return found


def host_to_check(host_id: UUID) -> tuple[str, Record]:
    """A host's name and the record that proves it, for the job that looks. Raises: NotFound."""
    row = Host.objects.filter(id=host_id).first()
    if row is None:
        raise NotFound
    proof = Record(RecordKind.PROOF, proof_name(row.name), RecordType.TXT, row.token, PROOF_TTL_SECONDS)
    return row.name, proof


def host_is_taken(name: str) -> bool:
    """Whether a brand of anybody on the platform answers at this name."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.brand_at(%s) is not null", [name])
        return bool(cursor.fetchone()[0])


def hosts_due(limit: int) -> list[tuple[UUID, UUID]]:
    """Host names whose next look is due, as (tenant id, host id), for the worker's sweep."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.hosts_due(%s)", [limit])
        return list(cursor.fetchall())


def served_hosts() -> list[ServedHost]:
    """All proven host names that have a certificate in force, for the worker that writes them down."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.served_hosts()")
        return [ServedHost(name, chain, unseal(sealed)) for name, chain, sealed in cursor.fetchall()]


def host_target() -> str:
    """The name that host names of brands lead to by CNAME."""
    return settings.HOST_TARGET or settings.NEUTRAL_DOMAIN


def _facts(row: Host) -> HostFacts:
    return HostFacts(
        id=row.id,
        name=row.name,
        unicode_name=row.unicode_name,
        state=HostState(row.state),
        proof_name=proof_name(row.name),
        proof_value=row.token,
        proof_state=CheckState(row.proof_state) if row.proof_state else None,
        taken_elsewhere=row.taken_elsewhere,
        leads_to=host_target(),
        leads_here=row.leads_here,
        certificate_from=CertificateSource(row.certificate_from),
        certificate_ends_at=row.certificate_ends_at,
        needs_certificate=settings.HTTPS,
        is_being_checked=row.check_wanted_at is not None
        and (row.checked_at is None or row.checked_at < row.check_wanted_at),
        checked_at=row.checked_at,
    )
