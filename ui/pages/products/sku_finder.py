"""The field that adds products to something: empty again after each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QWidget

from services.i18n import _
from ui.dialogs.product_field import ProductField
from ui.page import PageContext


class SkuFinder(ProductField):
    """`chosen` carries the id of the SKU that was picked; the field is empty again then."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setPlaceholderText(_("Find a product by name, code or pinyin"))
        self.setAccessibleName(_("Find a product"))

    def pick(self, sku_id: int) -> None:
        """Choose a product, as a click on it does."""
        self.clear()
        super().pick(sku_id)

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        number = int(index.data(Qt.ItemDataRole.UserRole))
        QTimer.singleShot(0, self, lambda: self.pick(number))  # after the completer has written its words into us
