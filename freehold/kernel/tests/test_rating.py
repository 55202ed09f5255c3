"""What a period costs is exact however it is split, and settling twice changes nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from freehold.kernel.money import rounded
from freehold.kernel.period import Period, period_of
from freehold.kernel.pricing import FLAT, SEATS, Component, Mode, Terms, Tier, per_seat
from freehold.kernel.rating import (
    MINIMUM,
    Settled,
    Span,
    charges_in_advance,
    charges_in_arrears,
    settle,
)

MARCH = Period(date(2027, 3, 1), date(2027, 4, 1))
PRICES = st.decimals(0, 1_000, places=4)
MONTHS = st.dates(date(2024, 1, 1), date(2030, 12, 31)).map(
    lambda day: Period(day.replace(day=1), (day.replace(day=1) + timedelta(days=32)).replace(day=1))
)


def span(day: int, seats: int, price: str = "5", *, plan: str = "Mail", is_charged: bool = True) -> Span:
    """What holds from a day of March 2027 on."""
    return Span(date(2027, 3, day), seats, per_seat(Decimal(price), "EUR"), plan, is_charged=is_charged)


def total(settled: Sequence[Settled]) -> Decimal:
    """What all lines sum to."""
    return sum((one.amount for one in settled), Decimal(0))


def bill(spans: Sequence[Span], billed: list[Settled], period: Period = MARCH) -> list[Settled]:
    """Settle, and put the new lines with those that stand."""
    new = settle(charges_in_advance(spans, period), billed, currency="EUR")
    billed += new
    return new


@st.composite
def histories(draw: st.DrawFn, period: Period = MARCH) -> list[Span]:
    """Agreements that change on any days of a month."""
    starts = draw(st.sets(st.integers(0, period.days - 1), min_size=1, max_size=5))
    return [
        Span(
            period.start + timedelta(days=day),
            draw(st.integers(1, 500)),
            per_seat(draw(PRICES), "EUR"),
            draw(st.sampled_from(["Mail", "Mail Plus"])),
            draw(st.booleans()),
        )
        for day in sorted(starts)
    ]


@given(MONTHS, PRICES, st.integers(1, 10_000))
def test_the_sum_of_a_months_days_is_the_months_price(period: Period, price: Decimal, seats: int) -> None:
    one = Span(period.start, seats, per_seat(price, "EUR"), "Mail")
    days = [period.start + timedelta(days=number) for number in range(period.days)]

    by_day = [
        charges_in_advance(
            [Span(day, seats, one.terms, "Mail"), Span(day + timedelta(days=1), 1, one.terms, "Mail", False)],
            period,
        )[0].numerator
        for day in days
    ]

    assert sum(by_day) == price * seats * period.days
    (line,) = settle(charges_in_advance([one], period), [], currency="EUR")[:1] or [None]
    assert (line.amount if line else 0) == rounded(price * seats, "EUR")


@given(histories(), st.integers(1, 31))
def test_splitting_a_span_without_a_change_changes_nothing(history: list[Span], day: int) -> None:
    at = date(2027, 3, day)
    before = [one for one in history if one.start <= at]
    split = list(history)
    if before and before[-1].start < at:
        held = before[-1]
        split.insert(len(before), Span(at, held.seats, held.terms, held.plan, held.is_charged))

    assert charges_in_advance(split, MARCH) == charges_in_advance(history, MARCH)


@given(st.lists(histories(), min_size=1, max_size=4))
def test_all_lines_sum_to_what_is_owed_and_settling_twice_changes_nothing(changes: list[list[Span]]) -> None:
    billed: list[Settled] = []
    for history in changes:
        bill(history, billed)

        owed = sum((one.numerator for one in charges_in_advance(history, MARCH)), Decimal(0))
        assert total(billed) == rounded(owed / MARCH.days, "EUR")
        assert bill(history, billed) == []


@given(st.lists(histories(), min_size=1, max_size=4))
def test_credits_never_exceed_what_was_charged(changes: list[list[Span]]) -> None:
    billed: list[Settled] = []
    for history in changes:
        bill(history, billed)
    bill([], billed)

    assert total(billed) == 0


def test_seats_that_change_within_a_billed_month_credit_only_the_days_that_are_left() -> None:
    billed: list[Settled] = []
    bill([span(1, 31)], billed)

    credit, charge = bill([span(1, 31), span(22, 62)], billed)

    assert (credit.amount, credit.charge.days) == (Decimal("-50.00"), Period(date(2027, 3, 22), MARCH.end))
    assert credit.credits == billed[0].charge
    assert (charge.amount, charge.charge.days) == (Decimal("100.00"), Period(date(2027, 3, 22), MARCH.end))
    assert charge.credits is None
    assert total(billed) == Decimal("205.00")


def test_a_second_upgrade_credits_all_that_the_first_one_left() -> None:
    billed: list[Settled] = []
    bill([span(1, 31)], billed)
    bill([span(1, 31), span(11, 62)], billed)

    credit, charge = bill([span(1, 31), span(11, 62), span(21, 93)], billed)

    assert credit.amount == Decimal("-110.00")
    assert charge.amount == Decimal("165.00")
    assert total(billed) == Decimal("50.00") + Decimal("100.00") + Decimal("165.00")


def test_what_is_taken_back_before_it_counts_leaves_nothing() -> None:
    billed: list[Settled] = []
    bill([span(1, 3)], billed)
    bill([span(1, 3), span(16, 3, is_charged=False)], billed)

    back = bill([span(1, 3)], billed)

    assert total(back) == Decimal("7.74")
    assert total(billed) == Decimal("15.00")


def test_a_plan_changes_by_the_day() -> None:
    billed: list[Settled] = []
    bill([span(1, 31)], billed)

    credit, charge = bill([span(1, 31), span(17, 31, "8", plan="Mail Plus")], billed)

    assert (credit.amount, credit.charge.plan) == (Decimal("-75.00"), "Mail")
    assert (charge.amount, charge.charge.plan) == (Decimal("120.00"), "Mail Plus")


def test_leap_years_have_their_day() -> None:
    year = period_of(
        date(2028, 7, 1), began=date(2028, 1, 1), interval=per_seat(Decimal(1), "EUR").interval.YEAR,
        anchor=per_seat(Decimal(1), "EUR").anchor,
    )  # fmt: skip
    half = Span(date(2028, 7, 2), 1, per_seat(Decimal(366), "EUR"), "Mail")

    (charge,) = charges_in_advance([half], year)

    assert year.days == 366
    assert charge.exact == 183


def test_free_seats_make_no_line() -> None:
    assert settle(charges_in_advance([span(1, 3, "0")], MARCH), [], currency="EUR") == []


def test_the_minimum_is_missing_by_the_days_that_were_charged() -> None:
    terms = Terms("EUR", (Component(FLAT, Mode.UNIT, (Tier(None, Decimal(31)),)),), minimum=Decimal(62))
    held = Span(date(2027, 3, 22), 1, terms, "Mail")

    owed = charges_in_advance([held], MARCH) + charges_in_arrears([held], MARCH, {})

    assert [(one.meter, one.exact) for one in owed] == [(FLAT, Decimal(10)), (MINIMUM, Decimal(10))]


@given(st.permutations(["a", "b", "c"]), st.integers(0, 10_000), st.integers(1, 9))
def test_usage_costs_the_same_in_any_order(meters: list[str], used: int, seats: int) -> None:
    parts = {
        name: Component(
            name, Mode.GRADUATED, (Tier(Decimal(100), Decimal("0.01")), Tier(None, Decimal("0.005")))
        )
        for name in ("a", "b", "c")
    }
    held = [Span(MARCH.start, seats, Terms("EUR", tuple(parts.values())), "Mail")]
    quantities = {name: Decimal(used) for name in meters}

    lines = settle(charges_in_arrears(held, MARCH, quantities), [], currency="EUR")

    each = rounded(parts["a"].price_of(Decimal(used)), "EUR")
    assert total(lines) == 3 * each


def test_a_late_reading_is_a_correction_of_the_difference() -> None:
    part = Component("messages_sent", Mode.UNIT, (Tier(None, Decimal("0.01")),))
    held = [Span(MARCH.start, 1, Terms("EUR", (part, *per_seat(Decimal(1), "EUR").components)), "Mail")]
    billed = settle(charges_in_arrears(held, MARCH, {"messages_sent": Decimal(500)}), [], currency="EUR")

    new = settle(charges_in_arrears(held, MARCH, {"messages_sent": Decimal(700)}), billed, currency="EUR")

    assert total(billed) == 5
    assert total(new) == 2
    assert (
        settle(
            charges_in_arrears(held, MARCH, {"messages_sent": Decimal(700)}), [*billed, *new], currency="EUR"
        )
        == []
    )


def test_quantities_are_shown_without_a_sign_and_seats_by_the_days() -> None:
    billed: list[Settled] = []
    (line,) = bill([span(1, 31)], billed)
    credit, _charge = bill([span(1, 31), span(22, 62)], billed)

    assert line.charge.quantity == 31
    assert credit.charge.quantity == 10
    assert credit.charge.meter == SEATS
