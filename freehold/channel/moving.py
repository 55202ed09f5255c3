"""Carrying out a move or taking it back: all of it in one transaction, or nothing and the reason why."""

from datetime import date
from uuid import UUID

import structlog

from freehold.channel.actions.carry_out_transfer import carry_out_transfer
from freehold.channel.actions.fail_transfer import fail_transfer
from freehold.channel.actions.fail_undo import fail_undo
from freehold.channel.actions.undo_transfer import undo_transfer
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import FreeholdError
from freehold.tenants.row_security import scope

log = structlog.get_logger()


def carry_out(customer_id: UUID, transfer_id: UUID, *, today: date) -> None:
    """Move one customer, all of it or nothing; where a rule stands in the way, say so and close the move."""
    actor = platform_actor(customer_id, via=Via.JOB)
    try:
        with scope(customer_id):
            done = carry_out_transfer(transfer_id, today=today, actor=actor)
    except FreeholdError as error:
        log.warning("transfer_refused", tenant=str(customer_id), transfer=str(transfer_id), code=error.code)
        with scope(customer_id):
            fail_transfer(transfer_id, why=error.sentence or error.code, today=today, actor=actor)
    else:
        log.info("transfer_carried_out", tenant=str(customer_id), transfer=str(transfer_id), done=done)


def take_back(customer_id: UUID, transfer_id: UUID, *, today: date) -> None:
    """Take one move back that all three have agreed on; where a rule stands in the way, say so and try no more."""
    actor = platform_actor(customer_id, via=Via.JOB)
    try:
        with scope(customer_id):
            done = undo_transfer(transfer_id, today=today, actor=actor)
    except FreeholdError as error:
        log.warning("undo_refused", tenant=str(customer_id), transfer=str(transfer_id), code=error.code)
        with scope(customer_id):
            fail_undo(transfer_id, why=error.sentence or error.code, actor=actor)
    else:
        log.info("transfer_undone", tenant=str(customer_id), transfer=str(transfer_id), done=done)
