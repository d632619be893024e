"""The margin calculator: what is left of a price, and which price leaves what is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.catalog.margin import Costs, Margin, margin_at, most_for_ads, price_for
from services.errors import Invalid
from services.formatting import plain_amount
from services.i18n import N_, _
from services.types import WHOLE_PPM
from services.written_numbers import parse_share
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.products.form_texts import NOT_AMOUNT
from ui.table.kept import KeptTable
from ui.theme import space
from ui.widgets.card import Hairline, KeyValueRow, SectionTitle
from ui.widgets.fields import FormRow, text_field
from ui.widgets.stacked_bar import Share, StackedBar
from ui.widgets.text import Text

_AMOUNTS = (("price", N_("Price")), ("cost", N_("Cost")), ("freight", N_("Freight")), ("packing", N_("Packing")))
_SHARES = (
    ("fee", N_("Platform fee (%)")),
    ("commission", N_("Commission (%)")),
    ("ads", N_("Ads (%)")),
    ("target", N_("Wanted margin (%)")),
)
_KEPT = ("freight", "packing", "fee", "commission", "ads", "target")


class MarginDialog(Dialog):
    """Everything is calculated while one types. `use_price` sets a price on the product it was opened for."""

    topic = "products#margin"

    def __init__(
        self,
        context: PageContext,
        currency: str,
        kept: KeptTable,
        *,
        name: str = "",
        price_minor: int | None = None,
        cost_minor: int | None = None,
        use_price: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__(context.dialog_parent(), _("Margin calculator"), name, icon="calculator", width=760)
        self._currency, self._kept, self._use = currency, kept, use_price
        self.rows: dict[str, FormRow] = {}
        self._proposed: int | None = None
        start = {key: kept.text(f"margin/{key}") for key in _KEPT}
        start |= {"price": self._plain(price_minor), "cost": self._plain(cost_minor)}
        row = QHBoxLayout()
        row.setSpacing(space.XXL)
        row.addLayout(self._fields(start), 3)
        row.addWidget(Hairline(vertical=True))
        self._result = QVBoxLayout()
        self._result.setSpacing(space.S)
        self._result.setAlignment(Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(self._result)
        holder.setMinimumHeight(330)
        row.addWidget(holder, 3)
        self.body.addLayout(row)
        self.add_cancel(_("Close"))
        self.use_button = self.add_primary(_("Use this price"), "check", self.use) if use_price is not None else None
        self.calculate()

    def field_text(self, name: str) -> str:
        """What is typed into a field."""
        return str(self.rows[name].field.text()).strip()  # type: ignore[attr-defined]

    def _fields(self, start: dict[str, str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.M)
        for place, (key, label) in enumerate((*_AMOUNTS, *_SHARES)):
            field = text_field("0", start.get(key, ""))
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(lambda _typed: self.calculate())
            shown = _(label)
            if place < len(_AMOUNTS):
                shown = _("{label} ({currency})").format(label=shown, currency=self._currency)
            self.rows[key] = FormRow(shown, field)
            grid.addWidget(self.rows[key], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(_AMOUNTS), 1)
        return grid

    def calculate(self) -> None:
        """Read the fields and show what follows from them."""
        amounts = {key: self._amount(key) for key, _label in _AMOUNTS}
        shares = {key: self._share(key) for key, _label in _SHARES}
        self._empty()
        self._proposed = None
        if None in (*amounts.values(), *shares.values()):
            self._result.addWidget(Text(_("Correct the marked fields."), "body", "text2", wrap=True))
            self._offer()
            return
        known = {key: value or 0 for key, value in (*amounts.items(), *shares.items())}
        costs = Costs(
            known["cost"], known["freight"], known["packing"], known["fee"], known["commission"], known["ads"]
        )
        self._show_margin(margin_at(known["price"], costs))
        self._show_target(known["price"], known["target"], costs)
        self._offer()
        for key in _KEPT:
            self._kept.keep_text(f"margin/{key}", self.field_text(key))

    def use(self) -> None:
        """Set the proposed price on the product."""
        if self._use is not None and self._proposed is not None:
            self._use(self._proposed)
            self.accept()

    @property
    def proposed(self) -> int | None:
        """The price that leaves the wanted margin, in minor units."""
        return self._proposed

    def _show_margin(self, found: Margin) -> None:
        self._result.addWidget(SectionTitle(_("What is left"), self._percent(found.margin_ppm)))
        parts = (
            (_("Cost"), found.cost_minor, "chart.5"),
            (_("Freight and packing"), found.freight_minor + found.packing_minor, "chart.3"),
            (_("Fee and commission"), found.fee_minor + found.commission_minor, "chart.2"),
            (_("Ads"), found.ads_minor, "chart.4"),
            (_("Profit"), found.profit_minor, "neg" if found.profit_minor < 0 else "chart.1"),
        )
        shown = [Share(name, amount, formatting.money(amount, self._currency), role) for name, amount, role in parts]
        self._result.addWidget(StackedBar(shown))
        self._result.addWidget(KeyValueRow(_("On the cost"), self._percent(found.markup_ppm)))

    def _show_target(self, price: int, target: int, costs: Costs) -> None:
        self._result.addWidget(Hairline())
        try:
            self._proposed = price_for(target, costs) if self.field_text("target") else None
            break_even = price_for(0, costs)
        except Invalid as problem:
            self._result.addWidget(Text(str(problem.params["reason"]), "body", "neg", wrap=True))
            return
        if self._proposed is not None:
            wanted = _("Price for {percent}").format(percent=self._percent(target))
            self._result.addWidget(KeyValueRow(wanted, formatting.money(self._proposed, self._currency), strong=True))
        self._result.addWidget(KeyValueRow(_("No profit, no loss at"), formatting.money(break_even, self._currency)))
        most = most_for_ads(price, target, costs)
        ads = _("nothing is left for ads") if most is None else self._percent(most)
        self._result.addWidget(KeyValueRow(_("Ads may take"), ads))

    def _offer(self) -> None:
        if self.use_button is None:
            return
        self.use_button.setEnabled(self._proposed is not None)
        shown = formatting.money(self._proposed, self._currency) if self._proposed is not None else ""
        self.use_button.setText(_("Set price to {amount}").format(amount=shown) if shown else _("Use this price"))
        self.use_button.updateGeometry()

    def _amount(self, key: str) -> int | None:
        typed = self.field_text(key)
        amount = formatting.parse_amount(typed, self._currency) if typed else 0
        wrong = amount is None or amount < 0
        self.rows[key].set_problem(_(NOT_AMOUNT) if wrong else "")
        return None if wrong else amount

    def _share(self, key: str) -> int | None:
        typed = self.field_text(key)
        ppm = parse_share(typed) if typed else 0
        wrong = ppm is None or not 0 <= ppm <= WHOLE_PPM
        self.rows[key].set_problem(_("a share from 0 to 100 %") if wrong else "")
        return None if wrong else ppm

    def _empty(self) -> None:
        while (item := self._result.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _plain(self, minor: int | None) -> str:
        return plain_amount(minor, self._currency)

    @staticmethod
    def _percent(ppm: int | None) -> str:
        return "—" if ppm is None else formatting.ppm(ppm)
