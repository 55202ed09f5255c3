"""What stands still for debt runs again by itself once the debt is settled, and nothing else does."""

from datetime import date

import pytest

from freehold.dunning.actions.lift_suspensions import lift_suspensions
from freehold.dunning.jobs import look_at_debt
from freehold.dunning.models import Suspension
from freehold.dunning.tests.conftest import Reminding
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.kernel.errors import NotPermitted
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.row_security import scope

JUNE = date(2030, 6, 3)


def look(suspended: Reminding) -> None:
    """What the job does after each payment."""
    cast = suspended.billing.cast
    look_at_debt(str(cast.partner.tenant_id), str(cast.customer.tenant_id))


def test_paying_all_of_it_brings_the_order_back(suspended: Reminding) -> None:
    suspended.billing.at(JUNE)
    look(suspended)
    suspended.billing.pay("10.00", "RE-000001")
    look(suspended)
    before = suspended.subscription().state
    suspended.billing.pay("7.85", "RE-000001")
    look(suspended)
    look(suspended)

    assert (before, suspended.subscription().state) == (State.SUSPENDED, State.ACTIVE)


def test_crediting_it_brings_the_order_back(suspended: Reminding) -> None:
    partner = suspended.billing.cast.partner
    suspended.billing.at(JUNE)
    with scope(partner.tenant_id):
        credit_invoice(suspended.billing.id_of("RE-000001"), reason="As agreed", actor=partner)
    look(suspended)

    assert suspended.subscription().state is State.ACTIVE


def test_an_order_that_stands_still_for_two_invoices_waits_for_both(suspended: Reminding) -> None:
    partner = suspended.billing.cast.partner
    suspended.billing.run(partner, date(2030, 5, 26))
    for day in (date(2030, 6, 14), date(2030, 6, 24), date(2030, 7, 9), date(2030, 7, 19)):
        suspended.work(day)
    with scope(partner.tenant_id):
        held = Suspension.objects.filter(lifted_at__isnull=True).count()
    suspended.billing.pay("17.85", "RE-000001")
    look(suspended)
    between = suspended.subscription().state
    suspended.billing.pay("17.85", "RE-000002")
    look(suspended)

    assert (held, between, suspended.subscription().state) == (2, State.SUSPENDED, State.ACTIVE)


def test_what_a_person_suspended_meanwhile_for_another_reason_stays_as_it_is(suspended: Reminding) -> None:
    partner = suspended.billing.cast.partner
    suspended.billing.at(JUNE)
    with scope(partner.tenant_id):
        resume_subscription(suspended.order, actor=partner)
        suspend_subscription(suspended.order, reason=SuspendReason.ABUSE, actor=partner)
    suspended.billing.pay("17.85", "RE-000001")
    look(suspended)

    order = suspended.subscription()
    assert (order.state, order.suspend_reason) == (State.SUSPENDED, SuspendReason.ABUSE)
    with scope(partner.tenant_id):
        assert Suspension.objects.filter(lifted_at__isnull=True).count() == 0


def test_what_was_suspended_before_is_not_the_debts_to_lift(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    with scope(partner.tenant_id):
        suspend_subscription(reminding.order, reason=SuspendReason.SECURITY, actor=partner)
    for day in (date(2030, 4, 20), date(2030, 4, 30), date(2030, 5, 15), date(2030, 5, 25)):
        reminding.work(day)
    reminding.billing.pay("17.85", "RE-000001")
    look(reminding)

    order = reminding.subscription()
    assert (order.state, order.suspend_reason) == (State.SUSPENDED, SuspendReason.SECURITY)


def test_the_platform_alone_lifts(suspended: Reminding) -> None:
    cast = suspended.billing.cast
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        lift_suspensions(cast.customer.tenant_id, actor=cast.partner)

    assert suspended.subscription().state is State.SUSPENDED
