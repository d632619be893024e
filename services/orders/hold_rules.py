"""Reads: which of her rules would hold which open order, and by what. Only paid orders are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from models.channels import Channel
from models.enums.orders import OrderStatus, RefundStatus
from models.fulfilment import ParcelLine
from models.orders import Order, OrderLine
from services import settings, text
from services.addresses.parsing import parse_recipient
from services.customers.identity import FIELDS, full_phone, identity_of
from services.customers.people import blacklisted, phones_of
from services.kernel.chunks import sorted_chunks
from services.orders.kinds import IS_SALE
from services.orders.parcel_costs import TERMS_JOIN
from services.orders.profit_columns import CAME_IN, PROFIT
from services.settings import Declared
from services.stock.shipping import by_deadline, counts_stock, wave

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_packed = ParcelLine.table()
_MASK = "*"
_SHOWN = 4
_HOME = "CNY"
_WANTED_BACK = (RefundStatus.REQUESTED, RefundStatus.REFUNDED)


class HoldRule(StrEnum):
    """A reason an order waits for a person. The code is what `Order.hold_code` keeps; the first that fits is shown."""

    BLACKLIST = "blacklist"
    REFUND = "refund_asked"
    UNMATCHED = "sku_unmatched"
    STOCK = "stock_short"
    ADDRESS = "address_odd"
    MARGIN = "margin_negative"
    NOTE = "note_present"
    DUPLICATE = "duplicate_buyer"


SWITCHES: dict[HoldRule, Declared[bool]] = {
    HoldRule.BLACKLIST: settings.HOLD_BLACKLIST,
    HoldRule.REFUND: settings.HOLD_REFUND,
    HoldRule.UNMATCHED: settings.HOLD_UNMATCHED,
    HoldRule.STOCK: settings.HOLD_STOCK,
    HoldRule.ADDRESS: settings.HOLD_ADDRESS,
    HoldRule.MARGIN: settings.HOLD_MARGIN,
    HoldRule.NOTE: settings.HOLD_NOTE,
    HoldRule.DUPLICATE: settings.HOLD_DUPLICATE,
}
Reasons = dict[HoldRule, str]
"""Rule → what in the order it is about (codes, numbers), as it is kept in `hold_note`; empty where the rule says it."""
_FACTS = ("id", "channel_id", "status", "refund_status", "hold_code", "hold_note", "released_holds", "buyer",
          "buyer_account", "receiver", "phone", "landline", "email", "country", "province", "city", "district",
          "address",
          "buyer_note", "seller_note", "paid_minor", "refunded_minor", "currency")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that are on, and what she set them to.

    `people` are the buyers on the blacklist with its reason, `phones` their numbers with one of them.
    """

    on: frozenset[HoldRule]
    blacklist: frozenset[str]
    people: Mapping[int, str]
    phones: Mapping[str, int]
    note_words: tuple[str, ...]
    least_margin: int


def rules_of(connection: Connection) -> Rules:
    """The rules as they are set now. A blacklist with nobody on it holds nobody."""
    listed = settings.read(connection, settings.BLACKLIST)
    blacklist = frozenset(filter(None, (text.key(one) for one in listed.splitlines())))
    on = {rule for rule, switch in SWITCHES.items() if settings.read(connection, switch)}
    people = blacklisted(connection)
    return Rules(
        on=frozenset(on if blacklist or people else on - {HoldRule.BLACKLIST}),
        blacklist=blacklist,
        people=people,
        phones=phones_of(connection, people),
        note_words=tuple(filter(None, map(text.key, settings.read(connection, settings.HOLD_NOTE_WORDS).split(",")))),
        least_margin=settings.read(connection, settings.HOLD_LEAST_MARGIN),
    )


def open_orders(connection: Connection, only: Iterable[int] | None = None) -> list[Any]:
    """Every paid order, and every order a rule holds that waits for its money; with `only` those of these ids."""
    held = _orders.c.hold_code.in_([str(rule) for rule in HoldRule])
    waits = or_(_orders.c.status == OrderStatus.PAID, and_(_orders.c.status == OrderStatus.UNPAID, held))
    statement = (
        select(*(_orders.c[name] for name in _FACTS), _channels.c.currency.label("home"))
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .where(_orders.c.status.in_([OrderStatus.UNPAID, OrderStatus.PAID]), waits)
    )
    if only is None:
        return list(connection.execute(statement))
    found: list[Any] = []
    for chunk in sorted_chunks(only):
        found += connection.execute(statement.where(_orders.c.id.in_(chunk)))
    return found


def reasons(connection: Connection, rules: Rules, rows: Sequence[Any], *, are_all: bool = True) -> dict[int, Reasons]:
    """What each rule that is on says of these rows of `open_orders`.

    Whether there is enough for an order depends on all others: unless the rows `are_all`, what
    was known about its stock stays.
    """
    paid = [row for row in rows if row.status is OrderStatus.PAID]
    found: dict[int, Reasons] = {row.id: {} for row in rows}
    for row in paid:
        for rule, judge in _PLAIN.items():
            if rule in rules.on and (said := judge(row, rules)) is not None:
                found[row.id][rule] = said
    ids = [row.id for row in paid]
    wanted = [row.id for row in paid if row.refund_status not in _WANTED_BACK]  # the others need nothing any more
    together: list[tuple[HoldRule, Callable[[], Mapping[int, str]]]] = [
        (HoldRule.UNMATCHED, lambda: _unmatched(connection, ids)),
        (HoldRule.MARGIN, lambda: _losing(connection, rules, paid)),
        (HoldRule.DUPLICATE, lambda: _duplicates(connection, paid, are_all=are_all)),
        (HoldRule.STOCK, lambda: _short(connection, wanted) if are_all else _still_short(paid)),
    ]
    for rule, ask in together:
        if rule in rules.on:
            for order_id, said in ask().items():
                found[order_id][rule] = said
    return found


# -- rules about one order ----------------------------------------------------------------------


def _note(row: Any, rules: Rules) -> str | None:
    """A note, or one with one of her words in it; the note itself is read in the order."""
    written = text.key(row.buyer_note or "")
    if not written or (rules.note_words and not any(word in written for word in rules.note_words)):
        return None
    return ""


def _address(row: Any, _rules: Rules) -> str | None:
    """Nobody to call, nothing to write on the label, or a mainland address without a place that exists."""
    if not (row.phone or row.landline or row.email) or not (row.address or "").strip():
        return ""
    if row.home != _HOME or (row.province and row.city):
        return None
    whole = " ".join(filter(None, (row.province, row.city, row.address)))
    return None if whole.isascii() or parse_recipient(whole).province else ""


def _listed(row: Any, rules: Rules) -> str | None:
    for name in (row.buyer, row.buyer_account, row.receiver, row.phone, row.landline):
        if name and text.key(name) in rules.blacklist:
            return str(name)
    if not rules.people:
        return None
    identity = identity_of({name: getattr(row, name) for name in FIELDS})
    number = identity.id if identity is not None and identity.id in rules.people else None
    if number is None:
        number = rules.phones.get(full_phone(row.phone) or "")
    return rules.people[number] if number is not None else None


def _refund(row: Any, _rules: Rules) -> str | None:
    return "" if row.refund_status is RefundStatus.REQUESTED else None


_PLAIN: dict[HoldRule, Callable[[Any, Rules], str | None]] = {
    HoldRule.NOTE: _note,
    HoldRule.ADDRESS: _address,
    HoldRule.BLACKLIST: _listed,
    HoldRule.REFUND: _refund,
}


# -- rules that look further -------------------------------------------------------------------------


def _unmatched(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Orders with codes nobody linked: the first of those codes."""
    codes: dict[int, list[str]] = {}
    for chunk in sorted_chunks(ids):
        statement = select(_lines.c.order_id, _lines.c.code, _lines.c.title).where(
            _lines.c.order_id.in_(chunk), _lines.c.sku_id.is_(None), _lines.c.is_closed.is_(False)
        )
        for order_id, code, title in connection.execute(statement):
            codes.setdefault(order_id, []).append(code or title)
    return {order_id: _some(found) for order_id, found in codes.items()}


def _losing(connection: Connection, rules: Rules, rows: Sequence[Any]) -> dict[int, str]:
    """Sales that leave less than the margin she wants, as far as their costs are known; without the goods' none."""
    too_little = rules.least_margin * CAME_IN > PROFIT * 100
    found: dict[int, str] = {}
    for chunk in sorted_chunks([row.id for row in rows]):
        statement = select(_orders.c.id).select_from(_orders.outerjoin(*TERMS_JOIN))
        chosen = statement.where(_orders.c.id.in_(chunk), IS_SALE, too_little)
        found.update(dict.fromkeys(connection.execute(chosen).scalars(), ""))
    return found


def _duplicates(connection: Connection, rows: Sequence[Any], *, are_all: bool) -> dict[int, str]:
    """Orders of one buyer in one channel that wait beside each other: the numbers of the others.

    Orders that travel in one parcel are one, and a masked name is nobody without the phone.
    """
    buyers = {row.id: key for row in rows if (key := _buyer_key(row)) is not None}
    everyone = rows if are_all else _of_buyers(connection, {row.channel_id for row in rows})
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in everyone:
        key = _buyer_key(row)
        if key is not None and row.refund_status is not RefundStatus.REFUNDED:
            groups.setdefault(key, []).append(row.id)
    asked = set(buyers.values())
    several = {key: ids for key, ids in groups.items() if len(ids) > 1 and key in asked}
    grouped = [one for ids in several.values() for one in ids]
    parcel_of, numbers = _parcels_of(connection, grouped), _numbers(connection, grouped)
    found: dict[int, str] = {}
    for order_id, key in buyers.items():
        here = parcel_of.get(order_id)
        others = [
            one for one in several.get(key, ()) if one != order_id and (here is None or parcel_of.get(one) != here)
        ]
        if others:
            found[order_id] = _some([numbers[one] for one in others])
    return found


def _buyer_key(row: Any) -> tuple[Any, ...] | None:
    name, phone = row.buyer_account or row.buyer or "", row.phone or ""
    if name and _MASK not in name:
        return (row.channel_id, text.key(name))
    return (row.channel_id, text.key(name or row.receiver or ""), phone) if phone else None


def _of_buyers(connection: Connection, channel_ids: Iterable[int]) -> list[Any]:
    columns = ("id", "channel_id", "refund_status", "buyer", "buyer_account", "receiver", "phone")
    statement = select(*(_orders.c[name] for name in columns)).where(
        _orders.c.status == OrderStatus.PAID, _orders.c.channel_id.in_(list(channel_ids))
    )
    return list(connection.execute(statement))


def _parcels_of(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in sorted_chunks(ids):
        statement = (
            select(_lines.c.order_id, _packed.c.parcel_id)
            .join_from(_lines, _packed, _packed.c.order_line_id == _lines.c.id)
            .where(_lines.c.order_id.in_(chunk))
        )
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def _numbers(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in sorted_chunks(ids):
        statement = select(_orders.c.id, _orders.c.external_no).where(_orders.c.id.in_(chunk))
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def _short(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Orders that get nothing when all are served by their deadlines: the codes there is too little of."""
    if not ids or not counts_stock(connection):
        return {}
    needed = wave(connection, ids)
    lacking = needed.short()
    served = set(needed.servable(by_deadline(connection, ids)))
    return {
        order_id: _some(sorted(needed.codes[sku] for sku in needed.needs[order_id] if needed.codes[sku] in lacking))
        for order_id in ids
        if order_id not in served
    }


def _still_short(rows: Iterable[Any]) -> dict[int, str]:
    return {row.id: row.hold_note or "" for row in rows if row.hold_code == HoldRule.STOCK}


def _some(values: Sequence[str]) -> str:
    shown = list(dict.fromkeys(values))
    return ", ".join([*shown[:_SHOWN], "…"] if len(shown) > _SHOWN else shown)
