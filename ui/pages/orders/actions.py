"""What can be done on the Orders page, for menus, keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from services.i18n import N_
from services.orders.kinds import KIND_LABELS
from services.types import Flag, OrderStatus, PrintKind, RefundStatus
from ui.actions import ActionSpec
from ui.pages.orders.bulk import BulkChanges
from ui.pages.orders.travelling import Travelling
from ui.pages.orders.words import FLAG_NAMES

GROUP = N_("Orders")

STATUS_ACTIONS = {
    OrderStatus.UNPAID: ("unpaid", N_("Mark as to pay"), "clock"),
    OrderStatus.PAID: ("paid", N_("Mark as paid"), "check"),
    OrderStatus.SHIPPED: ("shipped", N_("Mark as shipped"), "truck"),
    OrderStatus.COMPLETED: ("completed", N_("Mark as completed"), "check-circle"),
    OrderStatus.CLOSED: ("closed", N_("Mark as closed"), "x-circle"),
}
REFUND_ACTIONS = {
    RefundStatus.REQUESTED: N_("Refund was asked"),
    RefundStatus.PARTIAL: N_("Partly refunded"),
    RefundStatus.REFUNDED: N_("Refunded"),
    RefundStatus.NONE: N_("No refund"),
}

STATUS_MENU = tuple(f"orders.{key}" for key, _words, _icon in STATUS_ACTIONS.values())
REFUND_MENU = tuple(f"orders.refund.{status}" for status in REFUND_ACTIONS)
KIND_MENU = tuple(f"orders.kind.{kind}" for kind in KIND_LABELS)
FLAG_MENU = tuple(f"orders.flag.{flag}" for flag in FLAG_NAMES)
PARCEL_MENU = ("orders.merge", "orders.split", "orders.take_apart")
ROW_MENU = (
    "orders.tracking",
    "orders.print",
    "orders.wave",
    "",
    *STATUS_MENU[1:],
    "",
    "orders.hold",
    "orders.release",
    "orders.note",
    "orders.flag",
    "orders.kind",
    "orders.gift",
    "orders.gift_by_hand",
    "orders.refund",
    "orders.case",
    "",
    *PARCEL_MENU,
    "",
    "orders.copy_no",
    "orders.delete",
)


class PageCalls(Protocol):
    """What the actions need of the page."""

    changes: BulkChanges
    travelling: Travelling

    def has_target(self) -> bool: ...

    def new_order(self) -> object: ...

    def export(self) -> object: ...

    def focus_filter(self) -> object: ...

    def reload(self) -> object: ...

    def enter_tracking(self) -> object: ...

    def print_papers(self, kind: PrintKind) -> object: ...

    def write_ship_file(self) -> object: ...

    def open_waves(self) -> object: ...

    def wave_of_orders(self) -> object: ...

    def check_refunds(self) -> object: ...

    def hand_over(self) -> object: ...

    def open_case(self) -> object: ...

    def copy_number(self) -> object: ...

    def pop_menu(self, ids: tuple[str, ...]) -> object: ...


def order_actions(page: PageCalls) -> list[ActionSpec]:
    """All actions of the page."""
    return [*_page_actions(page), *_row_actions(page), *_parcel_actions(page), *_state_actions(page)]


def _page_actions(page: PageCalls) -> list[ActionSpec]:
    packing = partial(page.print_papers, PrintKind.PACKING_LIST)
    return [
        _spec("new", N_("New order"), page.new_order, "plus", "Ctrl+N"),
        _spec("find", N_("Filter the orders"), page.focus_filter, "funnel-simple", "Ctrl+F"),
        _spec("reload", N_("Read the orders again"), page.reload, "arrow-clockwise", "F5"),
        _spec("export", N_("Export these orders"), page.export, "download-simple", "Ctrl+E"),
        _spec("pick_list", N_("Print pick list"), partial(page.print_papers, PrintKind.PICK_LIST), "printer"),
        _spec("ship_file", N_("Write a ship file"), page.write_ship_file, "file-arrow-up"),
        _spec("waves", N_("Waves"), page.open_waves, "path", "Ctrl+Shift+W"),
        _spec("handover", N_("Print handover list"), page.hand_over, "handshake"),
        _spec("refund_check", N_("Refund check"), page.check_refunds, "prohibit", "Ctrl+Shift+R"),
        _spec("tracking", N_("Enter tracking numbers"), page.enter_tracking, "truck", "Ctrl+T"),
        _spec("print", N_("Print packing lists"), packing, "printer", "Ctrl+P"),
    ]


def _row_actions(page: PageCalls) -> list[ActionSpec]:
    changes, needs = page.changes, page.has_target
    return [
        _spec("hold", N_("Hold"), changes.hold, "pause", "Ctrl+H", needs),
        _spec("release", N_("Release"), changes.release, "play", "Ctrl+Shift+H", needs),
        _spec("note", N_("Write a note"), changes.note, "note-pencil", "", needs),
        _spec("wave", N_("Make a wave of these orders"), page.wave_of_orders, "path", "", needs),
        _spec("delete", N_("Delete orders"), changes.delete, "trash", "Del", needs),
        _spec("case", N_("New after-sales case…"), page.open_case, "arrow-u-up-left", "Ctrl+Shift+A", needs),
        _spec("copy_no", N_("Copy order no."), page.copy_number, "copy", "Ctrl+Shift+C", needs),
        _spec("flag", N_("Flag…"), partial(page.pop_menu, FLAG_MENU), "flag", "", needs, palette=False),
        _spec(
            "refund", N_("Refund…"), partial(page.pop_menu, REFUND_MENU), "arrow-u-up-left", "", needs, palette=False
        ),
        _spec("kind", N_("Kind of order…"), partial(page.pop_menu, KIND_MENU), "tag", "", needs, palette=False),
        _spec("gift", N_("Add gifts by the rules"), changes.give_gifts, "gift", "", needs),
        _spec("gift_by_hand", N_("Add a gift…"), changes.add_gift, "gift", "", needs),
        _spec("status", N_("Change status…"), partial(page.pop_menu, STATUS_MENU), "check", "", needs, palette=False),
    ]


def _parcel_actions(page: PageCalls) -> list[ActionSpec]:
    travelling, needs = page.travelling, page.has_target
    return [
        _spec("suggest_merges", N_("Merge orders…"), travelling.suggest, "git-merge", "Ctrl+M"),
        _spec("merge", N_("Send in one parcel"), travelling.merge, "git-merge", "", needs),
        _spec("split", N_("Split the order…"), travelling.split, "git-fork", "", needs),
        _spec("take_apart", N_("Take parcels apart"), travelling.take_apart, "link-break", "", needs),
    ]


def _state_actions(page: PageCalls) -> list[ActionSpec]:
    changes, needs = page.changes, page.has_target
    made = [
        _spec(key, words, partial(changes.set_status, status), icon, "", needs)
        for status, (key, words, icon) in STATUS_ACTIONS.items()
    ]
    made += [
        _spec(f"refund.{status}", words, partial(changes.set_refund, status), "arrow-u-up-left", "", needs)
        for status, words in REFUND_ACTIONS.items()
    ]
    made += [
        _spec(f"kind.{kind}", words, partial(changes.set_kind, kind), "tag", "", needs, palette=False)
        for kind, words in KIND_LABELS.items()
    ]
    made += [_flag_spec(page, flag, words) for flag, words in FLAG_NAMES.items()]
    return made


def _flag_spec(page: PageCalls, flag: Flag, words: str) -> ActionSpec:
    return _spec(
        f"flag.{flag}", words, partial(page.changes.set_flag, flag), "flag", "", page.has_target, palette=False
    )


def _spec(
    key: str,
    words: str,
    run: Callable[[], object],
    icon: str,
    keys: str = "",
    enabled: Callable[[], bool] | None = None,
    *,
    palette: bool = True,
) -> ActionSpec:
    return ActionSpec(
        f"orders.{key}", words, run, icon, keys, enabled=enabled, scope="orders", group=GROUP, palette=palette
    )
