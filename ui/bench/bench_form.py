"""What stands on the packing bench: the field, the verdict, the parcel's facts and items, weight and switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from ui.bench.bench_rows import BenchRows
from ui.bench.scanner import GIVES_SCANS, SCAN_FIELD
from ui.bench.verdict_card import VerdictCard
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import CheckBox, text_field
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text


class BenchField(SearchBox):
    """What the scanner types into; Enter hands it on and empties it. No input method may compose in it."""

    scanned = Signal(str)

    def __init__(self, words: str) -> None:
        super().__init__(words, "barcode")
        self.setProperty(SCAN_FIELD, True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and self.text().strip():
            typed = self.text().strip()
            self.clear()
            self.scanned.emit(typed)
            return
        super().keyPressEvent(event)


class BenchForm(QWidget):
    """The widgets and their places; it decides nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.field = BenchField(_("Scan or type a code"))
        self.verdict, self.rows = VerdictCard(self), BenchRows(self)
        self.facts, self.notes = Text("", "body", "text2", wrap=True), Text("", "heading", "neg", wrap=True)
        self.weight = text_field(_("for example 532 or 0.532kg"))
        self.ships = CheckBox(_("Mark as shipped when the parcel is closed"))
        self.create_button = LinkButton(_("New product"), "plus")
        self.give_button = LinkButton(_("Link it to a product"), "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        column.addWidget(self.field)
        column.addWidget(self.verdict)
        column.addLayout(self._offers())
        column.addWidget(self.facts)
        column.addWidget(self.notes)
        column.addWidget(self.rows, 1)
        column.addLayout(self._weight())

    def show_facts(self, facts: str, notes: Sequence[str]) -> None:
        """Which parcel it is, and what was written on its orders."""
        self.facts.setText(facts)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def show_offers(self, is_unknown: bool) -> None:
        """Offer what can become of an unknown code."""
        self.create_button.setVisible(is_unknown)
        self.give_button.setVisible(is_unknown)

    def _offers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        row.addWidget(self.create_button)
        row.addWidget(self.give_button)
        row.addStretch(1)
        return row

    def _weight(self) -> QHBoxLayout:
        label = Text(_("Weight (g)"), "body", "text2")
        label.setBuddy(self.weight)
        self.weight.setAccessibleName(_("Weight (g)"))
        self.weight.setFixedWidth(200)
        self.weight.setProperty(GIVES_SCANS, True)
        row = QHBoxLayout()
        row.setSpacing(space.S)
        row.addWidget(label)
        row.addWidget(self.weight)
        row.addSpacing(space.L)
        row.addWidget(self.ships)
        row.addStretch(1)
        return row
