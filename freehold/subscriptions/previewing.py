"""What an order or a change would charge and credit, to the cent, before anybody confirms it. Nothing is written.

The same rating as the invoice's, on what is agreed on before and after; net amounts, since tax is the invoice's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Interval, Period, period_of
from freehold.kernel.permission import require
from freehold.kernel.pricing import FLAT, SEATS, Terms, Timing, terms_from
from freehold.kernel.rating import Settled, Span, charges_in_advance, settle
from freehold.kernel.standing import lines_of_change
from freehold.subscriptions.actions.change_plan import links_to, take_plan
from freehold.subscriptions.chain import refuse_above
from freehold.subscriptions.links import Link, edge_of, links_of, trial_end
from freehold.subscriptions.models import Phase, Subscription
from freehold.subscriptions.permissions import SEE
from freehold.subscriptions.phases import changes, phases_of
from freehold.subscriptions.rules import MOST_SEATS, is_seats, may_cancel, may_end_on, read_number
from freehold.subscriptions.standing import standing_of
from freehold.subscriptions.states import State

BY_DAY = (SEATS, FLAT)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as the next invoice will have it; negative where days that were charged are credited."""

    plan: str
    meter: str
    seats: int
    days: Period
    amount: Money

    @property
    def first_day(self) -> date:
        """The first day that it is for."""
        return self.days.start

    @property
    def last_day(self) -> date:
        """The last day that it is for."""
        return self.days.last_day


@dataclass(frozen=True, slots=True)
class Preview:
    """What is charged and credited for the term that runs, and what a whole term costs from then on. Without tax."""

    lines: tuple[PreviewLine, ...]
    total: Money
    timing: Timing  # whether the lines come now, or when the term is over
    whole_term: Money | None  # before usage; none where nothing is charged any more
    charged_from: date | None  # none in a trial that may just end
    terms: Terms


def preview_order(
    actor: Actor, plan_id: UUID, *, seats: int, buyer_id: UUID | None = None, interval: Interval | None = None
) -> Preview:
    """What an order would charge. Raises: NotFound, NotPermitted, and what refuses the order."""
    edge = edge_of(actor, buyer_id)
    require(actor, SEE)
    _check_seats(seats)
    today = clock.today()
    links = links_of(edge, plan_id, today, interval)
    terms = links[0].terms
    trial_ends_on = trial_end(links[0], links[0], today)
    first = trial_ends_on or today
    span = Span(first, seats, terms, links[0].plan.name)
    period = period_of(first, began=first, interval=terms.interval, anchor=terms.anchor)
    lines = settle(charges_in_advance([span], period), (), currency=terms.currency)
    return _preview(
        () if trial_ends_on else lines, terms, seats=seats, charged_from=None if trial_ends_on else first
    )


def preview_seats(actor: Actor, number: str, seats: int) -> Preview:
    """What another number of seats would charge and credit. Raises: NotFound, NotPermitted, Refused."""
    _check_seats(seats)

    def give_seats(one: Subscription) -> None:
        one.seats = seats

    return _preview_change(actor, number, give_seats)


def preview_plan(actor: Actor, number: str, plan_id: UUID) -> Preview:
    """What another plan would charge and credit. Raises: NotFound, NotPermitted, Refused."""

    def give_plan(one: Subscription) -> None:
        take_plan(one, links_to(one, plan_id))

    return _preview_change(actor, number, give_plan)


def preview_pause(actor: Actor, number: str) -> Preview:
    """What a pause that the customer asks for would credit, if it began today. Raises: NotFound, NotPermitted, Refused."""

    def pause(one: Subscription) -> None:
        one.is_paused = True

    return _preview_change(actor, number, pause)


def preview_end(actor: Actor, number: str, ends_on: date) -> Preview:
    """What a cancellation as of a day would credit. Raises: NotFound, NotPermitted, Refused."""
    if not may_end_on(ends_on, today=clock.today()):
        raise Refused("ends_on", _("Choose a day from today on, within a year."), field="ends_on")

    def cancel(one: Subscription) -> None:
        if not may_cancel(State(one.state), ends_on=one.ends_on):
            raise Refused("cancelled_already", _("This order has been cancelled already."))
        one.ends_on = ends_on

    return _preview_change(actor, number, cancel)


def preview_leaving(actor: Actor, number: str, on: date) -> Preview:
    """What would be credited for days that were charged ahead, if another seller went on from a day on, in the term of that day.

    Raises: NotFound, NotPermitted, Refused.
    """

    def leave(one: Subscription) -> None:
        one.ends_on = on

    return _preview_change(actor, number, leave, on=on)


def preview_taking_over(link: Link, *, seats: int, on: date) -> Preview:
    """What a seller would charge for the term that a day lies in, if it went on with an order from that day on."""
    terms = link.terms
    period = period_of(on, began=on, interval=terms.interval, anchor=terms.anchor)
    lines = settle(
        charges_in_advance([Span(on, seats, terms, link.plan.name)], period), (), currency=terms.currency
    )
    return _preview(lines, terms, seats=seats, charged_from=on)


def _check_seats(seats: int) -> None:
    if not is_seats(seats):
        raise Refused("seats", _("Choose from 1 to %(most)s seats.") % {"most": MOST_SEATS}, field="seats")


def _preview_change(
    actor: Actor, number: str, change: Callable[[Subscription], None], *, on: date | None = None
) -> Preview:
    """Rate a day's term, today's unless given, as it is and as it would be; the difference is what an invoice says."""
    order = Subscription.objects.filter(number=read_number(number) or "").first()
    if order is None:
        raise NotFound
    require(actor, SEE)
    refuse_above(order)
    if order.state == State.ENDED:
        raise Refused("ended", _("This order has ended."))
    today = clock.today()
    before = phases_of(order)
    change(order)
    after = before | {one.starts_on: one for one in changes(order, before, today=today)}
    terms = order.agreed
    if order.charged_from is None:
        return _preview((), terms, seats=order.seats, charged_from=None)
    period = period_of(
        max(on or today, order.charged_from),
        began=order.charged_from,
        interval=terms.interval,
        anchor=terms.anchor,
    )
    standing = [line for line in standing_of(order.id) if line.settled.charge.period == period]
    lines = lines_of_change(
        charges_in_advance(_spans(before.values()), period),
        charges_in_advance(_spans(after.values()), period),
        [line for line in standing if line.settled.charge.meter in BY_DAY],
        currency=terms.currency,
    )
    goes_on = not order.is_paused and (order.ends_on is None or order.ends_on > period.end)
    return _preview(lines, terms, seats=order.seats if goes_on else 0, charged_from=order.charged_from)


def _spans(phases: Iterable[Phase]) -> list[Span]:
    return [
        Span(one.starts_on, one.seats, terms_from(one.terms), one.plan_name, one.is_charged)
        for one in sorted(phases, key=lambda phase: phase.starts_on)
    ]


def _preview(lines: Sequence[Settled], terms: Terms, *, seats: int, charged_from: date | None) -> Preview:
    total = sum((one.amount for one in lines), Decimal(0))
    return Preview(
        lines=tuple(
            PreviewLine(
                plan=one.charge.plan,
                meter=one.charge.meter,
                seats=one.charge.seats,
                days=one.charge.days,
                amount=Money(one.amount, terms.currency),
            )
            for one in lines
        ),
        total=Money(total, terms.currency),
        timing=terms.timing,
        whole_term=Money(terms.price_of(seats), terms.currency) if seats else None,
        charged_from=charged_from,
        terms=terms,
    )
