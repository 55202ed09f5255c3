"""A move stands in the logs of all three; no seller reads there who the other one is."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from freehold.audit.actions.record import record
from freehold.channel.models import Transfer
from freehold.kernel.actor import Actor
from freehold.kernel.permission import Permission
from freehold.tenants.row_security import enter


def record_with_all(actor: Actor, act: Permission, transfer: Transfer, **facts: object) -> None:
    """Record an act in the customer's log, and in those of both sellers in the customer's name."""
    in_name = (
        actor
        if actor.is_platform
        else replace(actor, name=transfer.buyer_name, person_id=None, grant_id=None)
    )
    record_with(actor, act, [transfer.buyer_id], transfer, **facts)
    record_with(in_name, act, [transfer.former_seller_id, transfer.seller_id], transfer, **facts)


def record_with(
    actor: Actor, act: Permission, tenant_ids: Iterable[UUID], transfer: Transfer, **facts: object
) -> None:
    """The same with some of them."""
    for tenant_id in tenant_ids:
        with enter(tenant_id, because="a move stands in the logs of all whom it concerns"):
            record(
                actor,
                act,
                subject_kind="transfer",
                subject_id=transfer.id,
                customer=transfer.buyer_name,
                moves_on=transfer.moves_on,
                **facts,
            )
