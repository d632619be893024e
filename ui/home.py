"""What the open shop reckons in: its currency, its time zone, and which day it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from services import clock

if TYPE_CHECKING:
    from services.set_up import ShopFacts

Today = Callable[[], date]
"""Says which day it is where the shop is: the list or form that has it may stay open over midnight."""


class Home:
    """The facts of the open shop, kept current by its link (``link.home``).

    Whoever shows an amount, a time or a day asks here in that moment and keeps no answer: the settings may change
    while a page is open. Cells are prepared on other threads, and ask too.
    """

    def __init__(self, facts: ShopFacts) -> None:
        self.facts = facts

    def currency(self) -> str:
        """The code of the shop's own currency; amounts of others carry a sign."""
        return self.facts.currency

    def zone(self) -> str:
        """The name of the shop's time zone."""
        return self.facts.zone

    def is_masked(self) -> bool:
        """Whether names, phones and streets are hidden until somebody asks for them."""
        return self.facts.is_masked

    def today(self) -> date:
        """The business day it is in the shop's zone."""
        return clock.business_day(clock.now(), self.facts.zone)
