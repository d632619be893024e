"""What a piece of advice is: what it is about, why, what it proposes, and the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from models.enums.growth import AdviceKind
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.messages import Message

KIND_LABELS: Mapping[AdviceKind, str] = {
    AdviceKind.RESTOCK: N_("Running out"),
    AdviceKind.BELOW_COST: N_("Sold below cost"),
    AdviceKind.BELOW_MINIMUM: N_("Sold below minimum"),
    AdviceKind.COST_RISE: N_("Cost rise not passed on"),
    AdviceKind.FEE_RISE: N_("Fees rose"),
    AdviceKind.SLOW: N_("Slow stock"),
    AdviceKind.BUNDLE: N_("Bought together"),
}


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Another price of a SKU, and what of it is left before and after; shares of the price in ppm."""

    sku_id: int
    code: str
    old_minor: int
    new_minor: int
    margin_before_ppm: int | None
    margin_after_ppm: int | None


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle of one piece of each part; `cost_minor` is None where one of them has none."""

    part_ids: tuple[int, ...]
    code: str
    title: str
    parts_minor: int
    price_minor: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """So many pieces of a SKU from the supplier who is asked first."""

    sku_id: int
    supplier_id: int
    supplier: str
    quantity: int


Proposal: TypeAlias = NewPrice | NewBundle | NewPurchase


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice. `worth_minor` ranks it: what it costs or could bring, in the shop's currency.

    `said` is why, with its figures. `facts` change when the situation does; a dismissal holds for the same facts.
    """

    kind: AdviceKind
    subject: str
    sku_ids: tuple[int, ...]
    title: str
    said: Message
    worth_minor: int
    facts: str
    proposal: Proposal | None = None
    dismissed: str | None = None

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a piece of advice: stored values in the order of the columns, amounts in `currency`."""

    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    currency: str
