"""Write down what a look at a host name found, and let its brand answer there as soon as it is proven."""

from uuid import UUID

from django.db import IntegrityError, transaction

from freehold.audit.actions.record import record
from freehold.domains.hosts import host_is_taken, lock_host
from freehold.domains.models import Host
from freehold.domains.permissions import NOTE_HOST
from freehold.domains.rules.timing import next_check_at
from freehold.domains.states import CheckState, DomainState, HostState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def note_host(host_id: UUID, *, proof: CheckState, leads_here: bool | None, actor: Actor) -> None:
    """Note what was just seen; `leads_here` None when nobody answered, which changes nothing.

    A proven host whose proof has gone stays proven: people go on signing in there, and its page warns. Safe to repeat.
    Raises: NotFound, NotPermitted (nobody but the platform looks).
    """
    host = lock_host(host_id)
    require(actor, NOTE_HOST)
    now = clock.now()
    if proof is CheckState.RIGHT and host.state == HostState.CLAIMED:
        _prove(host, actor)
    if proof is not CheckState.UNREACHABLE:
        host.proof_state = proof
    if leads_here is not None:
        host.leads_here = leads_here
    host.checked_at = now
    host.next_check_at = next_check_at(
        DomainState(host.state),
        claimed_at=host.claimed_at,
        healthy=proof is CheckState.RIGHT and host.leads_here,
        now=now,
    )
    host.save()


def _prove(host: Host, actor: Actor) -> None:
    """Prove it, unless another seller was quicker: of two at one moment the database takes the first."""
    if host_is_taken(host.name):
        host.taken_elsewhere = True
        return
    host.state, host.proven_at, host.taken_elsewhere = HostState.PROVEN, clock.now(), False
    try:
        with transaction.atomic():
            host.save()
    except IntegrityError:
        host.state, host.proven_at, host.taken_elsewhere = HostState.CLAIMED, None, True
        return
    record(actor, NOTE_HOST, subject_kind="host", subject_id=host.id, name=host.name)
