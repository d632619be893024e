"""News from the refund columns of order files, as cases: one is opened, or the one that is there goes on.

A platform that exports its cases tells the same again, and better; such a case takes the place of the one that
was opened from the column (`CasesPart`). What was settled before an order came in is its history and no case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from models.aftersales import OPEN_STATES
from models.columns import to_epoch_ms
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import OrderStatus, RefundStatus
from services import clock
from services.aftersales.deadlines import fitting, rules
from services.aftersales.rules import REFUND_KINDS
from services.importing.channels import ChannelPlan
from services.importing.kinds.case_orders import Facts, follow, numbers_of, standing, word_of
from services.importing.kinds.cases import CasesPart
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import Planning
from services.importing.kinds.refund_words import ToldRefund
from services.importing.kinds.rows import RowTarget
from services.importing.targets import OrderTarget

_ON_ORDERS = ("refund_status", "refunded_minor")
_LEFT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@dataclass(slots=True)
class _Channel:
    """The cases of a channel's orders as they stand here, and those this import touches."""

    place: ChannelPlan
    cases: CasesPart
    standing: dict[str, list[Facts]]
    touched: dict[str, list[RowTarget]] = field(default_factory=dict)

    def facts(self, number: str) -> list[Facts]:
        """Every case of an order: as this import leaves it, else as it stands."""
        mine = self.touched.get(number, [])
        known = numbers_of(mine)
        untouched = [one for one in self.standing.get(number, []) if one["external_no"] not in known]
        return [*(target.values for target in mine), *untouched]


def tell_cases(planning: Planning) -> None:
    """Let the cases of orders follow what order files of this import newly say of their refunds."""
    orders = planning.parts.get(OrdersPart)
    if not isinstance(orders, OrdersPart):
        return
    for place, told in orders.told.items():
        cases = planning.part(CasesPart)
        channel = _channel(planning, place, cases, sorted(told))
        changed = [
            number for number, word in told.items() if _tell(planning, channel, orders.targets[place][number], word)
        ]
        follow(planning, place, {number: orders.targets[place][number] for number in changed}, cases.targets[place])


def _channel(planning: Planning, place: ChannelPlan, cases: CasesPart, numbers: Sequence[str]) -> _Channel:
    targets = cases.targets.setdefault(place, {})
    found = _Channel(place, cases, {})
    for facts in standing(planning.connection, place, numbers):
        found.standing.setdefault(facts["order_no"], []).append(facts)
    for target in targets.values():
        if target.values.get("order_no"):
            found.touched.setdefault(target.values["order_no"], []).append(target)
    return found


def _tell(planning: Planning, channel: _Channel, order: OrderTarget, word: ToldRefund) -> bool:
    """Open a case for an order, or let its case go on. Whether either was done."""
    cases = [one for one in channel.facts(order.key) if CaseKind(one["kind"]) in REFUND_KINDS]
    waiting = [one for one in cases if CaseState(one["state"]) in OPEN_STATES]
    if word.status is RefundStatus.REQUESTED:
        if waiting or channel.touched.get(order.key) or _is_disputed(order):
            return False
        _open(planning, channel, order, word, CaseState.WAITING_SELLER, len(cases))
        return True
    if len(waiting) == 1 and _is_platforms(waiting[0]):
        return _go_on(planning, channel, order, word, waiting[0], cases)
    if not cases and not word.is_arrival and _is_known(word) and not _is_disputed(order):
        _open(planning, channel, order, word, CaseState.DONE, 0)
        return True
    return False


def _is_disputed(order: OrderTarget) -> bool:
    """Whether somebody here decided otherwise, and the file was not chosen."""
    return any(one.field == "refund_status" for one in order.conflicts)


def _is_known(word: ToldRefund) -> bool:
    """Whether money went back of which the file says how much: a part without its amount says nothing."""
    return word.status is RefundStatus.REFUNDED or (word.status is RefundStatus.PARTIAL and bool(word.amount_minor))


def _is_platforms(case: Facts) -> bool:
    """Whether a case says what a platform said, and nobody has worked on it."""
    return not case.get("is_own") and not case.get("base") and case.get("refunded_at") is None


def _open(
    planning: Planning, channel: _Channel, order: OrderTarget, word: ToldRefund, state: CaseState, before: int
) -> None:
    number = f"{order.key}-R{before + 1 if before else ''}"
    has_left = order.values.get("status") in _LEFT or order.values.get("shipped_at") is not None
    kind = CaseKind.REFUND_ONLY if has_left else CaseKind.REFUND_BEFORE_SHIPPING
    now = to_epoch_ms(clock.this_second())
    values = {
        "order_no": order.key,
        "order_id": order.order_id,
        "kind": str(kind),
        "state": str(state),
        "currency": order.values.get("currency") or channel.place.currency,
        "asked_minor": word.amount_minor,
        "refunded_minor": word.amount_minor if state is CaseState.DONE else None,
        "asked_at": now,
        "closed_at": now if state is CaseState.DONE else None,
        "is_told_by_order": 1,
        **_deadline(planning, channel.place, kind, state),
        **_item(word.line),
    }
    filled = {name: value for name, value in values.items() if value is not None}
    target = RowTarget(number, word.plan, values=filled, summary=CasesPart.summary)
    channel.cases.targets[channel.place][number] = target
    channel.touched.setdefault(order.key, []).append(target)


def _deadline(planning: Planning, place: ChannelPlan, kind: CaseKind, state: CaseState) -> dict[str, Any]:
    """Until when it waits by the channel's rule; nothing for a case that is over."""
    if state not in OPEN_STATES:
        return {}
    now = clock.this_second()
    day = clock.business_day(now, place.zone)
    rule = fitting(rules(planning.connection), place.id or 0, str(place.platform), kind, state, day)
    if rule is None:
        return {}
    return {"deadline_at": to_epoch_ms(now + timedelta(hours=rule.hours)), "is_own_deadline": 1}


def _item(line: Mapping[str, Any] | None) -> dict[str, Any]:
    if line is None:
        return {}
    shown = {name: line.get(name) for name in ("code", "title", "variant", "quantity")}
    return {"line_no": line.get("external_no"), **shown}


def _go_on(
    planning: Planning, channel: _Channel, order: OrderTarget, word: ToldRefund, case: Facts, cases: Sequence[Facts]
) -> bool:
    """A case that waited is over by the order's own column; one that is in this import says better itself."""
    is_over = word.status is RefundStatus.NONE
    if is_over and not case.get("is_told_by_order"):
        return False
    if not is_over and not _is_known(word):
        return False
    target = channel.cases.standing_target(channel.place, case["external_no"], word.plan)
    if target is None or not _is_case_word(planning, order, cases):
        return False
    elsewhere = sum(one.get("refunded_minor") or 0 for one in cases if one is not case)
    channel.cases.end(
        target,
        CaseState.WITHDRAWN if is_over else CaseState.DONE,
        None if is_over or word.amount_minor is None else max(word.amount_minor - elsewhere, 0),
    )
    channel.touched.setdefault(order.key, []).append(target)
    if not is_over:
        _take_word(order, word)
    return True


def _is_case_word(planning: Planning, order: OrderTarget, cases: Sequence[Facts]) -> bool:
    """Whether what the order says was said by a file or by its cases, and not decided by a person."""
    if not _is_disputed(order) or (order.key, "refund_status") in planning.chosen:
        return True
    said = word_of(order, cases)
    return bool(said) and order.values.get("refund_status") == said.get("refund_status")


def _take_word(order: OrderTarget, word: ToldRefund) -> None:
    """The platform's newer word replaces what its older case had said; there is nothing left to decide."""
    order.conflicts = [one for one in order.conflicts if one.field not in _ON_ORDERS]
    told = {"refund_status": str(word.status), "refunded_minor": word.amount_minor}
    for name, value in told.items():
        if value is not None:
            order.is_base_changed |= order.base.pop(name, None) is not None
            order.overwrite(name, value)
