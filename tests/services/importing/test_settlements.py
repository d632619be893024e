"""What platforms settle: rows become movements on the platform's own account, with signs and totals proved."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.finance import Account, Transaction
from services.integrity import check
from services.shop import Shop
from tests.services.importing.applying import apply, changed, outcome, sample, table

_BILL = sample("pinduoduo.bill")
_SETTLED = sample("douyin.settlement")


def _amounts(connection: Connection) -> list[tuple[str, str | None, int]]:
    columns = Transaction.table().c
    statement = select(columns.direction, columns.kind_text, columns.amount_minor).order_by(columns.id)
    return [(str(flow), kind, amount) for flow, kind, amount in connection.execute(statement)]


def _accounts(connection: Connection) -> list[str | None]:
    return list(connection.execute(select(Account.table().c.provider).order_by(Account.table().c.id)).scalars())


def _codes(shop: Shop, path: Path) -> list[str]:
    warnings = apply(shop, path).plan.files[0].warnings
    return [one.code for one in warnings if not one.code.startswith("columns_")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            _BILL,
            [
                ("in", "交易收入", 6_180),
                ("out", "技术服务费", -37),
                ("out", "退款", -1_590),
                ("out", "提现", -50_000),
            ],
        ),
        (
            sample("douyin.funds"),
            [("in", "货款结算入账", 9_702), ("out", "上门取件运费", -817), ("out", "提现", -10_000)],
        ),
        (sample("jd.settlement"), [("in", "货款", 10_900), ("out", "佣金", -545), ("out", "货款", -2_000)]),
        (
            sample("jd.settlement_2026", "sample.xlsx"),
            [("in", "货款", 10_900), ("out", "佣金", -545), ("out", "货款", -2_000)],
        ),
        (sample("xiaohongshu.settlement", "sample.xlsx"), [("in", "订单结算", 8_820), ("out", "退款", -3_900)]),
        (
            sample("wechat.funds", "sample.xlsx"),
            [("in", "订单支付", 5_900), ("out", "技术服务费", -35), ("out", "订单退款", -2_000)],
        ),
    ],
    ids=lambda value: value.parent.name if isinstance(value, Path) else "",
)
def test_money_that_went_out_is_negative_however_the_file_signs_it(
    shop: Shop, path: Path, expected: list[tuple[str, str, int]]
) -> None:
    apply(shop, path)
    assert shop.ask(_amounts) == expected
    assert apply(shop, path).plan.is_empty
    assert shop.ask(check) == ()


def test_the_row_that_explains_the_header_is_no_settlement(shop: Shop) -> None:
    result = apply(shop, _SETTLED)
    assert outcome(result) == (3, 0, 0, 0)
    assert [amount for _flow, _kind, amount in shop.ask(_amounts)] == [9_702, -800, 9_702]


def test_settlements_and_the_fund_flow_that_holds_them_are_two_accounts(shop: Shop) -> None:
    apply(shop, _SETTLED)
    apply(shop, sample("douyin.funds"))
    assert shop.ask(_accounts) == ["douyin_settlement", "douyin"]


def test_a_bill_proves_its_own_totals(shop: Shop, tmp_path: Path) -> None:
    assert _codes(shop, _BILL) == ["totals_agree"]
    text = _BILL.read_bytes().decode("gb18030").replace("共61.80元", "共61.90元")
    wrong = tmp_path / "bill.csv"
    wrong.write_bytes(text.encode("gb18030"))
    assert _codes(shop, wrong) == ["totals_differ"]


def test_a_settlement_that_has_not_arrived_waits(shop: Shop, tmp_path: Path) -> None:
    text = sample("jd.settlement").read_text(encoding="utf-8-sig")
    late = tmp_path / "late.csv"
    late.write_text(text.replace("20260708,2026-07-09 12:08:53", "--,--", 1), encoding="utf-8-sig")
    result = apply(shop, late)
    assert outcome(result) == (2, 0, 0, 1)
    assert {one.code for one in result.plan.files[0].problems} == {"missing_value"}


def test_a_direction_nobody_knows_is_never_taken_for_income(shop: Shop, tmp_path: Path) -> None:
    odd = changed(sample("douyin.funds"), tmp_path / "odd.csv", 入账="调账")
    assert outcome(apply(shop, odd)) == (2, 0, 0, 1)


def test_equal_rows_of_two_orders_are_two_movements(shop: Shop, tmp_path: Path) -> None:
    head = ("结算时间", "订单号", "子订单号", "结算金额", "结算账户", "结算单类型")
    rows = [("2026-07-01 05:59:20", number, number, "9.90", "聚合账户", "已结算") for number in ("'1001", "'1002")]
    explained = ("", "", "", "收入+支出", "", "")
    apply(shop, table(tmp_path / "one.csv", head, explained, rows[1]))
    assert outcome(apply(shop, table(tmp_path / "both.csv", head, explained, *rows))) == (1, 0, 1, 0)
