"""Whoever looks after the cases of a shop that sent two mugs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from services.aftersales import views
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.finance.commands import AccountDraft, add_account
from services.orders.entering import LineDraft, OrderDraft, add
from services.reconcile.choices import orders_found
from services.stock.commands import OpeningDraft, set_opening
from services.types import CaseKind, CaseState, OrderStatus, Platform
from tests.ui.imports.window import Desk
from ui.pages.aftersales.find_order import FindOrderDialog


class Counter:
    """A shop that sent two mugs, and its Cases section."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.channel = desk.run(add_channel, "Stall", Platform.TAOBAO).value
        self.account = desk.run(add_account, AccountDraft("Wallet")).value
        self.mug = desk.run(add_sku, SkuDraft("MUG", "Mug", price_minor=1_500)).value
        desk.run(set_opening, [OpeningDraft(self.mug, 10, 10_000)])
        line = LineDraft("Mug", 2, code="MUG", price_minor=1_500, sku_id=self.mug)
        draft = OrderDraft(
            self.channel, (line,), external_no="T-1", status=OrderStatus.SHIPPED, buyer="Lin", phone="13811118888"
        )
        self.order = desk.run(add, draft).value
        self.section = desk.page("after-sales").show_section("cases")

    def another(self, number: str, channel: int | None = None) -> int:
        """One more order of this number."""
        line = LineDraft("Mug", 1, code="MUG", price_minor=1_500, sku_id=self.mug)
        return int(self.desk.run(add, OrderDraft(channel or self.channel, (line,), external_no=number)).value)

    def answered(self, ask: FindOrderDialog) -> None:
        """Wait until what the card asked before is answered: the answers come in the order they were asked."""
        arrived: list[object] = []
        self.desk.link.ask(orders_found, "nobody", owner=ask).then(arrived.append)
        self.desk.wait(lambda: bool(arrived))

    def opened(self, kind: CaseKind = CaseKind.RETURN_AND_REFUND) -> int:
        """A case of the order, shown at the right."""
        case = int(self.desk.run(open_case, CaseDraft(kind, self.order)).value)
        self.show(case)
        return case

    def show(self, case: int) -> None:
        """Show a case."""
        self.section.open_detail(case)
        self.desk.wait(lambda: self.section.detail.isVisible() and self.section.detail.shown.id == case)

    def press(self, key: str) -> None:
        """Press the button of a step, once it is there."""
        buttons = self.section.detail.buttons
        self.desk.wait(lambda: key in self.section.detail.buttons and not self._button(key).rect().isEmpty())
        assert buttons is not None
        self.desk.qtbot.mouseClick(self._button(key), Qt.MouseButton.LeftButton)

    def card(self, cls: str) -> Any:
        """The card that opened."""
        self.desk.wait(
            lambda: type(self.section.deeds.dialog).__name__ == cls and self.section.deeds.dialog.isVisible()
        )
        return self.section.deeds.dialog

    def state(self, case: int) -> CaseState:
        """Whom the case waits for."""
        return CaseState(self.desk.ask(views.case_view, case).case.state)

    def becomes(self, case: int, state: CaseState) -> None:
        """Wait until the panel shows this state."""
        self.desk.wait(lambda: self.section.detail.shown.id == case and self.section.detail.shown.state is state)

    def _button(self, key: str) -> QWidget:
        return self.section.detail.buttons[key]  # type: ignore[no-any-return]
