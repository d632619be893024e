"""What the figures, kinds and sides of tax are called."""

from __future__ import annotations

from collections.abc import Mapping

from models.enums.money import InvoiceKind, InvoiceSide, TaxChange, TaxFigure
from services.i18n import N_

FIGURE_LABELS: Mapping[TaxFigure, str] = {
    TaxFigure.VAT_RATE: N_("VAT rate"),
    TaxFigure.VAT_MONTH: N_("VAT-free sales in a month"),
    TaxFigure.VAT_QUARTER: N_("VAT-free sales in a quarter"),
    TaxFigure.SMALL_SCALE_LIMIT: N_("Sales of twelve months up to which a shop is small-scale"),
    TaxFigure.URBAN: N_("Urban maintenance tax"),
    TaxFigure.EDUCATION: N_("Education surcharge"),
    TaxFigure.LOCAL_EDUCATION: N_("Local education surcharge"),
    TaxFigure.SURCHARGE_RELIEF: N_("Relief on surcharges"),
    TaxFigure.INCOME_BRACKET: N_("Income-tax step"),
    TaxFigure.BASIC_DEDUCTION: N_("Basic deduction of a year"),
    TaxFigure.INCOME_RELIEF: N_("Relief on income tax"),
}
CHANGE_LABELS: Mapping[TaxChange, str] = {
    TaxChange.ADD_BACK: N_("Added back"),
    TaxChange.DEDUCTION: N_("Deducted"),
    TaxChange.PREPAID: N_("Prepaid tax"),
}
SIDE_LABELS: Mapping[InvoiceSide, str] = {
    InvoiceSide.ISSUED: N_("Invoice issued"),
    InvoiceSide.RECEIVED: N_("Invoice received"),
}
INVOICE_KIND_LABELS: Mapping[InvoiceKind, str] = {
    InvoiceKind.ORDINARY: N_("Ordinary invoice"),
    InvoiceKind.SPECIAL: N_("Special VAT invoice"),
    InvoiceKind.OTHER: N_("Other proof"),
}
VERIFY = N_("Rates and thresholds are dated settings and no advice: verify them with your tax office before you file.")
"""Stands under every figure of tax."""
