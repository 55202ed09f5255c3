"""What a usage event must be, and how the days of a period make its quantity. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

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


def fault_of(
    event: Event, *, meters: Container[str], served_from: date, served_until: date | None, now: datetime
) -> Fault | None:
    """Why an event on an order of these meters, served on these days, cannot be counted."""
    if event.meter not in meters:
        return Fault.NO_SUCH_METER
    if not (event.quantity.is_finite() and ZERO <= event.quantity < MOST_QUANTITY):
        return Fault.QUANTITY
    at = event.at
    if at > now + MOST_AHEAD:
        return Fault.FUTURE
    if at < now - MOST_LATE:
        return Fault.TOO_OLD
    day = day_of(at)
    if day < served_from or (served_until is not None and day >= served_until):
        return Fault.NOT_SERVED
    return None


def day_of(at: datetime) -> date:
    """The UTC day of an instant."""
    return at.astimezone(UTC).date()


def is_late(at: datetime, *, today: date) -> bool:
    """Whether an event's day is closed."""
    return day_of(at) < today


def averaged(total: Decimal, *, days: int) -> Decimal:
    """What stood there on average over all days of a period, rounded half even to nine digits after the point."""
    return (total / days).quantize(Decimal(1).scaleb(-FRACTIONS))
