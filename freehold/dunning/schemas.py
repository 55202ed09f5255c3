"""What the API says and takes of letters and reminders."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.dunning.actions.block_reminders import LONGEST_REASON
from freehold.dunning.rules.steps import MOST_DAYS, MOST_STEPS
from freehold.dunning.states import Outlook, Wording
from freehold.invoicing.document import DocumentKind
from freehold.kernel.schemas import Input, MoneyOut
from freehold.notices.states import NoticeState


class LetterOut(Schema):
    """A document that went out by mail, or could not."""

    id: UUID
    invoice_id: UUID
    number: str
    kind: DocumentKind
    buyer_id: UUID
    buyer_name: str
    gross: MoneyOut
    to: str = Field(description="empty where there was no address")
    state: NoticeState | None = Field(description="null where there was no address")
    written_at: datetime
    sent_at: datetime | None
    last_error: str
    is_repeat: bool


class LetterFilters(Schema):
    """Which letters."""

    is_unsent: bool = Field(False, description="what could not go out, and has not since")
    buyer_id: UUID | None = None


class SentTo(Schema):
    """The address that it goes to."""

    to: str


class OverdueOut(Schema):
    """An overdue invoice and what comes next about it."""

    invoice_id: UUID
    number: str
    buyer_id: UUID
    buyer_name: str
    due_on: date
    days: int = Field(description="since it was due")
    open: MoneyOut
    last_on: date | None = Field(description="when the last reminder was written")
    outlook: Outlook
    letter: Wording | None = Field(description="that comes next")
    next_on: date | None
    credit: MoneyOut = Field(description="of the buyer in that currency, which is put to no invoice yet")


class OverdueFilters(Schema):
    """Which overdue invoices."""

    buyer_id: UUID | None = None
    outlook: Outlook | None = None


class ReminderOut(Schema):
    """A reminder that was written."""

    wording: Wording
    written_on: date
    announced_on: date | None = Field(description="the day that it named for a suspension")
    open: MoneyOut
    to: str
    state: NoticeState
    last_error: str


class BlockOut(Schema):
    """Why nobody is reminded of an invoice."""

    reason: str
    since: datetime


class CorrespondenceOut(Schema):
    """All that was written about one document."""

    letters: list[LetterOut]
    reminders: list[ReminderOut]
    block: BlockOut | None


class BlockIn(Input):
    """Why nobody is reminded of it."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON)]


class ReminderStepOut(Schema):
    """A letter so many days after an invoice was due."""

    days_after_due: int
    wording: Wording


class ReminderStepIn(Input):
    """A letter so many days after an invoice was due."""

    days_after_due: int = Field(ge=1, le=MOST_DAYS)
    wording: Wording


class PracticeOut(Schema):
    """How you go about letters."""

    mails_documents: bool = Field(description="invoices and credit notes go out as soon as they are issued")
    steps: list[ReminderStepOut]
    version: int = Field(description="0 where you have never said")


class PracticeIn(Input):
    """How you go about letters. A suspension is the last step, and the one before it announces it."""

    mails_documents: bool
    steps: list[ReminderStepIn] = Field(max_length=MOST_STEPS)
    version: int | None = Field(
        None, ge=0, le=2**31 - 1, description="the one that you saw: 409 when it has changed since"
    )


class PracticeVersion(Schema):
    """The version that was written."""

    version: int
