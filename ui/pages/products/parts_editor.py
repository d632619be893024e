"""The parts of a bundle: which products, and how many pieces of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.catalog.drafts import Part
from services.catalog.form_data import PartName, part_name
from services.i18n import _
from ui.page import PageContext
from ui.pages.products.sku_finder import SkuFinder
from ui.theme import space
from ui.widgets.buttons import IconButton
from ui.widgets.count_field import CountField
from ui.widgets.text import Text

_MOST_PIECES = 9_999


class PartsEditor(QWidget):
    """Parts one under the other, a field to add one, and what they cost together; `changed` on every change."""

    changed = Signal()

    def __init__(self, context: PageContext, names: Mapping[int, PartName], currency: str) -> None:
        super().__init__()
        self._context, self._names, self._currency = context, dict(names), currency
        self.spins: dict[int, CountField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(space.XS)
        column.addLayout(self._lines)
        foot = QHBoxLayout()
        self.finder = SkuFinder(context)
        self.finder.chosen.connect(self.add_part)
        self.sum = Text("", "caption", "text2")
        foot.addWidget(self.finder, 1)
        foot.addWidget(self.sum)
        column.addLayout(foot)
        self.problem = Text("", "caption", "neg", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these parts, without telling anybody."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.spins = {}
        for part in parts:
            self._add_line(part)
        self._show_sum()

    def parts(self) -> tuple[Part, ...]:
        """The parts as they stand."""
        return tuple(Part(sku_id, spin.value()) for sku_id, spin in self.spins.items())

    def add_part(self, sku_id: int) -> None:
        """Add one piece of a product; one that is there already gets one piece more."""
        if sku_id in self.spins:
            self.spins[sku_id].setValue(self.spins[sku_id].value() + 1)
            return
        if sku_id in self._names:
            self._added(sku_id, self._names[sku_id])
            return
        pending = self._context.link.ask(part_name, sku_id, owner=self)
        pending.then(partial(self._added, sku_id)).fails(self._context.show_error)

    def set_problem(self, reason: str) -> None:
        """Say what is wrong with the parts; an empty text takes it back."""
        self.problem.setText(f"\u26a0 {reason}" if reason else "")
        self.problem.setVisible(bool(reason))

    def _added(self, sku_id: int, name: PartName) -> None:
        self._names[sku_id] = name
        self._add_line(Part(sku_id, 1))
        self._tell()

    def _add_line(self, part: Part) -> None:
        name = self._names[part.sku_id]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        row.addWidget(Text(name.code, "strong"))
        row.addWidget(Text(name.title, "body", "text2", elide=True), 1)
        spin = CountField(1, _MOST_PIECES, part.quantity)
        spin.setAccessibleName(_("Pieces of {code}").format(code=name.code))
        spin.valueChanged.connect(self._tell)
        remove = IconButton("trash", _("Remove {code}").format(code=name.code))
        remove.clicked.connect(lambda _on=False: self._remove(part.sku_id, line))
        row.addWidget(spin)
        row.addWidget(remove)
        self.spins[part.sku_id] = spin
        self._lines.addWidget(line)

    def _remove(self, sku_id: int, line: QWidget) -> None:
        del self.spins[sku_id]
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._tell()

    def _tell(self) -> None:
        self._show_sum()
        self.changed.emit()

    def _show_sum(self) -> None:
        costs = [self._names[part.sku_id].cost_minor for part in self.parts()]
        if not costs:
            self.sum.setText("")
            return
        known = [cost * part.quantity for cost, part in zip(costs, self.parts(), strict=True) if cost is not None]
        if len(known) < len(costs):
            self.sum.setText(_("Cost of the parts: unknown"))
        else:
            self.sum.setText(
                _("Cost of the parts: {amount}").format(amount=formatting.money(sum(known), self._currency))
            )
