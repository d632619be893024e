"""One supplier whole: what is owed, how long they take, how good their goods are, what they charge."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.i18n import N_, NN_, _
from services.messages import counted
from services.purchasing.supplier_facts import OpenPurchase, PricePoint, SupplierDetail
from ui.pages.inventory.purchase_columns import STATE_TONES, state_word
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon
from ui.widgets import painting
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_DAYS = NN_("{count} day", "{count} days")
_MEASURED = NN_(
    "Measured on {count} purchase; the slowest took {slowest}.",
    "Measured on {count} purchases; the slowest took {slowest}.",
)
_PRICES_SHOWN = 8
_SMALL = 24


class SupplierPanel(DetailPanel):
    """`wanted` carries what is to be done; `purchase_wanted` a purchase to go to, `payment_wrong` one to delete."""

    wanted = Signal(str)
    purchase_wanted = Signal(int)
    payment_wrong = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: SupplierDetail | None = None
        self.buy = PrimaryButton(_("New purchase"), "plus")
        self.buy.clicked.connect(lambda _on=False: self.wanted.emit("buy"))
        self.edit = SecondaryButton(_("Edit"), "pencil-simple")
        self.edit.clicked.connect(lambda _on=False: self.wanted.emit("edit"))
        self.more = IconButton("dots-three", _("More actions"))
        self.more.clicked.connect(lambda _on=False: self.open_more())
        for widget, stretch in ((self.buy, 1), (self.edit, 0), (self.more, 0)):
            self.footer.addWidget(widget, stretch)

    def show_supplier(self, found: SupplierDetail) -> None:
        """Show this supplier."""
        self.shown = found
        contact = " · ".join(part for part in (found.draft.contact, found.draft.phone) if part)
        self.set_head(found.draft.name, contact)
        self.set_status(_("Archived") if found.is_archived else "", "grey")
        self.clear_body()
        self._add_owed(found)
        self._add_measures(found)
        if found.open:
            self.add_line()
            self.add(SectionTitle(_("Open purchases")))
            for purchase in found.open:
                self.add(self._open_row(purchase))
        if found.prices:
            self._add_prices(found)
        if found.payments:
            self._add_payments(found)
        self._add_contact(found)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.buy.setText(_("New purchase"))
        self.edit.setText(_("Edit"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_supplier(self.shown)

    def offered(self) -> list[tuple[str, str, str]]:
        """What the menu offers now: (what, words, icon)."""
        found = self.shown
        if found is None:
            return []
        put_away = (
            ("restore", N_("Bring back"), "arrow-counter-clockwise")
            if found.is_archived
            else ("archive", N_("Archive"), "archive")
        )
        return [("pay", N_("Note a payment…"), "wallet"), put_away, ("delete", N_("Delete"), "trash")]

    def open_more(self) -> PassingMenu:
        """The menu of everything else."""
        menu = PassingMenu(self)
        for what, words, name in self.offered():
            menu.addAction(icon(name), _(words), partial(self.wanted.emit, what))
        menu.open_above(self.more)
        return menu

    def _payment_wrong(self, payment_id: int, _on: bool = False) -> None:
        self.payment_wrong.emit(payment_id)

    # --- parts -----------------------------------------------------------------------------------

    def _add_owed(self, found: SupplierDetail) -> None:
        self.add(SectionTitle(_("Owed")))
        if not found.owed:
            self.add(Text(_("Nothing was delivered or paid yet."), "body", "text2", wrap=True))
        for one in found.owed:
            words = _("We owe") if one.owed_minor >= 0 else _("Paid ahead")
            self.add(KeyValueRow(words, formatting.money(abs(one.owed_minor), one.currency), strong=True))
            self.add(KeyValueRow(_("Delivered"), formatting.money(one.billed_minor, one.currency)))
            if one.credited_minor:
                self.add(KeyValueRow(_("Sent back"), formatting.money(one.credited_minor, one.currency)))
            self.add(KeyValueRow(_("Paid so far"), formatting.money(one.paid_minor, one.currency)))
            if one.overdue_minor:
                overdue = formatting.money(one.overdue_minor, one.currency)
                self.add(KeyValueRow(_("Overdue"), overdue, tone="neg"))
            elif one.next_due is not None:
                self.add(KeyValueRow(_("Next due"), str(one.next_due)))
            if one.unpriced:
                words = _("{count} pieces have no price yet").format(count=formatting.integer(one.unpriced))
                self.add(Text(words, "caption", "pill.amber.word", wrap=True))

    def _add_measures(self, found: SupplierDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("How they deliver")))
        lead = found.lead_time
        if lead is not None:
            self.add(KeyValueRow(_("Lead time"), counted(_DAYS, lead.typical_days)))
            slowest = counted(_DAYS, lead.slowest_days)
            self.add(Text(counted(_MEASURED, lead.purchases, slowest=slowest), "caption", "text3", wrap=True))
        if found.draft.lead_days is not None:
            self.add(KeyValueRow(_("Stated lead time"), counted(_DAYS, found.draft.lead_days)))
        if found.draft.payment_terms_days is not None:
            self.add(KeyValueRow(_("Payment terms"), counted(_DAYS, found.draft.payment_terms_days)))
        bad = found.quality.bad_ppm
        if bad is not None:
            tone = "neg" if bad >= 50_000 else "text"
            self.add(KeyValueRow(_("Defective or sent back"), formatting.ppm(bad), tone=tone))
            self.add(KeyValueRow(_("Pieces received"), formatting.integer(found.quality.received)))
        else:
            self.add(Text(_("Nothing has arrived yet, so nothing is measured."), "caption", "text3", wrap=True))

    def _open_row(self, purchase: OpenPurchase) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        link = LinkButton(purchase.number)
        link.set_flush()
        link.clicked.connect(lambda _on=False: self.purchase_wanted.emit(purchase.id))
        link.setToolTip(_("Expected: {day}").format(day=purchase.expected_on) if purchase.expected_on else "")
        row.addWidget(link)
        row.addStretch(1)
        pill = Pill()
        pill.set(state_word(purchase.state), STATE_TONES[purchase.state])
        row.addWidget(pill)
        line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return line

    def _add_prices(self, found: SupplierDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("Prices paid")))
        by_sku: dict[int, list[PricePoint]] = {}
        for point in found.prices:
            by_sku.setdefault(point.sku_id, []).append(point)
        for points in list(by_sku.values())[:_PRICES_SHOWN]:
            self.add(_PriceRow(points, found.own_currency))

    def _add_payments(self, found: SupplierDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("Payments")))
        for payment in found.payments[:_PRICES_SHOWN]:
            words = " · ".join(part for part in (str(payment.paid_on), payment.number, payment.method) if part)
            row = KeyValueRow(words, formatting.money(payment.amount_minor, payment.currency))
            take_out = IconButton("x", _("Delete the payment of {day}").format(day=payment.paid_on))
            take_out.set_side(_SMALL)
            take_out.clicked.connect(partial(self._payment_wrong, payment.id))
            row.add(take_out)
            self.add(row)

    def _add_contact(self, found: SupplierDetail) -> None:
        draft = found.draft
        facts = ((_("WeChat"), draft.wechat), (_("E-mail"), draft.email), (_("Website"), draft.website),
                 (_("Address"), draft.address))  # fmt: skip
        if any(value for _words, value in facts) or draft.note:
            self.add_line()
        for words, value in facts:
            if value:
                self.add(KeyValueRow(words, value))
        if draft.note:
            self.add(Text(draft.note, "body", "text2", wrap=True))


class _PriceRow(QWidget):
    """The newest price of one product, the one before, and all of them as small bars."""

    def __init__(self, points: list[PricePoint], own: str) -> None:
        super().__init__()
        newest = points[0]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XXS, 0, space.XS)
        row.setSpacing(space.M)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        column.addWidget(Text(newest.title, "body", elide=True))
        said = f"{newest.day} · {newest.number}"
        if newest.landed_minor is not None:
            landed = formatting.money(newest.landed_minor, own)
            said = _("{when} · {amount} with costs").format(when=newest.day, amount=landed)
        column.addWidget(Text(said, "caption", "text2", elide=True))
        row.addLayout(column, 1)
        if len(points) > 1:
            same = [point.price_minor for point in reversed(points) if point.currency == newest.currency]
            if len(same) > 1:
                row.addWidget(_Trend(same))
        words = QVBoxLayout()
        words.setSpacing(space.XXS)
        price = Text(formatting.money(newest.price_minor, newest.currency), "strong")
        price.setAlignment(Qt.AlignmentFlag.AlignRight)
        words.addWidget(price)
        before = next((point for point in points[1:] if point.currency == newest.currency), None)
        if before is not None and before.price_minor != newest.price_minor:
            rose = newest.price_minor > before.price_minor
            old = Text(formatting.money(before.price_minor, before.currency), "caption", "neg" if rose else "pos")
            old.setToolTip(_("the time before"))
            old.setAlignment(Qt.AlignmentFlag.AlignRight)
            words.addWidget(old)
        row.addLayout(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class _Trend(QWidget):
    """The prices of one product from the oldest to the newest, as a line."""

    def __init__(self, prices: list[int]) -> None:
        super().__init__()
        self._prices = prices
        self.setFixedSize(56, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        low, high = min(self._prices), max(self._prices)
        step = (self.width() - 6) / (len(self._prices) - 1)
        room = self.height() - 8
        points = [
            QPointF(3 + place * step, 4 + room * (1 - (price - low) / (high - low)) if high > low else 4 + room / 2)
            for place, price in enumerate(self._prices)
        ]
        painter = painting.painter_for(self)
        painter.setPen(QPen(current_theme().color("accent"), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painting.dot(painter, round(points[-1].x()), round(points[-1].y()), 2, current_theme().color("accent"))
