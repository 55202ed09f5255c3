"""What a usage event must be, and how the days of a period make its quantity. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from freehold.metering.states import Fault

MOST_EVENTS = 1000  # in a batch
MOST_QUANTITY = Decimal(10**9)  # of one event
FRACTIONS = 9  # digits after the point of any quantity
DIGITS = 15  # of an event's quantity: a JSON number of more could not be read exactly
WORD = r"^[!-~]+$"  # printable ASCII
MOST_LATE = timedelta(days=90)
MOST_AHEAD = timedelta(minutes=5)  # clocks differ
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was used at an instant, as a seller reports it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: Annotated[
        str,
        StringConstraints(min_length=1, max_length=100, pattern=WORD),
        Field(description="your own, unique for the order: the same event sent again is counted once"),
    ]
    subscription: Annotated[
        str,
        StringConstraints(min_length=1, max_length=20, pattern=WORD),
        Field(description="the number of an order that you sell, such as SUB-7K3QM2XA"),
    ]
    meter: Annotated[
        str,
        StringConstraints(min_length=1, max_length=50, pattern=WORD),
        Field(description="a meter of the order's service"),
    ]
    quantity: Annotated[
        Decimal,
        Field(
            max_digits=DIGITS,
            decimal_places=FRACTIONS,
            description="in the meter's unit, best as text; 15 digits at most, nine of them after the point",
        ),
    ]
    at: Annotated[AwareDatetime, Field(strict=True, description="with its zone; at most 90 days ago")]


@dataclass(frozen=True, slots=True)
class Served:
    """What an order is known by when its events are read: its meters, and the instants between which it is served."""

    subscription_id: UUID
    meters: Container[str]
    starts_at: datetime
    ends_at: datetime | None


def fault_of(event: Event, order: Served | None, *, now: datetime) -> Fault | None:  # noqa: PLR0911 - one for each fault
    """Why an event cannot be counted; None when it can."""
    if order is None:
        return Fault.NO_SUCH_ORDER
    if " " in event.id:
        return Fault.MALFORMED
    if event.meter not in order.meters:
        return Fault.NO_SUCH_METER
    if not (event.quantity.is_finite() and ZERO <= event.quantity < MOST_QUANTITY):
        return Fault.QUANTITY
    if event.at > now + MOST_AHEAD:
        return Fault.FUTURE
    if event.at < now - MOST_LATE:
        return Fault.TOO_OLD
    if event.at < order.starts_at or (order.ends_at is not None and event.at >= order.ends_at):
        return Fault.NOT_SERVED
    return None


def midnight(day: date) -> datetime:
    """The instant at which a UTC day begins: whatever lies before it is of a day that is closed."""
    return datetime.combine(day, time(), UTC)


def averaged(total: Decimal, *, days: int) -> Decimal:
    """What stood there on average over all days of a period, rounded half even to nine digits after the point."""
    return (total / days).quantize(Decimal(1).scaleb(-FRACTIONS))
