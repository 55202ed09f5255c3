"""What the API says and takes of subscriptions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.catalog.schemas import TermsOut
from freehold.kernel.period import Interval
from freehold.kernel.pricing import Timing
from freehold.kernel.schemas import Input, MoneyOut
from freehold.subscriptions.queries import Order, Side
from freehold.subscriptions.states import State, SuspendReason

Seats = Annotated[int, Field(ge=1, le=1_000_000)]
Version = Annotated[
    int | None, Field(ge=0, le=2**31 - 1, description="the one that you saw: 409 when it has changed since")
]


class Filters(Schema):
    """Which subscriptions, and in which order."""

    side: Side = Side.SOLD
    buyer_id: UUID | None = None
    state: list[State] = Field(default_factory=list, description="one or several; none means all")
    search: str = Field("", max_length=200, description="part of a buyer, number, plan or reference")
    order: Order = Order.NEWEST


class OrderIn(Input):
    """An order of a plan: for your own tenant from your seller, or as the seller for a buyer of yours."""

    plan_id: UUID
    seats: Seats
    buyer_id: UUID | None = Field(None, description="your customer or partner; null: yourself")
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    interval: Interval | None = Field(
        None, description="the term; null: monthly, where there is such a price"
    )


class SeatsIn(Input):
    """How many seats."""

    seats: Seats
    version: Version = None


class OtherPlanIn(Input):
    """Another plan of the same service."""

    plan_id: UUID
    version: Version = None


class ChangePreviewIn(Input):
    """Exactly one change."""

    seats: Seats | None = None
    plan_id: UUID | None = None
    ends_on: date | None = Field(None, description="the first UTC day without service")
    pause: bool = Field(default=False, description="a suspension that the customer asks for, from today on")


class OrderPreviewIn(Input):
    """An order that nobody has made yet."""

    plan_id: UUID
    seats: Seats
    buyer_id: UUID | None = Field(None, description="your customer or partner; null: yourself")
    interval: Interval | None = None


class PreviewLineOut(Schema):
    """A line as the next invoice will have it."""

    plan: str
    meter: str
    seats: int
    first_day: date
    last_day: date
    amount: MoneyOut = Field(description="negative where days that were charged are credited")


class PreviewOut(Schema):
    """What is charged and credited for the term that runs, without tax. Nothing is written."""

    lines: list[PreviewLineOut]
    total: MoneyOut
    timing: Timing = Field(description="whether the lines come now, or when the term is over")
    whole_term: MoneyOut | None = Field(
        description="from the next term on, before usage; null where nothing is charged"
    )
    charged_from: date | None = Field(description="null in a trial that may just end")
    terms: TermsOut


class SuspendIn(Input):
    """Why."""

    reason: SuspendReason
    version: Version = None


class CancelIn(Input):
    """From when on."""

    ends_on: date = Field(description="the first UTC day without service; today stops it at once")
    version: Version = None


class SeenIn(Input):
    """What you saw."""

    version: Version = None


class BelowOut(Schema):
    """The order of your own buyer that an order of yours stands for."""

    number: str
    buyer_id: UUID
    buyer_name: str
    pseudonym: str = Field(description="of the buyer's customer, where the buyer sells on; else empty")


class SubscriptionOut(Schema):
    """An order as one end of its edge sees it."""

    id: UUID
    number: str
    side: Side
    seller_id: UUID
    buyer_id: UUID
    customer: str = Field(description="for the seller: its buyer's name, or a pseudonym further up")
    below: BelowOut | None = Field(
        description="whom of your own buyers a pseudonym stands for; your seller never reads it"
    )
    leads: bool = Field(description="the customer's own order, which those above follow")
    plan_id: UUID
    plan_name: str
    kind: str
    price: MoneyOut | None = Field(description="of a seat, a term, where each costs the same")
    price_a_month: MoneyOut = Field(description="of all of it before usage; a year's twelfth")
    terms: TermsOut
    seats: int
    reference: str
    state: State
    trial_ends_on: date | None
    started_at: datetime
    suspended_at: datetime | None
    suspended_by_seller: bool
    suspend_reason: SuspendReason | None
    cancel_requested_at: datetime | None
    ends_on: date | None = Field(description="the first UTC day without service; suspended orders end too")
    ended_at: datetime | None
    erase_after: date | None = Field(description="the data is kept until then at least")
    notices_on: list[date]
    erase_wanted_at: datetime | None = Field(description="since then the data is being erased")
    erased_at: datetime | None = Field(description="the service was seen gone")
    instance_id: UUID
    version: int
