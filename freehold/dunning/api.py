"""The API's operations on letters and reminders."""

from uuid import UUID

from ninja import Query, Router

from freehold.dunning.actions.allow_reminders import allow_reminders as allow
from freehold.dunning.actions.block_reminders import block_reminders as block
from freehold.dunning.actions.send_document import send_document as send
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.queries import (
    Correspondence,
    LetterFacts,
    OverdueFacts,
    PracticeFacts,
    correspondence_about,
    own_practice,
)
from freehold.dunning.queries import list_letters as list_some
from freehold.dunning.queries import list_overdue as list_all
from freehold.dunning.rules.steps import Step
from freehold.dunning.schemas import (
    BlockIn,
    CorrespondenceOut,
    LetterFilters,
    LetterOut,
    OverdueFilters,
    OverdueOut,
    PracticeIn,
    PracticeOut,
    PracticeVersion,
    SentTo,
)
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, part_of_all, read_cursor

router = Router(tags=["reminders"])


@router.get(
    "/letters",
    response=Page[LetterOut],
    operation_id="list_letters",
    summary="Documents that went out by mail",
)
def list_letters(
    request: ApiRequest, filters: Query[LetterFilters], cursor: Cursor = "", limit: Limit = 50
) -> Part[LetterFacts]:
    """The newest first, or those alone that could not go out."""
    found = list_some(
        request.actor,
        is_unsent=filters.is_unsent,
        buyer_id=filters.buyer_id,
        after=read_cursor(cursor, UUID),
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.get(
    "/invoices/{invoice_id}/letters",
    response=CorrespondenceOut,
    operation_id="get_letters",
    summary="What was written about one document",
)
def get_letters(request: ApiRequest, invoice_id: UUID) -> Correspondence:
    """Of a document that you issued: its letters, its reminders, and whether they are stopped."""
    return correspondence_about(request.actor, invoice_id)


@router.post(
    "/invoices/{invoice_id}/letters",
    response={201: SentTo},
    operation_id="send_document",
    summary="Send a document by mail, if need be again",
)
def send_document(request: ApiRequest, invoice_id: UUID) -> dict[str, str]:
    """To the address for invoices of its buyer, with the PDF attached."""
    return {"to": send(invoice_id, actor=request.actor)}


@router.get(
    "/overdue-invoices",
    response=Page[OverdueOut],
    operation_id="list_overdue_invoices",
    summary="What is overdue, and what comes next",
)
def list_overdue_invoices(
    request: ApiRequest, filters: Query[OverdueFilters], cursor: Cursor = "", limit: Limit = 50
) -> Part[OverdueFacts]:
    """The oldest first."""
    found = list_all(request.actor, buyer_id=filters.buyer_id, outlook=filters.outlook)
    return part_of_all(found, cursor=cursor, limit=limit)


@router.post(
    "/invoices/{invoice_id}/block-reminders",
    response={204: None},
    operation_id="block_reminders",
    summary="Stop reminders about an invoice",
)
def block_reminders(request: ApiRequest, invoice_id: UUID, wanted: BlockIn) -> tuple[int, None]:
    """What stands still for it alone runs again, and does not stop again by itself."""
    block(invoice_id, reason=wanted.reason, actor=request.actor)
    return 204, None


@router.post(
    "/invoices/{invoice_id}/allow-reminders",
    response={204: None},
    operation_id="allow_reminders",
    summary="Let reminders about an invoice go on",
)
def allow_reminders(request: ApiRequest, invoice_id: UUID) -> tuple[int, None]:
    """Its next step comes on its day, or at once when that is over."""
    allow(invoice_id, actor=request.actor)
    return 204, None


@router.get(
    "/reminder-practice",
    response=PracticeOut,
    operation_id="get_reminder_practice",
    summary="How you go about letters",
)
def get_reminder_practice(request: ApiRequest) -> PracticeFacts:
    """Which letters go out by themselves, and in which steps."""
    return own_practice(request.actor)


@router.put(
    "/reminder-practice",
    response=PracticeVersion,
    operation_id="set_reminder_practice",
    summary="Say how you go about letters",
)
def set_reminder_practice(request: ApiRequest, wanted: PracticeIn) -> dict[str, int]:
    """What was written stays written: an invoice goes on with the first step that is later than its last one."""
    steps = [Step(one.days_after_due, one.wording) for one in wanted.steps]
    version = set_practice(
        mails_documents=wanted.mails_documents,
        steps=steps,
        seen_version=wanted.version,
        actor=request.actor,
    )
    return {"version": version}
