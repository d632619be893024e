"""Accounts: made, changed, put away, and what lies in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import Invalid
from services.finance.commands import (
    AccountDraft,
    add_account,
    archive_account,
    change_account,
    restore_account,
)
from services.finance.providers import PROVIDERS, provider_of, tail_of
from services.finance.queries import accounts, finance_overview
from services.importing.formats import load_formats
from services.importing.service import ImportSession
from services.shop import Shop
from services.types import AccountKind

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"


def test_a_new_account_holds_its_opening_balance(shop: Shop) -> None:
    shop.run(
        add_account, AccountDraft(" Till ", AccountKind.CASH, "cny", opening_minor=12_345, number="6222 0001 9876")
    )
    (account,) = shop.ask(accounts)
    assert (account.name, account.currency, account.number_tail) == ("Till", "CNY", "9876")
    assert (account.balance_minor, account.is_told, account.count) == (12_345, False, 0)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (AccountDraft("  "), "must not be empty"),
        (AccountDraft("Till"), "taken"),
        (AccountDraft("Safe", currency="yuan"), "three letters"),
    ],
)
def test_an_account_that_cannot_be_is_refused(draft: AccountDraft, reason: str, shop: Shop) -> None:
    shop.run(add_account, AccountDraft("Till"))
    with pytest.raises(Invalid, match=reason):
        shop.run(add_account, draft)
    assert len(shop.ask(accounts)) == 1


def test_an_account_is_renamed_and_put_away_and_taken_back(shop: Shop) -> None:
    account_id = shop.run(add_account, AccountDraft("Till", AccountKind.CASH)).value
    shop.run(change_account, account_id, AccountDraft("Safe", AccountKind.CASH, opening_minor=100, note=" at home "))
    (account,) = shop.ask(accounts)
    assert (account.name, account.opening_minor, account.note) == ("Safe", 100, "at home")
    shop.run(archive_account, account_id)
    assert shop.ask(accounts, archived=False) == ()
    shop.run(restore_account, account_id)
    assert [one.name for one in shop.ask(accounts, archived=False)] == ["Safe"]


def test_without_told_balances_an_account_counts_from_its_opening_balance(shop: Shop) -> None:
    shop.run(add_account, AccountDraft("Wallet", AccountKind.WECHAT_PAY, provider="wechat_pay", opening_minor=100_000))
    with ImportSession(shop) as session:
        session.add(FORMATS / "wechatpay.personal" / "sample.csv")
        session.submit_apply().result()
    (account,) = shop.ask(accounts)
    assert (account.in_minor, account.out_minor) == (23_167, 6_240)
    assert (account.balance_minor, account.is_told) == (116_927, False)
    counts = shop.ask(finance_overview).counts
    assert {view: counts[view] for view in ("all", "in", "out", "neutral")} == {
        "all": 6,
        "in": 2,
        "out": 2,
        "neutral": 2,
    }


def test_every_format_of_statements_names_a_known_provider() -> None:
    named = {spec.provider for spec in load_formats().all() if spec.kind == "transactions"}
    assert named <= set(PROVIDERS)
    assert provider_of("nobody") == PROVIDERS["other"]


@pytest.mark.parametrize(
    ("number", "tail"),
    [("6222****9876", "9876"), ("seller@example.com", "ller"), ("[2088 0156]", "0156"), ("", None), (None, None)],
)
def test_an_account_is_known_by_the_end_of_its_number(number: str | None, tail: str | None) -> None:
    assert tail_of(number) == tail
