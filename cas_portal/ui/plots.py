"""The geometry of server-made plots. Templates draw it as SVG beside a table of the same numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH = 560
LABEL = 176
ROW = 32
BAR = 20


@dataclass(frozen=True)
class Bar:
    label: Any
    value: float
    y: int
    text_y: int
    width: int
    value_x: int


@dataclass(frozen=True)
class BarPlot:
    bars: list[Bar]
    width: int
    height: int
    left: int
    bar: int


@dataclass(frozen=True)
class Dot:
    label: Any
    value: float
    x: int
    marked: bool


@dataclass(frozen=True)
class StripPlot:
    dots: list[Dot]
    low: float
    high: float
    cut: int | None
    width: int
    left: int
    right: int


@dataclass(frozen=True)
class LaneBar:
    x: int
    width: int
    look: str


@dataclass(frozen=True)
class Lane:
    label: Any
    y: int
    text_y: int
    bars: list[LaneBar]


@dataclass(frozen=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True)
class LanePlot:
    lanes: list[Lane]
    ticks: list[Tick]
    left: int
    right: int
    width: int
    height: int
    bar: int


def lane_plot(
    rows: Iterable[tuple[Any, Iterable[tuple[date, date, str]]]], *, low: date, high: date, marks: Iterable[date] = ()
) -> LanePlot:
    """Spans of days, (first, day after the last, look), one row of them below the other, from ``low`` to ``high``."""
    left, right = LABEL - 40, WIDTH - 8
    span = (high - low).days or 1

    def place(day: date) -> int:
        return round(left + (min(max(day, low), high) - low).days / span * (right - left))

    lanes = []
    for n, (label, spans) in enumerate(rows):
        shown = [(start, end, look) for start, end, look in spans if start < high and end > low]
        bars = [LaneBar(place(start), max(place(end) - place(start), 3), look) for start, end, look in shown]
        lanes.append(Lane(label, n * ROW + 6, n * ROW + 21, bars))
    ticks = [Tick(place(day), str(day.year) if day.month == 1 else "") for day in marks]
    return LanePlot(lanes, ticks, left, right, WIDTH, len(lanes) * ROW + 28, BAR)


def bar_plot(rows: Iterable[tuple[Any, float]]) -> BarPlot:
    """Horizontal bars from zero, the longest filling the width."""
    data = list(rows)
    room = WIDTH - LABEL - 64
    top = max((value for _label, value in data), default=0) or 1
    bars = []
    for n, (label, value) in enumerate(data):
        width = max(round(room * value / top), 2 if value else 0)
        bars.append(Bar(label, value, n * ROW + 6, n * ROW + 21, width, LABEL + width + 8))
    return BarPlot(bars, WIDTH, len(data) * ROW + 8, LABEL, BAR)


def strip_plot(
    values: Sequence[tuple[Any, float]], *, low: float, high: float, cut: float | None = None, marked: Any = None
) -> StripPlot:
    """Points on one line from ``low`` to ``high``, with a cut and one point marked by its label."""
    left, right = 16, WIDTH - 16
    span = (high - low) or 1

    def place(value: float) -> int:
        return round(left + (min(max(value, low), high) - low) / span * (right - left))

    dots = [Dot(label, value, place(value), label == marked) for label, value in values]
    return StripPlot(dots, low, high, None if cut is None else place(cut), WIDTH, left, right)
