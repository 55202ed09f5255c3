"""A cancelled order ends on its day: the service stops, and its data is kept."""

from datetime import timedelta

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


def cancel_in_ten_days(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today() + timedelta(days=10), actor=cast.customer)


def end(cast: Cast, ordered: Ordered, *, days: int) -> None:
    with as_worker(cast) as worker:
        end_subscription(
            ordered.seen_by(cast.partner).id, today=clock.today() + timedelta(days=days), actor=worker
        )


def test_the_whole_chain_ends_and_the_service_stops(cast: Cast, ordered: Ordered) -> None:
    cancel_in_ten_days(cast, ordered)

    end(cast, ordered, days=10)

    assert ordered.seen_by(cast.customer).state is State.ENDED
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.ENDED
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED


def test_what_is_suspended_ends_on_its_day_all_the_same(cast: Cast, ordered: Ordered) -> None:
    cancel_in_ten_days(cast, ordered)
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)

    end(cast, ordered, days=10)

    assert ordered.seen_by(cast.customer).state is State.ENDED
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.ENDED
    with scope(cast.customer.tenant_id):
        taken_back = withdraw_cancellation(ordered.number, actor=cast.customer)
    assert taken_back.state is State.SUSPENDED
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED


def test_nothing_ends_before_its_day_or_without_one(cast: Cast, ordered: Ordered) -> None:
    with pytest.raises(Refused):
        end(cast, ordered, days=10)
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)
    with pytest.raises(Refused):
        end(cast, ordered, days=10)
    cancel_in_ten_days(cast, ordered)
    before = ordered.everything

    with pytest.raises(Refused) as refusal:
        end(cast, ordered, days=9)

    assert refusal.value.code == "not_due"
    assert ordered.everything == before


def test_it_ends_once(cast: Cast, ordered: Ordered) -> None:
    cancel_in_ten_days(cast, ordered)
    end(cast, ordered, days=10)
    before = ordered.everything

    with pytest.raises(Refused):
        end(cast, ordered, days=10)

    assert ordered.everything == before


def test_no_person_can_end_it_by_hand_and_a_rival_does_not_find_it(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    before = cancelled.everything

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        end_subscription(order_id, today=clock.today(), actor=cast.partner)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        end_subscription(order_id, today=clock.today(), actor=cast.rival)

    assert cancelled.everything == before
