"""How long papers take: 500 packing lists on every size, and a pick list of 5,000 lines."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.ui.paper import samples  # noqa: E402
from ui.paper.render import PackingOptions, render_packing_lists, render_pick_list  # noqa: E402
from ui.paper.size import PaperSize  # noqa: E402


def main() -> None:
    """Draw, and write one line a paper to standard output."""
    parcels = [samples.packing_list(1 + n % 6, order_numbers=(f"2611213397{n:05}",)) for n in range(500)]
    pick_list = samples.pick_list(5000, notes=samples.notes(50))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "paper.pdf"
        for paper in PaperSize:
            start = time.perf_counter()
            pages = render_packing_lists(parcels, paper, out)
            _tell(f"500 packing lists {paper.key}", pages, start, out)
        start = time.perf_counter()
        everything = PackingOptions(prices=True, gift_card=True, return_slip=True)
        pages = render_packing_lists(parcels, PaperSize.LABEL_76X130, out, everything)
        _tell("500 packing lists 76x130 with gift card and return slip", pages, start, out)
        start = time.perf_counter()
        pages = render_pick_list(pick_list, PaperSize.A4, out)
        _tell("5,000 pick list lines a4", pages, start, out)


def _tell(what: str, pages: int, start: float, out: Path) -> None:
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{what}: {pages} pages, {seconds:.2f} s, {out.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
