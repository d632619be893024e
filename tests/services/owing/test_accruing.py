"""Wages and rent count in the month they are for, are owed until they are paid, and count once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, func, select

from models.books import Posting
from models.enums.growth import Repeat
from services import clock
from services.books.closing import close_month
from services.books.commands import change_entry, delete_entry
from services.books.entries import entries
from services.errors import Invalid, MonthLocked, NotAllowed
from services.finance.categorising import PartDraft, categorise, split
from services.finance.one import parts_of
from services.integrity import check
from services.owing.accruing import accrue, month_costs, take_back_accrual
from services.owing.commands import (
    CommitmentDraft,
    add_commitment,
    delete_commitment,
    edit_commitment,
    pay,
    set_this_time,
    take_back_payment,
)
from services.shop import Shop
from tests.services.finance.money import Row, add_money_account, add_rows

_WAGES = CommitmentDraft(
    "Wages of Mei", 2_000_00, date(2026, 5, 10), repeat=Repeat.MONTH, months_back=1, counterparty="Mei",
    category="wages",
)  # fmt: skip
_RENT = CommitmentDraft("Rent", 3_000_00, date(2026, 4, 5), repeat=Repeat.MONTH, category="rent")
_PAID = date(2026, 5, 10)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 20, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


def _held(connection: Connection) -> dict[str, int]:
    p = Posting.table().c
    rows = connection.execute(select(p.account, func.sum(p.amount_minor)).group_by(p.account))
    return {row[0]: int(row[1]) for row in rows if row[1] and not row[0].startswith("money:")}


def _spent(connection: Connection, account: str, month: str) -> int:
    p = Posting.table().c
    rows = connection.execute(select(p.day, p.amount_minor).where(p.account == account))
    return sum(row[1] for row in rows if f"{row[0]:%Y-%m}" == month)


def test_a_cost_counts_in_its_month_and_is_owed_until_it_is_paid_in_parts(shop: Shop) -> None:
    wages = shop.run(add_commitment, _WAGES).value
    shop.run(add_commitment, _RENT)
    shop.run(set_this_time, wages, _PAID, 1_800_00)
    assert [(one.name, one.amount_minor) for one in shop.ask(month_costs, "2026-04")] == [
        ("Wages of Mei", 1_800_00), ("Rent", 3_000_00),
    ]  # fmt: skip
    assert shop.run(accrue, "2026-04").value == 2
    assert shop.run(accrue, "2026-04").value == 0
    assert shop.ask(_held) == {"wages": 1_800_00, "wages_payable": -1_800_00, "rent": 3_000_00, "accrued": -3_000_00}
    assert shop.ask(_spent, "wages", "2026-04") == 1_800_00
    bank = shop.run(add_money_account, "Bank").value
    first, second = shop.run(add_rows, bank, [Row(-1_000_00, day=9), Row(-800_00, day=10)]).value
    shop.run(pay, wages, _PAID, 1_000_00, _PAID, first)
    assert shop.ask(_held)["wages_payable"] == -800_00
    rest = shop.run(pay, wages, _PAID, 800_00, _PAID, second).value
    assert "wages_payable" not in shop.ask(_held)
    assert shop.ask(_held)["wages"] == 1_800_00
    shop.run(take_back_payment, rest)
    assert (shop.ask(_held)["wages"], shop.ask(_held)["wages_payable"]) == (2_600_00, -800_00)


def test_what_was_paid_before_it_is_booked_costs_once(shop: Shop) -> None:
    wages = shop.run(add_commitment, _WAGES).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-2_000_00)]).value[0]
    shop.run(categorise, [line], "wages")
    shop.run(pay, wages, _PAID, 2_000_00, _PAID, line)
    shop.run(accrue, "2026-04")
    assert shop.ask(_held) == {"wages": 2_000_00}
    assert shop.ask(_spent, "wages", "2026-04") == 2_000_00
    assert shop.run(take_back_accrual, "2026-04").value == 1
    assert shop.ask(_held) == {"wages": 2_000_00}
    assert shop.ask(_spent, "wages", "2026-04") == 0


def test_what_stands_in_the_books_is_not_changed_beside_them(shop: Shop) -> None:
    wages = shop.run(add_commitment, _WAGES).value
    shop.run(accrue, "2026-04")
    with pytest.raises(Invalid, match="booked already"):
        shop.run(set_this_time, wages, _PAID, 1_00)
    with pytest.raises(Invalid, match="booked already"):
        shop.run(edit_commitment, wages, CommitmentDraft("Wages", 1_00, date(2026, 5, 10), category="wages"))
    shop.run(delete_commitment, wages)
    assert shop.ask(_held) == {}


def test_a_closed_month_takes_no_booking(shop: Shop) -> None:
    shop.run(add_commitment, _WAGES)
    shop.run(close_month, "2026-04")
    with pytest.raises(MonthLocked, match="2026-04"):
        shop.run(accrue, "2026-04")


def test_it_ends_on_no_day_before_one_that_was_booked(shop: Shop) -> None:
    rent = shop.run(add_commitment, _RENT).value
    shop.run(accrue, "2026-05")
    with pytest.raises(Invalid):
        shop.run(edit_commitment, rent, replace(_RENT, last_on=date(2026, 4, 30)))
    shop.run(edit_commitment, rent, replace(_RENT, last_on=date(2026, 5, 5)))
    assert shop.run(take_back_accrual, "2026-05").value == 1


def test_its_entry_is_changed_and_deleted_only_by_taking_it_back(shop: Shop) -> None:
    shop.run(add_commitment, _RENT)
    shop.run(accrue, "2026-05")
    (entry,) = shop.ask(entries)
    with pytest.raises(NotAllowed):
        shop.run(delete_entry, entry.id)
    with pytest.raises(NotAllowed):
        shop.run(change_entry, entry.id, replace(entry.draft, text="Less"))
    assert shop.ask(entries) == (entry,)


def test_what_was_paid_beyond_a_booked_cost_is_a_cost_of_its_day(shop: Shop) -> None:
    rent = shop.run(add_commitment, _RENT).value
    wages = shop.run(add_commitment, _WAGES).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-6_000_00)]).value[0]
    shop.run(accrue, "2026-05", [rent])
    shop.run(accrue, "2026-04", [wages])
    shop.run(pay, rent, date(2026, 5, 5), 3_000_00, _PAID, line)
    assert [(one.category, one.amount_minor) for one in shop.ask(parts_of, line)] == [
        ("accrued", -3_000_00), ("rent", -3_000_00),
    ]  # fmt: skip
    assert shop.ask(_held) == {"rent": 6_000_00, "wages": 2_000_00, "wages_payable": -2_000_00}
    both = shop.run(pay, wages, _PAID, 2_000_00, _PAID, line).value
    assert shop.ask(_held) == {"rent": 4_000_00, "wages": 2_000_00}
    shop.run(take_back_payment, both)
    shop.run(take_back_accrual, "2026-05")
    assert shop.ask(parts_of, line) == ()
    assert shop.ask(_held) == {"rent": 6_000_00, "wages": 2_000_00, "wages_payable": -2_000_00}


def test_a_line_she_divided_herself_stays_as_she_divided_it(shop: Shop) -> None:
    rent = shop.run(add_commitment, _RENT).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-4_000_00)]).value[0]
    hers = (PartDraft("rent", -3_000_00, "May"), PartDraft("office", -1_000_00))
    shop.run(split, line, hers)
    shop.run(accrue, "2026-05")
    shop.run(pay, rent, date(2026, 5, 5), 3_000_00, _PAID, line)
    assert shop.ask(parts_of, line) == hers


def test_a_split_of_hers_against_what_is_owed_stays_without_notes(shop: Shop) -> None:
    wages = shop.run(add_commitment, _WAGES).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-5_000_00)]).value[0]
    shop.run(accrue, "2026-04")
    hers = (PartDraft("wages_payable", -4_500_00), PartDraft("office", -500_00))
    shop.run(split, line, hers)
    noted = shop.run(pay, wages, _PAID, 2_000_00, _PAID, line).value
    assert shop.ask(parts_of, line) == hers
    shop.run(take_back_payment, noted)
    shop.run(take_back_accrual, "2026-04")
    assert shop.ask(parts_of, line) == hers


def test_a_line_she_sorted_as_owed_stays_owed(shop: Shop) -> None:
    wages = shop.run(add_commitment, _WAGES).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-5_000_00)]).value[0]
    shop.run(categorise, [line], "wages_payable")
    shop.run(accrue, "2026-04")
    shop.run(pay, wages, _PAID, 2_000_00, _PAID, line)
    assert shop.ask(parts_of, line) == ()
    assert shop.ask(_held) == {"wages": 2_000_00, "wages_payable": 3_000_00}


@pytest.mark.parametrize("booked_first", [True, False])
def test_a_line_pays_a_booked_cost_and_one_that_is_not_booked(shop: Shop, booked_first: bool) -> None:
    rent = shop.run(add_commitment, _RENT).value
    software = replace(_RENT, name="Software", amount_minor=2_000_00, category="software")
    other = shop.run(add_commitment, software).value
    bank = shop.run(add_money_account, "Bank").value
    line = shop.run(add_rows, bank, [Row(-5_500_00)]).value[0]
    due = date(2026, 5, 5)
    paid = [(rent, 3_000_00), (other, 2_000_00)]
    if booked_first:
        shop.run(accrue, "2026-05", [rent])
    numbers = [shop.run(pay, one, due, amount, _PAID, line).value for one, amount in paid]
    if not booked_first:
        shop.run(accrue, "2026-05", [rent])
    assert shop.ask(_held) == {"rent": 3_500_00, "software": 2_000_00}
    shop.undo()
    shop.redo()
    assert shop.ask(_held) == {"rent": 3_500_00, "software": 2_000_00}
    shop.run(accrue, "2026-05", [other])
    assert [(one.category, one.amount_minor) for one in shop.ask(parts_of, line)] == [
        ("accrued", -5_000_00), ("rent", -500_00),
    ]  # fmt: skip
    shop.run(take_back_payment, numbers[1])
    assert shop.ask(_held) == {"rent": 5_500_00, "software": 2_000_00, "accrued": -2_000_00}
    shop.run(take_back_accrual, "2026-05")
    assert (shop.ask(parts_of, line), shop.ask(_held)) == ((), {"rent": 5_500_00})
    assert shop.ask(check) == ()
