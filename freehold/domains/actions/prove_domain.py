"""Turn a claim into a proven domain, on the evidence of what was seen in DNS."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.models import Domain
from freehold.domains.permissions import PROVE_DOMAIN
from freehold.domains.queries import domain_is_taken, lock_domain
from freehold.domains.rules.timing import next_check_at
from freehold.domains.states import CheckState, DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def prove_domain(domain_id: UUID, *, seen: Sequence[str], actor: Actor) -> None:
    """Prove a claimed domain if its token is among the TXT values that the platform itself has just `seen`.

    Two tenants that prove one name at the same moment are told apart by the database. Safe to repeat.
    Raises: NotFound, NotPermitted (nobody but the platform looks), Refused("proof_not_found", "domain_released"),
    Conflict("domain_taken").
    """
    domain = lock_domain(domain_id)
    require(actor, PROVE_DOMAIN)
    if domain.state == DomainState.PROVEN:
        return
    if domain.state == DomainState.RELEASED:
        raise Refused("domain_released", _("This domain was released; claim it again."))
    if domain.token not in seen:
        raise Refused("proof_not_found", _("The proof does not stand in the domain's DNS yet."))
    if domain_is_taken(domain.name):
        raise _taken()
    now = clock.now()
    domain.state = DomainState.PROVEN
    domain.proven_at = now
    domain.proof_state = CheckState.RIGHT
    domain.taken_elsewhere = False
    domain.next_check_at = next_check_at(
        DomainState.PROVEN, claimed_at=domain.claimed_at, healthy=False, now=now
    )
    _save_as_first(domain)
    record(actor, PROVE_DOMAIN, subject_kind="domain", subject_id=domain.id, name=domain.name)
    enqueue(Job.SETTLE_REGISTRATION, tenant_id=domain.tenant_id, domain_id=domain.id)
    enqueue(
        Job.WRITE_MAIL_KEYS, lock="mail:keys", tenant_id=domain.tenant_id
    )  # its mail may be signed from now on


def _save_as_first(domain: Domain) -> None:
    try:
        with transaction.atomic():
            domain.save()
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> Conflict:
    return Conflict(
        "domain_taken",
        _("Somebody else on this platform has proven this domain first. If it is yours, ask for help."),
    )
