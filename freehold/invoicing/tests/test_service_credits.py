"""A missed promise stands on the next invoice by itself: on each edge by its own terms, once, and never more than was charged."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from freehold.catalog.actions.promise_level import promise_level
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.document import DocumentKind, InvoiceDocument
from freehold.invoicing.documents.forms import Form
from freehold.invoicing.models import Invoice, InvoiceLine, ServiceCredit
from freehold.invoicing.queries.documents import render_document
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.actor import Actor
from freehold.kernel.service_levels import Step
from freehold.metering.actions.note_minutes import note_minutes
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]
AsRole = Callable[[str], AbstractContextManager[None]]
SOLD = (Step(Decimal("99.9"), Decimal(10)), Step(Decimal(90), Decimal(50)))
BOUGHT = (Step(Decimal(95), Decimal(20)),)


@pytest.fixture
def outage(billing: Billing, as_role: AsRole) -> Callable[..., None]:
    """Let some of ten minutes of a day go without an answer."""

    def let(day: date, *, down: int, asked: int = 10) -> None:
        with as_role("freehold_worker"):
            answers = {minute: {"shelf": minute >= down} for minute in range(asked)}
            note_minutes("notebook", day, answers)

    return let


@pytest.fixture
def promised(billing: Billing) -> str:
    """Acme's three seats at 5 EUR from September on, for which Alder pays 2 EUR; each of them promised something."""
    cast = billing.cast
    with scope(cast.operator.tenant_id):
        promise_level(billing.shop.operators_plan, BOUGHT, actor=cast.operator)
    with scope(cast.partner.tenant_id):
        promise_level(billing.shop.partners_plan, SOLD, actor=cast.partner)
    return billing.order(date(2027, 9, 1))


def billed_through(billing: Billing, last: date, *, first: date = date(2027, 9, 1)) -> None:
    """Both sellers bill on the first of each month."""
    day = first
    while day <= last:
        billing.run(billing.cast.partner, day)
        billing.run(billing.cast.operator, day)
        day = (day + timedelta(days=32)).replace(day=1)


def amounts(document: InvoiceDocument) -> list[Decimal]:
    return [line.amount for line in document.lines]


def everything(billing: Billing, seller: Actor) -> list[object]:
    with scope(seller.tenant_id):
        return [
            list(InvoiceLine.objects.order_by("id").values_list()),
            list(ServiceCredit.objects.values_list()),
        ]


def test_a_missed_month_is_credited_on_the_next_invoice_of_each_edge_by_its_own_terms(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=1)  # 90 % of ten minutes

    billed_through(billing, date(2027, 11, 1))

    to_acme = billing.documents(billing.cast.partner)[-1]
    to_alder = billing.documents(billing.cast.operator)[-1]
    assert amounts(to_acme) == [Decimal("15.00"), Decimal("-1.50")]
    assert amounts(to_alder) == [Decimal("6.00"), Decimal("-1.20")]
    credit = to_acme.lines[-1]
    number = billing.documents(billing.cast.partner)[-2].number
    assert credit.detail == (
        f"Credit on {number}: availability in October 2027 90 % of 99.9 % promised, 10 % of the month"
    )
    assert (credit.quantity, credit.unit_price) == (Decimal(-1), Decimal("1.50"))
    assert (to_acme.net, to_acme.kind) == (Decimal("13.50"), DocumentKind.INVOICE)


def test_it_stands_there_once_whatever_runs_later(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=1)
    billed_through(billing, date(2027, 11, 1))
    before = everything(billing, billing.cast.partner)

    billing.run(billing.cast.partner, date(2027, 11, 1))
    billing.run(billing.cast.partner, date(2027, 11, 2))
    again = everything(billing, billing.cast.partner)
    billed_through(billing, date(2028, 2, 1), first=date(2027, 12, 1))

    assert again == before
    credited = [a for one in billing.documents(billing.cast.partner) for a in amounts(one) if a < 0]
    assert credited == [Decimal("-1.50")]


def test_the_database_keeps_a_month_to_one_credit(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=1)
    billed_through(billing, date(2027, 11, 1))

    with scope(billing.cast.partner.tenant_id):
        (credit,) = ServiceCredit.objects.filter(seller_id=billing.cast.partner.tenant_id)
        credit.id = None
        with pytest.raises(IntegrityError, match="servicecredit_once"), transaction.atomic():
            credit.save(force_insert=True)
    assert (credit.minutes_asked, credit.minutes_up, credit.credit_percent) == (10, 9, Decimal(10))
    assert credit.amount == Decimal("1.50")


def test_a_kept_promise_and_a_month_that_nobody_measured_are_charged_in_full(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=0)

    billed_through(billing, date(2027, 12, 1))

    for seller in (billing.cast.partner, billing.cast.operator):
        assert all(a > 0 for one in billing.documents(seller) for a in amounts(one))


def test_what_is_next_says_the_same_before_it_is_invoiced(
    promised: str, billing: Billing, cast: Cast, outage: Callable[..., None]
) -> None:
    outage(date(2027, 9, 7), down=2)
    billing.run(cast.partner, date(2027, 9, 1))
    billing.at(date(2027, 10, 1))
    with scope(cast.customer.tenant_id):
        by_buyer = next_invoice(cast.customer)
    with scope(cast.partner.tenant_id):
        by_seller = next_invoice(cast.partner, buyer_id=cast.customer.tenant_id)
    billing.run(cast.partner, date(2027, 10, 1))

    (document,) = billing.documents(cast.partner)[1:]
    assert by_buyer is not None
    assert by_buyer == by_seller
    credits_ahead = [(line.amount.amount, line.detail) for line in by_buyer.lines if line.amount.amount < 0]
    assert credits_ahead
    assert credits_ahead[0][0] == amounts(document)[-1] == Decimal("-7.50")


def test_days_that_are_not_charged_count_neither_as_served_nor_as_missed(
    billing: Billing, outage: Callable[..., None]
) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        promise_level(billing.shop.partners_plan, SOLD, actor=cast.partner)
    outage(date(2027, 10, 7), down=5)
    outage(date(2027, 10, 20), down=0)
    billing.order(date(2027, 10, 11))

    billing.run(cast.partner, date(2027, 10, 11))
    billing.run(cast.partner, date(2027, 11, 1))

    assert all(a > 0 for one in billing.documents(cast.partner) for a in amounts(one))


def test_no_more_is_credited_than_people_left_of_the_month(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)  # half of the month back
    billed_through(billing, date(2027, 10, 1))
    october = billing.documents(billing.cast.partner)[-1]
    billing.at(date(2027, 10, 9))
    with scope(billing.cast.partner.tenant_id):
        credit_invoice(
            billing.id_of(october.number),
            net=Decimal("10.00"),
            reason="An outage",
            actor=billing.cast.partner,
        )

    billing.run(billing.cast.partner, date(2027, 11, 1))

    november = billing.documents(billing.cast.partner)[-1]
    assert amounts(november) == [Decimal("15.00"), Decimal("-2.50")]


def test_what_was_credited_by_itself_people_cannot_credit_again(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)
    billed_through(billing, date(2027, 11, 1))
    october = next(
        one for one in billing.documents(billing.cast.partner) if one.issued_on == date(2027, 10, 1)
    )

    billing.at(date(2027, 11, 3))
    with scope(billing.cast.partner.tenant_id):
        credit_invoice(billing.id_of(october.number), reason="All of it", actor=billing.cast.partner)

    note = billing.documents(billing.cast.partner)[-1]
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert note.net == Decimal("7.50")  # 15.00 less what stands on November's


def test_an_order_that_ended_gets_its_credit_by_a_credit_note(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)
    billed_through(billing, date(2027, 10, 1))
    billing.at(date(2027, 10, 31))
    with scope(billing.cast.customer.tenant_id):
        cancel_subscription(promised, ends_on=date(2027, 11, 1), actor=billing.cast.customer)

    billing.run(billing.cast.partner, date(2027, 11, 1))

    note = billing.documents(billing.cast.partner)[-1]
    assert (note.kind, note.net) == (DocumentKind.CREDIT_NOTE, Decimal("7.50"))


def test_the_next_settlement_leaves_a_credit_alone(
    promised: str, billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)
    billed_through(billing, date(2027, 11, 1))
    billing.end(date(2027, 11, 16))

    billing.run(billing.cast.partner, date(2027, 12, 1))

    note = billing.documents(billing.cast.partner)[-1]
    assert (note.kind, note.net) == (DocumentKind.CREDIT_NOTE, Decimal("7.50"))  # half of November alone


def test_every_form_of_the_document_can_be_had(
    promised: str, billing: Billing, cast: Cast, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)
    billed_through(billing, date(2027, 11, 1))
    with scope(cast.partner.tenant_id):
        last = Invoice.objects.filter(seller_id=cast.partner.tenant_id).order_by("-id").first()
        assert last is not None
        for form in (Form.CII, Form.UBL, Form.FOCUS, Form.JOURNAL):
            assert render_document(cast.partner, last.id, form).content


def test_an_order_without_a_promise_costs_a_run_no_further_query(
    billing: Billing, outage: Callable[..., None]
) -> None:
    outage(date(2027, 10, 7), down=9)
    billing.order(date(2027, 9, 1))
    billing.run(billing.cast.partner, date(2027, 9, 1))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        billing.run(billing.cast.partner, date(2027, 11, 1))

    assert [one["sql"] for one in asked.captured_queries if "doorday" in one["sql"]] == []
    assert all(a > 0 for one in billing.documents(billing.cast.partner) for a in amounts(one))
