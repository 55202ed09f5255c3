"""What the API says and takes of payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.invoicing.receivables import CreditKind
from freehold.invoicing.states import PaymentKind
from freehold.kernel.schemas import Input, MoneyOut
from freehold.payments.states import DebitState, EntryState, Scheme, Why

LONGEST_CONTENT = 2_000_000
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Currency = Annotated[str, StringConstraints(min_length=3, max_length=3)]
Invoices = Annotated[list[UUID], Field(max_length=200, description="in the order in which they are paid")]


class RecordedPayment(Schema):
    """A payment; negative where money went back."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    kind: PaymentKind
    received_on: date
    amount: MoneyOut
    left: MoneyOut = Field(description="taken by no invoice")
    reference: str
    bank_reference: str
    undoes_id: UUID | None
    is_undone: bool


class MovedOut(Schema):
    """What of a payment or credit note goes to an invoice, or back."""

    source_id: UUID
    kind: CreditKind
    name: str
    came_on: date
    invoice_id: UUID | None = Field(description="null: it went back")
    invoice_number: str
    amount: MoneyOut


class PaymentWhole(Schema):
    """A payment and where it went."""

    payment: RecordedPayment
    moved: list[MovedOut]


class PaymentToRecord(Input):
    """What came in."""

    buyer_id: UUID
    amount: Decimal = Field(description="as text")
    currency: Currency
    received_on: date
    kind: PaymentKind = PaymentKind.TRANSFER
    reference: Reference = ""
    bank_reference: Reference = Field("", description="by which it is known: 409 when it is recorded already")
    invoice_ids: Invoices = Field(default_factory=list)


class RefundIn(Input):
    """What went back, out of the buyer's credit."""

    buyer_id: UUID
    amount: Decimal = Field(description="as text")
    currency: Currency
    paid_on: date
    reference: Reference = ""
    bank_reference: Reference = ""


class PaymentFilters(Schema):
    """Which payments."""

    buyer_id: UUID | None = None
    search: str = Field("", max_length=200, description="part of a reference or a buyer")


class AllocationIn(Input):
    """To which invoice, and how much."""

    invoice_id: UUID
    amount: Decimal | None = Field(None, description="as text; null: as much as both have")


class AllocationOut(Schema):
    """How much it was."""

    amount: Decimal


class ReleaseIn(Input):
    """Off which invoice."""

    invoice_id: UUID


class UndoIn(Input):
    """Why a payment is undone."""

    reason: Reason
    undone_on: date | None = Field(None, description="null: today")


class CreditOut(Schema):
    """What a buyer has as credit from one payment or credit note."""

    source_id: UUID
    kind: CreditKind
    buyer_id: UUID
    buyer_name: str
    name: str
    came_on: date
    left: MoneyOut


class OpenInvoiceOut(Schema):
    """An invoice of which something is still to be paid."""

    invoice_id: UUID
    buyer_id: UUID
    buyer_name: str
    number: str
    payment_reference: str = Field(description="ISO 11649")
    issued_on: date
    due_on: date
    gross: MoneyOut
    credited: MoneyOut
    paid: MoneyOut
    open: MoneyOut


class BankStatementIn(Input):
    """A bank statement."""

    file_name: Annotated[str, StringConstraints(max_length=200)] = ""
    content: Annotated[str, Field(max_length=LONGEST_CONTENT, description="the XML file, camt.053")]


class BankStatementTaken(Schema):
    """What came of it."""

    statement_id: UUID
    matched: int
    waiting: int
    known: int
    passed_over: int


class BankStatementOut(Schema):
    """A file of the bank that was read."""

    id: UUID
    file_name: str
    names: str
    read_at: datetime
    first_day: date | None
    last_day: date | None
    entries: int
    known: int
    passed_over: int


class BookingOut(Schema):
    """What one booking says, and what became of it."""

    id: UUID
    booked_on: date
    amount: MoneyOut = Field(description="negative: taken back by the bank")
    other_name: str
    other_account: str = Field(description="its ends alone")
    text: str
    state: EntryState
    why: Why
    buyer_id: UUID | None
    buyer_name: str
    invoice_ids: list[UUID]
    payment_id: UUID | None
    note: str


class BookingFilters(Schema):
    """Which bookings."""

    state: list[EntryState] = Field(default_factory=list, description="none means all")
    search: str = Field("", max_length=200, description="part of a name or text")


class AssignIn(Input):
    """For which invoices a booking is, or whose credit."""

    invoice_ids: Invoices = Field(default_factory=list)
    buyer_id: UUID | None = Field(None, description="needed where no invoice is named")


class ReturnIn(Input):
    """Which payment the bank took back."""

    payment_id: UUID


class AsideIn(Input):
    """Why a booking is for nothing here."""

    reason: Reason


class CreditorOut(Schema):
    """How you collect."""

    creditor_id: str
    notice_days: int


class CreditorIn(Input):
    """How you collect: your creditor identifier, and how many days before a debit a buyer is told."""

    creditor_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    notice_days: int = Field(14, ge=1, le=14)


class MandateIn(Input):
    """An account, and whose it is."""

    holder: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=70)]
    iban: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=42)]
    bic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=11)] = ""
    scheme: Scheme = Scheme.CORE


class PaperMandateIn(MandateIn):
    """A mandate that a buyer gave on paper."""

    buyer_id: UUID
    signed_on: date
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=35)] = Field(
        "", description="empty: one is made"
    )


class MandateMade(Schema):
    """The mandate's reference."""

    reference: str


class MandateOut(Schema):
    """A mandate; the account by its ends alone."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    reference: str
    scheme: Scheme
    creditor_id: str
    holder: str
    account: str
    signed_on: date
    given_by: str
    is_online: bool
    revoked_at: datetime | None


class DebitOut(Schema):
    """One invoice in a collection."""

    id: UUID
    collection_id: UUID
    invoice_id: UUID
    invoice_number: str
    buyer_name: str
    amount: MoneyOut
    collect_on: date
    told_at: datetime | None = Field(description="null: the buyer has no address for letters")
    state: DebitState
    note: str
    is_needless: bool = Field(description="pending, though nobody owes it any more")


class OwnDebitingOut(Schema):
    """What you have agreed on with your seller, and what it debits."""

    seller_name: str
    creditor_id: str = Field(description="empty where it does not collect")
    mandate: MandateOut | None
    debits: list[DebitOut]


class CollectionIn(Input):
    """What is collected, and when."""

    scheme: Scheme = Scheme.CORE
    collect_on: date | None = Field(None, description="null: the first possible day")
    invoice_ids: Annotated[
        list[UUID], Field(max_length=10_000, description="none: all that is due by then")
    ] = Field(default_factory=list)


class CollectionOut(Schema):
    """A collection and how far it is."""

    id: UUID
    scheme: Scheme
    made_at: datetime
    collect_on: date
    amount: MoneyOut
    debits: int
    pending: int
    collected: int
    returned: int
    left_out: int = Field(description="paid or credited before the file was fetched")
    fetched_at: datetime | None = Field(description="when its file was first fetched: at the bank since")
    fetched_by: str
    is_cancelled: bool
    is_late: bool = Field(description="some of it is pending ten days after its day")


class CollectionWhole(Schema):
    """A collection with all of its debits."""

    collection: CollectionOut
    debits: list[DebitOut]


class PaidOnIn(Input):
    """When the bank paid, and what of it did not come."""

    paid_on: date
    except_debit_ids: Annotated[
        list[UUID], Field(max_length=10_000, description="these did not come; they stay pending")
    ] = Field(default_factory=list)


class DebitReturnIn(Input):
    """Why a debit came back."""

    reason: Reason
    returned_on: date | None = Field(None, description="null: today")


class DebitsPaid(Schema):
    """How many debits were recorded."""

    debits: int
