"""Reads: one case whole, as its panel shows it: its four facts, its files, and what it can still become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, select

from models.aftersales import Case, CaseLine, CasePayment
from models.catalog import Sku
from models.enums.orders import OrderStatus
from models.finance import Account
from models.orders import Order
from services import settings
from services.aftersales.attachments import CaseFileView, files_of
from services.aftersales.queries import CaseDetail, detail
from services.aftersales.sold import SoldPart, parts_of
from services.errors import Invalid, NotFound
from services.i18n import N_
from services.messages import message

_lines = CaseLine.table()
_payments = CasePayment.table()
_skus = Sku.table()
_accounts = Account.table()
_orders = Order.table()
_cases = Case.table()


@dataclass(frozen=True, slots=True)
class CaseLineView:
    """One product of a case; see `models.aftersales.CaseLine`."""

    id: int
    order_line_id: int | None
    sku_id: int | None
    code: str | None
    title: str
    quantity: int
    asked_minor: int | None
    agreed_minor: int | None
    refunded_minor: int | None
    expected: int
    received: int | None
    good: int | None
    defective: int | None
    scrap: int | None
    to_supplier: int | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Money that went back (or came) for a case, and from which account; None: the platform paid it."""

    id: int
    amount_minor: int
    paid_at: datetime
    account: str | None
    override_reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """The exchange or re-ship that was made for a case."""

    id: int
    order_no: str
    status: OrderStatus


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about a case; `others` are the numbers of the order's other cases, `zone` is the shop's."""

    case: CaseDetail
    lines: tuple[CaseLineView, ...]
    payments: tuple[PaymentView, ...]
    files: tuple[CaseFileView, ...]
    new_order: NewOrder | None
    others: tuple[str, ...]
    zone: str

    @property
    def expected(self) -> int:
        """Pieces that are to come back, over all lines."""
        return sum(line.expected for line in self.lines)

    @property
    def received(self) -> int:
        """Pieces that came."""
        return sum(line.received or 0 for line in self.lines)


def case_view(connection: Connection, case_id: int) -> CaseView:
    """The case with all that belongs to it; `NotFound` where it does not exist."""
    found = detail(connection, case_id)
    return CaseView(
        found,
        lines_of(connection, case_id),
        _payments_of(connection, case_id),
        files_of(connection, case_id),
        _new_order(connection, found.new_order_id),
        _others(connection, found),
        settings.read(connection, settings.ZONE),
    )


def lines_of(connection: Connection, case_id: int) -> tuple[CaseLineView, ...]:
    """The lines of a case."""
    names = [name for name in CaseLineView.__slots__ if name != "code"]
    statement = (
        select(*(_lines.c[name] for name in names), _skus.c.code)
        .outerjoin(_skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.case_id == case_id)
        .order_by(_lines.c.id)
    )
    return tuple(CaseLineView(**row) for row in connection.execute(statement).mappings())


def order_parts(connection: Connection, order_id: int) -> tuple[str, str, tuple[SoldPart, ...]]:
    """(order number, currency, what it sold) for a case that is to be opened."""
    row = connection.execute(select(_orders.c.external_no, _orders.c.currency).where(_orders.c.id == order_id)).one()
    return row.external_no, row.currency, parts_of(connection, order_id)


def accounts_for(connection: Connection, currency: str) -> tuple[tuple[int, str], ...]:
    """(id, name) of the accounts money of a currency can be paid from."""
    statement = (
        select(_accounts.c.id, _accounts.c.name)
        .where(_accounts.c.currency == currency, _accounts.c.is_archived.is_(False))
        .order_by(_accounts.c.name)
    )
    return tuple((row[0], row[1]) for row in connection.execute(statement))


def _payments_of(connection: Connection, case_id: int) -> tuple[PaymentView, ...]:
    names = ("id", "amount_minor", "paid_at", "override_reason", "note")
    statement = (
        select(*(_payments.c[name] for name in names), _accounts.c.name.label("account"))
        .outerjoin(_accounts, _accounts.c.id == _payments.c.account_id)
        .where(_payments.c.case_id == case_id)
        .order_by(_payments.c.id)
    )
    return tuple(PaymentView(**row) for row in connection.execute(statement).mappings())


def _new_order(connection: Connection, order_id: int | None) -> NewOrder | None:
    if order_id is None:
        return None
    statement = select(_orders.c.id, _orders.c.external_no, _orders.c.status).where(_orders.c.id == order_id)
    row = connection.execute(statement).first()
    return None if row is None else NewOrder(row[0], row[1], row[2])


def _others(connection: Connection, case: CaseDetail) -> tuple[str, ...]:
    """The numbers of the order's other cases."""
    if case.order_id is None:
        return ()
    statement = select(_cases.c.external_no).where(_cases.c.order_id == case.order_id, _cases.c.id != case.id)
    return tuple(connection.execute(statement.order_by(_cases.c.id)).scalars())


def case_numbered(connection: Connection, number: str, channel_id: int | None = None) -> int:
    """The case of this number; `NotFound` where there is none, `Invalid` where several channels have one.

    `channel_id` says which of several is meant.
    """
    clean = number.strip()
    found = _numbered(connection, _cases, clean, channel_id)
    if not found:
        raise NotFound(what=message(N_("after-sales case")), which=clean)
    if len(found) > 1:
        reason = message(N_("this case number exists in several channels; choose the channel"))
        raise Invalid(field=message(N_("Case no.")), value=clean, reason=reason)
    return found[0]


def order_numbered(connection: Connection, number: str, channel_id: int | None = None) -> int:
    """The order of this number, else the newest of the parcel with this waybill.

    `NotFound` where there is none, `Invalid` where several channels have an order of this number; `channel_id` says
    which of them is meant.
    """
    clean = "".join(number.split())
    found = _numbered(connection, _orders, clean, channel_id)
    if len(found) > 1:
        reason = message(N_("this order number exists in several channels; choose the channel"))
        raise Invalid(field=message(N_("Order no.")), value=clean, reason=reason)
    if found:
        return found[0]
    statement = select(_orders.c.id).where(_orders.c.tracking_no == clean).order_by(_orders.c.id.desc()).limit(1)
    carried = connection.execute(statement).scalar()
    if carried is None:
        raise NotFound(what=message(N_("order")), which=number.strip())
    return int(carried)


def _numbered(connection: Connection, rows: Table, number: str, channel_id: int | None) -> tuple[int, ...]:
    """The ids of the rows with this number; of several only those of the channel, where it has one."""
    statement = select(rows.c.id, rows.c.channel_id).where(rows.c.external_no == number).order_by(rows.c.id)
    found = [(row[0], row[1]) for row in connection.execute(statement)]
    chosen = [one for one in found if one[1] == channel_id] if len(found) > 1 and channel_id is not None else found
    return tuple(row_id for row_id, _channel in chosen or found)
