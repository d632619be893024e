"""Pages of SQLite's trees, read without SQLite: of a file it refuses to open (https://sqlite.org/fileformat2.html)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PAGE = 4096  # bytes; our files have no other size and keep no bytes of a page back
_INDEX_INSIDE, _TABLE_INSIDE, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
TABLE_KINDS = (_TABLE_INSIDE, _TABLE_LEAF)  # the first byte of a page
_FIRST = 100  # bytes of the file's header, before the tree on the first page
_MOST_FRAGMENTS = 60
_LONGEST_VARINT = 9
_SHORTEST_CELL = 4
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_LONGEST_RECORD = 1 << 20
EMPTY_LEAF = struct.pack(">BHHHB", _TABLE_LEAF, 0, 0, PAGE, 0)
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Damaged(ValueError):
    """These bytes are not what they should be."""


@dataclass(frozen=True, slots=True)
class Node:
    """A page of a tree, whose head and cell pointers are as they must be."""

    page: bytes
    kind: int
    pointers: tuple[int, ...]
    last: int  # the rightmost page below, 0 on a leaf

    @property
    def is_table(self) -> bool:
        """Whether rows are kept by their ids here, and not by a key."""
        return self.kind in TABLE_KINDS

    @property
    def is_leaf(self) -> bool:
        """Whether nothing is below."""
        return self.kind in (_INDEX_LEAF, _TABLE_LEAF)

    @property
    def is_table_leaf(self) -> bool:
        """Whether whole rows are on this page."""
        return self.kind == _TABLE_LEAF

    def children(self) -> list[int]:
        """The pages right below."""
        if self.is_leaf:
            return []
        return [*(struct.unpack_from(">I", self.page, at)[0] for at in self.pointers), self.last]

    def cells(self) -> Iterator[bytes]:
        """Each cell, with whatever stands behind it on the page."""
        return (self.page[at:] for at in self.pointers)


def node_of(page: bytes, *, first: bool = False) -> Node | None:
    """This page of a tree; None where it is none, or no sound one."""
    at = _FIRST if first else 0
    kind = page[at]
    if kind not in (_INDEX_INSIDE, _TABLE_INSIDE, _INDEX_LEAF, _TABLE_LEAF):
        return None
    free, count, content, fragments = struct.unpack_from(">HHHB", page, at + 1)
    has_last = kind in (_INDEX_INSIDE, _TABLE_INSIDE)
    head = at + (12 if has_last else 8)
    begin = head + 2 * count
    if not begin <= content <= PAGE or fragments > _MOST_FRAGMENTS or (free and not content <= free < PAGE):
        return None
    pointers = struct.unpack_from(f">{count}H", page, head)
    if count and not content <= min(pointers) <= max(pointers) <= PAGE - _SHORTEST_CELL:
        return None
    last = struct.unpack_from(">I", page, at + 8)[0] if has_last else 0
    return None if has_last and last < 2 else Node(page, kind, pointers, last)


def types_of(cell: bytes) -> list[str]:
    """Of each value of a table's row, which SQL type it has."""
    length, at = _varint(cell, 0)
    _row_id, at = _varint(cell, at)
    return [_type(serial) for serial in _serials(cell[at:], length)[0]]


def record_of(cell: bytes, page: Callable[[int], bytes]) -> list[object]:
    """The values of a table's row, with what of it lies on other pages; what is neither text nor integer is None."""
    length, at = _varint(cell, 0)
    _row_id, at = _varint(cell, at)
    payload = _payload(cell, at, length, page)
    serials, at = _serials(payload, length)
    values: list[object] = []
    for serial in serials:
        size = _size(serial)
        if at + size > len(payload):
            raise Damaged
        values.append(_value(serial, payload[at : at + size]))
        at += size
    return values


def _payload(cell: bytes, at: int, length: int, page: Callable[[int], bytes]) -> bytes:
    if length > _LONGEST_RECORD:
        raise Damaged
    if length <= _MOST_LOCAL:
        return cell[at : at + length]
    local = _LEAST_LOCAL + (length - _LEAST_LOCAL) % (PAGE - 4)
    local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    payload, following = cell[at : at + local], cell[at + local : at + local + 4]
    while len(payload) < length:
        more = page(int.from_bytes(following, "big")) if any(following) else b""
        if len(more) != PAGE:
            raise Damaged
        payload, following = payload + more[4:], more[:4]
    return payload[:length]


def _serials(payload: bytes, length: int) -> tuple[list[int], int]:
    size, at = _varint(payload, 0)
    if not at <= size <= min(length, len(payload)):
        raise Damaged
    serials = []
    while at < size:
        serial, at = _varint(payload, at)
        serials.append(serial)
    if at != size or size + sum(map(_size, serials)) != length:
        raise Damaged
    return serials, at


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(content[at : at + _LONGEST_VARINT]):
        if place == _LONGEST_VARINT - 1:
            return value << 8 | byte, at + place + 1
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + place + 1
    raise Damaged


def _type(serial: int) -> str:
    if serial == 0:
        return "NULL"
    if serial in _WIDTHS or serial in (8, 9):
        return "INTEGER"
    if serial == 7:
        return "REAL"
    return "TEXT" if serial % 2 else "BLOB"


def _size(serial: int) -> int:
    if serial >= 12:
        return (serial - 12) // 2
    if serial in (10, 11):
        raise Damaged
    return 8 if serial == 7 else _WIDTHS.get(serial, 0)


def _value(serial: int, content: bytes) -> object:
    match _type(serial):
        case "INTEGER" if serial in (8, 9):
            return serial - 8
        case "INTEGER":
            return int.from_bytes(content, "big", signed=True)
        case "TEXT":
            return content.decode("utf-8", errors="replace")
        case _:
            return None
