"""What was shown before a change was confirmed is what the next invoice says, to the cent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.money import Money
from freehold.subscriptions import previewing
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_plan import change_plan
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.previewing import Preview
from freehold.subscriptions.states import SuspendReason
from freehold.subscriptions.tests.test_change_plan import Larger, larger
from freehold.tenants.row_security import scope

__all__ = ["larger"]


@pytest.mark.parametrize(("day", "seats"), [(2, 7), (16, 5), (30, 1), (30, 9)])
def test_a_change_of_seats_is_invoiced_as_it_was_shown(
    billing: Billing, at: Callable[[date], None], day: int, seats: int
) -> None:
    cast = billing.cast
    at(date(2030, 4, 1))
    number = billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    at(date(2030, 4, day))
    with scope(cast.customer.tenant_id):
        shown = previewing.preview_seats(cast.customer, number, seats)
        change_seats(number, seats, actor=cast.customer)

    billing.run(cast.partner, date(2030, 5, 1))

    *_, invoice = billing.documents(cast.partner)
    assert shown.whole_term is not None
    assert shown.whole_term.amount == seats * Decimal(5)
    assert {line.amount.amount for line in shown.lines} <= {line.amount for line in invoice.lines}
    assert invoice.net == shown.total.amount + shown.whole_term.amount


@pytest.mark.parametrize("day", [2, 16, 30])
def test_another_plan_is_invoiced_as_it_was_shown(billing: Billing, larger: Larger, day: int) -> None:
    number = _in_april(billing, day)
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        shown = previewing.preview_plan(customer, number, larger.partners_plan)
        change_plan(number, larger.partners_plan, actor=customer)

    assert shown.whole_term == Money(Decimal(27), "EUR")
    assert _next_net(billing) == shown.total.amount + shown.whole_term.amount


@pytest.mark.parametrize("day", [2, 16, 30])
def test_a_pause_is_credited_as_it_was_shown(billing: Billing, day: int) -> None:
    number = _in_april(billing, day)
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        shown = previewing.preview_pause(customer, number)
        suspend_subscription(number, reason=SuspendReason.ASKED, actor=customer)

    assert _next_net(billing) == shown.total.amount < 0


@pytest.mark.parametrize("last", [17, 29])
def test_an_end_is_credited_as_it_was_shown(billing: Billing, last: int) -> None:
    number = _in_april(billing, 16)
    customer = billing.cast.customer
    ends_on = date(2030, 4, last + 1)
    with scope(customer.tenant_id):
        shown = previewing.preview_end(customer, number, ends_on)
        cancel_subscription(number, ends_on=ends_on, actor=customer)

    assert _next_net(billing) == shown.total.amount < 0


@pytest.mark.parametrize("day", [1, 7, 30])
def test_an_order_is_invoiced_as_it_was_shown(billing: Billing, day: int) -> None:
    cast = billing.cast
    billing.at(date(2030, 4, day))
    with scope(cast.partner.tenant_id):
        shown: Preview = previewing.preview_order(
            cast.partner, billing.shop.partners_plan, seats=3, buyer_id=cast.customer.tenant_id
        )
    billing.order(date(2030, 4, day))
    billing.run(cast.partner, date(2030, 4, day))

    (invoice,) = billing.documents(cast.partner)
    assert invoice.net == shown.total.amount


def _in_april(billing: Billing, day: int) -> str:
    """Acme's order, billed for April; now it is that day."""
    number = billing.order(date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 4, 1))
    billing.at(date(2030, 4, day))
    return number


def _next_net(billing: Billing) -> Decimal:
    """What the next document says, a credit note as less than nothing."""
    billing.run(billing.cast.partner, date(2030, 5, 1))
    *_, document = billing.documents(billing.cast.partner)
    return -document.net if document.kind is DocumentKind.CREDIT_NOTE else document.net
