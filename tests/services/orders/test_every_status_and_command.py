"""Every state an order can be in × every command for it: done with the right effect, or refused by name.

The table below is written by hand and says it all; nothing of it is computed from the program.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from models.journal import Operation
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import NotAllowed
from services.fulfilment import parcels, waves
from services.fulfilment.stopping import stop_orders
from services.orders import commands, entering, gifts
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kinds import set_kind
from services.orders.one_order import OrderDetail, detail
from services.shop import Shop
from services.stock import commands as stock
from services.stock.levels import good_on_hand
from services.stock.projections import verification
from services.types import Flag, OrderKind, OrderStatus, Platform, RefundStatus

UNPAID, PAID, SHIPPED, COMPLETED, CLOSED = OrderStatus
# The states: U unpaid, P paid, H paid and on hold, R paid with a refund asked, B paid and given back,
# S shipped, C completed, X closed before it left, Y closed after it had left.
STATES = "UPHRBSCXY"
_PIECES = 2


@dataclass(frozen=True)
class Row:
    """One command: for which states it is allowed, and what it does there.

    `to` is the status afterwards (None: it stays), `stock` the pieces that come or go by state,
    `same` are states where it is allowed but changes nothing, and so leaves nothing in the journal.
    """

    name: str
    run: Callable[[Shop, int], Any]
    allowed: str
    to: OrderStatus | None = None
    stock: dict[str, int] = field(default_factory=dict)
    same: str = ""


def _status(to: OrderStatus) -> Callable[[Shop, int], Any]:
    return lambda shop, order_id: shop.run(commands.set_status, [order_id], to)


def _refund(to: RefundStatus) -> Callable[[Shop, int], Any]:
    return lambda shop, order_id: shop.run(commands.set_refund, [order_id], to)


def _kind(to: OrderKind) -> Callable[[Shop, int], Any]:
    return lambda shop, order_id: shop.run(set_kind, [order_id], to)


def _line_of(shop: Shop, order_id: int) -> int:
    return shop.ask(detail, order_id).lines[0].id


TABLE = (
    Row("to unpaid", _status(UNPAID), "UPHRBXY", UNPAID, {"Y": _PIECES}, same="U"),
    Row("to paid", _status(PAID), "UPHRBSXY", PAID, {"S": _PIECES, "Y": _PIECES}, same="PHRB"),
    Row("to shipped", _status(SHIPPED), "PSCXY", SHIPPED, {"P": -_PIECES, "X": -_PIECES}, same="S"),
    Row("to completed", _status(COMPLETED), "SCXY", COMPLETED, {"X": -_PIECES}, same="C"),
    Row("to closed", _status(CLOSED), STATES, CLOSED, same="XY"),
    Row("no refund", _refund(RefundStatus.NONE), STATES, same="UPHSCXY"),
    Row("refund asked", _refund(RefundStatus.REQUESTED), STATES, same="R"),
    Row("partly refunded", _refund(RefundStatus.PARTIAL), STATES),
    Row("refunded", _refund(RefundStatus.REFUNDED), STATES, same="B"),
    Row("hold", lambda shop, one: shop.run(commands.hold, [one], "why"), "UPHRB"),
    Row("release", lambda shop, one: shop.run(commands.release, [one]), STATES, same="UPRBSCXY"),
    Row("flag", lambda shop, one: shop.run(commands.set_flag, [one], Flag.RED), STATES),
    Row("note", lambda shop, one: shop.run(commands.set_note, [one], "mine"), STATES),
    Row("edit", lambda shop, one: shop.run(commands.edit, one, {"receiver": "Li Lei"}), STATES),
    Row("tracking", lambda shop, one: shop.run(commands.set_tracking, [(one, "YTO", "YT2233445566")]), STATES),
    Row(
        "tracking, shipped",
        lambda shop, one: shop.run(commands.set_tracking, [(one, "YTO", "YT2233445566")], mark_shipped=True),
        "PSCXY", SHIPPED, {"P": -_PIECES, "X": -_PIECES},
    ),
    Row("delete", lambda shop, one: shop.run(commands.delete, [one]), STATES, None, {"S": _PIECES, "C": _PIECES,
                                                                                    "Y": _PIECES}),
    Row("sample", _kind(OrderKind.SAMPLE), "U"),
    Row("not real", _kind(OrderKind.NOT_REAL), STATES, None, {"S": _PIECES, "C": _PIECES, "Y": _PIECES}),
    Row("cash on delivery", _kind(OrderKind.COD), STATES),
    Row("gift by hand", lambda shop, one: shop.run(gifts.add_by_hand, [one], 1), "UPHRB"),
    Row("merge", lambda shop, one: shop.run(parcels.merge, [one, PARTNER]), "P"),
    Row("split", lambda shop, one: shop.run(parcels.split, one, {_line_of(shop, one): 1}), "PHRB"),
    Row("wave", lambda shop, one: shop.run(waves.make, [one]), "P"),
    Row("stop", lambda shop, one: shop.run(stop_orders, [one]), "UPHRB", same="RB"),
)  # fmt: skip
PARTNER = 1


def _build(path: Path) -> dict[str, int]:
    """A shop with one order in every state, fifty pieces counted, and a partner to merge with."""
    with Shop.create(path, who="tests") as shop:
        channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        sku = shop.run(add_sku, SkuDraft("LZ", "Candle", cost_minor=100)).value
        shop.run(stock.receive, sku, 50, value_minor=5_000, at=clock.now() - timedelta(days=2))
        line = LineDraft("Candle", _PIECES, price_minor=900, sku_id=sku)

        def order(status: OrderStatus) -> int:
            return shop.run(entering.add, OrderDraft(channel, (line,), status=status, buyer="Ann", phone="1")).value

        assert order(PAID) == PARTNER
        made = {state: order(UNPAID if state == "U" else PAID) for state in STATES}
        shop.run(commands.hold, [made["H"]], "look at it")
        shop.run(commands.set_refund, [made["R"]], RefundStatus.REQUESTED)
        shop.run(commands.set_refund, [made["B"]], RefundStatus.REFUNDED)
        shop.run(commands.set_status, [made[one] for one in "SCY"], SHIPPED)
        shop.run(commands.set_status, [made["C"]], COMPLETED)
        shop.run(commands.set_status, [made["X"], made["Y"]], CLOSED)
        assert _on_hand(shop) == 50 - 3 * _PIECES
    return made


def _on_hand(shop: Shop) -> int:
    return shop.ask(good_on_hand, [1])[1]


def _operations(shop: Shop) -> int:
    return shop.ask(lambda connection: connection.execute(select(func.count(Operation.id))).scalar_one())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    path = tmp_path_factory.mktemp("every state") / "made.shop"
    return path, _build(path)


@pytest.fixture
def states(built: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[tuple[Shop, dict[str, int]]]:
    with Shop.open(Path(shutil.copyfile(built[0], tmp_path / "copy.shop")), who="tests") as shop:
        yield shop, built[1]


@pytest.mark.exhaustive
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_command_does_what_the_table_says_in_every_state(row: Row, states: tuple[Shop, dict[str, int]]) -> None:
    shop, orders = states
    wrong = [
        f"{row.name} in state {state}: {said}"
        for state, order_id in orders.items()
        for said in (_refused if state not in row.allowed else _done)(row, state, shop, order_id)
    ]
    assert wrong == []
    assert shop.submit_ask(verification).result(10) == []


def _refused(row: Row, _state: str, shop: Shop, order_id: int) -> Iterator[str]:
    before = (shop.ask(detail, order_id), _on_hand(shop), _operations(shop))
    try:
        row.run(shop, order_id)
    except NotAllowed as refused:
        if before[0].external_no not in cast("tuple[str, ...]", refused.params["rows"]):
            yield f"the refusal does not name it: {refused}"
    else:
        shop.undo()
        yield "it was not refused"
    if (shop.ask(detail, order_id), _on_hand(shop), _operations(shop)) != before and before[2] == _operations(shop):
        yield "a refused command changed something"


def _done(row: Row, state: str, shop: Shop, order_id: int) -> Iterator[str]:
    before, there, operations = shop.ask(detail, order_id), _on_hand(shop), _operations(shop)
    try:
        row.run(shop, order_id)
    except NotAllowed as refused:
        yield f"it was refused: {refused}"
        return
    moved, noted = _on_hand(shop) - there, _operations(shop) - operations
    if moved != row.stock.get(state, 0):
        yield f"{moved} pieces moved"
    if noted != (state not in row.same):
        yield f"{noted} operations in the journal"
    if row.name != "delete":
        yield from _differs(row, before, shop.ask(detail, order_id))
    if noted:
        shop.undo()
    if (_told(shop.ask(detail, order_id)), _on_hand(shop)) != (_told(before), there):
        yield "undo did not bring it back"


def _differs(row: Row, before: OrderDetail, after: OrderDetail) -> Iterator[str]:
    if after.status is not (row.to or before.status):
        yield f"it is {after.status} now"
    if after.paid_minor != before.paid_minor:
        yield "money was moved"
    if (after.kind is OrderKind.NOT_REAL) != (row.name == "not real"):
        yield f"its kind is {after.kind}"


def _told(order: OrderDetail) -> tuple[Any, ...]:
    """All of an order but its version and what History says of it."""
    return (order.status, order.refund_status, order.hold_code, order.hold_note, order.flag, order.kind, order.lines,
            order.paid_minor, order.receiver, order.seller_note, order.courier, order.tracking_no)  # fmt: skip


def test_the_table_has_every_status_and_kind_of_refund() -> None:
    names = {row.name for row in TABLE}
    assert {f"to {status}" for status in OrderStatus} <= names
    assert len(TABLE) * len(STATES) == 225
