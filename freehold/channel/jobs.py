"""What the channel does by itself: moving customers on their day, closing registrations, telling of incidents, forgetting."""

from uuid import UUID

from freehold.channel.actions.close_registration import close_registration
from freehold.channel.actions.forget_applications import forget_applications
from freehold.channel.actions.tell_of_incident import tell_of_incident
from freehold.channel.handing_over import advance
from freehold.channel.moving import carry_out, take_back
from freehold.channel.queries.declarations import declarations_untold
from freehold.channel.queries.handovers import handovers_agreed
from freehold.channel.queries.incidents import incidents_to_send
from freehold.channel.queries.joining import sellers_with_old_applications
from freehold.channel.queries.registrations import find_registration_of, registrations_due
from freehold.channel.queries.transfers import transfers_due, undos_due
from freehold.channel.stranding import tell_all
from freehold.domains.queries import proven_name
from freehold.domains.rules.names import owned_name
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step


def carry_out_asked_transfer(tenant_id: str, transfer_id: str) -> None:
    """Move one customer that asked for today."""
    carry_out(UUID(tenant_id), UUID(transfer_id), today=clock.today())


def undo_agreed_transfer(tenant_id: str, transfer_id: str) -> None:
    """Take one move back that all three have agreed on."""
    take_back(UUID(tenant_id), UUID(transfer_id), today=clock.today())


def advance_handover(tenant_id: str, handover_id: str) -> None:
    """Tell the customers of a handover that has just been agreed on."""
    advance(UUID(tenant_id), UUID(handover_id), today=clock.today())


def tell_stranded_customers(tenant_id: str, declaration_id: str) -> None:
    """Tell the customers of a partner that has gone, or is back."""
    tell_all(UUID(tenant_id), UUID(declaration_id))


def sweep_transfers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Move each customer whose day has come, in a transaction of its own: one that cannot move holds up no other."""
    today = clock.today()
    after = None
    while due := transfers_due(today, after=after):
        for customer_id, transfer_id in due:
            with one_step(customer_id, "carry_out_transfer", transfer=transfer_id):
                carry_out(customer_id, transfer_id, today=today)
        after = due[-1][1]
    for customer_id, transfer_id in undos_due(today):
        with one_step(customer_id, "undo_transfer", transfer=transfer_id):
            take_back(customer_id, transfer_id, today=today)
    for seller_id, handover_id in handovers_agreed():
        advance(seller_id, handover_id, today=today)
    for partner_id, declaration_id in declarations_untold():
        tell_all(partner_id, declaration_id)


AT_ONCE = 500
BATCHES_A_MINUTE = 2  # of 500 tenants each: 100,000 are told within two hours, and other mail goes first


def sweep_applications(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Forget applications whose address nobody proved."""
    for seller_id in sellers_with_old_applications(clock.now()):
        with one_step(seller_id, "forget_applications"):
            forget_applications(seller_id)


def settle_registration(tenant_id: str, domain_id: str) -> None:
    """A domain is proven: whoever registered it as a prospect is told what became of it."""
    prover = UUID(tenant_id)
    with scope(prover):
        name = proven_name(UUID(domain_id))
    held = find_registration_of(owned_name(name) or name) if name else None
    if held is not None:
        _close(held.seller_id, held.registration_id, proven_by=prover)


def sweep_registrations(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Close registrations whose time is over, and those of prospects that have proven their domain."""
    for due in registrations_due(AT_ONCE):
        with one_step(due.seller_id, "close_registration", registration=due.registration_id):
            _close(due.seller_id, due.registration_id, proven_by=due.proven_by)


def _close(seller_id: UUID, registration_id: UUID, *, proven_by: UUID | None) -> None:
    with scope(seller_id):
        close_registration(registration_id, proven_by=proven_by, actor=platform_actor(seller_id, via=Via.JOB))


def send_incidents(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Go on with each notice of an incident: some batches a minute, each all or nothing, from where the last one ended."""
    for operator_id, notice_id in incidents_to_send():
        for _batch in range(BATCHES_A_MINUTE):
            with one_step(operator_id, "tell_of_incident", notice=notice_id):
                tell_of_incident(notice_id, most=AT_ONCE, actor=platform_actor(operator_id, via=Via.JOB))
