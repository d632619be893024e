"""What the owner of the demo shop did in the books: money put in, and the rate of the dollar noted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from models.orders import Order
from services import clock
from services.books.commands import contribute, set_rate
from services.finance.by_hand import MoneyDraft, add_money
from services.finance.commands import AccountDraft, add_account
from services.i18n import N_, translate
from services.shop import Shop
from services.types import AccountKind, Flow

_CASH_BOX = N_("Cash box")
_TAPE, _MARKET = N_("Tape and scissors, paid in cash"), N_("Market stall")
_PUT_IN, _DOLLAR_PPM, _PAID_CASH = 500_000, 7_100_000, 3_600
_orders = Order.table()


def keep(shop: Shop) -> None:
    """A cash box the owner put money into and paid something from, and a rate."""
    first = shop.ask(_first_day)
    draft = AccountDraft(translate(_CASH_BOX), AccountKind.CASH, provider="cash")
    box = shop.run(add_account, draft, source="demo").value
    shop.run(contribute, first, box, _PUT_IN, source="demo")
    tape = MoneyDraft(box, first, Flow.OUT, _PAID_CASH, translate(_TAPE), "packing", translate(_MARKET))
    shop.run(add_money, tape, source="demo")
    shop.run(set_rate, "USD", first, _DOLLAR_PPM, source="demo")


def _first_day(connection: Connection) -> date:
    found: date | None = connection.execute(select(func.min(_orders.c.ordered_on))).scalar()
    return found or clock.now().date()
