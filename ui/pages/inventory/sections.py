"""The sections of the Inventory page in the order they stand in. A new one adds a function and a line."""

from __future__ import annotations

from ui.pages.inventory.section import SectionSpec

SECTIONS: tuple[SectionSpec, ...] = ()
