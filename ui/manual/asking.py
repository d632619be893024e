"""Asking the manual on a thread of its own: it needs no shop, and takes no reader from one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.table.bridge import Bridge

if TYPE_CHECKING:
    from services.manual.search import ManualHit

Hits = Sequence["ManualHit"]

# One for all who ask: what they look through is made once, and a second thread could only wait for it.
_pool = ThreadPoolExecutor(1, thread_name_prefix="manual")


class ManualAsker:
    """Asks the manual while somebody types: only the newest question is answered, and not once `owner` is gone."""

    def __init__(self, owner: QObject) -> None:
        self._bridge = Bridge(owner)
        self._asked: Future[Hits] | None = None

    def ask(
        self,
        typed: str,
        answer: Callable[[Hits], object],
        limit: int,
        *,
        quick: bool = False,
        without: Callable[[], object] = lambda: None,
    ) -> None:
        """Call `answer` with at most `limit` places, or `without` where the manual could not be searched.

        `quick` leaves out the long lists, as in `services.manual`.
        """
        self.stop()
        asked = self._asked = _pool.submit(_find, typed, limit, quick)
        self._bridge.watch(asked, partial(self._take, asked, answer), partial(self._failed, asked, without))

    def stop(self) -> None:
        """Drop the question that is not answered yet."""
        if self._asked is not None:
            self._asked.cancel()  # where it has not begun; otherwise its answer is not looked at
            self._asked = None

    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def _take(self, asked: Future[Hits], answer: Callable[[Hits], object], hits: Hits) -> None:
        if asked is self._asked:
            self._asked = None
            answer(hits)

    def _failed(self, asked: Future[Hits], without: Callable[[], object], error: BaseException) -> None:
        """The rest of what was found is fine without it, and the pages of the manual are there to be read."""
        if asked is self._asked:
            self._asked = None
            without()
        logging.getLogger(__name__).error("the manual could not be searched", exc_info=error)


def make_beforehand(key: str) -> Future[object]:
    """Make a page of the manual on that thread."""
    return _pool.submit(_make, key)


def _make(key: str) -> object:
    from services.manual.pages import page  # at the start nobody reads the manual

    return page(key)


def _find(typed: str, limit: int, quick: bool) -> Hits:
    from services.manual.search import find  # reads every page, which nobody waits for at the start

    return find(typed, limit, quick=quick)
