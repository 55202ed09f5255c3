"""Charts and figures as pages print them: the geometry is computed here, the SVG stands in `ui/chart.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.translation import gettext as _

from freehold.ui.formats import written_number

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 8, 28
MOST_SERIES = 4
MOST_LABELS = 8
GAP_SHARE = 0.3
THOUSANDS_FROM = 10_000

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
class Dot:
    """A point of a line among bars, with what a pointer resting on it reads."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series as drawn: `number` picks colour and dash, `points` a line with its `dots`, `bars` rectangles."""

    number: int
    name: str
    points: str = ""
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """What the vertical axis reaches from and to; `bottom` is 0 unless something is below it."""

    bottom: float
    top: float
    step: float

    def height_of(self, value: Number) -> float:
        """Where a value stands in the picture."""
        return (
            HEIGHT
            - BOTTOM
            - (float(value) - self.bottom) / (self.top - self.bottom) * (HEIGHT - BOTTOM - TOP)
        )

    @property
    def marks(self) -> list[float]:
        """The values that are written at it, from below."""
        count = round((self.top - self.bottom) / self.step)
        return [self.bottom + self.step * part for part in range(count + 1)]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to print, the same numbers as rows of a table, and in a sentence for whoever cannot see it."""

    title: str
    unit: str
    described: str
    zero: float  # where 0 stands
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
    scale = _scale(labels, series)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    at = [LEFT + index * step for index in range(len(labels))]
    drawn = tuple(
        Drawn(number, one.name, points=_points(at, one, scale)) for number, one in enumerate(series, 1)
    )
    return _chart(title, labels, series, unit=unit, at=at, scale=scale, drawn=drawn)


def bar_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str, lines: Sequence[Series] = ()
) -> Chart:
    """Bars beside each other per label, from zero up or down, and lines through their middles. At most four series."""
    every = [*series, *lines]
    scale = _scale(labels, every)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = step * (1 - GAP_SHARE) / max(len(series), 1)
    middles = [LEFT + (index + 0.5) * step for index in range(len(labels))]
    bars = [
        Drawn(
            number,
            one.name,
            bars=tuple(
                Bar(
                    x=round(LEFT + index * step + step * GAP_SHARE / 2 + (number - 1) * width, 1),
                    y=round(scale.height_of(max(value, 0)), 1),
                    width=round(width - 1, 1),
                    height=round(abs(scale.height_of(value) - scale.height_of(0)), 1),
                    said=_said(labels[index], one, value, unit),
                )
                for index, value in enumerate(one.values)
            ),
        )
        for number, one in enumerate(series, 1)
    ]
    through = [
        Drawn(
            number,
            one.name,
            points=_points(middles, one, scale),
            dots=tuple(
                Dot(round(x, 1), round(scale.height_of(value), 1), _said(label, one, value, unit))
                for x, label, value in zip(middles, labels, one.values, strict=True)
            ),
        )
        for number, one in enumerate(lines, len(series) + 1)
    ]
    return _chart(title, labels, every, unit=unit, at=middles, scale=scale, drawn=(*bars, *through))


def _points(at: Sequence[float], series: Series, scale: Scale) -> str:
    return " ".join(
        f"{x:.1f},{scale.height_of(value):.1f}" for x, value in zip(at, series.values, strict=True)
    )


def _said(label: str, series: Series, value: Number, unit: str) -> str:
    return f"{label}, {series.name}: {_written(value)} {unit}"


def _chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    at: Sequence[float],
    scale: Scale,
    drawn: tuple[Drawn, ...],
) -> Chart:
    every = -(-len(labels) // MOST_LABELS) or 1
    return Chart(
        title=title,
        unit=unit,
        described=" ".join(_described(labels, one, unit) for one in series),
        zero=round(scale.height_of(0), 1),
        x_ticks=tuple(Tick(round(at[i], 1), labels[i]) for i in range(0, len(labels), every)),
        y_ticks=tuple(Tick(round(scale.height_of(value), 1), _short(value, scale)) for value in scale.marks),
        drawn=drawn,
        rows=tuple(
            (label, tuple(_written(one.values[index]) for one in series))
            for index, label in enumerate(labels)
        ),
    )


def _described(labels: Sequence[str], series: Series, unit: str) -> str:
    """What somebody would say who looks at the picture: where it begins and ends, and the most and the least."""
    values = list(series.values)
    least, most = values.index(min(values)), values.index(max(values))
    return _(
        "%(name)s: from %(first)s to %(last)s %(unit)s; the least %(least)s (%(least_at)s), the most %(most)s (%(most_at)s)."
    ) % {
        "name": series.name, "unit": unit, "first": _written(values[0]), "last": _written(values[-1]),
        "least": _written(values[least]), "least_at": labels[least],
        "most": _written(values[most]), "most_at": labels[most],
    }  # fmt: skip


def _scale(labels: Sequence[str], series: Sequence[Series]) -> Scale:
    if not labels or not 1 <= len(series) <= MOST_SERIES:
        raise ValueError("a chart has labels and one to four series")
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("each series has one value per label")
    most = max(0.0, *(float(value) for one in series for value in one.values))
    least = min(0.0, *(float(value) for one in series for value in one.values))
    step = _round_top(max(most, -least)) / 4
    return Scale(
        bottom=-ceil(-least / step) * step, top=(ceil(most / step) if least else 4) * step, step=step
    )


def _round_top(most: float) -> float:
    """The next number above that people count in quarters of: 4, 8, 12, 20, 40, 60, 80, 100 times a power of ten."""
    if most <= 0:
        return 4.0
    power: float = 10.0 ** floor(log10(most))
    return next(power * step for step in (1, 1.2, 1.6, 2, 4, 6, 8, 10) if power * step >= most)


def _short(value: float, scale: Scale) -> str:
    """A mark of the axis, in thousands where they would take too much room."""
    if value and max(scale.top, -scale.bottom) >= THOUSANDS_FROM:
        return f"{_written(value / 1000)}k"
    return _written(value)


def _written(value: Number) -> str:
    exact = Decimal(str(value))
    decimals = 0 if exact == exact.to_integral_value() else 2 if abs(exact) < 10 else 1
    return written_number(round(exact, decimals), decimals)
