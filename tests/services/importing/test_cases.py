"""After-sales exports: cases are kept, linked to their orders, and the orders' refunds follow them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.orders import Order
from services.aftersales import queries
from services.aftersales.commands import withdraw
from services.aftersales.money import agree
from services.aftersales.paying import pay, take_back_payment
from services.importing.entries import Target
from services.integrity import check
from services.orders import commands as orders
from services.shop import Shop
from services.types import RefundStatus
from tests.services.importing.applying import apply, changed, outcome, sample, table

_ORDERS = sample("pinduoduo.orders")
_CASES = sample("pinduoduo.aftersales")
_DOUYIN = sample("douyin.aftersales")
_HEAD = ("售后编号", "订单编号", "订单状态", "退款金额", "售后类型", "售后状态", "原因", "申请时间")


def _orders(connection: Connection) -> dict[str, tuple[str, int | None]]:
    columns = Order.table().c
    statement = select(columns.external_no, columns.refund_status, columns.refunded_minor)
    return {number: (str(status), refunded) for number, status, refunded in connection.execute(statement)}


def _cases(connection: Connection) -> dict[str, Any]:
    return {row.external_no: row for row in connection.execute(select(Case.table()))}


def _case(number: str, state: str, amount: str = "22.30", kind: str = "仅退款") -> tuple[str, ...]:
    return (number, "260517-607198974342268", "待发货", amount, kind, state, "拍错了", "2026-05-17 20:00:00")


def test_cases_find_their_orders_and_the_orders_follow(shop: Shop) -> None:
    apply(shop, _ORDERS)
    result = apply(shop, _CASES)
    assert outcome(result) == (5, 0, 0, 0)
    found = shop.ask(_orders)
    assert found["260517-607198974342268"] == ("requested", None)
    assert found["260516-607198974342299"] == ("requested", None)
    assert found["260515-507198974342111"] == ("refunded", 3_900)
    linked = {number: case.order_id is not None for number, case in shop.ask(_cases).items()}
    assert linked == {
        "60000000001": True,
        "60000000002": True,
        "60000000003": True,
        "60000000004": False,
        "60000000005": False,
    }
    assert shop.ask(check) == ()


def test_what_happens_to_the_orders_is_shown_before_it_happens(shop: Shop) -> None:
    apply(shop, _ORDERS)
    entries = {entry.key: entry for part in apply(shop, _CASES).plan.parts for entry in part.entries()}
    order, case = entries["260517-607198974342268"], entries["60000000001"]
    assert (order.outcome, dict(order.changes)) == ("changed", {"refund_status": ("none", "requested")})
    assert case.outcome == "new"
    assert (
        cast(Target, case.what)
        .described(case.wording, "CNY", "Asia/Shanghai")
        .startswith("Refund before shipping · Waiting for")
    )


def test_files_may_come_in_any_order_or_together(shop: Shop) -> None:
    apply(shop, _CASES)
    assert all(case.order_id is None for case in shop.ask(_cases).values())
    apply(shop, _ORDERS)
    apart = shop.ask(_orders), {number: case.order_id is not None for number, case in shop.ask(_cases).items()}
    shop.undo()
    shop.undo()
    apply(shop, _CASES, _ORDERS)
    together = shop.ask(_orders), {number: case.order_id is not None for number, case in shop.ask(_cases).items()}
    assert apart == together
    assert together[0]["260517-607198974342268"] == ("requested", None)


def test_the_same_files_again_change_nothing(shop: Shop) -> None:
    apply(shop, _ORDERS)
    apply(shop, _CASES)
    assert outcome(apply(shop, _CASES)) == (0, 0, 5, 0)
    assert apply(shop, _ORDERS).plan.is_empty
    assert apply(shop, _ORDERS, _CASES).plan.is_empty


def test_a_case_that_is_settled_settles_the_order(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, table(tmp_path / "1.csv", _HEAD, _case("1", "买家申请退款，待商家处理")))
    assert shop.ask(_orders)["260517-607198974342268"] == ("requested", None)
    apply(shop, table(tmp_path / "2.csv", _HEAD, _case("1", "退款成功")))
    assert shop.ask(_orders)["260517-607198974342268"] == ("refunded", 2_230)
    assert shop.ask(_cases)["1"].refunded_minor == 2_230
    shop.undo()
    assert shop.ask(_orders)["260517-607198974342268"] == ("requested", None)


def test_a_case_beside_an_order_file_that_says_nothing_of_refunds_can_be_withdrawn(shop: Shop, tmp_path: Path) -> None:
    head = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Ordered at")
    row = ("260517-607198974342268", "Shop A", "To ship", "Candle", "1", "2026-05-17 19:00:00")
    bare = table(tmp_path / "orders.csv", head, row)
    cases = table(tmp_path / "cases.csv", _HEAD, _case("1", "买家申请退款，待商家处理"))
    apply(shop, bare, cases, channel="Shop A")
    assert shop.ask(_orders)["260517-607198974342268"][0] == "requested"
    shop.run(withdraw, [shop.ask(_cases)["1"].id])
    assert shop.ask(_orders)["260517-607198974342268"][0] == "none"
    assert shop.ask(check) == ()


def test_a_refund_that_was_withdrawn_lets_the_parcel_go(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, table(tmp_path / "1.csv", _HEAD, _case("1", "买家申请退款，待商家处理")))
    apply(shop, table(tmp_path / "2.csv", _HEAD, _case("1", "买家撤销")))
    assert shop.ask(_orders)["260517-607198974342268"] == ("none", None)


def test_an_older_export_never_takes_a_case_back_in_silence(shop: Shop, tmp_path: Path) -> None:
    done = table(tmp_path / "2.csv", _HEAD, _case("1", "退款成功"))
    older = table(tmp_path / "1.csv", _HEAD, _case("1", "买家申请退款，待商家处理"))
    apply(shop, done)
    result = apply(shop, older)
    assert [(one.key, one.field) for one in result.plan.conflicts] == [("1", "state")]
    case = shop.ask(_cases)["1"]
    assert (str(case.state), case.state_text) == ("done", "退款成功")
    apply(shop, older, chosen=frozenset({("1", "state")}))
    case = shop.ask(_cases)["1"]
    assert (str(case.state), case.state_text) == ("waiting_seller", "买家申请退款，待商家处理")


def test_a_refund_set_by_hand_is_kept_and_the_difference_shown(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    (order_id,) = shop.ask(
        lambda connection: [
            row.id for row in connection.execute(select(Order.table())) if row.external_no == "260517-607198974342268"
        ]
    )
    shop.run(orders.set_refund, [order_id], RefundStatus.PARTIAL)
    result = apply(shop, table(tmp_path / "1.csv", _HEAD, _case("1", "退款成功")))
    conflicts = {(one.key, one.field): (one.ours, one.theirs) for one in result.plan.conflicts}
    assert conflicts[("260517-607198974342268", "refund_status")] == ("partial", "refunded")
    assert shop.ask(_orders)["260517-607198974342268"][0] == "partial"


def test_exchanges_and_repairs_move_no_money(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    before = shop.ask(_orders)
    apply(shop, table(tmp_path / "1.csv", _HEAD, _case("1", "退货退款，待商家处理", "0", "换货")))
    assert shop.ask(_orders) == before


def test_a_state_nobody_knows_waits_and_is_taken_once_it_is_put_right(shop: Shop, tmp_path: Path) -> None:
    result = apply(shop, _DOUYIN)
    assert outcome(result) == (4, 0, 0, 1)
    assert [(one.code, one.column) for one in result.plan.files[0].problems if one.rejects] == [
        ("unknown_status", "售后状态")
    ]
    fixed = changed(_DOUYIN, tmp_path / "fixed.csv", 等待火星人处理="平台处理中")
    assert outcome(apply(shop, fixed)) == (1, 0, 4, 0)
    assert str(shop.ask(_cases)["146701382803677775"].state) == "waiting_platform"


def test_a_douyin_refund_is_goods_and_freight_and_keeps_the_platforms_words(shop: Shop) -> None:
    apply(shop, _DOUYIN)
    case = shop.ask(_cases)["146701382803677772"]
    assert (case.asked_minor, case.refunded_minor) == (105_500, 105_500)
    assert (str(case.kind), case.kind_text) == ("return_and_refund", "退货退款")
    assert (str(case.state), case.state_text) == ("done", "同意退款，退款成功")
    assert case.note == "包装碎了 已赔"
    assert case.extra["退支付优惠（元）"] == "2.00"


def test_cases_are_listed_counted_and_shown(shop: Shop) -> None:
    apply(shop, _ORDERS, _CASES)
    counts = shop.ask(queries.counts)
    assert (counts["all"], counts["open"], counts["waiting_seller"], counts["finished"]) == (5, 3, 1, 2)
    case = shop.ask(_cases)["60000000003"]
    shown = shop.ask(queries.detail, case.id)
    assert (shown.channel, shown.return_tracking_no, shown.refunded_minor) == ("Pinduoduo", "YT1234567890123", 3_900)
    assert [one.external_no for one in shop.ask(queries.of_order, case.order_id)] == ["60000000003"]


def test_what_was_decided_here_is_not_overwritten_in_silence(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, table(tmp_path / "a.csv", _HEAD, _case("1", "买家申请退款，待商家处理")))
    case = shop.ask(_cases)["1"].id
    shop.run(agree, case, 1_000)
    again = apply(shop, table(tmp_path / "b.csv", _HEAD, _case("1", "买家申请退款，待商家处理")))
    assert outcome(again) == (0, 0, 1, 0)  # the platform only says again what it said before
    found = shop.ask(_cases)["1"]
    assert (found.state, found.base["state"]) == ("agreed", "waiting_seller")
    further = apply(shop, table(tmp_path / "c.csv", _HEAD, _case("1", "退款成功")))
    assert shop.ask(_cases)["1"].state == "done"
    assert further.plan.conflicts == []


def test_a_refund_paid_here_and_another_told_by_the_platform_are_shown_side_by_side(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, table(tmp_path / "a.csv", _HEAD, _case("1", "买家申请退款，待商家处理")))
    case = shop.ask(_cases)["1"].id
    shop.run(pay, case, 1_000)
    result = apply(shop, table(tmp_path / "b.csv", _HEAD, _case("1", "退款成功")))
    assert [(one.field, one.ours, one.theirs) for one in result.plan.conflicts] == [("refunded_minor", 1_000, 2_230)]
    assert shop.ask(_cases)["1"].refunded_minor == 1_000


def test_what_is_paid_here_beside_what_a_file_told_stays_and_comes_back_unchanged(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    told = table(tmp_path / "a.csv", _HEAD, _case("1", "退款成功", "10.00"))
    apply(shop, told)
    case, before = shop.ask(_cases)["1"].id, shop.ask(_cases)["1"]
    paid = shop.run(pay, case, 500).value
    assert (shop.ask(_cases)["1"].refunded_minor, shop.ask(check)) == (1_500, ())
    again = table(tmp_path / "b.csv", (*_HEAD, "备注"), (*_case("1", "退款成功", "10.00"), ""))
    assert outcome(apply(shop, again))[:2] == (0, 0)
    assert (shop.ask(_cases)["1"].refunded_minor, shop.ask(check)) == (1_500, ())
    shop.run(take_back_payment, paid)
    after = shop.ask(_cases)["1"]
    assert (after.refunded_minor, after.refunded_at) == (before.refunded_minor, before.refunded_at) == (1_000, None)
    assert outcome(apply(shop, told))[:2] == (0, 0)
    further = table(tmp_path / "c.csv", _HEAD, _case("1", "退款成功", "12.00"))
    apply(shop, further)
    assert (shop.ask(_cases)["1"].refunded_minor, shop.ask(check)) == (1_200, ())
