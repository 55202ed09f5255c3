"""What the API says and takes of catalogs."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue, StringConstraints

from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import MOST_COMPONENTS, MOST_TIERS, Mode, Terms, Timing, terms_from
from freehold.kernel.schemas import Input, Line, MoneyOut
from freehold.kernel.service_levels import MOST_STEPS

Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
TrialDays = Annotated[int, Field(ge=0, le=366)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=9)]
Quantity = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=9)]
LevelPercent = Annotated[Decimal, Field(gt=0, le=100, max_digits=6, decimal_places=3)]
Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]


class TierIn(Input):
    """A step of a price."""

    up_to: Quantity | None = Field(None, description="and with this quantity; null only for the last step")
    unit: Amount = Field(description="for each")
    flat: Amount = Field(Decimal(0), description="for the step itself")


class ComponentIn(Input):
    """What one thing costs a term, beyond what is included."""

    meter: Annotated[str, StringConstraints(max_length=40)] = Field(
        description="seats, flat (once a term), or what the service counts, such as stored_gb"
    )
    mode: Mode = Field(Mode.UNIT, description="how the steps make a price")
    tiers: list[TierIn] = Field(min_length=1, max_length=MOST_TIERS)
    included: Quantity = Decimal(0)
    included_per_seat: Quantity = Decimal(0)


class TermsIn(Input):
    """What a plan costs and when that is charged. There is no fee for cancelling, nor can there be."""

    interval: Interval = Interval.MONTH
    anchor: Anchor = Field(
        Anchor.CALENDAR, description="where terms begin: calendar, or the day of the order"
    )
    timing: Timing = Field(Timing.ADVANCE, description="usage is always charged in arrears")
    minimum: Amount = Field(Decimal(0), description="at least so much a term")
    components: list[ComponentIn] = Field(min_length=1, max_length=MOST_COMPONENTS)

    def agreed(self, currency: str) -> Terms:
        """As the kernel reckons with it."""
        return terms_from({**self.model_dump(mode="json"), "currency": currency, "discount_percent": "0"})


class TierOut(Schema):
    """A step of a price."""

    up_to: Decimal | None
    unit: Decimal
    flat: Decimal


class ComponentOut(Schema):
    """What one thing costs a term, beyond what is included."""

    meter: str
    mode: Mode
    tiers: list[TierOut]
    included: Decimal
    included_per_seat: Decimal


class StepOut(Schema):
    """When a service was there less than so much of a month, so much of the month's price is credited."""

    below: Decimal = Field(description="percent of a calendar month (UTC), as measured once a minute")
    credit: Decimal = Field(description="percent of what was charged for the month, usage apart")


class ServiceLevelOut(Schema):
    """What is promised: the first step's percent. What is credited stands on the next invoice by itself."""

    steps: list[StepOut]


class StepIn(Input):
    """A step of a promise."""

    below: LevelPercent
    credit: LevelPercent


class PromiseIn(Input):
    """What a plan promises to whoever orders it from now on; no step promises nothing."""

    steps: list[StepIn] = Field(
        max_length=MOST_STEPS, description="each lower than the one before, and crediting more"
    )
    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="the one that you saw: 409 when it has changed since"
    )


class TermsOut(Schema):
    """What a plan costs and when that is charged."""

    currency: str
    interval: Interval
    anchor: Anchor
    timing: Timing
    minimum: Decimal
    discount_percent: Decimal
    components: list[ComponentOut]
    service_level: ServiceLevelOut | None = Field(None, description="what was promised beside the price")


class OfferingIn(Input):
    """Something to sell: a service of the platform under a name."""

    name: Line
    kind: Annotated[str, StringConstraints(max_length=40)] = Field(description="the service, such as mail")
    description: Description = ""


class OfferingOut(Schema):
    """Something that the seller sells."""

    id: UUID
    name: str
    description: str
    kind: str


class Offerings(Schema):
    """All offerings of a seller."""

    items: list[OfferingOut]


class PlanIn(Input):
    """What any new plan says to its buyers."""

    name: Line
    description: Description = ""
    trial_days: TrialDays = 0


class OwnPlanIn(PlanIn):
    """A plan of the operator, of one of its offerings."""

    offering_id: UUID
    options: dict[str, JsonValue] = Field(
        default_factory=dict, description="what the service lets a plan set"
    )


class AdoptedPlanIn(PlanIn):
    """A plan that resells one of the own seller's."""

    source_plan_id: UUID


class PlanText(Input):
    """What buyers read of a plan."""

    name: Line
    description: Description = ""
    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="the one that you saw: 409 when it has changed since"
    )


class PlanOut(Schema):
    """A plan of the seller itself, with its prices of today."""

    id: UUID
    offering_id: UUID
    offering_name: str
    kind: str
    name: str
    description: str
    options: dict[str, JsonValue]
    source_plan_id: UUID | None
    trial_days: int
    prices: list[MoneyOut] = Field(description="of a seat, a month, where there is such a price")
    terms: list[TermsOut] = Field(description="all of its prices, one for each currency and term")
    service_level: ServiceLevelOut | None = Field(
        description="what is promised to whoever orders it from now on"
    )
    is_retired: bool
    is_orderable: bool
    version: int


class Plans(Schema):
    """All plans of a seller."""

    items: list[PlanOut]


class OfferedPlanOut(Schema):
    """A plan of the own seller; without a price it cannot be ordered."""

    id: UUID
    offering_name: str
    kind: str
    name: str
    description: str
    options: dict[str, JsonValue]
    trial_days: int
    price: MoneyOut | None = Field(description="of a seat, a month, where there is such a price")
    terms: list[TermsOut] = Field(description="all of its prices for you, one for each term")
    service_level: ServiceLevelOut | None = Field(description="what it promises you")
    is_orderable: bool


class OfferedPlans(Schema):
    """What the own seller offers."""

    items: list[OfferedPlanOut]


class PriceIn(Input):
    """What one plan costs: a seat's price a month, or any terms, one for each term; or both."""

    plan_id: UUID
    per_seat_month: Amount | None = None
    terms: list[TermsIn] = Field(default_factory=list, max_length=2)


class PriceListIn(Input):
    """A whole list: a plan that is not on it has no price from that day on."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    valid_from: date = Field(description="a UTC day, today at the earliest")
    prices: list[PriceIn] = Field(min_length=1, max_length=1000)
    seen_version: int | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="the newest version in this currency that you know, 0 for none: 409 when there is a newer one",
    )


class Version(Schema):
    """The version of what was published."""

    version: int


class PriceOut(Schema):
    """One plan's price on a list."""

    plan: str
    terms: TermsOut


class PriceListOut(Schema):
    """One version of a seller's prices in one currency."""

    id: UUID
    version: int
    currency: str
    valid_from: date
    prices: list[PriceOut]


class PriceLists(Schema):
    """All versions, the newest first."""

    items: list[PriceListOut]


class DiscountIn(Input):
    """A part off orders to come; without a buyer, a plan or a term it is for all of them."""

    percent: Percent
    buyer_id: UUID | None = None
    plan_id: UUID | None = None
    interval: Interval | None = None
    valid_from: date = Field(description="a UTC day, today at the earliest")
    valid_until: date | None = Field(None, description="the first day without it")


class DiscountOut(Schema):
    """What a seller takes off."""

    id: UUID
    percent: Decimal
    buyer_id: UUID | None
    plan_id: UUID | None
    interval: Interval | None
    valid_from: date
    valid_until: date | None


class Discounts(Schema):
    """All discounts, the newest first."""

    items: list[DiscountOut]
