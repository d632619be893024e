"""The menu on a row of a list: what the page can do with it, and copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPoint, Slot

from services.i18n import _
from ui.actions import shown_keys
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu


@dataclass(frozen=True, slots=True)
class RowDeed:
    """One entry: words marked with `N_`, an icon, what is done with the id of the row, and whether the row has it."""

    words: str
    icon: str
    run: Callable[[int], object]
    fits: Callable[[int], bool] = lambda _row_id: True


class RowMenu(QObject):
    """Opens on a right click or the menu key; `menu` is the one opened last."""

    def __init__(self, table: TablePanel, deeds: Sequence[RowDeed]) -> None:
        super().__init__(table)
        self._table, self._deeds = table, tuple(deeds)
        self.menu: PassingMenu | None = None
        table.view.menu_requested.connect(self._open)

    @Slot(QPoint)
    def _open(self, at: QPoint) -> None:
        view = self._table.view
        row_id = self._table.model.row_id(view.current_row())
        if row_id is None:
            return
        self.menu = menu = PassingMenu(self._table)
        for deed in (one for one in self._deeds if one.fits(row_id)):
            menu.addAction(icon(deed.icon), _(deed.words), partial(deed.run, row_id))
        menu.addSeparator()
        menu.addAction(icon("copy"), _("Copy") + "\t" + shown_keys("Ctrl+C"), view.copy)
        menu.popup(at)
