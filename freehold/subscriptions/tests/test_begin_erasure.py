"""An erasure begins no sooner than the retrieval period's end and two notices allow."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.queries import overview_of
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.begin_erasure import begin_erasure
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.tests.conftest import Ordered, as_worker, steps_until
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

LAST = timedelta(days=settings.RETRIEVAL_DAYS)


def test_the_service_is_wanted_gone_and_nobody_is_told_yet_that_it_is(
    cast: Cast, cancelled: Ordered, signed_in: Callable[..., Client]
) -> None:
    steps_until(cast, cancelled, clock.today() + LAST)

    order = cancelled.seen_by(cast.customer)
    assert order.erase_wanted_at is not None
    assert order.erased_at is None
    assert cancelled.seen_by(cast.operator, cancelled.upper).erase_wanted_at is not None
    assert cancelled.instance.wanted_state is InstanceState.GONE
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        assert NoticeTemplate.ERASED not in {notice.template for notice in notices_of(cast.customer)}
        assert "is being erased" in overview_of(cast.customer, TenantKind.CUSTOMER).todos[0].what
    for actor, number in (
        (cast.customer, cancelled.number),
        (cast.partner, cancelled.number),
        (cast.operator, cancelled.upper),
    ):
        with scope(actor.tenant_id):
            newest = log_lines(actor.tenant_id, subject_id=number)[0]
        assert newest.action == "subscriptions.begin_erasure"
        assert len(newest.facts["announced_on"]) == 2
    client = signed_in(cast.customer)
    page = client.get(f"/subscriptions/{cancelled.number}/", follow=True).content.decode()
    assert "is being erased since" in page
    assert "was erased on" not in page


def test_nothing_is_erased_before_its_time(cast: Cast, cancelled: Ordered) -> None:
    order_id = cancelled.seen_by(cast.partner).id
    with as_worker(cast) as worker:
        end_subscription(order_id, today=clock.today(), actor=worker)
    before = cancelled.everything

    with as_worker(cast) as worker:
        for today in (clock.today(), clock.today() + timedelta(days=1000)):
            with pytest.raises(Refused) as refusal:
                begin_erasure(order_id, today=today, actor=worker)
            assert refusal.value.code == "not_due"

    assert cancelled.everything == before


def test_it_begins_once(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + LAST)
    before = cancelled.everything

    with as_worker(cast) as worker, pytest.raises(Refused) as refusal:
        begin_erasure(cancelled.seen_by(cast.partner).id, today=clock.today() + LAST, actor=worker)

    assert refusal.value.code == "not_due"
    assert cancelled.everything == before


def test_what_is_being_erased_cannot_be_taken_back(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + LAST)
    before = cancelled.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_cancellation(cancelled.number, actor=cast.customer)

    assert refusal.value.code == "being_erased"
    assert cancelled.everything == before


def test_no_person_can_begin_it_by_hand_and_a_rival_does_not_find_it(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today() + LAST - timedelta(days=1))
    order_id = cancelled.seen_by(cast.partner).id
    before = cancelled.everything

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        begin_erasure(order_id, today=clock.today() + LAST, actor=cast.partner)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        begin_erasure(order_id, today=clock.today() + LAST, actor=cast.rival)

    assert cancelled.everything == before
