"""What the demo shop has of tax: a few invoices, what a platform reported of the last quarter, and a deduction."""

from __future__ import annotations

from datetime import date, timedelta

from models.enums.money import InvoiceKind, InvoiceSide, TaxChange
from models.values import WHOLE_PPM
from services.business_day import shop_today
from services.channels.queries import channel_named
from services.samples.words import load
from services.shop import Shop
from services.tax.commands import AdjustmentDraft, add_adjustment
from services.tax.invoices import InvoiceDraft, add_invoice
from services.tax.platforms import ReportDraft, add_report, change_report, reported


def note_tax(shop: Shop) -> None:
    """Invoices issued and received, a line of the sheet, and a report that is a little above the own books."""
    today, words = shop.ask(shop_today), load("tax")
    for one in words["invoice"]:
        draft = InvoiceDraft(
            InvoiceSide(one["side"]), InvoiceKind(one["kind"]), one["number"],
            today - timedelta(days=one["days_ago"]), one["net"], one["tax"], party=one["party"],
            party_tax_no=one["tax_no"], text=one["text"],
        )  # fmt: skip
        shop.run(add_invoice, draft, source="demo")
    for one in words["adjustment"]:
        line = AdjustmentDraft(today.year, TaxChange(one["kind"]), one["text"], one["amount"])
        shop.run(add_adjustment, line, source="demo")
    _report(shop, today)


def _report(shop: Shop, today: date) -> None:
    words = load("tax")["report"]
    channel = shop.ask(channel_named, load("files")["channels"][words["channel"]][0])
    if channel is None:
        return
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    draft = ReportDraft(channel.id, first, today, 0, note=words["note"])
    made = shop.run(add_report, draft, source="demo").value
    own = next(one.own_minor for one in shop.ask(reported) if one.id == made)
    told = own * words["share_ppm"] // WHOLE_PPM
    shop.run(change_report, made, ReportDraft(channel.id, first, today, told, note=words["note"]), source="demo")
