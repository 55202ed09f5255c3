"""Looks into DNS, publications, and the sweep that makes a lost one harmless."""

from uuid import UUID

from django.utils.translation import gettext as _

from freehold.domains import engine, front
from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.actions.note_check import note_check
from freehold.domains.actions.note_host import note_host
from freehold.domains.actions.note_publication import note_publication
from freehold.domains.actions.prepare_domain import prepare_domain
from freehold.domains.actions.publish_signing_key import publish_signing_key
from freehold.domains.contract import Record, RecordType
from freehold.domains.hosts import host_target, host_to_check, hosts_due, served_hosts
from freehold.domains.queries import domain_ids, domains_due, get_publish_key, records_to_check
from freehold.domains.rules.changes import changes_for
from freehold.domains.rules.keys import PublishKey
from freehold.domains.rules.leading import leads_to
from freehold.domains.rules.verdicts import judge
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import FreeholdError, NotFound
from freehold.tenants.queries import buyer_ids
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

AT_ONCE = 200


def check_domain(tenant_id: str, domain_id: str) -> None:
    """Look at one domain, outside of any transaction, note what was seen, and publish a key that DNS lacks."""
    owner, domain = UUID(tenant_id), UUID(domain_id)
    actor = platform_actor(owner, via=Via.JOB)
    try:
        name, records = _wanted(owner, domain)
    except NotFound:  # released since it was asked for
        return
    seen = engine.look(name, records)
    with scope(owner):
        note_check(domain, seen=seen, actor=actor)
        publish_signing_key(domain, actor=actor)


def publish_domain(tenant_id: str, domain_id: str, key_tenant_id: str, key_id: str, kind: str = "") -> None:
    """Publish what is missing or wrong, of one kind or of all, note how it went, and look again.

    A failure is not tried again by itself: the page says why, and the person decides.
    """
    owner, domain = UUID(tenant_id), UUID(domain_id)
    try:
        name, records = _wanted(owner, domain)
    except NotFound:
        return
    error = ""
    try:
        key = _key(key_tenant_id, key_id)
        seen = engine.look(name, [record for record in records if kind in ("", record.kind)])
        changes = [
            change for record, answer in seen for change in changes_for(record, answer, judge(record, answer))
        ]
        engine.publish(key, name, changes)
    except FreeholdError as failure:
        error = failure.sentence or failure.code
    with scope(owner):
        note_publication(domain, error=error, actor=platform_actor(owner, via=Via.JOB))
    check_domain(tenant_id, domain_id)


def check_customers(tenant_id: str) -> None:
    """Have every domain of every buyer of this tenant looked at, each by a job of its own."""
    seller = UUID(tenant_id)
    with scope(seller):
        buyers = buyer_ids(seller)
    for buyer in buyers:
        with scope(buyer):
            for domain in domain_ids(buyer):
                ask_for_check(domain, actor=platform_actor(buyer, via=Via.JOB))


def sweep_domains(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Look at every domain whose time has come."""
    for tenant_id, domain_id in domains_due(AT_ONCE):
        with one_step(tenant_id, "ask_for_check", domain=domain_id):
            ask_for_check(domain_id, actor=platform_actor(tenant_id, via=Via.JOB))


def check_host(tenant_id: str, host_id: str) -> None:
    """Look at one host name: its proof, and whether it leads here; outside of any transaction."""
    owner, host = UUID(tenant_id), UUID(host_id)
    try:
        with scope(owner):
            name, proof = host_to_check(host)
    except NotFound:  # removed since it was asked for
        return
    ((_record, answer),) = engine.look(name, [proof])
    leads_here = leads_to(
        host_target(),
        alias=engine.ask(name, RecordType.CNAME),
        addresses=engine.ask(name, RecordType.A),
        targets=engine.ask(host_target(), RecordType.A),
    )
    with scope(owner):
        note_host(
            host,
            proof=judge(proof, answer).state,
            leads_here=leads_here,
            actor=platform_actor(owner, via=Via.JOB),
        )


def write_certificates(tenant_id: str = "") -> None:  # noqa: ARG001 - row security asks that each job names a tenant
    """Hand the certificates of all host names to the web's front on this host."""
    front.write_certificates(served_hosts())


def sweep_hosts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Look at every host name whose time has come, and mend what a lost job left of certificates."""
    for tenant_id, host_id in hosts_due(AT_ONCE):
        with one_step(tenant_id, "check_host", host=host_id):
            check_host(str(tenant_id), str(host_id))
    front.write_certificates(served_hosts())


def _wanted(owner: UUID, domain_id: UUID) -> tuple[str, list[Record]]:
    """The domain's name and the records wanted in it, with all that they need. Raises: NotFound."""
    with scope(owner):
        prepare_domain(domain_id, actor=platform_actor(owner, via=Via.JOB))
        return records_to_check(domain_id)


def _key(key_tenant_id: str, key_id: str) -> PublishKey:
    if key_id:
        with scope(UUID(key_tenant_id)):
            return get_publish_key(UUID(key_id))
    shared = engine.shared_key()
    if shared is None:
        raise NotFound("no_dns_key", _("The instance has no key for publishing any more."))
    return shared
