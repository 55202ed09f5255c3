"""Take a payment or credit note off an invoice again."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.models import Invoice
from freehold.invoicing.permissions import RELEASE_PAYMENT
from freehold.invoicing.settling import allocate, find_source, given_of, lock_receivables
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def release_payment(source_id: UUID, *, invoice_id: UUID, actor: Actor) -> Decimal:
    """Take back all that an invoice took of a payment or credit note; it is open again, and the buyer has a credit.

    A credit note stays with the invoice that it is on. Returns how much.
    Raises: NotFound, NotPermitted, Refused("not_allocated", "own_invoice").
    """
    lock_receivables(actor.tenant_id)
    source = find_source(actor.tenant_id, source_id)
    invoice = Invoice.objects.filter(seller_id=actor.tenant_id, id=invoice_id).first()
    if source is None or invoice is None:
        raise NotFound
    require(actor, RELEASE_PAYMENT)
    if isinstance(source, Invoice) and source.corrects_id == invoice_id:
        raise Refused("own_invoice", _("A credit note stays with the invoice that it is on."))
    taken = given_of(source).get(invoice_id, Decimal(0))
    if taken <= 0:
        raise Refused("not_allocated", _("Nothing of it is put to this invoice."))
    allocate(source, [(invoice_id, -taken)])
    record(
        actor, RELEASE_PAYMENT, subject_kind="payment", subject_id=source.id, invoice=invoice.number, amount=taken,
        currency=source.currency,
    )  # fmt: skip
    return taken
