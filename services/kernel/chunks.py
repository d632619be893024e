"""Many values for statements that each name only some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

AT_ONCE = 900
"""Values one statement names: old builds of SQLite bind 999 at the most."""
_Value = TypeVar("_Value", bound=Any)


def sorted_chunks(values: Iterable[_Value], size: int = AT_ONCE) -> Iterator[Sequence[_Value]]:
    """The different values in order, as many at a time as a statement may name."""
    return portions(sorted(set(values)), size)


def portions(values: Sequence[_Value], size: int = AT_ONCE) -> Iterator[Sequence[_Value]]:
    """The values as they come, `size` at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))
