"""What lies in the accounts: one rule for every page, held against plain Python over the raw rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from models.books import JournalEntry, JournalEntryLine, Posting
from models.enums.money import Flow, PostingSource
from models.finance import Account, Transaction
from models.reconcile import TransactionEcho
from services import clock
from services.books.balances import held
from services.books.commands import EntryDraft, EntryLine, add_entry, contribute, delete_entry, draw
from services.finance.by_hand import MoneyDraft, add_money
from services.finance.categorising import PartDraft, split
from services.finance.commands import archive_account
from services.finance.queries import accounts
from services.owing.forecast import cash_forecast
from services.reconcile.duplicates import leave_out
from services.reconcile.statements import statement_proof
from services.shop import Shop
from services.today.figures import available
from tests.services.finance.money import DAY, Row, add_money_account, add_rows

TODAY = DAY + timedelta(days=3)
_LINES = st.lists(
    st.builds(
        Row,
        st.integers(-900, 900),
        st.integers(0, 4),  # the last of them is not there yet
        category=st.sampled_from((None, "order_income", "platform_fee", "transfers")),
        currency=st.sampled_from(("CNY", "CNY", "USD")),
        balance_minor=st.sampled_from((None, None, None, 77)),
    ),
    max_size=12,
)
_BY_HAND = st.lists(st.tuples(st.integers(1, 900), st.integers(0, 4), st.booleans(), st.booleans()), max_size=4)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


def rows(connection: Connection, mapped: Any) -> list[Any]:
    """Every row of a table."""
    return list(connection.execute(select(mapped.table())))


def _minor(shop: Shop) -> list[int]:
    return [one.minor for one in shop.ask(held)]


def _plain(shop: Shop, account: Any, entries: dict[int, date]) -> int:
    """What an account holds, line by line: nothing of the program's own sums is read."""
    echoes = {one.transaction_id for one in shop.ask(rows, TransactionEcho)}
    lines = sorted(
        (
            one for one in shop.ask(rows, Transaction)
            if (one.account_id, one.currency) == (account.id, account.currency) and one.happened_on <= TODAY
        ),
        key=lambda one: (one.happened_at, one.id),
    )  # fmt: skip
    total: int = account.opening_minor
    since, told_on = None, None
    of_statement = [one for one in lines if not one.natural_key.startswith("hand:") or one.balance_minor is not None]
    if of_statement and of_statement[-1].balance_minor is not None:
        since, told_on, total = (
            of_statement[-1].happened_at, of_statement[-1].happened_on, of_statement[-1].balance_minor,
        )  # fmt: skip
    for one in lines:
        counts = one.direction is not Flow.NEUTRAL and one.duplicate_of_id is None and one.id not in echoes
        if counts and (since is None or one.happened_at > since):
            total += one.amount_minor
    for line in shop.ask(rows, JournalEntryLine):
        on = entries[line.entry_id]
        if line.account == f"money:{account.id}" and account.currency == "CNY" and on <= TODAY:
            total += line.amount_minor if told_on is None or on > told_on else 0
    return total


def _every_plain(shop: Shop) -> list[int]:
    entries = {one.id: one.on for one in shop.ask(rows, JournalEntry)}
    found = sorted(shop.ask(rows, Account), key=lambda one: one.id)
    return [_plain(shop, one, entries) for one in found]


def _say_the_same(shop: Shop) -> None:
    """Every place that says what lies in the accounts says what plain Python finds in the raw rows."""
    right = _every_plain(shop)
    assert _minor(shop) == right
    assert [one.balance_minor for one in sorted(shop.ask(accounts), key=lambda one: one.id)] == right
    assert shop.ask(available, TODAY).minor == sum(right)
    assert shop.ask(cash_forecast).opening_minor == sum(right)


def test_an_account_holds_its_opening_and_what_moved_unless_its_newest_line_tells_more(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank", opening_minor=1_000).value
    wallet = shop.run(add_money_account, "Wallet").value
    lines = [
        Row(500),
        Row(-200, 1),
        Row(300, 2),
        Row(300, 2),
        Row(900, 2, direction=Flow.NEUTRAL),
        Row(70, currency="USD"),
    ]
    ids = shop.run(add_rows, bank, lines).value
    shop.run(split, ids[1], [PartDraft("platform_fee", -150), PartDraft("commission", -50)])
    shop.run(leave_out, [(ids[2], ids[3])])
    assert _minor(shop) == [1_600, 0]
    shop.run(add_rows, wallet, [Row(50, balance_minor=4_050)])
    assert _minor(shop) == [1_600, 4_050]
    assert shop.ask(cash_forecast).opening_minor == 5_650
    _say_the_same(shop)


def test_what_the_owner_puts_into_the_cash_box_lies_in_it_on_every_page(shop: Shop) -> None:
    box = shop.run(add_money_account, "Cash box").value
    shop.run(contribute, DAY, box, 5_000_00)
    shop.run(add_money, MoneyDraft(box, DAY, Flow.OUT, 36_00, "Tape", "packing"))
    view = shop.ask(accounts)[0]
    assert (view.balance_minor, view.beside_minor, view.beside) == (4_964_00, 5_000_00, 1)
    proof = shop.ask(statement_proof, box).proof
    assert (proof.closing_minor, proof.beside_minor, proof.closes) == (4_964_00, 5_000_00, True)
    _say_the_same(shop)
    shop.undo()
    shop.undo()
    assert shop.ask(accounts)[0].balance_minor == 0
    shop.redo()
    _say_the_same(shop)


def test_a_balance_that_a_statement_tells_has_in_it_what_was_booked_until_its_day(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank").value
    shop.run(add_rows, bank, [Row(100, 0, balance_minor=700), Row(50, 1, balance_minor=750)])
    shop.run(contribute, DAY + timedelta(days=1), bank, 40)
    assert _minor(shop) == [750]
    shop.run(contribute, DAY + timedelta(days=2), bank, 8)
    shop.run(draw, DAY + timedelta(days=4), bank, 300)  # tomorrow's
    assert (_minor(shop), shop.ask(accounts)[0].beside_minor) == ([758], 8)
    shop.run(add_money, MoneyDraft(bank, DAY + timedelta(days=3), Flow.OUT, 58, "Stamps", "office"))
    assert _minor(shop) == [700]
    proof = shop.ask(statement_proof, bank, TODAY).proof
    assert (proof.told_minor, proof.since_minor, proof.beside_minor, proof.expected_minor) == (750, -58, 8, 700)
    assert proof.closes
    _say_the_same(shop)


def test_money_is_not_gone_with_an_account_that_is_put_away(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank", opening_minor=9_00).value
    shop.run(archive_account, bank)
    assert _minor(shop) == [9_00]
    _say_the_same(shop)


@pytest.mark.exhaustive
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES, _LINES, _BY_HAND, st.integers(0, 4))
def test_every_page_says_what_plain_python_finds(
    shop: Shop, first: list[Row], second: list[Row], by_hand: list[tuple[int, int, bool, bool]], back: int
) -> None:
    number = len(shop.ask(accounts))
    made = []
    for place, lines in enumerate((first, second)):
        made.append(shop.run(add_money_account, f"Account {number + place}", opening_minor=place * 10).value)
        if lines:
            shop.run(add_rows, made[-1], lines)
    done = []
    for minor, day, is_second, is_entry in by_hand:
        account, on = made[is_second], DAY + timedelta(days=day)
        if is_entry:
            sides = (EntryLine(f"money:{account}", -minor), EntryLine(f"money:{made[not is_second]}", minor))
            done.append(shop.run(add_entry, EntryDraft(on, "Carried", sides)).value)
        else:
            shop.run(add_money, MoneyDraft(account, on, Flow.IN, minor, "Market"))
    _say_the_same(shop)
    for entry in done[:1]:
        shop.run(delete_entry, entry)
    _say_the_same(shop)
    steps = min(back, len(by_hand))
    for _step in range(steps):
        shop.undo()
    _say_the_same(shop)
    for _step in range(steps):
        shop.redo()
    _say_the_same(shop)
    posted = {one.source for one in shop.ask(rows, Posting) if one.account.startswith("money:")}
    assert posted <= {PostingSource.OPENING, PostingSource.TRANSACTION, PostingSource.ENTRY}
