"""A real quarter of WeChat bills through import, categories and proof; a self-made one where the real is absent."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from models.finance import Transaction
from services.finance.queries import accounts
from services.finance.rules import add_rule, effect_of
from services.finance.sorting import Rule
from services.integrity import check
from services.reconcile.statements import files_of, reconcile, statement_proof
from services.shop import Shop
from services.types import Flow
from tests.services.importing.applying import apply
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

_HEADER = (
    "交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号",
    "备注",
)  # fmt: skip
_KINDS = (
    ("商户消费", "支出", "支付成功"), ("微信红包", "收入", "已存入零钱"), ("零钱提现", "/", "提现已到账"),
    ("转入零钱通-来自零钱", "/", "支付成功"), ("扫二维码付款", "支出", "已转账"), ("信用卡还款", "/", "支付成功"),
)  # fmt: skip
_POCKETS = {"transfers", "fund_products"}


def _sums(connection: Connection) -> dict[str, tuple[int, int]]:
    c = Transaction.table().c
    rows = connection.execute(select(c.direction, func.count(), func.sum(c.amount_minor)).group_by(c.direction))
    return {str(flow): (count, total) for flow, count, total in rows}


def _by_category(connection: Connection) -> Counter[tuple[str, str | None]]:
    c = Transaction.table().c
    rows = connection.execute(select(c.direction, c.category, func.count()).group_by(c.direction, c.category))
    return Counter({(str(flow), category): count for flow, category, count in rows})


def _made(path: Path, rows: int) -> dict[str, tuple[int, int]]:
    """A bill of so many rows, and what it must come to."""
    sums: dict[str, tuple[int, int]] = {}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for number in range(rows):
            kind, way, state = _KINDS[number % len(_KINDS)]
            minor = 101 + number * 37
            money = f"¥{minor // 100}.{minor % 100:02d}"
            day = f"2021-01-{1 + number % 28:02d} 10:{number % 60:02d}:00"
            cells = (day, kind, f"买家{number % 9:04d}", "/", way, money, "零钱", state, f"42{number:010d}", "/", "/")
            writer.writerow(cells)
            code = {"支出": "out", "收入": "in", "/": "neutral"}[way]
            count, total = sums.get(code, (0, 0))
            sums[code] = count + 1, total + (-minor if code == "out" else minor)
    return sums


def _through_everything(shop: Shop, path: Path, expected: dict[str, tuple[int, int]]) -> None:
    """Import, sort, apply a rule, prove and mark; the sums stay what the file says."""
    apply(shop, path)
    assert shop.ask(_sums) == expected
    found = shop.ask(_by_category)
    neutral = {category for flow, category in found if flow == "neutral"}
    assert neutral <= {*_POCKETS, None}
    assert sum(count for (flow, category), count in found.items() if flow == "neutral" and category in _POCKETS) > 0
    spent = Rule("office", direction=Flow.OUT, most_minor=5_000)
    effect = shop.ask(effect_of, spent)
    assert 0 < effect.changing == effect.caught - effect.hers - effect.same
    shop.run(add_rule, spent, apply_to_past=True)
    assert shop.ask(_by_category)["out", "office"] == effect.changing + effect.same
    assert shop.ask(_sums) == expected
    (account,) = shop.ask(accounts)
    proof = shop.ask(statement_proof, account.id)
    in_minor, out_minor = expected["in"][1], -expected["out"][1]
    assert (proof.proof.in_minor, proof.proof.out_minor) == (in_minor, out_minor)
    assert proof.proof.closing_minor == proof.proof.opening_minor + in_minor - out_minor
    (file,) = shop.ask(files_of, account.id)
    assert (file.in_minor, file.out_minor, file.neutral_minor) == (in_minor, out_minor, expected["neutral"][1])
    shop.run(reconcile, account.id, proof.through, proof.proof.closing_minor)
    assert apply(shop, path).plan.is_empty
    assert shop.ask(check) == ()


def test_a_made_quarter_is_sorted_and_proved(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    _through_everything(shop, path, _made(path, 120))


@pytest.mark.skipif(not SHARED_DATA.exists(), reason=WHY_SKIPPED)
def test_a_real_quarter_is_sorted_and_proved(shop: Shop) -> None:
    path = SHARED_DATA / "wechatpay" / "wechat_bill_2021Q1.csv"
    expected = {"out": -6_985_625, "in": 6_333_016, "neutral": 1_587_255}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sum(1 for _row in csv.reader(file)) - 1
    assert rows == 883
    ways = Counter[str]()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            ways[{"支出": "out", "收入": "in", "/": "neutral"}[row["收/支"].strip()]] += 1
    _through_everything(shop, path, {way: (ways[way], total) for way, total in expected.items()})


@pytest.mark.skipif(not SHARED_DATA.exists(), reason=WHY_SKIPPED)
@pytest.mark.parametrize(
    "name", ["alipay/example-alipay-records.csv", "bank/boc_debit_boc.csv", "bank/cmb_debit_cmb.csv"]
)
def test_real_samples_add_up(shop: Shop, name: str) -> None:
    apply(shop, SHARED_DATA / name)
    (account,) = shop.ask(accounts)
    proof = shop.ask(statement_proof, account.id)
    (file,) = shop.ask(files_of, account.id)
    assert proof.rows == file.rows == account.count
    moved = proof.proof.in_minor - proof.proof.out_minor
    assert proof.proof.closing_minor - proof.proof.opening_minor == moved
    assert shop.ask(check) == ()
