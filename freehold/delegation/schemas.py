"""What the API says and takes of grants, and of the customers that come into being with one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.delegation.states import GrantKind
from freehold.kernel.actor import Role
from freehold.kernel.schemas import Input, Line
from freehold.tenants.schemas import Country

HOURS_IN_TWO_YEARS = 2 * 365 * 24


class BuyerIn(Input):
    """A new customer or partner."""

    name: Line = Field(description="as it stands on an invoice")
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    country: Country = "DE"
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"


class GrantIn(Input):
    """Access for one's own seller."""

    roles: list[Role] = Field(min_length=1, max_length=4)
    hours: int | None = Field(
        None, ge=1, le=HOURS_IN_TWO_YEARS, description="null: standing support, until ended"
    )
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class SupportIn(Input):
    """Whether one's seller shall look after things, and as what."""

    roles: list[Role] = Field(max_length=4, description="empty: no")


class GrantOut(Schema):
    """Who may act where, as what, until when."""

    id: UUID
    tenant_id: UUID
    tenant_name: str
    holder_id: UUID
    holder_name: str
    kind: GrantKind
    roles: list[Role]
    reason: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    in_force: bool


class Grants(Schema):
    """All of them: few enough to need no pages."""

    items: list[GrantOut]
