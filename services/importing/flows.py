"""Which way a staged movement of money went, and how much it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.enums.money import Flow


def flow_of(data: Mapping[str, Any]) -> tuple[Flow, int]:
    """The direction and the signed amount: from the direction's own field, from two columns, or from the sign.

    Money out is negative; a neutral movement keeps its figure.
    """
    amount = data.get("amount")
    if amount is None:
        amount = (data.get("income") or 0) - abs(data.get("expense") or 0)
    told = data.get("direction")
    if told is None:
        return (Flow.OUT if amount < 0 else Flow.IN), amount
    direction = Flow(told)
    return direction, -abs(amount) if direction is Flow.OUT else abs(amount)


def taken_of(data: Mapping[str, Any], direction: Flow) -> dict[str, int | None]:
    """What the platform kept of a movement before it came, by column: below zero of money in, however it is signed."""
    found: dict[str, int | None] = {}
    for name in ("fee", "commission", "promotion"):
        amount = data.get(name)
        found[f"{name}_minor"] = -abs(amount) if amount and direction is Flow.IN else amount or None
    return found
