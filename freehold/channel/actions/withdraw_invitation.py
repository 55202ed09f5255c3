"""Take back an invitation to sell."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import PartnerInvitation
from freehold.channel.permissions import WITHDRAW_INVITATION
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound
from freehold.kernel.permission import require


@transaction.atomic
def withdraw_invitation(invitation_id: UUID, *, actor: Actor) -> None:
    """Let the link do nothing any more. Safe to repeat. Raises: NotFound, NotPermitted, Conflict("accepted")."""
    found = (
        PartnerInvitation.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=invitation_id)
        .first()
    )
    if found is None:
        raise NotFound
    require(actor, WITHDRAW_INVITATION)
    if found.accepted_at is not None:
        raise Conflict("accepted", _("%(company)s has accepted it already.") % {"company": found.company})
    if found.withdrawn_at is not None:
        return
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    record(
        actor,
        WITHDRAW_INVITATION,
        subject_kind="partner_invitation",
        subject_id=found.id,
        company=found.company,
    )
