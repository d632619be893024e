"""What the refund columns of an order file say, and whether that is news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from models.enums.orders import RefundStatus
from services.importing.kinds.part import FilePlan
from services.importing.targets import OrderTarget

_GAVE_BACK = (RefundStatus.PARTIAL, RefundStatus.REFUNDED)


class RefundBefore(NamedTuple):
    """What the platform had said of an order: of all of it, and of its lines by their position."""

    status: RefundStatus
    lines: Mapping[int, RefundStatus]


_NOTHING = RefundBefore(RefundStatus.NONE, {})


@dataclass(frozen=True, slots=True)
class ToldRefund:
    """News of an order's refund: where it stands now, and how much went back (minor units; None where not told).

    `is_arrival` says that the order came with it; `line` is the one item it is about, where there is only one.
    """

    status: RefundStatus
    amount_minor: int | None
    plan: FilePlan
    is_arrival: bool
    line: Mapping[str, Any] | None = None

    def after(self, earlier: ToldRefund | None) -> ToldRefund:
        """The same with the amount that another file of the import told."""
        if earlier is None or self.amount_minor is not None or self.status not in _GAVE_BACK:
            return self
        return replace(self, amount_minor=earlier.amount_minor)


def refund_before(target: OrderTarget) -> RefundBefore:
    """What the platform had said before a row is laid over the order."""
    if not (target.lines or target.base or "refund_status" in target.values):
        return _NOTHING
    said = target.base.get("refund_status", target.values.get("refund_status"))
    return RefundBefore(RefundStatus(said or RefundStatus.NONE), _of_lines(target))


def told_refund(plan: FilePlan, before: RefundBefore, target: OrderTarget, row: Mapping[str, Any]) -> ToldRefund | None:
    """What a row (its columns) that was laid over an order says of its refund; None where it says nothing new."""
    said = row.get("refund_status")
    status = RefundStatus(said) if said else before.status
    lines = _of_lines(target) if target.lines else {}
    if status is before.status and lines == before.lines:
        return None
    if lines != before.lines:
        status = _by_lines(status, list(lines.values()))
    amount = row.get("refunded_minor") if status in _GAVE_BACK else None
    return ToldRefund(status, amount, plan, target.is_new, _one_line(target, lines))


def _by_lines(status: RefundStatus, lines: Sequence[RefundStatus]) -> RefundStatus:
    """What the items say where they have changed: one that is asked for asks for the order."""
    if RefundStatus.REQUESTED in lines:
        return RefundStatus.REQUESTED
    if status in _GAVE_BACK or not any(one in _GAVE_BACK for one in lines):
        return status
    return RefundStatus.REFUNDED if all(one is RefundStatus.REFUNDED for one in lines) else RefundStatus.PARTIAL


def _of_lines(target: OrderTarget) -> dict[int, RefundStatus]:
    return {line["position"]: RefundStatus(line.get("refund_status") or RefundStatus.NONE) for line in target.lines}


def _one_line(target: OrderTarget, words: Mapping[int, RefundStatus]) -> Mapping[str, Any] | None:
    about = [line for line in target.lines if words[line["position"]] is not RefundStatus.NONE] or target.lines
    return about[0] if len(about) == 1 else None
