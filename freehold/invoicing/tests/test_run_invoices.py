"""A run bills what is due, once, on every edge; in numbers without a gap."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.invoicing.actions.bill_chunk import bill_chunk
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.models import Invoice
from freehold.invoicing.queries.documents import document_of
from freehold.invoicing.queries.runs import parked_buyers, sellers_due
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.states import ParkReason
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.previewing import preview_seats
from freehold.tenants.row_security import scope


def test_a_month_in_advance_is_billed_on_each_edge_for_the_same_seats(billing: Billing) -> None:
    cast = billing.cast
    number = billing.order(date(2030, 4, 1))

    billing.run(cast.partner, date(2030, 4, 1))
    billing.run(cast.operator, date(2030, 4, 1))

    (bill,) = billing.documents(cast.partner)
    (upper,) = billing.documents(cast.operator)
    assert (bill.kind, bill.number, bill.issued_on, bill.payment.due_on) == (
        DocumentKind.INVOICE, "RE-000001", date(2030, 4, 1), date(2030, 4, 15),
    )  # fmt: skip
    assert (bill.net, bill.tax, bill.gross) == (Decimal("15.00"), Decimal("2.85"), Decimal("17.85"))
    (line,) = bill.lines
    assert (line.quantity, line.unit_price, line.amount) == (3, Decimal(5), Decimal("15.00"))
    assert (line.category, line.rate, line.subscription) == (TaxCategory.STANDARD, 19, number)
    assert (line.reference, line.pseudonym, line.detail) == ("PO 7", "", "3 seats")
    assert bill.payment.reference.startswith("RF")
    (above,) = upper.lines
    assert above.quantity == line.quantity
    assert (above.reference, above.pseudonym != "") == ("", True)
    assert "Acme" not in repr(upper)


def test_a_part_of_a_month_is_billed_by_the_day(billing: Billing) -> None:
    billing.order(date(2030, 4, 21), seats=3)

    billing.run(billing.cast.partner, date(2030, 4, 21))

    (bill,) = billing.documents(billing.cast.partner)
    (line,) = bill.lines
    assert (line.amount, line.quantity, line.detail) == (Decimal("5.00"), 1, "3 seats, 10 of 30 days")
    assert (bill.period.start, bill.period.end) == (date(2030, 4, 21), date(2030, 5, 1))


def test_a_run_again_bills_nothing_twice_and_the_next_month_once(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))

    for day in (date(2030, 4, 1), date(2030, 4, 1), date(2030, 4, 2), date(2030, 4, 30)):
        billing.run(cast.partner, day)
    once = billing.documents(cast.partner)
    for day in (date(2030, 5, 1), date(2030, 5, 1), date(2030, 5, 2)):
        billing.run(cast.partner, day)

    assert [one.number for one in once] == ["RE-000001"]
    assert [(one.number, one.net) for one in billing.documents(cast.partner)] == [
        ("RE-000001", Decimal("15.00")), ("RE-000002", Decimal("15.00")),
    ]  # fmt: skip


def test_months_without_a_run_are_all_on_the_next_invoice(billing: Billing) -> None:
    billing.order(date(2030, 4, 1))

    billing.run(billing.cast.partner, date(2030, 6, 3))

    (bill,) = billing.documents(billing.cast.partner)
    assert [(one.period.start, one.amount) for one in bill.lines] == [
        (date(2030, month, 1), Decimal("15.00")) for month in (4, 5, 6)
    ]


def test_a_buyer_without_an_address_is_parked_and_the_others_pass_until_it_has_one(billing: Billing) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        other = set_up_customer("Elm Bakery", actor=cast.partner)
    billing.order(date(2030, 4, 1))
    billing.order(date(2030, 4, 1), buyer_id=other)

    run = billing.run(cast.partner, date(2030, 4, 1))

    with scope(cast.partner.tenant_id):
        (parked,) = parked_buyers(cast.partner)
    assert (parked.run_id, parked.buyer_name, parked.reason) == (run, "Elm Bakery", ParkReason.NO_PROFILE)
    assert [one.buyer.name for one in billing.documents(cast.partner)] == ["Acme Dental GmbH"]

    with scope(cast.partner.tenant_id):
        set_buyer_profile(replace(ACME, legal_name="Elm Bakery KG"), buyer_id=other, actor=cast.partner)
    billing.run(cast.partner, date(2030, 4, 2))

    assert [(one.number, one.buyer.name) for one in billing.documents(cast.partner)] == [
        ("RE-000001", "Acme Dental GmbH"), ("RE-000002", "Elm Bakery KG"),
    ]  # fmt: skip
    with scope(cast.partner.tenant_id):
        assert parked_buyers(cast.partner) == []


def test_terms_that_make_no_price_park_that_buyer_alone(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        other = set_up_customer("Elm Bakery", actor=cast.partner)
        set_buyer_profile(ACME, buyer_id=other, actor=cast.partner)
    billing.order(date(2030, 4, 1))
    broken = billing.order(date(2030, 4, 1), buyer_id=other)
    billing.break_terms(broken)

    billing.run(cast.partner, date(2030, 4, 1))

    assert len(billing.documents(cast.partner)) == 1
    with scope(cast.partner.tenant_id):
        (parked,) = parked_buyers(cast.partner)
    assert (parked.buyer_name, parked.reason) == ("Elm Bakery", ParkReason.NOT_RATED)


def test_an_absurd_total_is_parked(billing: Billing) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        publish_price_list(
            {billing.shop.partners_plan: Decimal(900_000)},
            currency="EUR",
            valid_from=clock.today(),
            actor=cast.partner,
        )
    billing.order(date(2030, 4, 1), seats=100)

    billing.run(cast.partner, date(2030, 4, 1))

    assert billing.documents(cast.partner) == []
    with scope(cast.partner.tenant_id):
        assert [one.reason for one in parked_buyers(cast.partner)] == [ParkReason.ABSURD]


def test_without_a_profile_of_its_own_nobody_bills(billing: Billing) -> None:
    cast = billing.cast

    with scope(cast.rival.tenant_id), pytest.raises(Refused) as refusal:
        start_run(actor=cast.rival)

    assert refusal.value.code == "no_profile"


@pytest.mark.parametrize(
    ("day", "code"), [(date(2030, 4, 2), "not_yet"), (date(2030, 3, 1), "before_last_run")]
)
def test_a_cut_off_ahead_or_before_the_last_run_is_refused(billing: Billing, day: date, code: str) -> None:
    cast = billing.cast
    billing.run(cast.partner, date(2030, 4, 1))

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        start_run(actor=cast.partner, cut_off=day)

    assert (refusal.value.code, refusal.value.field) == (code, "cut_off")


def test_a_member_bills_nobody_and_a_customer_is_no_seller(billing: Billing) -> None:
    cast = billing.cast

    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            start_run(actor=cast.member)
        with pytest.raises(Refused):
            start_run(actor=cast.customer)


def test_buyer_and_seller_read_an_invoice_and_nobody_else(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    with scope(cast.partner.tenant_id):
        invoice_id = Invoice.objects.get().id

    with scope(cast.customer.tenant_id):
        seen = document_of(invoice_id)
    assert (seen.seller.name, seen.payment.iban) == ("Alder IT GmbH", "DE89370400440532013000")
    for other in (cast.operator, cast.rival, cast.rival_customer):
        with scope(other.tenant_id), pytest.raises(NotFound):
            document_of(invoice_id)


@pytest.mark.parametrize("role", ["freehold_app", "freehold_worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "update invoicing_invoice set net = 0", "delete from invoicing_invoice",
        "update invoicing_invoiceline set amount = 0", "delete from invoicing_invoiceline",
        "update invoicing_sellerprofile set iban = ''", "delete from invoicing_buyerprofile",
    ],
)  # fmt: skip
def test_nobody_changes_or_deletes_what_was_issued(
    billing: Billing, as_role: Callable[[str], AbstractContextManager[None]], role: str, statement: str
) -> None:
    billing.order(date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 4, 1))

    with (
        scope(billing.cast.partner.tenant_id),
        as_role(role),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_sweep_begins_a_run_once_the_hour_has_come_and_once_a_day(
    billing: Billing, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    early = datetime(2030, 4, 1, 1, 59, tzinfo=UTC)  # 3:59 in Berlin
    sellers = sorted([billing.cast.partner.tenant_id, billing.cast.operator.tenant_id])
    with as_role("freehold_worker"):
        assert sellers_due(early) == []
        assert sellers_due(early + timedelta(minutes=1)) == sellers

        billing.run(billing.cast.partner, date(2030, 4, 1))

        assert sellers_due(early + timedelta(hours=8)) == [billing.cast.operator.tenant_id]


def test_a_run_that_stopped_goes_on_and_is_not_begun_again(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    billing.at(date(2030, 4, 1))
    with scope(cast.partner.tenant_id):
        stopped = start_run(actor=cast.partner)

    run = billing.run(cast.partner, date(2030, 4, 3))

    assert run == stopped
    (bill,) = billing.documents(cast.partner)
    assert bill.issued_on == date(2030, 4, 1)


def test_a_number_that_is_taken_parks_the_buyer_and_nothing_is_there_twice(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    billing.tamper("update invoicing_series set next_number = 1", ())

    billing.run(cast.partner, date(2030, 5, 1))

    with scope(cast.partner.tenant_id):
        (parked,) = parked_buyers(cast.partner)
    assert parked.reason == ParkReason.NOT_WRITTEN
    assert [one.number for one in billing.documents(cast.partner)] == ["RE-000001"]

    billing.tamper("update invoicing_series set next_number = 2", ())
    billing.run(cast.partner, date(2030, 5, 2))

    assert [one.number for one in billing.documents(cast.partner)] == ["RE-000001", "RE-000002"]


def test_more_seats_in_a_billed_month_are_on_the_next_months_invoice_on_each_edge(billing: Billing) -> None:
    cast = billing.cast
    number = billing.order(date(2030, 4, 1))
    for seller in (cast.partner, cast.operator):
        billing.run(seller, date(2030, 4, 1))
    billing.at(date(2030, 4, 16))
    with scope(cast.customer.tenant_id):
        change_seats(number, 5, actor=cast.customer)

    for day in (date(2030, 4, 17), date(2030, 5, 1)):
        for seller in (cast.partner, cast.operator):
            billing.run(seller, day)

    first, second = billing.documents(cast.partner)
    _upper, above = billing.documents(cast.operator)
    assert [(line.amount, line.quantity) for line in second.lines if line.period.end <= date(2030, 5, 1)] == [
        (Decimal("-7.50"), Decimal("-1.5")), (Decimal("12.50"), Decimal("2.5")),
    ]  # fmt: skip
    assert [line.detail for line in second.lines] == [
        "Credit on RE-000001: 3 seats, 15 of 30 days", "5 seats, 15 of 30 days", "5 seats",
    ]  # fmt: skip
    assert (first.net, second.net) == (Decimal("15.00"), Decimal("30.00"))
    assert [line.quantity for line in above.lines] == [line.quantity for line in second.lines]


def test_what_lies_outside_vat_stands_on_a_document_of_its_own(billing: Billing) -> None:
    """A buyer that has moved out of the EU: days that were billed with VAT are credited with it, the others bear none."""
    cast = billing.cast
    number = billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    billing.at(date(2030, 4, 16))
    with scope(cast.customer.tenant_id):
        change_seats(number, 5, actor=cast.customer)
    with scope(cast.partner.tenant_id):
        moved = replace(ACME, country="CH", city="Zürich", postcode="8001")
        set_buyer_profile(moved, actor=cast.partner, buyer_id=cast.customer.tenant_id)
        shown = next_invoice(cast.partner, buyer_id=cast.customer.tenant_id)

    billing.run(cast.partner, date(2030, 5, 1))

    _first, credit, invoice = billing.documents(cast.partner)
    assert (credit.kind, credit.net, credit.gross) == (
        DocumentKind.CREDIT_NOTE,
        Decimal("7.50"),
        Decimal("8.93"),
    )
    assert {line.category for line in credit.lines} == {TaxCategory.STANDARD}
    assert (invoice.kind, invoice.net, invoice.gross) == (
        DocumentKind.INVOICE,
        Decimal("37.50"),
        Decimal("37.50"),
    )
    assert {line.category for line in invoice.lines} == {TaxCategory.OUTSIDE}
    assert shown is not None
    assert shown.gross.amount == invoice.gross - credit.gross


def test_what_is_shown_before_a_change_is_what_the_next_invoice_says(billing: Billing) -> None:
    cast = billing.cast
    number = billing.order(date(2030, 4, 1))
    billing.run(cast.partner, date(2030, 4, 1))
    billing.at(date(2030, 4, 11))
    with scope(cast.customer.tenant_id):
        shown = preview_seats(cast.customer, number, 8)
        change_seats(number, 8, actor=cast.customer)

    billing.run(cast.partner, date(2030, 5, 1))

    _first, second = billing.documents(cast.partner)
    differences = [line.amount for line in second.lines if line.period.end <= date(2030, 5, 1)]
    assert [line.amount.amount for line in shown.lines] == differences
    assert shown.total.amount == sum(differences)


def test_a_chunk_costs_the_same_queries_for_one_buyer_and_for_many(
    billing: Billing, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    for number in range(6):
        with scope(cast.partner.tenant_id):
            buyer = set_up_customer(f"Customer {number}", actor=cast.partner)
            set_buyer_profile(ACME, buyer_id=buyer, actor=cast.partner)
        billing.order(date(2030, 4, 1), buyer_id=buyer)
    with scope(cast.partner.tenant_id):
        run = start_run(actor=cast.partner)

        with django_assert_max_num_queries(24):
            assert bill_chunk(run, actor=billing.platform(cast.partner))

    assert len(billing.documents(cast.partner)) == 7
