"""What vendors charge for services that are resold stands on the same margin page, and is no drift while people have time."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from conftest import Browser, Cast
from freehold.kernel import clock
from freehold.kernel.period import Period, add_months
from freehold.reporting.queries.drift import drift, last_period
from freehold.reporting.queries.margin import Asked, MarginReport, margin
from freehold.reporting.queries.statement import statement_of
from freehold.reporting.states import By, What
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.tests.bills import TODAY, checked, line
from freehold.services.resold.tests.conftest import Sold, _service, sold
from freehold.tenants.row_security import scope

__all__ = ["_service", "sold"]

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
D = Decimal


def seen(cast: Cast, **asked: object) -> MarginReport:
    """Alder's report of November."""
    with scope(cast.partner.tenant_id):
        return margin(cast.partner, Asked(NOVEMBER, DECEMBER, **asked))  # type: ignore[arg-type]


def test_a_vendors_bill_is_a_cost_of_the_order_that_it_is_for(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.partner.tenant_id):
        take_bill(checked(cast, line(), line("NW-9", amount="9.00")), today=TODAY, actor=cast.partner)

    by_customer, by_plan, by_month = (seen(cast, by=by) for by in (By.CUSTOMER, By.PLAN, By.MONTH))

    def costs(report: MarginReport) -> list[tuple[str, Decimal]]:
        return [(row.name, row.earned.cost) for row in report.rows]

    assert sorted(costs(by_customer)) == [("", D(9)), ("Acme Dental", D(27))]
    assert sorted(costs(by_plan)) == [("", D(9)), ("Alder Office", D(27))]
    assert costs(by_month) == [("2026-11", D(36))]
    assert (by_customer.total.cost, by_customer.vendors) == (D(36), D(36))
    narrowed = seen(cast, buyer_id=cast.customer.tenant_id)
    assert (costs(narrowed), narrowed.total.cost) == ([("Acme Dental", D(27))], D(27))


def test_seats_billed_without_an_order_are_told_on_the_page_of_drift(
    sold: Sold, cast: Cast, signed_in: Callable[..., Browser]
) -> None:
    sold.do()
    day = clock.today()
    period = f"{day:%Y-%m-01},{add_months(day.replace(day=1), 1) - timedelta(days=1)}"
    with scope(cast.partner.tenant_id):
        take_bill(
            checked(cast, f"NW-1001,Northwind Office,{period},3,27.00,EUR\n"), today=day, actor=cast.partner
        )
        before = drift(cast.partner, last_period(day))
    agreed = signed_in(cast.partner).get("/margin/drift/").content.decode()
    with scope(cast.partner.tenant_id):
        take_bill(
            checked(cast, f"NW-9,Northwind Office,{period},2,9.00,EUR\n", name="b.csv"),
            today=day,
            actor=cast.partner,
        )
        after = drift(cast.partner, last_period(day))
    page = signed_in(cast.partner).get("/margin/drift/").content.decode()

    assert (before.with_vendors, after.with_vendors, after.drifts) == (0, 1, ())
    assert "Nothing differs." in agreed
    assert "Nothing differs." not in page
    assert "With vendors, the seats of 1 order or reference are not the same." in page
    assert 'href="/vendors/matching/"' in page


def test_a_table_of_margins_has_the_cents_of_its_currency_and_pages_a_minus_that_is_one(
    sold: Sold, cast: Cast, signed_in: Callable[..., Browser]
) -> None:
    sold.do()
    with scope(cast.partner.tenant_id):
        take_bill(
            checked(cast, "NW-1001,Northwind Office,2026-11-16,2026-12-15,3,27.00,EUR\n"),
            today=TODAY,
            actor=cast.partner,
        )
    browser = signed_in(cast.partner)
    rows = browser.get("/margin/csv/?last=2026-11&months=1").content.decode().splitlines()
    page = browser.get("/margin/?last=2026-11&months=1").content.decode()

    assert rows[1].split(",")[7:10] == ["0.00", "13.50", "-13.50"]
    assert "Margin of revenue" in page
    assert "−€13.50" in page
    assert "-13" not in page.split("<table")[0].split("<main")[1]


def test_costs_of_no_order_are_called_so_in_the_table_of_plans(
    cast: Cast, signed_in: Callable[..., Browser]
) -> None:
    with scope(cast.partner.tenant_id):
        take_bill(checked(cast, line("NW-9", amount="9.00")), today=TODAY, actor=cast.partner)
    page = signed_in(cast.partner).get("/margin/?by=plan&last=2026-11").content.decode()

    assert "Without an order" in page
    assert "Without a customer" not in page


def test_a_statement_says_how_many_seats_are_set_up_before_any_day_was_read(
    sold: Sold, cast: Cast, signed_in: Callable[..., Browser]
) -> None:
    sold.do()
    today = clock.today()
    with scope(cast.customer.tenant_id):
        month = Period(today.replace(day=1), add_months(today.replace(day=1), 1))
        (part,) = statement_of(cast.customer, month, now=clock.now()).parts
    page = signed_in(cast.customer).get("/statements/").content.decode()

    assert [(one.quantity, one.now) for one in part.got] == [(None, D(3))]
    assert "not measured" not in page


def test_what_people_still_have_time_for_is_no_drift_and_what_they_are_late_with_is(
    sold: Sold, cast: Cast, tamper: Callable[..., None]
) -> None:
    def late() -> list[What]:
        with scope(cast.partner.tenant_id):
            return [one.difference.what for one in drift(cast.partner, last_period(TODAY)).drifts]

    tamper("update provisioning_instance set wanted_at = now() - interval '5 hours'")
    assert late() == []

    tamper("update provisioning_instance set waits_until = current_date - 1")
    assert late() == [What.LATE]

    sold.do()
    assert late() == []
