"""The API's operations on direct debit: mandates and collections."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from freehold.kernel import clock
from freehold.kernel.schemas import ApiRequest, Made
from freehold.payments.actions.cancel_collection import cancel_collection as cancel_one
from freehold.payments.actions.collect_invoices import collect_invoices as collect_some
from freehold.payments.actions.confirm_collection import confirm_collection as confirm_one
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.give_mandate import give_mandate as give_own_mandate
from freehold.payments.actions.record_mandate import record_mandate as record_one_mandate
from freehold.payments.actions.return_debit import return_debit as return_one
from freehold.payments.actions.revoke_mandate import revoke_mandate as revoke_one_mandate
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
)
from freehold.payments.collecting import list_collections as list_some_collections
from freehold.payments.collecting import list_mandates as list_some_mandates
from freehold.payments.rules.mandates import MandateFacts
from freehold.payments.schemas import (
    CollectionIn,
    CollectionOut,
    CollectionWhole,
    CreditorIn,
    CreditorOut,
    DebitReturnIn,
    DebitsPaid,
    MandateIn,
    MandateMade,
    MandateOut,
    OwnDebitingOut,
    PaidOnIn,
    PaperMandateIn,
)

router = Router(tags=["payments"])


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
    """Before it is fetched for the first time what nobody owes any more is left out; then it is the same each time."""
    return HttpResponse(fetch_collection(collection_id, actor=request.actor), content_type="application/xml")


@router.post(
    "/direct-debit/collections/{collection_id}/paid",
    response={201: DebitsPaid},
    operation_id="confirm_collection",
    summary="Say that the bank has paid a collection",
)
def confirm_collection(request: ApiRequest, collection_id: UUID, wanted: PaidOnIn) -> dict[str, int]:
    """Where no bank statement says so: all that is pending is recorded as paid, but what did not come."""
    return {"debits": confirm_one(collection_id, actor=request.actor, **wanted.model_dump())}


@router.post(
    "/direct-debit/debits/{debit_id}/return",
    response={204: None},
    operation_id="return_debit",
    summary="Say that the bank did not pay a debit, or took it back",
)
def return_debit(request: ApiRequest, debit_id: UUID, wanted: DebitReturnIn) -> None:
    """Where no bank statement says so: its invoice is open again, and can be collected anew."""
    return_one(debit_id, actor=request.actor, **wanted.model_dump())


@router.post(
    "/direct-debit/collections/{collection_id}/cancel",
    response={204: None},
    operation_id="cancel_collection",
    summary="Cancel a collection whose file did not go to the bank",
)
def cancel_collection(request: ApiRequest, collection_id: UUID) -> None:
    """Its invoices can be collected anew."""
    cancel_one(collection_id, actor=request.actor)
