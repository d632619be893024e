"""Reads: what an order sold, piece by piece and amount by amount, as far as cases may still ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models.aftersales import Case, CaseLine
from models.catalog import Sku
from models.enums.aftersales import CaseState
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from models.values import Money
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.stock.returning import still_out

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_skus = Sku.table()
_cases = Case.table()
_case_lines = CaseLine.table()
_TO_US = [kind for kind, one in DEFAULTS.items() if one.money is MoneyWay.TO_US]
_ENDED = [CaseState.REFUSED, CaseState.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class SoldPart:
    """One product of an order line: `pieces` were sold, `out` of them are with the buyer now.

    A bundle has a part for each product in it; `sku_id` is None where the line is not linked, and
    `pieces` then counts what the line says. `share_minor` is the line's part of what was paid, on
    the first part of each line only. `claimed` pieces are in cases that were not refused, and
    `sent` ever left (those that came back since count as well).
    """

    order_line_id: int
    sku_id: int | None
    code: str | None
    title: str
    variant: str | None
    pieces: int
    out: int
    share_minor: int | None
    claimed: int
    sent: int = 0


def parts_of(connection: Connection, order_id: int) -> tuple[SoldPart, ...]:
    """Everything an order sold, line by line; closed lines that never left are left out."""
    rows = connection.execute(
        select(_lines, _skus.c.code.label("sku_code"))
        .outerjoin(_skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.order_id == order_id, _lines.c.is_closed.is_(False) | _lines.c.has_left.is_(True))
        .order_by(_lines.c.position)
    ).all()
    ids = [row.id for row in rows]
    left = {(one.order_line_id, one.sku_id): one for one in still_out(connection, ids)}
    parts = _parts_by_line(connection, ids)
    claimed = _claimed(connection, ids)
    shares = shares_of(connection, order_id)
    found: list[SoldPart] = []
    for row in rows:
        whole = row.sku_quantity if row.sku_id is not None else row.quantity
        inside = parts.get(row.id) or [(row.sku_id, row.sku_code or row.code, 1)]
        for number, (sku_id, code, count) in enumerate(inside):
            gone = left.get((row.id, sku_id)) if sku_id is not None else None
            found.append(
                SoldPart(
                    row.id, sku_id, code, row.title, row.variant, whole * count,
                    gone.out if gone is not None else 0,
                    shares.get(row.id) if number == 0 else None,
                    claimed.get((row.id, sku_id), 0),
                    gone.sent if gone is not None else 0,
                )
            )  # fmt: skip
    return tuple(found)


def shares_of(connection: Connection, order_id: int) -> dict[int, int]:
    """Order line → its part of what the buyer paid (or is to pay), to the smallest unit; empty where unknown."""
    order = connection.execute(select(_orders).where(_orders.c.id == order_id)).one()
    paid = order.paid_minor if order.paid_minor is not None else order.total_minor
    rows = connection.execute(
        select(_lines.c.id, _lines.c.amount_minor, _lines.c.price_minor, _lines.c.quantity)
        .where(_lines.c.order_id == order_id, _lines.c.is_closed.is_(False) | _lines.c.has_left.is_(True))
        .order_by(_lines.c.position)
    ).all()
    if paid is None or not rows:
        return {}
    if len(rows) == 1:
        return {rows[0].id: max(paid, 0)}
    weights = [_weight(row.amount_minor, row.price_minor, row.quantity) for row in rows]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(rows) or sum(known) <= 0:
        return {}
    parts = Money(max(paid, 0), order.currency).split(known)
    return {row.id: part.minor for row, part in zip(rows, parts, strict=True)}


def refunded_elsewhere(connection: Connection, order_id: int, case_id: int) -> int:
    """What went back for the order by its other cases, and at least what the order itself says beyond this case."""
    own = _sum(connection, _cases.c.id == case_id)
    others = _sum(connection, _cases.c.order_id == order_id, _cases.c.id != case_id)
    told = connection.execute(select(_orders.c.refunded_minor).where(_orders.c.id == order_id)).scalar() or 0
    return max(others, told - own)


def refunded_by_line(connection: Connection, line_ids: Iterable[int], except_case: int) -> Mapping[int, int]:
    """Order line → what other cases gave back for it."""
    amount = func.sum(_case_lines.c.refunded_minor)
    statement = (
        select(_case_lines.c.order_line_id, amount)
        .where(_case_lines.c.order_line_id.in_(list(line_ids)), _case_lines.c.case_id != except_case)
        .group_by(_case_lines.c.order_line_id)
    )
    return {row[0]: int(row[1] or 0) for row in connection.execute(statement)}


def _sum(connection: Connection, *conditions: object) -> int:
    wanted = select(func.coalesce(func.sum(_cases.c.refunded_minor), 0)).where(
        *conditions,  # type: ignore[arg-type]
        _cases.c.kind.not_in([str(kind) for kind in _TO_US]),
        (_cases.c.state == CaseState.DONE) | _cases.c.refunded_at.is_not(None),
    )
    return int(connection.execute(wanted).scalar_one())


def _parts_by_line(connection: Connection, ids: list[int]) -> dict[int, list[tuple[int | None, str | None, int]]]:
    statement = (
        select(_parts.c.order_line_id, _parts.c.sku_id, _skus.c.code, _parts.c.quantity)
        .join_from(_parts, _skus, _skus.c.id == _parts.c.sku_id)
        .where(_parts.c.order_line_id.in_(ids))
        .order_by(_parts.c.id)
    )
    found: dict[int, list[tuple[int | None, str | None, int]]] = {}
    for line_id, sku_id, code, count in connection.execute(statement):
        found.setdefault(line_id, []).append((sku_id, code, count))
    return found


def _claimed(connection: Connection, ids: list[int]) -> dict[tuple[int, int | None], int]:
    statement = (
        select(_case_lines.c.order_line_id, _case_lines.c.sku_id, func.sum(_case_lines.c.quantity))
        .join_from(_case_lines, _cases, _cases.c.id == _case_lines.c.case_id)
        .where(_case_lines.c.order_line_id.in_(ids), _cases.c.state.not_in([str(state) for state in _ENDED]))
        .group_by(_case_lines.c.order_line_id, _case_lines.c.sku_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(statement)}


def _weight(amount: int | None, price: int | None, quantity: int) -> int | None:
    if amount is not None:
        return max(amount, 0)
    return None if price is None else max(price * quantity, 0)
