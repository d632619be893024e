"""Which fields of its own a shop keeps about its products: named, of a kind, in an order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.catalog.custom_fields import KIND_LABELS, CustomField, FieldKind, OwnFields, define_fields
from services.errors import Invalid
from services.i18n import NN_, _
from services.kernel.runner import Outcome
from services.messages import counted
from ui.dialogs.dialog import Dialog, confirm_leaving
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.said import way_back
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_BETWEEN = re.compile("[,;|\n\uff0c\uff1b\u3001]+")
_USED = NN_("{count} product has a value", "{count} products have a value")
_KIND_WIDTH = 150


class OwnFieldRow(QWidget):
    """One field: its name, its kind, and the values of a choice. `uses` products say something in it."""

    raised = Signal(object)
    removed = Signal(object)

    def __init__(self, field: CustomField, uses: int) -> None:
        super().__init__()
        self._key, self._uses = field.key, uses
        self.name = text_field(_("Name, such as material"), field.name)
        self.name.setAccessibleName(_("Name of the field"))
        self.kind = Choice()
        self.kind.setAccessibleName(_("Kind of the field"))
        for kind, label in KIND_LABELS.items():
            self.kind.addItem(_(label), kind)
        self.kind.setCurrentIndex(list(KIND_LABELS).index(field.kind))
        self.kind.setFixedWidth(_KIND_WIDTH)
        self.kind.setEnabled(not uses)
        self.choices = text_field(_("Values, separated by commas"), ", ".join(field.choices))
        self.choices.setAccessibleName(_("Values of the field"))
        self.up = IconButton("arrow-up", _("Move up"))
        self.remove = IconButton("trash", _("Take this field away"))
        self.remark = Text("", "caption", "text3", wrap=True)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.up.clicked.connect(lambda _on=False: self.raised.emit(self))
        self.remove.clicked.connect(lambda _on=False: self.removed.emit(self))
        self._lay_out()
        self._kind_changed()
        self.set_problem("")

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(space.S)
        line.addWidget(self.name, 1)
        for widget in (self.kind, self.up, self.remove):
            line.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addLayout(line)
        column.addWidget(self.choices)
        column.addWidget(self.remark)

    def _kind_changed(self) -> None:
        self.choices.setVisible(self.kind.currentData() == FieldKind.CHOICE)

    def field(self) -> CustomField:
        """The field as typed."""
        kind = FieldKind(self.kind.currentData())
        values = tuple(_BETWEEN.split(self.choices.text())) if kind is FieldKind.CHOICE else ()
        return CustomField(self._key, self.name.text(), kind, tuple(one.strip() for one in values if one.strip()))

    def is_blank(self) -> bool:
        """Whether it is a new field nobody typed anything into."""
        return not (self._key or self.name.text().strip() or self.field().choices)

    def set_problem(self, reason: str) -> None:
        """Say what is wrong with the field; an empty text takes it back."""
        used = counted(_USED, self._uses) if self._uses else ""
        self.remark.set_tone("neg" if reason else "text3")
        self.remark.setText(f"\u26a0 {reason}" if reason else used)
        self.remark.setVisible(bool(reason or used))
        self.name.setAccessibleDescription(reason)

    def problem(self) -> str:
        """The reason that shows, or an empty text."""
        return self.name.accessibleDescription()


class OwnFieldsDialog(Dialog):
    """The list of fields; saved as a whole, as one step that can be undone."""

    topic = "products#own-fields"

    def __init__(self, context: PageContext, found: OwnFields) -> None:
        subtitle = _("What else this shop writes down about a product; each shows in the product form and its files.")
        super().__init__(context.dialog_parent(), _("Own fields of products"), subtitle, width=600, height=520)
        self._context, self._link = context, context.link
        self.rows: list[OwnFieldRow] = []
        self._sent: list[OwnFieldRow] = []
        self._lay_out()
        self.add_cancel()
        self.save_button = self.add_primary(_("Save"), "check", self.save)
        for field in found.fields:
            self._add(field, found.uses.get(field.key, 0))
        if not self.rows:
            self._add(CustomField("", "", FieldKind.TEXT))
        self.may_close = self._may_close
        self._original = self._contents()

    def first_focus(self) -> QWidget | None:
        return self.rows[0].name if self.rows else self.more

    def _lay_out(self) -> None:
        inner = QWidget()
        column = column_of(inner, spacing=space.M)
        self._list = QVBoxLayout()
        self._list.setSpacing(space.M)
        column.addLayout(self._list)
        self.more = LinkButton(_("Add a field"), "plus")
        self.more.set_flush()
        self.more.clicked.connect(lambda _on=False: self.add_new())
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._scroll = PlainScroll()
        self._scroll.put(inner)
        self.body.addWidget(self._scroll, 1)
        gone = _("Products keep what they say in a field that is taken away; undo shows it again.")
        self.body.addWidget(Text(gone, "caption", "text3", wrap=True))

    def add_new(self) -> OwnFieldRow:
        """One more field, empty, with the keyboard in its name."""
        row = self._add(CustomField("", "", FieldKind.TEXT))
        row.name.setFocus()
        return row

    def _add(self, field: CustomField, uses: int = 0) -> OwnFieldRow:
        row = OwnFieldRow(field, uses)
        row.raised.connect(self._raise)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._list.addWidget(row)
        self._order_changed()
        return row

    def _raise(self, row: OwnFieldRow) -> None:
        place = self.rows.index(row)
        self.rows.insert(place - 1, self.rows.pop(place))
        self._list.insertWidget(place - 1, row)
        self._order_changed()
        (row.up if row.up.isEnabled() else row.name).setFocus()

    def _remove(self, row: OwnFieldRow) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._order_changed()
        (self.rows[min(place, len(self.rows) - 1)].name if self.rows else self.more).setFocus()

    def _order_changed(self) -> None:
        for place, row in enumerate(self.rows):
            row.up.setEnabled(place > 0)
        parts = (part for row in self.rows for part in (row.name, row.kind, row.up, row.remove, row.choices))
        for before, after in pairwise([*parts, self.more]):
            QWidget.setTabOrder(before, after)

    # --- saving ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the fields as they stand; a problem shows under its field and nothing is kept."""
        self._sent = [row for row in self.rows if not row.is_blank()]
        for row in self.rows:
            row.set_problem("")
        self.save_button.setEnabled(False)
        job = self._link.run(define_fields, [row.field() for row in self._sent], owner=self)
        job.then(self._saved).fails(self._failed)

    def _saved(self, outcome: Outcome[Any]) -> None:
        undo = way_back(self._link, outcome.changes)
        self._context.toast(_("The fields were saved."), undo=undo)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        place = str(error.params.get("at", "")) if isinstance(error, Invalid) else ""
        number = place.removeprefix("fields.")
        if not (isinstance(error, Invalid) and number.isdecimal()):
            self._context.show_error(error)
            return
        row = self._sent[int(number)]
        row.set_problem(str(error.params["reason"]))
        row.name.setFocus()
        self._scroll.ensureWidgetVisible(row, 0, 40)

    def _contents(self) -> list[CustomField]:
        return [row.field() for row in self.rows if not row.is_blank()]

    def _may_close(self) -> bool:
        if self._contents() != self._original:
            confirm_leaving(self)
            return False
        return True
