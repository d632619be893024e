"""One after-sales case at the right: everything its platform says about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services import formatting
from services.aftersales.queries import CaseDetail
from services.aftersales.words import KIND_LABELS, STATE_LABELS
from services.i18n import _
from ui.pages.aftersales.columns import STATE_TONES
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_Facts = tuple[tuple[str, str | None], ...]


class CasePanel(DetailPanel):
    """Shows one `CaseDetail`; `show_order` gets an order number."""

    def __init__(self, show_order: Callable[[str], object]) -> None:
        super().__init__()
        self._show_order = show_order
        self.shown: CaseDetail | None = None
        self._zone = ""
        self.order_button = SecondaryButton(_("Show the order"), "receipt")
        self.order_button.clicked.connect(lambda _on=False: self._to_order())
        self.footer.addWidget(self.order_button, 1)

    def show_case(self, detail: CaseDetail, zone: str) -> None:
        """Show this case; times are in `zone`."""
        self.shown, self._zone = detail, zone
        self.set_head(detail.external_no, _(KIND_LABELS[detail.kind]), can_copy=True)
        self.set_status(_(STATE_LABELS[detail.state]), STATE_TONES[detail.state])
        self.clear_body()
        self._add_facts("", self._case_facts(detail))
        self._add_facts(_("Goods"), self._goods_facts(detail))
        self._add_facts(_("Return"), self._return_facts(detail))
        self._add_facts(_("What the platform says"), self._platform_facts(detail))
        if detail.note:
            self.add_line()
            self.add(SectionTitle(_("Note")))
            self.add(Text(detail.note, wrap=True))
        self.order_button.setText(_("Show the order"))
        self.order_button.setVisible(detail.order_id is not None)

    def retranslate(self) -> None:
        super().retranslate()
        if self.shown is not None:
            self.show_case(self.shown, self._zone)

    def _add_facts(self, title: str, facts: _Facts) -> None:
        told = [(name, value) for name, value in facts if value]
        if told and title:
            self.add_line()
            self.add(SectionTitle(title))
        for name, value in told:
            self.add(KeyValueRow(name, value))

    def _case_facts(self, detail: CaseDetail) -> _Facts:
        return (
            (_("Asked"), self._money(detail.asked_minor)),
            (_("Refunded"), self._money(detail.refunded_minor)),
            (_("Reason"), detail.reason),
            (_("Deadline"), self._time(detail.deadline_at)),
            (_("Asked at"), self._time(detail.asked_at)),
            (_("Agreed at"), self._time(detail.agreed_at)),
            (_("Refunded at"), self._time(detail.refunded_at)),
            (_("Closed at"), self._time(detail.closed_at)),
            (_("Order no."), detail.order_no),
            (_("Channel"), detail.channel),
        )

    @staticmethod
    def _goods_facts(detail: CaseDetail) -> _Facts:
        quantity = None if detail.quantity is None else str(detail.quantity)
        return (
            (_("Product"), detail.title),
            (_("Variant"), detail.variant),
            (_("Code"), detail.code),
            (_("Quantity"), quantity),
        )

    @staticmethod
    def _return_facts(detail: CaseDetail) -> _Facts:
        return (
            (_("Return courier"), detail.return_courier),
            (_("Return tracking no."), detail.return_tracking_no),
            (_("Return state"), detail.return_text),
            (_("Interception state"), detail.intercept_text),
        )

    @staticmethod
    def _platform_facts(detail: CaseDetail) -> _Facts:
        return (
            (_("Platform's kind"), detail.kind_text),
            (_("Platform's state"), detail.state_text),
            (_("Who pays"), detail.payer_text),
        )

    def _money(self, minor: int | None) -> str | None:
        return None if minor is None or self.shown is None else formatting.money(minor, self.shown.currency)

    def _time(self, at: datetime | None) -> str | None:
        return None if at is None else formatting.instant(at, self._zone)

    def _to_order(self) -> None:
        if self.shown is not None and self.shown.order_no is not None:
            self._show_order(self.shown.order_no)
