"""Sending goods back to the supplier, delivery by delivery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.purchasing.queries import PurchaseDetail, Returnable
from services.purchasing.returning import ReturnEntry, return_goods
from services.written_numbers import parse_count
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.theme import space
from ui.widgets.fields import text_field
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_RETURN = NN_("Return {count} piece", "Return {count} pieces")
_MOST_HEIGHT = 260


class ReturnDialog(FormDialog):
    """How many good and defective pieces of which delivery go back, and why."""

    topic = "inventory#receive"

    def __init__(
        self, context: PageContext, shown: PurchaseDetail, found: Sequence[Returnable], then: Callable[[int], object]
    ) -> None:
        super().__init__(context, _("Return to {supplier}").format(supplier=shown.supplier), shown.number, width=720)
        self._shown, self._then = shown, then
        self.found = tuple(found)
        self.good: dict[int, QLineEdit] = {}
        self.defective: dict[int, QLineEdit] = {}
        self._lay_out()
        self.reason, self.courier, self.tracking = text_field(), text_field(), text_field()
        self.add_row(
            ("reason", _("Reason"), self.reason),
            ("courier", _("Courier"), self.courier),
            ("tracking", _("Tracking no."), self.tracking),
            shares=(3, 1, 2),
        )
        self.body.addWidget(Text(_("Goods go back at the cost they came in at."), "caption", "text2", wrap=True))
        self.finish_form("", "arrow-counter-clockwise")
        self._show_sum()

    def _lay_out(self) -> None:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, space.S, 0)
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.S)
        for column, head in enumerate((_("Product"), _("Delivery"), _("Can go back"), _("Good"), _("Defective"))):
            grid.addWidget(Text(head, "caption_strong", "text2"), 0, column)
        for place, one in enumerate(self.found, start=1):
            name = " · ".join(part for part in (one.title, one.variant, one.code) if part)
            grid.addWidget(Text(name, "body", elide=True), place, 0)
            grid.addWidget(Text(f"{one.receipt} · {one.received_on}", "body", "text2"), place, 1)
            left = Text(formatting.integer(one.left), "body", "text2")
            left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(left, place, 2)
            for column, fields, words in ((3, self.good, _("Good")), (4, self.defective, _("Defective"))):
                field = text_field("0")
                field.setAlignment(Qt.AlignmentFlag.AlignRight)
                field.setFixedWidth(84)
                field.setAccessibleName(f"{name}, {words}")
                field.textEdited.connect(self._show_sum)
                fields[one.receipt_line_id] = field
                grid.addWidget(field, place, column)
        grid.setColumnStretch(0, 1)
        area = ScrollRoom(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedHeight(min(inner.sizeHint().height() + 4, _MOST_HEIGHT))
        self.body.addWidget(area)

    def _show_sum(self) -> None:
        fields = [*self.good.values(), *self.defective.values()]
        pieces = sum(_pieces(field) or 0 for field in fields)
        self.save.setText(counted(_RETURN, pieces))
        self.save.setEnabled(pieces > 0)

    def check_and_save(self) -> None:
        """Check the counts, then book the return."""
        entries = []
        for one in self.found:
            counts = [_pieces(fields[one.receipt_line_id]) for fields in (self.good, self.defective)]
            if None in counts:
                self.say_words(_("Pieces must be whole numbers, 0 or more."))
                return
            entries.append(ReturnEntry(one.receipt_line_id, counts[0] or 0, counts[1] or 0))
        self.run(
            return_goods, self._shown.supplier_id, entries, reason=self.text_of("reason"),
            courier=self.text_of("courier"), tracking_no=self.text_of("tracking"), then=self._then,
        )  # fmt: skip

    def contents(self) -> object:
        fields = [*self.good.values(), *self.defective.values()]
        return super().contents(), tuple(field.text() for field in fields)


def _pieces(field: QLineEdit) -> int | None:
    typed = field.text().strip()
    return parse_count(typed) if typed else 0
