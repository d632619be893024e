"""The account a statement belongs to: chosen, named by the file itself, the only one there is, or a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from models.finance import Account
from services import settings
from services.errors import Invalid
from services.finance.commands import AccountDraft, create_account
from services.finance.providers import provider_of, tail_of
from services.i18n import N_
from services.importing.staged import StagedFile
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_accounts = Account.table()


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """The account a file's transactions belong to; `id` is None where the import creates it.

    `is_learned`: its number was not known before this file told it.
    """

    id: int | None
    name: str
    provider: str | None
    tail: str | None
    currency: str
    zone: str
    is_learned: bool = False

    def create(self, uow: UnitOfWork) -> int:
        """Make the account; returns its id."""
        kind = provider_of(self.provider or "").kind
        return create_account(uow, AccountDraft(self.name, kind, self.currency, self.provider, self.tail)).id


class AccountBook:
    """The accounts of the shop that are in use, and those this import will create."""

    def __init__(self, connection: Connection) -> None:
        self._zone = settings.read(connection, settings.ZONE)
        names = ("id", "name", "provider", "number_tail", "currency")
        rows = connection.execute(
            select(*(_accounts.c[name] for name in names), _accounts.c.is_archived).order_by(_accounts.c.id)
        ).all()
        self._taken = {row.name for row in rows}
        self.known = [AccountPlan(*row[:5], self._zone) for row in rows if not row.is_archived]

    def of(self, file: StagedFile, named: str | None = None) -> AccountPlan:
        """The account of a file, or of a row of it that names one (`named`).

        `Invalid` where several accounts of the provider could be meant.
        """
        if file.channel is not None:
            return self._named(file.channel.strip(), file)
        if named is not None and (own := next((one for one in self.known if one.name == named), None)) is not None:
            return own
        number = named or file.account
        candidates = [one for one in self.known if one.provider == file.provider]
        if number:
            tail = tail_of(number)
            is_number = any(sign.isdigit() for sign in number)
            exact = [one for one in candidates if one.name == number or (tail is not None and one.tail == tail)]
            candidates = exact[:1] or [one for one in candidates if one.tail is None and is_number]
        if len(candidates) > 1:
            raise Invalid(
                field=message(N_("Account")),
                value=message(provider_of(file.provider).name),
                reason=message(
                    N_("there are several: {names}; say which one"), names=tuple(one.name for one in candidates)
                ),
            )
        if not candidates:
            return self._new(self._free_name(file, number, named), file, number)
        return self._learning(candidates[0], tail_of(number))

    def _learning(self, account: AccountPlan, tail: str | None) -> AccountPlan:
        """The account with the end of its number, so that another card's statement does not land in it."""
        if account.tail is not None or tail is None:
            return account
        known = replace(account, tail=tail, is_learned=True)
        self.known[self.known.index(account)] = known
        return known

    def _named(self, name: str, file: StagedFile) -> AccountPlan:
        found = [one for one in self.known if one.name == name]
        return found[0] if found else self._new(name, file, file.account)

    def _new(self, name: str, file: StagedFile, number: str | None) -> AccountPlan:
        made = AccountPlan(None, name, file.provider, tail_of(number), file.currency, self._zone)
        self.known.append(made)
        self._taken.add(name)
        return made

    def _free_name(self, file: StagedFile, number: str | None, named: str | None) -> str:
        base = str(message(provider_of(file.provider).name))
        wanted = named if named and file.provider == "other" else f"{base} {named}" if named else base
        if wanted in self._taken and number:
            wanted = f"{base} {tail_of(number) or number}"
        free, count = wanted, 2
        while free in self._taken:
            free, count = f"{wanted} {count}", count + 1
        return free
