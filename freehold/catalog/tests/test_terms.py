"""Prices of any kind: filled in by people, read by programs, shown beside what a partner pays; and none for leaving."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import Browser, Cast
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.commands import app
from freehold.catalog.forms.prices import read_steps, written_steps
from freehold.catalog.queries import WhyNot, get_plan, margins, plans, plans_offered, price_lists
from freehold.catalog.schemas import TermsIn
from freehold.catalog.tests.conftest import Shop
from freehold.catalog.words import told_parts
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import FLAT, SEATS, Component, Mode, Terms, Tier, Timing, per_seat
from freehold.provisioning.contract import Meter, OverDays
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Browser]
TODAY = clock.today()
STEPS = (Tier(Decimal(10), Decimal("4.50")), Tier(None, Decimal(3), Decimal(20)))
RICH = Terms(
    "EUR",
    (
        Component(SEATS, Mode.GRADUATED, STEPS),
        Component(FLAT, Mode.UNIT, (Tier(None, Decimal(25)),)),
        Component("notes", Mode.UNIT, (Tier(None, Decimal("0.0005")),), Decimal(100), Decimal(2)),
    ),
    Interval.YEAR,
    Anchor.ANNIVERSARY,
    Timing.ARREARS,
    Decimal(99),
)


def publish(cast: Cast, shop: Shop, *terms: Terms) -> None:
    """Alder publishes these prices of its one plan."""
    publish_price_list(
        {}, terms={shop.partners_plan: terms}, currency="EUR", valid_from=TODAY, actor=cast.partner
    )


def test_a_plan_has_a_price_for_each_term_and_buyers_read_them(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        publish(cast, shop, RICH, per_seat(Decimal(5), "EUR"))
        plan = get_plan(cast.partner, shop.partners_plan, on=TODAY)
    with scope(cast.customer.tenant_id):
        (offered,) = plans_offered(cast.customer)

    assert plan.terms == offered.terms == (per_seat(Decimal(5), "EUR"), RICH)


def test_what_cannot_be_agreed_on_is_refused_and_nothing_is_kept(cast: Cast, shop: Shop) -> None:
    seats = per_seat(Decimal(5), "EUR")
    tries = {
        "term_twice": (seats, seats),
        "other_currency": (per_seat(Decimal(5), "CHF"),),
        "unknown_meter": (replace(seats, components=(replace(seats.components[0], meter="cancellation"),)),),
        "not_a_price": (replace(seats, components=()),),
    }
    with scope(cast.partner.tenant_id):
        for code, terms in tries.items():
            with pytest.raises(Refused) as refusal:
                publish(cast, shop, *terms)
            assert refusal.value.code == code
        assert len(price_lists(cast.partner)) == 1


def test_no_fee_for_leaving_can_be_expressed(cast: Cast, shop: Shop) -> None:
    """A price counts seats, the plan itself, or what the service counts; and none of its facts is a notice or a fee."""
    said = {field.name for one in (Terms, Component, Tier) for field in fields(one)} | set(
        TermsIn.model_fields
    )

    assert not {
        name for name in said if any(word in name for word in ("cancel", "fee", "notice", "switch", "setup"))
    }
    with scope(cast.partner.tenant_id):
        for meter in ("cancellation_fee", "switching", "setup"):
            fee = Component(meter, Mode.UNIT, (Tier(None, Decimal(100)),))
            with pytest.raises(Refused) as refusal:
                publish(cast, shop, Terms("EUR", (*per_seat(Decimal(5), "EUR").components, fee)))
            assert refusal.value.code == "unknown_meter"


def test_a_partner_sees_what_it_pays_and_earns_exactly(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        publish(cast, shop, per_seat(Decimal("5.125"), "EUR"), RICH)
        (found,) = margins(cast.partner, plans(cast.partner, on=TODAY)).values()

    assert [(one.earns, one.why_not) for one in found] == [
        (Money(Decimal("3.125"), "EUR"), None),
        (None, WhyNot.TERM),
    ]


def test_what_a_seat_earns_is_not_guessed(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        publish(cast, shop, replace(RICH, interval=Interval.MONTH))
        (parts,) = margins(cast.partner, plans(cast.partner, on=TODAY))[shop.partners_plan]
        publish_price_list(
            {shop.partners_plan: Decimal(6)}, currency="CHF", valid_from=TODAY, actor=cast.partner
        )
        franc, _euro = margins(cast.partner, plans(cast.partner, on=TODAY))[shop.partners_plan]

    assert parts.why_not is WhyNot.PARTS
    assert (franc.pays, franc.why_not) == (None, WhyNot.NOT_OFFERED)


def test_the_list_of_plans_shows_price_cost_and_earnings(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    page = signed_in(cast.partner).get("/plans/").content.decode()

    assert "€5.00 a seat, a month" in page
    assert "€2.00 a seat, a month" in page
    assert "€3.00 a seat, a month" in page


def test_a_price_is_told_in_words() -> None:
    assert told_parts(RICH, {"notes": Meter("notes", "Notes", "C62", OverDays.SUM)}) == [
        "up to 10: €4.50 a seat, a year, above 10: €3.00 a seat, a year + €20.00",
        "€25.00 a year",
        "€0.0005 each: Notes above 100 and 2 a seat",
        "at least €99.00 a year",
    ]


def test_a_price_of_what_is_measured_names_its_unit() -> None:
    stored = Component("stored", Mode.UNIT, (Tier(None, Decimal("0.2")),), included_per_seat=Decimal(10))
    terms = Terms("EUR", (stored,))

    assert told_parts(terms, {"stored": Meter("stored", "Mail stored", "E34", OverDays.AVERAGE)}) == [
        "€0.20 for each GB of mail stored above 10\N{NO-BREAK SPACE}GB a seat"
    ]


def test_steps_are_read_as_they_are_written() -> None:
    part = RICH.components[0]

    assert written_steps(part) == "10: 4.50\nmore: 3 + 20"
    assert read_steps(written_steps(part)) == STEPS
    assert read_steps("10: 4,50\n\n MORE : 3 + 20 ") == STEPS
    for wrong in ("10", "x: 3", "10: -1", "10: NaN", "10: 1e9", "more"):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            read_steps(wrong)


def test_a_price_of_any_kind_is_filled_in_on_a_page(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser, here = signed_in(cast.partner), f"/plans/{shop.partners_plan}/price/?interval=year"
    form = {
        "valid_from": TODAY.isoformat(),
        "version": "1",
        "timing": "arrears",
        "anchor": "anniversary",
        "minimum": "99",
        "seats_steps": "10: 4.50\nmore: 3 + 20",
        "seats_mode": "graduated",
        "flat_price": "25",
        "notes_price": "0.0005",
        "notes_included": "100",
        "notes_per_seat": "2",
        "notes_mode": "graduated",
    }

    wrong = browser.post(here, form | {"seats_steps": "10: 4.50"})
    unread = browser.post(here, form | {"seats_steps": "ten seats"})
    done = browser.post(here, form)

    assert (wrong.status_code, unread.status_code, done.status_code) == (422, 422, 302)
    assert "The last step has no end" in wrong.content.decode()
    assert "Write a line for each step" in unread.content.decode()
    with scope(cast.partner.tenant_id):
        assert get_plan(cast.partner, shop.partners_plan, on=TODAY).terms == (
            per_seat(Decimal(5), "EUR"),
            RICH,
        )
    page = browser.get(here).content.decode()
    assert "10: 4.50\nmore: 3 + 20" in page
    assert "<details open>" in page


def test_the_short_form_keeps_prices_that_it_does_not_show(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    with scope(cast.partner.tenant_id):
        publish(cast, shop, RICH, per_seat(Decimal(5), "EUR"))

    signed_in(cast.partner).post(
        "/prices/new/",
        {
            "currency": "EUR",
            "valid_from": TODAY.isoformat(),
            "version": "2",
            f"price_{shop.partners_plan}": "6",
        },
    )

    with scope(cast.partner.tenant_id):
        found = get_plan(cast.partner, shop.partners_plan, on=TODAY).terms
    assert found == (per_seat(Decimal("6"), "EUR"), RICH)


def test_discounts_are_given_and_ended_on_their_page(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    form = {"percent": "10", "valid_from": TODAY.isoformat(), "buyer_id": str(cast.customer.tenant_id)}

    assert browser.get("/prices/discounts/new/").status_code == 200
    assert browser.post("/prices/discounts/new/", form | {"percent": "NaN"}).status_code == 422
    assert browser.post("/prices/discounts/new/", form).status_code == 302
    page = browser.get("/prices/discounts/").content.decode()
    ending = page.split('action="/prices/discounts/')[1].split('"')[0]

    assert "Acme Dental" in page
    assert browser.post(f"/prices/discounts/{ending}").status_code == 302
    assert "Over" in browser.get("/prices/discounts/").content.decode()


def test_terms_and_discounts_from_the_shell_are_refused_with_what_is_wrong(
    cast: Cast, shop: Shop, tmp_path: Path
) -> None:
    runner, seller = CliRunner(), ["--tenant", str(cast.partner.tenant_id)]
    tier = {"up_to": None, "unit": "25", "flat": "0"}
    part = {"meter": "flat", "mode": "unit", "included": "0", "included_per_seat": "0", "tiers": [tier]}
    file = tmp_path / "terms.json"

    file.write_text(json.dumps({str(shop.partners_plan): [{"interval": "year", "components": [part]}]}))
    published = runner.invoke(app, ["plans", "prices", "--terms", str(file), *seller])
    given = runner.invoke(app, ["plans", "discount", "10", "--interval", "year", *seller])
    ended = runner.invoke(app, ["plans", "end-discount", given.output.strip(), *seller])
    tier["unit"] = "NaN"
    file.write_text(json.dumps({str(shop.partners_plan): [{"components": [part]}]}))
    hostile = runner.invoke(app, ["plans", "prices", "--terms", str(file), *seller])

    assert (published.exit_code, given.exit_code, ended.exit_code) == (0, 0, 0), published.output
    assert hostile.exit_code == 2
    with scope(cast.partner.tenant_id):
        (terms,) = get_plan(cast.partner, shop.partners_plan, on=TODAY).terms
    assert (terms.interval, terms.price_of(3)) == (Interval.YEAR, Decimal(25))
