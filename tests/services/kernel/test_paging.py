"""Tables of any length: a total order that does not move, filters taken literally, totals that add up."""

from __future__ import annotations

import inspect
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import literal, or_

import services
from models.channels import Channel
from models.entities import Entity
from models.enums.orders import OrderStatus
from models.orders import Order
from models.projections import OrderSummary
from models.values import IdRanges
from services.errors import Cancelled, Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.paging import FIRST_ROWS, Snapshot
from services.kernel.table_query import Filter, Kind, QueryColumn, TableQuery, TableRequest, like_pattern
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from tests.journal import commands

COUNT = 20_000
_orders, _summaries, _channels = Order.table(), OrderSummary.__table__, Channel.__table__
_COLUMNS = {
    column.key: column
    for column in (
        QueryColumn("number", "Number", Kind.ID, _orders.c.external_no),
        QueryColumn("status", "Status", Kind.CODE, _orders.c.status),
        QueryColumn("ordered_on", "Day", Kind.DATE, _orders.c.ordered_on),
        QueryColumn("ordered_at", "Time", Kind.INSTANT, _orders.c.ordered_at),
        QueryColumn("buyer", "Buyer", Kind.TEXT, _orders.c.buyer),
        QueryColumn("paid", "Paid", Kind.MONEY, _orders.c.paid_minor, has_total=True),
        QueryColumn("pieces", "Pieces", Kind.INTEGER, _summaries.c.pieces, has_total=True),
        QueryColumn("channel", "Channel", Kind.TEXT, _channels.c.name),
        QueryColumn("damaged", "Damaged", Kind.FLAG, _orders.c.is_damaged_no),
    )
}
QUERY = TableQuery(
    name="test orders",
    entity=Entity.ORDER,
    base=_orders,
    joins=(
        (_summaries, _summaries.c.order_id == _orders.c.id),
        (_channels, _channels.c.id == _orders.c.channel_id),
    ),
    columns=_COLUMNS,
    views={"all": None, "paid": _orders.c.status == OrderStatus.PAID, "none": literal(False)},
    default_sort=(("ordered_on", True),),
    search=lambda text: or_(_orders.c.buyer.like(like_pattern(text), escape="\\")),
    currency=_orders.c.currency,
)
_BUYERS = ("100%", "a_b", "a\\b", "ab", "张三", None, "O'Brien", 'say "hi"')


@command("test.fill", N_("Test: fill"))
def fill(uow: UnitOfWork) -> None:
    """Many orders with repeated, missing and awkward values."""
    commands.open_channel(uow, "A")
    uow.flush()
    found = [
        commands.order_row(
            1,
            f"N{i:05}",
            buyer=_BUYERS[i % 8],
            paid_minor=None if i % 5 == 0 else i % 97,
            ordered_on=(None, "2026-11-01", "2026-11-02", "2026-10-31")[i % 4],
            ordered_at=1_000 * (i % 13) if i % 3 else None,
            status=("paid", "shipped", "closed")[i % 3],
            currency="CNY" if i % 10 else "USD",
        )
        for i in range(COUNT)
    ]
    uow.bulk_insert(Entity.ORDER, found)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 20,000 orders, made once."""
    path = tmp_path_factory.mktemp("paging") / "filled.shop"
    with Shop.create(path) as shop:
        shop.run(fill)
    return path


@pytest.fixture
def shop(filled: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of it."""
    shutil.copyfile(filled, tmp_path / "a.shop")
    with Shop.open(tmp_path / "a.shop") as shop:
        yield shop


def opened(shop: Shop, columns: tuple[str, ...] = ("number",), **request: Any) -> Snapshot:
    """The table as asked for."""
    return shop.table(QUERY, TableRequest(**request), columns)


def everything(snapshot: Snapshot) -> list[tuple[Any, ...] | None]:
    """All rows, a page at a time."""
    count = snapshot.ready.result().count
    return [row for start in range(0, count, 997) for row in snapshot.fetch(start, 997).result()]


@pytest.mark.exhaustive
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", list(_COLUMNS))
def test_an_order_is_total_complete_and_has_the_empty_values_last(shop: Shop, key: str, descending: bool) -> None:
    snapshot = opened(shop, (key,), sort=((key, descending),))
    rows = everything(snapshot)
    assert snapshot.first.result() == rows[:FIRST_ROWS]
    assert len({row[0] for row in rows if row}) == COUNT == len(rows)
    values = [row[1] for row in rows if row]
    filled_values = [value for value in values if value is not None]
    assert values[len(filled_values) :] == [None] * (COUNT - len(filled_values))
    by_value: dict[object, list[int]] = {}
    for row in rows:
        assert row is not None
        by_value.setdefault(row[1], []).append(row[0])
    ordered = sorted(filled_values, key=_as_sqlite, reverse=descending)
    assert filled_values == ordered
    assert all(ids == sorted(ids, reverse=descending) for ids in by_value.values())
    assert everything(opened(shop, (key,), sort=((key, descending),))) == rows


def _as_sqlite(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


def test_several_columns_sort_one_after_the_other(shop: Shop) -> None:
    rows = everything(opened(shop, ("status", "paid"), sort=(("status", False), ("paid", True))))
    kept = [(row[1], -1 if row[2] is None else row[2], row[0]) for row in rows if row]
    assert kept == sorted(kept, key=lambda row: (row[0], -row[1], row[2]))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Filter("buyer", "contains", ("%",)), lambda i: "%" in (_BUYERS[i % 8] or "")),
        (Filter("buyer", "contains", ("_",)), lambda i: "_" in (_BUYERS[i % 8] or "")),
        (Filter("buyer", "contains", ("\\",)), lambda i: "\\" in (_BUYERS[i % 8] or "")),
        (Filter("buyer", "contains", ("'", '"')), lambda i: any(x in (_BUYERS[i % 8] or "") for x in "'\"")),
        (Filter("buyer", "contains", ()), lambda _i: False),
        (Filter("buyer", "is", ("张三",)), lambda i: _BUYERS[i % 8] == "张三"),
        (Filter("buyer", "in", ("ab", "")), lambda i: _BUYERS[i % 8] in ("ab", None)),
        (Filter("buyer", "is", ("",)), lambda i: _BUYERS[i % 8] is None),
        (Filter("buyer", "in", ()), lambda _i: False),
        (Filter("status", "in", ("paid", "closed")), lambda i: i % 3 != 1),
        (Filter("paid", "between", ("10", "20")), lambda i: i % 5 != 0 and 10 <= i % 97 <= 20),
        (Filter("paid", "between", ("", "20")), lambda i: i % 5 != 0 and i % 97 <= 20),
        (Filter("paid", "between", ("90", "")), lambda i: i % 5 != 0 and i % 97 >= 90),
        (Filter("paid", "between", ("", "")), lambda _i: True),
        (Filter("paid", "contains", ("9",)), lambda i: i % 5 != 0 and "9" in str(i % 97)),
        (Filter("ordered_on", "between", ("2026-11-01", "2026-11-01")), lambda i: i % 4 == 1),
        (Filter("ordered_at", "between", ("5000", "6000")), lambda i: i % 3 and i % 13 in (5, 6)),
        (Filter("ordered_on", "is", ("",)), lambda i: i % 4 == 0),
        (Filter("channel", "is", ("A",)), lambda _i: True),
        (Filter("damaged", "is", ("1",)), lambda _i: False),
    ],
)
def test_a_filter_finds_exactly_what_it_says(shop: Shop, found: Filter, expected: object) -> None:
    rows = everything(opened(shop, filters=(found,), sort=(("number", False),)))
    assert [row[1] for row in rows if row] == [f"N{i:05}" for i in range(COUNT) if expected(i)]  # type: ignore[operator]


@pytest.mark.parametrize(
    "wrong",
    [
        {"view": "no such"},
        {"filters": (Filter("no such", "is", ("x",)),)},
        {"filters": (Filter("paid", "is", ("many",)),)},
        {"filters": (Filter("paid", "is", ("9" * 30,)),)},
        {"filters": (Filter("paid", "between", ("1",)),)},
        {"filters": (Filter("paid", "like", ("1",)),)},
        {"sort": (("no such", False),)},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_at_once(shop: Shop, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        opened(shop, **wrong)


def test_an_unknown_column_is_refused_at_once(shop: Shop) -> None:
    with pytest.raises(Invalid, match="known columns"):
        opened(shop, ("no such",))


def test_views_and_search_narrow_the_table(shop: Shop) -> None:
    assert opened(shop, view="paid").ready.result().count == len(range(0, COUNT, 3))
    assert opened(shop, view="none").ready.result().count == 0
    assert opened(shop, search=" 100% ").ready.result().count == COUNT // 8


def test_totals_are_kept_apart_by_currency(shop: Shop) -> None:
    summary = opened(shop).ready.result()
    paid = {"CNY": 0, "USD": 0}
    for i in range(COUNT):
        if i % 5:
            paid["CNY" if i % 10 else "USD"] += i % 97
    assert dict(summary.totals["paid"]) == {currency: amount for currency, amount in paid.items() if amount}
    assert summary.totals["pieces"] == (("", 0),)


def test_the_totals_of_many_separate_rows_add_up(shop: Shop) -> None:
    snapshot = opened(shop, sort=(("number", False),))
    ranges = [(row, row) for row in range(0, COUNT, 7)]
    summary = snapshot.totals(ranges).result()
    assert summary.count == len(ranges)
    assert sum(amount for _, amount in summary.totals["paid"]) == sum(i % 97 for i in range(0, COUNT, 7) if i % 5)
    assert snapshot.totals([]).result().count == 0


def test_row_numbers_lead_to_ids_and_back(shop: Shop) -> None:
    snapshot = opened(shop, sort=(("number", True),))
    assert snapshot.ids([(0, 1), (COUNT - 1, COUNT - 1)]).result() == IdRanges(((1, 1), (COUNT - 1, COUNT)))
    assert snapshot.ids([(0, COUNT - 1)]).result() == IdRanges(((1, COUNT),))
    ordered = [snapshot.fetch(row, 1).result()[0][0] for row in (0, 1, COUNT - 1)]  # type: ignore[index]
    assert snapshot.ids_in_order([(COUNT - 1, COUNT - 1), (0, 1)], 9).result() == ordered
    assert snapshot.ids_in_order([(0, 1), (COUNT - 1, COUNT - 1)], 2).result() == ordered[:2]
    assert snapshot.row_of(1).result() == COUNT - 1
    assert snapshot.row_of(COUNT + 1).result() is None
    assert snapshot.fetch(COUNT - 2, 50).result() == [(2, "N00001"), (1, "N00000")]
    assert snapshot.fetch(COUNT, 50).result() == []


def test_a_snapshot_stays_while_rows_change_and_go(shop: Shop) -> None:
    snapshot = opened(shop, ("number", "paid"), sort=(("paid", False),))
    before = everything(snapshot)
    assert before[0] is not None
    assert before[1] is not None
    gone, changed = int(str(before[0][0])), int(str(before[1][0]))
    shop.run(commands.drop, gone)
    shop.run(commands.reprice, changed, 5_000, None)
    shop.run(commands.place, 1, "new", None)
    after = everything(snapshot)
    assert after[0] is None
    assert after[1] == (changed, before[1][1], 5_000)
    assert after[2:] == before[2:]
    assert opened(shop).ready.result().count == COUNT


def test_a_closed_snapshot_answers_nothing_more(shop: Shop) -> None:
    snapshots = [opened(shop, ("buyer",), sort=(("buyer", False), ("paid", True))) for _ in range(5)]
    for snapshot in snapshots:
        snapshot.close()
    ended = 0
    for snapshot in snapshots:
        assert snapshot.is_closed
        try:
            snapshot.ready.result()
        except (Cancelled, CancelledError):
            ended += 1
        with pytest.raises(CancelledError):
            snapshot.fetch(0, 1).result()
    assert ended >= 4
    assert opened(shop).ready.result().count == COUNT


def test_first_rows_do_not_wait_for_the_order_of_another_table(shop: Shop) -> None:
    go_on = threading.Event()
    busy = opened(shop)
    held = shop._tables.submit(busy, lambda _connection: go_on.wait(30))
    try:
        other = opened(shop, sort=(("buyer", False),))
        assert len(other.first.result(20)) == FIRST_ROWS
        assert not other.ready.done()
    finally:
        go_on.set()
    assert held.result()
    assert other.ready.result().count == COUNT


@pytest.mark.parametrize("let_go", [Snapshot.shown, Snapshot.close])
def test_others_wait_until_first_rows_are_on_screen_or_nobody_wants_them(
    shop: Shop, let_go: Callable[[Snapshot], None]
) -> None:
    snapshot = opened(shop)
    snapshot.hold_others()
    assert len(snapshot.first.result(20)) == FIRST_ROWS
    assert not shop._tables.give_way()
    asked = shop.submit_ask(lambda _connection: "answered")
    let_go(snapshot)
    let_go(snapshot)
    assert shop._tables.give_way()
    assert asked.result(20) == "answered"


def test_others_wait_for_rows_on_screen_no_longer_than_a_moment(shop: Shop) -> None:
    snapshot = opened(shop)
    snapshot.hold_others()
    assert shop.submit_ask(lambda _connection: "answered").result(20) == "answered"
    assert snapshot.ready.result(20).count == COUNT


def test_closing_the_shop_ends_what_is_being_built(shop: Shop) -> None:
    building = [opened(shop, ("buyer",), sort=(("buyer", False), ("paid", True))) for _ in range(20)]
    shop.close()
    assert all(snapshot.ready.done() for snapshot in building)
    for snapshot in building:
        with pytest.raises(CancelledError):
            snapshot.row_of(1).result()
        snapshot.close()


def _registered() -> list[TableQuery]:
    """Every table query of the program, found where one is made."""
    root = Path(services.__path__[0])
    found: dict[str, TableQuery] = {}
    for file in sorted(root.rglob("*.py")):
        if file.parent.name != "kernel" and "TableQuery(" in file.read_text("utf-8"):
            module = import_module(".".join(("services", *file.relative_to(root).with_suffix("").parts)))
            for _name, value in inspect.getmembers(module):
                if isinstance(value, TableQuery):
                    found[value.name] = value
    return list(found.values())


_REGISTERED = _registered()


@pytest.mark.exhaustive
@pytest.mark.parametrize("query", _REGISTERED, ids=[query.name for query in _REGISTERED])
def test_every_column_view_and_sort_of_every_table_works(shop: Shop, query: TableQuery) -> None:
    snapshots = [
        shop.table(query, TableRequest(view=view, sort=sort, search=search), tuple(query.columns))
        for view in query.views
        for sort in ((), *(((key, down),) for key in query.columns for down in (False, True)))
        for search in (("", "张三") if not sort else ("",))
        if view == "all" or not sort
    ]
    for snapshot in snapshots:
        first, summary = snapshot.first.result(), snapshot.ready.result()
        assert first == snapshot.fetch(0, FIRST_ROWS).result()
        assert len(first) == min(summary.count, FIRST_ROWS)
        snapshot.close()


_PASTED = "\t".join(f"2026-11-{day % 30 + 1:02} 张三{day} 蜡烛 SF{day * 7919} a_{day}%" for day in range(2_000))


@pytest.mark.parametrize("query", _REGISTERED, ids=[query.name for query in _REGISTERED])
@pytest.mark.parametrize("typed", [_PASTED, "x" * 32_767, "蜡" * 32_767], ids=["sheet", "letters", "characters"])
def test_a_whole_sheet_pasted_into_the_search_is_searched_for(shop: Shop, query: TableQuery, typed: str) -> None:
    if query.search is None:
        return
    snapshot = shop.table(query, TableRequest(search=typed), tuple(query.columns)[:1])
    assert snapshot.first.result() == []
    assert snapshot.ready.result().count == 0
    snapshot.close()
