"""Locking what several acts change, so that they come one after the other."""

from uuid import UUID

from django.utils.translation import gettext as _

from freehold.channel.models import Handover, Registration, Transfer
from freehold.channel.states import HandoverState
from freehold.kernel.errors import NotFound, Refused


def lock_transfer(transfer_id: UUID, *, customer_id: UUID) -> Transfer:
    """A transfer of the customer in scope, locked until the transaction ends. Raises: NotFound."""
    found = Transfer.objects.select_for_update().filter(buyer_id=customer_id, id=transfer_id).first()
    if found is None:
        raise NotFound
    return found


def lock_handover(handover_id: UUID) -> Handover:
    """A handover that the tenant in scope is an end of, locked until the transaction ends. Raises: NotFound."""
    found = Handover.objects.select_for_update().filter(id=handover_id).first()
    if found is None:
        raise NotFound
    return found


def refuse_unless_proposed(handover: Handover) -> None:
    """Once agreed on, customers were told, and each decides for itself. Raises: Refused("not_proposed")."""
    if handover.state != HandoverState.PROPOSED:
        raise Refused("not_proposed", _("This handover has been agreed on, declined or taken back already."))


def lock_registration(registration_id: UUID, *, seller_id: UUID) -> Registration:
    """A registration of the seller in scope, locked until the transaction ends. Raises: NotFound."""
    found = Registration.objects.select_for_update().filter(tenant_id=seller_id, id=registration_id).first()
    if found is None:
        raise NotFound
    return found
