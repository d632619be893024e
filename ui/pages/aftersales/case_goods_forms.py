"""The cards that count what came back, and choose what is sent instead."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from services.aftersales.goods import Inspection, inspect
from services.aftersales.replacing import Replacement, send_replacement
from services.aftersales.views import CaseView
from services.i18n import N_, _
from ui.dialogs.sku_search import SkuSearch
from ui.page import PageContext
from ui.pages.aftersales.case_forms import CaseForm, Then
from ui.theme import space
from ui.widgets.count_field import CountField
from ui.widgets.fields import number_field
from ui.widgets.text import Text

_QUALITIES = (
    ("good", N_("Good")), ("defective", N_("Defective")), ("scrap", N_("Thrown away")),
    ("to_supplier", N_("Back to the supplier")),
)  # fmt: skip
_COUNT_WIDTH = 76


class InspectForm(CaseForm):
    """How many pieces of each item are good, defective, scrap or for the supplier; good ones are filled in."""

    topic = "after-sales#parcel-back"

    def __init__(self, context: PageContext, view: CaseView, then: Then) -> None:
        super().__init__(context, view, _("Count and put away"), then, width=640)
        self.counts: dict[int, dict[str, CountField]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.S)
        for place, (_name, label) in enumerate(_QUALITIES, start=1):
            grid.addWidget(Text(_(label), "caption", "text2", wrap=True), 0, place)
        for row, line in enumerate(view.lines, start=1):
            came = line.received if line.received is not None else line.expected
            grid.addWidget(Text(f"{line.title} ×\u00a0{came}", "body", wrap=True), row, 0)
            fields: dict[str, CountField] = {}
            for place, (name, label) in enumerate(_QUALITIES, start=1):
                fields[name] = CountField(0, max(line.quantity, came), came if name == "good" else 0)
                fields[name].setAccessibleName(f"{line.title}: {_(label)}")
                fields[name].setFixedWidth(_COUNT_WIDTH)
                grid.addWidget(fields[name], row, place)
                if name != "good":
                    fields[name].valueChanged.connect(partial(self._fewer_good, fields, came))
            self.counts[line.id] = fields
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)
        self.finish_form(_("Put away"))

    def _fewer_good(self, fields: dict[str, CountField], came: int, _count: int) -> None:
        """A piece that is not good is taken off the good ones that were filled in."""
        excess = sum(field.value() for field in fields.values()) - came
        if excess > 0:
            fields["good"].setValue(max(fields["good"].value() - excess, 0))

    def contents(self) -> object:
        return tuple(field.value() for fields in self.counts.values() for field in fields.values())

    def first_focus(self) -> QWidget | None:
        return next((fields["good"] for fields in self.counts.values()), None)

    def check_and_save(self) -> None:
        """Book what was counted."""
        found = [
            Inspection(line_id, **{name: field.value() for name, field in fields.items()})
            for line_id, fields in self.counts.items()
        ]
        self.run(inspect, self.case.id, [one for one in found if one.pieces], then=self._then)


class ReplaceForm(CaseForm):
    """What is sent instead: the same again, or another product."""

    topic = "after-sales#resend"

    def __init__(self, context: PageContext, view: CaseView, then: Then) -> None:
        super().__init__(context, view, _("Send instead"), then, width=640)
        self.counts: dict[int, CountField] = {}
        for line in view.lines:
            if line.sku_id is not None and line.sku_id not in self.counts:
                field = CountField(0, 999, line.quantity)
                self.counts[line.sku_id] = field
                self.add_row((f"sku{line.sku_id}", " · ".join(filter(None, (line.title, line.code))), field))
        self.search = SkuSearch(self.link)
        self.search.setMinimumHeight(180)
        self.body.addWidget(Text(_("Or another product"), "caption", "text2"))
        self.body.addWidget(self.search, 1)
        self.other = CountField(0, 999, 0)
        self.paid = number_field("0.00")
        self.add_row(("other", _("Pieces of it"), self.other), ("paid", _("The buyer adds"), self.paid))
        self.search.chosen.connect(self._other_chosen)
        self.search.opened.connect(self.other.setFocus)
        self.finish_form(_("Make the order"))

    def contents(self) -> object:
        return super().contents(), tuple(field.value() for field in self.counts.values()), self.other.value()

    def _other_chosen(self) -> None:
        if self.search.picked() is not None:
            self.other.setValue(max(self.other.value(), 1))

    def check_and_save(self) -> None:
        """Make the order that goes out."""
        paid = self.amount_of("paid", self.case.currency)
        if paid is None:
            return
        pieces = [Replacement(sku_id, field.value()) for sku_id, field in self.counts.items() if field.value()]
        picked = self.search.picked()
        if picked is None and self.other.value():
            self.refuse_field("other", _("Choose the product."))
            return
        if picked is not None and self.other.value():
            pieces.append(Replacement(picked.id, self.other.value()))
        if not pieces:
            self.refuse_field("other", _("Choose what is sent."))
            return
        self.run(send_replacement, self.case.id, pieces, paid_minor=paid or None, then=self._then)
