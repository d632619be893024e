"""What the forms of a section offer to choose from: read beside the page, and waited for by a form that comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Choices(Generic[T]):
    """`known` is what was read last, `blank` until then.

    A form may be wanted the moment its section is built (the palette does it): opened with nothing to choose from, it
    could not be saved, or would be saved as something else than was meant.
    """

    def __init__(self, blank: T) -> None:
        self.known = blank
        self._is_read = False
        self._wanted: Callable[[], object] | None = None

    def take(self, found: T) -> None:
        """It was read; the form that waits for it opens."""
        self.known, self._is_read = found, True
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()

    def first(self, opens: Callable[[], object]) -> None:
        """Call `opens` as soon as it is known what can be chosen; of several the last one."""
        if self._is_read:
            opens()
        else:
            self._wanted = opens
