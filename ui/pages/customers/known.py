"""What the page and its deeds know of all customers together."""

from __future__ import annotations

from dataclasses import dataclass

from services.customers.overview import CustomerOverview


@dataclass(slots=True)
class Known:
    """The `overview` once it was read, and whether names are revealed for now."""

    overview: CustomerOverview | None = None
    is_revealed: bool = False

    @property
    def is_masked(self) -> bool:
        """Whether names, phones and streets are hidden now."""
        set_so = self.overview is None or self.overview.is_masked
        return set_so and not self.is_revealed
