"""What a campaign refuses, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class StockSpokenFor(UserError):
    """A campaign would keep more pieces than are free (`products`: code, free and wanted pieces)."""

    code = "campaigns.stock_spoken_for"
    template = N_("There are not that many free pieces to set aside: {products}. Nothing was saved.")
    hint = N_("Set fewer aside, or allow more than there is.")
