"""Everything the window can go to: its pages, and the sections of those that have some."""

from __future__ import annotations

from ui.pages.aftersales.sections import SECTIONS as AFTER_SALES
from ui.pages.finance.sections import SECTIONS as FINANCE
from ui.pages.growth.sections import SECTIONS as GROWTH
from ui.pages.inventory.sections import SECTIONS as INVENTORY
from ui.pages.registry import PAGES

_SECTIONS = {"inventory": INVENTORY, "after-sales": AFTER_SALES, "finance": FINANCE, "growth": GROWTH}


def every_place() -> list[tuple[str, str]]:
    """(page, section) in the order of the window; the section is empty where a page has none."""
    places: list[tuple[str, str]] = []
    for page in PAGES:
        places += [(page.key, one.key) for one in _SECTIONS.get(page.key, ())] or [(page.key, "")]
    return places
