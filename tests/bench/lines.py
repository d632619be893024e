"""One line of the table: our figure beside the least anybody must spend and what a user would take instead."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V", covariant=True)
MISSED = "**missed**"


@dataclass(frozen=True, slots=True)
class Given:
    """What a bench measures on: the shop, how many orders it has, and a folder for what is made on the way."""

    shop: Path
    orders: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Took(Generic[V]):
    """Milliseconds by the clock and of the processor (threads and ended children included), and what came of it."""

    clock: float
    busy: float
    value: V


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in `unit`; `busy` is its processor time. `most` bounds the figure, `times` its ratio to the floor."""

    work: str
    ours: float
    unit: str = "ms"
    busy: float | None = None
    floor: float | None = None
    floor_busy: float | None = None
    least: str = ""
    peer: float | None = None
    instead: str = ""
    most: float | None = None
    times: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours as times of the floor, by the clock."""
        return self.ours / self.floor if self.floor else None

    @property
    def busy_ratio(self) -> float | None:
        """The same of processor time, which other programs do not change."""
        return self.busy / self.floor_busy if self.busy is not None and self.floor_busy else None

    @property
    def target(self) -> str:
        """The target in words."""
        bounds = [] if self.most is None else [f"< {shown(self.most, self.unit)}"]
        return ", ".join(bounds + ([] if self.times is None else [f"< {self.times:g} ×"]))

    def verdict(self) -> str:
        """Whether the target is met by the clock and by what the processor spent, or by one of them alone."""
        if self.most is None and self.times is None:
            return ""
        by_clock = self._holds(self.ours, self.ratio)
        by_processor = by_clock if self.busy is None else self._holds(self.busy, self.busy_ratio or self.ratio)
        if by_clock == by_processor:
            return "met" if by_clock else MISSED
        return "met by the clock" if by_clock else "met by processor time"

    def _holds(self, figure: float, ratio: float | None) -> bool:
        within = self.most is None or figure < self.most
        return within and (self.times is None or (ratio is not None and ratio < self.times))

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def shown(figure: float, unit: str) -> str:
    """The figure with as many digits as mean anything."""
    if unit == "ms" and figure >= 1000:
        return f"{figure / 1000:.2f} s"
    digits = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f} {unit}"


def took(work: Callable[[], T]) -> Took[T]:
    """Do it once."""
    busy, clock = _spent(), time.perf_counter()
    value = work()
    return Took((time.perf_counter() - clock) * 1000, (_spent() - busy) * 1000, value)


def read_from_disk() -> float:
    """Megabytes this process has had to wait for so far; 0 where the system does not tell (others than Linux)."""
    told = Path("/proc/self/io")
    lines = told.read_text(encoding="ascii").splitlines() if told.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("read_bytes:")) / 1e6


def compiled_as_installed() -> dict[str, str]:
    """The surroundings of a process whose modules are compiled before, as those of an installed program are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _spent() -> float:
    """Seconds of the processor so far; of children that have ended in hundredths."""
    return time.process_time() + sum(os.times()[2:4])


def typical(work: Callable[[], T], rounds: int = 5) -> Took[T]:
    """Do it several times: the median by the clock, the mean of the processor."""
    done = [took(work) for _round in range(rounds)]
    busy = sum(one.busy for one in done) / rounds
    return Took(statistics.median(one.clock for one in done), busy, done[-1].value)
