"""What the API takes and gives of vendors: tasks, what they hold, what they charge."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from freehold.kernel.schemas import Input, Line, MoneyOut
from freehold.services.resold.rules.bill import Dates, Decimals, LineFault
from freehold.services.resold.rules.matching import Verdict
from freehold.services.resold.rules.table import MOST_BYTES
from freehold.services.resold.states import BillState, Held, TaskKind, TaskState

Column = Annotated[str, StringConstraints(max_length=120)]


class TaskOut(Schema):
    """Something to do with a vendor, or that was done."""

    id: UUID
    supply_id: UUID
    kind: TaskKind
    state: TaskState
    vendor: str
    product: str
    seats: int = Field(description="how many there are to be afterwards")
    seats_before: int
    reference: str = Field(description="the vendor's, of this order")
    due_on: date = Field(description="by when it was promised")
    is_late: bool
    assignee_id: UUID | None
    customer: str = Field(description="as you call it, or its pseudonym")
    subscription: str = Field(description="the number of your order; empty where there is none")
    created_at: datetime
    closed_at: datetime | None
    note: str


class TaskDone(Input):
    """What was done with the vendor."""

    reference: Annotated[str, StringConstraints(max_length=120)] = Field(
        default="", description="the vendor's name of the order; needed once, for the set-up"
    )
    note: Annotated[str, StringConstraints(max_length=1000)] = ""


class AssigneeIn(Input):
    """Who does a task."""

    person_id: UUID | None = Field(description="one of your people; null for nobody in particular")


class SupplyOut(Schema):
    """What a vendor holds for one of your orders, as your people have noted it."""

    id: UUID
    vendor: str
    product: str
    seats: int
    held: Held
    reference: str
    held_at: datetime | None
    customer: str
    subscription: str
    version: int


class ReferenceIn(Input):
    """The vendor's reference anew."""

    reference: Line
    version: int | None = Field(default=None, description="the one that you knew")


class ColumnsIn(Input):
    """Which column of a file says what, by the columns' names; empty where none does."""

    reference: Column
    amount: Column
    starts_on: Column
    ends_on: Column = ""
    seats: Column = ""
    description: Column = ""
    line_id: Column = ""
    currency_column: Column = ""
    currency: Annotated[str, StringConstraints(max_length=3)] = "EUR"
    dates: Dates = Dates.YEAR_FIRST
    decimals: Decimals = Decimals.POINT
    ends_with_last_day: bool = Field(default=True, description="the end is the last day of the period")


class BillIn(Input):
    """A vendor's file, to be looked at."""

    vendor: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    file_name: Annotated[str, StringConstraints(max_length=120)] = ""
    content: Annotated[str, StringConstraints(min_length=1, max_length=MOST_BYTES)] = Field(
        description="the CSV as text"
    )
    columns: ColumnsIn | None = Field(
        default=None, description="unless given, those of the vendor's last bill, or what their names suggest"
    )


class ColumnsSent(Input):
    """Columns anew."""

    columns: ColumnsIn
    version: int | None = Field(default=None, description="of the bill, that you knew")


class BillOut(Schema):
    """A vendor's bill."""

    id: UUID
    vendor: str
    file_name: str
    state: BillState
    created_at: datetime
    closed_at: datetime | None
    total: MoneyOut | None = Field(description="of its lines, once taken in; without tax")
    lines: int = Field(description="that were taken in")
    left_out: int = Field(description="that could not be read")
    version: int


class ChargeOut(Schema):
    """A line of a bill."""

    row: int
    reference: str
    description: str
    starts_on: date
    ends_on: date = Field(description="the first day after")
    seats: int | None
    amount: Decimal = Field(description="as text, without tax; of a credit less than 0")
    currency: str
    customer: str
    supply_id: UUID | None = Field(description="null where nobody here has the reference")


class LineFaultOut(Schema):
    """A line that cannot be read."""

    row: int
    fault: LineFault
    detail: str


class TrialOut(Schema):
    """What taking a bill in would do. Nothing of it is written."""

    columns: ColumnsIn
    names: list[str] = Field(description="of the file's columns")
    fault: str | None = Field(description="the column that must be chosen first")
    new: int
    known: int = Field(description="lines that are on bills that were taken in before")
    changed: list[int] = Field(description="rows that say something else than on such a bill")
    otherwise: list[int] = Field(
        description="rows that seem to be on such a bill, which was read by other columns"
    )
    repeated: list[int] = Field(description="rows that say what another one says: they count once")
    unmatched: int = Field(description="new lines whose reference nobody here has")
    total: MoneyOut | None
    faults: list[LineFaultOut]
    lines: list[ChargeOut] = Field(description="the first 200 new ones")
    may_take: bool


class TakeIn(Input):
    """Take a bill in."""

    leave_out: bool = Field(default=False, description="lines that cannot be read")
    version: int | None = Field(default=None, description="the one that you knew")


class Taken(Schema):
    """How many lines count now."""

    lines: int


class MatchOut(Schema):
    """Seats sold, held and billed on one day."""

    supply_id: UUID | None
    customer: str
    number: str = Field(description="of your order")
    vendor: str
    product: str
    reference: str
    sold: int
    held: int
    billed: int | None = Field(description="null where the vendor has billed nothing of the day")
    verdict: Verdict


class SupplierCostOut(Schema):
    """What vendors charge for one order in a month, without tax."""

    buyer_id: UUID | None
    subscription_id: UUID | None = Field(description="null where nobody here has the reference")
    plan_id: UUID | None
    month: date = Field(description="its first day")
    currency: str
    amount: Decimal = Field(description="as text")
