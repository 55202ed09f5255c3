"""The demo's bank: what it is told to collect it debits, and what is transferred stands on its statements."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.config.demo.bank import Bank
from freehold.config.demo.world import Address
from freehold.invoicing.receivables import open_items
from freehold.invoicing.tests.conftest import Billing, at, billing, two_months
from freehold.payments.collecting import debits_in, list_collections, list_mandates
from freehold.payments.queries import list_bookings, list_statements
from freehold.payments.states import DebitState, EntryState
from freehold.payments.tests.camt import ACME
from freehold.tenants.row_security import scope

__all__ = ["at", "billing", "notebooks", "shop", "two_months"]

MAY = date(2030, 5, 1)


def days(billing: Billing, bank: Bank, many: int) -> Iterator[date]:
    """Let one day after the other pass at the bank, from the day of the invoices on."""
    for day in (MAY + timedelta(days=after) for after in range(many)):
        billing.at(day)
        bank.spend_day(day, billed=MAY, pays_after=9, unpaid={})
        yield day


@pytest.mark.parametrize(("iban", "collections"), [(ACME, 1), ("", 0)])
def test_invoices_are_paid_by_debit_with_a_mandate_and_by_transfer_without(
    two_months: Billing, iban: str, collections: int
) -> None:
    cast = two_months.cast
    address = Address("Acme Dental GmbH", "Ring 1", "20095", "Hamburg", iban=iban)
    bank = Bank(cast.partner, {cast.customer.tenant_id: address})
    bank.take_mandates(MAY)

    list(days(two_months, bank, 16))

    with scope(cast.partner.tenant_id):
        found = list_collections(cast.partner)
        debits = [one.state for each in found for one in debits_in(cast.partner, each.id)]
        bookings = list_bookings(cast.partner)
        still_open = [one.issued_on for one in open_items(cast.partner.tenant_id)]
        assert len(list_mandates(cast.partner)) == collections
        assert len(list_statements(cast.partner)) == 1
    assert len(found) == collections
    assert {one.state for one in bookings} == {EntryState.MATCHED}
    assert set(debits) == ({DebitState.COLLECTED} if iban else set())
    assert still_open == ([] if iban else [date(2030, 4, 1)])
