"""Random histories of goods: after every step quantities, values and costs are those of the slow model."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.catalog import Component
from models.enums.goods import Condition, CostMethod, MoveKind
from models.enums.orders import OrderStatus, Platform
from models.orders import Order, OrderLine
from models.stock import StockMove
from models.stock_ledger import PART_IDS, SALE_IDS, SkuStock, StockEntry
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed, NotEnoughStock, NothingToUndo, UndoConflict
from services.history.queries import undo_state
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.stock import commands as stock
from services.stock import ledger
from services.stock.booking import MoveDraft, book
from services.stock.keeping import add_place, allow_below_zero, choose_costing
from services.stock.levels import Spot
from services.stock.listing import SOLD_DAYS, STOCK
from services.stock.projections import StockLedger
from services.stock.queries import spots_of
from services.stock.returning import ReturnDraft, still_out, take_back
from tests.examples import examples
from tests.services.stock import slow_model

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
_serial = itertools.count(1)
_STEPS = (
    "open", "receive", "receive", "order", "order", "ship", "ship", "unship", "close", "take_back",
    "count", "scrap", "regrade", "transfer", "reprice", "revalue", "send_back",
    "sent_before", "relink", "undo", "redo", "undo_any",
)  # fmt: skip
_STEP = st.tuples(st.sampled_from(_STEPS), st.integers(0, 40), st.integers(1, 7), st.integers(0, 999))


@command("test.stock.bundle", N_("Test: make a bundle"))
def make_bundle(uow: UnitOfWork, bundle_id: int, parts: dict[int, int]) -> None:
    """What the bundle consists of."""
    uow.add_all(Component(bundle_id=bundle_id, part_id=part, quantity=count) for part, count in parts.items())


@command("test.stock.sent_before", N_("Test: an order that was sent earlier"))
def sent_before(uow: UnitOfWork, order_id: int, at: datetime) -> None:
    """What an import says of an order: it left at this instant."""
    order = uow.get(Order, order_id)
    order.status, order.shipped_at = OrderStatus.SHIPPED, at


@command("test.stock.relink", N_("Test: a corrected code"))
def relink(uow: UnitOfWork, line_id: int, sku_id: int) -> None:
    """What an import says of a line, sent or not: it is of this product."""
    uow.get(OrderLine, line_id).sku_id = sku_id


@command("test.stock.send_back", N_("Test: back to the supplier"))
def send_back(uow: UnitOfWork, move_id: int, quantity: int) -> None:
    """Pieces of a delivery go back to whoever sent them."""
    move = uow.get(StockMove, move_id)
    book(uow, [MoveDraft(move.sku_id, MoveKind.SUPPLIER_RETURN, -quantity, of_move_id=move_id)])


@command("test.stock.revalue", N_("Test: a correction booked later"))
def revalue(uow: UnitOfWork, move_id: int, amount: int) -> None:
    """A delivery cost more or less after all, but its month is closed."""
    move = uow.get(StockMove, move_id)
    book(uow, [MoveDraft(move.sku_id, MoveKind.REVALUE, 0, value_minor=amount, of_move_id=move_id)])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(autouse=True, scope="module")
def _short_replays() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(ledger, "_CHECKPOINT", 3)
    yield
    patch.undo()


@pytest.fixture(scope="module", params=list(CostMethod))
def begun(folder: Path, request: pytest.FixtureRequest) -> tuple[Path, CostMethod]:
    """A shop with two products, a bundle of both, and nothing counted yet; costing is kept every few entries."""
    path = folder / f"begun-{request.param}.shop"
    clock.set_source(lambda: START)
    with Shop.create(path) as shop:
        shop.run(add_channel, "A", Platform.TAOBAO)
        for code in ("FREE", "STRICT", "BUNDLE"):
            shop.run(add_sku, SkuDraft(code, code.title()))
        shop.run(make_bundle, 3, {1: 1, 2: 2})
        shop.run(allow_below_zero, [1], True)
        shop.run(choose_costing, request.param)
        shop.run(add_place, "Attic")
    clock.set_source(None)
    return path, request.param


class Roll(NamedTuple):
    """What was drawn for a step."""

    which: int
    amount: int
    value: int

    @property
    def sku_id(self) -> int:
        """One of the two products that can be counted."""
        return 1 + self.which % 2


class Story:
    """One random history of the shop, an hour a step."""

    def __init__(self, shop: Shop, method: CostMethod) -> None:
        self.shop = shop
        self.method = method
        self.now = START
        self.roots: list[int] = []

    def play(self, kind: str, which: int, amount: int, value: int) -> None:
        """One step; what makes no sense at the moment is refused, and then nothing has changed."""
        self.now += timedelta(hours=1)
        clock.set_source(lambda: self.now)
        before = self._on_hand()
        try:
            outcome = getattr(self, f"_{kind}")(Roll(which, amount, value))
        except (Invalid, NotAllowed, NotEnoughStock, UndoConflict):
            assert self._on_hand() == before
            return
        if outcome is not None and outcome.changes.rows:
            self.roots.append(outcome.changes.operation_id)
        self.require_right()

    def require_right(self) -> None:
        """Everything the ledger says is what the slow model says."""
        expected = slow_model.results(self.shop.path, self.method)
        kept, entries = self.shop.ask(
            lambda connection: (
                connection.execute(select(SkuStock.table()).where(SkuStock.is_bundle.is_(False))).all(),
                connection.execute(select(StockEntry.table())).all(),
            )
        )
        assert {row.sku_id for row in kept} == expected.keys()
        for row in kept:
            right = expected[row.sku_id]
            assert (row.on_hand, row.defective, row.reserved) == (right.good, right.defective, right.reserved)
            assert row.available == right.good - right.reserved
            assert (row.value_minor, row.unknown, row.pending) == (right.value, right.unknown, right.owed)
        costs = {_name(entry): (_cost_of(entry), entry.unknown, entry.pending) for entry in entries}
        assert costs == {name: cost for right in expected.values() for name, cost in right.costs.items()}
        for sku_id in expected:
            own = [entry for entry in entries if entry.sku_id == sku_id]
            came = sum(entry.value_minor - entry.settled_minor for entry in own)
            assert came == expected[sku_id].value, "value was made or lost"
        self._require_sold(entries)
        assert self.shop.ask(StockLedger().verify) == []

    def _require_sold(self, entries: Sequence[Any]) -> None:
        """The list tells what was sold from an hour in the middle of the history on, as the sales add up."""
        since = self.now - timedelta(hours=3)
        clock.set_source(lambda: since + timedelta(days=SOLD_DAYS))
        snapshot = self.shop.table(STOCK, TableRequest(), ("sold", "is_bundle"))
        told = {sku_id: sold for sku_id, sold, is_bundle in snapshot.first.result() if not is_bundle}
        snapshot.close()
        clock.set_source(lambda: self.now)
        right = Counter(dict.fromkeys(told, 0))
        for entry in entries:
            if entry.kind is MoveKind.SALE and entry.at >= since:
                right[entry.sku_id] -= entry.quantity
        assert told == {sku_id: pieces or None for sku_id, pieces in right.items()}

    # -- steps ---------------------------------------------------------------------------------------

    def _open(self, roll: Roll) -> Any:
        draft = stock.OpeningDraft(
            roll.sku_id, roll.amount, roll.value if roll.value % 3 else None, at=self._earlier(roll.which)
        )
        return self.shop.run(stock.set_opening, [draft])

    def _receive(self, roll: Roll) -> Any:
        cost = roll.value if roll.value % 5 else None
        return self.shop.run(stock.receive, roll.sku_id, roll.amount, value_minor=cost, at=self._earlier(roll.which))

    def _order(self, roll: Roll) -> Any:
        code = ("FREE", "STRICT", "BUNDLE")[roll.which % 3]
        lines = [LineDraft(code, roll.amount, code=code)] + (
            [LineDraft("Free", 1, code="FREE")] if roll.value % 2 else []
        )
        return self.shop.run(add, OrderDraft(1, tuple(lines)))

    def _ship(self, roll: Roll) -> Any:
        orders = self._orders(OrderStatus.PAID)
        start = roll.which % max(len(orders), 1)
        chosen = orders[start : start + 1 + roll.amount % 2]
        return self.shop.run(set_status, chosen, OrderStatus.SHIPPED) if chosen else None

    def _unship(self, roll: Roll) -> Any:
        return self._set(roll.which, OrderStatus.SHIPPED, OrderStatus.PAID)

    def _close(self, roll: Roll) -> Any:
        return self._set(roll.which, OrderStatus.SHIPPED if roll.value % 2 else OrderStatus.PAID, OrderStatus.CLOSED)

    def _sent_before(self, roll: Roll) -> Any:
        orders = self._orders(OrderStatus.PAID)
        return (
            self.shop.run(sent_before, orders[roll.which % len(orders)], self._earlier(roll.value)) if orders else None
        )

    def _relink(self, roll: Roll) -> Any:
        came_back = select(StockMove.order_line_id).where(StockMove.order_line_id.is_not(None))
        statement = select(OrderLine.id).where(OrderLine.sku_id.in_((1, 2)), OrderLine.id.not_in(came_back))
        lines = self.shop.ask(lambda c: c.execute(statement.order_by(OrderLine.id)).scalars().all())
        return self.shop.run(relink, lines[roll.which % len(lines)], 1 + roll.value % 2) if lines else None

    def _take_back(self, roll: Roll) -> Any:
        lines = self.shop.ask(lambda c: c.execute(select(OrderLine.id).order_by(OrderLine.id)).scalars().all())
        outs = self.shop.ask(still_out, lines)
        if not outs:
            return None
        one = outs[roll.which % len(outs)]
        draft = ReturnDraft(one.order_line_id, roll.amount - roll.amount // 3, roll.amount // 3, sku_id=one.sku_id)
        return self.shop.run(take_back, [draft])

    def _count(self, roll: Roll) -> Any:
        outcome = self.shop.run(stock.count_to, Spot(roll.sku_id), roll.amount, reason="counted")
        if outcome.value is not None:
            spots = {(spot.place_id, spot.condition): spot.quantity for spot in self.shop.ask(spots_of, roll.sku_id)}
            assert spots.get((1, Condition.GOOD), 0) == roll.amount
        return outcome

    def _scrap(self, roll: Roll) -> Any:
        return self.shop.run(stock.scrap, Spot(roll.sku_id), roll.amount, reason="broken")

    def _regrade(self, roll: Roll) -> Any:
        was = Condition.DEFECTIVE if roll.value % 3 == 0 else Condition.GOOD
        return self.shop.run(stock.regrade, Spot(roll.sku_id, condition=was), roll.amount)

    def _transfer(self, roll: Roll) -> Any:
        ends = (1, 2) if roll.value % 3 else (2, 1)
        return self.shop.run(stock.transfer, Spot(roll.sku_id, ends[0]), roll.amount, to_place_id=ends[1])

    def _reprice(self, roll: Roll) -> Any:
        moves = self._moves(MoveKind.OPENING, MoveKind.RECEIPT)
        if not moves:
            return None
        return self.shop.run(stock.reprice, [(moves[roll.which % len(moves)], roll.value if roll.value % 4 else None)])

    def _revalue(self, roll: Roll) -> Any:
        moves = self._moves(MoveKind.RECEIPT)
        if not moves:
            return None
        return self.shop.run(revalue, moves[roll.which % len(moves)], roll.value - 500)

    def _send_back(self, roll: Roll) -> Any:
        moves = self._moves(MoveKind.RECEIPT)
        return self.shop.run(send_back, moves[roll.which % len(moves)], 1 + roll.amount % 3) if moves else None

    def _undo(self, _roll: Roll) -> Any:
        if self.shop.ask(undo_state).undo_id in self.roots:  # never what `begun` set up
            self.shop.undo()
            self.require_right()

    def _redo(self, _roll: Roll) -> Any:
        try:
            self.shop.redo()
        except NothingToUndo:
            return
        self.require_right()

    def _undo_any(self, roll: Roll) -> Any:
        if not self.roots:
            return
        root = self.roots[roll.which % len(self.roots)]
        try:
            self.shop.undo(root)
        except NothingToUndo:
            self.shop.redo(root)
        self.require_right()

    # -- looking -------------------------------------------------------------------------------------

    def _earlier(self, which: int) -> datetime:
        return max(START, self.now - timedelta(hours=which % 6))

    def _set(self, which: int, was: OrderStatus, status: OrderStatus) -> Any:
        orders = self._orders(was)
        return self.shop.run(set_status, [orders[which % len(orders)]], status) if orders else None

    def _orders(self, status: OrderStatus) -> list[int]:
        statement = select(Order.id).where(Order.status == status).order_by(Order.id)
        return list(self.shop.ask(lambda c: c.execute(statement).scalars().all()))

    def _moves(self, *kinds: MoveKind) -> list[int]:
        statement = select(StockMove.id).where(StockMove.kind.in_(kinds)).order_by(StockMove.id)
        return list(self.shop.ask(lambda c: c.execute(statement).scalars().all()))

    def _on_hand(self) -> dict[int, int]:
        statement = select(SkuStock.sku_id, SkuStock.on_hand)
        return {row[0]: row[1] for row in self.shop.ask(lambda c: c.execute(statement).all())}


def _cost_of(entry: Any) -> int:
    """What came or went cost; a correction may be negative."""
    cost = entry.value_minor - entry.late_minor
    return int(cost if entry.kind is MoveKind.REVALUE else abs(cost))


def _name(entry: Any) -> tuple[str, int]:
    if entry.id >= PART_IDS:
        return ("sale", 2_000_000 + entry.id - PART_IDS)
    return ("sale", 1_000_000 + entry.id - SALE_IDS) if entry.id >= SALE_IDS else ("move", entry.id)


@pytest.mark.exhaustive
@pytest.mark.long
@settings(
    deadline=None,
    max_examples=examples(12, 40),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(steps=st.lists(_STEP, min_size=4, max_size=16))
def test_any_history_equals_the_slow_model(folder: Path, begun: tuple[Path, CostMethod], steps: Any) -> None:
    source, method = begun
    path = folder / f"{next(_serial)}.shop"
    shutil.copyfile(source, path)
    with Shop.open(path) as shop:
        story = Story(shop, method)
        for step in steps:
            story.play(*step)
    path.unlink()
