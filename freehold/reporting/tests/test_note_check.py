"""Each night all orders are compared, and what differs is told on the seller's overview, in its log and on the host."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from freehold.audit.queries import log_lines
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted
from freehold.provisioning.reconcile import reconcile
from freehold.reporting.actions.note_check import note_check
from freehold.reporting.jobs import check_drift
from freehold.reporting.permissions import NOTE_CHECK
from freehold.reporting.queries.drift import LastCheck, last_check
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]


@pytest.fixture
def compare(billing: Billing, as_role: Callable[[str], AbstractContextManager[None]]) -> Callable[[], None]:
    """The night after Acme's order."""
    billing.order(date(2030, 4, 1))
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        (order,) = list_subscriptions(customer, side=Side.BOUGHT)
    reconcile(customer.tenant_id, order.instance_id)

    def at_night() -> None:
        with as_role("freehold_worker"):
            check_drift(0)

    return at_night


def checked(actor: Actor) -> LastCheck | None:
    with scope(actor.tenant_id):
        return last_check(actor)


def logged(actor: Actor) -> int:
    """How often the log tells of it."""
    with scope(actor.tenant_id):
        return len(log_lines(actor.tenant_id, action=NOTE_CHECK.code))


def test_differences_stand_on_the_overview_until_a_night_finds_none(
    billing: Billing, compare: Callable[[], None], signed_in: SignedIn
) -> None:
    cast = billing.cast
    told = "differences between what was ordered, provided and billed"

    compare()
    assert told not in signed_in(cast.partner).get("/margin/small/").content.decode()

    billing.tamper("update provisioning_instance set seats = 9")
    compare()
    compare()
    assert told in signed_in(cast.partner).get("/margin/small/").content.decode()
    assert signed_in(cast.customer).get("/margin/small/").status_code == 404
    found = checked(cast.partner)
    assert found is not None
    assert (found.orders, found.differences) == (2, 2)

    billing.tamper("update provisioning_instance set seats = 3")
    compare()
    found = checked(cast.partner)
    assert found is not None
    assert found.differences == 0
    assert logged(cast.partner) == 2


def test_each_seller_is_told_its_own_and_no_person_writes_it(
    billing: Billing, compare: Callable[[], None]
) -> None:
    cast = billing.cast
    compare()

    assert [one.orders for one in (checked(cast.operator), checked(cast.rival)) if one] == [1, 0]
    with scope(cast.partner.tenant_id):
        with pytest.raises(NotPermitted):
            note_check(orders=1, differences=0, actor=cast.partner)
        with pytest.raises(NotPermitted):
            last_check(billing.member_of(cast.partner))
