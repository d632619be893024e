"""What papers are drawn with, loaded when a paper is asked for: six megabytes that a day without one does not need."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

T = TypeVar("T")
# Nothing of Qt: it is loaded where the paper is read, so that the window waits for none of it.
_LIBRARIES = ("jinja2.sandbox", "barcode", "segno")


def for_paper(connection: Any, read: Callable[..., T], *args: Any) -> T:
    """What `read` finds for a paper; on a reader's thread, which also loads what the paper will be drawn with."""
    for name in _LIBRARIES:
        import_module(name)
    return read(connection, *args)
