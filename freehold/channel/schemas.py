"""What the API says and takes of the channel."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.channel.states import (
    ApplicationState,
    GoneReason,
    HandoverState,
    IncidentReach,
    IncidentState,
    Party,
    RegistrationState,
    RiskReason,
    TransferState,
)
from freehold.kernel.schemas import Input, Line, MoneyOut
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.schemas import PreviewOut

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class CodeIn(Input):
    """An invitation for customers of others."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    days: int = Field(30, ge=1, le=365, description="how long it is good for")
    is_for_one: bool = Field(True, description="one customer, once; else any number of them")
    plan_ids: list[UUID] = Field(default_factory=list, max_length=100, description="empty: all of your plans")


class CodeOut(Schema):
    """An invitation as its seller sees it."""

    id: UUID
    code: str
    note: str
    plan_ids: list[UUID]
    is_for_one: bool
    is_good: bool = Field(description="whether a customer can use it now")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None


class Choice(Input):
    """What becomes of one of your orders."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=20)] = Field(
        description="such as SUB-7K3QM2XA"
    )
    plan_id: UUID | None = Field(description="of the new provider; null: the order ends on the day")


class TransferIn(Input):
    """A move to the provider behind a code."""

    code: Code = Field(description="that the new provider gave you, such as JOIN-7K3QM2XA")
    moves_on: date = Field(description="the first UTC day with it: today, or within two months")
    choices: list[Choice] = Field(
        default_factory=list,
        max_length=500,
        description="orders that are not named go on with the plan most like their own",
    )

    def chosen(self) -> dict[str, UUID | None]:
        """The choices by the order's number."""
        return {one.number: one.plan_id for one in self.choices}


class TransferOut(Schema):
    """A move, as far as it is yours to read: sellers do not read each other's names."""

    id: UUID
    side: Party
    name: str = Field(description="to the customer: its new provider; to sellers: the customer")
    customer_id: UUID
    moves_on: date
    state: TransferState
    asked_at: datetime
    moved_on: date | None
    closed_at: datetime | None
    failure: str
    is_handover: bool = Field(description="its seller hands it over, and it has not objected")
    is_undoing: bool = Field(description="it took another move back")
    undo_until: date | None = Field(description="the first day on which it cannot be taken back; null: never")
    agreed: list[Party] = Field(description="who has agreed that it is taken back")


class ProviderOut(Schema):
    """Who is behind a code."""

    name: str
    support_name: str
    support_phone: str
    support_email: str


class OfferedOut(Schema):
    """A plan that could go on with an order."""

    id: UUID
    name: str


class MoveOut(Schema):
    """What becomes of one order, and what it comes to."""

    number: str
    plan_id: UUID | None = Field(description="null: it ends on the day")
    plan_name: str
    plans: list[OfferedOut] = Field(description="to choose from")
    why_not: str = Field(description="why nothing can go on with it, as a sentence")
    leaving: PreviewOut = Field(description="what your present provider credits")
    joining: PreviewOut | None = Field(description="what the new one charges")


class TransferPreviewOut(Schema):
    """A move before it is asked for, without tax."""

    provider: ProviderOut
    moves_on: date
    moves: list[MoveOut]


class HandoverIn(Input):
    """Customers for another seller, who has to agree."""

    code: Code = Field(description="of the seller who is to receive them, such as JOIN-7K3QM2XA")
    moves_on: date = Field(description="the first UTC day with it, at least 14 days ahead")
    customers: list[UUID] | None = Field(None, max_length=20_000, description="null: all of your own")


class HandoverOut(Schema):
    """A handover, and how far it has come."""

    id: UUID
    side: Party = Field(description="former: you hand over; new: you are to receive")
    other_name: str
    moves_on: date
    state: HandoverState
    customers: int
    told: int
    waiting: int
    moved: int
    stayed: int
    failed: int
    proposed_at: datetime
    agreed_at: datetime | None
    closed_at: datetime | None


class PartnerInvitationIn(Input):
    """Who is invited to sell."""

    company: Line
    person_name: Line
    email: Address
    country: Country = "DE"
    language: Annotated[str, StringConstraints(pattern="^(en|de)$")] = "en"
    reference: Short = ""


class PartnerInvitationMade(Schema):
    """An invitation, and the secret that stands in its link."""

    id: UUID
    secret: str = Field(description="makes a partner once: hand it to nobody but the invited")


class PartnerInvitationOut(Schema):
    """An invitation."""

    id: UUID
    company: str
    person_name: str
    email: str
    reference: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    accepted_at: datetime | None
    partner_id: UUID | None
    is_open: bool


class ApplicationOut(Schema):
    """An application to sell."""

    id: UUID
    company: str
    person_name: str
    email: str
    country: str
    language: str
    website: str
    message: str
    state: ApplicationState
    proven_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str


class DeclineIn(Input):
    """Why an application is declined."""

    reason: Reason


class PartnerTermsIn(Input):
    """Terms for partners."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=60_000)]


class PartnerTermsOut(Schema):
    """A version of the terms."""

    version: int
    text: str
    digest: str = Field(description="SHA-256 of the text")
    published_at: datetime
    published_by: str


class AgreedOut(Schema):
    """Who agreed to a version."""

    version: int
    accepted_by: str
    accepted_at: datetime


class PartnerAgreedOut(Schema):
    """A partner, and the newest version that it agreed to."""

    partner_id: UUID
    name: str
    agreed: AgreedOut | None


class OwnTermsOut(Schema):
    """The newest terms of the seller above."""

    terms: PartnerTermsOut
    agreed: AgreedOut | None = Field(description="to this very version")
    earlier: list[AgreedOut]


class AgreeIn(Input):
    """Agreement to the version that was read."""

    version: Annotated[int, Field(ge=1)]


class TermsVersionOut(Schema):
    """Which version is in force."""

    version: int


class ReadinessOut(Schema):
    """What a seller needs to sell; null where it needs none, or where the caller may not see."""

    terms: bool | None
    reachable: bool
    plans: int | None
    without_price: int | None
    profile: bool | None
    customers: int
    is_ready: bool


class ProspectIn(Input):
    """Which prospect is registered."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(description="the domain")
    company: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""


class ProspectOut(Schema):
    """A registered prospect."""

    id: UUID
    name: str
    unicode_name: str
    company: str
    registered_by: str
    created_at: datetime
    ends_at: datetime
    extended_at: datetime | None
    state: RegistrationState
    closed_at: datetime | None
    is_held: bool
    may_extend: bool


class MonthNumbersOut(Schema):
    """How many there were at the end of a month, and came and went in it."""

    at_end: int
    new: int
    gone: int
    churn_percent: Decimal | None = Field(
        description="of those at its beginning; null where there was nobody"
    )


class ChannelMonthOut(Schema):
    """A month of the channel; the running one is not over."""

    month: date
    partners: MonthNumbersOut
    customers: MonthNumbersOut = Field(
        description="served ones; behind a buyer that sells on, counted by pseudonyms"
    )
    seats: int = Field(description="at its end")
    revenue: MoneyOut | None = Field(
        description="on your own edges; null where you may not see money, or there is none"
    )
    margin: MoneyOut | None


class BuyerNumbersOut(Schema):
    """A buyer of your own."""

    buyer_id: UUID
    name: str
    is_partner: bool
    customers: int
    seats: int
    seats_before: int = Field(description="90 days ago")


class AtRiskOut(Schema):
    """Somebody who may be about to leave."""

    buyer_id: UUID
    buyer_name: str
    pseudonym: str = Field(description="of a customer behind a buyer that sells on; else empty")
    seats: int
    seats_before: int = Field(description="90 days ago")
    reasons: list[RiskReason]


class ChannelNumbersOut(Schema):
    """The numbers of the channel, of your own edges alone."""

    months: list[ChannelMonthOut]
    buyers: list[BuyerNumbersOut] = Field(description="the most seats first")
    at_risk: list[AtRiskOut] = Field(description="the most reasons first, 100 at most")


class IncidentNoticeIn(Input):
    """Which text, with which facts, and whom it concerns."""

    template: NoticeTemplate = Field(description="one of those for incidents")
    facts: dict[str, Annotated[str, StringConstraints(max_length=120)]]
    reach: IncidentReach
    partner_ids: Annotated[list[UUID], Field(max_length=1000)] = []
    pseudonyms: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=1000)] = []


class IncidentNoticeOut(Schema):
    """What was told, to how many, and how far it has come."""

    id: UUID
    template: NoticeTemplate
    facts: dict[str, str]
    reach: IncidentReach
    partners: int
    pseudonyms: list[str]
    asked_by: str
    created_at: datetime
    state: IncidentState
    tenants_told: int
    people_told: int
    finished_at: datetime | None


class DeclarationIn(Input):
    """That a partner has gone."""

    reason: GoneReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = Field(
        "", description="for the record, which the partner reads"
    )


class DeclarationOut(Schema):
    """A declaration, as both ends of the edge read it."""

    id: UUID
    partner_id: UUID
    partner_name: str
    reason: GoneReason
    note: str
    runs_until: date = Field(description="so long no debt of the partner stops its customers")
    declared_at: datetime
    withdrawn_at: datetime | None
