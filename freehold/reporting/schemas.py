"""What the API says of reports."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from freehold.kernel.schemas import Input
from freehold.reporting.queries.margin import MarginReport
from freehold.reporting.states import By, Counted, Sort


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
    cost: Decimal = Field(description="charged to you for the same orders")
    margin: Decimal
    percent: Decimal | None = Field(description="of the revenue; null where nothing was charged")


class MarginRowOut(Schema):
    """One customer, plan or month."""

    key: str = Field(description="its id, name or first day; empty for what you bought for yourself")
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

    @staticmethod
    def resolve_months(report: "MarginReport") -> list[dict[str, object]]:
        """Each with its name."""
        return [{"month": month, "earned": earned} for month, earned in report.months]
