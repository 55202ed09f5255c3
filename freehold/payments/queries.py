"""Bank statements and their bookings as pages, the API and commands read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from freehold.invoicing.ledger import (
    Moved,
    OpenInvoice,
    PaymentFacts,
    get_payment,
    moved_from,
    open_invoices,
    payments_that_may_come_back,
)
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.payments.models import Statement, StatementEntry
from freehold.payments.permissions import SEE_PAYMENTS
from freehold.payments.states import EntryState, Why
from freehold.tenants.queries import names_of_buyers

PAGE = 50
MOST_OFFERED = 50
WAITING = (EntryState.PROPOSED, EntryState.WAITING)


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A file of the bank that was read."""

    id: UUID
    file_name: str
    names: str
    read_at: datetime
    first_day: date | None
    last_day: date | None
    entries: int
    known: int
    passed_over: int


@dataclass(frozen=True, slots=True)
class Booking:
    """What one booking says, and what became of it; the other's account by its ends alone."""

    id: UUID
    booked_on: date
    amount: Money  # negative: taken back by the bank
    other_name: str
    other_account: str
    text: str
    state: EntryState
    why: Why
    buyer_id: UUID | None
    buyer_name: str
    invoice_ids: tuple[UUID, ...]  # that it named, or that are proposed
    payment_id: UUID | None
    note: str


def list_statements(actor: Actor, *, limit: int = 20) -> list[StatementFacts]:
    """The newest files that were read. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    return [
        StatementFacts(
            id=one.id,
            file_name=one.file_name,
            names=one.names,
            read_at=one.created_at,
            first_day=one.first_day,
            last_day=one.last_day,
            entries=one.entries,
            known=one.known,
            passed_over=one.passed_over,
        )
        for one in Statement.objects.filter(tenant_id=actor.tenant_id).order_by("-id")[:limit]
    ]


def list_bookings(
    actor: Actor,
    *,
    states: Collection[EntryState] = (),
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[Booking]:
    """What came in and what the bank took back, the newest first. A search looks at names and texts. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    if not search.isprintable():
        return []
    found = StatementEntry.objects.filter(tenant_id=actor.tenant_id)
    if states:
        found = found.filter(state__in=list(states))
    if search:
        found = found.filter(Q(other_name__icontains=search) | Q(text__icontains=search))
    if after is not None:
        found = found.filter(id__lt=after)
    return _bookings(actor, list(found.order_by("-id")[:limit]))


def get_booking(actor: Actor, booking_id: UUID) -> Booking:
    """One of them. Raises: NotFound, NotPermitted."""
    require(actor, SEE_PAYMENTS)
    found = StatementEntry.objects.filter(tenant_id=actor.tenant_id, id=booking_id).first()
    if found is None:
        raise NotFound
    return _bookings(actor, [found])[0]


def count_waiting(actor: Actor) -> int:
    """How many bookings wait for a person. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    return StatementEntry.objects.filter(tenant_id=actor.tenant_id, state__in=WAITING).count()


def invoices_for(actor: Actor, booking: Booking, *, search: str = "") -> list[OpenInvoice]:
    """Open invoices that a booking may be for: what is proposed first, then those of its amount; fifty at most."""
    wanted = search.casefold().strip()
    found = [
        one
        for one in open_invoices(actor)
        if one.open.currency == booking.amount.currency
        and (not wanted or wanted in one.number.casefold() or wanted in one.buyer_name.casefold())
    ]
    found.sort(key=lambda one: (one.invoice_id not in booking.invoice_ids, one.open != booking.amount))
    return found[:MOST_OFFERED]


def payments_for(actor: Actor, booking: Booking) -> list[PaymentFacts]:
    """The payments that the bank may have taken back by a booking: as much or, with a fee of the bank on top, less."""
    return payments_that_may_come_back(
        actor, back=booking.amount * -1, until=booking.booked_on, limit=MOST_OFFERED
    )


def _bookings(actor: Actor, found: Sequence[StatementEntry]) -> list[Booking]:
    names = names_of_buyers(actor.tenant_id, {one.debtor_id for one in found if one.debtor_id})
    return [
        Booking(
            id=one.id,
            booked_on=one.booked_on,
            amount=Money(one.amount, one.currency),
            other_name=one.other_name,
            other_account=one.other_iban_shown,
            text=one.text,
            state=EntryState(one.state),
            why=Why(one.why),
            buyer_id=one.debtor_id,
            buyer_name=names.get(one.debtor_id, "") if one.debtor_id else "",
            invoice_ids=tuple(UUID(invoice_id) for invoice_id in one.proposed),
            payment_id=one.payment_id,
            note=one.note,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class PaymentAndPlaces:
    """A payment and where it went."""

    payment: PaymentFacts
    moved: list[Moved]


def read_payment(actor: Actor, payment_id: UUID) -> PaymentAndPlaces:
    """One payment whole. Raises: NotFound, NotPermitted."""
    return PaymentAndPlaces(get_payment(actor, payment_id), moved_from(actor, payment_id))
