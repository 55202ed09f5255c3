"""Write down what a look into DNS found, and draw the consequences."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.actions.note_health import note_health
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.contract import Record, RecordKind
from freehold.domains.models import DnsCheck, Domain
from freehold.domains.permissions import NOTE_CHECK
from freehold.domains.queries import lock_domain
from freehold.domains.rules.timing import next_check_at
from freehold.domains.rules.verdicts import Answer, judge
from freehold.domains.states import CheckState, DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict
from freehold.kernel.permission import require

VALUE_KEPT = 500


@transaction.atomic
def note_check(domain_id: UUID, *, seen: Sequence[tuple[Record, Answer]], actor: Actor) -> None:
    """Replace the domain's checks by what was just seen, and prove it if its proof was among it.

    A proven domain whose proof has gone stays proven: mail goes on, and a warning stands on its page and in the log.
    An unreachable server changes nothing about the proof. Safe to repeat.
    Raises: NotFound, NotPermitted.
    """
    domain = lock_domain(domain_id)
    require(actor, NOTE_CHECK)
    if domain.state == DomainState.RELEASED:
        return
    proofs = [(wanted, answer) for wanted, answer in seen if wanted.kind is RecordKind.PROOF]
    states = _write_checks(domain, seen)
    for wanted, answer in proofs:
        if domain.state == DomainState.CLAIMED and judge(wanted, answer).state is CheckState.RIGHT:
            _try_to_prove(domain, answer, actor)
            domain.refresh_from_db()
    _note_proof(domain, [judge(wanted, answer).state for wanted, answer in proofs], actor)
    now = clock.now()
    domain.checked_at = now
    domain.next_check_at = next_check_at(
        DomainState(domain.state),
        claimed_at=domain.claimed_at,
        healthy=all(state is CheckState.RIGHT for state in states),
        now=now,
    )
    domain.save()
    note_health(domain.tenant_id, actor=actor)


def _write_checks(domain: Domain, seen: Sequence[tuple[Record, Answer]]) -> list[CheckState]:
    now = clock.now()
    rows = []
    for position, (wanted, answer) in enumerate(seen):
        verdict = judge(wanted, answer)
        rows.append(
            DnsCheck(
                tenant_id=domain.tenant_id,
                domain_id=domain.id,
                position=position,
                kind=wanted.kind,
                name=wanted.name,
                type=wanted.type,
                expected=wanted.value,
                found=[value[:VALUE_KEPT] for value in answer.values],
                state=verdict.state,
                advice=verdict.advice,
                publish=verdict.publish,
                checked_at=now,
            )
        )
    DnsCheck.objects.filter(tenant_id=domain.tenant_id, domain_id=domain.id).delete()
    DnsCheck.objects.bulk_create(rows)
    return [CheckState(row.state) for row in rows]


def _try_to_prove(domain: Domain, answer: Answer, actor: Actor) -> None:
    try:
        prove_domain(domain.id, seen=answer.values, actor=actor)
    except Conflict:  # somebody else was first: the page says so
        Domain.objects.filter(id=domain.id).update(taken_elsewhere=True)


def _note_proof(domain: Domain, states: Sequence[CheckState], actor: Actor) -> None:
    if not states:
        return
    state = states[0]
    domain.proof_state = state
    if domain.state != DomainState.PROVEN or state is CheckState.UNREACHABLE:
        return
    was_missing = domain.proof_missing_since is not None
    is_missing = state is not CheckState.RIGHT
    if is_missing == was_missing:
        return
    domain.proof_missing_since = clock.now() if is_missing else None
    record(actor, NOTE_CHECK, subject_kind="domain", subject_id=domain.id, name=domain.name, proof=state)
