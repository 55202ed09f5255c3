"""Documents and payments as a journal in double entry, for the accountant: each one's debits are its credits, exactly."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from freehold.invoicing.document import DocumentKind, InvoiceDocument, TaxCategory, TaxTotal
from freehold.kernel import table

COLUMNS = ("date", "document", "account", "debit", "credit", "currency", "tax_code", "counterparty", "text")
ZERO = Decimal(0)
SALES = {
    TaxCategory.STANDARD: "4000",
    TaxCategory.ZERO: "4010",
    TaxCategory.EXEMPT: "4020",
    TaxCategory.REVERSE_CHARGE: "4030",
    TaxCategory.OUTSIDE: "4040",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """The seller's accounts. `sales_at` names one for a single category and rate, where the category's own does not do."""

    receivables: str = "1200"
    bank: str = "1000"
    prepayments: str = "2100"  # received before the document was issued
    tax: str = "2200"
    sales: Mapping[TaxCategory, str] = field(default_factory=lambda: dict(SALES))
    sales_at: Mapping[tuple[TaxCategory, Decimal], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """Money that came in, or, when negative, went back or was taken off again, for one document."""

    received_on: date
    document: str  # number of what it is for
    counterparty: str
    amount: Decimal
    currency: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of what is booked. Exactly one of debit and credit is not zero, and neither is negative."""

    day: date
    document: str
    account: str
    debit: Decimal
    credit: Decimal
    currency: str
    tax_code: str
    counterparty: str
    text: str


def journal(
    documents: Iterable[InvoiceDocument], payments: Iterable[PaymentEntry] = (), *, chart: Chart | None = None
) -> bytes:
    """All entries as CSV, documents first."""
    accounts = chart or Chart()
    entries = [entry for document in documents for entry in entries_of(document, accounts)]
    entries += [entry for payment in payments for entry in entries_of_payment(payment, accounts)]
    return table.written(COLUMNS, (_row(entry) for entry in entries))


def entries_of(document: InvoiceDocument, chart: Chart) -> Iterator[Entry]:
    """Receivable against sales and tax; the other way round for a credit note."""
    sides = [
        (chart.receivables, document.payable, ""),
        (chart.prepayments, document.paid, ""),
        *((_sales(chart, total), -total.base, tax_code(total)) for total in document.taxes),
        *((chart.tax, -total.amount, tax_code(total)) for total in document.taxes),
    ]
    sign = -1 if document.kind is DocumentKind.CREDIT_NOTE else 1
    for account, amount, code in sides:
        if amount:
            yield Entry(
                day=document.issued_on,
                document=document.number,
                account=account,
                debit=max(sign * amount, ZERO),
                credit=max(-sign * amount, ZERO),
                currency=document.currency,
                tax_code=code,
                counterparty=document.buyer.name,
                text=f"{document.number} {document.buyer.name}",
            )


def entries_of_payment(payment: PaymentEntry, chart: Chart) -> Iterator[Entry]:
    """Bank against receivable."""
    for account, amount in ((chart.bank, payment.amount), (chart.receivables, -payment.amount)):
        if amount:
            yield Entry(
                day=payment.received_on,
                document=payment.document,
                account=account,
                debit=max(amount, ZERO),
                credit=max(-amount, ZERO),
                currency=payment.currency,
                tax_code="",
                counterparty=payment.counterparty,
                text=payment.text or f"{payment.document} {payment.counterparty}",
            )


def tax_code(total: TaxTotal) -> str:
    """The category, and the rate where there is one: S19, AE."""
    return f"{total.category.value}{total.rate.normalize():f}" if total.rate else total.category.value


def _sales(chart: Chart, total: TaxTotal) -> str:
    return chart.sales_at.get((total.category, total.rate), chart.sales[total.category])


def _row(entry: Entry) -> list[table.Cell]:
    return [
        entry.day.isoformat(), entry.document, entry.account, entry.debit or None, entry.credit or None, entry.currency,
        entry.tax_code, entry.counterparty, entry.text,
    ]  # fmt: skip
