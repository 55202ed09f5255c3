"""Let reminders about an invoice go on."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.dunning.models import Block
from freehold.dunning.permissions import ALLOW_REMINDERS
from freehold.invoicing.addressees import addressed
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def allow_reminders(invoice_id: UUID, *, actor: Actor) -> None:
    """Take the block off an invoice of the actor's own: its next step comes on its day, or with the next look.

    Raises: NotFound, NotPermitted, Refused("not_blocked").
    """
    lock_receivables(actor.tenant_id)
    found = [one for one in addressed([invoice_id]) if one.seller_id == actor.tenant_id]
    if not found:
        raise NotFound
    require(actor, ALLOW_REMINDERS)
    ended = Block.objects.filter(
        tenant_id=actor.tenant_id, invoice_id=invoice_id, ended_at__isnull=True
    ).update(ended_at=clock.now())
    if not ended:
        raise Refused("not_blocked", _("Reminders about this invoice are not stopped."))
    record(actor, ALLOW_REMINDERS, subject_kind="invoice", subject_id=found[0].number)
