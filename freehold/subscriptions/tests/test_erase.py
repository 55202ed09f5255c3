"""Data is erased no sooner than the retrieval period's end and two notices, and that is on record."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.queries import overview_of
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.advance import advance_subscription
from freehold.subscriptions.actions.announce_erasure import announce_erasure
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.actions.erase import erase_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.rules import Step
from freehold.subscriptions.states import State
from freehold.subscriptions.tests.conftest import Ordered, as_worker
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


@pytest.fixture
def cancelled(cast: Cast, ordered: Ordered) -> Ordered:
    """Acme's order, cancelled as of today; its notebook has a page in it."""
    ordered.reconcile()
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)
    ordered.reconcile()
    return ordered


def steps_until(cast: Cast, order: Ordered, last: date) -> list[tuple[int, Step]]:
    """What the sweep does on each day from today to `last`, asked twice a day."""
    order_id = order.seen_by(cast.partner).id
    taken = []
    for day in range((last - clock.today()).days + 1):
        for _time in range(2):
            with as_worker(cast) as worker:
                step = advance_subscription(order_id, today=clock.today() + timedelta(days=day), actor=worker)
            if step:
                taken.append((day, step))
    return taken


def test_the_days_bring_the_end_two_notices_and_the_erasure(cast: Cast, cancelled: Ordered) -> None:
    kept = settings.RETRIEVAL_DAYS

    taken = steps_until(cast, cancelled, clock.today() + timedelta(days=kept + 5))

    assert taken == [
        (0, Step.END),
        (kept - 14, Step.NOTICE),
        (kept - 3, Step.NOTICE),
        (kept, Step.ERASE),
    ]
    assert cancelled.reconcile().observed_state is InstanceState.GONE
    with scope(cast.customer.tenant_id):
        told = [notice.template for notice in reversed(notices_of(cast.customer))]
    assert told == [
        NoticeTemplate.SUBSCRIPTION_CANCELLED,
        NoticeTemplate.ERASURE_AHEAD,
        NoticeTemplate.ERASURE_AHEAD,
        NoticeTemplate.ERASED,
    ]
    with scope(cast.partner.tenant_id):
        told = [notice.template for notice in notices_of(cast.partner)]
    assert told.count(NoticeTemplate.ERASURE_AHEAD) == 2


def test_the_erasure_is_on_record_with_all_who_are_concerned(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=settings.RETRIEVAL_DAYS))
    cancelled.reconcile()

    for actor, number in ((cast.customer, cancelled.number), (cast.partner, cancelled.number),
                          (cast.operator, cancelled.upper)):  # fmt: skip
        with scope(actor.tenant_id):
            newest = log_lines(actor.tenant_id, subject_id=number)[0]
        assert newest.action == "subscriptions.erase"
        assert len(newest.facts["announced_on"]) == 2
    with scope(cast.customer.tenant_id):
        observed = log_lines(cast.customer.tenant_id, action="provisioning")[0]
    assert observed.facts == {"state": "gone"}


def test_a_sweep_that_slept_still_sends_both_notices_before_it_erases(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    late = clock.today() + timedelta(days=100)
    taken = []
    for day in range(8):
        with as_worker(cast) as worker:
            taken.append(advance_subscription(order_id, today=late + timedelta(days=day), actor=worker))

    assert taken == [Step.END, Step.NOTICE, Step.NOTICE, None, None, Step.ERASE, None, None]


def test_nothing_is_erased_before_its_time(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    with as_worker(cast) as worker:
        end_subscription(order_id, today=clock.today(), actor=worker)
    before = cancelled.everything

    with as_worker(cast) as worker:
        for today in (clock.today(), clock.today() + timedelta(days=1000)):
            with pytest.raises(Refused) as refusal:
                erase_subscription(order_id, today=today, actor=worker)
            assert refusal.value.code == "not_due"
        with pytest.raises(Refused):
            announce_erasure(order_id, today=clock.today(), actor=worker)
        with pytest.raises(Refused):
            end_subscription(order_id, today=clock.today(), actor=worker)

    assert cancelled.everything == before


def test_taking_back_the_cancellation_stops_the_clock(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=settings.RETRIEVAL_DAYS - 1))
    with scope(cast.customer.tenant_id):
        withdraw_cancellation(cancelled.number, actor=cast.customer)

    assert steps_until(cast, cancelled, clock.today() + timedelta(days=60)) == []
    order = cancelled.seen_by(cast.customer)
    assert (order.state, order.notices_on) == (State.ACTIVE, ())


def test_an_erased_order_cannot_be_taken_back(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=settings.RETRIEVAL_DAYS))

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_cancellation(cancelled.number, actor=cast.customer)

    assert refusal.value.code == "erased"


def test_no_person_can_erase_announce_or_end_by_hand(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    before = cancelled.everything

    for act in (erase_subscription, announce_erasure, end_subscription):
        with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
            act(order_id, today=clock.today(), actor=cast.partner)
        with scope(cast.rival.tenant_id), pytest.raises(NotFound):
            act(order_id, today=clock.today(), actor=cast.rival)

    assert cancelled.everything == before


def test_the_customers_overview_says_until_when_data_is_kept(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + timedelta(days=1))

    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        first = overview_of(cast.customer, TenantKind.CUSTOMER).todos[0]

    assert "has ended, and its data will be erased on" in first.what
    assert "Take what you want to keep with you" in first.why
