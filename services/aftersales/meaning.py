"""Reads: the pieces a case means that names none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.orders import OrderLine
from services.aftersales.drafts import CaseLineDraft
from services.aftersales.sold import SoldPart

_order_lines = OrderLine.table()


def meant_lines(connection: Connection, case: Case | Any, parts: Sequence[SoldPart]) -> tuple[CaseLineDraft, ...]:
    """What a case without lines means: the item of its number or code, else all of the order."""
    numbered = {
        row[0] for row in connection.execute(select(_order_lines.c.id).where(
            _order_lines.c.order_id == case.order_id, _order_lines.c.external_no == case.line_no)
        )
    } if case.line_no else set()  # fmt: skip
    named = [one for one in parts if one.order_line_id in numbered]
    if not named and case.code:
        named = [one for one in parts if one.code == case.code]
    chosen = named or list(parts)
    is_one = len({one.order_line_id for one in chosen}) == 1 and len(chosen) == 1
    most = case.quantity if is_one and case.quantity else None
    return tuple(
        CaseLineDraft(one.order_line_id, min(most or one.pieces, one.pieces), one.sku_id)
        for one in chosen
        if one.pieces > 0
    )
