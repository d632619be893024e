"""The refund columns of order files open cases and let them go on; a platform's own case takes their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.orders import Order
from services.aftersales.money import agree
from services.aftersales.paying import pay
from services.integrity import check
from services.orders import commands as orders
from services.shop import Shop
from services.types import RefundStatus
from tests.services.importing.applying import apply, changed, sample, table

_ORDERS = sample("pinduoduo.orders")
_NUMBER = "260517-607198974342268"
_CASE = f"{_NUMBER}-R"
_HEAD = ("售后编号", "订单编号", "订单状态", "退款金额", "售后类型", "售后状态", "原因", "申请时间")
_LINES = sample("taobao.order_lines")
_NONE = "TOWEL-2	,	,	,无售后或售后取消"


def _cases(connection: Connection) -> dict[str, Any]:
    return {row.external_no: row for row in connection.execute(select(Case.table()))}


def _order(connection: Connection, number: str = _NUMBER) -> Any:
    table_ = Order.table()
    return connection.execute(select(table_).where(table_.c.external_no == number)).one()


def _told(tmp_path: Path, word: str) -> Path:
    return changed(_ORDERS, tmp_path / f"{word}.csv", **{_NONE: f"TOWEL-2	,	,	,{word}"})


def _exported(path: Path, state: str, number: str = "70000000001", kind: str = "仅退款") -> Path:
    row = (number, _NUMBER, "待发货", "22.30", kind, state, "拍错了", "2026-05-17 20:00:00")
    return table(path, _HEAD, row)


def _states(shop: Shop) -> dict[str, str]:
    return {number: str(case.state) for number, case in shop.ask(_cases).items()}


def test_a_refund_that_is_asked_for_in_the_order_file_opens_one_case(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    assert "260517" not in " ".join(shop.ask(_cases))
    result = apply(shop, _told(tmp_path, "售后处理中"))
    entries = [entry for part in result.plan.parts for entry in part.entries() if entry.key == _CASE]
    assert [entry.outcome for entry in entries] == ["new"]
    case = shop.ask(_cases)[_CASE]
    assert (str(case.kind), str(case.state), case.is_told_by_order) == (
        "refund_before_shipping",
        "waiting_seller",
        True,
    )
    assert (case.deadline_at is not None, case.is_own_deadline) == (True, True)
    assert (case.order_id, case.code, case.quantity) == (shop.ask(_order).id, "TOWEL-2", 2)
    assert shop.ask(_order).refund_status is RefundStatus.REQUESTED
    shop.undo()
    assert _CASE not in shop.ask(_cases)
    shop.redo()
    assert apply(shop, _told(tmp_path, "售后处理中")).plan.is_empty
    assert _CASE in shop.ask(_cases)


def test_the_case_is_over_once_the_order_file_says_so(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _told(tmp_path, "售后处理中"))
    assert _states(shop)[_CASE] == "waiting_seller"
    apply(shop, _told(tmp_path, "退款成功"))
    assert _states(shop)[_CASE] == "done"
    assert shop.ask(_order).refund_status is RefundStatus.REFUNDED
    shop.undo()
    assert _states(shop)[_CASE] == "waiting_seller"
    apply(shop, _ORDERS)
    assert _states(shop)[_CASE] == "withdrawn"
    assert shop.ask(_order).refund_status is RefundStatus.NONE
    assert shop.ask(check) == ()


def test_what_was_settled_before_the_order_came_in_is_no_case(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _told(tmp_path, "退款成功"))
    assert _CASE not in shop.ask(_cases)


def test_a_refund_that_was_done_between_two_files_is_a_case_that_is_over(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, _told(tmp_path, "退款成功"))
    assert _states(shop)[_CASE] == "done"
    assert shop.ask(_order).refund_status is RefundStatus.REFUNDED


def test_the_platforms_own_case_takes_its_place(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _told(tmp_path, "售后处理中"))
    row = shop.ask(_cases)[_CASE].id
    result = apply(shop, _exported(tmp_path / "cases.csv", "买家申请退款，待商家处理"))
    assert result.plan.conflicts == []
    case = shop.ask(_cases)["70000000001"]
    assert (case.id, case.is_told_by_order, case.reason, case.asked_minor) == (row, None, "拍错了", 2_230)
    assert _CASE not in shop.ask(_cases)
    assert shop.ask(_order).refund_status is RefundStatus.REQUESTED
    shop.undo()
    assert shop.ask(_cases)[_CASE].id == row
    shop.redo()
    apply(shop, _told(tmp_path, "退款成功"))
    assert _states(shop)["70000000001"] == "done"
    assert len([one for one in shop.ask(_cases).values() if one.order_no == _NUMBER]) == 1
    assert shop.ask(check) == ()


def test_both_files_together_or_the_cases_first_give_one_case_too(shop: Shop, tmp_path: Path) -> None:
    told, cases = _told(tmp_path, "售后处理中"), _exported(tmp_path / "cases.csv", "买家申请退款，待商家处理")
    apply(shop, told, cases)
    assert [one for one, case in shop.ask(_cases).items() if case.order_no == _NUMBER] == ["70000000001"]
    shop.undo()
    apply(shop, cases)
    apply(shop, told)
    assert [one for one, case in shop.ask(_cases).items() if case.order_no == _NUMBER] == ["70000000001"]
    done = _exported(tmp_path / "done.csv", "退款成功")
    apply(shop, done, _told(tmp_path, "退款成功"))
    assert _states(shop)["70000000001"] == "done"
    assert shop.ask(_order).refunded_minor == 2_230


def test_an_older_order_file_does_not_ask_again_for_what_a_case_gave_back(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    apply(shop, _exported(tmp_path / "done.csv", "退款成功"))
    result = apply(shop, _told(tmp_path, "售后处理中"))
    assert [(one.key, one.field) for one in result.plan.conflicts] == [(_NUMBER, "refund_status")]
    assert [one for one, case in shop.ask(_cases).items() if case.order_no == _NUMBER] == ["70000000001"]
    apply(shop, _told(tmp_path, "售后处理中"), chosen=frozenset({(_NUMBER, "refund_status")}))
    assert _states(shop)[f"{_NUMBER}-R2"] == "waiting_seller"


def test_what_was_decided_here_stays_and_the_difference_is_shown(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _told(tmp_path, "售后处理中"))
    case = shop.ask(_cases)[_CASE].id
    shop.run(agree, case, 1_000)
    shop.run(pay, case, 1_000)
    result = apply(shop, _told(tmp_path, "退款成功"))
    assert [(one.key, one.field) for one in result.plan.conflicts] == [(_NUMBER, "refund_status")]
    assert shop.ask(_cases)[_CASE].refunded_minor == 1_000
    assert shop.ask(_order).refund_status is RefundStatus.PARTIAL


def test_a_refund_set_by_hand_opens_no_case_against_her_word(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _ORDERS)
    shop.run(orders.set_refund, [shop.ask(_order).id], RefundStatus.PARTIAL)
    result = apply(shop, _told(tmp_path, "售后处理中"))
    assert [one.field for one in result.plan.conflicts] == ["refund_status"]
    assert _CASE not in shop.ask(_cases)


def test_an_item_of_taobao_that_is_asked_back_stops_its_order(shop: Shop, tmp_path: Path) -> None:
    apply(shop, sample("taobao.orders"), _LINES)
    number, asked = _first_open_line(shop, tmp_path)
    apply(shop, asked)
    assert shop.ask(_order, number).refund_status is RefundStatus.REQUESTED
    assert _states(shop)[f"{number}-R"] == "waiting_seller"
    apply(shop, sample("taobao.orders"))
    assert shop.ask(_order, number).refund_status is RefundStatus.REQUESTED
    apply(shop, _LINES)
    assert shop.ask(_order, number).refund_status is RefundStatus.NONE
    assert _states(shop)[f"{number}-R"] == "withdrawn"


def _first_open_line(shop: Shop, tmp_path: Path) -> tuple[str, Path]:
    """The first order whose single item nobody wants back, and a file in which its buyer does."""
    lines = _LINES.read_text(encoding="utf-8-sig").splitlines()
    place = next(place for place, line in enumerate(lines) if "没有申请退款" in line)
    number = next(
        row.external_no
        for row in shop.ask(lambda connection: connection.execute(select(Order.table())).all())
        if row.external_no in lines[place]
    )
    lines[place] = lines[place].replace("没有申请退款", "买家已经申请退款，等待卖家同意")
    path = tmp_path / "asked.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return number, path


def test_a_workbook_of_ours_opens_no_case(shop: Shop, tmp_path: Path) -> None:
    head = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Paid", "Ordered at", "Refund status")
    for name, word in (("1", "None"), ("2", "Requested")):
        row = ("A-1", "Stall", "To ship", "Candle", "1", "9.00", "2026-03-01 10:00:00", word)
        apply(shop, table(tmp_path / f"{name}.csv", head, row))
    assert shop.ask(_cases) == {}
