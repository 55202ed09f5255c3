"""What the API takes and gives of usage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, cast

from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from freehold.kernel.errors import Refused
from freehold.metering.rules import MOST_EVENTS, Event
from freehold.metering.states import Fault, Outcome


@dataclass(frozen=True, slots=True)
class UsageEventsIn:
    """A batch."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    events: Annotated[list[Event], Field(min_length=1, max_length=MOST_EVENTS)]


class UsageFault(Schema):
    """Why one event was refused, or is in conflict."""

    place: int = Field(description="in the batch, from 0")
    id: str
    code: Fault | Outcome
    detail: str


class UsageReport(Schema):
    """What became of each event. Those that were accepted stay, whatever became of the others."""

    accepted: int = Field(description="new, those that came late among them")
    late: int = Field(description="new, of a day that is closed: they become corrections")
    duplicates: int
    refused: int = Field(description="those in conflict among them")
    outcomes: list[Outcome] = Field(description="of each event, in the order of the batch")
    faults: list[UsageFault]


class MeterOut(Schema):
    """What a service counts."""

    name: str
    title: str
    unit: str = Field(description="UN/ECE Recommendation 20: C62 one, E34 gigabyte")
    over_days: str = Field(description="sum or average: how the days of a period make its quantity")


class QuantityOut(Schema):
    """Of one meter."""

    meter: str
    quantity: Decimal = Field(description="as text; summed, or averaged over all days")
    corrected: Decimal = Field(description="what of it was known only after its day was closed, summed")


class UsageMonthOut(Schema):
    """A calendar month of UTC days."""

    starts_on: date
    ends_on: date = Field(description="the first day after it")
    quantities: list[QuantityOut]


class OrderUsageOut(Schema):
    """What an order used, the newest month first."""

    number: str
    meters: list[MeterOut]
    months: list[UsageMonthOut]


BATCH = TypeAdapter(UsageEventsIn)


def read_batch(body: bytes) -> Sequence[Event | None]:
    """The events of a batch, read at once; None in the place of one that does not fit.

    Raises: HttpError(400) for what is no JSON, Refused("bad_batch") for what is no batch.
    """
    try:
        return BATCH.validate_json(body).events
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        if any(fault["type"] == "json_invalid" for fault in faults):
            raise HttpError(400, "") from error
        places = {fault["loc"][1] if len(fault["loc"]) > 1 else None for fault in faults}
        if None in places:
            raise Refused(
                "bad_batch",
                _("Send {“events”: […]} with 1 to %(most)s events.") % {"most": MOST_EVENTS},
                field="events",
            ) from error
    given = from_json(body)["events"]
    fitting = [event for place, event in enumerate(given) if place not in places]
    read = iter(BATCH.validate_json(to_json({"events": fitting})).events if fitting else [])
    return [None if place in places else next(read) for place in range(len(given))]


def body_schema() -> dict[str, object]:
    """How a batch is described, in place: its operation reads the body itself."""
    return {"content": {"application/json": {"schema": _inlined(BATCH.json_schema())}}, "required": True}


def _inlined(schema: dict[str, object]) -> dict[str, object]:
    definitions = cast(dict[str, object], schema.pop("$defs"))
    event = definitions["Event"]
    properties = cast(dict[str, dict[str, object]], schema["properties"])
    properties["events"]["items"] = event
    return schema
