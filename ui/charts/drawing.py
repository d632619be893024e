"""A chart as a picture or a file. Everything here runs on a worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import matplotlib

from services.charts.chart import Figures, Series, Shape, Unit
from services.errors import Invalid
from services.exporting.files import replacing
from services.i18n import N_
from services.messages import message, render
from ui.charts.grid_shapes import draw_heat, draw_tiles
from ui.charts.look import look
from ui.charts.rank_shapes import draw_bubbles, draw_funnel, draw_pareto, draw_ranking
from ui.charts.sheet import Hit, Sheet
from ui.charts.time_shapes import draw_bars, draw_lines, draw_stacked, draw_waterfall

KINDS = (".png", ".svg", ".pdf")
_FILE_SIZE = (960, 560)
_FILE_SCALE = 2.0
_one_at_a_time = Lock()  # matplotlib's font cache is not made for two threads

_DRAW: Mapping[Shape, Callable[[Sheet], None]] = {
    Shape.LINES: draw_lines,
    Shape.BARS: draw_bars,
    Shape.STACKED: draw_stacked,
    Shape.RANKING: draw_ranking,
    Shape.WATERFALL: draw_waterfall,
    Shape.PARETO: draw_pareto,
    Shape.HEAT: draw_heat,
    Shape.BUBBLES: draw_bubbles,
    Shape.TILES: draw_tiles,
    Shape.FUNNEL: draw_funnel,
}


def drawing_alone() -> Lock:
    """Entered, it keeps every other thread from drawing."""
    return _one_at_a_time


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as pixels: premultiplied RGBA in rows from the top, its size in real pixels, and what is where."""

    pixels: bytes
    width: int
    height: int
    scale: float
    hits: tuple[Hit, ...]


def drawn_sheet(
    figures: Figures, theme: str, size: tuple[int, int], scale: float = 1.0, *, heading: str = "",
    footer: Sequence[str] = (), has_title: bool = True,
) -> Sheet:  # fmt: skip
    """The chart on a sheet of this size in design pixels; with too few figures only the sentence that says so."""
    sheet = Sheet(figures, look(theme), *size, scale, heading, footer, has_title)
    if figures.missing is None:
        _DRAW[figures.shape](sheet)
    return sheet


def picture(figures: Figures, theme: str, size: tuple[int, int], scale: float) -> Drawn:
    """The chart for the window, without its title, which the window says itself."""
    with _one_at_a_time:
        return _pixels(drawn_sheet(figures, theme, size, scale, has_title=False))


def whole_picture(figures: Figures, theme: str, *, heading: str = "", footer: Sequence[str] = ()) -> Drawn:
    """The chart as a file would have it, as pixels."""
    notes = [render(one) for one in figures.notes]
    with _one_at_a_time:
        sheet = drawn_sheet(figures, theme, _FILE_SIZE, _FILE_SCALE, heading=heading, footer=[*notes, *footer])
        return _pixels(sheet)


def open_fonts() -> None:
    """Draw something small: fonts are looked for and opened with the first text, and the first chart waits for none."""
    one = message(N_("Orders"))
    with _one_at_a_time:
        figures = Figures(Shape.BARS, one, (one,), (Series(one, (1,), Unit.COUNT),), ("",))
        _pixels(drawn_sheet(figures, "light", (240, 160), has_title=False))


def _pixels(sheet: Sheet) -> Drawn:
    sheet.canvas.draw()
    width, height = sheet.canvas.get_width_height(physical=True)
    drawn = Drawn(bytes(sheet.canvas.buffer_rgba()), width, height, sheet.scale, tuple(sheet.hits))
    sheet.take_apart()
    return drawn


def save(
    figures: Figures, theme: str, out: Path, *, heading: str = "", footer: Sequence[str] = (),
    size: tuple[int, int] = _FILE_SIZE,
) -> None:  # fmt: skip
    """Write the chart to a .png, .svg or .pdf file with its title, formula, source and freshness."""
    kind = out.suffix.lower()
    if kind not in KINDS:
        reason = message(N_("the name must end in .png, .svg or .pdf"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    notes = [render(one) for one in figures.notes]
    with _one_at_a_time, replacing(out) as part:
        sheet = drawn_sheet(figures, theme, size, _FILE_SCALE, heading=heading, footer=[*notes, *footer])
        with matplotlib.rc_context({"svg.fonttype": "path", "pdf.fonttype": 3, "svg.hashsalt": "zhanggui"}):
            sheet.figure.savefig(part, format=kind[1:], dpi=96 * _FILE_SCALE, facecolor=sheet.colour("surface"))
        sheet.take_apart()
