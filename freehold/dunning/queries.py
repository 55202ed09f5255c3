"""Letters as pages, the API and the worker read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from freehold.dunning.models import Block, Letter, Practice, Reminder
from freehold.dunning.overdue import Overdue, overdue_items, steps_of
from freehold.dunning.permissions import SEE_LETTERS
from freehold.dunning.rules.steps import Next, Step
from freehold.dunning.states import Outlook, Wording
from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import open_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.notices.queries import Sending, refused_letters, sendings
from freehold.notices.states import NoticeState
from freehold.tenants.queries import names_of_buyers

PAGE = 50
LOOKED_BACK = timedelta(days=7)  # how long a sweep looks for what a lost job left
MOST_RUNS = 500
FIRST_HOUR, LAST_HOUR = 8, 19  # of the seller's zone, between which reminders are written


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """How a seller goes about letters; version 0 where it has never said."""

    mails_documents: bool
    steps: tuple[Step, ...]
    version: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A document that went out, or could not."""

    id: UUID
    invoice_id: UUID
    number: str
    kind: DocumentKind
    buyer_id: UUID
    buyer_name: str
    gross: Money
    to: str  # "" where there was no address
    state: NoticeState | None  # None where there was no address
    written_at: datetime
    sent_at: datetime | None
    last_error: str
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """A reminder that was written."""

    wording: Wording
    written_on: date
    announced_on: date | None
    open: Money
    to: str
    state: NoticeState
    last_error: str


@dataclass(frozen=True, slots=True)
class ListedReminder:
    """A reminder among others."""

    id: UUID
    invoice_id: UUID
    number: str
    buyer_name: str
    written: ReminderFacts


def runs_to_mail() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, run) whose documents nobody has seen to."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.runs_to_mail(%s, %s)", [clock.now() - LOOKED_BACK, MOST_RUNS])
        return [(seller_id, run_id) for seller_id, run_id in cursor.fetchall()]


def documents_to_mail() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, document) that no run has made and nobody has seen to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.documents_to_mail(%s, %s)", [clock.now() - LOOKED_BACK, MOST_RUNS]
        )
        return [(seller_id, invoice_id) for seller_id, invoice_id in cursor.fetchall()]


def sellers_who_remind(*, after: UUID | None = None, limit: int = 500) -> list[UUID]:
    """For the worker's sweep: sellers with steps of their own where it is day, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.sellers_who_remind(%s, %s, %s, %s, %s)",
            [clock.now(), FIRST_HOUR, LAST_HOUR, after or UUID(int=0), limit],
        )
        return [seller_id for (seller_id,) in cursor.fetchall()]


def debts_held() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, buyer) where an order stands still for debt."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.debts_held()")
        return [(seller_id, buyer_id) for seller_id, buyer_id in cursor.fetchall()]


def reminders_due(actor: Actor) -> list[tuple[UUID, UUID]]:
    """Invoices of the actor's tenant, with their buyers, whose next step is due today. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    today = day_of(actor.tenant_id, clock.now())
    found = overdue_items(actor.tenant_id, today=today)
    return [(one.item.invoice_id, one.item.buyer_id) for one in found if one.next.is_due(today)]


def own_practice(actor: Actor) -> PracticeFacts:
    """How the actor's tenant goes about letters. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = Practice.objects.filter(tenant_id=actor.tenant_id).first()
    steps = tuple(steps_of(actor.tenant_id))
    return PracticeFacts(found.mails_documents if found else True, steps, found.version if found else 0)


def list_letters(
    actor: Actor,
    *,
    is_unsent: bool = False,
    buyer_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[LetterFacts]:
    """What went out, the newest first, or what could not go out and has not since. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = (
        _unsent(actor.tenant_id, refused_letters(actor.tenant_id))
        if is_unsent
        else Letter.objects.filter(tenant_id=actor.tenant_id)
    )
    if buyer_id is not None:
        found = found.filter(debtor_id=buyer_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts_of(actor.tenant_id, list(found.order_by("-id")[:limit]))


def list_reminders(
    actor: Actor, *, is_unsent: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[ListedReminder]:
    """Reminders of all invoices, the newest first, or those that were turned down. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = (
        _unsent_reminders(actor.tenant_id, refused_letters(actor.tenant_id))
        if is_unsent
        else Reminder.objects.filter(tenant_id=actor.tenant_id)
    )
    if after is not None:
        found = found.filter(id__lt=after)
    rows = list(found.order_by("-id")[:limit])
    documents = {one.invoice_id: one for one in addressed([row.invoice_id for row in rows])}
    became = sendings([row.notice_id for row in rows])
    names = names_of_buyers(actor.tenant_id, {row.debtor_id for row in rows})
    return [
        ListedReminder(
            id=row.id,
            invoice_id=row.invoice_id,
            number=documents[row.invoice_id].number,
            buyer_name=names.get(row.debtor_id, documents[row.invoice_id].buyer_name),
            written=_reminder_facts(row, documents[row.invoice_id].gross.currency, became[row.notice_id]),
        )
        for row in rows
    ]


def letters_of(actor: Actor, invoice_id: UUID) -> list[LetterFacts]:
    """The letters that took one document, the newest first. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = Letter.objects.filter(tenant_id=actor.tenant_id, invoice_id=invoice_id)
    return _facts_of(actor.tenant_id, list(found.order_by("-id")))


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many documents could not go out and have not since, and of how many open invoices the last reminder was turned down."""

    documents: int
    reminders: int


def count_unsent(actor: Actor) -> Unsent:
    """What could not go out and has not since. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    refused = refused_letters(actor.tenant_id)
    reminders = _unsent_reminders(actor.tenant_id, refused).count() if refused else 0
    return Unsent(_unsent(actor.tenant_id, refused).count(), reminders)


@dataclass(frozen=True, slots=True)
class OverdueFacts:
    """An overdue invoice and what comes next about it."""

    invoice_id: UUID
    number: str
    buyer_id: UUID
    buyer_name: str
    due_on: date
    days: int  # since it was due
    open: Money
    last_on: date | None  # when the last reminder was written
    outlook: Outlook
    letter: Wording | None
    next_on: date | None
    credit: Money  # of the buyer in that currency, which is put to no invoice yet


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """Why nobody is reminded of an invoice."""

    reason: str
    since: datetime


def list_overdue(
    actor: Actor, *, buyer_id: UUID | None = None, outlook: Outlook | None = None
) -> list[OverdueFacts]:
    """What is overdue, the oldest first; all of it, or one buyer's, or what has one outlook. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    today = day_of(actor.tenant_id, clock.now())
    found = overdue_items(actor.tenant_id, today=today, buyer_id=buyer_id)
    names = names_of_buyers(actor.tenant_id, {one.item.buyer_id for one in found})
    return [
        _overdue_facts(one, names, today) for one in found if outlook is None or one.next.outlook is outlook
    ]


def find_overdue(actor: Actor, invoice_id: UUID) -> OverdueFacts | None:
    """One of them; None where it is not overdue. Raises: NotPermitted."""
    documents = addressed([invoice_id])
    if not documents:
        return None
    found = list_overdue(actor, buyer_id=documents[0].buyer_id)
    return next((one for one in found if one.invoice_id == invoice_id), None)


def reminders_of(actor: Actor, invoice_id: UUID) -> list[ReminderFacts]:
    """The reminders about one invoice, the newest first. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = list(
        Reminder.objects.filter(tenant_id=actor.tenant_id, invoice_id=invoice_id).order_by("-days_after_due")
    )
    became = sendings([one.notice_id for one in found])
    currency = {one.invoice_id: one.gross.currency for one in addressed([invoice_id])}
    return [_reminder_facts(one, currency[one.invoice_id], became[one.notice_id]) for one in found]


def find_block(actor: Actor, invoice_id: UUID) -> BlockFacts | None:
    """Why nobody is reminded of it, if so. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = Block.objects.filter(
        tenant_id=actor.tenant_id, invoice_id=invoice_id, ended_at__isnull=True
    ).first()
    return BlockFacts(found.reason, found.created_at) if found else None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """All that was written about one document."""

    letters: list[LetterFacts]
    reminders: list[ReminderFacts]
    block: BlockFacts | None


def correspondence_about(actor: Actor, invoice_id: UUID) -> Correspondence:
    """What was written about a document that the actor's tenant issued. Raises: NotFound, NotPermitted."""
    if not any(one.seller_id == actor.tenant_id for one in addressed([invoice_id])):
        raise NotFound
    return Correspondence(
        letters_of(actor, invoice_id), reminders_of(actor, invoice_id), find_block(actor, invoice_id)
    )


def _overdue_facts(one: Overdue, names: dict[UUID, str], today: date) -> OverdueFacts:
    coming: Next = one.next
    return OverdueFacts(
        invoice_id=one.item.invoice_id,
        number=one.item.number,
        buyer_id=one.item.buyer_id,
        buyer_name=names.get(one.item.buyer_id, one.document.buyer_name),
        due_on=one.item.due_on,
        days=(today - one.item.due_on).days,
        open=Money(one.item.open, one.item.currency),
        last_on=one.written.on if one.written else None,
        outlook=coming.outlook,
        letter=coming.step.wording if coming.step else None,
        next_on=max(coming.on, today) if coming.on else None,
        credit=Money(one.credit, one.item.currency),
    )


def _reminder_facts(row: Reminder, currency: str, became: Sending) -> ReminderFacts:
    return ReminderFacts(
        wording=Wording(row.wording),
        written_on=row.written_on,
        announced_on=row.announced_on,
        open=Money(row.open_amount, currency),
        to=row.to,
        state=became.state,
        last_error=became.last_error,
    )


def _unsent(tenant_id: UUID, refused: list[UUID]) -> "QuerySet[Letter]":
    later = Letter.objects.filter(invoice_id=OuterRef("invoice_id"), id__gt=OuterRef("id"))
    did_not_go = Q(notice_id__isnull=True) | Q(notice_id__in=refused)
    return Letter.objects.filter(did_not_go, ~Exists(later), tenant_id=tenant_id)


def _unsent_reminders(tenant_id: UUID, refused: list[UUID]) -> "QuerySet[Reminder]":
    later = Reminder.objects.filter(invoice_id=OuterRef("invoice_id"), id__gt=OuterRef("id"))
    found = Reminder.objects.filter(~Exists(later), tenant_id=tenant_id, notice_id__in=refused)
    is_open = open_of(list(found.values_list("invoice_id", flat=True)))
    return found.filter(invoice_id__in=[one for one, amount in is_open.items() if amount > 0])


def _facts_of(tenant_id: UUID, found: Sequence[Letter]) -> list[LetterFacts]:
    documents = {one.invoice_id: one for one in addressed([letter.invoice_id for letter in found])}
    became = sendings([letter.notice_id for letter in found if letter.notice_id])
    names = names_of_buyers(tenant_id, {letter.debtor_id for letter in found})
    return [_facts(letter, documents, became, names) for letter in found]


def _facts(
    letter: Letter,
    documents: dict[UUID, Addressed],
    became: dict[UUID, Sending],
    names: dict[UUID, str],
) -> LetterFacts:
    document = documents[letter.invoice_id]
    sending = became.get(letter.notice_id) if letter.notice_id else None
    return LetterFacts(
        id=letter.id,
        invoice_id=letter.invoice_id,
        number=document.number,
        kind=document.kind,
        buyer_id=letter.debtor_id,
        buyer_name=names.get(letter.debtor_id, document.buyer_name),
        gross=document.gross,
        to=letter.to,
        state=sending.state if sending else None,
        written_at=letter.created_at,
        sent_at=sending.sent_at if sending else None,
        last_error=sending.last_error if sending else "",
        is_repeat=letter.is_repeat,
    )
