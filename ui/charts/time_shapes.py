"""Shapes over labels side by side: lines, bars, stacked bars, and the bars of a profit that add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from matplotlib.axes import Axes

from services.charts.chart import Series, Tone, Unit
from services.messages import Message, render
from services.types import minor_digits
from ui.charts.look import axis_number, label
from ui.charts.sheet import Sheet, draw_boxes, shortened, without_names

_MARKS = 6
_LINE = 18  # how high a line of text is
_LONGEST = 0.42  # of the sheet's height that a slanted name may be long


def draw_lines(sheet: Sheet) -> None:
    """A line for each series, what it is compared with dashed, the peak named, festivals marked."""
    axes, right = _axes(sheet)
    for one in reversed(sheet.figures.series):
        on = right if one.on_right and right is not None else axes
        places = [place for place, value in enumerate(one.values) if value is not None]
        values = [value for value in one.values if value is not None]
        style = {Tone.BEFORE: (0, (4, 3)), Tone.EXPECTED: (0, (1, 1.5))}.get(one.tone, "-")
        colour = sheet.look.tone(one.tone)
        alone = "o" if len(values) < 3 else ""
        on.plot(places, values, color=colour, linestyle=style, linewidth=1.6, marker=alone, markersize=4)
    _band(sheet, axes)
    main = sheet.figures.series[0]
    values = [value or 0 for value in main.values]
    if sheet.figures.series[1:2] != sheet.figures.series[1:] or None in main.values:
        values = []
    if values and all(one.tone in (Tone.MAIN, Tone.BEFORE) for one in sheet.figures.series):
        axes.fill_between(range(len(values)), values, color=sheet.look.tone(main.tone), alpha=0.08, linewidth=0)
    _finish(sheet, axes, right)


def draw_bars(sheet: Sheet) -> None:
    """Bars side by side for each series."""
    axes, right = _axes(sheet)
    bars = [one for one in sheet.figures.series if not one.on_right]
    width = 0.72 / len(bars)
    for number, one in enumerate(bars):
        shift = (number - (len(bars) - 1) / 2) * width
        values = [value or 0 for value in one.values]
        colour = sheet.look.tone(one.tone)
        half = width * 0.92 / 2
        places = [place + shift for place in range(len(values))]
        boxes = [(at - half, 0, at + half, value) for at, value in zip(places, values, strict=True)]
        draw_boxes(axes, boxes, colour)
    _right_lines(sheet, right)
    axes.axhline(0, color=sheet.colour("border_strong"), linewidth=0.8)
    _finish(sheet, axes, right)


def draw_stacked(sheet: Sheet) -> None:
    """Bars on top of each other."""
    axes, right = _axes(sheet)
    bars = [one for one in sheet.figures.series if not one.on_right]
    below = [0] * len(sheet.figures.labels)
    for one in bars:
        values = [value or 0 for value in one.values]
        reached = [low + value for low, value in zip(below, values, strict=True)]
        stood = enumerate(zip(below, reached, strict=True))
        boxes = [(place - 0.33, low, place + 0.33, high) for place, (low, high) in stood]
        draw_boxes(axes, boxes, sheet.look.tone(one.tone))
        below = reached
    _right_lines(sheet, right)
    _finish(sheet, axes, right)


def draw_waterfall(sheet: Sheet) -> None:
    """What came in at the left, what it cost step by step, and what is left at the right."""
    figures, axes = sheet.figures, sheet.axes()
    values = [value or 0 for value in figures.series[0].values]
    reached, tops = [0, *accumulate(values[:-1])], list[int]()
    for place, value in enumerate(values):
        is_last = place == len(values) - 1
        start = 0 if is_last else reached[place]
        tone = Tone.MAIN if is_last or not place else Tone.GOOD if value >= 0 else Tone.BAD
        edge = 0.8 if value else 0  # a part too small to be a pixel high is still seen
        axes.bar(place, value, 0.62, bottom=start, color=sheet.look.tone(tone), linewidth=edge)
        if not is_last and place + 2 < len(values):
            end = start + value
            axes.plot([place + 0.31, place + 0.69], [end, end], color=sheet.colour("border_strong"), linewidth=0.8)
        tops.append(max(start, start + value))
    axes.axhline(0, color=sheet.colour("border_strong"), linewidth=0.8)
    axes.margins(y=0.12)
    sheet.value_axis(axes, Unit.MONEY)
    wrapped_labels(sheet, axes)
    sheet.fit(axes)
    high = axes.get_window_extent(sheet.canvas.get_renderer()).height / sheet.scale
    low = min(0, *reached)
    top = axes.dataLim.y1
    free = (top - low) * max(0.12, (_LINE + 6) / high)  # bars that hang from the top would stick to it
    axes.set_ylim(low - (free if low < 0 else 0), (top + free) or 1)
    _write_values(sheet, axes, values, tops)
    said = [f"{label(one)}: {sheet.exact(figures.series[0], place)}" for place, one in enumerate(figures.labels)]
    sheet.column_hits(axes, said)


def _write_values(sheet: Sheet, axes: Axes, values: Sequence[int], tops: Sequence[int]) -> None:
    """The values above their bars, what is left first, then the largest; those without room are left to the pointer."""
    plot = axes.get_window_extent(sheet.canvas.get_renderer())
    left, right = plot.x0 / sheet.scale, plot.x1 / sheet.scale
    last, taken = len(values) - 1, list[tuple[float, float, float]]()
    for place in sorted(range(len(values)), key=lambda one: (one != last, -abs(values[one]))):
        short = _short(sheet, values[place], len(values))
        half = sheet.text_width(short, strong=place == last) / 2
        x, y = (float(one) / sheet.scale for one in axes.transData.transform((place, tops[place])))
        centre = min(max(x, left + half), right - half)
        if all(abs(y - other[1]) > _LINE or abs(centre - other[0]) > half + other[2] + 2 for other in taken):
            taken.append((centre, y, half))
            shift, strong = (centre - x, 3.0), place == last
            sheet.words(
                axes, (place, tops[place]), short, stand="bottom", shift=shift, role="text", strong=strong, halo=True
            )


def _short(sheet: Sheet, value: int, columns: int) -> str:
    """A value as short as its column is narrow: without parts of a unit where they have no room."""
    short = axis_number(value, Unit.MONEY, sheet.currency)
    one = 10 ** minor_digits(sheet.currency)
    if abs(value) < 100 * one and sheet.text_width(short) > (sheet.width - 90) / max(1, columns):
        return axis_number((2 * value + one) // (2 * one) * one, Unit.MONEY, sheet.currency)
    return short


def wrapped_labels(sheet: Sheet, axes: Axes, beside: float = 90) -> None:
    """Every label, in several lines where the columns are narrow; `beside` is what is no column of the width."""
    labels = [label(one) for one in sheet.figures.labels]
    room = (sheet.width - beside) / max(1, len(labels)) - 4
    shown = []
    for one in labels:
        parts, line = [], ""
        for piece in one.split(" ") if " " in one else [one]:
            if line and sheet.text_width(f"{line} {piece}") > room:
                parts.append(line)
                line = piece
            else:
                line = f"{line} {piece}".strip()
        shown.append("\n".join([*parts, line]))
    is_narrow = any(sheet.text_width(line) > room for one in shown for line in one.split("\n"))
    if is_narrow:
        shown = [shortened(sheet, one, sheet.height * _LONGEST) for one in labels]
    axes.set_xticks(range(len(labels)), shown)
    sheet.dress(axes.get_xticklabels())
    if is_narrow:
        axes.tick_params(axis="x", labelrotation=35)
        for drawn in axes.get_xticklabels():
            drawn.set_horizontalalignment("right")
            drawn.set_rotation_mode("anchor")


def _axes(sheet: Sheet) -> tuple[Axes, Axes | None]:
    if len(sheet.figures.series) > 1:
        sheet.legend(sheet.figures.series)
    axes = sheet.axes()
    if not any(one.on_right for one in sheet.figures.series):
        return axes, None
    right = axes.twinx()
    without_names(right)
    for spine in right.spines.values():
        spine.set_visible(False)
    right.tick_params(length=0, colors=sheet.colour("text3"))
    return axes, right


def _right_lines(sheet: Sheet, right: Axes | None) -> None:
    for one in sheet.figures.series:
        if one.on_right and right is not None:
            places = [place for place, value in enumerate(one.values) if value is not None]
            values = [value for value in one.values if value is not None]
            joined = 1.6 if isinstance(sheet.figures.labels[0], date | str) else 0  # ages do not follow each other
            right.plot(places, values, color=sheet.look.tone(one.tone), linewidth=joined, marker="o", markersize=4)


def _band(sheet: Sheet, axes: Axes) -> None:
    places = [place for place, one in enumerate(sheet.figures.band) if one is not None]
    bounds = [one for one in sheet.figures.band if one is not None]
    if bounds:
        low, high = [one[0] for one in bounds], [one[1] for one in bounds]
        axes.fill_between(places, low, high, color=sheet.look.tone(Tone.EXPECTED), alpha=0.16, linewidth=0)


def _finish(sheet: Sheet, axes: Axes, right: Axes | None) -> None:
    figures = sheet.figures
    labels = [label(one) for one in figures.labels]
    free = max(0.14, (_LINE + 6) / max(sheet.height - sheet.top - sheet.bottom - 60, 60))  # the peak is written there
    axes.margins(y=free)
    axes.set_xlim(-0.6, len(labels) - 0.4)
    lowest, highest = axes.dataLim.intervaly
    is_score = figures.series[0].unit is Unit.SCORE  # they all lie near the best: from zero on they are one line
    if lowest > -1e-6 * highest and not is_score:  # drawing leaves traces below zero
        axes.set_ylim(bottom=0)
    sheet.value_axis(axes, next(one.unit for one in figures.series if not one.on_right))
    if right is not None:
        right.margins(y=free)
        if right.dataLim.intervaly[1] > 0:
            right.set_ylim(bottom=0)
        sheet.value_axis(right, next(one.unit for one in figures.series if one.on_right), right=True)
    if any(isinstance(one, Message) for one in figures.labels):
        wrapped_labels(sheet, axes)  # classes: each has to be named
    else:
        sheet.label_axis(axes, labels)
    _draw_marks(sheet, axes)
    _peak(sheet, axes)
    sheet.fit(*([axes] if right is None else [axes, right]))
    sheet.column_hits(axes, [_said(sheet, place) for place in range(len(labels))])


def _said(sheet: Sheet, place: int) -> str:
    lines = [label(sheet.figures.labels[place])]
    lines += [mark.words for mark in sheet.figures.marks if mark.place == place]
    shown = [one for one in sheet.figures.series if one.values[place] is not None]
    return "\n".join([*lines, *(f"{render(one.name)}: {sheet.exact(one, place)}" for one in shown)])


def _draw_marks(sheet: Sheet, axes: Axes) -> None:
    """A hairline and a name for each mark, those too near to the one before only as a line."""
    top, last = axes.get_ylim()[1], -1e9
    unit = (sheet.width - 90) / max(1, len(sheet.figures.labels))
    for mark in sorted(sheet.figures.marks, key=lambda one: one.place)[-_MARKS:]:
        colour = sheet.colour("accent") if mark.is_own else sheet.colour("border_strong")
        axes.axvline(mark.place, color=colour, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0.5)
        half = sheet.text_width(mark.words) / 2
        centre = min(max(mark.place * unit, half), (len(sheet.figures.labels) - 1) * unit - half + 30)
        if centre - half > last:
            shift = (centre - mark.place * unit, 3.0)
            sheet.words(axes, (mark.place, top), mark.words, role="text3", stand="bottom", shift=shift)
            last = centre + half + 6


def _peak(sheet: Sheet, axes: Axes) -> None:
    """The highest value of the first series, written at it."""
    main: Series = sheet.figures.series[0]
    known = [(value, place) for place, value in enumerate(main.values) if value is not None]
    if len(known) < 3 or main.on_right or not max(known)[0]:
        return
    value, place = max(known)
    height = value
    if sheet.figures.shape.value == "stacked":
        return
    side = {0: "left", len(main.values) - 1: "right"}.get(place, "center")
    shown = axis_number(value, main.unit, sheet.currency)
    sheet.words(
        axes, (place, height), shown, role="text", align=side, stand="bottom", shift=(0, 4), strong=True, halo=True
    )
