"""A cancellation can be taken back until the data is erased."""

import pytest

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered, as_worker
from freehold.tenants.row_security import scope


def cancel(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)


def test_the_chain_goes_on_as_before(cast: Cast, ordered: Ordered) -> None:
    cancel(cast, ordered)

    with scope(cast.customer.tenant_id):
        order = withdraw_cancellation(ordered.number, actor=cast.customer)

    assert (order.state, order.ends_on, order.erase_after) == (State.ACTIVE, None, None)
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.ACTIVE
    assert ordered.instance.wanted_state is InstanceState.ACTIVE


def test_even_after_the_end_while_the_data_is_kept(cast: Cast, ordered: Ordered) -> None:
    cancel(cast, ordered)
    with as_worker(cast) as worker:
        end_subscription(ordered.seen_by(cast.partner).id, today=clock.today(), actor=worker)

    with scope(cast.customer.tenant_id):
        order = withdraw_cancellation(ordered.number, actor=cast.customer)

    assert (order.state, order.ended_at) == (State.ACTIVE, None)
    assert ordered.instance.wanted_state is InstanceState.ACTIVE


def test_what_was_suspended_before_stays_suspended(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.OVERDUE, actor=cast.partner)
    cancel(cast, ordered)

    with scope(cast.customer.tenant_id):
        order = withdraw_cancellation(ordered.number, actor=cast.customer)

    assert (order.state, order.ends_on) == (State.SUSPENDED, None)
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.ACTIVE
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED


def test_what_is_not_cancelled_cannot_be_taken_back(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_cancellation(ordered.number, actor=cast.customer)

    assert refusal.value.code == "not_cancelled"
    assert ordered.everything == before


def test_a_member_cannot_and_a_rival_does_not_find_it(cast: Cast, ordered: Ordered) -> None:
    cancel(cast, ordered)
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        withdraw_cancellation(ordered.number, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        withdraw_cancellation(ordered.number, actor=cast.rival)

    assert ordered.everything == before
