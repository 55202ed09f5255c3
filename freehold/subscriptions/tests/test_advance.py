"""The days bring each step in its turn, however often and however late they are asked."""

from datetime import timedelta

import pytest
from django.conf import settings

from conftest import Cast
from freehold.console.queries import overview_of
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotFound
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.actions.advance import advance_subscription
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.rules import Step
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered, as_worker, steps_until
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def test_the_days_bring_the_end_two_notices_and_the_erasure(cast: Cast, cancelled: Ordered) -> None:
    kept = settings.RETRIEVAL_DAYS

    taken = steps_until(cast, cancelled, clock.today() + timedelta(days=kept + 5))

    assert taken == [
        (0, Step.END),
        (kept - 14, Step.NOTICE),
        (kept - 3, Step.NOTICE),
        (kept, Step.BEGIN_ERASURE),
    ]
    cancelled.reconcile()
    assert steps_until(cast, cancelled, clock.today()) == [(0, Step.NOTE_ERASURE)]
    with scope(cast.customer.tenant_id):
        told = [notice.template for notice in reversed(notices_of(cast.customer))]
    assert told == [
        NoticeTemplate.SUBSCRIPTION_CANCELLED,
        NoticeTemplate.ERASURE_AHEAD,
        NoticeTemplate.ERASURE_AHEAD,
        NoticeTemplate.ERASED,
    ]


def test_a_sweep_that_slept_still_sends_both_notices_before_it_erases(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    late = clock.today() + timedelta(days=100)
    taken = []
    for day in range(8):
        with as_worker(cast) as worker:
            taken.append(advance_subscription(order_id, today=late + timedelta(days=day), actor=worker))

    assert taken == [Step.END, Step.NOTICE, Step.NOTICE, None, None, Step.BEGIN_ERASURE, None, None]


def test_a_suspended_order_ends_on_its_day(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today() + timedelta(days=3), actor=cast.customer)
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)

    taken = steps_until(cast, ordered, clock.today() + timedelta(days=5))

    assert taken == [(3, Step.END)]
    assert ordered.seen_by(cast.customer).state is State.ENDED


def test_taking_back_the_cancellation_stops_the_clock(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=settings.RETRIEVAL_DAYS - 1))
    with scope(cast.customer.tenant_id):
        withdraw_cancellation(cancelled.number, actor=cast.customer)

    assert steps_until(cast, cancelled, clock.today() + timedelta(days=60)) == []
    order = cancelled.seen_by(cast.customer)
    assert (order.state, order.notices_on) == (State.ACTIVE, ())


def test_what_is_another_sellers_is_not_found(cast: Cast, cancelled: Ordered) -> None:
    before = cancelled.everything

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        advance_subscription(
            cancelled.seen_by(cast.partner).id,
            today=clock.today(),
            actor=platform_actor(cast.rival.tenant_id, via=Via.JOB),
        )

    assert cancelled.everything == before


def test_the_customers_overview_says_until_when_data_is_kept(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=1))

    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        first = overview_of(cast.customer, TenantKind.CUSTOMER).todos[0]

    assert "has ended, and its data will be erased on" in first.what
    assert "Take what you want to keep with you" in first.why
