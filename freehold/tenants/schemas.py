"""What the API says and takes of tenants."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.tenants.states import TenantKind

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class BuyerOut(Schema):
    """A customer or partner as its seller sees it: by the name and reference that the seller gave it."""

    tenant_id: UUID
    kind: TenantKind
    name: str
    reference: str
    currency: str = Field(description="ISO 4217")
    since: datetime


class TenantOut(Schema):
    """The tenant that the caller acts in."""

    id: UUID
    kind: TenantKind
    name: str
    country: str = Field(description="ISO 3166-1 alpha-2")
    language: str = Field(description="BCP 47")
    time_zone: str = Field(description="IANA")
    requires_second_factor: bool
    version: int
