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
        (["Jan"], [Series("A", [-1])]),
    ],
)
def test_what_cannot_be_drawn_is_refused(labels, series):
    with pytest.raises(ValueError, match=r"chart|series"):
        line_chart("x", labels, series, unit="")
