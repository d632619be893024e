"""Stock quantities of product files: they open the ledger of SKUs that never moved, and touch no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from models.catalog import Component, Sku
from models.stock import StockMove
from services import text
from services.i18n import NN_
from services.importing.staged import FileWarning
from services.kernel.chunks import portions
from services.kernel.unit_of_work import UnitOfWork
from services.messages import plural_message
from services.stock import levels
from services.stock.commands import OpeningDraft, set_opening

_moves = StockMove.table()
_components = Component.table()


class OpeningStock:
    """Decides which quantities of a product file become opening stock.

    A shop system's figure is a beginning, not a count: once a SKU has moved here, ours is the
    truth, and a file that says something else is told to be left alone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._closed: set[int] = set()
        self._bundles: set[int] = set()
        self._on_hand: dict[int, int] = {}
        self._left = 0

    def look_up(self, sku_ids: Iterable[int]) -> None:
        """Learn which of these SKUs have moved, which are bundles, and what there is of them."""
        wanted = sorted(set(sku_ids))
        for chunk in portions(wanted):
            moved = select(_moves.c.sku_id).where(_moves.c.sku_id.in_(chunk)).distinct()
            bundles = select(_components.c.bundle_id).where(_components.c.bundle_id.in_(chunk)).distinct()
            self._closed.update(self._connection.execute(moved).scalars())
            self._bundles.update(self._connection.execute(bundles).scalars())
        self._on_hand.update(levels.good_on_hand(self._connection, self._closed & set(wanted)))

    def opens(self, sku_id: int | None, pieces: int, *, has_parts: bool) -> bool:
        """Whether these pieces are the SKU's opening stock; 0 opens nothing, for it may mean that nobody counts."""
        if pieces <= 0 or has_parts or sku_id in self._bundles:
            return False
        if sku_id in self._closed:
            self._left += self._on_hand.get(sku_id or 0, 0) != pieces
            return False
        return True

    def warnings(self) -> list[FileWarning]:
        """How many quantities were left alone because the SKU is counted here already."""
        left, self._left = self._left, 0
        return [FileWarning("stock_left", left, plural_message(_LEFT, left))] if left else []


def write_opening(uow: UnitOfWork, counts: Mapping[str, tuple[int, int | None]]) -> None:
    """Book opening stock by code: (pieces, cost of one piece or None where nobody knows it)."""
    keys = {text.key(code): count for code, count in counts.items()}
    drafts = [
        OpeningDraft(sku.id, pieces, None if cost is None else cost * pieces)
        for sku in uow.all_in(Sku, Sku.code_key, keys)
        for pieces, cost in (keys[sku.code_key],)
    ]
    if drafts:
        label = dict(uow.label_params)
        set_opening(uow, drafts)
        uow.label_params = label


_LEFT = NN_(
    "{count} product is counted here already; the stock this file names was left alone. Correct it with a stock"
    " workbook or a stocktake.",
    "{count} products are counted here already; the stock this file names was left alone. Correct it with a stock"
    " workbook or a stocktake.",
)
