"""Charts drawn off the window's thread: matplotlib is loaded there when the first one is wanted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from services.charts.chart import Chart, Figures
from services.i18n import N_, translate

if TYPE_CHECKING:
    from ui.charts.drawing import Drawn

T = TypeVar("T")
_pool = ThreadPoolExecutor(1, "charts")  # one: matplotlib's fonts are not made for two threads


def begin(work: Callable[..., T], *args: object, **named: object) -> Future[T]:
    """Do it on the thread that draws, after what was asked for before."""
    return _pool.submit(work, *args, **named)


def draw(figures: Figures, theme: str, size: tuple[int, int], scale: float) -> Future[Drawn]:
    """The picture of a chart in design pixels, on its way."""
    return begin(_draw, figures, theme, size, scale)


def _draw(figures: Figures, theme: str, size: tuple[int, int], scale: float) -> Drawn:
    from ui.charts.drawing import picture

    return picture(figures, theme, size, scale)


def save_picture(figures: Figures, theme: str, out: Path, chart: Chart, fresh: str) -> Path:
    """Write the chart with its name, formula, source and freshness; returns where."""
    from ui.charts.drawing import save

    save(figures, theme, out, heading=translate(chart.name), footer=explained(chart, fresh))
    return out


def copied(figures: Figures, theme: str, chart: Chart, fresh: str) -> Drawn:
    """The chart as it is copied: with its title and what explains it, twice as fine."""
    from ui.charts.drawing import whole_picture

    return whole_picture(figures, theme, heading=translate(chart.name), footer=explained(chart, fresh))


def explained(chart: Chart, fresh: str) -> list[str]:
    """Formula, source and freshness, a line each."""
    source = translate(N_("Source: {source}. {fresh}")).format(source=translate(chart.source), fresh=fresh)
    return [translate(N_("Formula: {formula}")).format(formula=translate(chart.formula)), source]
