"""What an import does to the chosen record, column by column, beside the list; and the way to correct a row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from services.importing.entries import NEW, Entry
from services.importing.entry_details import FieldChange, field_changes
from services.importing.preview import words
from services.importing.staged import RowProblem
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Hairline
from ui.widgets.text import Text

_WIDTH = 300


class EntryPanel(QFrame):
    """Field by field, old and new. `correct` carries the entry of a row a person wants to correct."""

    correct = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.fields: tuple[FieldChange, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.M, space.XS, 0, 0)
        column.setSpacing(space.S)
        self.title = Text("", "strong", elide=True)
        self.note = Text("", "caption", "text2", wrap=True)
        self.correct_button = LinkButton(_("Correct this row…"), "pencil-simple")
        self.correct_button.clicked.connect(lambda _on=False: self.correct.emit(self._entry))
        self._area = PlainScroll()
        column.addWidget(self.title)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addWidget(self.correct_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._area, 1)
        self._entry: Entry | None = None
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show what happens to this record; hidden where none is chosen."""
        self._entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self.fields = field_changes(entry)
        self.title.setText(entry.key or entry.where)
        waits = isinstance(entry.what, RowProblem)
        self.note.setText(words(entry) if waits else "" if self.fields else _("Nothing changes."))
        self.note.setVisible(bool(self.note.text()))
        self.correct_button.setVisible(waits)
        inner = QWidget()
        column = column_of(inner, spacing=space.S)
        for one in self.fields:
            column.addWidget(_field(one, is_new=entry.outcome == NEW))
            column.addWidget(Hairline())
        column.addStretch(1)
        self._area.put(inner)


def _field(change: FieldChange, *, is_new: bool) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space.XXS)
    column.addWidget(Text(change.label, "caption", "text2"))
    if change.old and not is_new:
        column.addWidget(Text(change.old, "body", "text3", wrap=True))
        column.addWidget(Text(f"\u2192 {change.new}", "body", "accent_text", wrap=True))
    else:
        column.addWidget(Text(change.new, "body", wrap=True))
    return box
