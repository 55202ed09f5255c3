"""Suspending stops the service, deletes nothing, and is told to whom it concerns."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.queries import overview_of
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.notices.queries import notices_of
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered, steps_until
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

OVERDUE = SuspendReason.OVERDUE


def test_the_seller_suspends_and_the_service_follows(cast: Cast, ordered: Ordered) -> None:
    ordered.reconcile()

    with scope(cast.partner.tenant_id):
        suspended = suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.partner)

    assert (suspended.state, suspended.suspend_reason) == (State.SUSPENDED, OVERDUE)
    assert suspended.suspended_by_seller
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED
    assert ordered.instance.observed_state is InstanceState.ACTIVE
    assert ordered.reconcile().observed_state is InstanceState.SUSPENDED


def test_the_customer_suspends_its_own_order(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        suspended = suspend_subscription(ordered.number, reason=SuspendReason.ASKED, actor=cast.customer)

    assert not suspended.suspended_by_seller
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED


def test_both_logs_tell_of_it_and_the_customer_is_written_to(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.partner)

    for actor in (cast.partner, cast.customer):
        with scope(actor.tenant_id):
            newest = log_lines(actor.tenant_id, subject_id=ordered.number)[0]
        assert (newest.action, newest.actor_name) == ("subscriptions.suspend", "Anna Alder")
        assert newest.facts == {"plan": "Alder Notes", "reason": "overdue"}
    with scope(cast.customer.tenant_id):
        (notice,) = notices_of(cast.customer)
    assert (notice.template, notice.to) == (NoticeTemplate.SUBSCRIPTION_SUSPENDED, "ada@acme-dental.example")


def test_suspending_above_stops_the_service_without_naming_anybody(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.operator.tenant_id):
        suspend_subscription(ordered.upper, reason=OVERDUE, actor=cast.operator)

    assert ordered.seen_by(cast.partner, ordered.upper).state is State.SUSPENDED
    assert ordered.seen_by(cast.customer).state is State.ACTIVE
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED
    with scope(cast.customer.tenant_id):
        newest = log_lines(cast.customer.tenant_id)[0]
        log = repr(log_lines(cast.customer.tenant_id))
    assert (newest.action, newest.actor_name) == ("subscriptions.suspend", "a seller above yours")
    assert "Meridian" not in log
    assert "Olga" not in log


def test_a_cancelled_order_is_suspended_and_keeps_its_last_day(
    cast: Cast, ordered: Ordered, signed_in: Callable[..., Client]
) -> None:
    ends_on = clock.today() + timedelta(days=60)
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=ends_on, actor=cast.customer)

    with scope(cast.partner.tenant_id):
        suspended = suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)

    assert (suspended.state, suspended.ends_on) == (State.SUSPENDED, ends_on)
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.CANCELLING
    page = signed_in(cast.customer).get(f"/subscriptions/{ordered.number}/", follow=True).content.decode()
    assert "by the seller: it was used against others" in page
    assert "The first day without the service is" in page
    assert "Take back the cancellation" in page
    assert "Cancel the order" not in page
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        assert ", and ends on " in overview_of(cast.customer, TenantKind.CUSTOMER).todos[0].what


def test_an_ended_order_cannot_be_suspended(cast: Cast, cancelled: Ordered) -> None:
    steps_until(cast, cancelled, clock.today())
    before = cancelled.everything

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        suspend_subscription(cancelled.number, reason=OVERDUE, actor=cast.partner)

    assert refusal.value.code == "not_active"
    assert cancelled.everything == before


def test_a_suspended_order_is_not_suspended_again(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.partner)
    before = ordered.everything

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.partner)

    assert refusal.value.code == "not_active"
    assert ordered.everything == before


def test_the_second_of_two_administrators_is_told_that_something_changed(
    cast: Cast, ordered: Ordered
) -> None:
    seen = ordered.seen_by(cast.partner).version
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.partner, seen_version=seen)
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Conflict) as conflict:
        suspend_subscription(
            ordered.number, reason=SuspendReason.ASKED, actor=cast.customer, seen_version=seen
        )

    assert conflict.value.code == "changed_meanwhile"
    assert ordered.everything == before


def test_a_member_cannot_suspend(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        suspend_subscription(ordered.number, reason=OVERDUE, actor=cast.member)

    assert ordered.everything == before


def test_a_rival_does_not_find_the_order(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    for outsider in (cast.rival, cast.rival_customer, cast.operator):
        with scope(outsider.tenant_id), pytest.raises(NotFound):
            suspend_subscription(ordered.number, reason=OVERDUE, actor=outsider)

    assert ordered.everything == before
    with scope(cast.rival.tenant_id):
        assert log_lines(cast.rival.tenant_id, action="subscriptions") == []


def test_the_customers_overview_says_what_stands_still_and_whom_to_ask(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.OVERDUE, actor=cast.partner)

    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        first = overview_of(cast.customer, TenantKind.CUSTOMER).todos[0]

    assert "is suspended since" in first.what
    assert first.why == (
        "Nobody can use it meanwhile; nothing is deleted. The reason: an invoice is overdue. Ask Alder IT."
    )
    assert first.url.endswith(f"/subscriptions/{ordered.number}/")
