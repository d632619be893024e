"""The kinds of paper there are, and what the printers of this computer are remembered for."""

from __future__ import annotations

from enum import StrEnum

from services.i18n import N_
from services.types import PrintKind


class OtherPaper(StrEnum):
    """Papers with a template that are not kept in the print log."""

    LABEL = "label"
    COUNT_SHEET = "count_sheet"
    PURCHASE_ORDER = "purchase_order"
    STATEMENT = "statement"


PaperKind = PrintKind | OtherPaper

# What has a preview with a printer. A statement of the books is a file for the accountant.
PRINTED: dict[PaperKind, str] = {
    PrintKind.PICK_LIST: N_("Pick lists"),
    PrintKind.PACKING_LIST: N_("Packing lists"),
    PrintKind.HANDOVER: N_("Handover lists"),
    OtherPaper.LABEL: N_("Product labels"),
    OtherPaper.COUNT_SHEET: N_("Count sheets"),
    OtherPaper.PURCHASE_ORDER: N_("Purchase orders"),
}
