"""The API's operations on payments and bank statements."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Query, Router

from freehold.invoicing.actions.allocate_payment import allocate_payment as allocate
from freehold.invoicing.actions.pay_back import pay_back
from freehold.invoicing.actions.record_payment import record_payment as record
from freehold.invoicing.actions.release_payment import release_payment as release
from freehold.invoicing.actions.undo_payment import undo_payment as undo
from freehold.invoicing.ledger import (
    BuyerCredit,
    OpenInvoice,
    PaymentFacts,
    buyer_credits,
    open_invoices,
)
from freehold.invoicing.ledger import list_payments as list_some
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.import_statement import Imported
from freehold.payments.actions.import_statement import import_statement as take
from freehold.payments.actions.set_aside_entry import set_aside_entry
from freehold.payments.queries import Booking, PaymentAndPlaces, StatementFacts, list_statements, read_payment
from freehold.payments.queries import list_bookings as list_booked
from freehold.payments.schemas import (
    AllocationIn,
    AllocationOut,
    AsideIn,
    AssignIn,
    BankStatementIn,
    BankStatementOut,
    BankStatementTaken,
    BookingFilters,
    BookingOut,
    CreditOut,
    OpenInvoiceOut,
    PaymentFilters,
    PaymentToRecord,
    PaymentWhole,
    RecordedPayment,
    RefundIn,
    ReleaseIn,
    ReturnIn,
    UndoIn,
)

router = Router(tags=["payments"])


@router.get(
    "/payments",
    response=Page[RecordedPayment],
    operation_id="list_payments",
    summary="What came in and went back",
)
def list_payments(
    request: ApiRequest, filters: Query[PaymentFilters], cursor: Cursor = "", limit: Limit = 50
) -> Part[PaymentFacts]:
    """The newest first."""
    found = list_some(
        request.actor,
        buyer_id=filters.buyer_id,
        search=filters.search,
        after=read_cursor(cursor, UUID),
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/payments", response={201: Made}, operation_id="record_payment", summary="Record what a buyer paid"
)
def record_payment(request: ApiRequest, wanted: PaymentToRecord) -> dict[str, UUID]:
    """Each invoice takes what is open of it, in the order given; what is left is the buyer's credit."""
    given = wanted.model_dump(exclude={"buyer_id"})
    return {"id": record(wanted.buyer_id, actor=request.actor, **given)}


@router.get(
    "/payments/{payment_id}",
    response=PaymentWhole,
    operation_id="get_payment",
    summary="One payment and where it went",
)
def get_payment(request: ApiRequest, payment_id: UUID) -> PaymentAndPlaces:
    """With all invoices that took of it."""
    return read_payment(request.actor, payment_id)


@router.post(
    "/payments/{source_id}/allocations",
    response={201: AllocationOut},
    operation_id="allocate_payment",
    summary="Put a payment or a credit note to an invoice",
)
def allocate_payment(request: ApiRequest, source_id: UUID, wanted: AllocationIn) -> dict[str, Decimal]:
    """Never more than is left of it, nor than is open of the invoice."""
    amount = allocate(source_id, invoice_id=wanted.invoice_id, amount=wanted.amount, actor=request.actor)
    return {"amount": amount}


@router.post(
    "/payments/{source_id}/releases",
    response={201: AllocationOut},
    operation_id="release_payment",
    summary="Take a payment or a credit note off an invoice",
)
def release_payment(request: ApiRequest, source_id: UUID, wanted: ReleaseIn) -> dict[str, Decimal]:
    """The invoice is open again, and the buyer has the credit."""
    return {"amount": release(source_id, invoice_id=wanted.invoice_id, actor=request.actor)}


@router.post(
    "/payments/{payment_id}/undo",
    response={201: Made},
    operation_id="undo_payment",
    summary="Undo a payment",
)
def undo_payment(request: ApiRequest, payment_id: UUID, wanted: UndoIn) -> dict[str, UUID]:
    """It was a mistake, or the bank took it back: its invoices are open again."""
    undone = undo(payment_id, reason=wanted.reason, undone_on=wanted.undone_on, actor=request.actor)
    return {"id": undone}


@router.post(
    "/refunds", response={201: Made}, operation_id="record_refund", summary="Record what went back to a buyer"
)
def record_refund(request: ApiRequest, wanted: RefundIn) -> dict[str, UUID]:
    """Out of the buyer's credit, the oldest first."""
    return {"id": pay_back(wanted.buyer_id, actor=request.actor, **wanted.model_dump(exclude={"buyer_id"}))}


@router.get(
    "/credits", response=list[CreditOut], operation_id="list_credits", summary="What buyers have as credit"
)
def list_credits(request: ApiRequest, buyer_id: UUID | None = None) -> list[BuyerCredit]:
    """From payments and credit notes that no invoice has taken, the oldest first."""
    return buyer_credits(request.actor, buyer_id=buyer_id)


@router.get(
    "/open-invoices",
    response=list[OpenInvoiceOut],
    operation_id="list_open_invoices",
    summary="What buyers still owe",
)
def list_open_invoices(
    request: ApiRequest, buyer_id: UUID | None = None, overdue_on: date | None = None
) -> list[OpenInvoice]:
    """What is due first, first."""
    return open_invoices(request.actor, buyer_id=buyer_id, overdue_on=overdue_on)


@router.post(
    "/bank-statements",
    response={201: BankStatementTaken},
    operation_id="import_bank_statement",
    summary="Read a bank statement in",
)
def import_bank_statement(request: ApiRequest, wanted: BankStatementIn) -> Imported:
    """What names its invoice is recorded at once, the rest waits. The same file twice is a conflict, the same booking known."""
    return take(wanted.content.encode(), file_name=wanted.file_name, actor=request.actor)


@router.get(
    "/bank-statements",
    response=list[BankStatementOut],
    operation_id="list_bank_statements",
    summary="The newest bank statements",
)
def list_bank_statements(request: ApiRequest) -> list[StatementFacts]:
    """The newest twenty that were read."""
    return list_statements(request.actor)


@router.get(
    "/bookings", response=Page[BookingOut], operation_id="list_bookings", summary="What came in on statements"
)
def list_bookings(
    request: ApiRequest, filters: Query[BookingFilters], cursor: Cursor = "", limit: Limit = 50
) -> Part[Booking]:
    """The newest first. What money went out for is not kept."""
    found = list_booked(
        request.actor,
        states=filters.state,
        search=filters.search,
        after=read_cursor(cursor, UUID),
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/bookings/{booking_id}/assign",
    response={201: Made},
    operation_id="assign_booking",
    summary="Say what a booking is for",
)
def assign_booking(request: ApiRequest, booking_id: UUID, wanted: AssignIn) -> dict[str, UUID]:
    """It is recorded as a payment; its id is returned."""
    return {"id": assign_entry(booking_id, actor=request.actor, **wanted.model_dump())}


@router.post(
    "/bookings/{booking_id}/return",
    response={201: Made},
    operation_id="assign_returned_booking",
    summary="Say which payment the bank took back",
)
def assign_returned_booking(request: ApiRequest, booking_id: UUID, wanted: ReturnIn) -> dict[str, UUID]:
    """That payment is undone."""
    return {"id": assign_return(booking_id, payment_id=wanted.payment_id, actor=request.actor)}


@router.post(
    "/bookings/{booking_id}/set-aside",
    response={204: None},
    operation_id="set_booking_aside",
    summary="Say that a booking is for nothing here",
)
def set_booking_aside(request: ApiRequest, booking_id: UUID, wanted: AsideIn) -> None:
    """It waits no longer; it may be assigned later all the same."""
    set_aside_entry(booking_id, reason=wanted.reason, actor=request.actor)
