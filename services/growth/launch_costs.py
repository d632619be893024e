"""What a piece of a new product costs, what is left of a price, and how many must be sold: all in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.enums.growth import LaunchCostKind
from models.values import WHOLE_PPM
from services.catalog.margin import share


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the cost sheet: minor units for each piece, or once for all, or a share of the price (ppm)."""

    kind: LaunchCostKind
    amount_minor: int | None = None
    share_ppm: int | None = None
    is_once: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class CostSheet:
    """A price taken apart. `left_minor` is the price less `fixed_minor` and `shares_minor`, the costs of one piece.

    `once_minor` is paid whatever is sold; `break_even` is how many pieces earn it back, None where none ever do.
    """

    price_minor: int
    fixed_minor: int
    shares_minor: int
    once_minor: int

    @property
    def left_minor(self) -> int:
        """What is left of the price of one piece."""
        return self.price_minor - self.fixed_minor - self.shares_minor

    @property
    def margin_ppm(self) -> int | None:
        """What is left as a share of the price, rounded down; None at a price of 0."""
        return self.left_minor * WHOLE_PPM // self.price_minor if self.price_minor else None

    @property
    def break_even(self) -> int | None:
        """⌈paid once ÷ left of a piece⌉; None where a piece leaves nothing and something was paid once."""
        if not self.once_minor:
            return 0
        return -(-self.once_minor // self.left_minor) if self.left_minor > 0 else None

    def profit(self, pieces: int) -> int:
        """What so many pieces leave after everything paid once."""
        return pieces * self.left_minor - self.once_minor


def cost_sheet(price_minor: int, lines: Sequence[CostLine]) -> CostSheet:
    """The sheet of these lines at a price; every share is rounded half up by itself."""
    each = sum(one.amount_minor or 0 for one in lines if not one.is_once)
    once = sum(one.amount_minor or 0 for one in lines if one.is_once)
    return CostSheet(price_minor, each, sum(share(price_minor, one.share_ppm or 0) for one in lines), once)
