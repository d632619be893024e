"""Writes: accounts of the chart, entries by hand, what the owner puts in and takes out, and exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.books import ExchangeRate, JournalEntry, JournalEntryLine, LedgerAccount
from models.entities import Entity
from models.enums.money import LedgerClass
from models.planning import CommitmentAccrual
from services import text
from services.books.chart import ChartAccount, bundled_codes, chart, every_account
from services.books.errors import AccountInUse, NotBalanced
from services.books.lines import home_of, summed
from services.books.rules import money
from services.errors import Invalid, NotAllowed, NotFound
from services.exchange import HIGHEST_RATE
from services.formatting import money as shown
from services.i18n import N_, translate
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_OWN = "own"
_PUT_IN = N_("Put in by the owner")
_TAKEN_OUT = N_("Taken out by the owner")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One side of an entry: above 0 is debit, below is credit, in the shop's smallest unit."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as it is written down."""

    on: date
    text: str
    lines: tuple[EntryLine, ...]


# -- the chart --------------------------------------------------------------------------------------


@command("books.add_account", N_("Add the account {name} to the books"))
def add_account(uow: UnitOfWork, name: str, ledger_class: LedgerClass) -> str:
    """An account of the shop's own; a transaction may be put under it. Returns its code."""
    clean = _free_name(uow, name)
    uow.describe(name=clean)
    row = LedgerAccount(code="", name=clean, ledger_class=ledger_class, is_archived=False)
    row.id = uow.take_ids(Entity.LEDGER_ACCOUNT, 1)
    row.code = f"{_OWN}:{row.id}"
    uow.add(row)
    return row.code


@command("books.rename_account", N_("Name an account of the books {name}"))
def rename_account(uow: UnitOfWork, code: str, name: str) -> None:
    """Another name for an account; an empty one brings the program's own name back."""
    account = _of_chart(uow, code)
    if not name.strip() and not account.is_own:
        uow.describe(name=account.name)
        _changed(uow, account).name = None
        return
    clean = _free_name(uow, name, except_code=code)
    uow.describe(name=clean)
    _changed(uow, account).name = clean


@command("books.archive_account", N_("Put the account {name} of the books away"))
def archive_account(uow: UnitOfWork, code: str) -> None:
    """Offer an account no more. `AccountInUse` while it holds something that is neither income nor expense."""
    account = _of_chart(uow, code)
    uow.describe(name=account.name)
    home = home_of(uow.connection)
    held = sum(one[1] for key, one in summed(uow.connection).items() if key[0] == code)
    if held and not account.is_result:
        raise AccountInUse(name=account.name, balance=shown(held, home))
    _changed(uow, account).is_archived = True


@command("books.restore_account", N_("Use the account {name} of the books again"))
def restore_account(uow: UnitOfWork, code: str) -> None:
    """Offer an account again that was put away."""
    account = _of_chart(uow, code)
    uow.describe(name=account.name)
    _changed(uow, account).is_archived = False


def _of_chart(uow: UnitOfWork, code: str) -> ChartAccount:
    found = next((one for one in chart(uow.connection) if one.code == code), None)
    if found is None:
        raise NotFound(what=message(N_("account of the books")), which=code)
    return found


def _changed(uow: UnitOfWork, account: ChartAccount) -> LedgerAccount:
    """The row that says how the shop has the account; made when it first differs."""
    row = next(iter(uow.all(select(LedgerAccount).where(LedgerAccount.code == account.code))), None)
    if row is None:
        row = LedgerAccount(code=account.code, ledger_class=bundled_codes()[account.code], is_archived=False)
        uow.add(row)
    return row


def _free_name(uow: UnitOfWork, name: str, except_code: str | None = None) -> str:
    clean = name.strip()
    label = message(N_("Account name"))
    if not clean:
        raise Invalid(field=label, value=name, reason=message(N_("it must not be empty")))
    if any(one.name == clean and one.code != except_code for one in chart(uow.connection)):
        raise Invalid(field=label, value=clean, reason=message(N_("it is taken")))
    return clean


# -- entries ----------------------------------------------------------------------------------------


@command("books.add_entry", N_("Enter “{text}” in the books"))
def add_entry(uow: UnitOfWork, draft: EntryDraft) -> int:
    """An entry by hand; `NotBalanced` names the difference. Returns its id."""
    return create_entry(uow, draft).id


@command("books.change_entry", N_("Change the entry “{text}” in the books"))
def change_entry(uow: UnitOfWork, entry_id: int, draft: EntryDraft) -> None:
    """Write an entry anew under its number."""
    _require_sound(uow, draft)
    entry = uow.get(JournalEntry, entry_id)
    _require_of_no_due(uow, entry)
    uow.describe(text=draft.text.strip())
    entry.on, entry.text = draft.on, draft.text.strip()
    for line in uow.all(select(JournalEntryLine).where(JournalEntryLine.entry_id == entry_id)):
        uow.delete(line)
    uow.flush()
    _add_lines(uow, entry, draft.lines)


@command("books.delete_entry", N_("Delete the entry “{text}” from the books"))
def delete_entry(uow: UnitOfWork, entry_id: int) -> None:
    """Take an entry out again."""
    entry = uow.get(JournalEntry, entry_id)
    _require_of_no_due(uow, entry)
    uow.describe(text=entry.text)
    for line in uow.all(select(JournalEntryLine).where(JournalEntryLine.entry_id == entry_id)):
        uow.delete(line)
    uow.flush()
    uow.delete(entry)


@command("books.contribute", N_("Put {amount} of the owner's into the shop"))
def contribute(uow: UnitOfWork, on: date, account_id: int, amount_minor: int, note: str = "") -> int:
    """The owner puts money into an account, in the shop's currency; for what no statement shows, such as cash."""
    _owner(uow, amount_minor)
    lines = (EntryLine(money(account_id), amount_minor), EntryLine("owner_contributions", -amount_minor))
    return create_entry(uow, EntryDraft(on, note.strip() or translate(_PUT_IN), lines)).id


@command("books.draw", N_("Take {amount} out for the owner"))
def draw(uow: UnitOfWork, on: date, account_id: int, amount_minor: int, note: str = "") -> int:
    """The owner takes money out of an account, in the shop's currency; for what no statement shows, such as cash."""
    _owner(uow, amount_minor)
    lines = (EntryLine("owner_drawings", amount_minor), EntryLine(money(account_id), -amount_minor))
    return create_entry(uow, EntryDraft(on, note.strip() or translate(_TAKEN_OUT), lines)).id


def create_entry(uow: UnitOfWork, draft: EntryDraft) -> JournalEntry:
    """The new entry's row, for commands that need one on the way."""
    _require_sound(uow, draft)
    uow.describe(text=draft.text.strip())
    entry = JournalEntry(number="", on=draft.on, text=draft.text.strip())
    uow.add(entry)
    entry.number = f"J{entry.id:06d}"
    uow.flush()
    _add_lines(uow, entry, draft.lines)
    return entry


def _add_lines(uow: UnitOfWork, entry: JournalEntry, lines: Sequence[EntryLine]) -> None:
    uow.add_all(
        JournalEntryLine(entry_id=entry.id, position=place, account=line.account, amount_minor=line.amount_minor)
        for place, line in enumerate(lines, start=1)
    )


def _require_of_no_due(uow: UnitOfWork, entry: JournalEntry) -> None:
    if any(uow.all(select(CommitmentAccrual).where(CommitmentAccrual.entry_id == entry.id))):
        reason = message(N_("it booked what is due for its month; take that booking back in Due"))
        raise NotAllowed(rows=entry.number, reason=reason)


def _require_sound(uow: UnitOfWork, draft: EntryDraft) -> None:
    if not draft.text.strip():
        raise Invalid(field=message(N_("Text")), value=draft.text, reason=message(N_("it must not be empty")))
    known = every_account(uow.connection)
    for line in draft.lines:
        if line.account not in known or known[line.account].stands_for is not None:
            raise NotFound(what=message(N_("account of the books")), which=line.account)
        if not line.amount_minor:
            raise Invalid(field=message(N_("Amount")), value="0", reason=message(N_("it must not be zero")))
    debit = sum(line.amount_minor for line in draft.lines if line.amount_minor > 0)
    credit = -sum(line.amount_minor for line in draft.lines if line.amount_minor < 0)
    if debit != credit or not draft.lines:
        home = home_of(uow.connection)
        raise NotBalanced(
            debit=shown(debit, home), credit=shown(credit, home), difference=shown(abs(debit - credit), home)
        )


def _owner(uow: UnitOfWork, amount_minor: int) -> None:
    home = home_of(uow.connection)
    if amount_minor <= 0:
        reason = message(N_("it must be more than zero"))
        raise Invalid(field=message(N_("Amount")), value=shown(amount_minor, home), reason=reason)
    uow.describe(amount=shown(amount_minor, home))


# -- exchange rates ---------------------------------------------------------------------------------


@command("books.set_rate", N_("Set the rate of {currency} from {day} on"))
def set_rate(uow: UnitOfWork, currency: str, since: date, rate_ppm: int, source: str | None = None) -> int:
    """What one smallest unit of a currency is worth from a day on, in millionths of the shop's. Returns its id."""
    code = currency.strip().upper()
    uow.describe(currency=code, day=since.isoformat())
    if len(code) != 3 or not code.isascii() or not code.isalpha() or code == home_of(uow.connection):
        reason = message(N_("use the code of another currency, of three letters such as USD"))
        raise Invalid(field=message(N_("Currency")), value=currency, reason=reason)
    if not 0 < rate_ppm <= HIGHEST_RATE:
        said = message(N_("say how much of {own} one {currency} is"), own=home_of(uow.connection), currency=code)
        reason = message(N_("it must be more than zero")) if rate_ppm <= 0 else said
        raise Invalid(field=message(N_("Exchange rate")), value=str(rate_ppm), reason=reason)
    same = select(ExchangeRate).where(ExchangeRate.currency == code, ExchangeRate.since == since)
    row = next(iter(uow.all(same)), None)
    if row is None:
        row = ExchangeRate(currency=code, since=since, rate_ppm=rate_ppm)
        uow.add(row)
    row.rate_ppm = rate_ppm
    row.source = text.clean(source)
    return row.id


@command("books.delete_rate", N_("Delete the rate of {currency} from {day} on"))
def delete_rate(uow: UnitOfWork, rate_id: int) -> None:
    """Take a rate out of the table."""
    row = uow.get(ExchangeRate, rate_id)
    uow.describe(currency=row.currency, day=row.since.isoformat())
    uow.delete(row)
