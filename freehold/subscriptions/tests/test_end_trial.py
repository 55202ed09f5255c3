"""A trial that nobody turned into an order ends on its day, and its data is kept."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.end_trial import end_trial
from freehold.subscriptions.states import State
from freehold.subscriptions.tests.conftest import Ordered, as_worker
from freehold.tenants.row_security import scope


def test_it_ends_on_its_day_and_its_data_is_kept(cast: Cast, tried: Ordered) -> None:
    last = clock.today() + timedelta(days=14)

    with as_worker(cast) as worker:
        end_trial(tried.seen_by(cast.partner).id, today=last, actor=worker)

    order = tried.seen_by(cast.customer)
    assert (order.state, order.ends_on) == (State.ENDED, last)
    assert order.erase_after is not None
    assert order.erase_after > last
    assert tried.seen_by(cast.operator, tried.upper).state is State.ENDED
    assert tried.instance.wanted_state is InstanceState.SUSPENDED


@pytest.mark.parametrize("days", [0, 13])
def test_it_does_not_end_before_its_day(cast: Cast, tried: Ordered, days: int) -> None:
    before = tried.everything

    with as_worker(cast) as worker, pytest.raises(Refused) as refusal:
        end_trial(tried.seen_by(cast.partner).id, today=clock.today() + timedelta(days=days), actor=worker)

    assert refusal.value.code == "not_due"
    assert tried.everything == before


def test_it_ends_once(cast: Cast, tried: Ordered) -> None:
    last, order_id = clock.today() + timedelta(days=14), tried.seen_by(cast.partner).id
    with as_worker(cast) as worker:
        end_trial(order_id, today=last, actor=worker)
    before = tried.everything

    with as_worker(cast) as worker, pytest.raises(Refused):
        end_trial(order_id, today=last, actor=worker)

    assert tried.everything == before


def test_no_person_can_end_it_by_hand_and_a_rival_does_not_find_it(cast: Cast, tried: Ordered) -> None:
    last, order_id = clock.today() + timedelta(days=14), tried.seen_by(cast.partner).id
    before = tried.everything

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        end_trial(order_id, today=last, actor=cast.partner)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        end_trial(order_id, today=last, actor=cast.rival)

    assert tried.everything == before
