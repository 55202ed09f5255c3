"""What the API says of a log."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue

from freehold.kernel.schemas import Input


class LogLineOut(Schema):
    """One act."""

    id: UUID
    at: datetime
    actor_name: str
    from_outside: bool = Field(description="the actor belongs to another tenant: a grant or a seller")
    grant_id: UUID | None
    grant_holder: str = Field(description="for whom the actor works, where it was done under a grant")
    grant_reason: str = Field(description="why that grant was given")
    via: str
    action: str
    told: str = Field(description="the act in words")
    subject_kind: str
    subject_id: str
    facts: dict[str, JsonValue]
    sealed: bool = Field(description="a leaf of the tree covers it")


class CheckpointOut(Schema):
    """The size and root of a log at an instant, signed by this instance: keep it elsewhere."""

    log: str = Field(description="your tenant's id")
    tree_size: int = Field(description="how many entries it covers")
    root_hash: str = Field(description="SHA-256 in hex: the root of the Merkle tree, RFC 9162")
    sealed_at: str = Field(description="the instant, as it was signed")
    key: str = Field(
        description="the verifier key that checks it: name, id and Ed25519 key (C2SP signed-note)"
    )
    note: str = Field(description="the whole of it as signed text, to be kept (C2SP tlog-checkpoint)")


class InclusionOut(Schema):
    """The proof that an entry stands in the log: RFC 9162, 2.1.3."""

    entry: dict[str, JsonValue]
    salt: str = Field(description="hex")
    leaf_index: int
    leaf_hash: str = Field(
        description="hex: SHA-256 of a zero byte and the SHA-256 of salt and entry, the entry as JSON with sorted keys"
    )
    path: list[str] = Field(description="hex, the lowest first")
    checkpoint: CheckpointOut


class ConsistencyOut(Schema):
    """The proof that an earlier log is the beginning of today's: RFC 9162, 2.1.4."""

    first_size: int
    first_root_hash: str
    path: list[str] = Field(description="hex")
    checkpoint: CheckpointOut


class VerdictOut(Schema):
    """What a verification found; no faults when every entry is as it was recorded."""

    holds: bool
    entries: int
    sealed: int
    root_hash: str = Field(description="SHA-256 in hex")
    faults: list[str]


class CheckpointMailIn(Input):
    """What you choose."""

    is_wanted: bool


class CheckpointMailOut(Schema):
    """What was chosen."""

    is_wanted: bool
