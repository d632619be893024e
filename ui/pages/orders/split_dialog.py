"""Sending a part of an order now: which pieces go, and why the rest waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from services import formatting
from services.fulfilment.parcels import split
from services.fulfilment.travelling import Divisible
from services.i18n import NN_, _
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.pages.orders.work import Work
from ui.theme import space
from ui.widgets.count_field import CountField
from ui.widgets.fields import CheckBox, FormRow, text_field
from ui.widgets.text import Text

_GOES = NN_("{count} piece goes now, {rest} later.", "{count} pieces go now, {rest} later.")
_OF = NN_("of {count}", "of {count}")


class SplitDialog(Dialog):
    """A line of fields for every item: how many pieces go in the first parcel; the rest is the second."""

    topic = "orders#split"

    def __init__(self, work: Work, order_id: int, lines: Sequence[Divisible]) -> None:
        subtitle = _("Choose what goes in the first parcel; the rest goes in a second one.")
        super().__init__(work.window(), _("Split the order"), subtitle, icon="git-fork", width=520)
        self._work, self._order_id, self._lines = work, order_id, lines
        self.counts: dict[int, CountField] = {}
        for line in lines:
            self.body.addLayout(self._row(line))
        self.result = Text("", "body", "text2", wrap=True)
        self.keep = CheckBox(_("Keep the rest back"))
        self.reason = text_field(_("Back-ordered, comes on Friday…"))
        self.reason_row = FormRow(_("Reason"), self.reason)
        self.reason_row.setVisible(False)
        self.keep.toggled.connect(self._keep_toggled)
        for widget in (self.result, self.keep, self.reason_row):
            self.body.addWidget(widget)
        self.add_cancel()
        self.go = self.add_primary(_("Split"), "git-fork", self._split)
        self._changed()

    def _row(self, line: Divisible) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.M)
        name = Text(f"{line.title}  {line.variant}".strip(), "body", "text", elide=True)
        field = CountField(0, line.pieces, 0)
        field.setAccessibleName(line.title)
        field.valueChanged.connect(self._changed)
        self.counts[line.line_id] = field
        row.addWidget(name, 1)
        row.addWidget(field)
        row.addWidget(Text(counted(_OF, line.pieces), "body", "text2"), 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _keep_toggled(self, on: bool) -> None:
        self.reason_row.setVisible(on)
        self.place()

    def _changed(self, _value: int = 0) -> None:
        now = sum(field.value() for field in self.counts.values())
        rest = sum(line.pieces for line in self._lines) - now
        self.result.setText(counted(_GOES, now, rest=formatting.integer(rest)))
        self.go.setEnabled(now > 0 and rest > 0)

    def _split(self) -> None:
        self.go.setEnabled(False)
        pieces = {line_id: field.value() for line_id, field in self.counts.items()}
        note = (self.reason.text().strip() or _("kept back")) if self.keep.isChecked() else None
        pending = self._work.run(split, self._order_id, pieces, rest_note=note, then=lambda _made: self.accept())
        pending.fails(lambda _error: self.go.setEnabled(True))
