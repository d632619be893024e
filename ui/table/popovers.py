"""Small sheets that open under a button: choose a filter's values, choose columns, name a view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.i18n import _
from services.types import Filter
from ui.table.filters import FilterSpec
from ui.theme import space
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.fields import CheckBox
from ui.widgets.popup import PopupSheet
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_MANY = 9


class Popover(PopupSheet):
    """A sheet with a title; Esc or a click elsewhere closes it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(space.M, space.M, space.M, space.M)
        self.column.setSpacing(space.S)
        self.column.addWidget(Text(title, "strong"))
        self.setMinimumWidth(220)

    def open_under(self, button: QWidget) -> None:
        """Show the sheet under `button`, inside the screen."""
        self.adjustSize()
        spot = button.mapToGlobal(QPoint(0, button.height() + 4))
        area = button.screen().availableGeometry()
        spot.setX(max(area.left(), min(spot.x(), area.right() - self.width())))
        spot.setY(max(area.top(), min(spot.y(), area.bottom() - self.height())))
        self.move(spot)
        self.show()

    def add_list(self, boxes: Sequence[CheckBox]) -> None:
        """Check boxes one under the other; many of them scroll."""
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(space.XS)
        for box in boxes:
            rows.addWidget(box)
        if len(boxes) <= _MANY:
            self.column.addWidget(holder)
            return
        area = ScrollRoom(holder)
        area.setFixedHeight(_MANY * 28)
        self.column.addWidget(area)

    def add_apply(self, words: str, run: Callable[[], None]) -> PrimaryButton:
        """The button that ends it."""
        row = QHBoxLayout()
        row.addStretch(1)
        button = PrimaryButton(words)
        button.clicked.connect(run)
        row.addWidget(button)
        self.column.addLayout(row)
        return button


class FilterPopover(Popover):
    """The values of one filter. `applied` carries the `Filter`, or ``None`` where nothing is left of it."""

    applied = Signal(object)

    def __init__(self, spec: FilterSpec, chosen: Filter | None, parent: QWidget) -> None:
        super().__init__(_(spec.label), parent)
        self._spec = spec
        self.boxes: dict[str, CheckBox] = {}
        self.fields: list[QLineEdit] = []
        values = chosen.values if chosen is not None else ()
        if spec.operator == "between":
            self._add_spans(values)
        elif spec.operator == "contains":
            self._add_field(_("contains"), values[0] if values else "")
        else:
            self._add_choices(values)
        self.problem = Text("", "caption", "neg", wrap=True)
        self.problem.hide()
        self.column.addWidget(self.problem)
        self.apply_button = self.add_apply(_("Apply"), self.apply)

    def _add_choices(self, values: Sequence[str]) -> None:
        for stored, shown in self._spec.choices():
            box = CheckBox(shown)
            box.setChecked(stored in values)
            box.clicked.connect(partial(self._chosen, stored))
            self.boxes[stored] = box
        self.add_list(list(self.boxes.values()))

    def _chosen(self, stored: str) -> None:
        if self._spec.operator == "is":
            for other, box in self.boxes.items():
                box.setChecked(other == stored and box.isChecked())

    def _add_spans(self, values: Sequence[str]) -> None:
        for name, low, high in self._spec.spans():
            button = LinkButton(name)
            button.clicked.connect(partial(self._finish, (low, high)))
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        low, high = values or ("", "")
        self._add_field(_("From"), self._spec.show(low) if low else "")
        self._add_field(_("To"), self._spec.show(high) if high else "")

    def _add_field(self, name: str, text: str) -> None:
        field = QLineEdit(text)
        field.setPlaceholderText(name)
        field.setAccessibleName(f"{_(self._spec.label)} {name}")
        field.returnPressed.connect(self.apply)
        self.fields.append(field)
        self.column.addWidget(field)

    def open_under(self, button: QWidget) -> None:
        """Show the sheet, ready for typing."""
        super().open_under(button)
        if self.fields:
            self.fields[0].setFocus()
        elif self.boxes:
            next(iter(self.boxes.values())).setFocus()

    def apply(self) -> None:
        """Use what is chosen; a text that cannot be read is said and nothing closes."""
        if self._spec.operator not in ("between", "contains"):
            self._finish(tuple(stored for stored, box in self.boxes.items() if box.isChecked()))
            return
        values: list[str] = []
        for field in self.fields:
            typed = field.text().strip()
            stored = self._spec.parse(typed) if typed else ""
            if stored is None:
                self.problem.setText(_("“{text}” cannot be read here.").format(text=typed))
                self.problem.show()
                field.setProperty("problem", "true")
                self.adjustSize()
                return
            values.append(stored)
        self._finish(tuple(values))

    def _finish(self, values: tuple[str, ...], _checked: bool = False) -> None:
        lasting = any(values) if self._spec.operator in ("between", "contains") else bool(values)
        self.applied.emit(Filter(self._spec.key, self._spec.operator, values) if lasting else None)
        self.close()


class ColumnPopover(Popover):
    """Which columns are shown; `toggled` carries key and state as soon as a box is clicked."""

    toggled = Signal(str, bool)

    def __init__(self, columns: Sequence[tuple[str, str, bool]], parent: QWidget) -> None:
        """`columns` are (key, shown header, whether it is on)."""
        super().__init__(_("Columns"), parent)
        self.boxes: dict[str, CheckBox] = {}
        for key, header, on in columns:
            box = CheckBox(header)
            box.setChecked(on)
            box.toggled.connect(partial(self.toggled.emit, key))
            self.boxes[key] = box
        self.add_list(list(self.boxes.values()))


class NamePopover(Popover):
    """Asks for a name; `named` carries it."""

    named = Signal(str)

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.field = QLineEdit(name)
        self.field.setAccessibleName(title)
        self.field.setMaxLength(40)
        self.field.returnPressed.connect(self.finish)
        self.column.addWidget(self.field)
        self.add_apply(_("Save"), self.finish)

    def open_under(self, button: QWidget) -> None:
        """Show the sheet, ready for typing."""
        super().open_under(button)
        self.field.setFocus()
        self.field.selectAll()

    def finish(self) -> None:
        """Use the name, if there is one."""
        name = self.field.text().strip()
        if name:
            self.named.emit(name)
            self.close()
