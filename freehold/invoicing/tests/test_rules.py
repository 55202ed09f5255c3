"""Taxes, totals, numbers, periods and profiles, as the law and the standards say; pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.rules.billing import (
    BilledLine,
    DuePeriods,
    Rhythm,
    bills_differences,
    due_periods,
    first_lines,
    settled_lines,
    uncharged_days,
)
from freehold.invoicing.rules.numbers import is_prefix, number_of, reference_of
from freehold.invoicing.rules.own_rates import OwnRate
from freehold.invoicing.rules.parties import fault_of_buyer, fault_of_seller, tidy_seller
from freehold.invoicing.rules.tax import Because, BuyerTax, SellerTax, Treatment, treatment_of
from freehold.invoicing.rules.totals import totals_of
from freehold.invoicing.rules.vat_rates import STANDARD, standard_rate
from freehold.invoicing.states import Buyers, Regime
from freehold.invoicing.tests.conftest import ACME, ALDER
from freehold.kernel.period import Anchor, Interval, Period
from freehold.kernel.pricing import FLAT, SEATS, Component, Mode, Terms, Tier, Timing
from freehold.kernel.rating import Span

ON = date(2030, 4, 30)
GERMAN = SellerTax("DE", Regime.EU_VAT)
SHOP = SellerTax("DE", Regime.EU_VAT, uses_oss=True)
SWISS = SellerTax("CH", Regime.OUTSIDE, own_rates=(OwnRate(Decimal("8.1"), date(2024, 1, 1), Buyers.HOME),))
UNTAXED = SellerTax("US", Regime.OUTSIDE)
SMALL = SellerTax("AT", Regime.SMALL)
S, AE, OUT, E = TaxCategory.STANDARD, TaxCategory.REVERSE_CHARGE, TaxCategory.OUTSIDE, TaxCategory.EXEMPT


@pytest.mark.parametrize(
    ("seller", "buyer", "expected"),
    [
        (GERMAN, BuyerTax("DE", has_vat_id=True), Treatment(S, Decimal(19))),
        (GERMAN, BuyerTax("DE", has_vat_id=False), Treatment(S, Decimal(19))),
        (GERMAN, BuyerTax("FR", has_vat_id=True), Treatment(AE, Decimal(0), Because.REVERSE_CHARGE)),
        (GERMAN, BuyerTax("FR", has_vat_id=False), Treatment(S, Decimal(19))),
        (SHOP, BuyerTax("FR", has_vat_id=False), Treatment(S, Decimal(20))),
        (SHOP, BuyerTax("FI", has_vat_id=False), Treatment(S, Decimal("25.5"))),
        (SHOP, BuyerTax("FR", has_vat_id=True), Treatment(AE, Decimal(0), Because.REVERSE_CHARGE)),
        (GERMAN, BuyerTax("CH", has_vat_id=True), Treatment(OUT, Decimal(0), Because.OUTSIDE_EU)),
        (GERMAN, BuyerTax("US", has_vat_id=False), Treatment(OUT, Decimal(0), Because.OUTSIDE_EU)),
        (SMALL, BuyerTax("AT", has_vat_id=True), Treatment(E, Decimal(0), Because.SMALL_BUSINESS)),
        (SWISS, BuyerTax("CH", has_vat_id=False), Treatment(S, Decimal("8.1"))),
        (SWISS, BuyerTax("DE", has_vat_id=True), Treatment(OUT, Decimal(0), Because.NO_TAX)),
        (SWISS, BuyerTax("US", has_vat_id=False), Treatment(OUT, Decimal(0), Because.NO_TAX)),
        (UNTAXED, BuyerTax("DE", has_vat_id=True), Treatment(OUT, Decimal(0), Because.NO_TAX)),
    ],
)
def test_countries_regime_and_identifier_decide_the_tax(
    seller: SellerTax, buyer: BuyerTax, expected: Treatment
) -> None:
    assert treatment_of(seller, buyer, on=ON) == expected


@pytest.mark.parametrize(
    ("country", "on", "rate"),
    [
        ("SK", date(2024, 12, 31), "20"), ("SK", date(2025, 1, 1), "23"), ("EE", date(2025, 6, 30), "22"),
        ("EE", date(2025, 7, 1), "24"), ("RO", date(2025, 7, 31), "19"), ("RO", date(2025, 8, 1), "21"),
        ("DE", date(2020, 12, 31), "16"), ("DE", date(2021, 1, 1), "19"),
    ],
)  # fmt: skip
def test_a_rate_holds_from_its_day_on(country: str, on: date, rate: str) -> None:
    assert standard_rate(country, on) == Decimal(rate)


def test_all_countries_of_the_eu_have_a_rate_that_the_directive_allows() -> None:
    assert len(STANDARD) == 27
    for rows in STANDARD.values():
        assert [since for since, _rate in rows] == sorted(since for since, _rate in rows)
        assert all(15 <= rate <= 27 for _since, rate in rows)  # art. 97: not less than 15 percent


LINES = st.lists(
    st.tuples(
        st.sampled_from([Treatment(S, Decimal(19)), Treatment(S, Decimal(7)), Treatment(AE, Decimal(0), Because.REVERSE_CHARGE)]),
        st.decimals(min_value=-5000, max_value=5000, places=2),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@given(LINES)
def test_totals_are_the_sums_of_their_parts(lines: list[tuple[Treatment, Decimal]]) -> None:
    totals = totals_of(lines, currency="EUR")

    signed = [amount * totals.sign for _treatment, amount in lines]
    assert totals.net == sum(signed)  # BR-CO-10 and BR-CO-13
    assert totals.tax == sum(one.amount for one in totals.taxes)  # BR-CO-14
    assert totals.gross == totals.net + totals.tax  # BR-CO-15
    assert totals.gross >= 0
    assert (totals.kind is DocumentKind.CREDIT_NOTE) == (totals.sign < 0)
    for one in totals.taxes:  # BR-CO-17: within half a cent of the base's tax, once
        assert abs(one.amount - one.base * one.treatment.rate / 100) <= Decimal("0.005")
        assert one.base == sum(a * totals.sign for t, a in lines if t == one.treatment)


def test_a_tax_is_rounded_once_and_not_for_each_line() -> None:
    cents = [(Treatment(S, Decimal(19)), Decimal("0.02"))] * 10

    assert totals_of(cents, currency="EUR").tax == Decimal("0.04")


@given(st.from_regex(r"[A-Z0-9/-]{0,9}[A-Z/-]", fullmatch=True), st.integers(1, 10**9 - 1))
def test_a_payment_reference_has_right_check_digits(prefix: str, place: int) -> None:
    assert is_prefix(prefix)
    assert iso11649.is_valid(reference_of(prefix, place))


def test_numbers_count_up_in_six_digits_and_more() -> None:
    assert [number_of("RE-", place) for place in (1, 999_999, 1_000_000)] == [
        "RE-000001",
        "RE-999999",
        "RE-1000000",
    ]


@pytest.mark.parametrize("prefix", ["", "RE-1", "re-", "RE 1-", "ELEVENLETTE", "RE\n"])
def test_a_prefix_that_could_be_mistaken_is_none(prefix: str) -> None:
    assert not is_prefix(prefix)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"legal_name": " "}, "missing", "legal_name"), ({"city": ""}, "missing", "city"),
        ({"street": "x" * 201}, "not_a_line", "street"), ({"street": "a\nb"}, "not_a_line", "street"),
        ({"country": "Germany"}, "not_a_country", "country"), ({"country": "CH"}, "regime_elsewhere", "regime"),
        ({"tax_id": "DE136695977"}, "tax_id", "tax_id"), ({"tax_id": "FR83404833048"}, "tax_id", "tax_id"),
        ({"tax_id": ""}, "tax_id_missing", "tax_id"),
        ({"regime": Regime.SMALL, "tax_id": "", "registration": ""}, "tax_number_missing", "tax_number"),
        ({"iban": "DE89370400440532013001"}, "iban", "iban"),
        ({"bic": "COBA"}, "bic", "bic"), ({"email": "nobody"}, "email", "email"),
        ({"payment_days": 91}, "payment_days", "payment_days"),
        ({"payment_days": -1}, "payment_days", "payment_days"), ({"invoice_prefix": "RE1"}, "prefix", "invoice_prefix"),
        ({"credit_note_prefix": "R/E"}, "prefix", "credit_note_prefix"), ({"language": "fr"}, "language", "language"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sellers_profile_is_told_with_its_field(
    change: dict[str, object], code: str, field: str
) -> None:
    fault = fault_of_seller(tidy_seller(replace(ALDER, **change)))

    assert fault is not None
    assert (fault.code, fault.field) == (code, field)


def test_a_profile_as_people_type_it_is_tidied() -> None:
    typed = replace(ALDER, country="de ", tax_id="de 136 695 976", iban="de89 3704 0044 0532 0130 00")

    assert tidy_seller(typed) == ALDER
    assert fault_of_seller(ALDER) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tax_id": "DE136695977"}, "tax_id"), ({"country": "AT", "tax_id": "DE136695976"}, "tax_id"),
        ({"email": "a b@c.de"}, "email"), ({"email": "a;b@c.de"}, "email"), ({"email": "<a@c.de>"}, "email"),
        ({"email": "a..b@c.de"}, "email"), ({"email": "a@c.de,b@c.de"}, "email"), ({"email": "a@c"}, "email"),
        ({"language": "fr"}, "language"), ({"street": ""}, "missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_buyers_profile_is_told(change: dict[str, object], code: str) -> None:
    fault = fault_of_buyer(replace(ACME, **change))

    assert fault is not None
    assert fault.code == code


def test_greece_has_the_prefix_of_its_own_name() -> None:
    assert fault_of_buyer(replace(ACME, country="GR", tax_id="EL094259216")) is None


def terms(price: str, *, timing: Timing = Timing.ADVANCE, notes: str = "") -> Terms:
    parts = [Component(SEATS, Mode.UNIT, (Tier(None, Decimal(price)),))]
    if notes:
        parts.append(Component("notes", Mode.UNIT, (Tier(None, Decimal(notes)),)))
    return Terms("EUR", tuple(parts), timing=timing)


MONTHLY = Rhythm(date(2030, 1, 10), Interval.MONTH, Anchor.CALENDAR, Timing.ADVANCE)


def months(*numbers: int) -> tuple[Period, ...]:
    return tuple(Period(date(2030, number, 1), date(2030, number + 1, 1)) for number in numbers)


def test_in_advance_a_period_is_due_from_its_first_day_and_usage_after_its_last() -> None:
    assert due_periods(MONTHLY, after=None, cut_off=date(2030, 1, 9)) == DuePeriods((), ())
    assert due_periods(MONTHLY, after=None, cut_off=date(2030, 1, 10)) == DuePeriods(months(1), ())
    assert due_periods(MONTHLY, after=date(2030, 1, 10), cut_off=date(2030, 1, 31)) == DuePeriods((), ())
    assert due_periods(MONTHLY, after=date(2030, 1, 10), cut_off=date(2030, 2, 1)) == DuePeriods(
        months(2), months(1)
    )
    assert due_periods(MONTHLY, after=None, cut_off=date(2030, 3, 1)) == DuePeriods(
        months(1, 2, 3), months(1, 2)
    )


def test_in_arrears_nothing_is_due_before_the_end() -> None:
    rhythm = replace(MONTHLY, timing=Timing.ARREARS)

    assert due_periods(rhythm, after=None, cut_off=date(2030, 1, 31)) == DuePeriods((), ())
    assert due_periods(rhythm, after=None, cut_off=date(2030, 2, 1)) == DuePeriods((), months(1))


@given(
    st.dates(date(2030, 1, 1), date(2030, 12, 31)),
    st.sampled_from(Interval), st.sampled_from(Anchor), st.sampled_from(Timing),
    st.lists(st.integers(0, 200), min_size=1, max_size=12),
)  # fmt: skip
def test_however_runs_are_spread_each_period_is_due_once(
    began: date, interval: Interval, anchor: Anchor, timing: Timing, gaps: list[int]
) -> None:
    rhythm = Rhythm(began, interval, anchor, timing)
    begun: list[Period] = []
    over: list[Period] = []
    after, day = None, began.toordinal() - 5

    for gap in gaps:
        day += gap
        due = due_periods(rhythm, after=after, cut_off=date.fromordinal(day))
        begun += due.begun
        over += due.over
        after = date.fromordinal(day)

    assert after is not None
    at_once = due_periods(rhythm, after=None, cut_off=after)
    assert (tuple(begun), tuple(over)) == at_once


def test_a_change_in_the_middle_of_a_billed_month_credits_the_old_and_charges_the_new() -> None:
    (april,) = months(4)
    before = [Span(date(2030, 1, 10), 3, terms("5"), "Notes")]
    billed = [
        BilledLine(line.settled, Treatment(S, Decimal(19)), "RE-1", line.amount)
        for line in first_lines(before, DuePeriods((april,), ()), {}, timing=Timing.ADVANCE, currency="EUR")
    ]
    after = [*before, Span(date(2030, 4, 16), 5, terms("5"), "Notes")]

    found = settled_lines(after, DuePeriods((april,), ()), {}, billed, timing=Timing.ADVANCE, currency="EUR")

    assert [line.amount for line in found] == [Decimal("-7.50"), Decimal("12.50")]
    assert [line.credits.number for line in found if line.credits] == ["RE-1"]
    again = [
        *billed,
        *(BilledLine(line.settled, Treatment(S, Decimal(19)), "RE-2", line.amount) for line in found),
    ]
    assert (
        settled_lines(after, DuePeriods((april,), ()), {}, again, timing=Timing.ADVANCE, currency="EUR") == []
    )


CHANGES = st.lists(
    st.tuples(st.integers(1, 29), st.integers(1, 9), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)


@given(CHANGES, st.randoms())
def test_in_whatever_order_changes_become_known_all_lines_sum_to_what_is_owed(
    changes: list[tuple[int, int, bool]], chance: object
) -> None:
    (april,) = months(4)
    own = terms("4.99", notes="0.013")
    due = DuePeriods((april,), (april,))
    used = {april: {"notes": Decimal("17.5")}}
    spans = [Span(date(2030, 1, 10), 3, own, "Notes")]
    billed: list[BilledLine] = []

    def bill() -> None:
        ordered = sorted(spans, key=lambda span: span.start)
        found = settled_lines(ordered, due, used, billed, timing=Timing.ADVANCE, currency="EUR")
        billed.extend(BilledLine(line.settled, Treatment(S, Decimal(19)), "", line.amount) for line in found)

    bill()
    shuffled = list(changes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for day, seats, is_charged in shuffled:
        spans.append(Span(date(2030, 4, 1 + day), seats, own, "Notes", is_charged))
        bill()
    in_steps = sum(line.settled.amount for line in billed)
    steps = list(billed)
    billed.clear()
    bill()

    assert in_steps == sum(line.settled.amount for line in billed)
    billed[:] = steps
    bill()
    assert billed == steps


def test_a_trial_and_a_pause_are_days_without_charge() -> None:
    own = terms("5")
    spans = [
        Span(date(2030, 4, 3), 1, own, "Notes", is_charged=False),
        Span(date(2030, 4, 10), 1, own, "Notes"),
        Span(date(2030, 4, 20), 1, own, "Notes", is_charged=False),
    ]

    assert uncharged_days(spans, *months(4)) == [
        Period(date(2030, 4, 1), date(2030, 4, 3)),
        Period(date(2030, 4, 3), date(2030, 4, 10)),
        Period(date(2030, 4, 20), date(2030, 5, 1)),
    ]


def test_differences_alone_make_a_document_once_a_month_at_most() -> None:
    assert bills_differences(None, cut_off=ON)
    assert bills_differences(date(2030, 3, 31), cut_off=ON)
    assert not bills_differences(date(2030, 4, 1), cut_off=ON)


def test_a_flat_price_and_seats_are_lines_of_their_own() -> None:
    own = Terms(
        "EUR",
        (
            Component(SEATS, Mode.UNIT, (Tier(None, Decimal(5)),)),
            Component(FLAT, Mode.UNIT, (Tier(None, Decimal("9.90")),)),
        ),
    )

    found = first_lines(
        [Span(date(2030, 1, 1), 2, own, "Notes")],
        DuePeriods(months(4), ()),
        {},
        timing=Timing.ADVANCE,
        currency="EUR",
    )

    assert [(line.settled.charge.meter, line.settled.amount) for line in found] == [
        (SEATS, Decimal("10.00")), (FLAT, Decimal("9.90")),
    ]  # fmt: skip
