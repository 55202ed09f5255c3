"""Cancelling says until when the service runs and the data is kept."""

from datetime import timedelta

import pytest
from django.conf import settings

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


def test_the_service_runs_until_the_day_it_ends_on(cast: Cast, ordered: Ordered) -> None:
    ends_on = clock.today() + timedelta(days=10)

    with scope(cast.customer.tenant_id):
        cancelled = cancel_subscription(ordered.number, ends_on=ends_on, actor=cast.customer)

    assert (cancelled.state, cancelled.ends_on) == (State.CANCELLING, ends_on)
    assert cancelled.erase_after == ends_on + timedelta(days=settings.RETRIEVAL_DAYS)
    assert ordered.instance.wanted_state is InstanceState.ACTIVE
    upper = ordered.seen_by(cast.operator, ordered.upper)
    assert (upper.state, upper.ends_on) == (State.CANCELLING, ends_on)


def test_cancelling_as_of_today_stops_the_service_at_once_and_keeps_its_data(
    cast: Cast, ordered: Ordered
) -> None:
    ordered.reconcile()

    with scope(cast.partner.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.partner)

    assert ordered.reconcile().observed_state is InstanceState.SUSPENDED


def test_the_customer_is_told_until_when_its_data_is_kept(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.partner)

    with scope(cast.customer.tenant_id):
        (notice,) = notices_of(cast.customer)
    assert notice.template is NoticeTemplate.SUBSCRIPTION_CANCELLED


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_in_the_past_or_years_ahead_is_refused(cast: Cast, ordered: Ordered, days: int) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        cancel_subscription(ordered.number, ends_on=clock.today() + timedelta(days=days), actor=cast.customer)

    assert (refusal.value.code, refusal.value.field) == ("ends_on", "ends_on")
    assert ordered.everything == before


def test_cancelling_twice_is_refused(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)

    assert refusal.value.code == "cancelled_already"
    assert ordered.everything == before


def test_a_suspended_order_stays_suspended_and_is_not_cancelled_twice(cast: Cast, ordered: Ordered) -> None:
    ends_on = clock.today() + timedelta(days=10)
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)

    with scope(cast.customer.tenant_id):
        cancelled = cancel_subscription(ordered.number, ends_on=ends_on, actor=cast.customer)

    assert (cancelled.state, cancelled.ends_on) == (State.SUSPENDED, ends_on)
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.CANCELLING
    before = ordered.everything
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)
    assert refusal.value.code == "cancelled_already"
    assert ordered.everything == before


def test_a_seller_between_cannot_cancel_over_its_customers_head(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    for actor in (cast.partner, cast.operator):
        with scope(actor.tenant_id), pytest.raises(Refused) as refusal:
            cancel_subscription(ordered.upper, ends_on=clock.today(), actor=actor)
        assert refusal.value.code == "follows_customer"

    assert ordered.everything == before


def test_a_member_cannot_and_a_rival_does_not_find_it(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.rival)

    assert ordered.everything == before
