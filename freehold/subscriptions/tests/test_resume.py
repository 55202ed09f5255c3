"""Resuming brings all of it back, and only the side that suspended can."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


def suspend(ordered: Ordered, actor, number: str = "") -> None:
    with scope(actor.tenant_id):
        suspend_subscription(number or ordered.number, reason=SuspendReason.OVERDUE, actor=actor)


def test_the_service_is_active_again(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.partner)
    ordered.reconcile()

    with scope(cast.partner.tenant_id):
        resumed = resume_subscription(ordered.number, actor=cast.partner)

    assert (resumed.state, resumed.suspended_at, resumed.suspend_reason) == (State.ACTIVE, None, None)
    assert ordered.reconcile().observed_state is InstanceState.ACTIVE


def test_a_cancelled_order_runs_again_to_its_last_day(cast: Cast, ordered: Ordered) -> None:
    ends_on = clock.today() + timedelta(days=60)
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=ends_on, actor=cast.customer)
    suspend(ordered, cast.partner)

    with scope(cast.partner.tenant_id):
        resumed = resume_subscription(ordered.number, actor=cast.partner)

    assert (resumed.state, resumed.ends_on, resumed.suspended_at) == (State.CANCELLING, ends_on, None)
    assert ordered.instance.wanted_state is InstanceState.ACTIVE


def test_on_its_last_day_the_service_stays_still(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.partner)
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)

    with scope(cast.partner.tenant_id):
        resumed = resume_subscription(ordered.number, actor=cast.partner)

    assert resumed.state is State.CANCELLING
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED


def test_the_customer_cannot_lift_what_its_seller_laid_on(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.partner)
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        resume_subscription(ordered.number, actor=cast.customer)

    assert refusal.value.code == "suspended_by_other"
    assert ordered.everything == before


def test_the_seller_cannot_lift_what_the_customer_wished(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.customer)

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        resume_subscription(ordered.number, actor=cast.partner)

    assert refusal.value.code == "suspended_by_other"


def test_the_service_stays_suspended_while_another_of_the_chain_holds_it(
    cast: Cast, ordered: Ordered
) -> None:
    suspend(ordered, cast.partner)
    suspend(ordered, cast.operator, ordered.upper)

    with scope(cast.partner.tenant_id):
        resume_subscription(ordered.number, actor=cast.partner)
    held = ordered.instance
    with scope(cast.operator.tenant_id):
        resume_subscription(ordered.upper, actor=cast.operator)

    assert held.wanted_state is InstanceState.SUSPENDED
    assert ordered.instance.wanted_state is InstanceState.ACTIVE


def test_resuming_twice_is_refused(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.partner)
    with scope(cast.partner.tenant_id):
        resume_subscription(ordered.number, actor=cast.partner)
    before = ordered.everything

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        resume_subscription(ordered.number, actor=cast.partner)

    assert refusal.value.code == "not_suspended"
    assert ordered.everything == before


def test_a_member_cannot_and_a_rival_does_not_find_it(cast: Cast, ordered: Ordered) -> None:
    suspend(ordered, cast.customer)
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        resume_subscription(ordered.number, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        resume_subscription(ordered.number, actor=cast.rival)

    assert ordered.everything == before
