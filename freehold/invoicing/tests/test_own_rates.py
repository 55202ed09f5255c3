"""Rates of a seller's own tax, outside the EU: which holds for whom on which day; pure, then on invoices and the page."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import Cast
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.commands import app
from freehold.invoicing.document import TaxCategory
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.invoicing.queries.upcoming import next_invoice
from freehold.invoicing.rules.own_rates import MOST_RATES, OwnRate, own_rate
from freehold.invoicing.rules.parties import SellerFacts, fault_of_seller, tidy_seller
from freehold.invoicing.states import Buyers, Regime
from freehold.invoicing.tests.conftest import ACME, ALDER, Billing
from freehold.kernel.errors import Refused
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
HOME, ABROAD = Buyers.HOME, Buyers.ABROAD
OLD, NEW = (
    OwnRate(Decimal("7.70"), date(2024, 1, 1), HOME),
    OwnRate(Decimal("8.10"), date(2030, 5, 1), HOME),
)
SWISS = replace(
    ALDER, country="CH", city="Zürich", postcode="8001", regime=Regime.OUTSIDE, tax_id="CHE116281710",
    tax_name="MWST", own_rates=(OLD, NEW),
)  # fmt: skip
AT_HOME = replace(ACME, country="CH", city="Basel", postcode="4001")
RATES = st.lists(
    st.builds(
        OwnRate,
        st.decimals(min_value="0.01", max_value=100, places=2),
        st.dates(date(2029, 12, 1), date(2030, 2, 1)),
        st.sampled_from(Buyers),
    ),
    max_size=MOST_RATES,
    unique_by=lambda one: (one.buyers, one.valid_from),
)
DAYS = st.dates(date(2029, 11, 1), date(2030, 3, 1))


@given(RATES, DAYS, st.booleans())
def test_the_latest_rate_of_the_buyers_group_that_has_begun_holds(
    rates: list[OwnRate], on: date, at_home: bool
) -> None:
    found = own_rate(rates, buyer_is_at_home=at_home, on=on)

    group = [one for one in rates if (one.buyers is HOME) == at_home]
    begun = [one for one in group if one.valid_from <= on]
    assert (found is None) == (not begun)
    holding = [one for one in begun if one.percent == found]
    assert not begun or any(all(one.valid_from >= other.valid_from for other in begun) for one in holding)


@given(RATES, DAYS, st.booleans(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rates_nor_those_of_other_buyers_or_later_days_matter(
    rates: list[OwnRate], on: date, at_home: bool, chance: object
) -> None:
    found = own_rate(rates, buyer_is_at_home=at_home, on=on)

    mixed = list(rates)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    own = [one for one in mixed if (one.buyers is HOME) == at_home and one.valid_from <= on]
    assert own_rate(mixed, buyer_is_at_home=at_home, on=on) == found
    assert own_rate(own, buyer_is_at_home=at_home, on=on) == found


def test_a_change_on_a_day_holds_from_that_day_on_and_not_before() -> None:
    assert own_rate([NEW, OLD], buyer_is_at_home=True, on=date(2030, 4, 30)) == OLD.percent
    assert own_rate([NEW, OLD], buyer_is_at_home=True, on=date(2030, 5, 1)) == NEW.percent
    assert own_rate([NEW, OLD], buyer_is_at_home=True, on=date(2023, 12, 31)) is None
    assert own_rate([NEW, OLD], buyer_is_at_home=False, on=date(2030, 5, 1)) is None


def days(count: int) -> tuple[OwnRate, ...]:
    return tuple(OwnRate(Decimal(8), date(2000 + year, 1, 1), HOME) for year in range(count))


@pytest.mark.parametrize(
    ("rates", "code"),
    [
        *[((replace(OLD, percent=Decimal(wrong)),), "tax_rate") for wrong in ("NaN", "Infinity", "-1", "0", "100.01", "8.125")],
        ((OLD, replace(NEW, valid_from=OLD.valid_from)), "same_day"),
        (days(MOST_RATES + 1), "too_many_rates"),
    ],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(rates: tuple[OwnRate, ...], code: str) -> None:
    fault = fault_of_seller(tidy_seller(replace(SWISS, own_rates=rates)))

    assert fault is not None
    assert (fault.code, fault.field) == (code, "own_rates")


def test_all_that_a_tax_may_be_is_taken_and_kept_in_order() -> None:
    everything = replace(OLD, percent=Decimal(100))
    same_day_abroad = replace(OLD, buyers=ABROAD)

    tidied = tidy_seller(replace(SWISS, own_rates=(same_day_abroad, NEW, everything)))

    assert fault_of_seller(tidied) is None
    assert tidied.own_rates == (everything, NEW, same_day_abroad)
    assert fault_of_seller(replace(SWISS, own_rates=days(MOST_RATES))) is None
    assert fault_of_seller(replace(SWISS, own_rates=())) is None


def test_a_seller_under_vat_of_the_eu_has_no_rates_of_its_own(billing: Billing) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        with pytest.raises(Refused) as refused:
            set_seller_profile(replace(ALDER, own_rates=(OLD,)), actor=partner)

        assert (refused.value.code, refused.value.field) == ("rates_elsewhere", "regime")
        assert own_seller_profile(partner).facts == ALDER


def become_swiss(cast: Cast, facts: SellerFacts = SWISS) -> None:
    with scope(cast.partner.tenant_id):
        set_seller_profile(facts, actor=cast.partner)
        set_buyer_profile(AT_HOME, buyer_id=cast.customer.tenant_id, actor=cast.partner)


def test_a_period_bears_the_rate_of_its_last_day_and_an_invoice_both(billing: Billing) -> None:
    cast = billing.cast
    become_swiss(cast)
    billing.order(date(2030, 4, 1))
    billing.at(date(2030, 5, 1))
    with scope(cast.partner.tenant_id):
        shown = next_invoice(cast.partner, buyer_id=cast.customer.tenant_id)

    billing.run(cast.partner, date(2030, 5, 1))

    (invoice,) = billing.documents(cast.partner)
    assert [(line.period.last_day, line.category, line.rate) for line in invoice.lines] == [
        (date(2030, 4, 30), TaxCategory.STANDARD, OLD.percent),
        (date(2030, 5, 31), TaxCategory.STANDARD, NEW.percent),
    ]
    assert [(tax.rate, tax.base, tax.amount) for tax in invoice.taxes] == [
        (OLD.percent, Decimal("15.00"), Decimal("1.16")),
        (NEW.percent, Decimal("15.00"), Decimal("1.22")),
    ]
    assert (invoice.tax_name, invoice.gross) == ("MWST", Decimal("32.38"))
    assert shown is not None  # up to the first of June, with June
    assert (shown.net.amount, shown.tax.amount) == (Decimal("45.00"), Decimal("3.59"))


def test_a_buyer_elsewhere_pays_no_tax_where_there_is_no_rate_for_it(billing: Billing) -> None:
    cast = billing.cast
    with scope(cast.partner.tenant_id):
        set_seller_profile(SWISS, actor=cast.partner)
    billing.order(date(2030, 4, 1))

    billing.run(cast.partner, date(2030, 5, 1))

    (invoice,) = billing.documents(cast.partner)
    assert {(line.category, line.rate) for line in invoice.lines} == {(TaxCategory.OUTSIDE, Decimal(0))}
    assert (invoice.tax, invoice.gross) == (Decimal(0), Decimal("30.00"))


FILLED = {
    "legal_name": "Alder AG", "street": "Bahnhofstr. 1", "postcode": "8001", "city": "Zürich", "country": "CH",
    "regime": "outside", "tax_id": "CHE116281710", "tax_name": "MWST", "payment_days": "14", "invoice_prefix": "RE-",
    "credit_note_prefix": "GS-", "language": "de", "version": "1",
    "percent_0": "8.1", "valid_from_0": "2024-01-01", "buyers_0": "home",
    "percent_1": "", "valid_from_1": "", "buyers_1": "home",
    "percent_2": "8.3", "valid_from_2": "2031-01-01", "buyers_2": "home",
}  # fmt: skip


def test_rates_are_filled_in_on_the_page_and_three_rows_are_free_again(
    billing: Billing, signed_in: SignedIn
) -> None:
    partner = billing.cast.partner
    browser = signed_in(partner)

    saved = browser.post("/invoices/profile/", FILLED)
    page = browser.get("/invoices/profile/").content.decode()

    assert saved.status_code == 302
    with scope(partner.tenant_id):
        facts = own_seller_profile(partner).facts
    assert facts is not None
    assert facts.own_rates == (
        OwnRate(Decimal("8.1"), date(2024, 1, 1), HOME),
        OwnRate(Decimal("8.3"), date(2031, 1, 1), HOME),
    )
    assert all(f'name="percent_{place}"' in page for place in range(5))
    assert 'name="percent_5"' not in page
    assert 'value="2031-01-01"' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent_0": "101"}, "more than 0 and not more than 100 percent"),
        ({"percent_0": "0"}, "more than 0 and not more than 100 percent"),
        ({"percent_1": "2.6"}, "A rate has a percent and a day"),
        ({"percent_2": ""}, "A rate has a percent and a day"),
        ({"valid_from_2": "2024-01-01"}, "another rate for these buyers from the same day"),
        ({"regime": "eu_vat", "country": "DE", "tax_id": "DE136695976"}, "are for sellers outside the EU"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_beside_it_and_nothing_typed_is_lost(
    billing: Billing, signed_in: SignedIn, change: dict[str, str], sentence: str
) -> None:
    partner = billing.cast.partner

    answer = signed_in(partner).post("/invoices/profile/", FILLED | change)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    kept = FILLED | change
    assert all(f'value="{kept[name]}"' in page for name in ("percent_0", "valid_from_0") if kept[name])
    assert all(f'value="{kept[name]}"' in page for name in ("percent_2", "valid_from_2") if kept[name])
    assert "<details open>" in page
    with scope(partner.tenant_id):
        assert own_seller_profile(partner).facts == ALDER


def test_the_second_of_two_is_told_which_rate_stands_there_now(billing: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billing.cast.partner)
    browser.post("/invoices/profile/", FILLED)

    second = browser.post("/invoices/profile/", FILLED | {"percent_0": "7.7"})

    assert second.status_code == 422
    assert "Meanwhile it is “8.1”" in second.content.decode()
    assert 'value="7.7"' in second.content.decode()


def test_api_and_shell_take_and_tell_the_same_rates(
    billing: Billing, signed_in: SignedIn, tmp_path: Path
) -> None:
    browser = signed_in(billing.cast.partner)
    facts = {
        name: FILLED[name]
        for name in ("legal_name", "street", "city", "country", "regime", "tax_id", "tax_name")
    } | {
        "invoice_prefix": "RE-",
        "credit_note_prefix": "GS-",
        "own_rates": [{"percent": "8.1", "valid_from": "2024-01-01", "buyers": "home"}],
    }
    address = "/api/v1/invoice-profiles/seller"
    wrong = facts | {"own_rates": [{"percent": "0", "valid_from": "2024-01-01", "buyers": "home"}]}
    file = tmp_path / "alder.json"
    file.write_text(json.dumps(facts))

    refused = browser.put(address, {"facts": wrong}, content_type="application/json")
    taken = browser.put(address, {"facts": facts}, content_type="application/json")
    told = browser.get(address).json()["facts"]["own_rates"]
    shell = CliRunner().invoke(app, ["invoices", "seller", str(billing.cast.partner.tenant_id), str(file)])

    assert refused.status_code == 422
    assert taken.json() == {"version": 2}
    assert told == [{"percent": "8.1", "valid_from": "2024-01-01", "buyers": "home"}]
    assert shell.output.strip() == "3"
