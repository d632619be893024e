"""The formats the program knows, a row each; rows are painted, because there are many and few are ever looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from services.i18n import _, join_list
from services.importing import teach
from services.importing.formats import FormatBook
from services.importing.spec import FormatSpec
from services.round_trip.templates import spec_title
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
_ROW = 68
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def is_own(spec: FormatSpec) -> bool:
    """Whether a person taught the format, or took it in as a file."""
    return spec.id.startswith("user.")


class FormatList(QWidget):
    """Own formats first, with buttons to share and forget them; above them what is wrong with format files."""

    shared = Signal(object)
    forgotten = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self.problems = Text("", "caption", "neg", wrap=True)
        self.problems.hide()
        self.list = _FormatView(self)
        column.addWidget(self.problems)
        column.addWidget(self.list, 1)

    @property
    def specs(self) -> tuple[FormatSpec, ...]:
        """The formats, as they stand in the list."""
        return self.list.rows.specs

    def show_book(self, book: FormatBook) -> None:
        """Show these formats; nothing is done where they are shown already."""
        self.problems.setText("\n".join(map(str, book.problems)))
        self.problems.setVisible(bool(book.problems))
        specs = tuple(sorted(book.all(), key=lambda spec: not is_own(spec)))
        if specs == self.specs:
            return
        self.list.rows.set_specs(specs)
        for place, spec in enumerate(specs):
            if is_own(spec):
                self.list.setIndexWidget(self.list.rows.index(place), self._buttons(spec))

    def _buttons(self, spec: FormatSpec) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.XXS)
        row.addStretch(1)
        for icon, said, wanted in (
            ("share-network", _("Share this format"), self.shared),
            ("trash", _("Forget this format"), self.forgotten),
        ):
            button = IconButton(icon, said)
            button.set_side(current_theme().sizes["control_small"])
            button.clicked.connect(partial(wanted.emit, spec))
            row.addWidget(button)
        return box


class _FormatRows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.specs: tuple[FormatSpec, ...] = ()

    def set_specs(self, specs: Sequence[FormatSpec]) -> None:
        self.beginResetModel()
        self.specs = tuple(specs)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.specs)

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or role not in _TEXT_ROLES:
            return None
        spec = self.specs[index.row()]
        return spec_title(spec) if role == Qt.ItemDataRole.DisplayRole else "\n".join(_words(spec))


class _FormatView(QListView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = _FormatRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("Known formats"))


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        if not isinstance(view, _FormatView):
            return
        theme, rect, spec = current_theme(), option.rect, view.rows.specs[index.row()]
        title, kind, headings = _words(spec)
        buttons = 2 * theme.sizes["control_small"] + space.XXS
        right = buttons + space.XS if is_own(spec) else space.S
        line = QRect(rect.left(), rect.top() + 6, rect.width() - right, 20)
        painter.save()
        painting.text(painter, line, title, theme.font("strong"), theme.color("text"))
        painting.text(painter, line.translated(0, 20), kind, theme.font("caption"), theme.color("text2"))
        painting.text(painter, line.translated(0, 38), headings, theme.font("caption"), theme.color("text3"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width() - 8, 1), theme.color("border"))
        painter.restore()


def _words(spec: FormatSpec) -> tuple[str, str, str]:
    kind = _("{kind} · version {version}").format(kind=_(teach.KIND_LABELS[spec.kind]), version=spec.version)
    return spec_title(spec), kind, join_list([names[0] for names in spec.signature])
