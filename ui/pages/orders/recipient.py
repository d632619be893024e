"""Where a chat message is pasted and becomes the receiver's fields of a form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from services.addresses.parsing import Recipient, parse_recipient
from services.i18n import _, join_list
from services.messages import render
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.fields import FormRow
from ui.widgets.text import Text

_HEIGHT = 52
_SURE = 90


class PasteField(QPlainTextEdit):
    """Takes a message; Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(_HEIGHT)
        self.setFont(current_theme().font("body"))
        self.setPlaceholderText(_("Paste a message: name, phone and address in any order"))


class PastedRecipient(QWidget):
    """The field and, under it, how sure the reading is. `read` carries what was found; the fields stay editable."""

    read = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = PasteField()
        self.found: Recipient | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addWidget(FormRow(_("Fill in from a message"), self.field))
        self.verdict = Text("", "caption", "text2", wrap=True)
        self.verdict.hide()
        column.addWidget(self.verdict)
        self.field.textChanged.connect(self._read)

    @property
    def original(self) -> str:
        """The message as it was pasted."""
        return self.field.toPlainText().strip()

    def fill(self, fields: Mapping[str, QLineEdit]) -> None:
        """Write what was found into these fields (receiver, phone, province …); what was not found stays."""
        if self.found is None:
            return
        phones = [one for one in (self.found.phone, self.found.landline) if one]
        values = {
            "receiver": self.found.name,
            "phone": phones[0] if phones else "",
            "province": self.found.province,
            "city": self.found.city,
            "district": self.found.district,
            "address": self.found.address,
        }
        for name, value in values.items():
            if value:
                fields[name].setText(value)
                fields[name].setCursorPosition(0)

    @Slot()
    def _read(self) -> None:
        if not self.original:
            self.found = None
            self.verdict.hide()
            return
        self.found = parse_recipient(self.original)
        self.verdict.setText(_verdict(self.found))
        self.verdict.set_tone("text2" if self.found.confidence >= _SURE else "neg")
        self.verdict.show()
        self.read.emit(self.found)


def _verdict(found: Recipient) -> str:
    if not found.doubts:
        return _("Read with certainty. Check it all the same.")
    doubts = join_list([render(doubt) for doubt in found.doubts])
    return _("{confidence} % sure: {doubts}. Check it.").format(confidence=found.confidence, doubts=doubts)
