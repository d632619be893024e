"""The line below the bar of a preview: which printer takes this paper, and the one just used, to be remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import CheckBox
from ui.widgets.text import Text

_LONGEST_NAME = 280  # pixels: printers of a network are called by their computer too


class PrinterLine(QWidget):
    """It remembers nothing itself; it tells what was asked for. Hidden while there is nothing to say.

    `remember_wanted` carries the printer that shall take all paper of this kind from now on, without being asked for.
    """

    another_wanted = Signal()
    remember_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._is_gone = "", False
        self._papers = self._used = self._before = ""
        self.remember = CheckBox(parent=self)
        self.said = Text("", "body", "text2", self, elide=True)
        self.another = LinkButton("", "printer", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.M, 0, space.M, space.S)
        column.setSpacing(space.XS)
        row = QHBoxLayout()
        row.setSpacing(space.S)
        column.addLayout(row)
        column.addWidget(self.remember)
        row.addStretch(1)
        row.addWidget(self.said)
        row.addWidget(self.another)
        self.remember.clicked.connect(self._chosen)
        self.another.clicked.connect(self._tell_another)
        self.translate()

    def show_printer(self, name: str, *, is_gone: bool = False) -> None:
        """Say which printer is remembered, none for an empty name, and whether it is gone."""
        self._name, self._is_gone = name, is_gone
        self.translate()

    def offer(self, papers: str, name: str) -> None:
        """Offer to remember the printer `name`, just used, for these papers (marked with `N_`)."""
        self._papers, self._used, self._before = papers, name, self._name
        self.remember.setChecked(name == self._name)
        self.translate()

    def translate(self) -> None:
        """Put all texts in the current language."""
        words = _("“{printer}” is not connected: you will be asked.") if self._is_gone else _("Prints on “{printer}”")
        self.said.setText(words.format(printer=self._name))
        self.said.set_tone("neg" if self._is_gone else "text2")
        self.another.setText(_("Another printer…"))
        papers = _(self._papers) if self._papers else ""
        always = _("{papers}: always on “{printer}”, without asking")
        short = self.fontMetrics().elidedText(self._used, Qt.TextElideMode.ElideMiddle, _LONGEST_NAME)
        self.remember.setText(always.format(papers=papers, printer=short))
        self.remember.setToolTip(self._used if short != self._used else "")
        self.remember.setVisible(bool(self._used))
        self.said.setVisible(bool(self._name))
        self.another.setVisible(bool(self._name))
        self.setVisible(bool(self._name or self._used))

    @Slot(bool)
    def _chosen(self, on: bool) -> None:
        """A box ticked by mistake gives the printer back that was remembered before."""
        before = self._before if self._before != self._used else ""
        self.remember_wanted.emit(self._used if on else before)

    @Slot()
    def _tell_another(self) -> None:
        self.another_wanted.emit()
