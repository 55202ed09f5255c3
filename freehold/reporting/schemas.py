"""What the API says of reports."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from freehold.catalog.schemas import ServiceLevelOut
from freehold.invoicing.queries.lists import InvoiceSide
from freehold.kernel.schemas import Input, MoneyOut
from freehold.reporting.queries.margin import MarginReport
from freehold.reporting.states import Age, By, Counted, DriftKind, OwedSort, Sort, What


class MarginFilters(Input):
    """What is asked for."""

    since: date = Field(description="the first day of a month")
    until: date = Field(description="the first day of the first month that is not in it; at most 60 months")
    by: By = Field(
        By.CUSTOMER, description="what the rows are; `end`: the customers behind a buyer, by pseudonym"
    )
    counted: Counted = Field(
        Counted.SERVED, description="by the days that an amount is for, or all of it in its document’s month"
    )
    currency: str = Field(
        "", max_length=3, description="ISO 4217; the one in which most is charged unless given"
    )
    buyer_id: UUID | None = None
    plan: str | None = Field(None, max_length=120, description="the name of a plan of yours")
    sort: Sort | None = None


class EarnedOut(Schema):
    """Without tax, as text."""

    revenue: Decimal = Field(description="charged to your buyers")
    cost: Decimal = Field(description="charged to you for the same orders, by your seller and by vendors")
    margin: Decimal
    percent: Decimal | None = Field(description="of the revenue; null where nothing was charged")


class MarginRowOut(Schema):
    """One customer, plan or month."""

    key: str = Field(description="its id, name or first day; empty for what is for no customer")
    name: str
    earned: EarnedOut


class MarginMonthOut(Schema):
    """One month of all that was asked for."""

    month: date
    earned: EarnedOut


class MarginOut(Schema):
    """What was earned in one currency; others are named, and never added to it."""

    currency: str
    currencies: list[str]
    rows: list[MarginRowOut]
    months: list[MarginMonthOut]
    total: EarnedOut
    vendors: Decimal = Field(description="what of the cost vendors charge, as text")

    @staticmethod
    def resolve_months(report: "MarginReport") -> list[dict[str, object]]:
        """Each with its name."""
        return [{"month": month, "earned": earned} for month, earned in report.months]


class GotOut(Schema):
    """What one meter read."""

    meter: str
    title: str
    unit: str = Field(description="UN/ECE Recommendation 20: C62 one, E34 gigabyte")
    quantity: Decimal | None = Field(
        description="summed, or averaged over the days that were read; null where none was"
    )
    last: Decimal | None = Field(description="on the last day that was read, of what is averaged")
    days_measured: int
    days: int = Field(description="that are over")
    now: Decimal | None = Field(description="as observed last, in a month of which no day was read yet")


class DoorOut(Schema):
    """One way into the service."""

    title: str
    minutes_asked: int
    minutes_up: int


class AvailabilityOut(Schema):
    """Minutes in which the service answered. The others of the month are unknown and count as neither."""

    percent: Decimal | None = Field(description="of the minutes asked, rounded down; null where nobody asked")
    minutes_asked: int
    minutes_up: int
    minutes: int = Field(description="that are over")
    doors: list[DoorOut]


class ServiceOut(Schema):
    """One order in the month."""

    number: str
    plan: str = Field(description="of these days; several of them one after the other")
    starts_on: date = Field(description="the first day of the month on which it was served")
    ends_on: date = Field(description="the first day after")
    got: list[GotOut]
    availability: AvailabilityOut | None = Field(description="null where nothing of the service runs here")
    charged: MoneyOut | None = Field(
        description="for these days, without tax, less what was credited; null where nothing was yet"
    )
    promised: ServiceLevelOut | None = Field(description="of each month, at the end of these days")
    credited: MoneyOut | None = Field(description="for this month, whose promise was missed; without tax")


class ReceivedOut(Schema):
    """A document that bears a day of the month; a credit note is negative."""

    number: str
    kind: str
    issued_on: date
    gross: MoneyOut
    open: MoneyOut


class StatementOut(Schema):
    """What was got and paid in a month of UTC days."""

    starts_on: date
    ends_on: date
    is_running: bool
    services: list[ServiceOut]
    documents: list[ReceivedOut]


class MonthOut(Schema):
    """A month that there is a statement of."""

    month: str
    is_running: bool


class DriftFilters(Input):
    """Which days are compared, and where the list goes on."""

    since: date = Field(description="the first day of a month")
    until: date = Field(description="the first day of the first month that is not in it; at most 60 months")
    after: UUID | None = Field(None, description="`next` of the answer before")


class DriftOut(Schema):
    """What differs on some days of an order."""

    order: str = Field(description="its number", validation_alias="number")
    sold: bool = Field(description="whether you sell it, or have bought it", validation_alias="is_sold")
    customer: str = Field(description="the name of your buyer, the pseudonym of a customer behind it")
    plan: str
    between: DriftKind = Field(validation_alias="difference.kind")
    what: What = Field(validation_alias="difference.what")
    starts_on: date = Field(validation_alias="difference.days.start")
    ends_on: date = Field(description="the first day after it", validation_alias="difference.days.end")
    expected: str = Field(validation_alias="difference.expected")
    found: str = Field(validation_alias="difference.found")
    meter: str = Field(validation_alias="difference.meter")


class CheckedOut(Schema):
    """What was compared, and where it differs: to be nothing."""

    orders: int = Field(description="how many were compared")
    drifts: list[DriftOut]
    next: UUID | None = Field(description="null when all were compared")
    with_vendors: int = Field(
        description="orders and references at vendors whose seats part today: see `/vendor-matching`"
    )


class ReceivablesFilters(Input):
    """What is asked for."""

    by: By = Field(By.CUSTOMER, description="what the rows are; not `end`")
    currency: str = Field(
        "", max_length=3, description="ISO 4217; the one in which most is owed unless given"
    )
    buyer_id: UUID | None = None
    sort: OwedSort | None = None


class OwedOut(Schema):
    """With its tax, as text."""

    open: Decimal
    overdue: Decimal
    by_age: dict[Age, Decimal] = Field(description="by how long it has been due; what is nothing is left out")


class OwedRowOut(Schema):
    """One customer, plan or month of issue."""

    key: str = Field(description="its id, name or first day")
    name: str
    owed: OwedOut


class ReceivablesOut(Schema):
    """What is owed in one currency; others are named, and never added to it."""

    on: date
    currency: str
    currencies: list[str]
    rows: list[OwedRowOut]
    total: OwedOut
    invoices: int
    credit: Decimal = Field(description="paid or credited beyond invoices; it is not taken off")


class MonthOfServiceOut(Schema):
    """A month of UTC days; minutes in which nobody asked are in neither number."""

    month: date = Field(description="its first day")
    percent: Decimal | None = Field(description="of the minutes asked, rounded down; null where nobody asked")
    minutes_asked: int
    minutes_up: int
    minutes: int = Field(description="of the month so far")
    doors: list[DoorOut]


class ServiceMonthsOut(Schema):
    """A service that runs here, the newest month first."""

    kind: str
    title: str
    months: list[MonthOfServiceOut]


class ServiceCreditOut(Schema):
    """What an order was credited for a month whose promise was missed."""

    order_number: str
    month: date = Field(description="its first day")
    promised: Decimal = Field(description="percent of the month")
    measured: Decimal | None = Field(description="percent of the minutes asked")
    percent: Decimal = Field(description="of what was charged for the month, usage apart")
    amount: MoneyOut = Field(description="without tax")
    invoice_number: str


class ServiceCreditFilters(Schema):
    """Which credits."""

    side: InvoiceSide = Field(InvoiceSide.RECEIVED, description="issued: by you to your buyers")


class AvailabilityReportOut(Schema):
    """How services answered in the last twelve months."""

    services: list[ServiceMonthsOut]
