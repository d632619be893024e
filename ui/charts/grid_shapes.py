"""Shapes of cells: heat maps and the tile map of provinces."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from services import formatting
from services.charts.chart import Tone, Unit
from services.messages import Message, render
from ui.charts.look import axis_number, label
from ui.charts.sheet import PAD, Sheet, draw_boxes
from ui.charts.time_shapes import wrapped_labels

_MANY = 14  # columns from which cells are too narrow for numbers
_LINE = 17  # how high a line of text is
_STEPS = 6  # patches of the colour scale


def draw_heat(sheet: Sheet) -> None:
    """A row for each series, a column for each label; the more, the darker."""
    figures, axes = sheet.figures, sheet.axes()
    largest = max((value or 0 for one in figures.series for value in one.values), default=0) or 1
    ramp = colours(sheet)
    tall = max(sheet.height - sheet.top - sheet.bottom - 2 * _LINE, _LINE) / max(len(figures.series), 1)
    has_room = tall >= _LINE and len(figures.labels) <= _MANY
    has_two = has_room and tall >= 2 * _LINE + 6
    if not has_room:
        _scale(sheet, ramp, figures.series[0].unit, largest)
    cells: dict[tuple[int, int], tuple[float, ...]] = {}
    for row, one in enumerate(figures.series):
        for place, value in enumerate(one.values):
            if value is not None:
                cells[place, row] = ramp(max(value, 0) / largest)
                short = axis_number(value, one.unit, sheet.currency) if has_room else ""
                if has_two and (below := _beside(sheet, row, place)) is not None:
                    short = f"{short}\n{_short(below, figures.beside[row].unit, sheet.currency)}"
                _write(sheet, axes, (place, row), cells[place, row], short)
    _draw_cells(axes, cells)
    axes.set_xlim(-0.5, len(figures.labels) - 0.5)
    axes.set_ylim(len(figures.series) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)
    names = [render(one.name) for one in figures.series]
    beside = max((sheet.text_width(one) for one in names), default=0) + 8
    if any(isinstance(one, Message) for one in figures.labels):
        wrapped_labels(sheet, axes, beside + 2 * PAD)  # classes: each has to be named
    else:
        sheet.label_axis(axes, [label(one) for one in figures.labels], beside)
    step = max(1, int(-(-_LINE // tall)))
    axes.set_yticks(range(0, len(names), step), names[::step])
    sheet.dress(axes.get_yticklabels())
    sheet.fit(axes)
    for row, one in enumerate(figures.series):
        for place, value in enumerate(one.values):
            if value is not None:
                words = f"{render(one.name)} · {label(figures.labels[place])}\n{sheet.exact(one, place)}"
                if _beside(sheet, row, place) is not None:
                    words = f"{words}\n{sheet.exact(figures.beside[row], place)}"
                box = (place - 0.5, row - 0.5, place + 0.5, row + 0.5)
                sheet.hit(axes, box, words, f"{figures.row_keys[row]}|{sheet.key(place)}")


def _short(value: int, unit: Unit, currency: str) -> str:
    """A second value as short as an axis writes it; money with its sign, so that nobody takes it for a count."""
    shown = axis_number(abs(value), unit, currency)
    shown = f"{formatting.symbol(currency)}{shown}" if unit is Unit.MONEY else shown
    return f"{formatting.MINUS}{shown}" if value < 0 else shown


def _beside(sheet: Sheet, row: int, place: int) -> int | None:
    """The second value of a cell, where it has one."""
    return sheet.figures.beside[row].values[place] if sheet.figures.beside else None


def draw_tiles(sheet: Sheet) -> None:
    """A square for each province, about where it lies; `row_keys` say ``column,row``."""
    figures, axes = sheet.figures, sheet.axes()
    first = figures.series[0]
    largest = max((value or 0 for value in first.values), default=0) or 1
    ramp = colours(sheet)
    _scale(sheet, ramp, first.unit, largest)
    places = [tuple(map(int, key.split(","))) for key in figures.row_keys]
    cells = {(column, row): ramp((first.values[number] or 0) / largest) for number, (column, row) in enumerate(places)}
    _draw_cells(axes, cells)
    for number, (column, row) in enumerate(places):
        _write(sheet, axes, (column, row), cells[column, row], label(figures.labels[number]))
    axes.set_xlim(min(one[0] for one in places) - 0.5, max(one[0] for one in places) + 0.5)
    axes.set_ylim(max(one[1] for one in places) + 0.5, min(one[1] for one in places) - 0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    sheet.fit(axes)
    for number, (column, row) in enumerate(places):
        words = f"{label(figures.labels[number])}\n{render(first.name)}: {sheet.exact(first, number)}"
        sheet.hit(axes, (column - 0.5, row - 0.5, column + 0.5, row + 0.5), words, sheet.key(number))


def colours(sheet: Sheet) -> LinearSegmentedColormap:
    """From nearly the ground to the full colour of the first series."""
    return LinearSegmentedColormap.from_list("ramp", [sheet.colour("hover"), sheet.look.tone(Tone.MAIN)])


def _scale(sheet: Sheet, ramp: LinearSegmentedColormap, unit: Unit, largest: int) -> None:
    """What the colours mean, where the cells say no numbers: from nothing to the most."""
    steps = [ramp(number / (_STEPS - 1)) for number in range(_STEPS)]
    sheet.colour_scale(steps, axis_number(0, unit, sheet.currency), axis_number(largest, unit, sheet.currency))


def _draw_cells(axes: Axes, cells: Mapping[tuple[int, int], tuple[float, ...]]) -> None:
    """A patch of its colour for each (column, row)."""
    boxes = [(column - 0.47, row - 0.46, column + 0.47, row + 0.46) for column, row in cells]
    draw_boxes(axes, boxes, list(cells.values()))


def _write(sheet: Sheet, axes: Axes, place: tuple[int, int], ground: tuple[float, ...], words: str) -> None:
    if words:
        written = sheet.words(axes, place, words)
        written.set_color(sheet.look.ink(ground))
        written.set_in_layout(False)  # it lies inside its cell and needs no margin
