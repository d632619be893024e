"""Due items: days come from the schedule, payments close them, and the money calendar adds up as plain Python does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from models.enums.growth import Repeat
from models.enums.money import Flow
from models.enums.orders import Platform
from services import clock
from services.channels.terms import Terms, set_terms
from services.errors import Invalid, StaleEdit
from services.owing.commands import (
    CommitmentDraft,
    add_commitment,
    delete_commitment,
    edit_commitment,
    pay,
    set_this_time,
    take_back_payment,
)
from services.owing.forecast import cash_forecast
from services.owing.payouts import expected_payouts
from services.owing.queries import DueSource, commitments, open_dues
from services.owing.schedule import due_days, month_of
from services.purchasing.suppliers import pay as pay_supplier
from services.reports.registry import read_report
from services.shop import Shop
from tests.services.finance.money import Row, add_channel, add_money_account, add_order, add_rows
from tests.services.purchasing.buying import buyer

TODAY = date(2026, 5, 20)
RENT = CommitmentDraft("Rent", 3_000_00, date(2026, 5, 5), repeat=Repeat.MONTH, counterparty="Landlord")


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 20, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


def test_the_days_of_a_schedule_keep_to_the_day_of_the_month() -> None:
    first = date(2026, 1, 31)
    days = list(due_days(first, Repeat.MONTH, 1, None, date(2026, 2, 1), date(2026, 4, 30)))
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert list(due_days(first, None, 1, None, date(2026, 1, 1), date(2026, 12, 31))) == [first]
    assert list(due_days(first, Repeat.WEEK, 2, date(2026, 2, 20), first, date(2026, 12, 31))) == [
        first,
        date(2026, 2, 14),
    ]
    assert month_of(date(2026, 1, 10), 1) == "2025-12"
    assert month_of(date(2026, 12, 10), 0) == "2026-12"


def test_a_repeating_item_is_due_until_it_is_paid_in_whole(shop: Shop) -> None:
    rent = shop.run(add_commitment, RENT).value
    bank = shop.run(add_money_account, "Bank", opening_minor=10_000_00).value
    moved = shop.run(add_rows, bank, [Row(-2_000_00)]).value[0]
    shop.run(pay, rent, date(2026, 5, 5), 2_000_00, date(2026, 5, 1), moved)
    first, second = shop.ask(open_dues, date(2026, 6, 30))
    assert (first.due_on, first.amount_minor, first.paid_minor, first.open_minor) == (
        date(2026, 5, 5), 3_000_00, 2_000_00, 1_000_00,
    )  # fmt: skip
    assert (second.due_on, second.open_minor) == (date(2026, 6, 5), 3_000_00)
    rest = shop.run(pay, rent, date(2026, 5, 5), 1_000_00, TODAY).value
    assert [due.due_on for due in shop.ask(open_dues, date(2026, 6, 30))] == [date(2026, 6, 5)]
    view = shop.ask(commitments)[0]
    assert (view.next_on, view.paid_minor, view.last_payment_id) == (date(2026, 6, 5), 3_000_00, rest)
    shop.run(take_back_payment, rest)
    assert shop.ask(open_dues, TODAY)[0].open_minor == 1_000_00


def test_a_payment_is_not_more_than_is_open_nor_than_its_transaction(shop: Shop) -> None:
    rent = shop.run(add_commitment, RENT).value
    bank = shop.run(add_money_account, "Bank").value
    out, came = shop.run(add_rows, bank, [Row(-500_00), Row(9_000_00)]).value
    day = date(2026, 5, 5)
    for amount, transaction in ((3_000_01, None), (0, None), (500_01, out), (100_00, came)):
        with pytest.raises(Invalid):
            shop.run(pay, rent, day, amount, day, transaction)
    with pytest.raises(Invalid):
        shop.run(pay, rent, date(2026, 5, 6), 1, day)
    with pytest.raises(Invalid, match=r"¥3,000\.01"):  # as it was typed, not in fen
        shop.run(pay, rent, day, 3_000_01, day)
    shop.run(pay, rent, day, 300_00, day, out)
    with pytest.raises(Invalid):
        shop.run(pay, rent, day, 200_01, day, out)
    shop.run(pay, rent, day, 200_00, day, out)


def test_a_part_timer_earns_another_amount_every_month(shop: Shop) -> None:
    draft = CommitmentDraft("Wages", 2_400_00, date(2026, 6, 10), repeat=Repeat.MONTH, months_back=1)
    wages = shop.run(add_commitment, draft).value
    shop.run(set_this_time, wages, date(2026, 6, 10), 1_960_00)
    shop.run(set_this_time, wages, date(2026, 7, 10), 0)
    dues = shop.ask(open_dues, date(2026, 8, 31))
    assert [(due.month, due.open_minor) for due in dues] == [("2026-05", 1_960_00), ("2026-07", 2_400_00)]
    shop.run(pay, wages, date(2026, 6, 10), 1_000_00, TODAY)
    with pytest.raises(Invalid):
        shop.run(set_this_time, wages, date(2026, 6, 10), 999_00)
    shop.run(set_this_time, wages, date(2026, 6, 10), None)
    assert shop.ask(open_dues, date(2026, 6, 30))[0].open_minor == 1_400_00


def test_what_was_paid_keeps_its_amount_and_days(shop: Shop) -> None:
    rent = shop.run(add_commitment, RENT).value
    view = shop.ask(commitments)[0]
    shop.run(edit_commitment, rent, CommitmentDraft("Shop rent", 3_100_00, RENT.first_on, repeat=Repeat.MONTH))
    with pytest.raises(StaleEdit):
        shop.run(edit_commitment, rent, RENT, version=view.version)
    shop.run(pay, rent, date(2026, 6, 5), 100_00, TODAY)
    with pytest.raises(Invalid):
        shop.run(edit_commitment, rent, RENT)
    for last_on in (date(2026, 6, 4), date(2026, 5, 1)):
        with pytest.raises(Invalid):
            shop.run(
                edit_commitment,
                rent,
                CommitmentDraft("Rent", 3_100_00, RENT.first_on, repeat=Repeat.MONTH, last_on=last_on),
            )
    ended = CommitmentDraft("Rent", 3_100_00, RENT.first_on, repeat=Repeat.MONTH, last_on=date(2026, 6, 30))
    shop.run(edit_commitment, rent, ended)
    assert [due.due_on.month for due in shop.ask(open_dues, date(2026, 12, 31))] == [5, 6]
    shop.run(delete_commitment, rent)
    assert shop.ask(commitments) == ()


@pytest.mark.parametrize(
    "draft",
    [
        CommitmentDraft(" ", 1, TODAY),
        CommitmentDraft("Rent", 0, TODAY),
        CommitmentDraft("Rent", 1, TODAY, every=0),
        CommitmentDraft("Rent", 1, TODAY, months_back=13),
        CommitmentDraft("Rent", 1, TODAY, direction=Flow.NEUTRAL),
        CommitmentDraft("Rent", 1, TODAY, last_on=TODAY - timedelta(days=1)),
        CommitmentDraft("Rent", 1, TODAY, category="no_such_category"),
    ],
)
def test_what_cannot_be_due_is_refused(shop: Shop, draft: CommitmentDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(add_commitment, draft)
    assert shop.ask(commitments) == ()


def test_a_platform_pays_when_it_usually_does_less_its_fee(shop: Shop) -> None:
    taobao = shop.run(add_channel, "Taobao").value
    other = shop.run(add_channel, "Other", Platform.PINDUODUO).value
    shop.run(set_terms, taobao, Terms(date(2026, 1, 1), fee_ppm=6_000))
    wallet = shop.run(add_money_account, "Alipay", "alipay_merchant").value
    for number in range(5):
        shop.run(add_order, taobao, f"P{number}", 1_000)
    shop.run(add_rows, wallet, [Row(1_000, day=9 + number, order_no=f"P{number}") for number in range(5)])
    for name, day in (("A", 17), ("B", 18), ("C", 5)):  # 18, 19 and 6 May
        shop.run(add_order, taobao, name, 10_000, day)
    shop.run(add_order, other, "D", 5_000, 18)
    shop.run(add_order, taobao, "E", 7_000, -60)
    # It took 9, 10, 11, 12 and 13 days: the third of them is what is expected.
    found = shop.ask(expected_payouts, TODAY, TODAY + timedelta(days=90))
    assert [(due.due_on, due.documents, due.amount_minor) for due in found.dues] == [
        (TODAY, 1, 9_940),
        (date(2026, 5, 29), 1, 9_940),
        (date(2026, 5, 30), 1, 9_940),
    ]
    assert [(one.channel, one.orders, one.amount_minor, one.is_late) for one in found.not_counted] == [
        ("Other", 1, 5_000, False),
        ("Taobao", 1, 6_958, True),
    ]
    notes = [str(note) for note in shop.ask(cash_forecast).notes]
    assert ["Other" in note for note in notes] == [True, False]
    assert ["Taobao" in note for note in notes] == [False, True]


def test_the_calendar_adds_up_day_by_day(shop: Shop) -> None:
    shop.run(add_money_account, "Bank", opening_minor=5_000_00)
    shop.run(add_commitment, RENT)
    loan = CommitmentDraft("Grant", 800_00, date(2026, 6, 1), direction=Flow.IN)
    shop.run(add_commitment, loan)
    found = shop.ask(cash_forecast)
    # Rent of 5 May is overdue; 5 June, 5 July and 5 August follow before 18 August.
    expected = [
        (TODAY, -3_000_00, 2_000_00, True),
        (date(2026, 6, 1), 800_00, 2_800_00, False),
        (date(2026, 6, 5), -3_000_00, -200_00, False),
        (date(2026, 7, 5), -3_000_00, -3_200_00, False),
        (date(2026, 8, 5), -3_000_00, -6_200_00, False),
    ]
    assert [(one.day, one.minor, one.balance_minor, one.is_overdue) for one in found.lines] == expected
    assert (found.opening_minor, found.in_minor, found.out_minor) == (5_000_00, 800_00, 12_000_00)
    assert found.closing_minor == -6_200_00
    assert found.overdue_minor == 3_000_00
    assert found.lowest == (date(2026, 8, 5), -6_200_00)


def test_bills_of_suppliers_stand_on_their_due_day(shop: Shop) -> None:
    buying = buyer(shop)
    purchase = buying.purchase((buying.cup, 10, 5_00), (buying.pot, 3, None))
    buying.receive(purchase, (10, 0), (2, 0))
    shop.run(pay_supplier, buying.supplier, 12_00, TODAY)  # on account: it pays the oldest bill
    (due,) = shop.ask(open_dues, date(2026, 6, 30))
    assert (due.source, due.due_on, due.counterparty) == (DueSource.SUPPLIER, date(2026, 6, 19), "Jingdezhen Kiln 3")
    assert (due.amount_minor, due.paid_minor, due.signed_minor, due.unpriced) == (50_00, 12_00, -38_00, 2)
    found = shop.ask(cash_forecast)
    assert [(line.day, line.minor) for line in found.lines] == [(date(2026, 6, 19), -38_00)]
    assert len(found.notes) == 1


def test_reports_tell_the_same(shop: Shop) -> None:
    shop.run(add_money_account, "Bank", opening_minor=5_000_00)
    shop.run(add_commitment, RENT)
    owing = shop.ask(read_report, "owing").rows
    assert (owing[0]["due_on"], owing[0]["overdue"], owing[0]["open"]) == ("2026-05-05", True, "3000.00")
    assert len(owing) == 13
    money = shop.ask(read_report, "cash-forecast").rows
    assert [row["balance"] for row in money] == ["5000.00", "2000.00", "-1000.00", "-4000.00", "-7000.00"]
