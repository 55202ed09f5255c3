"""What was shown before a change was confirmed is what the next invoice says, to the cent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from freehold.invoicing.tests.conftest import Billing
from freehold.subscriptions import previewing
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.tenants.row_security import scope


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
