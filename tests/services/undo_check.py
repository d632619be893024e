"""The check that everything a test did can be taken back and done again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from models.journal import Change, Operation, OperationKind
from services import clock
from services.kernel.changes import ChangeSet
from services.kernel.command import COMMANDS
from services.shop import Shop
from tests.services.soundness import Rows, in_force, labels, problems_of_state, require_labels, rows

_INSTANT = re.compile(r"\b1[5-9]\d{11}\b")
_SAME_MOMENT_MS = 20_000
_KNOWN_WAYS: set[bytes] = set()


@dataclass(frozen=True, slots=True)
class Beginning:
    """A shop's rows, and the moment in milliseconds, before anything is done that is to be taken back."""

    rows: Rows
    at_ms: int

    @classmethod
    def of(cls, shop: Shop) -> Beginning:
        """How the shop is now."""
        return cls(shop.ask(rows), int(clock.now().timestamp() * 1000))


class UndoCheck:
    """Watches a shop from its start; `require` then takes everything back and does it again.

    An operation that is final (its effect left the file) ends the way back: what was done
    after it is undone, and the rows must be those it left, unless the test took back
    something older in the meantime.

    Most tests begin alike. Where the way back comes to the very rows and operations from which
    another test went on to the start and up again, it turns round: from there it would be the same.
    """

    def __init__(self, shop: Shop, beginning: Beginning | None = None) -> None:
        """`beginning` is how it was before what is to be taken back, where that has been done already."""
        beginning = beginning or Beginning.of(shop)
        self._path: Path = shop.path
        self._start: Rows = beginning.rows
        self._began_ms = beginning.at_ms
        self._stop: Callable[[], None] = shop.subscribe(self._note_final)
        self._shop = shop
        self._after_final: dict[int, tuple[Rows, set[int]]] = {}

    def _note_final(self, changes: ChangeSet) -> None:
        if changes.kind is not OperationKind.DO or COMMANDS[changes.code].final_reason is None:
            return

        def left(connection: Connection) -> tuple[Rows, set[int]]:
            return rows(connection), {root for root, _is_final in in_force(connection)}

        self._after_final[changes.operation_id] = self._shop.submit_ask(left).result()

    def require(self) -> None:
        """Undo newest-first, compare, redo, compare; sound at both ends."""
        self._stop()
        with self._opened() as shop:
            shop.forbid_thread(None)
            end = shop.ask(rows)
            assert shop.ask(problems_of_state) == []
            require_labels(shop.ask(labels))
            passed = self._there_and_back(shop)
            assert shop.ask(rows) == end
            assert shop.ask(problems_of_state) == []
        _KNOWN_WAYS.update(passed)

    @contextmanager
    def _opened(self) -> Iterator[Shop]:
        if not self._shop.is_closed:
            yield self._shop
            return
        with Shop.open(self._path) as again:
            yield again

    def _there_and_back(self, shop: Shop) -> Collection[bytes]:
        """Take back and do again; the places passed on the way back and again on the way up."""
        roots, expected = self._way(shop)
        ways = shop.ask(self._sums_of, roots, expected) if expected is not None else {}
        passed: dict[int, bytes] = {}
        undone = []
        for root in roots:
            if ways:
                passed[root] = self._place(shop, ways[root])
                if passed[root] in _KNOWN_WAYS:
                    break
            shop.undo(root)
            undone.append(root)
        else:
            assert expected is None or shop.ask(rows) == expected
        assert shop.ask(problems_of_state) == []
        for root in reversed(undone):
            shop.redo(root)
            if ways and self._place(shop, ways[root]) != passed[root]:
                del passed[root]
        return passed.values()

    def _way(self, shop: Shop) -> tuple[list[int], Rows | None]:
        """The operations to take back, the newest first, and the rows there must be then, where that is known."""
        applied = shop.ask(in_force)
        roots: list[int] = []
        for place, (root, is_final) in enumerate(applied):
            if is_final:
                left, were_applied = self._after_final[root]
                return roots, left if were_applied == {one for one, _ in applied[place:]} else None
            roots.append(root)
        return roots, self._start

    def _sums_of(self, connection: Connection, roots: Collection[int], start: Rows) -> dict[int, bytes]:
        """For each operation a sum of what it and all before it did, from these rows on."""
        statement = (
            select(
                Operation.id, Operation.code, Change.entity, Change.row_id, Change.last_id, Change.kind, Change.before,
                Change.after, Change.block,
            )
            .outerjoin(Change, Change.op_id == Operation.applied_by)
            .where(Operation.kind == OperationKind.DO, Operation.applied_by.is_not(None))
            .order_by(Operation.applied_by, Change.id)
        )  # fmt: skip
        total = hashlib.blake2b(self._plain((start, clock.now().date())))
        found = {}
        for root, *change in connection.execute(statement):
            if root in roots:
                total.update(self._plain(change))
                found[root] = total.digest()
        return found

    def _place(self, shop: Shop, way: bytes) -> bytes:
        """A sum of the rows there are now and of the way that led to them."""
        return hashlib.blake2b(way + self._plain(shop.ask(rows))).digest()

    def _plain(self, values: object) -> bytes:
        """The values as text; by the computer's clock an instant is how long after the start it was."""

        def since(found: re.Match[str]) -> str:
            return f"+{(int(found[0]) - self._began_ms) // _SAME_MOMENT_MS}"

        text = repr(values)
        own_clock = abs(clock.now() - datetime.now(UTC)) > timedelta(seconds=1)
        return (text if own_clock else _INSTANT.sub(since, text)).encode("utf-8", "surrogatepass")
