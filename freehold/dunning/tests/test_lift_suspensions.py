"""What stands still for debt runs again by itself once the debt is settled, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from freehold.dunning.actions.lift_suspensions import lift_suspensions
from freehold.dunning.actions.remind import remind
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.jobs import look_at_debt
from freehold.dunning.models import Suspension
from freehold.dunning.queries import reminders_due
from freehold.dunning.tests.conftest import STEPS, Reminding
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.receivables import open_items
from freehold.invoicing.tests.conftest import ALDER_BUYS
from freehold.kernel.errors import NotPermitted
from freehold.notices.actions.note_sent import note_sent
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.resume import resume_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.queries import Side, list_subscriptions, service_of
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.row_security import scope

JUNE = date(2030, 6, 3)


def wanted_state(reminding: Reminding) -> InstanceState:
    """What is wanted of the customer's service."""
    customer = reminding.billing.cast.customer
    with scope(customer.tenant_id):
        (order,) = list_subscriptions(customer, side=Side.BOUGHT)
        return service_of(customer, order).wanted_state


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


def test_a_partner_that_does_not_pay_is_suspended_above_and_its_customers_service_waits_for_the_payment(
    reminding: Reminding,
) -> None:
    billing, cast = reminding.billing, reminding.billing.cast
    billing.run(cast.operator, date(2030, 4, 2))
    actor = billing.platform(cast.operator)
    with scope(cast.operator.tenant_id):
        set_buyer_profile(
            replace(ALDER_BUYS, email="buchhaltung@alder.example"),
            buyer_id=cast.partner.tenant_id,
            actor=cast.operator,
        )
        set_practice(mails_documents=False, steps=STEPS, actor=cast.operator)
    for day in (date(2030, 4, 21), date(2030, 5, 1), date(2030, 5, 16), date(2030, 5, 26)):
        billing.at(day)
        with scope(cast.operator.tenant_id):
            ((invoice, buyer),) = reminders_due(actor)
            remind(invoice, buyer_id=buyer, actor=actor)
            for one in reminding.waiting():
                note_sent(one)
    held = wanted_state(reminding)
    own = reminding.subscription().state
    with scope(cast.operator.tenant_id):
        (item,) = open_items(cast.operator.tenant_id)
        record_payment(
            cast.partner.tenant_id, amount=item.open, currency="EUR", received_on=date(2030, 5, 26),
            invoice_ids=[item.invoice_id], actor=cast.operator,
        )  # fmt: skip
    look_at_debt(str(cast.operator.tenant_id), str(cast.partner.tenant_id))

    assert (held, own) == (InstanceState.SUSPENDED, State.ACTIVE)
    assert wanted_state(reminding) is InstanceState.ACTIVE


def test_whoever_is_suspended_for_debt_signs_in_and_reads_and_downloads_as_before(
    suspended: Reminding, signed_in: Callable[..., Client]
) -> None:
    browser, invoice = signed_in(suspended.billing.cast.customer), suspended.billing.id_of("RE-000001")

    addresses = (
        "/",
        "/subscriptions/bought/",
        f"/invoices/{invoice}/",
        f"/invoices/{invoice}/ubl/download/",
        "/log/",
    )
    found = {address: browser.get(address).status_code for address in addresses}

    assert set(found.values()) == {200}, found
