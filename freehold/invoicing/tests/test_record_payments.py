"""Recording much at once: each as if it came alone, and one that is refused holds up no other."""

from datetime import date
from decimal import Decimal

import pytest

from freehold.invoicing.actions.record_payments import record_payments
from freehold.invoicing.models import Payment
from freehold.invoicing.receiving import Receipt, Received
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.kernel.ids import new_id
from freehold.tenants.row_security import scope

MAY = date(2030, 5, 1)


def receipt(billing: Billing, amount: str, *numbers: str, name: str = "") -> Receipt:
    return Receipt(
        billing.cast.customer.tenant_id,
        Decimal(amount),
        "EUR",
        MAY,
        bank_reference=name,
        invoice_ids=[billing.id_of(number) for number in numbers],
    )


def test_several_pay_one_invoice_as_far_as_it_is_open_and_the_rest_is_credit(two_months: Billing) -> None:
    seller = two_months.cast.partner
    first, second = receipt(two_months, "10.00", "RE-000001"), receipt(two_months, "10.00", "RE-000001")

    with scope(seller.tenant_id):
        done = record_payments([first, second], actor=seller)

    assert [one.shares for one in done if isinstance(one, Received)] == [
        {"RE-000001": Decimal("10.00")},
        {"RE-000001": Decimal("7.85")},
    ]
    assert (two_months.open_of("RE-000001"), two_months.credit_left()) == (0, Decimal("2.15"))


def test_one_that_is_refused_holds_up_no_other(two_months: Billing) -> None:
    seller = two_months.cast.partner
    stranger = Receipt(new_id(), Decimal(1), "EUR", MAY)
    wanted = [
        receipt(two_months, "NaN"),
        receipt(two_months, "1.00", name="B1"),
        receipt(two_months, "2.00", name="B1"),
        stranger,
        receipt(two_months, "3.00", name="B2"),
    ]

    with scope(seller.tenant_id):
        done = record_payments(wanted, actor=seller)
        again = record_payments(wanted[1:2], actor=seller)
        amounts = list(Payment.objects.order_by("id").values_list("amount", flat=True))

    codes = [one.code if isinstance(one, FreeholdError) else "" for one in (*done, *again)]
    assert codes == ["not_an_amount", "", "recorded_already", "not_found", "", "recorded_already"]
    assert amounts == [Decimal("1.00"), Decimal("3.00")]


def test_only_billing_of_the_seller_records_and_others_pay_nothing_of_it(two_months: Billing) -> None:
    cast = two_months.cast
    wanted = [receipt(two_months, "1.00", "RE-000001")]
    member = two_months.member_of(cast.partner)

    with scope(member.tenant_id), pytest.raises(NotPermitted):
        record_payments(wanted, actor=member)
    for actor in (cast.customer, cast.rival):
        with scope(actor.tenant_id):
            (refused,) = record_payments(wanted, actor=actor)
            assert isinstance(refused, FreeholdError)

    assert two_months.open_of("RE-000001") == Decimal("17.85")
