"""The command line of orders and plans: the same actions, from a shell on the host."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from conftest import Cast
from freehold.catalog.commands import app as catalog
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.provisioning.commands import app as provisioning
from freehold.subscriptions.commands import app as subscriptions
from freehold.subscriptions.states import State
from freehold.subscriptions.tests.conftest import Ordered

run = CliRunner().invoke


def test_an_order_from_the_shell_and_all_that_follows(cast: Cast, shop: Shop) -> None:
    seller, buyer = str(cast.partner.tenant_id), str(cast.customer.tenant_id)
    day = (clock.today() + timedelta(days=3)).isoformat()

    made = run(
        subscriptions, ["subscriptions", "order", seller, str(shop.partners_plan), "3", "--buyer", buyer]
    )
    number = made.output.strip()
    for arguments in (
        ["seats", buyer, number, "5"],
        ["suspend", seller, number, "--reason", "overdue"],
        ["resume", seller, number],
        ["cancel", buyer, number, "--on", day],
        ["withdraw", buyer, number],
    ):
        done = run(subscriptions, ["subscriptions", *arguments])
        assert done.exit_code == 0, (arguments, done.exception)
    (shown,) = json.loads(run(subscriptions, ["subscriptions", "show", seller, number, "--json"]).output)
    listed = run(subscriptions, ["subscriptions", "list", seller]).output

    assert (shown["state"], shown["seats"], shown["customer"]) == (State.ACTIVE, 5, "Acme Dental")
    assert number in listed
    assert "Alder Notes" in run(provisioning, ["instances", "list", buyer, "--json"]).output


def test_what_is_refused_on_a_page_is_refused_in_the_shell(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    refused = run(subscriptions, ["subscriptions", "resume", str(cast.partner.tenant_id), ordered.number])
    hidden = run(subscriptions, ["subscriptions", "suspend", str(cast.rival.tenant_id), ordered.number])

    assert isinstance(refused.exception, Refused)
    assert isinstance(hidden.exception, NotFound)
    assert ordered.everything == before


def test_a_catalog_is_kept_from_the_shell(cast: Cast, shop: Shop) -> None:
    partner = ["--tenant", str(cast.partner.tenant_id)]

    offering = run(catalog, ["plans", "offering", "Pads", "--kind", "notebook"]).output.strip()
    plan = run(catalog, ["plans", "create", offering, "Pad", "--options", '{"pages": 5}']).output.strip()
    priced = run(catalog, ["plans", "prices", f"{plan}=1.25", f"{shop.operators_plan}=2"])
    adopted = run(catalog, ["plans", "adopt", plan, "Alder Pad", *partner])

    assert priced.output.strip() == "2"
    assert adopted.exit_code == 0
    assert "Alder Pad" in run(catalog, ["plans", "list", *partner]).output
    assert "1.25 EUR" in run(catalog, ["plans", "offered", *partner]).output
    assert run(catalog, ["plans", "retire", plan]).exit_code == 0


@pytest.mark.parametrize("given", ["nonsense", "=3", "0190a000-0000-7000-8000-000000000001=much"])
def test_a_price_that_is_none_is_refused(cast: Cast, shop: Shop, given: str) -> None:
    assert run(catalog, ["plans", "prices", given]).exit_code == 2
