"""The chart of accounts: what the program brings, and what a shop makes of it."""

from __future__ import annotations

from services import i18n
from services.books.chart import bundled, categories, chart, every_account
from services.finance import commands as finance
from services.finance.commands import AccountDraft
from services.shop import Shop
from services.types import LedgerClass, Platform


def test_the_chart_has_a_name_in_every_language() -> None:
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        names = [account.name for account in bundled()]
        assert all(names)
        assert len(set(names)) == len(names)
    i18n.set_language("en")


def test_a_new_shop_has_the_whole_chart(shop: Shop) -> None:
    found = shop.ask(chart)
    assert {account.code for account in found} == {account.code for account in bundled()}
    assert {account.ledger_class for account in found} == set(LedgerClass)
    assert {"platform_fee", "order_income", "rent", "transfers"} <= {one.code for one in shop.ask(categories)}


def test_money_accounts_and_platforms_have_accounts_of_their_own(shop: Shop) -> None:
    account = shop.run(finance.add_account, AccountDraft("ICBC 1234")).value
    found = shop.ask(every_account)
    assert found[f"money:{account}"].name == "ICBC 1234"
    assert found[f"receivable:{Platform.TAOBAO}"].ledger_class is LedgerClass.ASSET
