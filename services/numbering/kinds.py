"""What gets a number from the program, and how it is written until the shop wants it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.errors import Invalid
from services.i18n import N_
from services.messages import message
from services.numbering.pattern import Pattern, read_pattern


class NumberKind(StrEnum):
    """A kind of record or paper whose number is ours; those of platforms, suppliers and couriers are theirs."""

    ORDER = "order"
    CASE = "case"
    PURCHASE = "purchase"
    RECEIPT = "receipt"
    SUPPLIER_RETURN = "supplier_return"
    STOCKTAKE = "stocktake"
    WAVE = "wave"
    PICK_LIST = "pick_list"
    PACKING_LIST = "packing_list"
    SHIP_FILE = "ship_file"
    HANDOVER = "handover"


LABELS: Mapping[NumberKind, str] = {
    NumberKind.ORDER: N_("Order typed in by hand"),
    NumberKind.CASE: N_("After-sales case"),
    NumberKind.PURCHASE: N_("Purchase"),
    NumberKind.RECEIPT: N_("Delivery"),
    NumberKind.SUPPLIER_RETURN: N_("Return to the supplier"),
    NumberKind.STOCKTAKE: N_("Stocktake"),
    NumberKind.WAVE: N_("Wave"),
    NumberKind.PICK_LIST: N_("Pick list"),
    NumberKind.PACKING_LIST: N_("Packing list"),
    NumberKind.SHIP_FILE: N_("Ship file"),
    NumberKind.HANDOVER: N_("Handover list"),
}

DEFAULTS: Mapping[NumberKind, Pattern] = {
    NumberKind.ORDER: Pattern("M{yymmdd}-", 4),
    NumberKind.CASE: Pattern("AS{yymmdd}-", 4),
    NumberKind.PURCHASE: Pattern("PO{yymmdd}-", 2),
    NumberKind.RECEIPT: Pattern("GR{yymmdd}-", 2),
    NumberKind.SUPPLIER_RETURN: Pattern("SR{yymmdd}-", 2),
    NumberKind.STOCKTAKE: Pattern("ST-{yyyymmdd}-", 2),
    NumberKind.WAVE: Pattern("W-{yyyymmdd}-", 2),
    NumberKind.PICK_LIST: Pattern("PK-{yyyymmdd}-", 2),
    NumberKind.PACKING_LIST: Pattern("PL-{yyyymmdd}-", 2),
    NumberKind.SHIP_FILE: Pattern("SF-{yyyymmdd}-", 2),
    NumberKind.HANDOVER: Pattern("HO-{yyyymmdd}-", 2),
}


def pattern_for(kept: Mapping[str, str], kind: NumberKind) -> Pattern:
    """The pattern of a kind, among those the shop has set."""
    return read_pattern(kept[kind]) if kind in kept else DEFAULTS[kind]


def require_patterns(kept: Mapping[str, Any]) -> None:
    """Every value is a pattern; kinds of a newer program stay as they are. Invalid."""
    for kind, written in kept.items():
        if not isinstance(written, str):
            reason = message(N_("the value has the wrong kind"))
            raise Invalid(field=message(N_("Numbering")), value=str(written), reason=reason)
        if kind in set(NumberKind):
            read_pattern(written)
