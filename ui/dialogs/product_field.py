"""A text field that finds products while one types."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from services.catalog.queries import find
from services.orders.queries import Hit
from ui.page import PageContext
from ui.pause import Pause
from ui.theme.apply import current_theme
from ui.widgets.popup import dress_completer

_PAUSE_MS = 150
_LEAST_TYPED = 2
_MOST = 8


class ProductField(QLineEdit):
    """Free text, or one of the products found for it by name, code, barcode or pinyin; `chosen` carries its id."""

    chosen = Signal(int)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setFont(current_theme().font("body"))
        self._rows = QStandardItemModel(self)
        self._popup = QCompleter(self._rows, self)
        self._popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        dress_completer(self._popup).setWidget(self)
        self._popup.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.textEdited.connect(self._typed)

    def offer(self, typed: str, hits: tuple[Hit, ...]) -> None:
        """Show what was found, unless something else has been typed meanwhile."""
        if typed != self.text().strip() or not self.hasFocus():
            return
        self._rows.clear()
        for hit in hits:
            item = QStandardItem(" · ".join(part for part in (hit.title, *hit.details) if part))
            item.setData(hit.id, Qt.ItemDataRole.UserRole)
            self._rows.appendRow(item)
        if hits:
            self._popup.complete()
        else:
            self._hide()

    def pick(self, sku_id: int) -> None:
        """Choose a product, as a click on it does."""
        self.chosen.emit(sku_id)

    def _typed(self, typed: str) -> None:
        if len(typed.strip()) >= _LEAST_TYPED:
            self._pause.start()
        else:
            self._pause.stop()
            self._hide()

    def _look(self) -> None:
        if not self.hasFocus():
            return
        typed = self.text().strip()
        pending = self._context.link.ask(find, typed, _MOST, owner=self)
        pending.then(lambda hits: self.offer(typed, hits)).fails(self._context.show_error)

    def _hide(self) -> None:
        popup = self._popup.popup()
        if popup is not None:
            popup.hide()

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self.pick(int(index.data(Qt.ItemDataRole.UserRole)))
