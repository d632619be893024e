"""The one thing of a list that the panel at the right shows whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from services.errors import NotFound
from services.i18n import _
from ui.page import PageContext
from ui.widgets.detail_panel import DetailPanel


class OneShown:
    """Asks for what the panel shows, and again after each change; gone with the panel.

    `query` gets the id; `show` gets what it answers and puts it on the panel. `wanted` is the id the panel is open for,
    or under way to: a change that comes before the first answer is heeded too, else the panel would keep what was
    there before it.
    """

    def __init__(
        self,
        context: PageContext,
        owner: QWidget,
        panel: DetailPanel,
        query: Callable[..., Any],
        show: Callable[[Any], object],
    ) -> None:
        self._context, self._owner, self._panel = context, owner, panel
        self._query, self._show = query, show
        self.wanted: int | None = None
        panel.closed.connect(self._closed)

    def open(self, number: int) -> None:
        """Show this one; why it cannot be shown is said."""
        self.wanted = number
        self._ask(number, self._refused)

    def read_again(self, _value: object = None) -> None:
        """Something changed: show how it is now, and close the panel where it is there no more."""
        if self.wanted is not None:
            self._ask(self.wanted, self.put_away)

    def put_away(self, _value: object = None) -> None:
        """Close the panel: what it showed is gone."""
        self._panel.close_panel()

    def _ask(self, number: int, failed: Callable[[Exception], object]) -> None:
        asked = self._context.link.ask(self._query, number, owner=self._owner)
        asked.then(partial(self._arrived, number)).fails(failed)

    def _arrived(self, number: int, value: Any) -> None:
        if number == self.wanted:
            self._show(value)

    def _refused(self, error: Exception) -> None:
        self.put_away()
        if isinstance(error, NotFound):
            self._context.toast(_("It is not there any more."))
        else:
            self._context.show_error(error)

    def _closed(self) -> None:
        self.wanted = self._panel.shown = None
