"""The ledger as a projection: postings follow their documents in the transaction that changes those."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, bindparam, select, type_coerce, union_all

from models.aftersales import Case, CasePayment
from models.books import Posting
from models.channels import Channel
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.enums.money import PostingSource
from models.finance import Account, Transaction
from models.orders import Order
from models.purchasing import Purchase, Receipt, SupplierReturn
from services import row_names, settings
from services.books import keys, of_money, of_orders, of_trade, writing
from services.books.days import QUARTER_MS, day_of_quarter
from services.books.keys import KEYS_OF, Key
from services.books.legs import Figures, Legs, Place
from services.books.rates import Rates
from services.books.rules import OF_RECEIVABLE, payable
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import ROWS_NAMED, Differs
from services.kernel.tasks import Task
from services.kernel.touched_days import taken
from services.messages import plural_message
from services.reconcile.echo_projection import echoed, forget_echoed

_p = Posting.table()
_orders = Order.table()
_cases = Case.table()
_payments = CasePayment.table()
_t = Transaction.table()
_purchases = Purchase.table()
_receipts = Receipt.table()
_returns = SupplierReturn.table()
_OF_ORDERS = _cases.c.order_id.between(bindparam("first"), bindparam("last"))
_PAID_BACK = Prepared(
    union_all(
        select(_cases.c.refunded_at).where(_OF_ORDERS, _cases.c.refunded_at.is_not(None)),
        select(_payments.c.paid_at).join_from(_cases, _payments, _payments.c.case_id == _cases.c.id).where(_OF_ORDERS),
    )
)
"""When the cases of some orders paid back."""
_DAYS = 200  # spans of days in one statement; SQLite takes a chain of a thousand conditions at most
_OF_SUPPLIERS = (PostingSource.RECEIPT, PostingSource.SUPPLIER_RETURN, PostingSource.SUPPLIER_PAYMENT)

_WHOSE: Mapping[str, Table] = {
    PostingSource.OPENING: Account.table(),
    PostingSource.TRANSACTION: Account.table(),
    PostingSource.ORDERS: Channel.table(),
    PostingSource.REFUNDS: Channel.table(),
    PostingSource.ADS: Channel.table(),
}
_Document = tuple[str, int, str]  # source, number, day
_WRONG = NN_("The postings of {count} document are out of date.", "The postings of {count} documents are out of date.")
_UNBALANCED = NN_(
    "The postings of {count} document do not balance.", "The postings of {count} documents do not balance."
)


class LedgerPostings:
    """`Posting`: whole days of orders, refunds, transactions, charges and ads; single documents of the rest."""

    name = "ledger_postings"
    sources = frozenset(KEYS_OF)

    def keys_of(self, entity: Entity, image: Image) -> Iterable[Key]:
        """The days and documents a row is posted with."""
        return KEYS_OF[entity](image)

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[Key]:
        """The same of both, but for transactions that name an order whose number and channel are as before."""
        found = [*self.keys_of(entity, one), *self.keys_of(entity, other)]
        if entity is Entity.ORDER and all(one[name] == other[name] for name in ("external_no", "channel_id")):
            return [key for key in found if key[0] != keys.NUMBER]
        return found

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[Key]:
        """The same of a block of rows."""
        return keys.keys_in(connection, entity, first, last)

    def recompute(self, connection: Connection, wanted: Collection[Key], task: Task) -> None:
        """Post these days and documents again, and write what differs."""
        if (keys.ALL,) in wanted:
            before = writing.stored(connection)
            writing.replace_some(connection, before, everything(connection))
            return
        about: dict[str, set[tuple[Any, ...]]] = {}
        for kind, *rest in wanted:
            about.setdefault(kind, set()).add(tuple(rest))
        about.setdefault(keys.TX_ID, set()).update((one,) for one in echoed(connection))
        forget_echoed(connection)
        _Work(connection, about).post()

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Post everything again."""
        writing.replace_all(connection, everything(connection))
        taken(connection)  # what is only computed again changes no figure

    def verify(self, connection: Connection) -> list[Differs]:
        """Postings that differ from their documents, and documents whose postings do not balance."""
        right, kept = everything(connection), writing.stored(connection)
        wrong = {place[:3] for place, _figures in right.items() ^ kept.items()}
        sums: dict[_Document, int] = {}
        for place, figures in kept.items():
            sums[place[:3]] = sums.get(place[:3], 0) + figures[1]
        unbalanced = [about for about, total in sums.items() if total]
        problems = []
        if wrong:
            problems.append(Differs(plural_message(_WRONG, len(wrong)), _named(connection, wrong)))
        if unbalanced:
            problems.append(Differs(plural_message(_UNBALANCED, len(unbalanced)), _named(connection, unbalanced)))
        return problems


def _named(connection: Connection, documents: Iterable[_Document]) -> tuple[str, ...]:
    """Documents by their days, and whose they are: an account's, a channel's, or nobody's alone."""
    found = []
    for source, number, day in sorted(documents, key=itemgetter(2, 0, 1))[:ROWS_NAMED]:
        of = _WHOSE.get(source)
        name = row_names.names_of(connection, of).get(number) if of is not None else None
        found.append(f"{day} {name}" if name else day)
    return tuple(dict.fromkeys(found))


def everything(connection: Connection) -> dict[Place, Figures]:
    """Every posting there ought to be, from the documents alone."""
    zone = settings.read(connection, settings.ZONE)
    legs = Legs(Rates.read(connection))
    of_orders.post_orders(connection, legs, zone)
    of_orders.post_refunds(connection, legs, zone)
    of_money.post_openings(connection, legs)
    of_money.post_transactions(connection, legs)
    of_trade.post_supplier(connection, legs)
    of_trade.post_charges(connection, legs)
    of_trade.post_ads(connection, legs)
    of_trade.post_entries(connection, legs)
    return legs.rows()


class _Work:
    """What one operation made necessary: keys resolved to days and documents, then posted."""

    def __init__(self, connection: Connection, about: dict[str, set[tuple[Any, ...]]]) -> None:
        self._connection = connection
        self._about = about
        self._zone = settings.read(connection, settings.ZONE)
        self._rates = Rates.read(connection)
        self._left = self._quarters(keys.LEFT)
        self._paid_back = self._quarters(keys.PAID_BACK)
        self._charged = {date.fromisoformat(day) for (day,) in about.get(keys.CHARGED, ())}
        self._ads = {date.fromisoformat(day) for (day,) in about.get(keys.AD, ())}
        self._entries = {one for (one,) in about.get(keys.ENTRY, ())}
        self._openings = {one for (one,) in about.get(keys.OPENING, ())}
        self._suppliers = {one for (one,) in about.get(keys.SUPPLIER, ())}
        self._days = {(account, date.fromisoformat(day)) for account, day in about.get(keys.TX, ())}
        self._resolve_orders()
        self._resolve_money()
        self._resolve_trade()
        self._resolve_currencies()

    def post(self) -> None:
        """Post everything concerned, and write what differs."""
        source = _p.c.source
        self._days_of(PostingSource.ORDERS, self._left, of_orders.post_orders)
        self._days_of(PostingSource.REFUNDS, self._paid_back, of_orders.post_refunds)
        for account_id in sorted({account for account, _day in self._days}):
            self._account(account_id, {day for account, day in self._days if account == account_id})
        if self._openings:
            legs = self._legs()
            of_money.post_openings(self._connection, legs, self._openings)
            self._write((source == PostingSource.OPENING) & _p.c.source_id.in_(self._openings), legs)
        for supplier_id in sorted(self._suppliers):
            self._supplier(supplier_id)
        for kind, days, post in (
            (PostingSource.COURIER_CHARGES, self._charged, of_trade.post_charges),
            (PostingSource.ADS, self._ads, of_trade.post_ads),
        ):
            for chunk in sorted_chunks(days):
                legs = self._legs()
                post(self._connection, legs, chunk)
                self._write_days(kind, chunk, legs)
        for entries in sorted_chunks(self._entries):
            legs = self._legs()
            of_trade.post_entries(self._connection, legs, entries)
            self._write((source == PostingSource.ENTRY) & _p.c.source_id.in_(entries), legs)

    def _days_of(self, kind: PostingSource, days: set[date], post: Any) -> None:
        for chunk in sorted_chunks(days, _DAYS):
            legs = self._legs()
            post(self._connection, legs, self._zone, chunk)
            self._write_days(kind, chunk, legs)

    def _account(self, account_id: int, days: set[date]) -> None:
        for chunk in sorted_chunks(days):
            legs = self._legs()
            of_money.post_transactions(self._connection, legs, [(account_id, day) for day in chunk])
            of_account = (_p.c.source == PostingSource.TRANSACTION) & (_p.c.source_id == account_id)
            self._write(of_account & _p.c.day.in_(chunk), legs)

    def _supplier(self, supplier_id: int) -> None:
        legs = self._legs()
        of_trade.post_supplier(self._connection, legs, supplier_id)
        of_supplier = (_p.c.account == payable(supplier_id)) & _p.c.source.in_(_OF_SUPPLIERS)
        documents = self._connection.execute(select(_p.c.source, _p.c.source_id).where(of_supplier).distinct()).all()
        old: dict[Place, Figures] = {}
        for source, source_id in documents:
            old |= writing.stored(self._connection, (_p.c.source == source) & (_p.c.source_id == source_id))
        writing.replace_some(self._connection, old, legs.rows())

    def _write_days(self, kind: PostingSource, days: Collection[date], legs: Legs) -> None:
        writing.replace_some(self._connection, writing.stored_of_days(self._connection, kind, days), legs.rows())

    def _write(self, condition: ColumnElement[bool], legs: Legs) -> None:
        writing.replace_some(self._connection, writing.stored(self._connection, condition), legs.rows())

    def _legs(self) -> Legs:
        return Legs(self._rates)

    # -- what keys mean -------------------------------------------------------------------------

    def _quarters(self, kind: str) -> set[date]:
        return {day_of_quarter(quarter, self._zone) for (quarter,) in self._about.get(kind, ())}

    def _resolve_orders(self) -> None:
        """Orders say when their cases paid back, and cases when their orders left: before that no refund counts."""
        has_cases = keys.CASE in self._about  # it may be gone by now, or have left its order
        for span in self._about.get(keys.CASES, ()):
            paid_back = self._days_at(_PAID_BACK.column(self._connection, first=span[0], last=span[-1]))
            self._paid_back |= paid_back
            has_cases = has_cases or bool(paid_back)
        for chunk in sorted_chunks({one for (one,) in self._about.get(keys.CASE, ())}):
            cases = select(_cases.c.order_id).where(_cases.c.id.in_(chunk), _cases.c.order_id.is_not(None))
            self._about.setdefault(keys.ORDER, set()).update(
                (one,) for one in self._connection.execute(cases).scalars()
            )
            paid = select(type_coerce(_payments.c.paid_at, BigInteger())).where(_payments.c.case_id.in_(chunk))
            self._paid_back |= self._days_at(self._connection.execute(paid).scalars())
        for chunk in sorted_chunks({one for (one,) in self._about.get(keys.ORDER, ())}):
            statement = select(of_orders.LEFT_AT).where(_orders.c.id.in_(chunk))
            left = self._days_at(at for at in self._connection.execute(statement).scalars() if at is not None)
            self._left |= left
            self._paid_back |= left
            # The day of the last payment is the one its subsidy goes back: another may be the last now.
            for order_id in chunk:
                self._paid_back |= self._days_at(_PAID_BACK.column(self._connection, first=order_id, last=order_id))
        if has_cases:  # what was paid before an order left stands on the day it left, or left before
            self._paid_back |= self._left

    def _days_at(self, instants: Iterable[int]) -> set[date]:
        return {day_of_quarter(at // QUARTER_MS, self._zone) for at in instants}

    def _resolve_money(self) -> None:
        for (number,) in self._about.get(keys.NUMBER, ()):
            self._days.update(of_money.days_with_number(self._connection, number))
        for chunk in sorted_chunks({one for (one,) in self._about.get(keys.TX_ID, ())}):
            self._days.update(of_money.days_of(self._connection, _t.c.id.in_(chunk)))
        if self._openings:  # the provider of an account decides which platform it is paid by
            chunk = sorted(self._openings)
            wanted = _t.c.account_id.in_(chunk) & _t.c.category.in_(sorted(OF_RECEIVABLE))
            self._days.update(of_money.days_of(self._connection, wanted))

    def _resolve_trade(self) -> None:
        purchases = {one for (one,) in self._about.get(keys.PURCHASE, ())}
        for chunk in sorted_chunks({one for (one,) in self._about.get(keys.RECEIPT, ())}):
            found = self._connection.execute(select(_receipts.c.purchase_id).where(_receipts.c.id.in_(chunk)))
            purchases.update(found.scalars())
        for chunk in sorted_chunks(purchases):
            found = self._connection.execute(select(_purchases.c.supplier_id).where(_purchases.c.id.in_(chunk)))
            self._suppliers.update(found.scalars())
        for chunk in sorted_chunks({one for (one,) in self._about.get(keys.RETURN, ())}):
            found = self._connection.execute(select(_returns.c.supplier_id).where(_returns.c.id.in_(chunk)))
            self._suppliers.update(found.scalars())

    def _resolve_currencies(self) -> None:
        """A rate that changed concerns everything posted in its currency."""
        currencies = sorted(one for (one,) in self._about.get(keys.CURRENCY, ()))
        if not currencies:
            return
        statement = select(_p.c.source, _p.c.source_id, _p.c.day, _p.c.account).where(_p.c.currency.in_(currencies))
        for source, source_id, day, account in self._connection.execute(statement):
            if source is PostingSource.ORDERS:
                self._left.add(day)
            elif source is PostingSource.REFUNDS:
                self._paid_back.add(day)
            elif source is PostingSource.TRANSACTION:
                self._days.add((source_id, day))
            elif source is PostingSource.OPENING:
                self._openings.add(source_id)
            elif source is PostingSource.COURIER_CHARGES:
                self._charged.add(day)
            elif source is PostingSource.ADS:
                self._ads.add(day)
            elif source in _OF_SUPPLIERS and account.startswith("payable:"):
                self._suppliers.add(int(account.partition(":")[2]))
