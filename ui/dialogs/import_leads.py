"""Where the button of an import's report leads: to what was imported, or to what comes next with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.i18n import N_
from services.importing.entries import CHANGED, NEW
from ui.dialogs.import_facts import Facts

TRANSACTIONS = "transactions"


@dataclass(frozen=True, slots=True)
class Lead:
    """Words of the button (marked with `N_`), the page it leads to, what is asked of that, and what begins there."""

    words: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)
    action: str = ""


_LEADS = {
    "tracking": Lead(N_("Write a ship file"), "orders", {"view": "shipped"}, "orders.ship_file"),
    TRANSACTIONS: Lead(N_("Show the transactions"), "finance", {"section": "transactions", "view": "all"}),
    "cases": Lead(N_("Show the cases"), "after-sales", {"section": "cases"}),
    "reviews": Lead(N_("Show the reviews"), "after-sales", {"section": "reviews"}),
    "products": Lead(N_("Show the products"), "products"),
    "stock": Lead(N_("Show the stock"), "inventory", {"section": "stock"}),
    "purchases": Lead(N_("Show the purchases"), "inventory", {"section": "purchases"}),
    "courier_charges": Lead(N_("Check the courier bills"), "finance", {"section": "courier-bills"}),
    "shop_days": Lead(N_("Show the figures"), "growth", {"section": "traffic"}),
    "ad_days": Lead(N_("Show the figures"), "growth", {"section": "ads"}),
    "item_days": Lead(N_("Show the figures"), "growth", {"section": "items"}),
}
_TO_SORT = Lead(N_("Sort the transactions"), "finance", {"section": "transactions", "view": "unsorted"})


def lead_of(facts: Facts) -> Lead | None:
    """Where what was imported is to be seen, where it is one kind of thing and something of it is new."""
    if facts.new_order_ids or len(facts.kinds) != 1 or not facts.counts[NEW] + facts.counts[CHANGED]:
        return None
    return _LEADS.get(facts.kinds[0])


def while_unsorted(lead: Lead | None) -> Lead | None:
    """The same while some transactions are in no category: then they are sorted first."""
    return _TO_SORT if lead is _LEADS[TRANSACTIONS] else lead
