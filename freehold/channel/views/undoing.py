"""What the pages of all three share: agreeing that a move is taken back."""

from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from freehold.channel.actions.agree_to_undo import agree_to_undo
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Refused


def agreed(request: SignedInRequest, transfer_id: UUID) -> None:
    """Agree, and say what comes next."""
    try:
        agree_to_undo(transfer_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have agreed. It happens once all three have."))
