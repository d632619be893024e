"""What imported cases mean for the orders they name: refund states follow, in the same step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case, CaseKind, CaseState
from services.aftersales.rules import Claim, refund_of
from services.importing.channels import ChannelPlan
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import CHUNK, Planning
from services.importing.kinds.rows import RowTarget
from services.importing.targets import OrderTarget

_cases = Case.table()
_FACTS = ("external_no", "order_no", "line_no", "kind", "state", "currency", "asked_minor", "refunded_minor")


def follow(planning: Planning, channel: ChannelPlan, targets: Mapping[str, RowTarget]) -> None:
    """Lay what all cases of an order say about its money over the order; orders nobody knows yet are left alone."""
    numbers = sorted({target.values["order_no"] for target in targets.values() if target.values.get("order_no")})
    orders = planning.part(OrdersPart).known(channel, numbers)
    if not orders:
        return
    by_order: dict[str, list[Mapping[str, Any]]] = {}
    for facts in _all_cases(planning.connection, channel, targets, list(orders)):
        by_order.setdefault(facts["order_no"], []).append(facts)
    for number, order in orders.items():
        _follow_one(order, by_order.get(number, []), planning.chosen)


def _all_cases(
    connection: Connection, channel: ChannelPlan, targets: Mapping[str, RowTarget], numbers: Sequence[str]
) -> Iterable[Mapping[str, Any]]:
    """The cases of these orders: as this import leaves them, and those it does not touch as they stand."""
    yield from (target.values for target in targets.values() if target.values.get("order_no"))
    if channel.id is None:
        return
    for start in range(0, len(numbers), CHUNK):
        statement = select(*(_cases.c[name] for name in _FACTS)).where(
            _cases.c.channel_id == channel.id, _cases.c.order_no.in_(numbers[start : start + CHUNK])
        )
        for row in connection.execute(statement).mappings():
            if row["external_no"] not in targets:
                yield dict(row)


def _follow_one(order: OrderTarget, cases: Sequence[Mapping[str, Any]], chosen: frozenset[tuple[str, str]]) -> None:
    same_money = [facts for facts in cases if facts["currency"] == order.values.get("currency")]
    refund = refund_of(map(_claim, same_money), order.values.get("paid_minor"), order.values.get("total_minor"))
    if refund is None:
        return
    lines: dict[str, str] = {}
    for number in {facts["line_no"] for facts in same_money if facts.get("line_no")}:
        line = next((one for one in order.lines if one.get("external_no") == number), None)
        if line is not None:
            found = refund_of(
                (_claim(facts) for facts in same_money if facts.get("line_no") == number), None, line.get("amount_minor")
            )
            if found is not None:
                lines[number] = str(found.status)
    order.take_refund(str(refund.status), refund.refunded_minor, lines, chosen)


def _claim(facts: Mapping[str, Any]) -> Claim:
    kind, state = CaseKind(facts["kind"]), CaseState(facts["state"])
    return Claim(kind, state, facts.get("asked_minor"), facts.get("refunded_minor"))
