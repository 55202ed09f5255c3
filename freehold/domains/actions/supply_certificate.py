"""Give a host name the certificate that it is served with."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.hosts import check_has_brand, lock_host
from freehold.domains.permissions import SUPPLY_CERTIFICATE
from freehold.domains.rules.certificates import read_certificate
from freehold.domains.states import CertificateSource
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.kernel.sealed import seal


@transaction.atomic
def supply_certificate(host_id: UUID, *, chain: str, key: str, actor: Actor) -> None:
    """Keep a certificate with its chain, and its key sealed, in place of an earlier one. Both are PEM.

    A job hands it to the web's front. Raises: NotFound, NotPermitted, and what `read_certificate` refuses.
    """
    host = lock_host(host_id)
    check_has_brand(actor)
    require(actor, SUPPLY_CERTIFICATE)
    found = read_certificate(chain, key, host=host.name, now=clock.now())
    host.certificate, host.sealed_key = found.chain, seal(found.key)
    host.certificate_from, host.certificate_ends_at = CertificateSource.SUPPLIED, found.ends_at
    host.save(update_fields=["certificate", "sealed_key", "certificate_from", "certificate_ends_at"])
    record(
        actor,
        SUPPLY_CERTIFICATE,
        subject_kind="host",
        subject_id=host.id,
        name=host.name,
        ends_at=found.ends_at.isoformat(),
    )
    enqueue(Job.WRITE_CERTIFICATES, lock="host:certificates", tenant_id=actor.tenant_id)
