"""The geometry of charts."""

import pytest

from freehold.ui.charts import BOTTOM, HEIGHT, LEFT, TOP, Series, bar_chart, line_chart


def test_a_line_begins_at_the_axis_and_reaches_the_top_of_the_scale():
    chart = line_chart("Stored mail", ["Jan", "Feb"], [Series("Used", [0, 400])], unit="GB")

    first, last = chart.drawn[0].points.split()
    assert first == f"{LEFT:.1f},{HEIGHT - BOTTOM:.1f}"
    assert last.endswith(f",{TOP:.1f}")
    assert [tick.label for tick in chart.y_ticks] == ["0", "100", "200", "300", "400"]


def test_the_table_bears_the_same_numbers():
    chart = bar_chart("Sold", ["Jan", "Feb"], [Series("A", [1, 2.5]), Series("B", [3, 4])], unit="€")

    assert chart.rows == (("Jan", ("1", "3")), ("Feb", ("2.50", "4")))
    assert [bar.said for bar in chart.drawn[1].bars] == ["Jan, B: 3 €", "Feb, B: 4 €"]


def test_nothing_but_zeros_is_still_a_chart():
    chart = line_chart("Stored mail", ["Jan"], [Series("Used", [0])], unit="GB")

    assert [tick.label for tick in chart.y_ticks] == ["0", "1", "2", "3", "4"]


def test_many_labels_are_thinned():
    labels = [str(day) for day in range(1, 32)]

    chart = line_chart("A month", labels, [Series("Used", [1] * 31)], unit="GB")

    assert [tick.label for tick in chart.x_ticks] == ["1", "5", "9", "13", "17", "21", "25", "29"]


@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ([], [Series("A", [])]),
        (["Jan"], []),
        (["Jan"], [Series("A", [1, 2])]),
    ],
)
def test_what_cannot_be_drawn_is_refused(labels, series):
    with pytest.raises(ValueError, match=r"chart|series"):
        line_chart("x", labels, series, unit="")


def test_what_is_below_zero_hangs_from_the_axis_and_is_told_in_words():
    chart = bar_chart(
        "Margin",
        ["Jan", "Feb"],
        [Series("Revenue", [300, 400])],
        unit="€",
        lines=[Series("Margin", [50, -100])],
    )

    assert [tick.label for tick in chart.y_ticks] == ["\N{MINUS SIGN}100", "0", "100", "200", "300", "400"]
    assert chart.zero == chart.y_ticks[1].at
    assert chart.drawn[0].bars[0].y + chart.drawn[0].bars[0].height == pytest.approx(chart.zero, abs=0.2)
    assert chart.drawn[1].dots[1].y == chart.y_ticks[0].at
    assert chart.drawn[1].dots[1].said == "Feb, Margin: \N{MINUS SIGN}100 €"
    assert chart.described == (
        "Revenue: from 300 to 400 €; the least 300 (Jan), the most 400 (Feb). "
        "Margin: from 50 to \N{MINUS SIGN}100 €; the least \N{MINUS SIGN}100 (Feb), the most 50 (Jan)."
    )


def test_bars_below_zero_begin_at_the_axis():
    chart = bar_chart("Margin", ["Jan"], [Series("Margin", [-4])], unit="€")

    (bar,) = chart.drawn[0].bars
    assert (bar.y, bar.y + bar.height) == (TOP, HEIGHT - BOTTOM)


def test_thousands_are_written_short_at_the_axis_and_whole_in_the_table():
    chart = bar_chart("Open", ["Jan"], [Series("Open", [112_400])], unit="€")

    assert [tick.label for tick in chart.y_ticks] == ["0", "30k", "60k", "90k", "120k"]
    assert chart.rows == (("Jan", ("112,400",)),)
