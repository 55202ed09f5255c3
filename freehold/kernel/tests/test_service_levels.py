"""What a month's minutes say of a promise: properties that hold for any of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.kernel.service_levels import Minutes, ServiceLevel, Step, fault_of_level, level_from

minutes = st.integers(0, 44_640).flatmap(
    lambda asked: st.integers(0, asked).map(lambda up: Minutes(asked, up))
)
percents = st.integers(1, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def levels(draw: st.DrawFn) -> ServiceLevel:
    """Levels that can be promised."""
    count = draw(st.integers(1, 6))
    below = sorted(draw(st.sets(percents, min_size=count, max_size=count)), reverse=True)
    credit = sorted(draw(st.sets(percents, min_size=count, max_size=count)))
    return ServiceLevel(tuple(Step(*pair) for pair in zip(below, credit, strict=True)))


@given(levels(), minutes)
def test_something_is_credited_when_the_promise_is_missed_and_never_else(
    level: ServiceLevel, measured: Minutes
) -> None:
    is_missed = measured.asked > 0 and Decimal(measured.up) * 100 / measured.asked < level.promised

    assert (level.credit_for(measured) > 0) is is_missed
    assert level.credit_for(measured) in {Decimal(0), *(step.credit for step in level.steps)}


@given(levels(), minutes, st.integers(0, 1440))
def test_more_minutes_without_an_answer_never_credit_less(
    level: ServiceLevel, measured: Minutes, more: int
) -> None:
    worse = measured + Minutes(asked=more, up=0)

    assert level.credit_for(worse) >= level.credit_for(measured)


@given(levels())
def test_what_nobody_measured_credits_nothing(level: ServiceLevel) -> None:
    assert level.credit_for(Minutes()) == 0


@given(minutes)
def test_a_percentage_never_looks_better_than_it_was(measured: Minutes) -> None:
    percent = measured.percent

    assert (percent is None) is (measured.asked == 0)
    if percent is not None:
        assert percent * measured.asked <= 100 * measured.up
        assert (percent == 100) is (measured.down == 0)


@given(levels())
def test_a_level_reads_back_as_it_was_written(level: ServiceLevel) -> None:
    assert fault_of_level(level.steps) is None
    assert level_from(level.as_json()) == level


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([], "no_steps"),
        ([("99", "10")] * 11, "too_many_steps"),
        ([("100.001", "10")], "not_a_percent"),
        ([("99.9", "0")], "not_a_percent"),
        ([("NaN", "10")], "not_a_percent"),
        ([("99.9", "Infinity")], "not_a_percent"),
        ([("-1", "10")], "not_a_percent"),
        ([("99.9999", "10")], "not_a_percent"),
        ([("99", "10"), ("99.9", "25")], "steps_order"),
        ([("99.9", "25"), ("99", "10")], "steps_order"),
        ([("99.9", "10"), ("99.9", "20")], "steps_order"),
    ],
)
def test_what_cannot_be_promised_has_its_reason(steps: list[tuple[str, str]], fault: str) -> None:
    assert fault_of_level([Step(Decimal(below), Decimal(credit)) for below, credit in steps]) == fault


@pytest.mark.parametrize(
    "stored",
    [
        {},
        [],
        "99.9",
        [{"below": 99.9, "credit": "10"}],
        [{"below": "x", "credit": "10"}],
        [["99", "10"]],
        [{}],
    ],
)
def test_what_was_never_written_is_not_read(stored: object) -> None:
    with pytest.raises(ValueError, match=r"percent|service level|step"):
        level_from(stored)
