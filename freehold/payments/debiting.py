"""What of a seller's invoices can be collected, and what becomes of a debit. Called by actions, after their check."""

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from freehold.invoicing.actions.record_payments import record_payments
from freehold.invoicing.actions.undo_payment import undo_payment
from freehold.invoicing.collected import Debited
from freehold.invoicing.receivables import OpenItem, open_items, open_of
from freehold.invoicing.receiving import Receipt, Received
from freehold.invoicing.states import PaymentKind
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError, Refused
from freehold.kernel.money import Money
from freehold.payments.models import Collection, CreditorSettings, Debit, Mandate
from freehold.payments.rules.camt import Transaction
from freehold.payments.states import DebitState, Scheme
from freehold.payments.words import RETURN_REASONS
from freehold.ui.formats import written_money

EURO = "EUR"
MAY_COME_BACK = (DebitState.PENDING, DebitState.COLLECTED)


@dataclass(frozen=True, slots=True)
class Collectable:
    """An open invoice, and the mandate by which it can be collected."""

    item: OpenItem
    mandate: Mandate


def collectable(seller_id: UUID, *, scheme: Scheme, collect_on: date) -> list[Collectable]:
    """Open invoices in euros that are due by then, of buyers with a mandate in force, and not in a collection already."""
    mandates = {one.buyer_id: one for one in _in_force(seller_id).filter(scheme=scheme)}
    pending = pending_invoices(seller_id)
    return [
        Collectable(item, mandates[item.buyer_id])
        for item in open_items(seller_id)
        if item.buyer_id in mandates
        and item.currency == EURO
        and item.due_on <= collect_on
        and item.invoice_id not in pending
    ]


def _in_force(seller_id: UUID) -> QuerySet[Mandate]:
    """Mandates by which a seller may collect: not revoked, and naming the creditor identifier that it has today."""
    today = CreditorSettings.objects.filter(tenant_id=seller_id).values("creditor_id")
    return Mandate.objects.filter(seller_id=seller_id, revoked_at__isnull=True, creditor_id__in=today)


def of_another_creditor(seller_id: UUID, *, scheme: Scheme) -> list[UUID]:
    """The buyers whose mandate in force names a creditor identifier that the seller has no longer: they give a new one."""
    found = Mandate.objects.filter(seller_id=seller_id, scheme=scheme, revoked_at__isnull=True)
    usable = _in_force(seller_id).values("id")
    return list(found.exclude(id__in=usable).order_by("id").values_list("buyer_id", flat=True))


def account_collected_from(seller_id: UUID, buyer_id: UUID) -> str:
    """The account from which a seller collects what this buyer owes, by its ends alone; "" where it does not."""
    found = _in_force(seller_id).filter(buyer_id=buyer_id).first()
    return found.iban_shown if found is not None else ""


def pending_invoices(seller_id: UUID, *, invoice_ids: Several[UUID] | None = None) -> set[UUID]:
    """Which invoices of a seller are in a collection that the bank has not settled yet."""
    found = Debit.objects.filter(seller_id=seller_id, state=DebitState.PENDING)
    if invoice_ids is not None:
        found = found.filter(invoice_id__in=list(invoice_ids))
    return set(found.values_list("invoice_id", flat=True))


def needless(debits: Sequence[Debit]) -> dict[UUID, str]:
    """Which of these pending debits should not be made any more, and why, in a sentence that both ends may read."""
    still_open = open_of([debit.invoice_id for debit in debits])
    revoked = set(
        Mandate.objects.filter(
            id__in={debit.mandate_id for debit in debits}, revoked_at__isnull=False
        ).values_list("id", flat=True)
    )
    found = {}
    for debit in debits:
        left = still_open[debit.invoice_id]
        if left <= 0:
            found[debit.id] = _("The invoice was paid or credited.")
        elif left < debit.amount:
            found[debit.id] = _("Only %(open)s of the invoice are open: collect that anew.") % {
                "open": written_money(Money(left, EURO))
            }
        elif debit.mandate_id in revoked:
            found[debit.id] = _("The mandate was revoked.")
    return found


def leave_out(reasons: Mapping[UUID, str]) -> None:
    """These debits are in no file: their invoices can be collected anew as far as they are open."""
    for debit_id, reason in reasons.items():
        Debit.objects.filter(id=debit_id, state=DebitState.PENDING).update(
            state=DebitState.NOT_NEEDED, note=reason
        )


def debited(invoice_id: UUID) -> Debited | None:
    """The debit that an invoice waits for, in the scope of its seller; None where there is none."""
    found = Debit.objects.filter(invoice_id=invoice_id, state=DebitState.PENDING).first()
    made = Collection.objects.filter(id=found.collection_id).first() if found is not None else None
    if found is None or made is None:
        return None
    return Debited(Money(found.amount, EURO), found.collect_on, made.fetched_at is not None)


def settle(debits: Sequence[Debit], *, on: date, bank_reference: str, actor: Actor) -> list[UUID]:
    """The bank has paid them: each is a payment of its invoice. All of them or none.

    Raises: Conflict, Refused, NotFound, as `record_payment` does.
    """
    receipts = [
        Receipt(
            buyer_id=debit.buyer_id,
            amount=debit.amount,
            currency=EURO,
            received_on=on,
            kind=PaymentKind.DEBIT,
            reference=debit.end_to_end_id,
            bank_reference=bank_reference if len(debits) == 1 else f"{bank_reference}:{debit.end_to_end_id}",
            invoice_ids=[debit.invoice_id],
        )
        for debit in debits
    ]
    done = record_payments(receipts, actor=actor)
    for outcome in done:
        if isinstance(outcome, FreeholdError):
            raise outcome
    paid = [outcome.payment_id for outcome in done if isinstance(outcome, Received)]
    for debit, payment_id in zip(debits, paid, strict=True):
        debit.state, debit.payment_id = DebitState.COLLECTED, payment_id  # the same file may give it back
        Debit.objects.filter(id=debit.id).update(state=DebitState.COLLECTED, payment_id=payment_id)
    return paid


def give_back(debit: Debit, *, on: date, reason: str, bank_reference: str, actor: Actor) -> UUID | None:
    """The bank took it back: its invoice is open again. None where it was never paid in the first place."""
    undone = None
    if debit.payment_id is not None:
        undone = undo_payment(
            debit.payment_id, reason=reason, undone_on=on, bank_reference=bank_reference, actor=actor
        )
    Debit.objects.filter(id=debit.id).update(state=DebitState.RETURNED, note=reason)
    return undone


def mark_returned(payment_id: UUID, reason: str) -> None:
    """Where a payment that was undone is that of a debit, the debit came back."""
    Debit.objects.filter(payment_id=payment_id, state=DebitState.COLLECTED).update(
        state=DebitState.RETURNED, note=reason
    )


def check_fetched(collection_id: UUID) -> None:
    """A bank can only settle what it has. Raises: Refused("not_fetched")."""
    if Collection.objects.filter(id=collection_id, fetched_at__isnull=True).exists():
        raise Refused(
            "not_fetched",
            _("Nobody has fetched the file of this collection yet, so the bank cannot have it."),
        )


def named_debits(seller_id: UUID, bookings: Sequence[Transaction]) -> set[str]:
    """Which end-to-end ids of bookings are those of debits, whatever became of them."""
    given = {one.end_to_end_id for one in bookings if one.end_to_end_id}
    found = Debit.objects.filter(seller_id=seller_id, end_to_end_id__in=given)
    return set(found.values_list("end_to_end_id", flat=True))


def debits_of(seller_id: UUID, bookings: Sequence[Transaction]) -> dict[str, list[Debit]]:
    """The debits that each booking settles or gives back, by its identity: the one named, or all whose sum it is."""
    named = Debit.objects.filter(
        seller_id=seller_id, end_to_end_id__in={one.end_to_end_id for one in bookings if one.end_to_end_id}
    )
    by_name = {one.end_to_end_id: one for one in named}
    found: dict[str, list[Debit]] = {}
    for booking in bookings:
        debit = by_name.get(booking.end_to_end_id)
        if booking.currency == EURO and debit is not None and _fits(booking, debit):
            found[booking.identity] = [debit]
        elif (
            booking.currency == EURO and booking.is_credit and booking.batch_id and not booking.end_to_end_id
        ):
            found[booking.identity] = _in_batch(seller_id, booking)
    return {identity: debits for identity, debits in found.items() if debits}


def _fits(booking: Transaction, debit: Debit) -> bool:
    if booking.is_credit:
        return debit.state == DebitState.PENDING and debit.amount == booking.amount
    return debit.state in MAY_COME_BACK and debit.amount <= booking.amount  # the bank's fee comes on top


def _in_batch(seller_id: UUID, booking: Transaction) -> list[Debit]:
    collection = Collection.objects.filter(tenant_id=seller_id, batch_id=booking.batch_id).first()
    if collection is None:
        return []
    debits = list(Debit.objects.filter(collection_id=collection.id, state=DebitState.PENDING).order_by("id"))
    return debits if sum(one.amount for one in debits) == booking.amount else []


def settle_booking(booking: Transaction, debits: Sequence[Debit], *, actor: Actor) -> UUID | None:
    """Each debit is paid, or given back, by what the bank booked; the payment's id where it is one."""
    if booking.is_credit:
        paid = settle(debits, on=booking.booked_on, bank_reference=booking.identity, actor=actor)
        return paid[0] if len(paid) == 1 else None
    (debit,) = debits
    reason = str(RETURN_REASONS.get(booking.reason, _("The bank took it back.")))
    return give_back(debit, on=booking.booked_on, reason=reason, bank_reference=booking.identity, actor=actor)
