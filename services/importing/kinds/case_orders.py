"""What imported cases mean for the orders they name: refund states follow, in the same step.

Only the order as a whole follows; what became of single lines the platform's order files say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import RefundStatus
from services.aftersales.rules import Refund, claim, refund_of
from services.importing.channels import ChannelPlan
from services.importing.kinds.part import Planning
from services.importing.kinds.rows import RowTarget
from services.importing.targets import OrderTarget
from services.kernel.chunks import portions

_cases = Case.table()
_FACTS = ("external_no", "order_no", "kind", "state", "currency", "asked_minor", "agreed_minor", "refunded_minor",
          "refunded_at", "is_own", "is_told_by_order", "base")  # fmt: skip
Facts = Mapping[str, Any]


def follow(
    planning: Planning, channel: ChannelPlan, orders: Mapping[str, OrderTarget], targets: Mapping[str, RowTarget]
) -> None:
    """Lay what all their cases say about money over these orders; `targets` are the cases this import brings."""
    touched = numbers_of(targets.values())
    untouched = [
        facts for facts in standing(planning.connection, channel, list(orders)) if facts["external_no"] not in touched
    ]
    after = _by_order([*(target.values for target in targets.values()), *untouched])
    before = _by_order([*filter(None, map(_as_it_was, targets.values())), *untouched])
    for number, order in orders.items():
        said = _refund(order, after.get(number, []))
        if said is None:
            continue
        earlier = _refund(order, before.get(number, []))
        order.follow_cases(_columns(order, said), _columns(order, earlier) if earlier else {}, planning.chosen)


def numbers_of(targets: Collection[RowTarget]) -> set[str]:
    """The numbers these cases have and had: a case keeps its row when it gets the platform's number."""
    had = {target.changes["external_no"][0] for target in targets if "external_no" in target.changes}
    return had | {target.key for target in targets}


def word_of(order: OrderTarget, cases: Iterable[Facts]) -> dict[str, Any]:
    """The columns of an order as these cases say them; empty where none of them is about its money."""
    said = _refund(order, cases)
    return _columns(order, said) if said is not None else {}


def follow_waiting(planning: Planning, channel: ChannelPlan, orders: Mapping[str, OrderTarget]) -> None:
    """Let new orders follow cases that were here before them."""
    fresh = {number: order for number, order in orders.items() if order.is_new}
    if fresh and planning.connection.execute(select(_cases.c.id).limit(1)).first() is not None:
        follow(planning, channel, fresh, {})


def standing(connection: Connection, channel: ChannelPlan, numbers: Sequence[str]) -> Iterator[Facts]:
    """The cases of these orders as they stand in the shop."""
    if channel.id is None:
        return
    for chunk in portions(numbers):
        statement = select(*(_cases.c[name] for name in _FACTS)).where(
            _cases.c.channel_id == channel.id, _cases.c.order_no.in_(chunk)
        )
        yield from (dict(row) for row in connection.execute(statement).mappings())


def _as_it_was(target: RowTarget) -> Facts | None:
    """A case before this import; None for a new one."""
    if target.row_id is None:
        return None
    return {**target.values, **{name: old for name, (old, _new) in target.changes.items()}}


def _by_order(cases: Iterable[Facts]) -> dict[str, list[Facts]]:
    found: dict[str, list[Facts]] = {}
    for facts in cases:
        if facts.get("order_no"):
            found.setdefault(facts["order_no"], []).append(facts)
    return found


def _refund(order: OrderTarget, cases: Iterable[Facts]) -> Refund | None:
    claims = [
        claim(
            CaseKind(facts["kind"]),
            CaseState(facts["state"]),
            facts.get("asked_minor"),
            facts.get("agreed_minor"),
            facts.get("refunded_minor"),
            is_own=bool(facts.get("is_own")),
            is_paid=facts.get("refunded_at") is not None,
        )
        for facts in cases
        if facts["currency"] == order.values.get("currency")
    ]
    return refund_of(claims, order.values.get("paid_minor"), order.values.get("total_minor"))


def _columns(order: OrderTarget, refund: Refund) -> dict[str, Any]:
    """What an order's columns become. Cases that came to nothing end a refund that was asked for, and no other."""
    if refund.status is RefundStatus.NONE and order.values.get("refund_status") != RefundStatus.REQUESTED:
        return {}
    columns: dict[str, Any] = {"refund_status": str(refund.status)}
    if refund.refunded_minor is not None:
        columns["refunded_minor"] = refund.refunded_minor
    return columns
