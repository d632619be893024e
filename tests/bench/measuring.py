"""What all benches share: the shop they measure on, a clock, and one way to print a figure beside its floor."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402 - the repository is put on the path above

from models.orders import Order  # noqa: E402
from services import clock, demo  # noqa: E402
from services.shop import Shop  # noqa: E402

T = TypeVar("T")


def arguments(about: str) -> argparse.Namespace:
    """``DIR`` (where the shop lies or is built, once) and ``--orders``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--orders", type=int, default=1_000_000)
    return parser.parse_args()


def big_shop(folder: Path, orders: int) -> Path:
    """The generated shop in `folder`; made on the first call, which takes minutes."""
    path = folder / demo.NAME
    if path.exists():
        return path
    began = time.perf_counter()
    demo.build(folder, orders=orders)
    seconds = time.perf_counter() - began
    tell(f"built {orders:,} orders in {seconds:.0f} s, {seconds / orders * 1e6:.0f} µs and")
    tell(f"{path.stat().st_size / orders:.0f} bytes an order")
    return path


def stand_at_newest(shop: Shop) -> None:
    """Let it be the evening of the newest order's day: a shop built a while ago has no sales of today."""
    newest = shop.ask(lambda connection: connection.execute(select(func.max(Order.table().c.ordered_at))).scalar())
    if newest is not None and newest < clock.now():
        clock.set_source(lambda: newest)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """(milliseconds, value) of one call."""
    began = time.perf_counter()
    value = work()
    return (time.perf_counter() - began) * 1000, value


def worked(work: Callable[[], T]) -> tuple[float, T]:
    """(milliseconds of processor time, value) of one call, ended child processes included: another's work is not."""
    began = sum(os.times()[:4])
    value = work()
    return (sum(os.times()[:4]) - began) * 1000, value


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the others do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def tell(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def compare(what: str, ours_ms: float, floor_ms: float, floor: str, target: str = "") -> None:
    """Our figure, the floor measured in the same run, and how many times the floor we take."""
    ratio = ours_ms / floor_ms if floor_ms else float("nan")
    tell(f"| {what} | {_shown(ours_ms)} | {_shown(floor_ms)} ({floor}) | {ratio:.2f} | {target} |")


def _shown(ms: float) -> str:
    return f"{ms / 1000:.2f} s" if ms >= 1000 else f"{ms:.1f} ms"
