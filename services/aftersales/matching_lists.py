"""Reads: parcels on their way back, those that wait to be looked at, and those that are put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, func, select

from models.aftersales import OPEN_STATES, Case
from services.aftersales.kinds import DEFAULTS
from services.aftersales.queries import CASES

_cases = Case.table()
_GOODS_BACK = [kind for kind, one in DEFAULTS.items() if one.goods_back]
_open = _cases.c.state.in_(sorted(OPEN_STATES))
_with_goods = _cases.c.kind.in_(_GOODS_BACK)

RETURNS = replace(
    CASES,
    name="returns",
    views={
        "coming": _open & _with_goods & _cases.c.received_at.is_(None) & _cases.c.return_tracking_no.is_not(None),
        "expected": _open & _with_goods & _cases.c.received_at.is_(None) & _cases.c.return_tracking_no.is_(None),
        "to_look_at": _open & _cases.c.received_at.is_not(None) & _cases.c.inspected_at.is_(None),
        "came": _cases.c.received_at.is_not(None),
        "all": _with_goods | _cases.c.received_at.is_not(None),
    },
    default_sort=(("asked_at", True),),
)


def return_counts(connection: Connection) -> Mapping[str, int]:
    """How many parcels each view of `RETURNS` holds."""
    figures = [func.coalesce(func.sum(func.iif(condition, 1, 0)), 0) for condition in RETURNS.views.values()]
    row = connection.execute(select(*figures).select_from(_cases)).one()
    return dict(zip(RETURNS.views, map(int, row), strict=True))
