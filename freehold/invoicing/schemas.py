"""What the API says and takes of invoices."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.queries.lists import InvoiceOrder, InvoiceSide
from freehold.invoicing.rules.own_rates import MOST_RATES, OwnRate
from freehold.invoicing.rules.parties import SellerFacts
from freehold.invoicing.states import Buyers, ParkReason, Regime, Standing
from freehold.kernel.schemas import Input, MoneyOut

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2)]
Prefix = Annotated[str, StringConstraints(min_length=1, max_length=10)]
Version = Annotated[
    int | None, Field(ge=0, le=2**31 - 1, description="the one that you saw: 409 when it has changed since")
]


class PeriodOut(Schema):
    """Days, half-open: `end` is the first day after it."""

    start: date
    end: date


class PartyOut(Schema):
    """Seller or buyer, as they were called on the day."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    tax_id: str
    tax_number: str
    registration: str
    contact: str
    email: str
    phone: str


class LineOut(Schema):
    """One line. The quantity is negative where an earlier charge is credited."""

    number: int
    name: str
    detail: str
    period: PeriodOut
    quantity: Decimal
    unit: str = Field(description="UN/ECE Recommendation 20")
    unit_price: Decimal
    amount: Decimal = Field(description="net")
    category: TaxCategory
    rate: Decimal = Field(description="percent")
    subscription: str
    meter: str
    reference: str
    pseudonym: str


class TaxOut(Schema):
    """The tax of all lines of one category and rate, rounded once."""

    category: TaxCategory
    rate: Decimal
    base: Decimal
    amount: Decimal
    reason: str


class PaymentOut(Schema):
    """How it is to be paid."""

    due_on: date
    reference: str = Field(description="ISO 11649")
    iban: str
    bic: str
    holder: str


class DocumentOut(Schema):
    """An invoice or credit note whole, as it was finalised. A credit note's amounts are positive."""

    kind: DocumentKind
    number: str
    issued_on: date
    currency: str
    language: str
    seller: PartyOut
    buyer: PartyOut
    period: PeriodOut
    lines: list[LineOut]
    taxes: list[TaxOut]
    net: Decimal
    tax: Decimal
    gross: Decimal
    tax_name: str
    payment: PaymentOut
    buyer_reference: str
    corrects: str = Field(description="number of the invoice that a credit note is on")
    note: str


class InvoiceOut(Schema):
    """A document in a list, as one end of its edge sees it."""

    id: UUID
    number: str
    kind: DocumentKind
    side: InvoiceSide
    seller_id: UUID
    buyer_id: UUID
    other_name: str = Field(description="your buyer, or your seller")
    issued_on: date
    due_on: date
    period: PeriodOut
    net: MoneyOut
    tax: MoneyOut
    gross: MoneyOut
    corrects_id: UUID | None
    note: str
    standing: Standing | None = Field(description="null: a credit note")
    open: MoneyOut = Field(description="still to be paid")


class InvoiceFilters(Schema):
    """Which documents, and in which order."""

    side: InvoiceSide = InvoiceSide.ISSUED
    buyer_id: UUID | None = None
    kind: list[DocumentKind] = Field(default_factory=list, description="one or both; none means both")
    standing: list[Standing] = Field(
        default_factory=list, description="invoices that stand so; none means all documents"
    )
    search: str = Field("", max_length=200, description="part of a number, note or buyer")
    order: InvoiceOrder = InvoiceOrder.NEWEST


class CreditIn(Input):
    """How much of an invoice is credited, and why."""

    net: Decimal | None = Field(None, description="as text; null: all that is left")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Numbered(Schema):
    """The number of what was issued."""

    number: str


class OwnRateIn(Input):
    """A rate of the seller's own tax, and for whom it holds from which day on."""

    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
    valid_from: date = Field(description="for periods that end on this day or later, until a later rate's")
    buyers: Buyers = Field(description="those in the seller's own country, or those elsewhere")


class SellerProfileIn(Input):
    """How you stand on your invoices."""

    legal_name: Text
    street: Text
    postcode: Text = ""
    city: Text
    country: Code = Field(description="ISO 3166-1 alpha-2")
    regime: Regime
    tax_id: Text = Field("", description="VAT identifier with its country's prefix")
    tax_number: Text = Field("", description="the tax office's own, where there is no VAT identifier (BT-32)")
    registration: Text = ""
    uses_oss: bool = False
    tax_name: Text = "VAT"
    own_rates: list[OwnRateIn] = Field(
        [],
        max_length=MOST_RATES,
        description="outside the EU alone; one for each group of buyers and day, and no tax for whom there is none",
    )
    contact: Text = ""
    email: Text = ""
    phone: Text = ""
    iban: Text = ""
    bic: Text = ""
    payment_days: int = Field(14, ge=0, le=90)
    invoice_prefix: Prefix = "INV-"
    credit_note_prefix: Prefix = "CN-"
    language: str = Field("en", max_length=10)

    def told(self) -> SellerFacts:
        """The same as the actions take it."""
        rates = tuple(OwnRate(one.percent, one.valid_from, one.buyers) for one in self.own_rates)
        return SellerFacts(**{**self.model_dump(), "own_rates": rates})


class BuyerProfileIn(Input):
    """How a buyer stands on its seller's invoices."""

    legal_name: Text
    street: Text
    postcode: Text = ""
    city: Text
    country: Code = Field(description="ISO 3166-1 alpha-2")
    tax_id: Text = ""
    email: Text = ""
    language: str = Field("", max_length=10, description="empty: the seller's")
    reference: Text = ""


class SellerProfileSent(Input):
    """The profile, and the version that it changes."""

    facts: SellerProfileIn
    version: Version = None


class BuyerProfileSent(Input):
    """The profile, and the version that it changes."""

    facts: BuyerProfileIn
    version: Version = None


class SellerProfileOut(Schema):
    """The profile, null before there is one, and its version."""

    facts: SellerProfileIn | None
    version: int


class BuyerProfileOut(Schema):
    """The profile, null before there is one, and its version."""

    facts: BuyerProfileIn | None
    version: int
    buyer_id: UUID
    buyer_name: str


class ProfileVersion(Schema):
    """The version that was written."""

    version: int


class RunIn(Input):
    """Up to which day is billed."""

    cut_off: date | None = Field(None, description="in your zone; null: today")


class RunMade(Schema):
    """The run that has begun, or goes on."""

    id: UUID


class RunOut(Schema):
    """A run and how far it is."""

    id: UUID
    cut_off: date
    began_at: datetime
    finished_at: datetime | None
    chunks: int
    chunks_done: int
    documents: int
    parked: int


class ParkedOut(Schema):
    """A buyer that the newest run passed over."""

    run_id: UUID
    cut_off: date
    buyer_id: UUID
    buyer_name: str
    reason: ParkReason
    detail: str


class NextLineOut(Schema):
    """A line of what is next."""

    name: str
    detail: str
    period: PeriodOut
    amount: MoneyOut
    subscription: str
    pseudonym: str
    reference: str
    measured_until: date | None  # of usage that goes on: the last day that it counts


class NextOut(Schema):
    """What the next document will say, as far as it is known today."""

    cut_off: date
    counts_usage: bool  # whether what is used until then comes on top
    lines: list[NextLineOut]
    net: MoneyOut
    tax: MoneyOut
    gross: MoneyOut
    tax_name: str
