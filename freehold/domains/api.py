"""The API's operations on domains."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.domains.actions.add_dns_key import add_dns_key as add_dns_key_now
from freehold.domains.actions.add_host import add_host as add_host_now
from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.actions.ask_for_host_check import ask_for_host_check
from freehold.domains.actions.check_customers import check_customers
from freehold.domains.actions.claim_domain import claim_domain as claim_domain_now
from freehold.domains.actions.claim_own_domain import claim_own_domain as claim_own_domain_now
from freehold.domains.actions.publish_records import publish_records as publish_records_now
from freehold.domains.actions.release_domain import release_domain as release_domain_now
from freehold.domains.actions.remove_dns_key import remove_dns_key as remove_dns_key_now
from freehold.domains.actions.remove_host import remove_host as remove_host_now
from freehold.domains.actions.supply_certificate import supply_certificate
from freehold.domains.hosts import HostFacts, hosts_of
from freehold.domains.hosts import get_host as find_one_host
from freehold.domains.queries import (
    BuyerHealth,
    DnsKeyFacts,
    DomainFacts,
    DomainOrder,
    Health,
    RecordFacts,
    dns_keys,
    domains_of,
    health_of_buyers,
    records_of,
    zone_of,
)
from freehold.domains.queries import get_domain as find_one_domain
from freehold.domains.schemas import (
    BuyerHealthOut,
    CertificateIn,
    DnsKeyIn,
    DnsKeys,
    DomainIn,
    DomainOut,
    HostIn,
    HostOut,
    Hosts,
    Records,
    ZoneOut,
)
from freehold.domains.states import DomainState
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor

router = Router(tags=["domains"])
Search = Annotated[str, Query(description="part of a name", max_length=200)]


@router.get("/domains", response=Page[DomainOut], operation_id="list_domains", summary="Domains by name")
def list_domains(
    request: ApiRequest,
    search: Search = "",
    state: DomainState | None = None,
    order: DomainOrder = DomainOrder.NAME,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[DomainFacts]:
    """Claimed and proven ones, unless another state is asked for."""
    found = domains_of(
        request.actor,
        search=search,
        state=state,
        order=order,
        after=read_cursor(cursor, tuple[str, UUID]),
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda domain: (domain.name, domain.id))


@router.post(
    "/domains", response={201: Made}, operation_id="claim_domain", summary="Claim a domain, to prove it next"
)
def claim_domain(request: ApiRequest, domain: DomainIn) -> dict[str, UUID]:
    """A claim takes nothing from anybody: the first who proves the name has it."""
    return {"id": claim_domain_now(domain.name, actor=request.actor)}


@router.post(
    "/domains/own",
    response={201: Made},
    operation_id="claim_own_domain",
    summary="Claim a domain as your company’s own",
)
def claim_own_domain(request: ApiRequest, domain: DomainIn) -> dict[str, UUID]:
    """Whoever else has or keeps it: the proof in DNS alone decides. You stay with the provider that you have."""
    return {"id": claim_own_domain_now(domain.name, actor=request.actor)}


@router.get(
    "/domains/health",
    response=Page[BuyerHealthOut],
    operation_id="get_health",
    summary="Your buyers' domains",
)
def get_health(
    request: ApiRequest,
    search: Search = "",
    health: Health | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[BuyerHealth]:
    """In totals, those that need attention first."""
    after = read_cursor(cursor, tuple[int, int, UUID])
    found = health_of_buyers(request.actor, search=search, health=health, after=after, limit=limit + 1)
    return part_of(found, limit=limit, place=lambda buyer: buyer.place)


@router.post(
    "/domains/health/checks",
    response={202: None},
    operation_id="check_customers",
    summary="Look at all domains of your buyers",
)
def check_all(request: ApiRequest) -> None:
    """The totals follow within minutes."""
    check_customers(actor=request.actor)


@router.get("/domains/{uuid:domain_id}", response=DomainOut, operation_id="get_domain", summary="One domain")
def get_domain(request: ApiRequest, domain_id: UUID) -> DomainFacts:
    """With the proof to publish."""
    return find_one_domain(request.actor, domain_id)


@router.delete(
    "/domains/{uuid:domain_id}",
    response={204: None},
    operation_id="release_domain",
    summary="Release a domain",
)
def release_domain(request: ApiRequest, domain_id: UUID) -> None:
    """Refused while a service uses it."""
    release_domain_now(domain_id, actor=request.actor)


@router.post(
    "/domains/{uuid:domain_id}/checks",
    response={202: None},
    operation_id="check_domain",
    summary="Look into DNS now",
)
def check_domain(request: ApiRequest, domain_id: UUID) -> None:
    """The proof and every record; what was seen stands there within seconds."""
    ask_for_check(domain_id, actor=request.actor)


@router.get(
    "/domains/{uuid:domain_id}/records",
    response=Records,
    operation_id="list_records",
    summary="The records to publish, and what was last seen of each",
)
def list_records(request: ApiRequest, domain_id: UUID) -> dict[str, list[RecordFacts]]:
    """The proof first."""
    return {"items": records_of(request.actor, domain_id)}


@router.get(
    "/domains/{uuid:domain_id}/zone",
    response=ZoneOut,
    operation_id="get_zone",
    summary="The records to publish, as a zone file",
)
def get_zone(request: ApiRequest, domain_id: UUID) -> dict[str, str]:
    """For whoever runs the zone."""
    return {"zone": zone_of(request.actor, domain_id)}


@router.post(
    "/domains/{uuid:domain_id}/publications",
    response={202: None},
    operation_id="publish_records",
    summary="Publish what is missing, where a key is given",
)
def publish_records(request: ApiRequest, domain_id: UUID) -> None:
    """By a signed update (RFC 2136); progress and errors stand on the domain."""
    publish_records_now(domain_id, actor=request.actor)


@router.get(
    "/dns-keys", response=DnsKeys, operation_id="list_dns_keys", summary="Keys that may publish records"
)
def list_dns_keys(request: ApiRequest) -> dict[str, list[DnsKeyFacts]]:
    """Without their secrets."""
    return {"items": dns_keys(request.actor)}


@router.post(
    "/dns-keys",
    response={201: Made},
    operation_id="add_dns_key",
    summary="Add a key that may publish records",
)
def add_dns_key(request: ApiRequest, key: DnsKeyIn) -> dict[str, UUID]:
    """In place of an earlier one for the same zone."""
    return {"id": add_dns_key_now(**key.model_dump(), actor=request.actor)}


@router.delete(
    "/dns-keys/{uuid:key_id}", response={204: None}, operation_id="remove_dns_key", summary="Forget a key"
)
def remove_dns_key(request: ApiRequest, key_id: UUID) -> None:
    """What was published with it stays."""
    remove_dns_key_now(key_id, actor=request.actor)


@router.get("/hosts", response=Hosts, operation_id="list_hosts", summary="The host names of your brand")
def list_hosts(request: ApiRequest) -> dict[str, list[HostFacts]]:
    """By name."""
    return {"items": hosts_of(request.actor)}


@router.post(
    "/hosts", response={201: Made}, operation_id="add_host", summary="Add a host name, to prove it next"
)
def add_host(request: ApiRequest, host: HostIn) -> dict[str, UUID]:
    """Your brand answers there as soon as the proof was seen."""
    return {"id": add_host_now(host.name, actor=request.actor)}


@router.get("/hosts/{uuid:host_id}", response=HostOut, operation_id="get_host", summary="One host name")
def get_host(request: ApiRequest, host_id: UUID) -> HostFacts:
    """With the records to publish."""
    return find_one_host(request.actor, host_id)


@router.delete(
    "/hosts/{uuid:host_id}", response={204: None}, operation_id="remove_host", summary="Remove a host name"
)
def remove_host(request: ApiRequest, host_id: UUID) -> None:
    """Nobody is served there from then on; its certificate and key are forgotten."""
    remove_host_now(host_id, actor=request.actor)


@router.post(
    "/hosts/{uuid:host_id}/checks",
    response={202: None},
    operation_id="check_host",
    summary="Look into DNS for a host name now",
)
def check_host(request: ApiRequest, host_id: UUID) -> None:
    """Its proof, and where it leads; what was seen stands there within seconds."""
    ask_for_host_check(host_id, actor=request.actor)


@router.put(
    "/hosts/{uuid:host_id}/certificate",
    response={204: None},
    operation_id="supply_certificate",
    summary="Supply a host name's certificate",
)
def put_certificate(request: ApiRequest, host_id: UUID, certificate: CertificateIn) -> None:
    """In place of an earlier one."""
    supply_certificate(host_id, chain=certificate.chain, key=certificate.key, actor=request.actor)
