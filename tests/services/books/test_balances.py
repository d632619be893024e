"""What lies in the accounts is told from the postings just as from every line."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values import Flow
from services.books.balances import balances
from services.finance.categorising import PartDraft, split
from services.finance.queries import accounts
from services.owing.forecast import cash_forecast
from services.reconcile.duplicates import leave_out
from services.shop import Shop
from tests.services.finance.money import Row, add_money_account, add_rows

_LINES = st.lists(
    st.builds(
        Row,
        st.integers(-900, 900),
        st.integers(0, 3),
        category=st.sampled_from((None, "order_income", "platform_fee", "transfers")),
        currency=st.sampled_from(("CNY", "CNY", "USD")),
        balance_minor=st.sampled_from((None, None, None, 77)),
    ),
    max_size=12,
)


def _shown(shop: Shop) -> tuple[tuple[int, str], ...]:
    return tuple((one.balance_minor, one.currency) for one in shop.ask(accounts, archived=False))


def test_an_account_holds_its_opening_and_what_moved_unless_its_newest_line_tells_more(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank", opening_minor=1_000).value
    wallet = shop.run(add_money_account, "Wallet").value
    rows = [
        Row(500),
        Row(-200, 1),
        Row(300, 2),
        Row(300, 2),
        Row(900, 2, direction=Flow.NEUTRAL),
        Row(70, currency="USD"),
    ]
    lines = shop.run(add_rows, bank, rows).value
    shop.run(split, lines[1], [PartDraft("platform_fee", -150), PartDraft("commission", -50)])
    shop.run(leave_out, [(lines[2], lines[3])])
    assert shop.ask(balances) == ((1_600, "CNY"), (0, "CNY"))
    shop.run(add_rows, wallet, [Row(50, balance_minor=4_050)])
    assert shop.ask(balances) == ((1_600, "CNY"), (4_050, "CNY"))
    assert shop.ask(cash_forecast).opening_minor == 5_650
    assert shop.ask(balances) == _shown(shop)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES, _LINES)
def test_they_are_the_balances_of_the_list_of_accounts(shop: Shop, first: list[Row], second: list[Row]) -> None:
    number = len(shop.ask(accounts))
    for place, rows in enumerate((first, second)):
        account = shop.run(add_money_account, f"Account {number + place}", opening_minor=place * 10).value
        if rows:
            shop.run(add_rows, account, rows)
    assert shop.ask(balances) == _shown(shop)
