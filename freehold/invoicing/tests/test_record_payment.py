"""Recording a payment: it pays invoices in the order given, and what none takes is the buyer's credit."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.models import Allocation, Payment
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.kernel.ids import new_id
from freehold.tenants.row_security import scope

MAY = date(2030, 5, 1)


def counts(billing: Billing) -> tuple[int, int]:
    with scope(billing.cast.partner.tenant_id):
        return Payment.objects.count(), Allocation.objects.count()


def record(billing: Billing, actor: Actor, buyer_id: UUID, **given: object) -> UUID:
    facts = {"amount": Decimal("17.85"), "currency": "EUR", "received_on": MAY} | given
    with scope(actor.tenant_id):
        return record_payment(buyer_id, actor=actor, **facts)  # type: ignore[arg-type]


def test_a_payment_pays_the_invoices_in_the_order_given_and_the_rest_is_credit(two_months: Billing) -> None:
    two_months.pay("20.00", "RE-000002", "RE-000001")

    assert two_months.open_of("RE-000002") == 0
    assert two_months.open_of("RE-000001") == Decimal("15.70")
    assert two_months.credit_left() == 0
    two_months.pay("16.00", "RE-000001", "RE-000001")
    assert two_months.open_of("RE-000001") == 0
    assert two_months.credit_left() == Decimal("0.30")


def test_a_payment_for_nothing_named_is_credit(two_months: Billing) -> None:
    two_months.pay("5.00")

    assert two_months.credit_left() == Decimal("5.00")
    assert two_months.open_of("RE-000001") == Decimal("17.85")


def test_the_buyer_sees_its_payment_and_nobody_above_or_beside(two_months: Billing) -> None:
    two_months.pay("5.00", "RE-000001")
    cast = two_months.cast

    seen = {}
    for name in ("customer", "operator", "rival"):
        with scope(getattr(cast, name).tenant_id):
            seen[name] = Payment.objects.count(), Allocation.objects.count()

    assert seen == {"customer": (1, 1), "operator": (0, 0), "rival": (0, 0)}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": Decimal("0")}, "not_an_amount"),
        ({"amount": Decimal("-1")}, "not_an_amount"),
        ({"amount": Decimal("NaN")}, "not_an_amount"),
        ({"amount": Decimal("Infinity")}, "not_an_amount"),
        ({"amount": Decimal("1e12")}, "not_an_amount"),
        ({"amount": Decimal("0.001")}, "not_an_amount"),
        ({"currency": "XYZ"}, "not_an_amount"),
        ({"received_on": date(2030, 5, 2)}, "not_yet"),
        ({"received_on": date(1, 1, 1)}, "long_ago"),
        ({"received_on": date(2019, 12, 31)}, "long_ago"),
        ({"currency": "CHF"}, "currency"),
        ({"reference": "a\x00b"}, "reference"),
        ({"reference": "a" * 501}, "reference"),
        ({"bank_reference": "a\x00b"}, "reference"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    two_months: Billing, wrong: dict[str, object], code: str
) -> None:
    cast = two_months.cast

    with pytest.raises(Refused) as refusal:
        record(two_months, cast.partner, cast.customer.tenant_id, **wrong)

    assert refusal.value.code == code
    assert counts(two_months) == (0, 0)


def test_another_currency_pays_no_invoice(two_months: Billing) -> None:
    cast = two_months.cast

    with pytest.raises(Refused) as refusal:
        record(
            two_months,
            cast.partner,
            cast.customer.tenant_id,
            currency="CHF",
            invoice_ids=[two_months.id_of("RE-000001")],
        )

    assert refusal.value.code == "currency"
    assert counts(two_months) == (0, 0)


def test_the_same_payment_of_the_bank_is_recorded_once(two_months: Billing) -> None:
    two_months.pay("5.00", bank_reference="2030050112345")

    with pytest.raises(Conflict) as refusal:
        two_months.pay("5.00", bank_reference="2030050112345")

    assert refusal.value.code == "recorded_already"
    assert counts(two_months) == (1, 0)


@pytest.mark.parametrize("who", ["customer", "rival", "operator"])
def test_only_the_seller_records_what_its_buyer_paid(two_months: Billing, who: str) -> None:
    cast = two_months.cast

    with pytest.raises(NotFound):
        record(two_months, getattr(cast, who), cast.customer.tenant_id)
    with pytest.raises(NotPermitted):
        record(two_months, two_months.member_of(cast.partner), cast.customer.tenant_id)
    with pytest.raises(NotFound):
        record(two_months, cast.partner, new_id())

    assert counts(two_months) == (0, 0)


def test_an_invoice_that_is_paid_takes_nothing_more(two_months: Billing) -> None:
    two_months.pay("17.85", "RE-000001")

    two_months.pay("17.85", "RE-000001")

    assert two_months.open_of("RE-000001") == 0
    assert two_months.credit_left() == Decimal("17.85")
