"""Money typed by hand stands in its account and in the books, and can be changed, moved and taken out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, select

from models.books import Posting
from models.enums.money import AccountKind, Flow
from models.finance import Transaction
from services.books.closing import close_month
from services.errors import Invalid, MonthLocked, NotAllowed
from services.finance.by_hand import MoneyDraft, MoveDraft, add_money, change_money, delete_money, move_money
from services.finance.categorising import PartDraft, split
from services.finance.commands import AccountDraft, add_account
from services.finance.queries import accounts
from services.owing.commands import CommitmentDraft, add_commitment, pay
from services.shop import Shop
from tests.services.importing.applying import apply, sample

_DAY = date(2026, 3, 5)


def _cash(shop: Shop, name: str = "Cash box", currency: str = "CNY") -> int:
    return int(shop.run(add_account, AccountDraft(name, AccountKind.CASH, currency, "cash")).value)


def _rent(account: int) -> MoneyDraft:
    return MoneyDraft(account, _DAY, Flow.OUT, 50_000, "Rent of March", "rent", "Landlord", note="cash")


def _booked(connection: Connection) -> dict[tuple[str, str], int]:
    p = Posting.table().c
    rows = connection.execute(select(p.account, p.day, p.amount_minor))
    return {(row[0], row[1].isoformat()): row[2] for row in rows}


def test_rent_in_cash_is_in_the_account_and_in_the_books(shop: Shop) -> None:
    cash = _cash(shop)
    shop.run(add_money, _rent(cash))
    assert shop.ask(accounts)[0].balance_minor == -50_000
    day = _DAY.isoformat()
    assert shop.ask(_booked) == {(f"money:{cash}", day): -50_000, ("rent", day): 50_000}


def test_a_line_typed_by_hand_is_changed_and_taken_out_again(shop: Shop) -> None:
    cash = _cash(shop)
    line = shop.run(add_money, _rent(cash)).value
    sold = MoneyDraft(cash, date(2026, 3, 6), Flow.IN, 1_200, "Sold at the market", "other_income")
    shop.run(change_money, line, sold)
    assert shop.ask(_booked) == {(f"money:{cash}", "2026-03-06"): 1_200, ("other_income", "2026-03-06"): -1_200}
    shop.run(delete_money, [line])
    assert shop.ask(_booked) == {}
    shop.undo()
    assert shop.ask(accounts)[0].balance_minor == 1_200


def test_a_line_without_a_category_is_sorted_by_what_its_words_mean(shop: Shop) -> None:
    line = shop.run(add_money, replace(_rent(_cash(shop)), category=None, subject="手续费")).value
    t = Transaction.table()
    assert shop.ask(lambda c: c.execute(select(t.c.category).where(t.c.id == line)).scalar_one()) == "bank_fees"


def test_a_move_between_accounts_is_no_income_and_goes_as_a_whole(shop: Shop) -> None:
    cash, bank = _cash(shop), _cash(shop, "Bank")
    line = shop.run(move_money, MoveDraft(bank, cash, _DAY, 30_000)).value
    assert [one.balance_minor for one in shop.ask(accounts)] == [30_000, -30_000]
    assert not any(account in ("other_income", "other_expense") for account, _day in shop.ask(_booked))
    with pytest.raises(NotAllowed, match="transfer"):
        shop.run(change_money, line, _rent(cash))
    shop.run(delete_money, [line])
    assert [one.count for one in shop.ask(accounts)] == [0, 0]


def test_a_move_into_another_currency_asks_what_arrives(shop: Shop) -> None:
    cash, dollars = _cash(shop), _cash(shop, "Dollars", "USD")
    with pytest.raises(Invalid, match="what arrives there"):
        shop.run(move_money, MoveDraft(cash, dollars, _DAY, 72_000))
    shop.run(move_money, MoveDraft(cash, dollars, _DAY, 72_000, 10_000))
    assert [one.balance_minor for one in shop.ask(accounts)] == [-72_000, 10_000]
    with pytest.raises(Invalid, match="another account"):
        shop.run(move_money, MoveDraft(cash, cash, _DAY, 1))


def test_what_a_statement_says_stays_as_it_is(shop: Shop) -> None:
    apply(shop, sample("alipay.merchant"))
    account = shop.ask(accounts)[0].id
    for command, args in ((delete_money, ([1],)), (change_money, (1, _rent(account)))):
        with pytest.raises(NotAllowed, match="statement"):
            shop.run(command, *args)


def test_a_split_line_is_deleted_with_its_parts_and_not_changed_beside_them(shop: Shop) -> None:
    cash = _cash(shop)
    line = shop.run(add_money, _rent(cash)).value
    shop.run(split, line, [PartDraft("rent", -40_000), PartDraft("office", -10_000)])
    with pytest.raises(NotAllowed, match="split"):
        shop.run(change_money, line, _rent(cash))
    shop.run(delete_money, [line])
    assert shop.ask(_booked) == {}


@pytest.mark.parametrize("wrong", [{"amount_minor": 0}, {"subject": " "}, {"category": "no-such"}])
def test_an_entry_that_says_too_little_is_refused(shop: Shop, wrong: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"zero|empty|no-such"):
        shop.run(add_money, replace(_rent(_cash(shop)), **wrong))


def test_a_closed_month_is_named_and_takes_nothing_by_hand(shop: Shop) -> None:
    cash = _cash(shop)
    line = shop.run(add_money, _rent(cash)).value
    shop.run(close_month, "2026-03")
    for command, args in ((add_money, (_rent(cash),)), (change_money, (line, replace(_rent(cash), amount_minor=1))),
                          (delete_money, ([line],))):  # fmt: skip
        with pytest.raises(MonthLocked, match="2026-03"):
            shop.run(command, *args)


def test_what_paid_a_due_item_keeps_its_amount_and_its_account(shop: Shop) -> None:
    cash = _cash(shop)
    line = shop.run(add_money, _rent(cash)).value
    due = shop.run(add_commitment, CommitmentDraft("Rent", 50_000, _DAY, category="rent")).value
    shop.run(pay, due, _DAY, 50_000, _DAY, transaction_id=line)
    for other in ({"amount_minor": 10_000}, {"direction": Flow.IN}, {"account_id": _cash(shop, "Till")}):
        with pytest.raises(NotAllowed):
            shop.run(change_money, line, replace(_rent(cash), **other))
    shop.run(change_money, line, replace(_rent(cash), subject="Rent, in cash"))
