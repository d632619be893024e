"""What stands on the returns desk: the field, the verdict, whose parcel it is, its products, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.aftersales.desk import Quality
from services.i18n import N_, _
from ui.bench.bench_form import BenchField
from ui.bench.verdict_card import VerdictCard
from ui.desk.desk_rows import QUALITY_LABELS, DeskRows
from ui.theme import space
from ui.widgets.section_switch import SectionSwitch
from ui.widgets.text import Text

QUALITY_KEYS = {
    Qt.Key.Key_F2: Quality.GOOD,
    Qt.Key.Key_F3: Quality.DEFECTIVE,
    Qt.Key.Key_F4: Quality.SCRAP,
    Qt.Key.Key_F5: Quality.TO_SUPPLIER,
}
_STEPS = {"+": 1, "=": 1, "-": -1}


class DeskField(BenchField):
    """What the scanner types into. While it is empty Enter confirms, plus and minus count, the arrows move."""

    confirmed = Signal()
    stepped = Signal(int)
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_empty = not self.text()
        is_photo = event.matches(QKeySequence.StandardKey.Paste) and not QGuiApplication.clipboard().text()
        if (is_empty and event.matches(QKeySequence.StandardKey.Undo)) or is_photo:
            event.ignore()  # the desk takes a step back, or takes the photo
        elif is_empty and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif is_empty and event.text() in _STEPS:
            self.stepped.emit(_STEPS[event.text()])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class DeskForm(QWidget):
    """The widgets and their places; it decides nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.field = DeskField(_("Scan the parcel, or type a number or the end of the phone"))
        self.verdict, self.rows = VerdictCard(self), DeskRows(self)
        self.facts, self.notes = Text("", "body", "text2", wrap=True), Text("", "heading", "neg", wrap=True)
        self.qualities = SectionSwitch([(one, label) for one, label in QUALITY_LABELS.items()], Quality.GOOD)
        self.qualities.leave_keys()
        self.keys = Text("", "caption", "text2", wrap=True)
        self.photos = Text("", "caption", "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        column.addWidget(self.field)
        column.addWidget(self.verdict)
        column.addWidget(self.facts)
        column.addWidget(self.notes)
        line = QHBoxLayout()
        line.addWidget(self.qualities)
        line.addStretch(1)
        line.addWidget(self.photos)
        column.addLayout(line)
        column.addWidget(self.rows, 1)
        column.addWidget(self.keys)
        self.show_facts("", ())
        self.show_counting(is_on=False)

    def show_facts(self, facts: str, notes: Sequence[str]) -> None:
        """Which parcel it is, and what was written about it."""
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def show_counting(self, *, is_on: bool) -> None:
        """The keys that work now; of qualities only while something is counted."""
        self.qualities.setVisible(is_on)
        self.keys.setText(_(COUNTING_KEYS) if is_on else "")
        self.keys.setVisible(is_on)

    def show_photos(self, count: int) -> None:
        """How many photos the parcel has."""
        self.photos.setText(_("Photos: {count}").format(count=count) if count else "")


COUNTING_KEYS = N_(
    "F2 good · F3 defective · F4 thrown away · F5 to the supplier · + and − count · ↑ ↓ choose · F6 all good · "
    "F7 photo · F8 new photos of the folder · Ctrl+V paste a photo · Enter writes it down"
)
