"""The API's operations on bank statements and their bookings."""

from uuid import UUID

from ninja import Query, Router

from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.import_statement import Imported
from freehold.payments.actions.import_statement import import_statement as take
from freehold.payments.actions.set_aside_entry import set_aside_entry
from freehold.payments.queries import Booking, StatementFacts, list_statements
from freehold.payments.queries import list_bookings as list_booked
from freehold.payments.schemas import (
    AsideIn,
    AssignIn,
    BankStatementIn,
    BankStatementOut,
    BankStatementTaken,
    BookingFilters,
    BookingOut,
    ReturnIn,
)

router = Router(tags=["payments"])


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
