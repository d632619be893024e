"""An account is reconciled where its rows come to what the statement says; else what is off is said with its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.errors import Invalid, NotAllowed, NotFound
from services.integrity import check
from services.reconcile.errors import DoesNotClose
from services.reconcile.statements import files_of, marks_of, reconcile, standings, statement_proof, unmark
from services.reconcile.transfers import confirm_transfers, part_transfer, transfer_pairs
from services.shop import Shop
from services.types import Flow
from tests.services.finance.money import DAY, Row, add_money_account, add_rows
from tests.services.importing.applying import apply, sample


def test_a_sample_statement_is_proved_and_its_file_summed_up(shop: Shop) -> None:
    apply(shop, sample("alipay.merchant"))
    proof = shop.ask(statement_proof, 1)
    assert (proof.proof.opening_minor, proof.proof.in_minor, proof.proof.out_minor) == (100_000, 8_480, 102_536)
    assert (proof.proof.closing_minor, proof.proof.told_minor, proof.gap_rows) == (5_944, 5_944, ())
    assert (proof.unmatched, proof.unsorted, proof.rows) == (3, 0, 5)
    (file,) = shop.ask(files_of, 1)
    assert (file.file_name, file.rows, file.in_minor, file.out_minor) == ("sample.csv", 5, 8_480, 102_536)
    assert {one["code"] for one in file.warnings} >= {"totals_agree", "balances_agree"}


def test_an_account_is_marked_and_the_next_month_starts_from_there(shop: Shop) -> None:
    account = shop.run(add_money_account, "Bank", "bank", 1_000).value
    shop.run(add_rows, account, [Row(500, balance_minor=1_500), Row(-200, day=40, balance_minor=1_300)])
    end = DAY + timedelta(days=29)
    first = shop.run(reconcile, account, end, 1_500, note=" May ").value
    proof = shop.ask(statement_proof, account)
    assert (proof.proof.opening_minor, proof.rows, proof.proof.closing_minor) == (1_500, 1, 1_300)
    assert not shop.ask(standings)[0].is_current
    second = shop.run(reconcile, account, end + timedelta(days=31), 1_300).value
    assert shop.ask(standings)[0].is_current
    assert [(one.balance_minor, one.note) for one in shop.ask(marks_of, account)] == [(1_300, None), (1_500, "May")]
    with pytest.raises(Invalid, match="reconciled through"):
        shop.run(reconcile, account, end, 1_500)
    with pytest.raises(Invalid, match="on top of it"):
        shop.run(unmark, first)
    shop.run(unmark, second)
    assert shop.ask(check) == ()


def test_a_sum_that_does_not_close_is_refused_with_the_rows(shop: Shop) -> None:
    account = shop.run(add_money_account, "Bank", "bank", 1_000).value
    rows = [Row(500, balance_minor=1_500), Row(-200, day=1, balance_minor=1_250, counterparty="Courier")]
    shop.run(add_rows, account, rows)
    with pytest.raises(DoesNotClose, match=r"comes to 13\.00.*says 12\.50: 0\.50.*2026-05-02 Courier"):
        shop.run(reconcile, account, DAY + timedelta(days=5), 1_250)
    with pytest.raises(DoesNotClose, match=r"comes to 12\.50.*says 13\.00"):
        shop.run(reconcile, account, DAY + timedelta(days=5), 1_300)
    assert shop.ask(marks_of, account) == ()
    shop.run(reconcile, account, DAY + timedelta(days=5), 1_250, accept_difference=True)
    assert [one.difference_minor for one in shop.ask(marks_of, account)] == [50]


def test_an_account_nobody_has_is_named(shop: Shop) -> None:
    with pytest.raises(NotFound, match="#7"):
        shop.ask(statement_proof, 7)


def test_the_two_sides_of_a_transfer_find_each_other(shop: Shop) -> None:
    wallet = shop.run(add_money_account, "Alipay", "alipay_merchant").value
    bank = shop.run(add_money_account, "ICBC", "bank_icbc").value
    out = shop.run(add_rows, wallet, [Row(-10_000, kind_text="提现", category="transfers"), Row(-70, 1)], "w").value
    into = shop.run(add_rows, bank, [Row(10_000, 2, counterparty="Alipay"), Row(70, 1), Row(10_000, 20)], "b").value
    (pair,) = shop.ask(transfer_pairs, DAY, DAY + timedelta(days=30))
    assert (pair.out.transaction_id, pair.into.transaction_id) == (out[0], into[0])
    assert (pair.size_minor, pair.out.account, pair.into.account) == (10_000, "Alipay", "ICBC")
    shop.run(confirm_transfers, [(out[0], into[0])])
    assert shop.ask(transfer_pairs, DAY, DAY + timedelta(days=30)) == ()
    with pytest.raises(NotAllowed, match="in a transfer already"):
        shop.run(confirm_transfers, [(out[0], into[2])])
    with pytest.raises(NotAllowed, match="takes from one account"):
        shop.run(confirm_transfers, [(out[1], into[2])])
    shop.run(part_transfer, into[0])
    assert len(shop.ask(transfer_pairs, DAY, DAY + timedelta(days=30))) == 1


def test_a_neutral_withdrawal_finds_its_arrival_and_no_line_is_in_two_pairs(shop: Shop) -> None:
    wallet = shop.run(add_money_account, "WeChat", "wechat_pay").value
    bank = shop.run(add_money_account, "CMB", "bank_cmb").value
    neutral: dict[str, Any] = {"direction": Flow.NEUTRAL, "category": "transfers"}
    out = shop.run(add_rows, wallet, [Row(5_000, 0, **neutral), Row(5_000, 1, **neutral)], "w").value
    into = shop.run(add_rows, bank, [Row(5_000, 1)], "b").value
    pairs = shop.ask(transfer_pairs, DAY, DAY + timedelta(days=5))
    assert [one.into.transaction_id for one in pairs] == into
    assert pairs[0].out.transaction_id == out[1]
