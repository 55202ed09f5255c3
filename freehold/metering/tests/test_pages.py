"""The pages of usage: each end reads its own edge, strangers find nothing; and the command prints the same."""

import json
from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from typer.testing import CliRunner

from conftest import Cast
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.period import add_months
from freehold.metering.commands import app
from freehold.metering.queries import usage_by_month
from freehold.metering.tests.conftest import Metered, days_ago, event
from freehold.subscriptions.queries import get_subscription
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]


def test_each_end_reads_an_orders_usage_by_month_and_day(
    metered: Metered, cast: Cast, signed_in: SignedIn
) -> None:
    metered.close(days_ago(1), notes=Decimal("12.5"))
    metered.report(event(metered, "a", "4", day=days_ago(1)))
    metered.count()

    for actor, number in (
        (cast.customer, metered.number),
        (cast.partner, metered.upper),
        (cast.operator, metered.upper),
    ):
        page = signed_in(actor).get(f"/usage/{number}/").content.decode()
        assert "on average" in page
        assert "(4 of it later)" in page
        assert "Notes: 16.5" in page  # the bar of the day
    assert signed_in(cast.rival).get(f"/usage/{metered.number}/").status_code == 404
    assert signed_in(cast.customer).get(f"/usage/{metered.upper}/").status_code == 404


def test_an_order_that_was_never_measured_says_so(metered: Metered, cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.customer).get(f"/usage/{metered.number}/").content.decode()

    assert "Nothing has been measured yet." in page


def test_orders_are_listed_with_what_they_used_lately(
    metered: Metered, cast: Cast, signed_in: SignedIn
) -> None:
    metered.close(days_ago(1), notes=Decimal(60))

    sold = signed_in(cast.partner).get("/usage/").content.decode()
    bought = signed_in(cast.partner).get("/usage/bought/").content.decode()
    own = signed_in(cast.customer).get("/usage/").content.decode()
    operators = signed_in(cast.operator).get("/usage/").content.decode()

    assert all("Notes: 2" in page for page in (sold, bought, own, operators))
    assert "Acme Dental" in sold
    assert "Acme Dental" not in operators
    assert "Notes" not in signed_in(cast.rival).get("/usage/").content.decode()
    assert signed_in(cast.member).get("/usage/bought/").status_code == 403


def test_a_search_that_finds_nothing_says_so(metered: Metered, cast: Cast, signed_in: SignedIn) -> None:
    assert "No order fits." in signed_in(cast.partner).get("/usage/?q=nonsense").content.decode()


def test_the_command_prints_the_same(metered: Metered, cast: Cast) -> None:
    metered.close(days_ago(1), happened=Decimal("12.5"))

    answer = CliRunner().invoke(app, [metered.number, "--tenant", str(cast.partner.tenant_id), "--json"])

    assert answer.exit_code == 0, answer.output
    (line,) = json.loads(answer.output)
    assert (line["month"], line["meter"], line["quantity"]) == (
        str(days_ago(1).replace(day=1)),
        "happened",
        "12.500000000",
    )


def test_the_running_month_is_averaged_over_the_days_that_are_over(
    metered: Metered, cast: Cast, signed_in: SignedIn
) -> None:
    today = clock.today()
    month_before = add_months(today.replace(day=1), -1)
    for number in range(1, 65):
        metered.close(days_ago(number), notes=Decimal(6))

    with scope(cast.customer.tenant_id):
        order = get_subscription(cast.customer, metered.number)
        months = usage_by_month(cast.customer, order, today=today)

    running = [month for month in months if month.period.start > month_before]
    (before,) = [month for month in months if month.period.start == month_before]
    assert before.quantities == {"notes": Decimal(6)}
    assert [month.quantities for month in running] == [{"notes": Decimal(6)}] * len(running)
