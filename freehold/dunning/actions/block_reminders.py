"""Stop reminders about an invoice, as when it is disputed."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.dunning.models import Block
from freehold.dunning.permissions import BLOCK_REMINDERS
from freehold.invoicing.addressees import addressed
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.settling import lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require

LONGEST_REASON = 200


@transaction.atomic
def block_reminders(invoice_id: UUID, *, reason: str, actor: Actor) -> None:
    """Let no reminder and no suspension come of an invoice of the actor's own; what stands still for it alone runs again.

    A suspension that is lifted so does not come back by itself. Raises: NotFound, NotPermitted,
    Refused("not_an_invoice", "reason", "blocked_already").
    """
    lock_receivables(actor.tenant_id)
    found = [one for one in addressed([invoice_id]) if one.seller_id == actor.tenant_id]
    if not found:
        raise NotFound
    (document,) = found
    require(actor, BLOCK_REMINDERS)
    if document.kind is not DocumentKind.INVOICE:
        raise Refused("not_an_invoice", _("Nobody is reminded of a credit note."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refused("reason", _("Say why in one line: your colleagues read it."), field="reason")
    if Block.objects.filter(tenant_id=actor.tenant_id, invoice_id=invoice_id, ended_at__isnull=True).exists():
        raise Refused("blocked_already", _("Reminders about this invoice are stopped already."))
    Block.objects.create(
        tenant_id=actor.tenant_id, invoice_id=invoice_id, debtor_id=document.buyer_id, reason=reason
    )
    enqueue(Job.LOOK_AT_DEBT, tenant_id=actor.tenant_id, buyer_id=document.buyer_id)
    record(actor, BLOCK_REMINDERS, subject_kind="invoice", subject_id=document.number, reason=reason)
