"""Before an erasure the customer and its seller are written to twice; without that nothing is erased."""

from datetime import timedelta

import pytest
from django.conf import settings

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.actions.announce_erasure import announce_erasure
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.tests.conftest import Ordered, as_worker
from freehold.tenants.row_security import scope

FIRST = timedelta(days=settings.RETRIEVAL_DAYS - 14)


@pytest.fixture
def ended(cast: Cast, cancelled: Ordered) -> Ordered:
    """Acme's order, ended today."""
    with as_worker(cast) as worker:
        end_subscription(cancelled.seen_by(cast.partner).id, today=clock.today(), actor=worker)
    return cancelled


def test_both_sides_are_written_to_and_the_day_is_noted(cast: Cast, ended: Ordered) -> None:
    day = clock.today() + FIRST

    with as_worker(cast) as worker:
        announce_erasure(ended.seen_by(cast.partner).id, today=day, actor=worker)

    assert ended.seen_by(cast.customer).notices_on == (day,)
    for actor in (cast.customer, cast.partner):
        with scope(actor.tenant_id):
            assert notices_of(actor)[0].template is NoticeTemplate.ERASURE_AHEAD


def test_no_notice_comes_too_early_or_twice_on_one_day(cast: Cast, ended: Ordered) -> None:
    order_id, day = ended.seen_by(cast.partner).id, clock.today() + FIRST
    with as_worker(cast) as worker, pytest.raises(Refused):
        announce_erasure(order_id, today=day - timedelta(days=1), actor=worker)
    with as_worker(cast) as worker:
        announce_erasure(order_id, today=day, actor=worker)
    before = ended.everything

    with as_worker(cast) as worker, pytest.raises(Refused) as refusal:
        announce_erasure(order_id, today=day, actor=worker)

    assert refusal.value.code == "not_due"
    assert ended.everything == before


def test_what_has_not_ended_is_not_announced(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with as_worker(cast) as worker, pytest.raises(Refused):
        announce_erasure(
            ordered.seen_by(cast.partner).id, today=clock.today() + timedelta(days=1000), actor=worker
        )

    assert ordered.everything == before


def test_no_person_can_announce_it_and_a_rival_does_not_find_it(cast: Cast, ended: Ordered) -> None:
    order_id, day = ended.seen_by(cast.partner).id, clock.today() + FIRST
    before = ended.everything

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        announce_erasure(order_id, today=day, actor=cast.partner)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        announce_erasure(order_id, today=day, actor=cast.rival)

    assert ended.everything == before
