"""What the list of invoices refuses, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class InvoiceKnown(UserError):
    """An invoice of this code and number is on this side of the list already (`number`, `day`, `party`)."""

    code = "tax.invoice_known"
    template = N_("The invoice {number} is in the list already: of {day}, {party}. Nothing was saved.")
    hint = N_("Open that one and change it, or correct the number.")
