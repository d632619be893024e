"""What the books refuse, and what to do about it."""

from __future__ import annotations

from services.errors import UserError
from services.i18n import N_


class NotBalanced(UserError):
    """An entry's debits are not its credits (`debit`, `credit`, `difference`)."""

    code = "books.not_balanced"
    template = N_(
        "The entry does not balance: debit {debit}, credit {credit}, a difference of {difference}. Nothing was saved."
    )
    hint = N_("Correct an amount, or add the line that is missing.")


class AccountInUse(UserError):
    """An account of the books cannot be put away while something is in it (`name`, `balance`)."""

    code = "books.account_in_use"
    template = N_("The account “{name}” still holds {balance}, so it cannot be put away. Nothing was changed.")
    hint = N_("Move what is in it to another account with an entry first.")


class MonthNotReady(UserError):
    """A month cannot be closed (`month`, `reason`)."""

    code = "books.month_not_ready"
    template = N_("The books of {month} cannot be closed: {reason}. Nothing was changed.")
    hint = N_("Months are closed one after the other, when they are over.")
