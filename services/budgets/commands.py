"""Writes: how much may be spent under a category in a month."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.enums.money import LedgerClass
from models.planning import Budget
from services import settings
from services.books.chart import chart
from services.errors import Invalid
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@command("budgets.set", N_("Set the budget of {name} from {month} on"))
def set_budget(uow: UnitOfWork, category: str, since: date, amount_minor: int) -> None:
    """From the month of this day on, in the shop's currency; earlier months keep theirs. 0 ends the budget."""
    account = next((one for one in chart(uow.connection) if one.code == category), None)
    if account is None or account.ledger_class is not LedgerClass.EXPENSE:
        reason = message(N_("it is no category money is spent under"))
        raise Invalid(field=message(N_("Category")), value=category, reason=reason)
    if amount_minor < 0:
        reason = message(N_("it must not be negative"))
        value = money(amount_minor, settings.read(uow.connection, settings.CURRENCY))
        raise Invalid(field=message(N_("Amount")), value=value, reason=reason)
    month = f"{since:%Y-%m}"
    chosen = (Budget.category == category, Budget.since == month)
    row = next(iter(uow.all(select(Budget).where(*chosen))), None)
    if row is None:
        uow.add(Budget(category=category, since=month, amount_minor=amount_minor))
    else:
        row.amount_minor = amount_minor
    uow.describe(name=account.name, month=month)
