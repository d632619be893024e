"""Statements become transactions of the right account, once, whatever files overlap."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services.errors import Invalid
from services.finance.commands import AccountDraft, add_account, archive_account, note_transaction
from services.finance.listing import TRANSACTIONS
from services.finance.queries import AccountView, accounts, transaction_detail
from services.importing.commands import ImportResult
from services.importing.entries import CHANGED, CONFLICT, NEW
from services.importing.preview import plan_view, words
from services.importing.queries import past_imports
from services.importing.service import ImportSession
from services.integrity import check
from services.kernel.table_query import TableRequest
from services.round_trip.transactions import export_transactions
from services.shop import Shop
from services.types import AccountKind
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"
_CMB = ("记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息", "客户摘要")
_WECHAT = (
    "交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号",
    "备注",
)  # fmt: skip
_COFFEE = ("2026-05-20", "CNY", "-10.00", "", "快捷支付", "Cafe", "")


def _written(path: Path, header: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _import(
    shop: Shop, *paths: Path, account: str | None = None, chosen: frozenset[tuple[str, str]] = frozenset()
) -> ImportResult:
    with ImportSession(shop) as session:
        for path in paths:
            found = session.add(path, channel=account)
            assert found.error is None, str(found.error)
        return session.submit_apply(chosen=chosen).result().value


def _counts(result: ImportResult) -> tuple[int, int, int, int]:
    plan = result.plan.files[0]
    return plan.counts.new, plan.counts.updated, plan.counts.unchanged, plan.rejected


def _sample(format_id: str, suffix: str = "csv") -> Path:
    return FORMATS / format_id / f"sample.{suffix}"


def _accounts(shop: Shop) -> dict[str, AccountView]:
    return {one.name: one for one in shop.ask(accounts)}


def _ids(shop: Shop) -> list[int]:
    snapshot = shop.table(TRANSACTIONS, TableRequest(), ("external_no",))
    try:
        return [row[0] for row in snapshot.first.result()]
    finally:
        snapshot.close()


def _codes(result: ImportResult) -> list[str]:
    return [one.code for one in result.plan.files[0].warnings if not one.code.startswith("columns_")]


def test_a_statement_makes_its_account_and_says_that_its_totals_agree(shop: Shop) -> None:
    result = _import(shop, _sample("alipay.merchant"))
    assert _counts(result) == (5, 0, 0, 0)
    assert _codes(result) == ["totals_agree", "balances_agree"]
    assert all(one.is_good for one in result.plan.files[0].warnings)
    assert [one.channel for one in shop.ask(past_imports)] == ["Alipay for merchants"]
    (account,) = shop.ask(accounts)
    assert (account.name, account.kind, account.number_tail) == ("Alipay for merchants", AccountKind.ALIPAY, "0156")
    assert (account.in_minor, account.out_minor) == (8480, 102536)
    assert (account.balance_minor, account.is_told, account.count) == (5944, True, 5)
    assert shop.ask(check) == ()


def test_the_same_statement_twice_changes_nothing(shop: Shop) -> None:
    _import(shop, _sample("bank.boc"))
    again = _import(shop, _sample("bank.boc"))
    assert again.plan.is_empty
    assert again.file_ids == ()
    assert _counts(again) == (0, 0, 4, 0)


def test_statements_that_overlap_never_double(shop: Shop, tmp_path: Path) -> None:
    first = _written(tmp_path / "may.csv", _CMB, _COFFEE, _COFFEE)
    later = ("2026-05-21", "CNY", "-3.00", "", "快捷支付", "Kiosk", "")
    assert _counts(_import(shop, first)) == (2, 0, 0, 0)
    assert _counts(_import(shop, _written(tmp_path / "june.csv", _CMB, later, _COFFEE, _COFFEE))) == (1, 0, 2, 0)
    assert _accounts(shop)["China Merchants Bank"].out_minor == 2300


def test_two_files_of_one_drop_that_overlap_never_double(shop: Shop, tmp_path: Path) -> None:
    later = ("2026-05-21", "CNY", "-3.00", "", "快捷支付", "Kiosk", "")
    first = _written(tmp_path / "a.csv", _CMB, _COFFEE)
    second = _written(tmp_path / "b.csv", _CMB, _COFFEE, later)
    result = _import(shop, first, second)
    assert [plan.counts.new for plan in result.plan.files] == [1, 1]
    assert len(_ids(shop)) == 2


def test_a_state_that_went_on_changes_the_transaction_and_is_told_as_old_and_new(shop: Shop, tmp_path: Path) -> None:
    row = (
        "2026-05-28 13:27:43",
        "商户消费",
        "Courier",
        "3 parcels",
        "支出",
        "¥34.00",
        "零钱",
        "支付成功",
        "42001",
        "M1",
        "/",
    )
    _import(shop, _written(tmp_path / "a.csv", _WECHAT, row))
    refunded = (*row[:7], "已全额退款", *row[8:])
    with ImportSession(shop) as session:
        session.add(_written(tmp_path / "b.csv", _WECHAT, refunded))
        view = session.submit_preview().result().view
        (entry,) = view.entries
        assert (entry.outcome, entry.key, entry.where) == (CHANGED, "42001", "WeChat Pay")
        assert words(entry) == "State: 支付成功 → 已全额退款"
        session.submit_apply().result()
    assert shop.ask(transaction_detail, _ids(shop)[0]).status_text == "已全额退款"


def test_a_new_transaction_is_told_in_words(shop: Shop, tmp_path: Path) -> None:
    row = (
        "2026-05-28 13:27:43",
        "商户消费",
        "Courier",
        "3 parcels",
        "支出",
        "¥34.00",
        "零钱",
        "支付成功",
        "42001",
        "M1",
        "/",
    )
    with ImportSession(shop) as session:
        session.add(_written(tmp_path / "a.csv", _WECHAT, row))
        plan = session.submit_plan().result()
    (entry,) = plan_view(plan, "CNY", "Asia/Shanghai").entries
    assert entry.outcome == NEW
    assert words(entry) == "2026-05-28 13:27 · Money out · \u2212¥34.00 · Courier · 商户消费 · 3 parcels"


def test_a_note_of_ones_own_is_kept_unless_the_files_is_chosen(shop: Shop, tmp_path: Path) -> None:
    row = (
        "2026-05-28 13:27:43",
        "商户消费",
        "Courier",
        "x",
        "支出",
        "¥34.00",
        "零钱",
        "支付成功",
        "42001",
        "M1",
        "from the file",
    )
    path = _written(tmp_path / "a.csv", _WECHAT, row)
    _import(shop, path)
    shop.run(note_transaction, _ids(shop)[0], "mine")
    result = _import(shop, path)
    (conflict,) = result.plan.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("note", "mine", "from the file")
    assert [one.outcome for one in plan_view(result.plan, "CNY", "UTC").entries] == [CONFLICT, "same"]
    _import(shop, path, chosen=frozenset({(conflict.key, "note")}))
    assert shop.ask(transaction_detail, _ids(shop)[0]).note == "from the file"


def test_each_card_has_an_account_of_its_own(shop: Shop, tmp_path: Path) -> None:
    header = ("交易日期", "入账日期", "交易描述", "卡末四位", "交易币种", "结算币种", "交易金额", "结算金额")
    rows = [("2026-05-09", "2026-05-10", "A", card, "人民币", "人民币", "8.00", "8.00") for card in ("6688", "6699")]
    _import(shop, _written(tmp_path / "cards.csv", header, *rows))
    assert {one.number_tail: one.out_minor for one in shop.ask(accounts)} == {"6688": 800, "6699": 800}


def test_an_account_without_a_number_takes_the_first_statement_of_its_provider(shop: Shop) -> None:
    draft = AccountDraft("House bank", AccountKind.BANK, provider="bank_icbc", opening_minor=5000)
    shop.run(add_account, draft)
    _import(shop, _sample("bank.icbc"))
    assert {name: one.number_tail for name, one in _accounts(shop).items()} == {"House bank": "9876"}


def test_the_statement_of_another_card_makes_an_account_of_its_own(shop: Shop, tmp_path: Path) -> None:
    shop.run(add_account, AccountDraft("House bank", AccountKind.BANK, provider="bank_icbc"))
    other = tmp_path / "other.csv"
    other.write_text(_sample("bank.icbc").read_text("utf-8").replace("6222****9876", "6222****1111"), "utf-8")
    _import(shop, _sample("bank.icbc"), other)
    assert {one.number_tail: one.count for one in shop.ask(accounts)} == {"9876": 2, "1111": 2}


def test_the_account_a_person_chose_comes_first(shop: Shop) -> None:
    shop.run(add_account, AccountDraft("Savings"))
    _import(shop, _sample("bank.cmb"), account="Savings")
    assert {name: one.count for name, one in _accounts(shop).items()} == {"Savings": 5}


def test_of_several_accounts_of_one_provider_one_must_be_chosen(shop: Shop) -> None:
    for name in ("One", "Two"):
        shop.run(add_account, AccountDraft(name, AccountKind.BANK, provider="bank_cmb"))
    with pytest.raises(Invalid, match="say which one"):
        _import(shop, _sample("bank.cmb"))


def test_nothing_is_imported_into_an_archived_account(shop: Shop) -> None:
    account_id = shop.run(add_account, AccountDraft("Old", AccountKind.BANK, provider="bank_cmb")).value
    shop.run(archive_account, account_id)
    _import(shop, _sample("bank.cmb"))
    assert {name: one.count for name, one in _accounts(shop).items()} == {"Old": 0, "China Merchants Bank": 5}


def test_a_statement_whose_totals_do_not_fit_says_both_figures(shop: Shop, tmp_path: Path) -> None:
    text = _sample("alipay.merchant").read_text("gb18030").replace("共84.80元", "共90.00元")
    path = tmp_path / "bill.csv"
    path.write_text(text, encoding="gb18030")
    result = _import(shop, path)
    warned = {one.code: str(one.message) for one in result.plan.files[0].warnings}
    assert warned["totals_differ"] == "Money in: 90.00 stated, 84.80 in the rows."
    assert "totals_agree" not in warned


def test_a_missing_row_shows_in_the_balances(shop: Shop, tmp_path: Path) -> None:
    lines = _sample("bank.boc").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "boc.csv"
    path.write_text("".join([*lines[:3], *lines[4:]]), encoding="utf-8")
    result = _import(shop, path)
    (said,) = [str(one.message) for one in result.plan.files[0].warnings if one.code == "balances_differ"]
    assert said.startswith("The balances do not add up: 964.17 + 3000.00 − 397.89 is 3566.28")


def test_a_row_without_an_amount_waits(shop: Shop, tmp_path: Path) -> None:
    empty = ("2026-05-20", "CNY", "", "", "快捷支付", "Cafe", "")
    result = _import(shop, _written(tmp_path / "a.csv", _CMB, _COFFEE, empty))
    assert _counts(result) == (1, 0, 0, 1)
    assert [one.code for one in result.plan.files[0].problems] == ["missing_value"]


def test_exported_transactions_imported_again_change_nothing(shop: Shop, tmp_path: Path) -> None:
    for format_id in ("alipay.merchant", "bank.boc", "wechatpay.personal"):
        _import(shop, _sample(format_id))
    for suffix in ("xlsx", "csv"):
        out = tmp_path / f"all.{suffix}"
        assert shop.ask(export_transactions, out) == 15
        result = _import(shop, out)
        assert result.plan.is_empty
        assert _counts(result) == (0, 0, 15, 0)


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=WHY_SKIPPED)
def test_a_real_bill_of_wechat_pay_comes_to_what_its_rows_say(shop: Shop) -> None:
    path = SHARED_DATA / "wechatpay" / "wechat_bill_2021Q1.csv"
    if not path.is_file():
        pytest.skip("the bill with 883 rows is not among the sample files here")
    result = _import(shop, path)
    assert _counts(result) == (883, 0, 0, 0)
    (account,) = shop.ask(accounts)
    assert (account.in_minor, account.out_minor) == (6_333_016, 6_985_625)
    assert _import(shop, path).plan.is_empty


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=WHY_SKIPPED)
@pytest.mark.parametrize(
    ("name", "rows", "proved"),
    [
        ("bank/abc_debit_abc_debit.csv", 5, "balances_differ"),
        ("bank/boc_debit_boc.csv", 17, "balances_agree"),
        ("bank/citic_credit_citic.xls", 13, None),
        ("bank/cmb_debit_cmb.csv", 5, "balances_differ"),
        ("bank/icbc_debit-v1_icbc-debit-v1.csv", 11, "totals_differ"),
        ("alipay/example-alipay-records.csv", 10, "totals_differ"),
        ("wechatpay/example-wechat-records.csv", 27, "totals_differ"),
    ],
)
def test_real_statements_are_read_row_by_row(name: str, rows: int, proved: str | None, shop: Shop) -> None:
    path = SHARED_DATA / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the sample files here")
    result = _import(shop, path)
    assert _counts(result) == (rows, 0, 0, 0)
    assert (proved in _codes(result)) if proved else not _codes(result)
