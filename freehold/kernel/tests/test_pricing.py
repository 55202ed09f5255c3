"""Each pricing rule, by hand and by properties; hostile terms are refused with what is wrong."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import (
    FLAT,
    SEATS,
    Component,
    Mode,
    Terms,
    Tier,
    Timing,
    fault_of,
    per_seat,
    terms_from,
)

AMOUNTS = st.decimals(0, 999_999, places=9)
COUNTS = st.integers(1, 10_000).map(Decimal)


@st.composite
def tiered(draw: st.DrawFn) -> tuple[Tier, ...]:
    """Steps that rise, the last one without end."""
    steps: list[Decimal | None] = [*sorted(draw(st.sets(COUNTS, max_size=5)))]
    return tuple(Tier(step, draw(AMOUNTS), draw(AMOUNTS)) for step in [*steps, None])


@st.composite
def components(draw: st.DrawFn, meter: str) -> Component:
    """Any sound component of a meter."""
    mode = draw(st.sampled_from(Mode))
    tiers = (Tier(None, draw(AMOUNTS)),) if mode is Mode.UNIT else draw(tiered())
    included = Decimal(0) if meter == FLAT else draw(COUNTS)
    return Component(meter, mode, tiers, included)


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    """Any terms that can be agreed on."""
    meters = draw(st.lists(st.sampled_from([SEATS, FLAT, "messages_sent"]), min_size=1, unique=True))
    return Terms(
        "EUR",
        tuple(draw(components(meter)) for meter in meters),
        draw(st.sampled_from(Interval)),
        draw(st.sampled_from(Anchor)),
        draw(st.sampled_from(Timing)),
        draw(AMOUNTS),
        draw(st.decimals(0, 100, places=2)),
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(all_terms())
def test_terms_are_read_as_they_were_stored(terms: Terms) -> None:
    assert terms_from(json.loads(json.dumps(terms.as_json()))) == terms
    assert fault_of(terms) is None


@given(JSON)
def test_json_that_is_no_terms_gives_a_clear_error(stored: object) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        terms_from(stored)


@given(all_terms(), JSON, st.data())
def test_terms_with_one_hostile_part_fail_in_no_other_way(
    terms: Terms, hostile: object, data: st.DataObject
) -> None:
    stored = terms.as_json()
    stored[data.draw(st.sampled_from(sorted(stored)))] = hostile

    with suppress(ValueError):
        fault_of(terms_from(stored))


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "", "one", 1.5, True, None])
def test_no_price_is_anything_but_a_finite_number(number: object) -> None:
    stored = per_seat(Decimal(5), "EUR").as_json()
    stored["components"][0]["tiers"][0]["unit"] = number  # type: ignore[index]  # JSON is object to mypy

    with pytest.raises(ValueError, match="unit must be a"):
        terms_from(stored)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_price_that_can_be_agreed_on_is_finite_and_not_negative(amount: Decimal) -> None:
    if fault_of(per_seat(amount, "EUR")) is None:
        assert 0 <= amount < 1_000_000


def test_graduated_and_volume_tiers_as_people_know_them() -> None:
    tiers = (
        Tier(Decimal(10), Decimal(5)),
        Tier(Decimal(50), Decimal(4)),
        Tier(None, Decimal(3), Decimal(20)),
    )

    assert Component(SEATS, Mode.GRADUATED, tiers).price_of(Decimal(60)) == 10 * 5 + 40 * 4 + 10 * 3 + 20
    assert Component(SEATS, Mode.VOLUME, tiers).price_of(Decimal(60)) == 60 * 3 + 20
    assert Component(SEATS, Mode.VOLUME, tiers).price_of(Decimal(10)) == 50
    assert Component(SEATS, Mode.GRADUATED, tiers).price_of(Decimal(10)) == 50


def test_what_is_included_costs_nothing_and_a_minimum_is_the_least() -> None:
    seats = Component(SEATS, Mode.UNIT, (Tier(None, Decimal(4)),), included=Decimal(5))
    terms = Terms("EUR", (seats,), minimum=Decimal(10))

    assert terms.price_of(5) == 10
    assert terms.price_of(6) == 10
    assert terms.price_of(9) == 16
    assert terms.seat_price is None


def test_a_discount_takes_its_part_of_every_price() -> None:
    terms = Terms("EUR", per_seat(Decimal(8), "EUR").components, discount_percent=Decimal("12.5"))

    assert terms.seat_price == 7
    assert terms.price_of(3) == 21


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        (Component(SEATS, Mode.UNIT, ()), "no_tiers"),
        (Component(SEATS, Mode.UNIT, (Tier(None, Decimal(1)), Tier(None, Decimal(2)))), "unit_tiers"),
        (Component(SEATS, Mode.VOLUME, (Tier(Decimal(5), Decimal(1)),)), "last_tier"),
        (
            Component(
                SEATS,
                Mode.VOLUME,
                (Tier(Decimal(5), Decimal(1)), Tier(Decimal(5), Decimal(1)), Tier(None, Decimal(1))),
            ),
            "tiers_order",
        ),
        (Component(SEATS, Mode.VOLUME, (Tier(None, Decimal(1)), Tier(None, Decimal(1)))), "tiers_order"),
        (Component(SEATS, Mode.VOLUME, (Tier(None, Decimal(1)),) * 1001), "too_many_tiers"),
        (Component(FLAT, Mode.UNIT, (Tier(None, Decimal(1)),), included=Decimal(1)), "flat_included"),
        (Component("Cancellation fee", Mode.UNIT, (Tier(None, Decimal(1)),)), "meter"),
        (Component(SEATS, Mode.UNIT, (Tier(None, Decimal(-1)),)), "not_an_amount"),
        (Component(SEATS, Mode.UNIT, (Tier(None, Decimal("1e999999999")),)), "not_an_amount"),
        (Component(SEATS, Mode.UNIT, (Tier(None, Decimal(1)),), included=Decimal("NaN")), "not_an_amount"),
    ],
)
def test_what_is_wrong_with_terms_is_named(component: Component, fault: str) -> None:
    assert fault_of(Terms("EUR", (component,))) == fault


def test_a_whole_order_of_terms_can_be_wrong_too() -> None:
    seats = per_seat(Decimal(1), "EUR").components

    assert fault_of(Terms("XXX", seats)) == "currency"
    assert fault_of(Terms("EUR", ())) == "no_components"
    assert fault_of(Terms("EUR", seats * 2)) == "meter_twice"
    assert fault_of(Terms("EUR", seats, discount_percent=Decimal(101))) == "discount"
    assert fault_of(Terms("EUR", seats, minimum=Decimal(-1))) == "not_an_amount"
