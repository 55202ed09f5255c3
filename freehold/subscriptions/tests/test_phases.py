"""What is charged is written down by the day, on every edge of an order."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import Timing, per_seat
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.charged import charged_buyers, charged_subscriptions, spans_of
from freehold.subscriptions.rules import charged_days
from freehold.subscriptions.states import SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope

TODAY = clock.today()
LATER = TODAY + timedelta(days=10)
Told = list[tuple[int, int, bool]]


def told(actor: Actor, ordered: Ordered) -> Told:
    """What a seller charges of the order: days from now on, seats, and whether it does."""
    number = ordered.number if actor == ordered.cast.partner else ordered.upper
    order = ordered.seen_by(actor, number)
    with scope(actor.tenant_id):
        (spans,) = spans_of(actor.tenant_id, [order.id]).values()
    return [((span.start - TODAY).days, span.seats, span.is_charged) for span in spans]


def on_both_edges(cast: Cast, ordered: Ordered) -> Told:
    """The same on the customer's edge and on the one above it."""
    found = told(cast.partner, ordered)
    assert told(cast.operator, ordered) == found
    return found


def act(cast: Cast, done: Callable[[], object]) -> None:
    """Acme does something."""
    with scope(cast.customer.tenant_id):
        done()


def test_an_order_is_charged_from_its_day_on(cast: Cast, ordered: Ordered) -> None:
    assert on_both_edges(cast, ordered) == [(0, 3, True)]


def test_seats_count_from_the_day_of_their_change(cast: Cast, ordered: Ordered) -> None:
    act(cast, lambda: change_seats(ordered.number, 5, actor=cast.customer))

    assert on_both_edges(cast, ordered) == [(0, 5, True)]


def test_what_is_cancelled_is_not_charged_from_its_end_on(cast: Cast, ordered: Ordered) -> None:
    act(cast, lambda: cancel_subscription(ordered.number, ends_on=LATER, actor=cast.customer))

    assert on_both_edges(cast, ordered) == [(0, 3, True), (10, 3, False)]

    act(cast, lambda: change_seats(ordered.number, 4, actor=cast.customer))
    act(cast, lambda: withdraw_cancellation(ordered.number, actor=cast.customer))

    assert on_both_edges(cast, ordered) == [(0, 4, True), (10, 4, True)]


def test_what_is_cancelled_at_once_is_charged_no_more(cast: Cast, ordered: Ordered) -> None:
    act(cast, lambda: cancel_subscription(ordered.number, ends_on=TODAY, actor=cast.customer))

    assert on_both_edges(cast, ordered) == [(0, 3, False)]


def test_a_pause_that_the_customer_asked_for_is_charged_on_no_edge(cast: Cast, ordered: Ordered) -> None:
    act(
        cast,
        lambda: suspend_subscription(ordered.number, reason=SuspendReason.ASKED, actor=cast.customer),
    )
    assert on_both_edges(cast, ordered) == [(0, 3, False)]

    act(cast, lambda: resume_subscription(ordered.number, actor=cast.customer))
    assert on_both_edges(cast, ordered) == [(0, 3, True)]


def test_a_suspension_for_debt_is_charged_on(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.OVERDUE, actor=cast.partner)

    assert on_both_edges(cast, ordered) == [(0, 3, True)]


def test_a_partner_cannot_pause_what_it_buys_for_a_customer_who_pays_on(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.upper, reason=SuspendReason.ASKED, actor=cast.partner)

    assert on_both_edges(cast, ordered) == [(0, 3, True)]


def test_a_trial_is_charged_from_its_first_paid_day_once_it_is_kept(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        plan = adopt_plan(shop.operators_plan, name="Tried", trial_days=14, actor=cast.partner)
        publish_price_list({plan: Decimal(5)}, currency="EUR", valid_from=TODAY, actor=cast.partner)
        order = order_subscription(plan, seats=2, buyer_id=cast.customer.tenant_id, actor=cast.partner)
        (before,) = spans_of(cast.partner.tenant_id, [order.id]).values()
        unpaid = charged_subscriptions(cast.partner.tenant_id, [cast.customer.tenant_id])
        convert_trial(order.number, actor=cast.partner)
        (after,) = spans_of(cast.partner.tenant_id, [order.id]).values()
        (paid,) = charged_subscriptions(cast.partner.tenant_id, [cast.customer.tenant_id])

    assert [one.is_charged for one in before] == [False]
    assert unpaid == []
    assert [((one.start - TODAY).days, one.is_charged) for one in after] == [(0, False), (14, True)]
    assert paid.began == TODAY + timedelta(days=14)


def test_invoices_read_what_is_charged_in_the_sellers_scope_alone(cast: Cast, ordered: Ordered) -> None:
    buyers = [cast.customer.tenant_id]
    with scope(cast.partner.tenant_id):
        (order,) = charged_subscriptions(cast.partner.tenant_id, buyers)
        spans = spans_of(cast.partner.tenant_id, [order.id])
        assert charged_buyers(cast.partner.tenant_id) == [(cast.customer.tenant_id, 1)]
    with scope(cast.rival.tenant_id):
        assert charged_subscriptions(cast.partner.tenant_id, buyers) == []
        assert spans_of(cast.partner.tenant_id, [order.id]) == {}

    assert (order.number, order.buyer_id, order.plan_name) == (ordered.number, buyers[0], "Alder Notes")
    assert (order.interval, order.anchor, order.timing) == (Interval.MONTH, Anchor.CALENDAR, Timing.ADVANCE)
    assert (order.began, order.pseudonym, order.kind) == (TODAY, "", "notebook")
    assert [span.terms for span in spans[order.id]] == [per_seat(Decimal(5), "EUR")]


def test_a_phase_never_changes(cast: Cast, ordered: Ordered) -> None:
    for statement in ("update subscriptions_phase set seats = 1", "delete from subscriptions_phase"):
        with (
            scope(cast.partner.tenant_id),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@given(st.none() | DAYS, st.booleans(), st.none() | DAYS, DAYS)
def test_no_day_is_charged_before_its_time_in_a_pause_or_after_the_end(
    charged_from: date | None, is_paused: bool, ends_on: date | None, today: date
) -> None:
    found = charged_days(charged_from=charged_from, is_paused=is_paused, ends_on=ends_on, today=today)

    assert min(found) == today
    for number in range(400):
        day = today + timedelta(days=number)
        is_charged = found[max(start for start in found if start <= day)]
        begun = charged_from is not None and charged_from <= day
        assert is_charged == (begun and not is_paused and (ends_on is None or day < ends_on))
