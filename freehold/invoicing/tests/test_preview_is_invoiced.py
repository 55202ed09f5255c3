"""What was shown before a change was confirmed is what the next invoice says, to the cent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel import clock
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


Change = Callable[[Billing, str], Preview]


def _seats(count: int) -> Change:
    def change(billing: Billing, number: str) -> Preview:
        customer = billing.cast.customer
        with scope(customer.tenant_id):
            shown = previewing.preview_seats(customer, number, count)
            change_seats(number, count, actor=customer)
        return shown

    return change


def _pause(billing: Billing, number: str) -> Preview:
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        shown = previewing.preview_pause(customer, number)
        suspend_subscription(number, reason=SuspendReason.ASKED, actor=customer)
    return shown


def _end(billing: Billing, number: str) -> Preview:
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        shown = previewing.preview_end(customer, number, clock.today())
        cancel_subscription(number, ends_on=clock.today(), actor=customer)
    return shown


@pytest.mark.parametrize("credited", ["4.00", "9.99", "15.00"])
@pytest.mark.parametrize("change", [_seats(1), _seats(7), _pause, _end])
def test_what_a_person_credited_before_is_credited_no_more_and_shown_so(
    billing: Billing, credited: str, change: Change
) -> None:
    number = _in_april(billing, 16)
    _credit(billing, credited)
    shown = change(billing, number)

    left = Decimal("15.00") - Decimal(credited)
    assert -sum(line.amount.amount for line in shown.lines if line.amount.amount < 0) == min(
        Decimal("7.50"), left
    )
    assert _next_net(billing) == shown.total.amount + (shown.whole_term.amount if shown.whole_term else 0)


@pytest.mark.parametrize("other", [_seats(2), _pause])
def test_a_change_that_takes_back_another_one_is_invoiced_as_it_was_shown(
    billing: Billing, other: Change
) -> None:
    number = _in_april(billing, 11)
    _credit(billing, "15.00")
    first = _seats(5)(billing, number)
    billing.at(date(2030, 4, 16))
    second = other(billing, number)

    assert sum(line.amount.amount for line in second.lines) == second.total.amount
    shown = first.total.amount + second.total.amount
    assert _next_net(billing) == shown + (second.whole_term.amount if second.whole_term else 0)


def test_a_credit_of_nothing_stands_on_no_document(billing: Billing) -> None:
    number = _in_april(billing, 16)
    _credit(billing, "15.00")
    shown = _seats(4)(billing, number)
    customer = billing.cast.customer
    with scope(customer.tenant_id):
        coming = next_invoice(customer)
    billing.run(billing.cast.partner, date(2030, 5, 1))

    *_, invoice = billing.documents(billing.cast.partner)
    assert [line.amount.amount for line in shown.lines] == [Decimal("10.00")]
    assert coming is not None
    assert [line.amount.amount for line in coming.lines] == [Decimal("10.00"), Decimal("20.00")]
    assert [line.amount for line in invoice.lines] == [Decimal("10.00"), Decimal("20.00")]


def test_an_end_after_all_was_credited_makes_no_document(billing: Billing) -> None:
    number = _in_april(billing, 16)
    _credit(billing, "15.00")
    shown = _end(billing, number)
    billing.run(billing.cast.partner, date(2030, 5, 1))

    assert shown.lines == ()
    assert [one.kind for one in billing.documents(billing.cast.partner)] == [
        DocumentKind.INVOICE,
        DocumentKind.CREDIT_NOTE,
    ]


def _credit(billing: Billing, net: str) -> None:
    """Let Alder credit so much of its only invoice."""
    with scope(billing.cast.partner.tenant_id):
        credit_invoice(
            billing.id_of("RE-000001"), net=Decimal(net), reason="An outage", actor=billing.cast.partner
        )


def _in_april(billing: Billing, day: int) -> str:
    """Acme's order, billed for April; now it is that day."""
    number = billing.order(date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 4, 1))
    billing.at(date(2030, 4, day))
    return number


def _next_net(billing: Billing) -> Decimal:
    """What the next document says, a credit note as less than nothing; nothing where there is none."""
    before = len(billing.documents(billing.cast.partner))
    billing.run(billing.cast.partner, date(2030, 5, 1))
    return sum(
        (
            -one.net if one.kind is DocumentKind.CREDIT_NOTE else one.net
            for one in billing.documents(billing.cast.partner)[before:]
        ),
        Decimal(0),
    )
