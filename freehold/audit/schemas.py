"""What the API says of a log."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue


class LogLineOut(Schema):
    """One act."""

    id: UUID
    at: datetime
    actor_name: str
    from_outside: bool = Field(description="the actor belongs to another tenant: a grant or a seller")
    grant_id: UUID | None
    via: str
    action: str
    told: str = Field(description="the act in words")
    subject_kind: str
    subject_id: str
    facts: dict[str, JsonValue]
    sealed: bool = Field(description="a leaf of the tree covers it")


class VerdictOut(Schema):
    """What a verification found; no faults when every entry is as it was recorded."""

    holds: bool
    entries: int
    sealed: int
    root_hash: str = Field(description="SHA-256 in hex")
    faults: list[str]
