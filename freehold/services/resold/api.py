"""The API's operations on vendors."""

from dataclasses import asdict
from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.kernel import clock
from freehold.kernel.schemas import (
    ApiRequest,
    Cursor,
    Limit,
    Made,
    Page,
    Part,
    part_of,
    part_of_all,
    read_cursor,
)
from freehold.services.resold.actions.assign_task import assign_task
from freehold.services.resold.actions.change_reference import change_reference
from freehold.services.resold.actions.check_bill import check_bill, choose_columns
from freehold.services.resold.actions.discard_bill import discard_bill
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.queries.bills import (
    BillFacts,
    ChargeFacts,
    SupplierCost,
    bill_place,
    charges_of,
    get_bill,
    list_bills,
    supplier_costs,
    try_bill,
)
from freehold.services.resold.queries.matching import Match, matches_on
from freehold.services.resold.queries.supplies import SupplyFacts, get_supply, list_supplies, supply_place
from freehold.services.resold.queries.tasks import TaskFacts, get_task, list_tasks, task_place
from freehold.services.resold.rules.bill import Columns
from freehold.services.resold.schemas import (
    AssigneeIn,
    BillIn,
    BillOut,
    ChargeOut,
    ColumnsIn,
    ColumnsSent,
    MatchOut,
    ReferenceIn,
    SupplierCostOut,
    SupplyOut,
    TakeIn,
    Taken,
    TaskDone,
    TaskOut,
    TrialOut,
)
from freehold.services.resold.states import TaskState
from freehold.services.resold.words import FAULTS

router = Router(tags=["vendors"])
Search = Annotated[str, Query(max_length=100)]


@router.get(
    "/vendor-tasks",
    response=Page[TaskOut],
    operation_id="list_vendor_tasks",
    summary="What is to be done with vendors",
)
def list_vendor_tasks(
    request: ApiRequest,
    state: TaskState = TaskState.OPEN,
    search: Search = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[dict[str, object]]:
    """Those that are open by their day, closed ones the newest first."""
    found = list_tasks(
        request.actor,
        today=clock.today(),
        states=(state,),
        search=search,
        after=read_cursor(cursor, tuple[date, UUID]),
        limit=limit + 1,
    )
    part = part_of(found, limit=limit, place=task_place)
    return Part([_task(one) for one in part.items], part.next)


@router.get(
    "/vendor-tasks/{uuid:task_id}",
    response=TaskOut,
    operation_id="get_vendor_task",
    summary="One thing to do with a vendor",
)
def get_vendor_task(request: ApiRequest, task_id: UUID) -> dict[str, object]:
    """For which order, and by when."""
    return _task(get_task(request.actor, task_id, today=clock.today()))


@router.post(
    "/vendor-tasks/{uuid:task_id}/done",
    response={204: None},
    operation_id="do_vendor_task",
    summary="Note something as done with a vendor",
)
def do_vendor_task(request: ApiRequest, task_id: UUID, given: TaskDone) -> None:
    """The customer sees it within seconds."""
    do_task(task_id, reference=given.reference, note=given.note, actor=request.actor)


@router.put(
    "/vendor-tasks/{uuid:task_id}/assignee",
    response={204: None},
    operation_id="assign_vendor_task",
    summary="Say who does something with a vendor",
)
def assign_vendor_task(request: ApiRequest, task_id: UUID, given: AssigneeIn) -> None:
    """Whoever gets it is written to."""
    assign_task(task_id, given.person_id, actor=request.actor)


@router.get(
    "/vendor-supplies",
    response=Page[SupplyOut],
    operation_id="list_vendor_supplies",
    summary="What vendors hold for your orders",
)
def list_vendor_supplies(
    request: ApiRequest, search: Search = "", cursor: Cursor = "", limit: Limit = 50
) -> Part[dict[str, object]]:
    """The newest first."""
    found = list_supplies(request.actor, search=search, after=read_cursor(cursor, UUID), limit=limit + 1)
    part = part_of(found, limit=limit, place=supply_place)
    return Part([_supply(one) for one in part.items], part.next)


@router.put(
    "/vendor-supplies/{uuid:supply_id}/reference",
    response=SupplyOut,
    operation_id="change_vendor_reference",
    summary="Put a vendor's reference right",
)
def change_vendor_reference(request: ApiRequest, supply_id: UUID, given: ReferenceIn) -> dict[str, object]:
    """Bills that were taken in already are matched by it too."""
    change_reference(supply_id, given.reference, seen_version=given.version, actor=request.actor)
    return _supply(get_supply(request.actor, supply_id))


@router.get(
    "/vendor-bills", response=Page[BillOut], operation_id="list_vendor_bills", summary="Bills of vendors"
)
def list_vendor_bills(
    request: ApiRequest, search: Search = "", cursor: Cursor = "", limit: Limit = 50
) -> Part[BillFacts]:
    """Those that were taken in, and those that wait to be, the newest first."""
    found = list_bills(request.actor, search=search, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=bill_place)


@router.post(
    "/vendor-bills",
    response={201: Made},
    operation_id="check_vendor_bill",
    summary="Read a vendor's bill for a trial",
)
def check_vendor_bill(request: ApiRequest, given: BillIn) -> dict[str, UUID]:
    """Nothing of it counts before it is taken in."""
    bill_id = check_bill(
        given.vendor,
        given.content.encode(),
        file_name=given.file_name,
        columns=_columns(given.columns) if given.columns else None,
        actor=request.actor,
    )
    return {"id": bill_id}


@router.get(
    "/vendor-bills/{uuid:bill_id}", response=BillOut, operation_id="get_vendor_bill", summary="One bill"
)
def get_vendor_bill(request: ApiRequest, bill_id: UUID) -> BillFacts:
    """How it stands."""
    return get_bill(request.actor, bill_id)


@router.get(
    "/vendor-bills/{uuid:bill_id}/trial",
    response=TrialOut,
    operation_id="try_vendor_bill",
    summary="What taking a bill in would do",
)
def try_vendor_bill(request: ApiRequest, bill_id: UUID) -> dict[str, object]:
    """Nothing is written."""
    trial = try_bill(request.actor, bill_id, today=clock.today())
    return {
        "columns": asdict(trial.columns),
        "names": trial.names,
        "fault": trial.fault,
        "new": len(trial.new),
        "known": trial.known,
        "changed": trial.changed,
        "otherwise": trial.otherwise,
        "repeated": trial.repeated,
        "unmatched": trial.unmatched,
        "total": trial.total,
        "faults": [{"row": row, "fault": fault, "detail": str(FAULTS[fault])} for row, fault in trial.faults],
        "lines": [_charge(one) for one in trial.shown],
        "may_take": trial.may_take,
    }


@router.put(
    "/vendor-bills/{uuid:bill_id}/columns",
    response={204: None},
    operation_id="choose_vendor_bill_columns",
    summary="Say which column of a bill says what",
)
def choose_vendor_bill_columns(request: ApiRequest, bill_id: UUID, given: ColumnsSent) -> None:
    """The vendor's next bill begins with them."""
    choose_columns(bill_id, _columns(given.columns), seen_version=given.version, actor=request.actor)


@router.post(
    "/vendor-bills/{uuid:bill_id}/take",
    response=Taken,
    operation_id="take_vendor_bill",
    summary="Take a bill in",
)
def take_vendor_bill(request: ApiRequest, bill_id: UUID, given: TakeIn) -> dict[str, int]:
    """Each line counts once, on whichever bill it stands; what was taken in never changes."""
    lines = take_bill(
        bill_id,
        today=clock.today(),
        leave_out=given.leave_out,
        seen_version=given.version,
        actor=request.actor,
    )
    return {"lines": lines}


@router.post(
    "/vendor-bills/{uuid:bill_id}/discard",
    response={204: None},
    operation_id="discard_vendor_bill",
    summary="Discard a bill that was not taken in",
)
def discard_vendor_bill(request: ApiRequest, bill_id: UUID) -> None:
    """The same file can be read in again."""
    discard_bill(bill_id, actor=request.actor)


@router.get(
    "/vendor-bills/{uuid:bill_id}/lines",
    response=Page[ChargeOut],
    operation_id="list_vendor_bill_lines",
    summary="The lines of a bill that was taken in",
)
def list_vendor_bill_lines(
    request: ApiRequest, bill_id: UUID, cursor: Cursor = "", limit: Limit = 50
) -> Part[dict[str, object]]:
    """By row."""
    get_bill(request.actor, bill_id)
    found = charges_of(request.actor, bill_id, after=read_cursor(cursor, int), limit=limit + 1)
    part = part_of(found, limit=limit, place=lambda one: one.charge.row)
    return Part([_charge(one) for one in part.items], part.next)


@router.get(
    "/vendor-matching",
    response=Page[MatchOut],
    operation_id="match_vendor_seats",
    summary="Seats sold beside those held and billed",
)
def match_vendor_seats(
    request: ApiRequest, day: date | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Part[Match]:
    """As of the end of a UTC day, today unless given; what disagrees first."""
    return part_of_all(matches_on(request.actor, day or clock.today()), cursor=cursor, limit=limit)


@router.get(
    "/supplier-costs",
    response=list[SupplierCostOut],
    operation_id="list_supplier_costs",
    summary="What vendors charge, by order and month",
)
def list_supplier_costs(request: ApiRequest, since: date, until: date) -> list[SupplierCost]:
    """For the months from `since` until before `until`; a line is shared out over its months by the day."""
    return supplier_costs(request.actor, since, until)


def _columns(given: ColumnsIn) -> Columns:
    return Columns(**given.model_dump())


def _task(task: TaskFacts) -> dict[str, object]:
    return asdict(task) | {
        "customer": task.customer,
        "subscription": task.order.number if task.order else "",
    }


def _supply(supply: SupplyFacts) -> dict[str, object]:
    return asdict(supply) | {
        "customer": supply.customer,
        "subscription": supply.order.number if supply.order else "",
    }


def _charge(line: ChargeFacts) -> dict[str, object]:
    return asdict(line.charge) | {"customer": line.customer, "supply_id": line.supply_id}
