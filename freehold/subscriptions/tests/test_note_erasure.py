"""An order is erased once its service was seen gone, and not with the wish."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.note_erasure import note_erasure
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.tests.conftest import Ordered, as_worker, steps_until
from freehold.tenants.row_security import scope

LAST = timedelta(days=settings.RETRIEVAL_DAYS)


@pytest.fixture
def erasing(cast: Cast, cancelled: Ordered) -> Ordered:
    """Acme's order, of which the service is wanted gone, and is there still."""
    steps_until(cast, cancelled, clock.today() + LAST)
    return cancelled


def note(cast: Cast, order: Ordered) -> None:
    with as_worker(cast) as worker:
        note_erasure(order.seen_by(cast.partner).id, today=clock.today() + LAST, actor=worker)


def test_it_is_on_record_with_all_who_are_concerned_and_the_customer_is_told(
    cast: Cast, erasing: Ordered, signed_in: Callable[..., Client]
) -> None:
    assert erasing.reconcile().observed_state is InstanceState.GONE

    note(cast, erasing)

    for actor, number in (
        (cast.customer, erasing.number),
        (cast.partner, erasing.number),
        (cast.operator, erasing.upper),
    ):
        assert erasing.seen_by(actor, number).erased_at is not None
        with scope(actor.tenant_id):
            newest = log_lines(actor.tenant_id, subject_id=number)[0]
        assert newest.action == "subscriptions.erase"
        assert len(newest.facts["announced_on"]) == 2
    with scope(cast.customer.tenant_id):
        assert log_lines(cast.customer.tenant_id, action="provisioning")[0].facts == {"state": "gone"}
        assert notices_of(cast.customer)[0].template is NoticeTemplate.ERASED
    client = signed_in(cast.customer)
    page = client.get(f"/subscriptions/{erasing.number}/", follow=True).content.decode()
    assert "was erased on" in page


def test_as_long_as_the_service_is_there_nothing_is_erased(cast: Cast, erasing: Ordered) -> None:
    before = erasing.everything

    with pytest.raises(Refused) as refusal:
        note(cast, erasing)

    assert refusal.value.code == "not_gone"
    assert erasing.everything == before
    with scope(cast.customer.tenant_id):
        assert NoticeTemplate.ERASED not in {notice.template for notice in notices_of(cast.customer)}


def test_what_was_not_to_be_erased_is_not(cast: Cast, cancelled: Ordered) -> None:
    before = cancelled.everything

    with pytest.raises(Refused):
        note(cast, cancelled)

    assert cancelled.everything == before


def test_it_is_noted_once_and_cannot_be_taken_back(cast: Cast, erasing: Ordered) -> None:
    erasing.reconcile()
    note(cast, erasing)
    before = erasing.everything

    with pytest.raises(Refused):
        note(cast, erasing)
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_cancellation(erasing.number, actor=cast.customer)

    assert refusal.value.code == "erased"
    assert erasing.everything == before


def test_no_person_can_note_it_and_a_rival_does_not_find_it(cast: Cast, erasing: Ordered) -> None:
    erasing.reconcile()
    order_id = erasing.seen_by(cast.partner).id
    before = erasing.everything

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        note_erasure(order_id, today=clock.today(), actor=cast.partner)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        note_erasure(order_id, today=clock.today(), actor=cast.rival)

    assert erasing.everything == before
