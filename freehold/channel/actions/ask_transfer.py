"""Ask, as a customer, to move to the seller behind a code."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.channel.actions.withdraw_transfer import withdraw_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.models import CustomerCode, Transfer, TransferredOrder
from freehold.channel.offers import Offer, Succession, offer_of, successions
from freehold.channel.permissions import ASK_TRANSFER
from freehold.channel.queries.transfers import TransferFacts, transfer_facts
from freehold.channel.rules.moving import may_move_on
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import brand_of
from freehold.tenants.row_security import enter


@transaction.atomic
def ask_transfer(
    code: str, *, moves_on: date, actor: Actor, choices: Mapping[str, UUID | None] | None = None
) -> TransferFacts:
    """Move to another seller on a UTC day, today or within two months. Nobody need agree, and nobody can refuse.

    `choices` name by an order's number the plan that goes on with it, or None to let it end on the day; what is not named
    gets the plan most like its own. A job moves on the day. The sellers are told, and neither reads who the other is.
    Raises: NotPermitted, Refused("moves_on", "no_such_code", "same_seller", "not_a_customer", "no_such_order",
    "cannot_go_on", and what refuses a plan), NotFound, Conflict("transfer_asked").
    """
    require(actor, ASK_TRANSFER)
    today = clock.today()
    if not may_move_on(moves_on, today=today):
        raise Refused("moves_on", _("Choose today, or a day within two months."), field="moves_on")
    offer = offer_of(actor, code, on=moves_on)
    waiting = Transfer.objects.filter(buyer_id=actor.tenant_id, state=TransferState.ASKED).first()
    if waiting is not None and waiting.handover_id is None:
        raise Conflict("transfer_asked", _("You have asked to move already. Take that back first."))
    chosen = successions(offer, choices or {})
    for one in chosen:
        if one.why_not:
            raise Refused(
                "cannot_go_on",
                _("%(plan)s (%(number)s) cannot go on: %(why)s Choose that it ends on the day, or stay.")
                % {"plan": one.order.plan_name, "number": one.order.number, "why": one.why_not},
                field="choices",
            )
    if waiting is not None:  # who is handed over may choose otherwise
        withdraw_transfer(waiting.id, actor=actor)
    if offer.code_id is not None:
        _use_code(offer.edge.seller_id, offer.code_id)
    transfer = _write(offer, chosen, moves_on, actor)
    record_with_all(actor, ASK_TRANSFER, transfer)
    _tell(transfer)
    if moves_on == today:
        enqueue(
            Job.CARRY_OUT_TRANSFER,
            lock=f"transfer:{transfer.id}",
            tenant_id=actor.tenant_id,
            transfer_id=transfer.id,
        )
    return transfer_facts(actor, transfer)


def _use_code(seller_id: UUID, code_id: UUID) -> None:
    """A code for one is used up; of two who use it at once, one is refused."""
    with enter(seller_id, because="a customer uses the code that a seller has given it"):
        code = CustomerCode.objects.select_for_update().filter(id=code_id).first()
        if code is None or code.withdrawn_at is not None or (code.is_for_one and code.used_at is not None):
            raise Refused("no_such_code", _("This code is not good any more."), field="code")
        code.used_at = clock.now()
        code.save(update_fields=["used_at"])


def _write(offer: Offer, chosen: Sequence[Succession], moves_on: date, actor: Actor) -> Transfer:
    transfer = Transfer.objects.create(
        buyer_id=actor.tenant_id,
        seller_id=offer.edge.seller_id,
        former_seller_id=offer.present.seller_id,
        buyer_name=offer.edge.buyer_name,
        code_id=offer.code_id,
        moves_on=moves_on,
        asked_by=actor.name,
    )
    TransferredOrder.objects.bulk_create(
        TransferredOrder(
            tenant_id=actor.tenant_id,
            transfer_id=transfer.id,
            number=one.order.number,
            plan_id=one.plan.id if one.plan else None,
            terms=one.links[0].terms.as_json() if one.links else None,
        )
        for one in chosen
    )
    return transfer


def _tell(transfer: Transfer) -> None:
    brand = brand_of(transfer.seller_id)
    told: dict[str, str | date] = {"customer": transfer.buyer_name, "moves_on": transfer.moves_on}
    tell(NoticeTemplate.TRANSFER_ASKED, transfer.buyer_id, provider=brand.name if brand else "", **told)
    tell(NoticeTemplate.TRANSFER_LEAVING, transfer.former_seller_id, **told)
    tell(NoticeTemplate.TRANSFER_COMING, transfer.seller_id, **told)
