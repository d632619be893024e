"""The options of a product (size, colour): their names and values, from which the variants follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.catalog.drafts import Axis
from services.catalog.variants import MOST_AXES
from services.i18n import _
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_BETWEEN = re.compile("[,;|\n\uff0c\uff1b\u3001]+")


class AxisRow(QWidget):
    """One option: its name and its values, separated by commas."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, axis: Axis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.name = text_field(_("Option, such as size"), axis.name)
        self.values = text_field(_("Values, separated by commas: S, M, L"), ", ".join(axis.values))
        self.name.setAccessibleName(_("Name of the option"))
        self.values.setAccessibleName(_("Values of the option"))
        self.remove = IconButton("trash", _("Remove this option"))
        self.remove.clicked.connect(lambda _on=False: self.removed.emit(self))
        for field in (self.name, self.values):
            field.editingFinished.connect(self.edited)
        row.addWidget(self.name, 2)
        row.addWidget(self.values, 5)
        row.addWidget(self.remove)

    def axis(self) -> Axis:
        """The option as typed; each value once, in its order."""
        found: dict[str, None] = {}
        for value in _BETWEEN.split(self.values.text()):
            shown = " ".join(value.split())
            if shown:
                found.setdefault(shown)
        return Axis(" ".join(self.name.text().split()), tuple(found))


class AxesEditor(QWidget):
    """All options of the product; `changed` says that the variants may have to follow.

    `proposed` gives the values a first option begins with.
    """

    changed = Signal()

    def __init__(self, axes: Sequence[Axis], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[AxisRow] = []
        self.proposed: Callable[[], tuple[str, ...]] = tuple
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(space.S)
        column.addLayout(self._rows)
        self.problem = Text("", "caption", "neg", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.more = LinkButton(_("Add an option such as size or colour"), "plus")
        self.more.set_flush()
        self.more.clicked.connect(lambda _on=False: self._add_new())
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for axis in axes:
            self.add(axis)

    def add(self, axis: Axis) -> AxisRow:
        """One more option."""
        row = AxisRow(axis)
        row.edited.connect(self.changed)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._rows.addWidget(row)
        self.more.setVisible(len(self.rows) < MOST_AXES)
        return row

    def _add_new(self) -> None:
        values = self.proposed() if not self.rows else ()
        self.add(Axis("", values)).name.setFocus()

    def axes(self) -> tuple[Axis, ...]:
        """The options that have a name and a value; half an option does not count yet."""
        found = (row.axis() for row in self.rows)
        return tuple(axis for axis in found if axis.name and axis.values)

    def unfinished(self) -> QLineEdit | None:
        """The empty field of an option of which only one half is typed."""
        for row in self.rows:
            axis = row.axis()
            if bool(axis.name) != bool(axis.values):
                return row.values if axis.name else row.name
        return None

    def set_problem(self, reason: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self.problem.setText(f"\u26a0 {reason}" if reason else "")
        self.problem.setVisible(bool(reason))

    def contents(self) -> tuple[tuple[str, str], ...]:
        """Everything that was typed."""
        return tuple((row.name.text(), row.values.text()) for row in self.rows)

    def _remove(self, row: AxisRow) -> None:
        self.rows.remove(row)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.more.show()
        self.changed.emit()
