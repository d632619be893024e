"""Which orders may travel together: suggestions with a confidence and its reasons, never more than that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.fulfilment import ParcelLine
from models.orders import Order, OrderLine
from services import text
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import Message, message
from services.orders.queries import READY

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_in_parcels = ParcelLine.table()
_MASK = "*"
_SURE, _LIKELY, _POSSIBLE = 100, 85, 65


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that waits to be sent, and what tells whom it goes to."""

    id: int
    external_no: str
    channel_id: int
    channel: str
    buyer: str
    receiver: str
    phone: str
    address: str
    note: str = ""
    seller_note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Orders of one channel that seem to go to one person; `confidence` 0 to 100, and why."""

    orders: tuple[Candidate, ...]
    confidence: int
    reasons: tuple[Message, ...]


def suggestions(connection: Connection) -> tuple[Suggestion, ...]:
    """The orders ready to be sent that could be merged, the surest first."""
    return suggest(candidates(connection))


def waiting_together(connection: Connection) -> int:
    """How many orders could travel with another; asks only where addresses are the same letter by letter."""
    twice = select(_orders.c.address).where(READY).group_by(_orders.c.channel_id, _orders.c.address)
    shared = [one for one in connection.execute(twice.having(func.count() > 1)).scalars() if one]
    if not shared:
        return 0
    found = [one for chunk in sorted_chunks(shared) for one in _candidates(connection, chunk)]
    return sum(len(one.orders) for one in suggest(found))


def candidates(connection: Connection) -> tuple[Candidate, ...]:
    """Orders that are ready, have lines and are in no parcel yet, oldest first."""
    return _candidates(connection, None)


def _candidates(connection: Connection, addresses: Sequence[str] | None) -> tuple[Candidate, ...]:
    packed = select(_lines.c.order_id).join(_in_parcels, _in_parcels.c.order_line_id == _lines.c.id)
    has_lines = select(_lines.c.id).where(_lines.c.order_id == _orders.c.id).exists()
    statement = (
        select(
            _orders.c.id, _orders.c.external_no, _orders.c.channel_id, _channels.c.name.label("channel"),
            _orders.c.buyer, _orders.c.buyer_account, _orders.c.receiver, _orders.c.phone, _orders.c.landline,
            _orders.c.province, _orders.c.city, _orders.c.district, _orders.c.address, _orders.c.buyer_note,
            _orders.c.seller_note,
        )
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .where(READY, _orders.c.id.not_in(packed), has_lines)
        .order_by(_orders.c.paid_at, _orders.c.id)
    )  # fmt: skip
    if addresses is not None:
        statement = statement.where(_orders.c.address.in_(addresses))
    return tuple(
        Candidate(
            id=row.id,
            external_no=row.external_no,
            channel_id=row.channel_id,
            channel=row.channel,
            buyer=row.buyer_account or row.buyer or "",
            receiver=row.receiver or "",
            phone=row.phone or row.landline or "",
            address=" ".join(part for part in (row.province, row.city, row.district, row.address) if part),
            note=row.buyer_note or "",
            seller_note=row.seller_note or "",
        )
        for row in connection.execute(statement)
    )


def suggest(waiting: Iterable[Candidate]) -> tuple[Suggestion, ...]:
    """Group by channel and address, then ask whether buyer and phone agree; a name alone never decides."""
    groups: dict[tuple[int, str], list[Candidate]] = {}
    for one in waiting:
        address = _compact(one.address)
        if address.strip(_MASK):
            groups.setdefault((one.channel_id, address), []).append(one)
    found = [made for group in groups.values() for made in _within(group)]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.orders[0].id)))


def _within(group: Sequence[Candidate]) -> list[Suggestion]:
    """Of orders to one address, those that agree with one another."""
    left, made = list(group), []
    while left:
        first, rest = left[0], left[1:]
        joined = [one for one in rest if _agreement(first, one) is not None]
        left = [one for one in rest if one not in joined]
        if joined:
            agreements = [found for one in joined if (found := _agreement(first, one)) is not None]
            weakest = min(agreements, key=lambda found: found[0])
            made.append(Suggestion((first, *joined), *weakest))
    return made


def _agreement(one: Candidate, other: Candidate) -> tuple[int, tuple[Message, ...]] | None:
    """How sure it is that two orders to one address go to one person, and why; None where something differs."""
    same_buyer = bool(one.buyer) and one.buyer == other.buyer
    if one.buyer and other.buyer and not same_buyer:
        return None
    phones = _phones_agree(one.phone, other.phone)
    if phones is False or (one.receiver and other.receiver and not _names_agree(one.receiver, other.receiver)):
        return None
    reasons = [message(N_("same address"))]
    if same_buyer:
        reasons.append(message(N_("same buyer")))
    if phones:
        is_masked = _MASK in one.phone + other.phone
        reasons.append(message(N_("phones agree as far as they are shown") if is_masked else N_("same phone")))
    if same_buyer and phones:
        return (_LIKELY if _MASK in one.phone + other.phone + one.address else _SURE), tuple(reasons)
    if same_buyer or (phones and _MASK not in one.phone + other.phone):
        return _LIKELY - (_MASK in one.address) * 20, tuple(reasons)
    return (_POSSIBLE, tuple(reasons)) if phones else None


def _phones_agree(one: str, other: str) -> bool | None:
    """Whether two numbers, masked or not, can be the same; None where one is missing."""
    left, right = (("".join(ch for ch in phone if ch.isdigit() or ch == _MASK)) for phone in (one, other))
    if not left or not right:
        return None
    return len(left) == len(right) and all(a == b or _MASK in (a, b) for a, b in zip(left, right, strict=True))


def _names_agree(one: str, other: str) -> bool:
    left, right = text.key(one), text.key(other)
    if _MASK in left or _MASK in right:
        return left[:1] == right[:1]
    return left == right


def _compact(address: str) -> str:
    """An address as it is compared: without spaces and punctuation."""
    return "".join(ch for ch in text.key(address) if ch.isalnum() or ch == _MASK)
