"""The API's operations on what came in, what of it went where, and what is owed."""

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
from freehold.invoicing.ledger import (
    BuyerCredit,
    OpenInvoice,
    PaymentFacts,
    buyer_credits,
    open_invoices,
)
from freehold.invoicing.ledger import list_payments as list_some
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.payments.actions.take_back_payment import take_back_payment
from freehold.payments.queries import PaymentAndPlaces, read_payment
from freehold.payments.schemas import (
    AllocationIn,
    AllocationOut,
    CreditOut,
    OpenInvoiceOut,
    PaymentFilters,
    PaymentToRecord,
    PaymentWhole,
    RecordedPayment,
    RefundIn,
    ReleaseIn,
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
    undone = take_back_payment(
        payment_id, reason=wanted.reason, undone_on=wanted.undone_on, actor=request.actor
    )
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
