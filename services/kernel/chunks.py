"""Many values for statements that each name only some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

_CHUNK = 900
_Value = TypeVar("_Value", bound=Any)


def chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The different values in order, as many at a time as a statement may name."""
    wanted = sorted(set(values))
    return (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
