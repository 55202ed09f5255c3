"""What the API says and takes of codes and moves."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.channel.states import HandoverState, Party, TransferState
from freehold.kernel.schemas import Input
from freehold.subscriptions.schemas import PreviewOut

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


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
