"""What is still owed: open invoices, how they stand, and what credit notes take of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.models import Allocation
from freehold.invoicing.receivables import open_items, open_of
from freehold.invoicing.rules.settling import spread, spread_shares
from freehold.invoicing.rules.standing import standing_of
from freehold.invoicing.states import Standing
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.ids import new_id
from freehold.tenants.row_security import scope

APRIL = date(2030, 4, 1)
AMOUNT = st.decimals(min_value="0.00", max_value="9999.99", places=2)


@pytest.fixture
def billed(billing: Billing) -> Billing:
    """Acme owes Alder 17.85 until 15 April."""
    billing.order(APRIL)
    billing.run(billing.cast.partner, APRIL)
    return billing


def test_an_invoice_is_open_until_it_is_credited(billed: Billing) -> None:
    seller = billed.cast.partner

    with scope(seller.tenant_id):
        (before,) = open_items(seller.tenant_id)
        credit_invoice(before.invoice_id, net=Decimal("5.00"), reason="An outage", actor=seller)
        (part,) = open_items(seller.tenant_id, buyer_id=billed.cast.customer.tenant_id)
        credit_invoice(before.invoice_id, reason="All of it", actor=seller)

        assert open_items(seller.tenant_id) == []
        assert open_of([before.invoice_id]) == {before.invoice_id: 0}
    assert (before.number, before.buyer_id) == ("RE-000001", billed.cast.customer.tenant_id)
    assert (before.gross, before.open, before.due_on) == (
        Decimal("17.85"),
        Decimal("17.85"),
        date(2030, 4, 15),
    )
    assert before.payment_reference.startswith("RF")
    assert (part.credited, part.paid, part.open) == (Decimal("5.95"), 0, Decimal("11.90"))


def test_what_a_run_credits_reduces_the_invoice_that_it_was_billed_on(billed: Billing) -> None:
    seller = billed.cast.partner
    billed.end(date(2030, 4, 11))

    billed.run(seller, date(2030, 5, 1))

    with scope(seller.tenant_id):
        (item,) = open_items(seller.tenant_id)
    assert (item.number, item.credited, item.open) == ("RE-000001", Decimal("11.90"), Decimal("5.95"))


def test_only_what_was_due_before_the_day_is_overdue(billed: Billing) -> None:
    seller = billed.cast.partner.tenant_id

    with scope(seller):
        assert open_items(seller, overdue_on=date(2030, 4, 15)) == []
        assert [one.number for one in open_items(seller, overdue_on=date(2030, 4, 16))] == ["RE-000001"]


def test_a_rival_sees_nothing_of_what_is_open(billed: Billing) -> None:
    invoice_id = billed.id_of("RE-000001")

    with scope(billed.cast.rival.tenant_id):
        assert open_items(billed.cast.partner.tenant_id) == []
        assert open_of([invoice_id]) == {}


@pytest.mark.parametrize("amount", ["0.01", "-5.96"])
def test_the_database_refuses_to_give_more_than_there_is_or_to_take_more_than_was_given(
    billed: Billing, amount: str
) -> None:
    cast = billed.cast
    invoice_id = billed.id_of("RE-000001")
    with scope(cast.partner.tenant_id):
        credit_invoice(invoice_id, net=Decimal("5.00"), reason="An outage", actor=cast.partner)
    note_id = billed.id_of("GS-000001")

    with pytest.raises(IntegrityError, match="more than"), scope(cast.partner.tenant_id):
        Allocation.objects.create(
            seller_id=cast.partner.tenant_id,
            buyer_id=cast.customer.tenant_id,
            credit_note_id=note_id,
            invoice_id=invoice_id,
            amount=Decimal(amount),
        )


def test_what_was_allocated_is_neither_changed_nor_deleted(billed: Billing) -> None:
    with scope(billed.cast.partner.tenant_id), connection.cursor() as cursor:
        for table in ("invoicing_payment", "invoicing_allocation"):
            for right in ("update", "delete"):
                cursor.execute("select has_table_privilege(current_user, %s, %s)", [table, right])
                assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("gross", "credited", "paid", "today", "standing"),
    [
        ("10", "0", "0", 15, Standing.OPEN),
        ("10", "0", "0", 16, Standing.OVERDUE),
        ("10", "0", "9.99", 16, Standing.OVERDUE),
        ("10", "0", "10", 16, Standing.PAID),
        ("10", "4", "6", 16, Standing.PAID),
        ("10", "10", "0", 16, Standing.CREDITED),
        ("0", "0", "0", 16, Standing.PAID),
    ],
)
def test_how_an_invoice_stands(gross: str, credited: str, paid: str, today: int, standing: Standing) -> None:
    assert (
        standing_of(
            Decimal(gross),
            Decimal(credited),
            Decimal(paid),
            due_on=date(2030, 4, 15),
            today=date(2030, 4, today),
        )
        is standing
    )


@given(AMOUNT, st.lists(AMOUNT, max_size=8))
def test_money_spread_over_invoices_is_never_more_than_it_nor_than_any_of_them(
    amount: Decimal, opens: list[Decimal]
) -> None:
    invoices = [(new_id(), open_amount) for open_amount in opens]

    given_out = spread(amount, invoices)

    shares = dict(given_out)
    assert all(0 < share <= dict(invoices)[one] for one, share in given_out)
    assert sum(shares.values()) == min(amount, sum(opens))


@given(AMOUNT, st.lists(st.tuples(AMOUNT, AMOUNT), max_size=8))
def test_shares_are_never_more_than_what_is_open(
    amount: Decimal, wanted: list[tuple[Decimal, Decimal]]
) -> None:
    shares = [(new_id(), share, open_amount) for share, open_amount in wanted]
    still_open = {one: open_amount for one, _share, open_amount in shares}

    given_out = dict(spread_shares(amount, [(one, share) for one, share, _open in shares], still_open))

    assert sum(given_out.values()) <= amount
    for one, share, open_amount in shares:
        assert 0 <= given_out.get(one, 0) <= min(share, open_amount)
        assert still_open[one] == open_amount - given_out.get(one, 0)
