"""Orders and their lines: one part of the plan for order files, item files and tracking numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.enums.orders import OrderStatus, Platform
from services.fulfilment.settling import staying_behind
from services.i18n import NN_
from services.importing.channels import ChannelPlan
from services.importing.columns import order_no
from services.importing.entries import CHANGED, CONFLICT, NEW, SAME, Entry
from services.importing.kinds import order_rows, order_writing
from services.importing.kinds.case_orders import follow_waiting
from services.importing.kinds.closed_books import ClosedBooks
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.kinds.refund_words import RefundBefore, ToldRefund, refund_before, told_refund
from services.importing.staged import FileWarning, StagedFile
from services.importing.targets import OrderTarget
from services.kernel.chunks import AT_ONCE, portions
from services.messages import plural_message
from services.privacy.personal import is_erased, without_person


class OrdersPart:
    """The orders an import touches, by channel and number."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self.targets: dict[ChannelPlan, dict[str, OrderTarget]] = {}
        self.told: dict[ChannelPlan, dict[str, ToldRefund]] = {}

    def take(self, plan: FilePlan) -> None:
        """Lay the orders, or the lines, of a file over the shop's."""
        records = {key: (row, data) for key, row, data in plan.file.records()}
        lines: dict[str, list[dict[str, Any]]] = {}
        for key, position, _row, data in plan.file.lines():
            lines.setdefault(key, []).append(order_rows.line_values(position, data))
        channels: dict[tuple[str | None, str | None], ChannelPlan] = {}
        by_channel: dict[ChannelPlan, list[str]] = {}
        for key in dict.fromkeys([*records, *lines]):
            named = _named_channel(plan.file, records.get(key))
            if named not in channels:
                channels[named] = self._planning.channels.of(plan.file, *named)
            by_channel.setdefault(channels[named], []).append(key)
        for channel, keys in by_channel.items():
            plan.place = channel
            targets = self._targets(channel, [order_no(key) for key in keys])
            for key in keys:
                target = targets[order_no(key)]
                before = refund_before(target)
                record = records.get(key)
                told = order_rows.order_values(record[1]) if record is not None else {}
                plan.count(self._lay(plan, target, record, told, lines.get(key)))
                if plan.file.platform is not Platform.OTHER:
                    self._hear(plan, channel, before, target, told)

    def _hear(
        self,
        plan: FilePlan,
        channel: ChannelPlan,
        before: RefundBefore,
        target: OrderTarget,
        row: Mapping[str, Any],
    ) -> None:
        """Remember where the platform changed its word on the refund of an order."""
        told = told_refund(plan, before, target, row)
        if told is not None:
            heard = self.told.setdefault(channel, {})
            heard[target.key] = told.after(heard.get(target.key))

    def _lay(
        self,
        plan: FilePlan,
        target: OrderTarget,
        record: tuple[int, dict[str, Any]] | None,
        told: dict[str, Any],
        lines: list[dict[str, Any]] | None,
    ) -> str:
        outcomes = []
        if record is not None:
            outcomes.append(
                target.take_record(
                    without_person(told) if not target.is_new and is_erased(target.values) else told,
                    self._planning.chosen,
                    is_platforms_word=plan.file.platform is not Platform.OTHER,
                )
            )
            order_rows.note_extra(target, record[1], plan.file)
        if lines is not None:
            outcomes.append(target.take_lines(lines, self._planning.chosen))
        if "new" in outcomes:
            return "new" if target.is_new or record is None else "updated"
        return "updated" if "updated" in outcomes else "unchanged"

    def known(self, channel: ChannelPlan, numbers: Sequence[str]) -> dict[str, OrderTarget]:
        """Those of these orders that are in the shop, or in this import, ready for more to be laid over them."""
        targets = self.targets.setdefault(channel, {})
        if channel.id is not None:
            targets.update(self._existing(channel.id, [number for number in numbers if number not in targets]))
        return {number: targets[number] for number in numbers if number in targets}

    def arriving(self, number: str, channel_id: int | None) -> list[tuple[ChannelPlan, OrderTarget]]:
        """The orders of this number that this very import brings into the channel, or into any."""
        return [
            (channel, targets[number])
            for channel, targets in self.targets.items()
            if number in targets and targets[number].is_new and channel_id in (None, channel.id)
        ]

    def _existing(self, channel_id: int, numbers: Sequence[str]) -> dict[str, OrderTarget]:
        found: dict[str, OrderTarget] = {}
        for done, chunk in enumerate(portions(numbers)):
            self._planning.task.checkpoint(done * AT_ONCE, len(numbers))
            found |= order_rows.existing(self._planning.connection, channel_id, chunk)
        return found

    def _targets(self, channel: ChannelPlan, keys: Sequence[str]) -> dict[str, OrderTarget]:
        targets = self.targets.setdefault(channel, {})
        unknown = [key for key in keys if key not in targets]
        if channel.id is not None:
            targets.update(self._existing(channel.id, unknown))
        for key in unknown:
            if key not in targets:
                # The currency comes with a channel; a file that says otherwise overwrites it.
                targets[key] = OrderTarget(key, values={"currency": channel.currency})
        return targets

    def settle(self) -> None:
        """Derive what no single file says, and tell which orders are only half here."""
        missing_lines = missing_record = pieces_differ = in_closed_books = 0
        books = ClosedBooks.read(self._planning.connection)
        for channel, targets in self.targets.items():
            follow_waiting(self._planning, channel, targets)
            for target in targets.values():
                target.settle()
                self._planning.conflicts += target.conflicts
                missing_record += target.is_new and not target.has_record
                if target.is_touched:
                    missing_lines += not target.lines
                    pieces_differ += order_rows.pieces_differ(target)
                    in_closed_books += books.are_touched_by(target, channel.zone)
            self._note_parts(targets)
        self._warn_of(in_closed_books, books)
        for plan in self._planning.files:
            if plan.file.kind == "orders" and missing_lines:
                plan.warnings.append(_warning("lines_missing", missing_lines))
            if plan.file.kind == "order_lines" and missing_record:
                plan.warnings.append(_warning("order_missing", missing_record))
            if plan.file.kind == "orders" and pieces_differ:
                plan.warnings.append(_warning("pieces_differ", pieces_differ))

    def _note_parts(self, targets: Mapping[str, OrderTarget]) -> None:
        """Tell of which orders only a part has left, whatever the platform says."""
        sent = {
            target.order_id: target
            for target in targets.values()
            if target.order_id is not None and target.changes.get("status", ("", ""))[1] == OrderStatus.SHIPPED
        }
        for order_id in staying_behind(self._planning.connection, list(sent)):
            sent[order_id].stays_in_part = True

    def _warn_of(self, in_closed_books: int, books: ClosedBooks) -> None:
        """Say once, at the first file of orders, that figures of closed months change."""
        mine = [plan for plan in self._planning.files if plan.file.kind in ("orders", "order_lines", "tracking")]
        if in_closed_books and mine:
            mine[0].warnings.append(books.warning(in_closed_books))

    @property
    def is_empty(self) -> bool:
        """Whether no order changes."""
        return not any(target.is_touched for targets in self.targets.values() for target in targets.values())

    def write(self, written: Written) -> None:
        """Write every new and changed order."""
        for channel, targets in self.targets.items():
            ids = order_writing.write_orders(channel, list(targets.values()), written)
            known = written.new_orders
            written.new_orders = ids if not known else range(known.start, ids.stop) if ids else known

    def entries(self) -> Iterator[Entry]:
        """Every order, its conflicts behind it; amounts and times are the channel's."""
        for channel, targets in self.targets.items():
            for key, target in targets.items():
                outcome = NEW if target.is_new else CHANGED if target.is_touched else SAME
                yield Entry(outcome, key, channel.name, target, channel.currency, channel.zone)
                for conflict in target.conflicts:
                    yield Entry(CONFLICT, key, channel.name, conflict, channel.currency, channel.zone)


def _named_channel(file: StagedFile, record: tuple[int, dict[str, Any]] | None) -> tuple[str | None, str | None]:
    """The channel an order's row names where its file names none, and the currency it names."""
    if record is None:
        return file.channel, None
    named = file.channel
    if named is None and file.platform is Platform.OTHER:
        named = record[1].get("channel_name")
    return named, record[1].get("currency")


_WARNINGS = {
    "lines_missing": NN_(
        "{count} order has no items yet: its cost and profit stay unknown until the platform's item file is dropped "
        "too. If it is not sent yet, it is held until then.",
        "{count} orders have no items yet: their cost and profit stay unknown until the platform's item file is "
        "dropped too. Those not sent yet are held until then.",
    ),
    "order_missing": NN_(
        "{count} order is known from its items only; drop the order file too. It is held until then.",
        "{count} orders are known from their items only; drop the order file too. They are held until then.",
    ),
    "pieces_differ": NN_(
        "{count} order has another number of pieces than its items add up to.",
        "{count} orders have another number of pieces than their items add up to.",
    ),
}


def _warning(code: str, count: int) -> FileWarning:
    return FileWarning(code, count, plural_message(_WARNINGS[code], count))
