"""Shops that the tests of a module begin with: filled once in each process, then copied."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from services.shop import Shop
from tests.examples import is_quick
from tests.services.undo_check import Beginning, UndoCheck

T = TypeVar("T")
_ONE_OF = 16


@dataclass(frozen=True, slots=True)
class _Filled:
    """A closed shop's file, what filling it gave, and how the shop was before."""

    content: bytes
    made: Any
    beginning: Beginning


_KEPT: dict[Callable[[Shop], Any], _Filled] = {}


def filled(request: pytest.FixtureRequest, path: Path, fill: Callable[[Shop], T]) -> Iterator[tuple[Shop, T]]:
    """For a fixture to yield from: a shop of the caller's own at `path`, as `fill` left it, and what `fill` gave.

    What was given belongs to a shop that is closed: a caller puts the open one in its place. At the end the filling
    is taken back with all that the test did, as by the fixture `shop`.
    """
    if fill not in _KEPT:
        _KEPT[fill] = _filled(path, fill)
    kept = _KEPT[fill]
    path.write_bytes(kept.content)
    with Shop.open(path, who="tests") as shop:
        check = UndoCheck(shop, kept.beginning) if is_taken_back(request) else None
        yield shop, kept.made
        if check is not None:
            check.require()


def _filled(path: Path, fill: Callable[[Shop], Any]) -> _Filled:
    with Shop.create(path, who="tests") as shop:
        beginning = Beginning.of(shop)
        made = fill(shop)
    return _Filled(path.read_bytes(), made, beginning)


def is_taken_back(request: pytest.FixtureRequest) -> bool:
    """Whether what a test did is taken back at its end; in a quick run one in sixteen, every day others."""
    if request.node.get_closest_marker("without_undo_check") is not None:
        return False
    lot = f"{datetime.now(UTC):%Y%m%d} {request.node.nodeid}"
    return not is_quick(request.config) or zlib.crc32(lot.encode()) % _ONE_OF == 0
