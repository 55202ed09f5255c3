"""What the API says and takes of grants, and of the customers that come into being with one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.delegation.states import AnsweredBy, EmergencyState, GrantKind, RequestState
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
    ticket: str = Field(description="the holder's own number of what it is for")
    asked_by: str = Field(description="who of the holder asked; empty where nobody did")
    approved_by: str = Field(description="of break glass: the second person of the operator")


class Grants(Schema):
    """All of them: few enough to need no pages."""

    items: list[GrantOut]


Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Ticket = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=4)]


class RequestIn(Input):
    """Asking another tenant for access."""

    reference: Reference = Field(
        description="the id of your own buyer, or the pseudonym on one of your orders: C- and eight characters"
    )
    roles: Roles
    hours: int = Field(ge=1, le=HOURS_IN_TWO_YEARS)
    reason: Reason
    ticket: Ticket = ""


class ApprovalIn(Input):
    """Letting in, as asked or with less."""

    roles: Roles | None = Field(None, description="some of those that were asked for; null: all")
    hours: int | None = Field(
        None, ge=1, le=HOURS_IN_TWO_YEARS, description="no more than what was asked for; null: as asked"
    )


class RequestOut(Schema):
    """Who asks for what, and what became of it."""

    id: UUID
    tenant_name: str = Field(description="who is asked, as you know it: a pseudonym until you are let in")
    asker_name: str
    asked_by: str
    roles: list[Role]
    lasts_hours: int
    reason: str
    ticket: str
    state: RequestState
    asked_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    answered_by: AnsweredBy | None
    grant_id: UUID | None
    is_own: bool = Field(description="you have asked")
    may_answer: bool
    may_withdraw: bool


class AnswerersIn(Input):
    """Whether your partner answers requests as well."""

    partner_answers: bool


class AnswerersOut(Schema):
    """Who answers requests for access to your tenant."""

    partner_answers: bool = Field(description="beside your own administrators")
    has_partner: bool
    chosen_by: str
    chosen_at: datetime | None


class ActivityOut(Schema):
    """What was done under a grant."""

    entered: int
    acts: int
    refused: int
    last_at: datetime


class AccessHistoryOut(Schema):
    """A grant, and what was done under it."""

    grant: GrantOut
    activity: ActivityOut | None = Field(description="null where nobody came in")


class EmergencyIn(Input):
    """Break glass: what the first of two people asks."""

    reference: Reference = Field(description="any tenant's id, or the pseudonym on one of your orders")
    roles: Roles
    hours: int = Field(ge=1, le=4)
    reason: Reason
    ticket: Ticket = ""
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] = Field(
        description="of your authenticator app, at this moment"
    )


class ShownCodeIn(Input):
    """Break glass: what the second one shows."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] = Field(
        description="of your authenticator app, at this moment"
    )


class EmergencyOut(Schema):
    """Who asked to break which glass, why, and who approved it."""

    id: UUID
    reference: str
    roles: list[Role]
    lasts_hours: int
    reason: str
    ticket: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    approved_by: str
    approved_at: datetime | None
    grant_id: UUID | None
    state: EmergencyState
