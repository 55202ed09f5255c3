"""Send one document by mail, because a person wants it, if need be again."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.dunning.models import Letter
from freehold.dunning.permissions import SEND_DOCUMENT
from freehold.dunning.writing import lock_letters, write_document
from freehold.invoicing.addressees import addressed
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def send_document(invoice_id: UUID, *, actor: Actor) -> str:
    """Want a document of the actor's own sent to its buyer's accounts, and return the address that it goes to.

    Raises: NotFound, NotPermitted, Refused("no_address").
    """
    lock_letters(actor.tenant_id)
    found = [one for one in addressed([invoice_id]) if one.seller_id == actor.tenant_id]
    if not found:
        raise NotFound
    (document,) = found
    require(actor, SEND_DOCUMENT)
    notice_id = write_document(document)
    if notice_id is None:
        raise Refused(
            "no_address", _("There is no e-mail address for invoices yet. Give one, then send it again.")
        )
    is_repeat = Letter.objects.filter(tenant_id=actor.tenant_id, invoice_id=invoice_id).exists()
    Letter.objects.create(
        tenant_id=actor.tenant_id,
        invoice_id=invoice_id,
        debtor_id=document.buyer_id,
        to=document.to,
        notice_id=notice_id,
        is_repeat=is_repeat,
    )
    record(actor, SEND_DOCUMENT, subject_kind="invoice", subject_id=document.number, to=document.to)
    return document.to
