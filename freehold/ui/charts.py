"""Charts and figures as pages print them: the geometry is computed here, the SVG stands in `ui/chart.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from django.utils.formats import number_format

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 8, 28
MOST_SERIES = 4
MOST_LABELS = 8
GAP_SHARE = 0.3

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an overview. `is_good` colours its change; `direction` is "up", "down" or empty."""

    label: str
    value: str
    note: str = ""
    url: str = ""
    change: str = ""
    direction: str = ""
    is_good: bool | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of numbers, as many as the chart has labels."""

    name: str
    values: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle, with what a pointer resting on it reads."""

    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series as drawn: `number` picks colour and dash, `points` a line, `bars` rectangles."""

    number: int
    name: str
    points: str = ""
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to print, and the same numbers as rows of a table."""

    title: str
    unit: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    drawn: tuple[Drawn, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str) -> Chart:
    """Lines over equal steps, from zero; `unit` is written at the axis ("GB", "€"). At most four series."""
    top = _checked_top(labels, series)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    at = [LEFT + index * step for index in range(len(labels))]
    drawn = tuple(
        Drawn(
            number,
            one.name,
            points=" ".join(
                f"{x:.1f},{_height_of(value, top):.1f}" for x, value in zip(at, one.values, strict=True)
            ),
        )
        for number, one in enumerate(series, 1)
    )
    return _chart(title, labels, series, unit=unit, at=at, top=top, drawn=drawn)


def bar_chart(title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str) -> Chart:
    """Bars beside each other per label, from zero. At most four series."""
    top = _checked_top(labels, series)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = step * (1 - GAP_SHARE) / max(len(series), 1)
    drawn = tuple(
        Drawn(
            number,
            one.name,
            bars=tuple(
                Bar(
                    x=round(LEFT + index * step + step * GAP_SHARE / 2 + (number - 1) * width, 1),
                    y=round(_height_of(value, top), 1),
                    width=round(width - 1, 1),
                    height=round(HEIGHT - BOTTOM - _height_of(value, top), 1),
                    said=f"{labels[index]}, {one.name}: {_written(value)} {unit}",
                )
                for index, value in enumerate(one.values)
            ),
        )
        for number, one in enumerate(series, 1)
    )
    middles = [LEFT + (index + 0.5) * step for index in range(len(labels))]
    return _chart(title, labels, series, unit=unit, at=middles, top=top, drawn=drawn)


def _chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    at: Sequence[float],
    top: float,
    drawn: tuple[Drawn, ...],
) -> Chart:
    every = -(-len(labels) // MOST_LABELS) or 1
    return Chart(
        title=title,
        unit=unit,
        x_ticks=tuple(Tick(round(at[i], 1), labels[i]) for i in range(0, len(labels), every)),
        y_ticks=tuple(
            Tick(round(_height_of(value, top), 1), _written(value))
            for value in (top * part / 4 for part in range(5))
        ),
        drawn=drawn,
        rows=tuple(
            (label, tuple(_written(one.values[index]) for one in series))
            for index, label in enumerate(labels)
        ),
    )


def _checked_top(labels: Sequence[str], series: Sequence[Series]) -> float:
    if not labels or not 1 <= len(series) <= MOST_SERIES:
        raise ValueError("a chart has labels and one to four series")
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("each series has one value per label")
    if any(value < 0 for one in series for value in one.values):
        raise ValueError("these charts begin at zero")
    return _round_top(max(float(value) for one in series for value in one.values))


def _round_top(most: float) -> float:
    """The next number above that people count in quarters of: 4, 8, 12, 20, 40, 60, 80, 100 times a power of ten."""
    if most <= 0:
        return 4.0
    power: float = 10.0 ** floor(log10(most))
    return next(power * step for step in (1, 1.2, 1.6, 2, 4, 6, 8, 10) if power * step >= most)


def _height_of(value: Number, top: float) -> float:
    return HEIGHT - BOTTOM - float(value) / top * (HEIGHT - BOTTOM - TOP)


def _written(value: Number) -> str:
    exact = Decimal(str(value))
    decimals = 0 if exact == exact.to_integral_value() else 2 if abs(exact) < 10 else 1
    return number_format(round(exact, decimals), decimals, force_grouping=True)
