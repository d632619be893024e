"""A category: typed as a path, or picked from the tree of those there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from services.catalog.rules import CATEGORY_JOIN
from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.fields import text_field
from ui.widgets.popup import PopupSheet, dress_completer


class CategoryTree(PopupSheet):
    """The tree in a sheet of its own; `picked` carries the path."""

    picked = Signal(str)

    def __init__(self, paths: Sequence[str], chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setFont(current_theme().font("body"))
        self.tree.setAccessibleName(_("Categories"))
        theme, colours = current_theme(), QPalette(self.tree.palette())
        colours.setColor(QPalette.ColorRole.Highlight, theme.color("accent_soft"))
        colours.setColor(QPalette.ColorRole.HighlightedText, theme.color("accent_text"))
        self.tree.setPalette(colours)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.XS, space.XS, space.XS, space.XS)
        column.addWidget(self.tree)
        self._fill(paths, chosen)
        self.tree.expandAll()
        self.tree.itemActivated.connect(self._activated)
        self.tree.itemClicked.connect(self._activated)
        self.setFixedSize(280, 300)

    def _fill(self, paths: Sequence[str], chosen: str) -> None:
        items: dict[str, QTreeWidgetItem] = {}
        for path in paths:
            above, _join, name = path.rpartition(CATEGORY_JOIN)
            item = QTreeWidgetItem(items[above] if above in items else self.tree.invisibleRootItem(), [name])
            item.setData(0, Qt.ItemDataRole.UserRole, path)
            items[path] = item
        if chosen in items:
            self.tree.setCurrentItem(items[chosen])

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        self.picked.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))
        self.close()


class CategoryField(QWidget):
    """A text field with completion, and a button (or the down key) that opens the tree."""

    def __init__(self, paths: Sequence[str], value: str) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self.tree: CategoryTree | None = None
        self.field = text_field(_("Home > Candles"), value)
        completer = QCompleter(list(paths), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(dress_completer(completer))
        self.button = IconButton("tree-structure", _("Choose from the tree"))
        self.button.setEnabled(bool(paths))
        self.button.clicked.connect(lambda _on=False: self.open_tree())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.XS)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def open_tree(self) -> CategoryTree:
        """Show the tree under the field."""
        self.tree = CategoryTree(self._paths, self.field.text().strip(), self)
        self.tree.picked.connect(self.field.setText)
        self.tree.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.tree.show()
        self.tree.tree.setFocus()
        return self.tree
