"""What goes along with a customer who moves, and what ends with the old edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conftest import make_person, signed_in_browser
from freehold.channel.tests.conftest import Moving
from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.actions.leave_sellers import leave_sellers
from freehold.delegation.models import Grant
from freehold.delegation.queries import grants_given, support_asked_of
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotPermitted, Refused
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.convert_trial import convert_trial
from freehold.subscriptions.actions.leave import leave_order
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.actions.take_over import take_over_order
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.queries import Side, get_subscription, service_of
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.actions.change_seller import change_seller
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

APRIL, DAY, JULY = date(2030, 4, 1), date(2030, 4, 21), date(2030, 7, 1)


def suspend(moving: Moving, number: str, reason: SuspendReason, by: str) -> None:
    actor = getattr(moving.cast, by)
    with scope(actor.tenant_id):
        suspend_subscription(number, reason=reason, actor=actor)


@pytest.mark.parametrize("reason", [SuspendReason.OVERDUE, SuspendReason.OTHER, SuspendReason.ABUSE])
def test_what_the_old_seller_laid_on_an_order_ends_with_it(moving: Moving, reason: SuspendReason) -> None:
    number = moving.billing.order(APRIL)
    moving.reconcile()
    suspend(moving, number, reason, "partner")
    moving.reconcile()

    moving.move(DAY)

    now, _old = moving.orders(moving.cast.customer)
    assert (now.state, moving.reconcile().observed_state) == (State.ACTIVE, InstanceState.ACTIVE)


@pytest.mark.parametrize(
    ("reason", "goes_along"),
    [(SuspendReason.ABUSE, True), (SuspendReason.SECURITY, True), (SuspendReason.OVERDUE, False)],
)
def test_what_an_upper_seller_laid_on_the_service_goes_along_and_debts_between_sellers_do_not(
    moving: Moving, reason: SuspendReason, goes_along: bool
) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    moving.reconcile()
    (upper,) = moving.orders(cast.partner)
    suspend(moving, upper.number, reason, "operator")
    moving.reconcile()

    moving.move(DAY)

    now, *_others = moving.orders(cast.operator, Side.SOLD)
    expected = (
        (State.SUSPENDED, InstanceState.SUSPENDED) if goes_along else (State.ACTIVE, InstanceState.ACTIVE)
    )
    assert (now.state, moving.reconcile().wanted_state) == expected
    if goes_along:
        with scope(cast.operator.tenant_id):
            resume_subscription(now.number, actor=cast.operator)
        assert moving.instance.wanted_state is InstanceState.ACTIVE


def test_a_pause_of_the_customers_own_goes_along_and_is_charged_by_nobody(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    suspend(moving, number, SuspendReason.ASKED, "customer")

    moving.move(DAY)
    moving.let_birch_bill_acme()
    moving.billing.run(cast.rival, date(2030, 5, 1))

    now, _old = moving.orders(cast.customer)
    assert (now.state, moving.instance.wanted_state) == (State.SUSPENDED, InstanceState.SUSPENDED)
    assert moving.documents(cast.rival, cast.customer) == []
    with scope(cast.customer.tenant_id):
        resume_subscription(now.number, actor=cast.customer)
    assert moving.instance.wanted_state is InstanceState.ACTIVE
    moving.billing.run(cast.rival, date(2030, 5, 2))
    assert moving.net(cast.rival, cast.customer) > 0


def test_a_cancellation_goes_along_with_its_day(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    with scope(cast.customer.tenant_id):
        cancelled = cancel_subscription(number, ends_on=JULY, actor=cast.customer)

    moving.move(DAY)

    now, _old = moving.orders(cast.customer)
    assert (now.state, now.ends_on, now.erase_after) == (State.CANCELLING, JULY, cancelled.erase_after)
    (above, *_others) = moving.orders(cast.rival)
    assert (above.state, above.ends_on) == (State.CANCELLING, JULY)
    with scope(cast.customer.tenant_id):
        assert withdraw_cancellation(now.number, actor=cast.customer).state is State.ACTIVE


def test_nobody_brings_an_order_back_that_has_moved(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    moving.move(DAY)
    before = moving.orders(cast.customer)

    for actor in (cast.partner, cast.customer):
        with scope(actor.tenant_id):
            with pytest.raises(Refused) as refusal:
                withdraw_cancellation(number, actor=actor)
            assert refusal.value.code == "left"
            with pytest.raises(Refused):
                convert_trial(number, actor=actor)
            with pytest.raises(Refused):
                suspend_subscription(number, reason=SuspendReason.OVERDUE, actor=actor)
            with pytest.raises(Refused):
                cancel_subscription(number, ends_on=DAY, actor=actor)

    assert moving.orders(cast.customer) == before


def test_the_old_seller_reads_nothing_of_the_service_any_more(moving: Moving) -> None:
    cast = moving.cast
    number = moving.billing.order(APRIL)
    moving.reconcile()

    moving.move(DAY)

    with scope(cast.partner.tenant_id):
        assert service_of(cast.partner, get_subscription(cast.partner, number)) is None
    (now, *_old) = moving.orders(cast.rival, Side.SOLD)
    with scope(cast.rival.tenant_id):
        assert service_of(cast.rival, now) is not None


def test_access_of_the_old_seller_and_of_those_above_ends_on_the_next_request(moving: Moving) -> None:
    cast = moving.cast
    under_grant = cast.under_grant()
    browser = signed_in_browser(under_grant)
    before = browser.get("/people/")
    moving.billing.order(clock.today())

    moving.move(clock.today())

    after = browser.get("/people/")
    assert before.status_code == 200
    assert "Acme" in before.content.decode()
    assert "ada@acme-dental.example" not in after.content.decode()
    with scope(cast.customer.tenant_id):
        assert [grant for grant in grants_given(cast.customer) if grant.in_force] == []
        assert Grant.objects.get().ended_by == "Acme Dental"


def test_whether_the_provider_looks_after_things_is_asked_anew(moving: Moving) -> None:
    cast = moving.cast
    with scope(cast.customer.tenant_id):
        choose_support(frozenset({Role.TECHNICIAN}), actor=cast.customer)
        assert support_asked_of(cast.customer, TenantKind.CUSTOMER) is None

    moving.move(clock.today())

    with scope(cast.customer.tenant_id):
        assert support_asked_of(cast.customer, TenantKind.CUSTOMER) == cast.rival.tenant_id
        decline_support(actor=cast.customer)
        assert support_asked_of(cast.customer, TenantKind.CUSTOMER) is None


def test_the_new_seller_gets_access_only_where_the_customer_gives_it(moving: Moving) -> None:
    cast = moving.cast

    moving.move(clock.today())

    with scope(cast.customer.tenant_id):
        assert all(grant.holder_id != cast.rival.tenant_id for grant in grants_given(cast.customer))
        grant_id = give_grant(
            frozenset({Role.TECHNICIAN}), lasts=timedelta(hours=4), reason="set-up", actor=cast.customer
        )
        given = next(grant for grant in grants_given(cast.customer) if grant.id == grant_id)
    assert given.holder_id == cast.rival.tenant_id


def test_no_person_does_any_part_of_it(moving: Moving) -> None:
    cast = moving.cast
    moving.billing.order(APRIL)
    before = moving.orders(cast.customer)
    order = before[0]
    outsider = make_person(cast.customer.tenant_id, "eve@acme-dental.example", "Eve", Role.ADMINISTRATOR)

    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            change_seller(cast.customer.tenant_id, seller_id=cast.rival.tenant_id, actor=outsider)
        with pytest.raises(NotPermitted):
            leave_order(order.id, today=DAY, actor=outsider)
        with pytest.raises(NotPermitted):
            leave_sellers([cast.partner.tenant_id], actor=outsider)
        left = leave_order(
            order.id, today=DAY, actor=replace(moving.billing.platform(cast.customer), name="Freehold")
        )
        with pytest.raises(NotPermitted):
            take_over_order(left, left.edges, options=left.options, today=DAY, actor=outsider)
