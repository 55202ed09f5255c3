"""An invoice or credit note as it was finalised: all that any of its forms (page, PDF, XML, CSV) shows, and nothing else.

Amounts are decimals in the currency's main unit, rounded to its exponent; unit prices are exact. A credit note's lines and
totals are positive, as EN 16931 has them; what it credits stands in `corrects`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from freehold.kernel.period import Period


class DocumentKind(StrEnum):
    """Which document. Codes of UNTDID 1001 in EN 16931: 380 and 381."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class TaxCategory(StrEnum):
    """The VAT category of a line. Source: EN 16931, BT-151, codes of UNTDID 5305."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"  # directive 2006/112/EC, art. 196
    OUTSIDE = "O"  # not subject to VAT: the place of supply lies elsewhere, or the seller has no VAT


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer, as they were called on the day."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    tax_id: str = ""  # VAT identifier with its country's prefix
    registration: str = ""  # in a register of companies (BT-30, BT-47)
    tax_number: str = ""  # the tax office's own, where there is no VAT identifier (BT-32)
    contact: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `quantity` is negative where an earlier charge is credited within an invoice; `unit_price` never is."""

    number: int
    name: str  # of the plan
    detail: str  # in words, for people: seats, days, what is included
    period: Period
    quantity: Decimal
    unit: str  # UN/ECE Recommendation 20: C62 one, MON month, ANN year, E34 gigabyte
    unit_price: Decimal
    amount: Decimal  # net
    category: TaxCategory
    rate: Decimal  # percent
    subscription: str = ""  # number of the order
    meter: str = ""
    reference: str = ""  # the buyer's own, for this order
    pseudonym: str = ""  # of the customer behind the buyer


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The tax of all lines of one category and rate: on the summed base, rounded once (BR-CO-17)."""

    category: TaxCategory
    rate: Decimal
    base: Decimal
    amount: Decimal
    reason: str = ""  # why there is none (BT-120)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """How it is to be paid."""

    due_on: date
    reference: str = ""  # RF creditor reference, ISO 11649
    iban: str = ""
    bic: str = ""
    holder: str = ""
    mandate: str = ""  # of a SEPA direct debit
    creditor_id: str = ""
    debtor_iban: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """All of it. Net is the sum of lines, gross is net plus tax, payable is gross less paid (EN 16931, BR-CO-10, 13 to 16)."""

    kind: DocumentKind
    number: str
    issued_on: date
    currency: str
    language: str  # BCP 47: en or de
    seller: Party
    buyer: Party
    period: Period
    lines: tuple[Line, ...]
    taxes: tuple[TaxTotal, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    payment: PaymentTerms
    paid: Decimal = Decimal(0)  # before it was issued
    tax_name: str = "VAT"  # what the seller's country calls it
    account: str = ""  # the buyer's with the seller, an opaque id for programs
    buyer_reference: str = ""  # BT-10
    corrects: str = ""  # number of the invoice that a credit note is for
    corrects_issued_on: date | None = None
    note: str = ""

    @property
    def payable(self) -> Decimal:
        """What is still to pay when it is issued (BT-115)."""
        return self.gross - self.paid
