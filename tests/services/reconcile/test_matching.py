"""Lines of statements find their orders, once and only once, whatever comes first and whatever is taken back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from models.aftersales import Case
from models.enums.aftersales import CaseKind, CaseState
from models.enums.money import MatchedBy
from models.enums.orders import OrderStatus, Platform, RefundStatus
from models.reconcile import OrderMoney, TransactionMatch
from services.errors import NotAllowed
from services.finance.categorising import PartDraft, split
from services.i18n import N_
from services.integrity import check
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.reconcile.duplicates import count_again, leave_out, twins
from services.reconcile.exports import export_order_money
from services.reconcile.linking import accept, belong_to_none, forget_links, link_order, suggestions
from services.reconcile.receivables import GapReason, ageing, channel_money, order_money_list
from services.shop import Shop
from services.types import TableRequest
from tests.services.finance.money import DAY, Row, add_channel, add_money_account, add_order, add_rows

_MATCHES = TransactionMatch.table()
_MONEY = OrderMoney.table()


@command("tests.money_case", N_("Add a case"))
def _add_case(uow: UnitOfWork, channel_id: int, order_id: int, number: str, refunded_minor: int) -> int:
    row = Case(
        channel_id=channel_id, external_no=number, order_id=order_id, kind=CaseKind.REFUND_ONLY, state=CaseState.DONE,
        currency="CNY", refunded_minor=refunded_minor,
    )  # fmt: skip
    uow.add(row)
    return row.id


def _matched(connection: Connection) -> dict[int, int]:
    rows = connection.execute(select(_MATCHES.c.transaction_id, _MATCHES.c.order_id))
    return {line: order for line, order in rows}  # noqa: C416 - a row is no pair


def _money(connection: Connection) -> dict[int, tuple[int, ...]]:
    names = ("payout_minor", "refund_minor", "fee_minor", "commission_minor", "other_minor", "received_minor", "lines")
    rows = connection.execute(select(_MONEY.c.order_id, *(_MONEY.c[name] for name in names)))
    return {row[0]: tuple(row[1:]) for row in rows}


def _reasons(shop: Shop, view: str = "all") -> dict[str, tuple[str, Any]]:
    keys = ("external_no", "reason", "gap")
    snapshot = shop.table(order_money_list(), TableRequest(view=view), keys)
    try:
        return {row[1]: (row[2], row[3]) for row in snapshot.first.result()}
    finally:
        snapshot.close()


@pytest.fixture
def taobao(shop: Shop) -> int:
    return shop.run(add_channel, "Taobao").value


@pytest.fixture
def wallet(shop: Shop) -> int:
    return shop.run(add_money_account, "Alipay", "alipay_merchant").value


def test_a_line_finds_its_order_whichever_comes_first(shop: Shop, taobao: int, wallet: int) -> None:
    early = shop.run(add_order, taobao, "1001", 5_000).value
    lines = shop.run(add_rows, wallet, [Row(5_000, order_no="1001"), Row(3_000, merchant_no="1002")]).value
    assert shop.ask(_matched) == {lines[0]: early}
    late = shop.run(add_order, taobao, "1002", 3_000).value
    assert shop.ask(_matched) == {lines[0]: early, lines[1]: late}
    shop.undo()
    assert shop.ask(_matched) == {lines[0]: early}
    assert shop.ask(check) == ()


def test_of_two_shops_with_one_number_the_accounts_platform_decides_else_nobody(
    shop: Shop, taobao: int, wallet: int
) -> None:
    other = shop.run(add_channel, "Pinduoduo", Platform.PINDUODUO).value
    home = shop.run(add_order, taobao, "7", 100).value
    shop.run(add_order, other, "7", 100)
    bank = shop.run(add_money_account, "Bank", "bank").value
    (line,) = shop.run(add_rows, wallet, [Row(100, order_no="7")]).value
    shop.run(add_rows, bank, [Row(100, order_no="7")])
    assert shop.ask(_matched) == {line: home}


def test_her_word_goes_before_the_numbers_and_can_be_taken_back(shop: Shop, taobao: int, wallet: int) -> None:
    one, two = (shop.run(add_order, taobao, number, 100).value for number in ("1", "2"))
    (line,) = shop.run(add_rows, wallet, [Row(100, order_no="1")]).value
    shop.run(link_order, [line], two)
    assert shop.ask(_matched) == {line: two}
    assert shop.ask(_money) == {two: (100, 0, 0, 0, 0, 100, 1)}
    shop.run(belong_to_none, [line])
    assert shop.ask(_matched) == {}
    shop.run(forget_links, [line])
    assert shop.ask(_matched) == {line: one}
    assert shop.ask(check) == ()


def test_what_was_paid_back_belongs_to_its_case(shop: Shop, taobao: int, wallet: int) -> None:
    order = shop.run(add_order, taobao, "1", 5_000).value
    case = shop.run(_add_case, taobao, order, "A1", 1_500).value
    lines = shop.run(add_rows, wallet, [Row(-1_500, order_no="1"), Row(1_500, order_no="1")]).value
    cases = select(_MATCHES.c.transaction_id, _MATCHES.c.case_id).order_by(_MATCHES.c.transaction_id)
    found = shop.ask(lambda c: c.execute(cases).all())
    assert [tuple(row) for row in found] == [(lines[0], case), (lines[1], None)]
    shop.run(_add_case, taobao, order, "A2", 1_500)
    assert shop.ask(lambda c: c.execute(select(_MATCHES.c.case_id)).scalars().all()) == [None, None]


def test_every_gap_has_its_reason(shop: Shop, taobao: int, wallet: int) -> None:
    for number in ("settled", "waiting", "fee", "refund", "gone", "partial", "more", "unnamed"):
        shop.run(add_order, taobao, number, 10_000)
    shop.run(add_order, taobao, "net", 10_000, refunded_minor=2_000)
    shop.run(add_order, taobao, "open", None)
    shop.run(add_order, taobao, "closed", 10_000, status=OrderStatus.CLOSED)
    shop.run(add_order, taobao, "unpaid", 10_000, status=OrderStatus.UNPAID)
    rows = [
        Row(10_000, order_no="settled"),
        Row(10_000, order_no="fee"),
        Row(-60, order_no="fee", category="platform_fee"),
        Row(-50, order_no="fee", category="commission"),
        Row(10_000, order_no="refund"),
        Row(-10_000, order_no="refund", category="order_refund"),
        Row(-100, order_no="gone", category="freight_insurance"),
        Row(4_000, order_no="partial"),
        Row(11_000, order_no="more"),
        Row(10_000, order_no="unnamed"),
        Row(-300, order_no="unnamed"),
        Row(8_000, order_no="net"),
        Row(9_000, order_no="open"),
    ]
    shop.run(add_rows, wallet, rows)
    assert _reasons(shop) == {
        "settled": ("settled", 0),
        "waiting": ("waiting", 10_000),
        "fee": ("fee", 110),
        "refund": ("refund", 10_000),
        "gone": ("waiting", 10_100),
        "partial": ("partial", 6_000),
        "more": ("too_much", -1_000),
        "unnamed": ("unknown", 300),
        "net": ("refund", 2_000),
        "open": ("unknown", None),
    }
    assert set(_reasons(shop, "open")) == {"waiting", "gone", "partial", "more", "unnamed", "open"}
    assert set(_reasons(shop, "explained")) == {"fee", "refund", "net"}
    (channel,) = shop.ask(channel_money)
    assert (channel.orders, channel.unknown, channel.expected_minor) == (10, 1, 90_000)
    assert channel.counts[GapReason.WAITING] == 2
    assert sum(channel.gaps.values()) == channel.gap_minor
    assert sum(one.owed_minor for one in shop.ask(ageing)) == 10_000 + 10_000 + 6_000


def test_what_was_refunded_is_owed_no_more(shop: Shop, taobao: int, wallet: int) -> None:
    shop.run(add_order, taobao, "all", 10_000, refunded_minor=10_000)
    added: dict[str, Any] = {"refund_status": RefundStatus.REFUNDED, "platform_discount_minor": 500}
    shop.run(add_order, taobao, "added", 9_500, refunded_minor=9_500, **added)
    shop.run(add_order, taobao, "part", 10_000, refunded_minor=3_000)
    shop.run(add_order, taobao, "taken", 10_000, refunded_minor=3_000)
    shop.run(add_order, taobao, "half", 10_000, refunded_minor=3_000)
    rows = [
        Row(-3_000, order_no="taken", category="order_refund"),  # the wallet paid it: all of the order is to come
        Row(5_000, order_no="half"),
    ]
    shop.run(add_rows, wallet, rows)
    assert {number: reason for number, (reason, _gap) in _reasons(shop).items()} == {
        "all": "refund", "added": "refund", "part": "waiting", "taken": "waiting", "half": "partial",
    }  # fmt: skip
    assert set(_reasons(shop, "open")) == {"part", "taken", "half"}
    (band,) = shop.ask(ageing)
    assert (band.orders, band.owed_minor) == (3, 7_000 + 10_000 + 2_000)


def test_the_list_is_written_with_its_reasons_in_words(shop: Shop, taobao: int, tmp_path: Path) -> None:
    shop.run(add_order, taobao, "1", 1_000)
    out = tmp_path / "money.csv"
    assert shop.ask(export_order_money, out, request=TableRequest(view="open")) == 1
    assert ",10.00,0.00,10.00,Not paid yet," in out.read_text("utf-8-sig")


def test_a_list_that_repeats_a_wallet_is_not_counted_beside_it(shop: Shop, taobao: int, wallet: int) -> None:
    order = shop.run(add_order, taobao, "1", 100).value
    mirror = shop.run(add_money_account, "Taobao funds", "taobao").value
    shop.run(add_rows, mirror, [Row(100, order_no="1")], "m")
    assert shop.ask(_money)[order][5:] == (100, 1)
    shop.run(add_rows, wallet, [Row(100, order_no="1")], "w")
    assert shop.ask(_money)[order][5:] == (100, 1)
    assert shop.ask(check) == ()


def test_the_parts_of_a_split_line_go_where_they_belong(shop: Shop, taobao: int, wallet: int) -> None:
    order = shop.run(add_order, taobao, "1", 100).value
    (line,) = shop.run(add_rows, wallet, [Row(94, order_no="1")]).value
    shop.run(split, line, [PartDraft("order_income", 100), PartDraft("platform_fee", -6)])
    assert shop.ask(_money) == {order: (100, 0, -6, 0, 0, 94, 1)}


def test_a_movement_told_twice_is_offered_and_counts_once(shop: Shop, taobao: int, wallet: int) -> None:
    order = shop.run(add_order, taobao, "1", 100).value
    first, second = (
        shop.run(add_rows, wallet, [Row(100, order_no="1", file_id=shop.run(_file, name).value)], name).value[0]
        for name in ("a", "b")
    )
    with pytest.raises(NotAllowed):
        shop.run(leave_out, [(first, second), (second, first)])  # neither would count
    (twin,) = shop.ask(twins, DAY, DAY)
    assert (twin.kept_id, twin.twin_id, twin.percent) == (first, second, 95)
    shop.run(leave_out, [(first, second)])
    assert shop.ask(_money)[order][5:] == (100, 1)
    assert shop.ask(twins, DAY, DAY) == ()
    with pytest.raises(NotAllowed):
        shop.run(leave_out, [(second, first)])
    shop.run(count_again, [second])
    assert shop.ask(_money)[order][5:] == (200, 2)


@command("tests.money_file", N_("Add a file"))
def _file(uow: UnitOfWork, name: str) -> int:
    from models.imports import ImportFile
    from services import clock

    row = ImportFile(
        file_name=name, sha256=name, format_id="x", kind="transactions", imported_at=clock.now(), row_count=1,
        new_count=1, updated_count=0, unchanged_count=0, skipped_count=0, rejected_count=0, warnings=[],
    )  # fmt: skip
    uow.add(row)
    return row.id


def test_money_without_a_number_is_offered_the_order_of_its_amount(shop: Shop, taobao: int) -> None:
    bank = shop.run(add_money_account, "Bank", "bank").value
    near = shop.run(add_order, taobao, "near", 2_500, 1).value
    shop.run(add_order, taobao, "far", 2_500, 9)
    line, _other = shop.run(add_rows, bank, [Row(2_500, day=2), Row(999, day=2)]).value
    (offer,) = shop.ask(suggestions, DAY, DAY.replace(day=20))
    assert (offer.transaction_id, offer.order_id, offer.percent) == (line, near, 82)
    shop.run(accept, [(line, near)])
    assert shop.ask(_matched) == {line: near}
    assert shop.ask(suggestions, DAY, DAY.replace(day=20)) == ()
    with pytest.raises(NotAllowed, match="an order already"):
        shop.run(accept, [(line, near)])


_LINES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", None]), st.integers(-500, 500), st.integers(0, 4),
        st.sampled_from([None, "order_income", "platform_fee", "order_refund", "office"]),
    ),
    max_size=8,
)  # fmt: skip
_ORDERS = st.lists(st.sampled_from(["1", "2", "3"]), unique=True)


@pytest.mark.exhaustive
@settings(max_examples=15, deadline=None)
@given(lines=_LINES, orders=_ORDERS, orders_first=st.booleans(), undone=st.integers(0, 2), pick=st.randoms())
def test_no_line_counts_twice_and_sums_are_those_of_an_independent_model(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str | None, int, int, str | None]], orders: list[str],
    orders_first: bool, undone: int, pick: Any,
) -> None:  # fmt: skip
    with Shop.create(tmp_path_factory.mktemp("match") / "test.shop", who="tests") as shop:
        channel = shop.run(add_channel, "Taobao").value
        account = shop.run(add_money_account, "Alipay", "alipay_merchant").value
        rows = [Row(amount, day, number, category=category) for number, amount, day, category in lines]
        ids = shop.run(add_rows, account, rows).value if not orders_first else []
        known = {number: shop.run(add_order, channel, number, 300).value for number in orders}
        ids = ids or shop.run(add_rows, account, rows).value
        said: dict[int, int | None] = {}
        for line in pick.sample(ids, min(len(ids), 2)) if known else []:
            order = known[pick.choice(list(known))]
            shop.run(link_order, [line], order)
            said[line] = order
        _compare(shop, rows, ids, known, said)
        for _turn in range(undone):
            shop.undo()
        for _turn in range(undone):
            shop.redo()
        _compare(shop, rows, ids, known, said)
        assert shop.ask(check) == ()


def _compare(
    shop: Shop, rows: list[Row], ids: list[int], known: dict[str, int], said: dict[int, int | None]
) -> None:  # fmt: skip
    wanted = {}
    for line, row in zip(ids, rows, strict=True):
        order = said.get(line, known.get(row.order_no or ""))
        if order is not None:
            wanted[line] = order
    assert shop.ask(_matched) == wanted
    received: Counter[int] = Counter()
    for line, row in zip(ids, rows, strict=True):
        if line in wanted:
            received[wanted[line]] += row.amount_minor
    found = shop.ask(_money)
    assert {order: sums[5] for order, sums in found.items()} == {
        order: received[order] for order in set(wanted.values())
    }
    how = shop.ask(lambda c: dict(c.execute(select(_MATCHES.c.transaction_id, _MATCHES.c.matched_by)).all()))
    assert all((how[line] is MatchedBy.HER) == (line in said) for line in wanted)
