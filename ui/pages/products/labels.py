"""Printing labels of goods: which fields, how many of each, and the preview beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.fulfilment.labels import Label, LabelField, LabelRun, received_labels, repeated
from services.i18n import N_, NN_, _
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.paper.labels import LabelOptions, LabelPreview, LabelSize
from ui.pause import Pause
from ui.theme import space
from ui.widgets.card import SectionTitle
from ui.widgets.count_field import CountField
from ui.widgets.fields import CheckBox, Choice, FormRow
from ui.widgets.text import Text

FIELD_NAMES: dict[LabelField, str] = {
    LabelField.TITLE: N_("Product"),
    LabelField.VARIANT: N_("Variant"),
    LabelField.CODE: N_("Code"),
    LabelField.PRICE: N_("Price"),
    LabelField.BARCODE: N_("Barcode"),
    LabelField.SHELF: N_("Shelf"),
}
_ONE, _STOCK, _HAND = "one", "stock", "hand"
_COUNT = NN_("{count} label", "{count} labels")
_MOST_COPIES = 9_999
_MOST_ROWS = 80
_PAUSE_MS = 200


class LabelDialog(Dialog):
    """Labels of the chosen products; the preview follows every choice."""

    topic = "papers#labels"

    def __init__(self, context: PageContext, run: LabelRun, size: str = "40x30") -> None:
        title = counted(NN_("Labels of {count} product", "Labels of {count} products"), len(run.labels))
        super().__init__(context.dialog_parent(), title, width=1080, height=720)
        self._context, self._run = context, run
        self._labels: tuple[Label, ...] = run.labels
        self._copies = dict.fromkeys((one.sku_id for one in run.labels), 1)
        self.spins: dict[int, CountField] = {}
        self.fields: dict[LabelField, CheckBox] = {}
        self.preview = LabelPreview(LabelSize.from_key(size))
        self.preview.problem.connect(context.show_error)
        self.preview.paper_bar.changed.connect(self._size_changed)
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self.show_labels)
        row = QHBoxLayout()
        row.setSpacing(space.L)
        row.addLayout(self._choices(), 0)
        row.addWidget(self.preview, 1)
        self.body.addLayout(row, 1)
        self.add_cancel(_("Close"))
        self._list_copies()
        self._size_changed()
        self.show_labels()

    def first_focus(self) -> QWidget | None:
        return self.source

    def _choices(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(space.S)
        self.source = Choice()
        self.source.addItem(_("One of each"), _ONE)
        self.source.addItem(_("As many as are on hand"), _STOCK)
        self.source.addItem(_("By hand"), _HAND)
        for number, name in self._run.receipts:
            self.source.addItem(_("Arrived: {name}").format(name=name), number)
        self.source.setFixedWidth(270)
        self.source.currentIndexChanged.connect(self._source_changed)
        column.addWidget(FormRow(_("How many"), self.source))
        self.count = Text("", "caption", "text2", wrap=True)
        column.addWidget(self.count)
        self._area = PlainScroll()
        column.addWidget(self._area, 1)
        column.addWidget(SectionTitle(_("On the label")))
        for field in LabelField:
            box = CheckBox(_(FIELD_NAMES[field]))
            box.setChecked(True)
            box.toggled.connect(self._pause.start)
            self.fields[field] = box
            column.addWidget(box)
        self.skip = CountField(0, LabelSize.A4.places - 1)
        self.skip.valueChanged.connect(self._pause.start)
        self.skip_row = FormRow(_("Used places of the first sheet"), self.skip)
        column.addWidget(self.skip_row)
        return column

    def options(self) -> LabelOptions:
        """What is chosen."""
        fields = frozenset(field for field, box in self.fields.items() if box.isChecked())
        return LabelOptions(fields, self.skip.value() if self.preview.size_chosen is LabelSize.A4 else 0)

    def wanted(self) -> tuple[Label, ...]:
        """The labels, each as often as it shall be printed."""
        return repeated(self._labels, self._copies)

    def show_labels(self) -> None:
        """Show the chosen labels in the preview."""
        wanted = self.wanted()
        self.count.setText(counted(_COUNT, len(wanted)))
        self.preview.setVisible(bool(wanted))
        if wanted:
            self.preview.show_labels(wanted, self.options())

    def _size_changed(self) -> None:
        self.skip_row.setVisible(self.preview.size_chosen is LabelSize.A4)
        self._pause.start()

    def _source_changed(self) -> None:
        chosen = self.source.currentData()
        if isinstance(chosen, int):
            self._context.link.ask(received_labels, chosen, owner=self).then(self._arrived)
            return
        self._labels = self._run.labels
        if chosen == _ONE:
            self._copies = dict.fromkeys(self._copies_of(self._labels), 1)
        elif chosen == _STOCK:
            self._copies = {number: self._run.on_hand.get(number, 0) for number in self._copies_of(self._labels)}
        self._list_copies()
        self.show_labels()

    def _arrived(self, found: tuple[tuple[Label, ...], dict[int, int]]) -> None:
        self._labels, self._copies = found
        self._list_copies()
        self.show_labels()

    @staticmethod
    def _copies_of(found: Sequence[Label]) -> list[int]:
        return [label.sku_id for label in found]

    def _list_copies(self) -> None:
        inner = QWidget()
        column = column_of(inner, spacing=space.XS)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.spins = {}
        for label in self._labels[:_MOST_ROWS]:
            column.addLayout(self._copy_row(label))
        hidden = len(self._labels) - _MOST_ROWS
        if hidden > 0:
            column.addWidget(Text(counted(NN_("and {count} more", "and {count} more"), hidden), "caption", "text3"))
        self._area.put(inner)

    def _copy_row(self, label: Label) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        named = Text(" ".join(part for part in (label.code, label.variant) if part), "body", "text2", elide=True)
        named.setToolTip(label.title)
        row.addWidget(named, 1)
        spin = CountField(0, _MOST_COPIES, self._copies.get(label.sku_id, 1))
        spin.setAccessibleName(_("Labels of {code}").format(code=label.code))
        spin.valueChanged.connect(lambda value, number=label.sku_id: self._counted(number, value))
        self.spins[label.sku_id] = spin
        row.addWidget(spin)
        return row

    def _counted(self, sku_id: int, copies: int) -> None:
        self._copies[sku_id] = copies
        if self.source.currentData() in (_ONE, _STOCK):
            self.source.blockSignals(True)
            self.source.setCurrentIndex(self.source.findData(_HAND))
            self.source.blockSignals(False)
        self._pause.start()
