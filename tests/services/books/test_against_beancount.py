"""The worked month entered in beancount comes to the same balances; left out where beancount is not installed."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from services.books.chart import every_account
from services.books.lines import summed
from services.shop import Shop
from tests.services.books.test_a_worked_month import MAY, _in_june, may

loader = pytest.importorskip("beancount.loader", reason="beancount is not installed; the worked month is not compared")
__all__ = ["_in_june", "may"]
OURS = {
    "ICBC": "Assets:Bank",
    "Taobao funds": "Assets:Wallet:Taobao",
    "Pinduoduo funds": "Assets:Wallet:Pinduoduo",
    "Douyin funds": "Assets:Wallet:Douyin",
    "receivable:taobao": "Assets:Owed:Taobao",
    "receivable:pinduoduo": "Assets:Owed:Pinduoduo",
    "receivable:douyin": "Assets:Owed:Douyin",
    "stock": "Assets:Stock",
    "payable_couriers": "Liabilities:Couriers",
    "opening": "Equity:Opening",
    "owner_drawings": "Equity:Drawings",
    "sales": "Income:Sales",
    "platform_subsidy": "Income:Subsidy",
    "refunds": "Income:Refunds",
    "goods_at_cost": "Expenses:Goods",
    "platform_fee": "Expenses:Fee",
    "commission": "Expenses:Commission",
    "freight": "Expenses:Freight",
    "rent": "Expenses:Rent",
}


def test_beancount_comes_to_the_same_balances(may: Shop) -> None:
    entries, errors, _options = loader.load_file(str(MAY / "may.beancount"))
    assert errors == []
    theirs: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            theirs[posting.account] += posting.units.number
    accounts = may.ask(every_account)
    ours: dict[str, Decimal] = defaultdict(Decimal)
    for (code, _currency), (_amount, home) in may.ask(summed).items():
        if home:
            name = accounts[code].name if code.startswith("money:") else code
            ours[OURS[name]] += Decimal(home) / 100
    assert ours == {account: sum_ for account, sum_ in theirs.items() if sum_}
