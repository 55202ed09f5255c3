"""Writes payments that came in, however many, in a handful of queries. Called by actions, under the lock of receivables."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.invoicing.checks import check_amount, check_day_before, check_fits, one_line
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Allocation, Invoice, Payment
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import open_of
from freehold.invoicing.rules.settling import spread
from freehold.invoicing.states import PaymentKind
from freehold.kernel import clock, ids
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, Refused
from freehold.tenants.queries import currencies_of_buyers, names_of_buyers


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came in, and for which invoices, in the order in which they take of it."""

    buyer_id: UUID
    amount: Decimal
    currency: str
    received_on: date
    kind: PaymentKind = PaymentKind.TRANSFER
    reference: str = ""
    bank_reference: str = ""
    invoice_ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A payment as it was written, and what each invoice took of it, by number."""

    payment_id: UUID
    shares: Mapping[str, Decimal]


def receive(seller_id: UUID, receipts: Sequence[Receipt]) -> list[Received | FreeholdError]:
    """Write those that can be, and say of each what came of it: one that cannot be holds up no other.

    The refusals are those of `record_payment`.
    """
    wanted = list({one for receipt in receipts for one in receipt.invoice_ids})
    found = Invoice.objects.filter(id__in=wanted, kind=DocumentKind.INVOICE).in_bulk() if wanted else {}
    still_open = open_of(wanted)
    buyers = names_of_buyers(seller_id, {receipt.buyer_id for receipt in receipts})
    known = _known(seller_id, receipts)
    currencies = _currencies(seller_id, list(buyers))
    today = day_of(seller_id, clock.now())
    payments: list[Payment] = []
    allocations: list[Allocation] = []
    outcomes: list[Received | FreeholdError] = []
    for receipt in receipts:
        try:
            reference = _check(receipt, buyers, found, known, currencies, today)
        except FreeholdError as error:
            outcomes.append(error)
            continue
        payment = _payment(seller_id, receipt, reference)
        shares = _take(payment, receipt, still_open)
        payments.append(payment)
        allocations += shares
        outcomes.append(
            Received(
                payment.id, {found[one.invoice_id].number: one.amount for one in shares if one.invoice_id}
            )
        )
        if receipt.bank_reference:
            known.add(receipt.bank_reference)
    Payment.objects.bulk_create(payments)
    Allocation.objects.bulk_create(allocations)
    return outcomes


def _known(seller_id: UUID, receipts: Sequence[Receipt]) -> set[str]:
    named = [receipt.bank_reference for receipt in receipts if receipt.bank_reference.isprintable()]
    found = Payment.objects.filter(seller_id=seller_id, bank_reference__in=[one for one in named if one])
    return set(found.values_list("bank_reference", flat=True))


def _currencies(seller_id: UUID, buyer_ids: list[UUID]) -> set[tuple[UUID, str]]:
    """What a buyer may pay in: what it is billed in, and whatever an invoice to it was in."""
    invoiced = Invoice.objects.filter(seller_id=seller_id, buyer_id__in=buyer_ids).order_by()
    return currencies_of_buyers(seller_id, buyer_ids) | set(
        invoiced.values_list("buyer_id", "currency").distinct()
    )


def _check(
    receipt: Receipt,
    buyers: Mapping[UUID, str],
    invoices: Mapping[UUID, Invoice],
    known: set[str],
    currencies: set[tuple[UUID, str]],
    today: date,
) -> str:
    """The reference in one line. Raises what is wrong."""
    if receipt.buyer_id not in buyers:
        raise NotFound
    check_amount(receipt.amount, receipt.currency)
    check_day_before(today, receipt.received_on, field="received_on")
    if (receipt.buyer_id, receipt.currency) not in currencies:
        raise Refused(
            "currency",
            _("This buyer was never billed in %(currency)s. Look at the currency.")
            % {"currency": receipt.currency},
            field="currency",
        )
    reference = one_line(receipt.reference)
    one_line(receipt.bank_reference, field="bank_reference")
    if receipt.bank_reference in known:
        raise Conflict(
            "recorded_already", _("A payment with this reference of the bank is recorded already.")
        )
    for one in receipt.invoice_ids:
        if one not in invoices:
            raise NotFound
        check_fits(invoices[one], receipt.buyer_id, receipt.currency)
    return reference


def _payment(seller_id: UUID, receipt: Receipt, reference: str) -> Payment:
    return Payment(
        id=ids.new_id(),
        seller_id=seller_id,
        buyer_id=receipt.buyer_id,
        kind=receipt.kind,
        received_on=receipt.received_on,
        amount=receipt.amount,
        currency=receipt.currency,
        reference=reference,
        bank_reference=receipt.bank_reference,
        created_at=clock.now(),
    )


def _take(payment: Payment, receipt: Receipt, still_open: MutableMapping[UUID, Decimal]) -> list[Allocation]:
    shares = spread(payment.amount, [(one, still_open[one]) for one in dict.fromkeys(receipt.invoice_ids)])
    for invoice_id, share in shares:
        still_open[invoice_id] -= share
    return [
        Allocation(
            id=ids.new_id(),
            seller_id=payment.seller_id,
            buyer_id=payment.buyer_id,
            payment_id=payment.id,
            invoice_id=invoice_id,
            amount=share,
            created_at=payment.created_at,
        )
        for invoice_id, share in shares
    ]
