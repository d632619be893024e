"""Reads: suppliers and purchases as the palette finds them."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from models.entities import Entity
from models.purchasing import Purchase, Supplier
from services import text
from services.kernel.table_query import TableRequest, stored_rows
from services.orders.queries import Hit
from services.purchasing.tables import PURCHASES, SUPPLIERS

_suppliers = Supplier.table()
_purchases = Purchase.table()


def find_suppliers(connection: Connection, typed: str, limit: int = 4) -> tuple[Hit, ...]:
    """Suppliers that match, also by pinyin initials; by name, those put away after the others."""
    condition = SUPPLIERS.search(typed)
    if condition is None:
        return ()
    s = _suppliers.c
    wanted = text.key(typed)
    # A shop has tens of suppliers, so their initials need no index.
    spelt = [row[0] for row in connection.execute(select(s.id, s.name)) if wanted in text.initials(row[1])]
    statement = select(s.id, s.name, s.contact, s.phone).where(or_(condition, s.id.in_(spelt)))
    rows = stored_rows(connection, statement.order_by(s.is_archived, s.name_key).limit(limit))
    return tuple(Hit(Entity.SUPPLIER, row[0], row[1], (row[2] or "", row[3] or "")) for row in rows)


def find_purchases(connection: Connection, typed: str, limit: int = 4) -> tuple[Hit, ...]:
    """The newest purchases that match; the details are the supplier, the state's code and their number of it."""
    if PURCHASES.search(typed) is None:
        return ()
    p = _purchases.c
    statement = PURCHASES.select(
        [p.id, p.number, _suppliers.c.name, p.state, p.external_no], TableRequest(search=typed)
    )
    rows = stored_rows(connection, statement.order_by(p.id.desc()).limit(limit))
    return tuple(Hit(Entity.PURCHASE, row[0], row[1], (row[2], str(row[3]), row[4] or "")) for row in rows)
