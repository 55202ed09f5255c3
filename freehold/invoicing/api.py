"""The API's operations on invoices."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from freehold.invoicing.actions.credit_invoice import credit_invoice as credit
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile as set_buyer
from freehold.invoicing.actions.set_seller_profile import set_seller_profile as set_seller
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.documents.forms import Form
from freehold.invoicing.queries.documents import read_document, render_document
from freehold.invoicing.queries.lists import InvoiceFacts, place
from freehold.invoicing.queries.lists import list_invoices as list_some
from freehold.invoicing.queries.profiles import (
    BuyerProfileFacts,
    SellerProfileFacts,
    buyer_profile,
    own_seller_profile,
)
from freehold.invoicing.queries.runs import ParkedBuyer, RunFacts, list_runs, parked_buyers
from freehold.invoicing.queries.upcoming import NextInvoice
from freehold.invoicing.queries.upcoming import next_invoice as look_ahead
from freehold.invoicing.rules.parties import BuyerFacts
from freehold.invoicing.schemas import (
    BuyerProfileOut,
    BuyerProfileSent,
    CreditIn,
    DocumentOut,
    InvoiceFilters,
    InvoiceOut,
    NextOut,
    Numbered,
    ParkedOut,
    ProfileVersion,
    RunIn,
    RunMade,
    RunOut,
    SellerProfileOut,
    SellerProfileSent,
)
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor

router = Router(tags=["invoices"])


@router.get(
    "/invoices",
    response=Page[InvoiceOut],
    operation_id="list_invoices",
    summary="What you issued, or received",
)
def list_invoices(
    request: ApiRequest, filters: Query[InvoiceFilters], cursor: Cursor = "", limit: Limit = 50
) -> Part[InvoiceFacts]:
    """Invoices and credit notes, one side of the edge at a time."""
    found = list_some(
        request.actor,
        side=filters.side,
        buyer_id=filters.buyer_id,
        kinds=filters.kind,
        standings=filters.standing,
        search=filters.search,
        order=filters.order,
        after=read_cursor(cursor, tuple[str, UUID]),
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda one: place(one, filters.order))


@router.get(
    "/invoices/next",
    response=NextOut | None,
    operation_id="next_invoice",
    summary="What the next invoice will say",
)
def next_invoice(request: ApiRequest, buyer_id: UUID | None = None) -> NextInvoice | None:
    """Your own as a buyer, or that of a buyer of yours; null when nothing will be owed."""
    return look_ahead(request.actor, buyer_id=buyer_id)


@router.get(
    "/invoices/{invoice_id}", response=DocumentOut, operation_id="get_invoice", summary="One document whole"
)
def get_invoice(request: ApiRequest, invoice_id: UUID) -> InvoiceDocument:
    """As it was finalised."""
    return read_document(request.actor, invoice_id)


@router.get(
    "/invoices/{invoice_id}/files/{form}",
    response={200: None},
    operation_id="get_invoice_file",
    summary="One document as a file",
    openapi_extra={
        "responses": {
            200: {
                "description": "the file",
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in ("application/pdf", "application/xml", "text/csv")
                },
            }
        }
    },
)
def get_invoice_file(request: ApiRequest, invoice_id: UUID, form: Form) -> HttpResponse:
    """PDF/A-3 with its XML within, the XML alone (CII or UBL), FOCUS cost and usage, or its seller's journal in double entry."""
    rendered = render_document(request.actor, invoice_id, form)
    answer = HttpResponse(rendered.content, content_type=rendered.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
    return answer


@router.post(
    "/invoices/{invoice_id}/credit-notes",
    response={201: Numbered},
    operation_id="credit_invoice",
    summary="Credit an invoice, all or in part",
)
def credit_invoice(request: ApiRequest, invoice_id: UUID, wanted: CreditIn) -> dict[str, str]:
    """All credit notes of an invoice never exceed it; the last one takes what is left, to the cent."""
    return {"number": credit(invoice_id, net=wanted.net, reason=wanted.reason, actor=request.actor)}


@router.get(
    "/invoice-runs", response=list[RunOut], operation_id="list_invoice_runs", summary="The newest runs"
)
def list_invoice_runs(request: ApiRequest) -> list[RunFacts]:
    """The newest twenty, and how far they are."""
    return list_runs(request.actor)


@router.post(
    "/invoice-runs", response={201: RunMade}, operation_id="run_invoices", summary="Bill what is due"
)
def run_invoices(request: ApiRequest, wanted: RunIn) -> dict[str, UUID]:
    """A run that is not finished goes on instead of a new one."""
    return {"id": start_run(cut_off=wanted.cut_off, actor=request.actor)}


@router.get(
    "/invoice-runs/parked",
    response=list[ParkedOut],
    operation_id="list_parked_buyers",
    summary="Whom the newest run passed over",
)
def list_parked_buyers(request: ApiRequest) -> list[ParkedBuyer]:
    """Each with the reason. The next run tries again."""
    return parked_buyers(request.actor)


@router.get(
    "/invoice-profiles/seller",
    response=SellerProfileOut,
    operation_id="get_seller_profile",
    summary="How you stand on your invoices",
)
def get_seller_profile(request: ApiRequest) -> SellerProfileFacts:
    """As it is now."""
    return own_seller_profile(request.actor)


@router.put(
    "/invoice-profiles/seller",
    response=ProfileVersion,
    operation_id="set_seller_profile",
    summary="Say how you stand on your invoices",
)
def set_seller_profile(request: ApiRequest, wanted: SellerProfileSent) -> dict[str, int]:
    """What was issued stays as it is."""
    return {"version": set_seller(wanted.facts.told(), seen_version=wanted.version, actor=request.actor)}


@router.get(
    "/invoice-profiles/buyer",
    response=BuyerProfileOut,
    operation_id="get_buyer_profile",
    summary="How a buyer stands on invoices",
)
def get_buyer_profile(request: ApiRequest, buyer_id: UUID | None = None) -> BuyerProfileFacts:
    """Your own as a buyer, or that of a buyer of yours."""
    return buyer_profile(request.actor, buyer_id=buyer_id)


@router.put(
    "/invoice-profiles/buyer",
    response=ProfileVersion,
    operation_id="set_buyer_profile",
    summary="Say how a buyer stands on invoices",
)
def set_buyer_profile(
    request: ApiRequest, wanted: BuyerProfileSent, buyer_id: UUID | None = None
) -> dict[str, int]:
    """What was issued stays as it is."""
    facts = BuyerFacts(**wanted.facts.model_dump())
    return {"version": set_buyer(facts, buyer_id=buyer_id, seen_version=wanted.version, actor=request.actor)}
