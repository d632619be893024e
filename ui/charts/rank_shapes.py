"""Shapes that compare things: rankings, Pareto, funnels, bubbles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import FuncFormatter, MaxNLocator

from services.charts.chart import Series, Tone, Unit
from services.i18n import N_
from services.messages import message, render
from ui.charts.look import POINTS, axis_number, label
from ui.charts.sheet import PAD, Sheet, draw_boxes, shortened, without_names

_LONGEST = 0.34  # of the sheet's width that names may take
_ROW, _DETAILED, _SLIMMEST = 24, 36, 13
_BELOW_ZERO = 0.3  # of all bars' length that is left free for numbers before the names
_NAMED, _SAID, _NAME_HIGH = 12, 5, 17  # bubbles that may be named, those that are, how high a name is
_Box: TypeAlias = tuple[float, float, float, float]
_CLASS_TONES = {"A": Tone.MAIN, "B": Tone.SECOND, "C": Tone.REST}


def draw_ranking(sheet: Sheet) -> None:
    """Bars from the left, the longest at the top, names before and values behind them; as many as there is room for."""
    series = sheet.figures.series
    if len(series) > 1:
        sheet.legend(series)
    count = _rows(sheet, len(series))
    axes = sheet.axes()
    height = 0.68 / len(series)
    for number, one in enumerate(series):
        boxes = []
        for place in range(count):
            value = one.values[place] or 0
            y = place + (number - (len(series) - 1) / 2) * height
            boxes.append((0, y - height * 0.46, value, y + height * 0.46))
            shown = "—" if one.values[place] is None else axis_number(value, one.unit, sheet.currency)
            side = "left" if value >= 0 else "right"
            sheet.words(axes, (value, y), shown, align=side, shift=(4 if value >= 0 else -4, 0), role="text")
        draw_boxes(axes, boxes, sheet.look.tone(one.tone))
    _names(sheet, axes, count, (sheet.height - sheet.top - sheet.bottom) / count)
    if min(value or 0 for one in series for value in one.values[:count]) < 0:
        axes.margins(x=_BELOW_ZERO)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=sheet.colour("border_strong"), linewidth=0.8)
    sheet.fit(axes)
    low, high = axes.get_xlim()
    for place in range(count):
        sheet.hit(axes, (low, place - 0.5, high, place + 0.5), said(sheet, place), sheet.key(place))


def draw_pareto(sheet: Sheet) -> None:
    """Bars from the largest on, and the line of what they make together."""
    first = sheet.figures.series[0]
    values = [max(value or 0, 0) for value in first.values]
    whole = sum(values) or 1
    sheet.legend(_class_names(sheet))
    axes = sheet.axes()
    _class_bars(sheet, axes, values)
    right = axes.twinx()
    without_names(right)
    for spine in right.spines.values():
        spine.set_visible(False)
    right.tick_params(length=0, colors=sheet.colour("text3"))
    reached = [one * 1_000_000 // whole for one in accumulate(values)]
    right.plot(range(len(values)), reached, color=sheet.colour("text2"), linewidth=1.4)
    right.set_ylim(0, 1_080_000)
    for share, name in ((800_000, "A"), (950_000, "B")):
        right.axhline(share, color=sheet.colour("border_strong"), linewidth=0.8, linestyle=(0, (3, 3)))
        sheet.words(right, (len(values) - 0.5, share), name, align="right", stand="top", shift=(-3, -2), role="text3")
    sheet.value_axis(axes, first.unit)
    sheet.value_axis(right, Unit.SHARE, right=True)
    axes.set_xlim(-0.6, len(values) - 0.4)
    axes.set_xticks([])
    sheet.fit(axes, right)
    words = [f"{said(sheet, place)}\n{reached[place] / 10_000:.1f}%" for place in range(len(values))]
    sheet.column_hits(axes, words)


def _class_names(sheet: Sheet) -> list[Series]:
    """What the legend says: how many there are of each class."""
    counts = [(name, sheet.figures.row_keys.count(name)) for name in _CLASS_TONES]
    forms = N_("{name}: {count}")
    return [
        Series(message(forms, name=name, count=count), (), Unit.COUNT, _CLASS_TONES[name])
        for name, count in counts
        if count
    ]


def _class_bars(sheet: Sheet, axes: Axes, values: list[int]) -> None:
    """Bars in the colours of their classes, each class in one piece: there may be thousands."""
    gap = 0.07 if len(values) <= 80 else 0.0
    for name, tone in _CLASS_TONES.items():
        places = [place for place, key in enumerate(sheet.figures.row_keys) if key == name]
        boxes = [
            [(place - 0.5 + gap, 0), (place - 0.5 + gap, values[place]), (place + 0.5 - gap, values[place]),
             (place + 0.5 - gap, 0)]
            for place in places
        ]  # fmt: skip
        axes.add_collection(PolyCollection(boxes, facecolor=sheet.look.tone(tone), linewidth=0))
    axes.set_ylim(0, max(values) * 1.08)
    axes.update_datalim([(0, 0), (len(values), max(values))])


def draw_funnel(sheet: Sheet) -> None:
    """Steps from many to few, each with its share of the step before."""
    first = sheet.figures.series[0]
    axes = sheet.axes()
    values = [value or 0 for value in first.values]
    for place, value in enumerate(values):
        axes.barh(place, value, 0.62, left=-value / 2, color=sheet.look.tone(Tone.MAIN), linewidth=0,
                  alpha=1 - 0.18 * place)  # fmt: skip
        share = f" · {value / values[place - 1] * 100:.1f}%" if place and values[place - 1] else ""
        shown = axis_number(value, first.unit, sheet.currency)
        sheet.words(axes, (max(values) / 2, place), f"{shown}{share}", role="text", align="left", shift=(8, 0))
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.set_yticks(range(len(values)), [label(one) for one in sheet.figures.labels])
    sheet.dress(axes.get_yticklabels())
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(-max(values) / 2, max(values) / 2)
    sheet.fit(axes)
    for place in range(len(values)):
        box = (-max(values) / 2, place - 0.5, max(values) / 2, place + 0.5)
        sheet.hit(axes, box, said(sheet, place), sheet.key(place))


def draw_bubbles(sheet: Sheet) -> None:
    """Series 0 to the right, series 1 upwards, series 2 as the size, series 3 (below zero or not) as the colour."""
    across, up, size = sheet.figures.series[:3]
    axes = sheet.axes(named=True)
    largest = max((abs(value or 0) for value in size.values), default=0) or 1
    for place in range(len(sheet.figures.labels)):
        x, y, area = across.values[place], up.values[place], size.values[place] or 0
        if x is None or y is None:
            continue
        tone = Tone.MAIN if area >= 0 else Tone.BAD
        area_pixels = 24 + 620 * abs(area) / largest
        axes.scatter([x], [y], s=area_pixels * POINTS**2, color=sheet.look.tone(tone), alpha=0.55, linewidth=0)
    axes.margins(0.12, 0.18)
    sheet.value_axis(axes, up.unit)
    _across(sheet, axes, across)
    sheet.fit(axes)
    _name_largest(sheet, axes, (across, up, size))
    _bubble_hits(sheet, axes, (across, up))


def _across(sheet: Sheet, axes: Axes, across: Series) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _at: axis_number(value, across.unit, sheet.currency)))
    sheet.dress(axes.get_xticklabels())
    axes.set_xlabel(render(across.name), fontproperties=sheet.look.font(12), color=sheet.colour("text2"))
    up = sheet.figures.series[1]
    axes.set_ylabel(render(up.name), fontproperties=sheet.look.font(12), color=sheet.colour("text2"))


@dataclass(frozen=True, slots=True)
class _Name:
    """Where a name may stand: its edges, and how it is written from the middle of its bubble."""

    box: _Box
    align: str
    stand: str
    shift: tuple[float, float]


def _name_largest(sheet: Sheet, axes: Axes, series: tuple[Series, ...]) -> None:
    """The names of the largest at them, where they cover no other name and no bubble."""
    spots = _spots(sheet, axes, series)
    plot = axes.get_window_extent(sheet.canvas.get_renderer())
    left, right = plot.x0 / sheet.scale, sheet.width - PAD
    low, high = plot.y0 / sheet.scale, plot.y1 / sheet.scale
    taken: list[_Box] = []
    for place, (x, y, radius) in sorted(spots.items(), key=lambda one: -one[1][2])[:_NAMED]:
        name = shortened(sheet, label(sheet.figures.labels[place]), sheet.width * 0.3)
        boxes = _around((x, y, radius), sheet.text_width(name), left, right)
        sheet_box = (left - 1, low, right + 1, high + _NAME_HIGH)
        others = {other: spot for other, spot in spots.items() if other != place}
        free = [one for one in boxes if _within(one.box, sheet_box) and not any(_meet(one.box, by) for by in taken)]
        best = next((one for one in free if not _is_over(one.box, others)), None)
        if best is None or len(taken) == _SAID:
            continue
        taken.append(best.box)
        value = series[0].values[place] or 0, series[1].values[place] or 0
        sheet.words(axes, value, name, role="text", align=best.align, stand=best.stand, shift=best.shift, halo=True)


def _around(spot: tuple[float, float, float], wide: float, left: float, right: float) -> list[_Name]:
    """Above, below, to the right and to the left of a bubble."""
    x, y, radius = spot
    centre = min(max(x, left + wide / 2), right - wide / 2)
    low, high, middle = y - radius, y + radius, _NAME_HIGH / 2
    across, beside = (centre - wide / 2, centre + wide / 2), radius + 4
    return [
        _Name((across[0], high, across[1], high + _NAME_HIGH), "center", "bottom", (centre - x, radius + 1)),
        _Name((across[0], low - _NAME_HIGH, across[1], low), "center", "top", (centre - x, -radius - 1)),
        _Name((x + radius, y - middle, x + beside + wide, y + middle), "left", "center", (beside, 0)),
        _Name((x - beside - wide, y - middle, x - radius, y + middle), "right", "center", (-beside, 0)),
    ]


def _within(one: _Box, whole: _Box) -> bool:
    return one[0] >= whole[0] and one[1] >= whole[1] and one[2] <= whole[2] and one[3] <= whole[3]


def _spots(sheet: Sheet, axes: Axes, series: tuple[Series, ...]) -> dict[int, tuple[float, float, float]]:
    """Where each bubble lies on the sheet, from its lower left, and its radius, in design pixels."""
    across, up, size = series
    largest = max((abs(value or 0) for value in size.values), default=0) or 1
    found = {}
    for place, (x, y, area) in enumerate(zip(across.values, up.values, size.values, strict=True)):
        if x is not None and y is not None:
            at, high = (float(one) / sheet.scale for one in axes.transData.transform((x, y)))
            found[place] = at, high, ((24 + 620 * abs(area or 0) / largest) ** 0.5) / 2
    return found


def _meet(one: _Box, other: _Box) -> bool:
    is_beside = one[2] + 8 <= other[0] or other[2] + 8 <= one[0]
    return not is_beside and one[1] < other[3] and other[1] < one[3]


def _is_over(box: _Box, spots: Mapping[int, tuple[float, float, float]]) -> bool:
    """Whether a name would lie over a bubble."""
    return any(
        box[0] < x + size and x - size < box[2] and box[1] < y + size and y - size < box[3]
        for x, y, size in spots.values()
    )


def _bubble_hits(sheet: Sheet, axes: Axes, series: tuple[Series, ...]) -> None:
    across, up = series
    wide, high = (abs(b - a) for a, b in (axes.get_xlim(), axes.get_ylim()))
    for place in range(len(sheet.figures.labels)):
        x, y = across.values[place], up.values[place]
        if x is not None and y is not None:
            box = (x - wide * 0.02, y - high * 0.03, x + wide * 0.02, y + high * 0.03)
            sheet.hit(axes, box, said(sheet, place), sheet.key(place))


def said(sheet: Sheet, place: int) -> str:
    """A label and all its values."""
    lines = [f"{render(one.name)}: {sheet.exact(one, place)}" for one in sheet.figures.series]
    details = [label(one) for one in sheet.figures.details[place : place + 1]]
    return "\n".join([label(sheet.figures.labels[place]), *details, *lines])


def _rows(sheet: Sheet, series: int) -> int:
    """How many rows there is room for; classes are shown all."""
    count = len(sheet.figures.labels)
    room = sheet.height - sheet.top - sheet.bottom - PAD
    row = max(_ROW if series == 1 else _ROW * 1.4, _DETAILED if sheet.figures.details else 0)
    return count if sheet.figures.is_whole else max(1, min(count, int(room // row)))


def _names(sheet: Sheet, axes: Axes, count: int, row: float) -> None:
    """The names before the bars, what is said below them in small; every second where the rows are too slim."""
    step = max(1, int(-(-_SLIMMEST // row)))
    names = [shortened(sheet, label(one), sheet.width * _LONGEST) for one in sheet.figures.labels[:count]]
    for place, one in enumerate(sheet.figures.details[:count]):
        names[place] += "\n" + shortened(sheet, label(one), sheet.width * _LONGEST)
    axes.set_yticks(range(0, count, step), names[::step])
    sheet.dress(axes.get_yticklabels())
    for text in axes.get_yticklabels():
        text.set_color(sheet.colour("text"))
        text.set_linespacing(1.3)
    axes.set_ylim(count - 0.4, -0.6)
