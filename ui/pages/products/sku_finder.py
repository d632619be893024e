"""A field that finds products while one types, by name, code, barcode or pinyin."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from services.catalog.queries import find
from services.i18n import _
from services.orders.queries import Hit
from ui.pages.spec import PageContext
from ui.theme.apply import current_theme

_PAUSE_MS = 150
_MOST = 8


class SkuFinder(QLineEdit):
    """`chosen` carries the id of the SKU that was picked; the field is empty again then."""

    chosen = Signal(int)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setFont(current_theme().font("body"))
        self.setPlaceholderText(_("Find a product by name, code or pinyin"))
        self.setAccessibleName(_("Find a product"))
        self._rows = QStandardItemModel(self)
        self._popup = QCompleter(self._rows, self)
        self._popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup.setWidget(self)
        self._popup.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.textEdited.connect(self._typed)

    def _typed(self, typed: str) -> None:
        if len(typed.strip()) >= 2:
            self._pause.start()
        else:
            self._pause.stop()

    def _look(self) -> None:
        typed = self.text().strip()
        pending = self._context.link.ask(find, typed, _MOST, owner=self)
        pending.then(lambda hits: self.offer(typed, hits)).fails(self._context.show_error)

    def offer(self, typed: str, hits: tuple[Hit, ...]) -> None:
        """Show what was found, unless something else has been typed meanwhile."""
        if typed != self.text().strip():
            return
        self._rows.clear()
        for hit in hits:
            item = QStandardItem(" · ".join(part for part in (hit.title, *hit.details) if part))
            item.setData(hit.id, Qt.ItemDataRole.UserRole)
            self._rows.appendRow(item)
        if hits and self.hasFocus():
            self._popup.complete()

    def pick(self, sku_id: int) -> None:
        """Choose a product, as a click on it does."""
        self.clear()
        self.chosen.emit(sku_id)

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        number = int(index.data(Qt.ItemDataRole.UserRole))
        QTimer.singleShot(0, self, lambda: self.pick(number))  # after the completer has written its words into us
