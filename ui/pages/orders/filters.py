"""What the order list can be filtered by, and its views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from services.i18n import N_, _
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.orders.kinds import KIND_LABELS
from services.orders.listing import FilterValues
from services.orders.rules import HOLD_REASONS
from services.types import Filter
from ui.home import Today
from ui.pages.orders.board_strip import DUE_NAMES, STAGE_NAMES
from ui.pages.orders.words import FLAG_NAMES
from ui.table.filters import FilterSpec, stored_day

TABS: tuple[tuple[str, str], ...] = (
    ("all", N_("All")),
    ("unpaid", N_("To pay")),
    ("to_ship", N_("To ship")),
    ("held", N_("On hold")),
    ("shipped", N_("Shipped")),
    ("refunding", N_("Refund asked")),
    ("completed", N_("Completed")),
    ("unlinked", N_("Unlinked")),
)

# Views of the query that have no tab of their own, as a tab and filters.
OTHER_VIEWS: dict[str, tuple[str, tuple[Filter, ...]]] = {
    "closed": ("all", (Filter("status", "in", ("closed",)),)),
    "unprinted": ("to_ship", (Filter("is_packed", "is", ("0",)),)),
    "check": ("held", ()),
    "pick": ("to_ship", (Filter("stage", "in", ("pick",)),)),
    "pack": ("to_ship", (Filter("stage", "in", ("pack",)),)),
    "send": ("to_ship", (Filter("stage", "in", ("send",)),)),
    "sent": ("all", (Filter("stage", "in", ("sent",)),)),
}


def tab_and_filters(view: str) -> tuple[str, tuple[Filter, ...]]:
    """The tab that shows a view of the query, and the filters it needs besides."""
    return OTHER_VIEWS.get(view, (view, ()))


def filter_specs(
    today: Today, values: Callable[[], FilterValues], imported: Callable[[], tuple[int, int] | None]
) -> tuple[FilterSpec, ...]:
    """All filters; `values` gives what this shop has at the moment a sheet opens, `imported` the ids of an import."""
    return (
        FilterSpec(
            "status", N_("Status"), choices=lambda: [(str(key), _(name)) for key, name in STATUS_LABELS.items()]
        ),
        FilterSpec("channel", N_("Channel"), choices=lambda: _plain([one.name for one in values().channels])),
        FilterSpec("ordered_on", N_("Ordered"), "between", spans=partial(_spans, today), parse=stored_day),
        FilterSpec("refund_status", N_("Refund"), choices=lambda: _named(REFUND_LABELS)),
        FilterSpec("flag", N_("Flag"), choices=lambda: _named(FLAG_NAMES)),
        FilterSpec("stage", N_("Stage"), choices=lambda: _named(STAGE_NAMES)),
        FilterSpec("due", N_("Has to leave"), choices=lambda: _named(DUE_NAMES)),
        FilterSpec("hold_code", N_("Held because"), choices=lambda: _named(HOLD_REASONS)),
        FilterSpec("courier", N_("Courier"), choices=lambda: [*_plain(values().couriers), ("", _("empty"))]),
        FilterSpec("has_note", N_("Note"), "is", choices=lambda: (("1", _("with a note")), ("0", _("without a note")))),
        FilterSpec(
            "is_packed", N_("Packing list"), "is", choices=lambda: (("0", _("not printed yet")), ("1", _("printed")))
        ),
        FilterSpec(
            "loses", N_("Profit"), "is", choices=lambda: (("1", _("loses money")), ("0", _("does not lose money")))
        ),
        FilterSpec("kind", N_("Kind"), choices=lambda: _named(KIND_LABELS)),
        FilterSpec("currency", N_("Currency"), choices=lambda: _plain(values().currencies)),
        FilterSpec(
            "id", N_("New orders"), "between", spans=lambda: _import_span(imported()), parse=lambda _typed: None
        ),
    )


def _named(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), _(name)) for code, name in names.items()]


def _plain(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


def _import_span(ids: tuple[int, int] | None) -> Sequence[tuple[str, str, str]]:
    return () if ids is None else ((_("from the last import"), str(ids[0]), str(ids[1])),)


def _spans(day: Today) -> Sequence[tuple[str, str, str]]:
    today = day()

    def last(days: int) -> tuple[str, str]:
        return (today - timedelta(days=days - 1)).isoformat(), today.isoformat()

    yesterday = (today - timedelta(days=1)).isoformat()
    return (
        (_("today"), *last(1)),
        (_("yesterday"), yesterday, yesterday),
        (_("last 7 days"), *last(7)),
        (_("last 30 days"), *last(30)),
        (_("this month"), today.replace(day=1).isoformat(), today.isoformat()),
    )
