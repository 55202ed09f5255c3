"""A trial costs nothing, and becomes an order only when somebody says so."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.actions.end_trial import end_trial
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered, as_worker
from freehold.tenants.row_security import scope


def end(cast: Cast, tried: Ordered, days: int) -> None:
    with as_worker(cast) as worker:
        end_trial(tried.seen_by(cast.partner).id, today=clock.today() + timedelta(days=days), actor=worker)


def test_an_order_of_a_plan_with_a_trial_begins_with_it(cast: Cast, tried: Ordered) -> None:
    order = tried.seen_by(cast.customer)

    assert (order.state, order.trial_ends_on) == (State.TRIAL, clock.today() + timedelta(days=14))
    assert tried.seen_by(cast.partner, tried.upper).state is State.ACTIVE


def test_a_trial_becomes_an_order(cast: Cast, tried: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        order = convert_trial(tried.number, actor=cast.customer)

    assert (order.state, order.trial_ends_on) == (State.ACTIVE, None)


def test_a_trial_that_has_ended_can_still_become_an_order(cast: Cast, tried: Ordered) -> None:
    end(cast, tried, 14)

    with scope(cast.customer.tenant_id):
        order = convert_trial(tried.number, actor=cast.customer)

    assert (order.state, order.ends_on, order.erase_after) == (State.ACTIVE, None, None)
    assert tried.instance.wanted_state is InstanceState.ACTIVE


def test_converting_what_was_suspended_when_it_ended_leaves_it_suspended(cast: Cast, tried: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(tried.number, reason=SuspendReason.ABUSE, actor=cast.partner)
    with scope(cast.customer.tenant_id):
        cancel_subscription(tried.number, ends_on=clock.today(), actor=cast.customer)
    with as_worker(cast) as worker:
        end_subscription(tried.seen_by(cast.partner).id, today=clock.today(), actor=worker)

    with scope(cast.customer.tenant_id):
        order = convert_trial(tried.number, actor=cast.customer)

    assert (order.state, order.trial_ends_on) == (State.SUSPENDED, None)
    assert tried.instance.wanted_state is InstanceState.SUSPENDED


def test_what_is_no_trial_cannot_be_converted(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        convert_trial(ordered.number, actor=cast.customer)

    assert refusal.value.code == "no_trial"
    assert ordered.everything == before


def test_a_running_trial_has_no_cancellation_to_take_back(cast: Cast, tried: Ordered) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_cancellation(tried.number, actor=cast.customer)

    assert refusal.value.code == "not_cancelled"


def test_a_member_cannot_and_a_rival_does_not_find_it(cast: Cast, tried: Ordered) -> None:
    before = tried.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        convert_trial(tried.number, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        convert_trial(tried.number, actor=cast.rival)

    assert tried.everything == before
