"""What a list offers beside one opened row: a bar over the ticked ones, and a menu on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint

from services.i18n import _
from services.messages import counted
from ui.pages.section import Section
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.menu import PassingMenu

Deed = tuple[str, str, str]
"""Key, words marked with `N_`, and icon."""


class ListMenu:
    """`bulk` floats over the list while rows are ticked; `menu` is the menu opened last.

    `do` gets the key of a deed and the ids it is meant for: the ticked rows, or the one of the menu.
    """

    def __init__(
        self,
        section: Section,
        table: TablePanel,
        ticked: tuple[str, str],
        of_several: Sequence[Deed],
        of_one: Sequence[Deed],
        do: Callable[[str, list[int]], object],
    ) -> None:
        self._section, self._table, self._words = section, table, ticked
        self._of_several, self._of_one, self._do = tuple(of_several), tuple(of_one), do
        self.menu: PassingMenu | None = None
        self.bulk = BulkBar(table)
        self.bulk.closed.connect(self.clear)
        table.view.selection_changed.connect(self._ticked)
        table.view.menu_requested.connect(self._open)
        self.retranslate()

    def retranslate(self) -> None:
        """Name everything in the language that is on."""
        self.bulk.retranslate()
        self.bulk.set_actions([(_(words), name, partial(self.of_ticked, key)) for key, words, name in self._of_several])

    def clear(self, _value: Any = None) -> None:
        """Nothing is ticked any more."""
        self._table.model.selection.clear()

    def of_ticked(self, key: str) -> None:
        """Do something with the ticked rows."""
        asked = self._section.link.wait_for(self._table.view.selected_ids(), owner=self._section)
        asked.then(lambda ids: self._do(key, [int(one) for one in ids]))

    def _ticked(self) -> None:
        count = self._table.view.selected_count
        self.bulk.show_selection(counted(self._words, count) if count else "")

    def _open(self, at: QPoint) -> None:
        row_id = self._table.model.row_id(self._table.view.current_row())
        if row_id is None:
            return
        self.menu = menu = PassingMenu(self._section)
        for key, words, name in self._of_one:
            menu.addAction(icon(name), _(words), partial(self._do, key, [int(row_id)]))
        menu.popup(at)
