"""Moving customers on their day: one that asked for today at once, the others by the sweep."""

from uuid import UUID

from freehold.channel.handing_over import advance
from freehold.channel.moving import carry_out, take_back
from freehold.channel.queries.handovers import handovers_agreed
from freehold.channel.queries.transfers import transfers_due, undos_due
from freehold.kernel import clock
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
