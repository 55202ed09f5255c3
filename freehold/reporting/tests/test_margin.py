"""What a partner earns: what it charged, less what it was charged for the same orders, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from conftest import Cast
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.period import Interval
from freehold.kernel.pricing import per_seat
from freehold.reporting.queries.margin import Asked, MarginReport, margin
from freehold.reporting.rules.earning import Earned
from freehold.reporting.states import By, Counted, Sort
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope

APRIL, MAY, JUNE = date(2030, 4, 1), date(2030, 5, 1), date(2030, 6, 1)
D = Decimal


def seen(actor: Actor, **asked: object) -> MarginReport:
    """The report of three months, as one asks for it."""
    with scope(actor.tenant_id):
        return margin(actor, replace(Asked(APRIL, date(2030, 7, 1)), **asked))  # type: ignore[arg-type]


def rows(report: MarginReport) -> list[tuple[str, Decimal, Decimal]]:
    """Names, revenue and cost."""
    return [(row.name, row.earned.revenue, row.earned.cost) for row in report.rows]


def bill_both(billing: Billing, day: date) -> None:
    """Alder bills its customers, and Meridian bills Alder."""
    billing.run(billing.cast.partner, day)
    billing.run(billing.cast.operator, day)


def elm(billing: Billing) -> UUID:
    """A second customer of Alder's, which may be billed."""
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        other = set_up_customer("Elm Bakery", actor=partner)
        set_buyer_profile(ACME, buyer_id=other, actor=partner)
    return other


def test_a_partner_reads_what_each_customer_brings_and_costs(billing: Billing) -> None:
    other = elm(billing)
    billing.order(APRIL, seats=3)
    billing.order(APRIL, seats=10, buyer_id=other)

    bill_both(billing, APRIL)

    report = seen(billing.cast.partner)
    assert report.currency == "EUR"
    assert rows(report) == [("Elm Bakery", D(50), D(20)), ("Acme Dental", D(15), D(6))]
    assert report.total == Earned(D(65), D(26))
    assert (report.total.margin, report.total.percent) == (D(39), D("60.0"))
    assert [earned.revenue for _month, earned in report.months] == [65, 0, 0]


def test_plans_and_months_sum_to_the_same_and_seats_that_went_down_are_in_it(billing: Billing) -> None:
    number = billing.order(APRIL, seats=3)
    bill_both(billing, APRIL)
    billing.at(date(2030, 4, 21))
    with scope(billing.cast.customer.tenant_id):
        change_seats(number, 1, actor=billing.cast.customer)
    bill_both(billing, MAY)

    by_plan, by_month = (seen(billing.cast.partner, by=by) for by in (By.PLAN, By.MONTH))

    assert rows(by_plan) == [("Alder Notes", D("16.67"), D("6.67"))]
    assert rows(by_month) == [
        ("2030-04", D("11.67"), D("4.67")), ("2030-05", D(5), D(2)), ("2030-06", D(0), D(0)),
    ]  # fmt: skip
    assert by_plan.total == by_month.total == Earned(D("16.67"), D("6.67"))
    issued = seen(billing.cast.partner, by=By.MONTH, counted=Counted.ISSUED)
    assert [(row.earned.revenue, row.earned.cost) for row in issued.rows][:2] == [
        (15, 6),
        (D("1.67"), D("0.67")),
    ]


def test_a_year_in_advance_counts_by_its_days_and_its_months_sum_to_it(billing: Billing) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        publish_price_list(
            {}, terms={billing.shop.partners_plan: [per_seat(D("9.99"), "EUR", Interval.YEAR)]},
            currency="EUR", valid_from=clock.today(), actor=cast.partner,
        )  # fmt: skip
    billing.order(APRIL, seats=1)

    bill_both(billing, APRIL)

    year = seen(cast.partner, until=date(2031, 1, 1), by=By.MONTH)
    assert [row.earned.revenue for row in year.rows] == [
        D("0.82"), D("0.85"), D("0.82"), D("0.85"), D("0.85"), D("0.82"), D("0.85"), D("0.82"), D("0.85"),
    ]  # fmt: skip
    assert year.total.revenue == D("7.53")  # what began in April is charged for 275 of 365 days
    issued = seen(cast.partner, by=By.MONTH, counted=Counted.ISSUED)
    assert [row.earned.revenue for row in issued.rows] == [D("7.53"), 0, 0]


def test_a_credit_note_takes_its_part_back_where_it_was_charged(billing: Billing) -> None:
    cast = billing.cast
    billing.order(APRIL, seats=3)
    bill_both(billing, APRIL)
    billing.at(MAY)
    with scope(cast.partner.tenant_id):
        credit_invoice(billing.id_of("RE-000001"), net=D(4), reason="Sorry", actor=cast.partner)

    served, issued = (seen(cast.partner, by=By.MONTH, counted=one) for one in Counted)

    assert [row.earned.revenue for row in served.rows] == [11, 0, 0]
    assert [row.earned.revenue for row in issued.rows] == [15, -4, 0]


def test_what_one_bought_for_oneself_is_a_cost_of_no_customer(billing: Billing) -> None:
    cast = billing.cast
    billing.at(APRIL)
    with scope(cast.partner.tenant_id):
        order_subscription(billing.shop.operators_plan, seats=2, actor=cast.partner)
    billing.run(cast.operator, APRIL)

    report = seen(cast.partner)

    assert rows(report) == [("", D(0), D(4))]
    assert report.total.percent is None


def test_the_operator_reads_its_partners_and_behind_them_pseudonyms_alone(billing: Billing) -> None:
    cast = billing.cast
    elm_id = elm(billing)
    billing.order(APRIL, seats=3)
    billing.order(APRIL, seats=10, buyer_id=elm_id)
    bill_both(billing, APRIL)

    partners = seen(cast.operator)
    behind = seen(cast.operator, by=By.END, buyer_id=cast.partner.tenant_id)

    assert rows(partners) == [("Alder IT", D(26), D(0))]
    assert [revenue for _name, revenue, _cost in rows(behind)] == [20, 6]
    assert all(name.startswith("C-") for name, _revenue, _cost in rows(behind))
    assert "Acme" not in repr(behind)
    assert (behind.total, partners.total) == (Earned(D(26), D(0)), Earned(D(26), D(0)))


def test_nobody_else_reads_it(billing: Billing) -> None:
    cast = billing.cast
    billing.order(APRIL)
    bill_both(billing, APRIL)

    assert rows(seen(cast.rival)) == []
    with pytest.raises(NotFound):
        seen(cast.customer)
    for not_permitted in (billing.member_of(cast.partner), replace(cast.partner, grant_id=uuid4())):
        with pytest.raises(NotPermitted):
            seen(not_permitted)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"since": date(2030, 4, 2)}, "months"), ({"until": APRIL}, "months"),
        ({"until": date(2036, 1, 1)}, "months"), ({"by": By.END}, "no_customer"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(cast: Cast, asked: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        seen(cast.partner, **asked)

    assert refusal.value.code == code


def test_rows_are_sorted_and_narrowed(billing: Billing) -> None:
    other = elm(billing)
    billing.order(APRIL, seats=3)
    billing.order(APRIL, seats=10, buyer_id=other)
    bill_both(billing, APRIL)
    partner = billing.cast.partner

    assert [row.name for row in seen(partner, sort=Sort.NAME).rows] == ["Acme Dental", "Elm Bakery"]
    assert [row.name for row in seen(partner, sort=Sort.MARGIN).rows] == ["Acme Dental", "Elm Bakery"]
    assert rows(seen(partner, by=By.PLAN, buyer_id=other)) == [("Alder Notes", D(50), D(20))]
    assert rows(seen(partner, plan="Nothing")) == []


@pytest.mark.parametrize("counted", Counted)
def test_however_it_is_asked_for_the_sums_are_those_of_the_documents(
    billing: Billing, counted: Counted
) -> None:
    cast = billing.cast
    other = elm(billing)
    number = billing.order(APRIL, seats=3)
    billing.order(date(2030, 4, 11), seats=7, buyer_id=other)
    bill_both(billing, date(2030, 4, 11))
    billing.at(date(2030, 4, 21))
    with scope(cast.customer.tenant_id):
        change_seats(number, 1, actor=cast.customer)
    bill_both(billing, MAY)

    def signed(seller: Actor) -> Decimal:
        return sum(
            (one.net if one.kind is DocumentKind.INVOICE else -one.net for one in billing.documents(seller)),
            D(0),
        )

    expected = Earned(signed(cast.partner), signed(cast.operator))
    for by in (By.CUSTOMER, By.PLAN, By.MONTH):
        report = seen(cast.partner, by=by, counted=counted)
        assert report.total == expected
        assert sum((row.earned for row in report.rows), Earned()) == expected
    of_each = [
        seen(cast.partner, by=By.MONTH, counted=counted, buyer_id=one)
        for one in (other, cast.customer.tenant_id)
    ]
    assert sum((one.total for one in of_each), Earned()) == expected
