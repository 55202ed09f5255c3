"""The API's operations on payments and bank statements."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from freehold.invoicing.accounting import journal_of
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
from freehold.kernel import clock
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.cancel_collection import cancel_collection as cancel_one
from freehold.payments.actions.collect_invoices import collect_invoices as collect_some
from freehold.payments.actions.confirm_collection import confirm_collection as confirm_one
from freehold.payments.actions.give_mandate import give_mandate as give_own_mandate
from freehold.payments.actions.import_statement import Imported
from freehold.payments.actions.import_statement import import_statement as take
from freehold.payments.actions.record_mandate import record_mandate as record_one_mandate
from freehold.payments.actions.revoke_mandate import revoke_mandate as revoke_one_mandate
from freehold.payments.actions.set_aside_entry import set_aside_entry
from freehold.payments.actions.set_creditor import set_creditor as set_own_creditor
from freehold.payments.collecting import (
    CollectionAndDebits,
    CollectionFacts,
    CreditorFacts,
    MandateSeen,
    OwnDebiting,
    creditor,
    own_debiting,
    read_collection,
    read_collection_file,
)
from freehold.payments.collecting import list_collections as list_some_collections
from freehold.payments.collecting import list_mandates as list_some_mandates
from freehold.payments.queries import Booking, PaymentAndPlaces, StatementFacts, list_statements, read_payment
from freehold.payments.queries import list_bookings as list_booked
from freehold.payments.rules.mandates import MandateFacts
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
    CollectionIn,
    CollectionOut,
    CollectionWhole,
    CreditorIn,
    CreditorOut,
    CreditOut,
    DebitsPaid,
    MandateIn,
    MandateMade,
    MandateOut,
    OpenInvoiceOut,
    OwnDebitingOut,
    PaidOnIn,
    PaperMandateIn,
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


@router.get(
    "/direct-debit/creditor",
    response=CreditorOut | None,
    operation_id="get_creditor",
    summary="How you collect by direct debit",
)
def get_creditor(request: ApiRequest) -> CreditorFacts | None:
    """Null before you do."""
    return creditor(request.actor)


@router.put(
    "/direct-debit/creditor",
    response={204: None},
    operation_id="set_creditor",
    summary="Say how you collect by direct debit",
)
def set_creditor(request: ApiRequest, wanted: CreditorIn) -> None:
    """Your buyers may then give you mandates."""
    set_own_creditor(wanted.creditor_id, notice_days=wanted.notice_days, actor=request.actor)


@router.get(
    "/direct-debit/mandates",
    response=list[MandateOut],
    operation_id="list_mandates",
    summary="Mandates of your buyers",
)
def list_mandates(request: ApiRequest) -> list[MandateSeen]:
    """Those in force first, the newest five hundred."""
    return list_some_mandates(request.actor)


@router.post(
    "/direct-debit/mandates",
    response={201: MandateMade},
    operation_id="record_mandate",
    summary="Record a mandate that a buyer gave on paper",
)
def record_mandate(request: ApiRequest, wanted: PaperMandateIn) -> dict[str, str]:
    """It takes the place of the one before. The buyer sees it, and may revoke it."""
    facts = MandateFacts(**wanted.model_dump(exclude={"buyer_id"}))
    return {"reference": record_one_mandate(facts, buyer_id=wanted.buyer_id, actor=request.actor)}


@router.post(
    "/direct-debit/mandates/{mandate_id}/revoke",
    response={204: None},
    operation_id="revoke_mandate",
    summary="Revoke a mandate, by either end",
)
def revoke_mandate(request: ApiRequest, mandate_id: UUID) -> None:
    """What is at the bank already goes its way."""
    revoke_one_mandate(mandate_id, actor=request.actor)


@router.get(
    "/direct-debit/own",
    response=OwnDebitingOut,
    operation_id="get_own_mandate",
    summary="What you have agreed on with your seller",
)
def get_own_mandate(request: ApiRequest) -> OwnDebiting:
    """Your mandate in force, and the newest twenty debits."""
    return own_debiting(request.actor)


@router.post(
    "/direct-debit/own",
    response={201: MandateMade},
    operation_id="give_mandate",
    summary="Give your seller a mandate",
)
def give_mandate(request: ApiRequest, wanted: MandateIn) -> dict[str, str]:
    """It takes the place of the one before."""
    facts = MandateFacts(**wanted.model_dump(), signed_on=clock.today())
    return {"reference": give_own_mandate(facts, actor=request.actor)}


@router.get(
    "/direct-debit/collections",
    response=list[CollectionOut],
    operation_id="list_collections",
    summary="The newest collections",
)
def list_collections(request: ApiRequest) -> list[CollectionFacts]:
    """The newest fifty, and how far they are."""
    return list_some_collections(request.actor)


@router.post(
    "/direct-debit/collections",
    response={201: Made},
    operation_id="collect_invoices",
    summary="Collect open invoices by direct debit",
)
def collect_invoices(request: ApiRequest, wanted: CollectionIn) -> dict[str, UUID]:
    """The file for the bank is made, and each buyer is told by letter."""
    return {"id": collect_some(actor=request.actor, **wanted.model_dump())}


@router.get(
    "/direct-debit/collections/{collection_id}",
    response=CollectionWhole,
    operation_id="get_collection",
    summary="One collection and its debits",
)
def get_collection(request: ApiRequest, collection_id: UUID) -> CollectionAndDebits:
    """With what became of each."""
    return read_collection(request.actor, collection_id)


@router.get(
    "/direct-debit/collections/{collection_id}/file",
    response={200: None},
    operation_id="get_collection_file",
    summary="The file for the bank",
    openapi_extra={
        "responses": {
            200: {
                "description": "pain.008.001.08",
                "content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def get_collection_file(request: ApiRequest, collection_id: UUID) -> HttpResponse:
    """The same file each time."""
    return HttpResponse(read_collection_file(request.actor, collection_id), content_type="application/xml")


@router.post(
    "/direct-debit/collections/{collection_id}/paid",
    response={201: DebitsPaid},
    operation_id="confirm_collection",
    summary="Say that the bank has paid a collection",
)
def confirm_collection(request: ApiRequest, collection_id: UUID, wanted: PaidOnIn) -> dict[str, int]:
    """Where no bank statement says so: all that is pending is recorded as paid."""
    return {"debits": confirm_one(collection_id, paid_on=wanted.paid_on, actor=request.actor)}


@router.post(
    "/direct-debit/collections/{collection_id}/cancel",
    response={204: None},
    operation_id="cancel_collection",
    summary="Cancel a collection whose file did not go to the bank",
)
def cancel_collection(request: ApiRequest, collection_id: UUID) -> None:
    """Its invoices can be collected anew."""
    cancel_one(collection_id, actor=request.actor)


@router.get(
    "/journal",
    response={200: None},
    operation_id="get_journal",
    summary="All that was issued and came in, in double entry",
    openapi_extra={
        "responses": {
            200: {
                "description": "CSV",
                "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def get_journal(request: ApiRequest, since: date, until: date) -> HttpResponse:
    """From one day to another, both included; each document's and each payment's entries sum to zero."""
    file = journal_of(request.actor, since=since, until=until)
    return HttpResponse(file.content, content_type=file.content_type)
