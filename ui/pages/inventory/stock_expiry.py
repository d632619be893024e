"""Correcting the day a lot expires on, which was typed wrongly when the goods came."""

from __future__ import annotations

from services import formatting
from services.days import no_day_words, read_day
from services.i18n import _
from services.inventory.queries import StockSheet
from services.stock.keeping import set_expiry
from services.stock.queries import SpotView
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import text_field


class ExpiryDialog(FormDialog):
    """One lot and its day; empty means that it does not expire, or that nobody knows."""

    topic = "inventory#adjust"

    def __init__(self, context: PageContext, sheet: StockSheet, spot: SpotView) -> None:
        title = _("When does lot {number} expire?").format(number=spot.lot)
        pieces = formatting.integer(spot.quantity)
        super().__init__(context, title, f"{sheet.code} · {spot.place} · {pieces}", width=460)
        self._lot_id = spot.lot_id or 0
        day = spot.expires_on.isoformat() if spot.expires_on else ""
        self.add_row(("expires", _("Expires on"), text_field(_("for example 2027-06-30"), day)))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check the day and keep it; what is sold next leaves by it."""
        typed = self.text_of("expires") or ""
        day = read_day(typed)
        if typed and day is None:
            self.rows["expires"].set_problem(no_day_words(typed))
            self.place()
            return
        self.run(set_expiry, self._lot_id, day)
