"""Five hundred packing lists on every size of paper, and a pick list of five thousand lines, as PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lines import Given, Line, took
from PySide6.QtGui import QGuiApplication

from services.fulfilment.paper_fields import PackingOptions
from tests.ui.paper import samples
from ui.paper.render import render_packing_lists, render_pick_list
from ui.paper.size import PaperSize

MOST_MS = 5_000.0


def measure(_given: Given) -> list[Line]:
    """Each once; the first draws the fonts in."""
    app = QGuiApplication.instance() or QGuiApplication(["bench", "-platform", "offscreen"])
    parcels = [samples.packing_list(1 + n % 6, order_numbers=(f"2611213397{n:05}",)) for n in range(500)]
    everything = PackingOptions(prices=True, gift_card=True, return_slip=True)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "paper.pdf"
        for what, size, options in (
            *((f"500 packing lists, {size.key}", size, PackingOptions()) for size in PaperSize),
            ("500 packing lists, 76x130, with gift card and return slip", PaperSize.LABEL_76X130, everything),
        ):
            drawn = took(lambda size=size, options=options: render_packing_lists(parcels, size, out, options))  # type: ignore[misc]
            lines.append(_line(what, drawn.clock, drawn.busy, drawn.value))
        pick_list = samples.pick_list(5000, notes=samples.notes(50))
        drawn = took(lambda: render_pick_list(pick_list, PaperSize.A4, out))
        lines.append(_line("pick list of 5,000 lines, a4", drawn.clock, drawn.busy, drawn.value))
    assert app
    return lines


def _line(what: str, clock: float, busy: float, pages: int) -> Line:
    return Line(what, clock, busy=busy, most=MOST_MS, note=f"{pages:,} pages")
