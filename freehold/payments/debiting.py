"""What of a seller's invoices can be collected, and what becomes of a debit. Called by actions, after their check."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.invoicing.receivables import OpenItem, open_items
from freehold.invoicing.states import PaymentKind
from freehold.kernel.actor import Actor
from freehold.payments.models import Collection, Debit, Mandate
from freehold.payments.rules.camt import Transaction
from freehold.payments.states import DebitState, Scheme
from freehold.payments.words import RETURN_REASONS

EURO = "EUR"
MAY_COME_BACK = (DebitState.PENDING, DebitState.COLLECTED)


@dataclass(frozen=True, slots=True)
class Collectable:
    """An open invoice, and the mandate by which it can be collected."""

    item: OpenItem
    mandate: Mandate


def collectable(seller_id: UUID, *, scheme: Scheme, collect_on: date) -> list[Collectable]:
    """Open invoices in euros that are due by then, of buyers with a mandate in force, and not in a collection already."""
    mandates = {
        one.buyer_id: one
        for one in Mandate.objects.filter(seller_id=seller_id, scheme=scheme, revoked_at__isnull=True)
    }
    pending = pending_invoices(seller_id)
    return [
        Collectable(item, mandates[item.buyer_id])
        for item in open_items(seller_id)
        if item.buyer_id in mandates
        and item.currency == EURO
        and item.due_on <= collect_on
        and item.invoice_id not in pending
    ]


def pending_invoices(seller_id: UUID, *, invoice_ids: Several[UUID] | None = None) -> set[UUID]:
    """Which invoices of a seller are in a collection that the bank has not settled yet."""
    found = Debit.objects.filter(seller_id=seller_id, state=DebitState.PENDING)
    if invoice_ids is not None:
        found = found.filter(invoice_id__in=list(invoice_ids))
    return set(found.values_list("invoice_id", flat=True))


def settle(debit: Debit, *, on: date, bank_reference: str, actor: Actor) -> UUID:
    """The bank has paid it: it is a payment of its invoice."""
    payment_id = record_payment(
        debit.buyer_id,
        amount=debit.amount,
        currency=EURO,
        received_on=on,
        kind=PaymentKind.DEBIT,
        reference=debit.end_to_end_id,
        bank_reference=bank_reference,
        invoice_ids=[debit.invoice_id],
        actor=actor,
    )
    Debit.objects.filter(id=debit.id).update(state=DebitState.COLLECTED, payment_id=payment_id)
    return payment_id


def give_back(debit: Debit, *, on: date, reason: str, bank_reference: str, actor: Actor) -> UUID | None:
    """The bank took it back: its invoice is open again. None where it was never paid in the first place."""
    undone = None
    if debit.payment_id is not None:
        undone = undo_payment(
            debit.payment_id, reason=reason, undone_on=on, bank_reference=bank_reference, actor=actor
        )
    Debit.objects.filter(id=debit.id).update(state=DebitState.RETURNED, note=reason)
    return undone


def debits_of(seller_id: UUID, booking: Transaction) -> list[Debit]:
    """The debits that a booking settles or gives back: the one that it names, or all of the file that it is the sum of."""
    if booking.currency != EURO:
        return []
    wanted = DebitState.PENDING if booking.is_credit else None
    own = Debit.objects.filter(seller_id=seller_id)
    if booking.end_to_end_id:
        found = own.filter(end_to_end_id=booking.end_to_end_id)
        return [
            one
            for one in (found.filter(state=wanted) if wanted else found.filter(state__in=MAY_COME_BACK))
            if (one.amount == booking.amount if booking.is_credit else one.amount <= booking.amount)
        ]
    if booking.is_credit and booking.batch_id:
        collection = Collection.objects.filter(tenant_id=seller_id, batch_id=booking.batch_id).first()
        if collection is not None:
            found = own.filter(collection_id=collection.id, state=DebitState.PENDING).order_by("id")
            debits = list(found)
            return debits if sum(one.amount for one in debits) == booking.amount else []
    return []


def settle_booking(booking: Transaction, debits: Sequence[Debit], *, actor: Actor) -> UUID | None:
    """Each debit is paid, or given back, by what the bank booked; the last payment's id."""
    done = None
    for debit in debits:
        bank_reference = booking.identity if len(debits) == 1 else f"{booking.identity}:{debit.end_to_end_id}"
        if booking.is_credit:
            done = settle(debit, on=booking.booked_on, bank_reference=bank_reference, actor=actor)
        else:
            reason = str(RETURN_REASONS.get(booking.reason, _("The bank took it back.")))
            done = give_back(
                debit, on=booking.booked_on, reason=reason, bank_reference=bank_reference, actor=actor
            )
    return done
