# ruff: noqa: E501 - headers of files as they stand
"""Two files of the same money: one account's statement is what counts, the other explains it, in either order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from models.books import Posting
from models.finance import Account, Transaction
from models.reconcile import TransactionEcho
from services.errors import Invalid
from services.finance.commands import AccountDraft, change_account
from services.finance.one import Explained, one_transaction
from services.finance.queries import accounts
from services.integrity import check
from services.shop import Shop
from tests.services.importing.applying import apply, sample, table

_FUND_HEAD = ("动账时间", "动帐流水号", "动账方向", "动账金额", "动账场景", "子订单号", "订单号")
_SETTLED_HEAD = ("结算时间", "订单号", "子订单号", "结算金额", "结算账户", "结算单类型", "平台服务费", "佣金")
_ALIPAY_HEAD = (
    "交易时间",
    "交易分类",
    "交易对方",
    "对方账号",
    "商品说明",
    "收/支",
    "金额",
    "收/付款方式",
    "交易状态",
    "交易订单号",
    "商家订单号",
    "备注",
)


def _held(connection: Connection) -> dict[str, int]:
    """What the books say lies in each account, by its provider."""
    accounts, postings = Account.table(), Posting.table()
    name = "money:" + func.cast(accounts.c.id, postings.c.account.type)
    statement = (
        select(accounts.c.provider, func.coalesce(func.sum(postings.c.amount_minor), 0))
        .outerjoin_from(accounts, postings, postings.c.account == name)
        .group_by(accounts.c.provider)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def _booked(connection: Connection) -> dict[str, int]:
    p = Posting.table().c
    rows = connection.execute(select(p.account, func.sum(p.amount_minor)).group_by(p.account))
    return {row[0]: int(row[1]) for row in rows if row[1] and not row[0].startswith("money:")}


def _echoed(connection: Connection) -> list[tuple[str, int, bool]]:
    """(provider, amount, whether a line of the wallet is named) of every line that counts nowhere."""
    t, e, a = Transaction.table(), TransactionEcho.table(), Account.table()
    statement = (
        select(a.c.provider, t.c.amount_minor, e.c.of_id.is_not(None))
        .join_from(e, t, t.c.id == e.c.transaction_id)
        .join(a, a.c.id == t.c.account_id)
        .order_by(t.c.id)
    )
    return [(row[0], row[1], bool(row[2])) for row in connection.execute(statement)]


def _taobao(folder: Path) -> Path:
    head = (
        "商家昵称", "入帐日期", "入帐时间", "支付流水号", "主订单id", "子订单id", "入帐类型", "收入金额(元)", "支出金额(元)",
        "业务描述", "备注", "收/付渠道",
    )  # fmt: skip
    of = "1805010000000000301"
    return table(
        folder / "taobao.csv", head,
        ("示例", "2026-05-01", "10:00:05", "2026050122001100000301", of, of, "交易收款", "59.80", "0", "收款", "", "支付宝"),
        ("示例", "2026-05-01", "10:00:05", "2026050122001100000302", of, of, "佣金", "0", "2.00", "佣金", "", "支付宝"),
        ("示例", "2026-05-02", "10:00:05", "2026050222001100000303", "18050109", "18050109", "交易收款", "8.80", "0", "", "",
         "微信支付"),
    )  # fmt: skip


def _jd_payout(folder: Path) -> Path:
    head = (
        "交易时间",
        "商户名称",
        "交易说明",
        "金额",
        "收/付款方式",
        "交易状态",
        "收/支",
        "交易分类",
        "交易订单号",
        "商家订单号",
        "备注",
    )
    row = ("2026-07-09 12:10:00", "京东", "商家结算款", "83.55", "钱包", "交易成功", "收入", "其他", "9000001",
           "202607090000011332601610021", "")  # fmt: skip
    return table(folder / "jdf.csv", head, row)


def _alipay(folder: Path) -> Path:
    row = ("2026-05-01 10:00:00", "收入", "买家", "mai***@example.com", "收纳包", "收入", "59.80", "余额", "交易成功",
           "2026050122001100000301", "T200P1805010000000000301", "")  # fmt: skip
    return table(folder / "alipay.csv", _ALIPAY_HEAD, row)


def _wechat_merchant(folder: Path) -> Path:
    head = ("交易时间", "公众账号ID", "商户号", "微信订单号", "商户订单号", "交易类型", "交易状态", "应结订单金额", "退款金额", "商品名称",
            "货币种类")  # fmt: skip
    rows = [
        (f"`2026-06-05 {at}", "`wx1", "`1900000109", f"`42000{number}", f"`{of}", "`JSAPI", "`SUCCESS", f"`{amount}", "`0.00",
         "`商品", "`CNY")
        for at, number, of, amount in (
            ("10:00:00", "1", "3712345678901234567", "59.00"), ("11:00:00", "2", "my-own-mall-1", "20.00"),
        )
    ]  # fmt: skip
    return table(folder / "wechat_merchant.csv", head, *rows)


# What lies where afterwards; and the lines that count nowhere, with whether the wallet has them.
_PAIRS: dict[
    str, tuple[Callable[[Path], Path], Callable[[Path], Path], dict[str, int], list[tuple[str, int, bool]]]
] = {
    "douyin": (
        lambda _folder: sample("douyin.settlement"),
        lambda _folder: sample("douyin.funds"),
        {"douyin": 9_702 - 817 - 10_000, "douyin_settlement": -800},
        [("douyin_settlement", 9_702, True), ("douyin_settlement", 9_702, False)],
    ),
    "taobao": (
        _taobao,
        lambda _folder: sample("alipay.merchant"),
        {"alipay_merchant": 5_980 - 36 + 2_500 - 2_500 - 100_000, "taobao": 880},
        [("taobao", 5_980, True), ("taobao", -200, False)],
    ),
    "jd": (
        lambda _folder: sample("jd.settlement"),
        _jd_payout,
        {"jd_finance": 8_355, "jd": 0},
        [("jd", 10_900, True), ("jd", -545, True), ("jd", -2_000, True)],
    ),
    "alipay": (
        _alipay,
        lambda _folder: sample("alipay.merchant"),
        {"alipay_merchant": 5_980 - 36 + 2_500 - 2_500 - 100_000, "alipay": 0},
        [("alipay", 5_980, True)],
    ),
    "wechat": (
        _wechat_merchant,
        lambda _folder: sample("wechat.funds", "sample.xlsx"),
        {"wechat": 5_900 - 35 - 2_000, "wechat_merchant": 2_000},
        [("wechat_merchant", 5_900, True)],
    ),
}


@pytest.mark.parametrize("list_first", [True, False], ids=["list first", "wallet first"])
@pytest.mark.parametrize("name", sorted(_PAIRS))
def test_the_same_money_in_two_files_is_counted_once_whichever_comes_first(
    shop: Shop, tmp_path: Path, name: str, list_first: bool
) -> None:
    listed, wallet, held, left_out = _PAIRS[name]
    paths = [listed(tmp_path), wallet(tmp_path)]
    for path in paths if list_first else reversed(paths):
        apply(shop, path)
    assert shop.ask(_held) == held
    assert shop.ask(_echoed) == left_out
    assert shop.ask(check) == ()
    shop.undo()
    assert shop.ask(_echoed) == []
    shop.redo()
    assert shop.ask(_echoed) == left_out


def test_what_the_platform_kept_is_booked_as_its_fee_and_the_order_as_fully_paid(shop: Shop) -> None:
    apply(shop, sample("douyin.funds"))
    booked = shop.ask(_booked)
    assert booked["platform_fee"] == 545
    assert booked["commission"] == 653
    assert booked["receivable:douyin"] == -10_900


def test_a_list_splits_the_wallets_line_that_says_nothing_itself(shop: Shop, tmp_path: Path) -> None:
    fund = table(
        tmp_path / "fund.csv", _FUND_HEAD,
        ("2026-07-01 06:00:00", "'2026070106000041", "入账", "97.02", "货款结算入账", "'69274001", "'69274001"),
    )  # fmt: skip
    settled = table(
        tmp_path / "settled.csv", _SETTLED_HEAD, ("",) * 3 + ("收入+支出",) + ("",) * 4,
        ("2026-07-01 05:59:20", "'69274001", "'69274001", "97.02", "聚合账户", "已结算", "-5.45", "-6.53"),
    )  # fmt: skip
    apply(shop, fund)
    assert shop.ask(_booked) == {"receivable:douyin": -9_702}
    apply(shop, settled)
    assert shop.ask(_booked) == {"receivable:douyin": -10_900, "platform_fee": 545, "commission": 653}
    assert shop.ask(_held) == {"douyin": 9_702, "douyin_settlement": 0}
    assert shop.ask(check) == ()


def test_the_lines_of_one_payout_say_what_it_was_for(shop: Shop, tmp_path: Path) -> None:
    apply(shop, sample("jd.settlement"))
    before = shop.ask(_booked)
    apply(shop, _jd_payout(tmp_path))
    assert shop.ask(_booked) == before == {"receivable:jd": -8_900, "commission": 545}


def test_an_account_may_be_told_whose_statement_it_repeats_or_that_it_stands_alone(shop: Shop) -> None:
    for path in (sample("douyin.settlement"), sample("douyin.funds")):
        apply(shop, path)
    settled, wallet = shop.ask(accounts)
    alone = AccountDraft(settled.name, settled.kind, settled.currency, stands_alone=True)
    shop.run(change_account, settled.id, alone)
    assert shop.ask(_echoed) == []
    assert shop.ask(_held) == {"douyin": 9_702 - 817 - 10_000, "douyin_settlement": 2 * 9_702 - 800}
    shop.undo()
    other_way = AccountDraft(wallet.name, wallet.kind, wallet.currency, repeats_id=settled.id)
    shop.run(change_account, wallet.id, other_way)
    assert ("douyin", 9_702, True) in shop.ask(_echoed)
    with pytest.raises(Invalid, match="it can be only one of them"):
        shop.run(change_account, settled.id, replace(alone, stands_alone=False, repeats_id=wallet.id))
    assert shop.ask(check) == ()


def test_a_line_says_where_its_money_is_told_and_what_was_kept_of_it(shop: Shop) -> None:
    for path in (sample("douyin.settlement"), sample("douyin.funds")):
        apply(shop, path)
    lines = {(one[0], one[1]): one[2] for one in shop.ask(_ids)}
    listed = shop.ask(one_transaction, lines["douyin_settlement", 9_702])
    told = shop.ask(one_transaction, lines["douyin", 9_702])
    assert listed.told_by == Explained("Douyin funds", (told.detail.id,))
    assert told.explained_by == Explained("Douyin settlements", (listed.detail.id,))
    assert dict(told.kept) == {"platform_fee": -545, "commission": -653}


def _ids(connection: Connection) -> list[tuple[str, int, int]]:
    t, a = Transaction.table(), Account.table()
    statement = select(a.c.provider, t.c.amount_minor, t.c.id).join_from(t, a, a.c.id == t.c.account_id)
    return [(row[0], row[1], row[2]) for row in connection.execute(statement.order_by(t.c.id.desc()))]
