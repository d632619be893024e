"""The small closed language of bulk edits: what can be done to many SKUs at once, and what it makes of a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from models.enums.goods import PriceField
from models.values import WHOLE_PPM
from services.catalog.margin import share


class Direction(StrEnum):
    """Which way an amount is rounded."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounds to amounts that end alike: every `unit_minor` plus `ending_minor` (100 and 90 for …​.90)."""

    unit_minor: int
    ending_minor: int = 0
    direction: Direction = Direction.NEAREST

    def of(self, amount_minor: int) -> int:
        """The amount rounded; halves go up, and nothing goes below the first amount there is."""
        below = (amount_minor - self.ending_minor) // self.unit_minor * self.unit_minor + self.ending_minor
        rest = amount_minor - below
        goes_up = rest > 0 and (
            self.direction is Direction.UP or (self.direction is Direction.NEAREST and 2 * rest >= self.unit_minor)
        )
        rounded = below + self.unit_minor if goes_up else below
        return rounded if rounded >= 0 else rounded + self.unit_minor


@dataclass(frozen=True, slots=True)
class SetAmount:
    """Make a price or cost this amount, or unknown."""

    field: PriceField
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class AddAmount:
    """Make a price or cost so much dearer, or cheaper where the amount is negative."""

    field: PriceField
    amount_minor: int
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class ScaleAmount:
    """Multiply an amount, in parts per million: 1,050,000 is +5 %.

    It may come from another field (the price is the cost × 2.5); `source` None is the field itself.
    """

    field: PriceField
    ppm: int
    source: PriceField | None = None
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class RoundAmount:
    """Round a price or cost as it is."""

    field: PriceField
    rounding: Rounding


class TextField(StrEnum):
    """The texts of a SKU (and, from category on, of its product) that can be set for many."""

    SHELF = "shelf"
    UNIT = "unit"
    CATEGORY = "category"
    NOTE = "note"


class NumberField(StrEnum):
    """The measures of a SKU that can be set for many."""

    WEIGHT = "weight_g"
    LENGTH = "length_mm"
    WIDTH = "width_mm"
    HEIGHT = "height_mm"


@dataclass(frozen=True, slots=True)
class SetText:
    """Write a text into a field, or empty it."""

    field: TextField
    text: str | None


@dataclass(frozen=True, slots=True)
class SetNumber:
    """Write grams or millimetres into a field, or empty it."""

    field: NumberField
    number: int | None


@dataclass(frozen=True, slots=True)
class EditTags:
    """Put tags on products and take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetSupplier:
    """Make a supplier the one that is asked first."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class SetArchived:
    """Archive SKUs, or bring them back."""

    is_archived: bool


AmountChange: TypeAlias = SetAmount | AddAmount | ScaleAmount | RoundAmount
BulkChange: TypeAlias = AmountChange | SetText | SetNumber | EditTags | SetSupplier | SetArchived


def new_amount(change: AmountChange, amounts: dict[PriceField, int | None]) -> int | None:
    """What a change makes of a SKU's amounts; None where there is nothing to calculate with."""
    if isinstance(change, SetAmount):
        return change.amount_minor
    source = change.source if isinstance(change, ScaleAmount) and change.source is not None else change.field
    old = amounts[source]
    if old is None:
        return None
    if isinstance(change, RoundAmount):
        return change.rounding.of(old)
    if isinstance(change, AddAmount):
        new = old + change.amount_minor
    else:
        new = share(old, change.ppm) if change.ppm != WHOLE_PPM else old
    return change.rounding.of(new) if change.rounding is not None else new
