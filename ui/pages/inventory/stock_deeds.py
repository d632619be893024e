"""What can be done to one product's stock, each with the words and fields of its form."""

from __future__ import annotations

from dataclasses import dataclass

from services.i18n import N_, _
from services.inventory.queries import StockSheet


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that is done to goods: its words, the fields its form has, and what it stands for."""

    key: str
    title: str
    button: str
    fields: tuple[str, ...]
    help: str = ""


_ALL = (
    Deed(
        "opening", N_("Opening stock of {code}"), N_("Enter"), ("pieces", "value", "lot", "expires", "note"),
        N_("What there is now. A cost left empty stays unknown; it is never taken for free."),
    ),
    Deed(
        "receive", N_("Receive {code}"), N_("Receive"), ("pieces", "value", "place", "lot", "expires", "note"),
        N_("Goods that came without a purchase in this program."),
    ),
    Deed(
        "adjust", N_("Adjust {code}"), N_("Adjust"),
        ("counted", "difference", "reason", "place", "held_lot", "note"),
        N_("Type how many there are, or how many more or fewer."),
    ),
    Deed(
        "scrap", N_("Throw away {code}"), N_("Throw away"),
        ("pieces", "reason", "condition", "place", "held_lot", "note"),
    ),
    Deed(
        "transfer", N_("Move {code} to another place"), N_("Move"),
        ("pieces", "place", "to_place", "held_lot", "note"),
    ),
    Deed(
        "assemble", N_("Put {code} together"), N_("Put together"), ("pieces", "place", "note"),
        N_("Its parts leave the shelf, and it lies there ready at what they cost. From then on orders for it take "
           "what lies ready, no longer its parts."),
    ),
    Deed(
        "take_apart", N_("Take {code} apart"), N_("Take apart"), ("pieces", "place", "note"),
        N_("It leaves the shelf, and its parts lie there again; they share what it cost."),
    ),
    Deed("defective", N_("Mark {code} as defective"), N_("Mark"), ("pieces", "reason", "place", "held_lot")),
    Deed("good", N_("Mark {code} as good again"), N_("Mark"), ("pieces", "reason", "place", "held_lot")),
)  # fmt: skip
DEEDS: dict[str, Deed] = {deed.key: deed for deed in _ALL}
LABELS = {
    "pieces": N_("Pieces"),
    "value": N_("What all of it cost"),
    "counted": N_("There are"),
    "difference": N_("More or fewer"),
    "reason": N_("Reason"),
    "place": N_("Place"),
    "to_place": N_("To"),
    "lot": N_("Lot number"),
    "expires": N_("Expires on"),
    "held_lot": N_("Lot"),
    "condition": N_("Which ones"),
    "note": N_("Note"),
}
NEEDED = ("pieces", "reason", "to_place")
LIKELY_REASONS = (
    N_("broken"),
    N_("lost"),
    N_("found"),
    N_("counted wrong before"),
    N_("gift or sample"),
    N_("expired"),
)
# The fields an error of a command names, and where the form has them.
PLACES = {
    N_("Quantity"): "pieces",
    N_("Cost"): "value",
    N_("Reason"): "reason",
    N_("Lot"): "lot",
    N_("Expires on"): "expires",
    N_("To"): "to_place",
    N_("Name"): "to_place",
    N_("Counted"): "counted",
}


def entries(sheet: StockSheet) -> list[tuple[str, str]]:
    """What the menu of the dots offers for a product: (deed, words)."""
    found = [("assemble", _("Put together…")), ("take_apart", _("Take apart…"))] if sheet.is_made else []
    found += [("scrap", _("Throw away…")), ("transfer", _("Move to another place…")), ("defective", _("Defective…"))]
    if sheet.stock.defective:
        found.append(("good", _("Good again…")))
    found.append(("lots", _("Stop keeping lots apart") if sheet.has_lots else _("Keep lots and expiry dates")))
    stops = _("Never sell below zero")
    found.append(("below_zero", stops if sheet.below_zero else _("May be sold below zero")))
    return found
