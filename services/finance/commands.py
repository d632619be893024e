"""Writes: the accounts money lies in. Their transactions come from statements (`services.importing`)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.enums.money import AccountKind
from models.finance import Account, Transaction
from services import text
from services.errors import Invalid
from services.finance.providers import tail_of
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account as a form or an import describes it; `number` may be the whole number or its last characters.

    `repeats_id` and `stands_alone` say whose statement its lines repeat (`models.finance.Account`).
    """

    name: str
    kind: AccountKind = AccountKind.OTHER
    currency: str = "CNY"
    provider: str | None = None
    number: str | None = None
    opening_minor: int = 0
    note: str | None = None
    repeats_id: int | None = None
    stands_alone: bool = False


@command("finance.add_account", N_("Add the account {name}"))
def add_account(uow: UnitOfWork, draft: AccountDraft) -> int:
    """A new account; its name must be free. Returns its id."""
    uow.describe(name=draft.name.strip())
    return create_account(uow, draft).id


@command("finance.change_account", N_("Change the account {name}"))
def change_account(uow: UnitOfWork, account_id: int, draft: AccountDraft) -> None:
    """Give an account another name, kind, number, opening balance or note; its transactions stay with it."""
    account = uow.get(Account, account_id)
    _require_free_name(uow, draft.name, except_id=account_id)
    uow.describe(name=draft.name.strip())
    account.name = draft.name.strip()
    account.kind = draft.kind
    account.number_tail = tail_of(draft.number)
    account.opening_minor = draft.opening_minor
    account.note = text.clean(draft.note)
    _require_wallet(uow, account, draft)
    account.repeats_id, account.stands_alone = draft.repeats_id, draft.stands_alone


@command("finance.archive_account", N_("Archive the account {name}"))
def archive_account(uow: UnitOfWork, account_id: int) -> None:
    """Put an account away: nothing is imported into it any more, and its transactions stay."""
    account = uow.get(Account, account_id)
    account.is_archived = True
    uow.describe(name=account.name)


@command("finance.restore_account", N_("Restore the account {name}"))
def restore_account(uow: UnitOfWork, account_id: int) -> None:
    """Take an archived account back into use."""
    account = uow.get(Account, account_id)
    account.is_archived = False
    uow.describe(name=account.name)


@command("finance.note_transaction", N_("Note on a transaction"))
def note_transaction(uow: UnitOfWork, transaction_id: int, note: str) -> None:
    """Write a note on a transaction; a later statement does not overwrite it."""
    uow.get(Transaction, transaction_id).note = note.strip() or None


def create_account(uow: UnitOfWork, draft: AccountDraft) -> Account:
    """The new account's row, for commands that need one on the way."""
    _require_free_name(uow, draft.name)
    if len(draft.currency) != 3 or not draft.currency.isascii() or not draft.currency.isalpha():
        raise Invalid(
            field=message(N_("Currency")),
            value=draft.currency,
            reason=message(N_("use a code of three letters such as CNY")),
        )
    account = Account(
        name=draft.name.strip(),
        kind=draft.kind,
        currency=draft.currency.upper(),
        provider=draft.provider,
        number_tail=tail_of(draft.number),
        opening_minor=draft.opening_minor,
        note=text.clean(draft.note),
        is_archived=False,
        repeats_id=draft.repeats_id,
        stands_alone=draft.stands_alone,
    )
    uow.add(account)
    uow.flush()
    _require_wallet(uow, account, draft)
    return account


def _require_wallet(uow: UnitOfWork, account: Account, draft: AccountDraft) -> None:
    """A list repeats the statement of another account of its currency, which is no list itself."""
    if draft.repeats_id is None:
        return
    wallet = uow.get(Account, draft.repeats_id)
    reason = None
    if wallet.id == account.id:
        reason = message(N_("choose another account than itself"))
    elif wallet.currency != account.currency:
        reason = message(N_("{name} is in another currency"), name=wallet.name)
    elif wallet.repeats_id is not None or any(uow.all(select(Account).where(Account.repeats_id == account.id))):
        reason = message(
            N_("one of the two repeats another account or is repeated already, and it can be only one of them")
        )
    if reason is not None:
        raise Invalid(field=message(N_("Its lines repeat")), value=wallet.name, reason=reason)


def _require_free_name(uow: UnitOfWork, name: str, except_id: int | None = None) -> None:
    clean = name.strip()
    if not clean:
        raise Invalid(field=message(N_("Account name")), value=name, reason=message(N_("it must not be empty")))
    for account in uow.all(select(Account).where(Account.name == clean)):
        if account.id != except_id:
            raise Invalid(field=message(N_("Account name")), value=clean, reason=message(N_("it is taken")))
