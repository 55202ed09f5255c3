"""What the API says of instances."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue

from freehold.provisioning.states import InstanceState


class InstanceOut(Schema):
    """A hosted service: what is wanted of it, what was observed, and why the two differ."""

    id: UUID
    kind: str
    title: str
    options: dict[str, JsonValue]
    seats: int
    seats_used: int | None = Field(description="null where the service cannot tell")
    wanted_state: InstanceState
    wanted_at: datetime
    observed_state: InstanceState
    observed_at: datetime | None
    is_adrift: bool = Field(description="the worker, or people, have something to do still")
    waits_until: date | None = Field(
        description="people have something to do still, and promised it by this day"
    )
    last_error: str
    attempts: int
    next_try_at: datetime


class Instances(Schema):
    """All of a tenant's."""

    items: list[InstanceOut]
