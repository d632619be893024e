"""Compares staged files with the shop: what is new, what changes, what is the same, what collides.

The plan only reads. Applying computes it again inside the write transaction, so that nothing
can slip between what was shown and what is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.channels import Channel
from models.orders import Order, OrderLine
from models.values import Platform, minor_digits
from services import settings, text
from services.errors import Invalid
from services.i18n import N_, NN_
from services.importing.columns import order_no
from services.importing.staged import Counts, FileWarning, RowProblem, StagedFile
from services.importing.targets import Conflict, OrderTarget
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import message, plural_message
from services.orders import rules

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()
_CHUNK = 900

# An order known from its items only has none of these.
_ONLY_IN_RECORDS = ("ordered_at", "total_minor", "paid_minor", "buyer", "receiver", "address")

# Staged names → columns, where they differ.
_MONEY = ("goods", "freight", "discount", "tax", "total", "paid", "refunded")
ORDER_FIELDS = {name: f"{name}_minor" for name in _MONEY} | {
    name: name for name in rules.IMPORTED_FIELDS if not name.endswith("_minor")
}
_LINE_MONEY = {"price": "price_minor", "amount": "amount_minor", "discount": "discount_minor"}
_PRODUCT_FIELDS = {
    "variant": "variant", "barcode": "barcode", "unit": "unit", "shelf": "shelf", "price": "price_minor",
    "cost": "cost_minor", "weight_g": "weight_g", "title": "title", "category": "category", "note": "note",
}  # fmt: skip

PLATFORM_NAMES: dict[Platform, str] = {
    Platform.TAOBAO: N_("Taobao"),
    Platform.PINDUODUO: N_("Pinduoduo"),
    Platform.JD: N_("JD"),
    Platform.DOUYIN: N_("Douyin"),
    Platform.XIAOHONGSHU: N_("Xiaohongshu"),
    Platform.WECHAT: N_("WeChat shop"),
    Platform.KUAISHOU: N_("Kuaishou"),
    Platform.YOUZAN: N_("Youzan"),
    Platform.SHOPIFY: N_("Shopify"),
    Platform.WOOCOMMERCE: N_("WooCommerce"),
    Platform.ETSY: N_("Etsy"),
    Platform.EBAY: N_("eBay"),
    Platform.AMAZON: N_("Amazon"),
    Platform.SQUARE: N_("Square"),
    Platform.OTHER: N_("Own orders"),
}


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """The channel a file's orders belong to; `id` is None where the import creates it."""

    id: int | None
    name: str
    platform: Platform
    currency: str
    zone: str


@dataclass(slots=True)
class ProductTarget:
    """A SKU as a product file leaves it. `sku_id` is None where the import creates it."""

    code: str
    sku_id: int | None
    values: dict[str, Any]
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class FilePlan:
    """What one file will do."""

    file: StagedFile
    counts: Counts
    problems: list[RowProblem]
    warnings: list[FileWarning]
    channel: ChannelPlan | None = None

    @property
    def rejected(self) -> int:
        """How many rows wait for a person."""
        return len(self.counts.waiting_rows)


@dataclass(slots=True)
class ImportPlan:
    """What all files together will do."""

    files: list[FilePlan]
    orders: dict[ChannelPlan, dict[str, OrderTarget]]
    products: dict[str, ProductTarget]
    conflicts: list[Conflict]

    @property
    def is_empty(self) -> bool:
        """Whether applying would change nothing."""
        touched = any(target.is_touched for targets in self.orders.values() for target in targets.values())
        return not touched and not any(one.sku_id is None or one.changes for one in self.products.values())


class Planner:
    """Makes one plan. `chosen` are the (order key, field) pairs where the file's value shall win."""

    def __init__(
        self, connection: Connection, task: Task | None = None, chosen: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self._connection = connection
        self._task = task or Task()
        self._chosen = chosen
        self._plan = ImportPlan([], {}, {}, [])
        self._channels = _channels_of(connection)
        self._new_channels: dict[str, ChannelPlan] = {}

    def plan(self, files: Sequence[StagedFile]) -> ImportPlan:
        """The plan for these files; their order does not matter."""
        for file in sorted(files, key=lambda one: _KIND_ORDER[one.kind]):
            self._task.checkpoint()
            problems = list(file.problems())
            counts = Counts(waiting_rows={problem.row for problem in problems if problem.rejects})
            plan = FilePlan(file, counts, problems, list(file.warnings))
            self._plan.files.append(plan)
            if file.kind in ("orders", "order_lines"):
                self._plan_orders(plan)
            elif file.kind == "products":
                self._plan_products(plan)
            elif file.kind == "tracking":
                self._plan_tracking(plan)
        self._settle()
        self._plan.files.sort(key=lambda one: files.index(one.file))
        return self._plan

    # -- orders ------------------------------------------------------------------------------------

    def _plan_orders(self, plan: FilePlan) -> None:
        records = {key: (row, data) for key, row, data in plan.file.records()}
        lines: dict[str, list[dict[str, Any]]] = {}
        for key, position, _row, data in plan.file.lines():
            lines.setdefault(key, []).append(_line_values(position, data))
        by_channel: dict[ChannelPlan, list[str]] = {}
        for key in dict.fromkeys([*records, *lines]):
            by_channel.setdefault(self._channel_for(plan.file, records.get(key)), []).append(key)
        for channel, keys in by_channel.items():
            plan.channel = channel
            targets = self._targets(channel, [order_no(key) for key in keys])
            for key in keys:
                self._count(plan, self._lay(plan, targets[order_no(key)], records.get(key), lines.get(key)))

    def _lay(
        self,
        plan: FilePlan,
        target: OrderTarget,
        record: tuple[int, dict[str, Any]] | None,
        lines: list[dict[str, Any]] | None,
    ) -> str:
        outcomes = []
        if record is not None:
            outcomes.append(
                target.take_record(
                    _order_values(record[1]), self._chosen, is_platforms_word=plan.file.platform is not Platform.OTHER
                )
            )
            _note_extra(target, record[1], plan.file)
        if lines is not None:
            outcomes.append(target.take_lines(lines, self._chosen))
        if "new" in outcomes:
            return "new" if target.is_new or record is None else "updated"
        return "updated" if "updated" in outcomes else "unchanged"

    @staticmethod
    def _count(plan: FilePlan, outcome: str) -> None:
        setattr(plan.counts, outcome, getattr(plan.counts, outcome) + 1)

    def _channel_for(self, file: StagedFile, record: tuple[int, dict[str, Any]] | None) -> ChannelPlan:
        named = file.channel
        if named is None and file.platform is Platform.OTHER and record is not None:
            named = record[1].get("channel_name")
        currency = (record[1].get("currency") if record else None) or file.currency
        found = channel_for(self._channels, file.platform, named, currency=currency, zone=file.zone)
        return found if found.id is not None else self._new_channels.setdefault(found.name, found)

    def _targets(self, channel: ChannelPlan, keys: Sequence[str]) -> dict[str, OrderTarget]:
        targets = self._plan.orders.setdefault(channel, {})
        unknown = [key for key in keys if key not in targets]
        if channel.id is not None:
            for start in range(0, len(unknown), _CHUNK):
                self._task.checkpoint(start, len(unknown))
                targets.update(_existing(self._connection, channel.id, unknown[start : start + _CHUNK]))
        for key in unknown:
            if key not in targets:
                # The currency comes with a channel; a file that says otherwise overwrites it.
                targets[key] = OrderTarget(key, values={"currency": channel.currency})
        return targets

    def _settle(self) -> None:
        missing_lines = missing_record = pieces_differ = 0
        for targets in self._plan.orders.values():
            for target in targets.values():
                target.settle()
                self._plan.conflicts += target.conflicts
                missing_lines += target.is_touched and not target.lines
                missing_record += target.is_new and not target.has_record
                pieces_differ += target.is_touched and _pieces_differ(target)
        for plan in self._plan.files:
            if plan.file.kind == "orders" and missing_lines:
                plan.warnings.append(_warning("lines_missing", missing_lines))
            if plan.file.kind == "order_lines" and missing_record:
                plan.warnings.append(_warning("order_missing", missing_record))
            if plan.file.kind == "orders" and pieces_differ:
                plan.warnings.append(_warning("pieces_differ", pieces_differ))

    # -- products ------------------------------------------------------------------------------------

    def _plan_products(self, plan: FilePlan) -> None:
        is_priced_here, left_out = self._is_priced_here(plan.file), 0
        for code, _row, data in plan.file.records():
            if not is_priced_here:
                left_out += sum(data.pop(name, None) is not None for name in ("price", "cost"))
            code_key = text.key(code)
            target = self._plan.products.get(code_key)
            if target is None:
                target = self._plan.products[code_key] = _existing_sku(self._connection, code, code_key)
                is_new = target.sku_id is None
            else:
                is_new = False
            before = len(target.changes)
            for name, column in _PRODUCT_FIELDS.items():
                value = data.get(name)
                if value is not None and value != target.values.get(column):
                    if target.sku_id is not None:
                        target.changes[column] = (target.values.get(column), value)
                    target.values[column] = value
            if target.sku_id is None and not target.values.get("title"):
                target.values["title"] = code
            self._count(plan, "new" if is_new else "updated" if len(target.changes) > before else "unchanged")
        if left_out:
            plan.warnings.append(_warning("prices_left_out", left_out))

    def _is_priced_here(self, file: StagedFile) -> bool:
        """Whether the prices of a product file are in the shop's currency: our own files', else the channel's."""
        if file.platform is Platform.OTHER:
            return True
        shops = settings.read(self._connection, settings.CURRENCY)
        sold_in = {
            channel.currency
            for channel in self._channels
            if channel.platform is file.platform and file.channel in (None, channel.name)
        } or {file.currency}
        return sold_in == {shops} and minor_digits(shops) == minor_digits(file.currency)

    # -- tracking numbers ------------------------------------------------------------------------------

    def _plan_tracking(self, plan: FilePlan) -> None:
        records = list(plan.file.records())
        channel_id = None
        if plan.file.channel is not None:
            channel_id = channel_for(
                self._channels,
                plan.file.platform,
                plan.file.channel,
                currency=plan.file.currency,
                zone=plan.file.zone,
            ).id
        for key, row, data in records:
            found = _orders_numbered(self._connection, key, channel_id)
            if len(found) != 1:
                self._reject_tracking(plan, row, key, bool(found))
                continue
            channel, target = found[0]
            target = self._plan.orders.setdefault(channel, {}).setdefault(key, target)
            target.has_record = True
            wanted = {name: data[name] for name in ("courier", "tracking_no") if data.get(name)}
            before = dict(target.changes)
            for name, value in wanted.items():
                if target.values.get(name) != value:
                    target.overwrite(name, value)
            target.is_tracking_ours = True
            self._count(plan, "updated" if target.changes != before else "unchanged")

    @staticmethod
    def _reject_tracking(plan: FilePlan, row: int, key: str, is_ambiguous: bool) -> None:
        reason = (
            N_("this order number exists in several channels; choose the channel")
            if is_ambiguous
            else N_("there is no order of this number")
        )
        code = "order_ambiguous" if is_ambiguous else "order_unknown"
        plan.problems.append(RowProblem(row, None, key, code, message(reason), key, True))
        plan.counts.waiting_rows.add(row)


_KIND_ORDER = {"products": 0, "orders": 1, "order_lines": 2, "tracking": 3}


def channel_for(
    known: Sequence[ChannelPlan], platform: Platform, name: str | None, *, currency: str, zone: str
) -> ChannelPlan:
    """The channel a file belongs to: the named one, else the only one of its platform, else a new one."""
    if name is not None:
        found = [channel for channel in known if channel.name == name.strip()]
        return found[0] if found else ChannelPlan(None, name.strip(), platform, currency, zone)
    candidates = [channel for channel in known if channel.platform is platform]
    if len(candidates) > 1:
        names = tuple(channel.name for channel in candidates)
        raise Invalid(
            field=message(N_("Channel")),
            value=message(PLATFORM_NAMES[platform]),
            reason=message(N_("there are several: {names}; say which one"), names=names),
        )
    if candidates:
        return candidates[0]
    return ChannelPlan(None, str(message(PLATFORM_NAMES[platform])), platform, currency, zone)


def _channels_of(connection: Connection) -> list[ChannelPlan]:
    columns = [_channels.c[key] for key in ("id", "name", "platform", "currency", "zone")]
    return [ChannelPlan(*row) for row in connection.execute(select(*columns).order_by(_channels.c.id))]


def _order_values(data: Mapping[str, Any]) -> dict[str, Any]:
    values = {column: data[name] for name, column in ORDER_FIELDS.items() if data.get(name) is not None}
    if "refund_status" not in values and "refunded_minor" in values:
        derived = rules.derived_refund_status(
            values.get("paid_minor"), values.get("total_minor"), values["refunded_minor"]
        )
        values["refund_status"] = str(derived)
    return values


def _line_values(position: int, data: Mapping[str, Any]) -> dict[str, Any]:
    values = {_LINE_MONEY.get(name, name): value for name, value in data.items()}
    values["position"] = position
    values["is_closed"] = int(values.get("status") == "closed")
    if values.get("amount_minor") is None and values.get("price_minor") is not None and values.get("quantity"):
        values["amount_minor"] = values["price_minor"] * values["quantity"] - (values.get("discount_minor") or 0)
    return values


def _note_extra(target: OrderTarget, data: Mapping[str, Any], file: StagedFile) -> None:
    if target.is_new:
        target.values["extra"] = data.get("extra")
        is_damaged = any(one.code == "ids_truncated" for one in file.warnings) and len(target.key) >= 16
        target.values["is_damaged_no"] = int(is_damaged and target.key.isdigit() and target.key.endswith("00"))


def _pieces_differ(target: OrderTarget) -> bool:
    declared = target.values.get("declared_pieces")
    return bool(target.lines) and declared is not None and declared != sum(line["quantity"] for line in target.lines)


def _existing(connection: Connection, channel_id: int, keys: Sequence[str]) -> dict[str, OrderTarget]:
    names = ["id", "external_no", "base", "hold_code", *rules.IMPORTED_FIELDS]
    statement = select(*(_orders.c[name] for name in names)).where(
        _orders.c.channel_id == channel_id, _orders.c.external_no.in_(keys)
    )
    return _as_targets(connection, names, stored_rows(connection, statement))


def _as_targets(connection: Connection, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, OrderTarget]:
    targets: dict[str, OrderTarget] = {}
    by_id: dict[int, OrderTarget] = {}
    for row in rows:
        values = dict(zip(names, row, strict=True))
        order_id, key, base = values.pop("id"), values.pop("external_no"), values.pop("base")
        target = OrderTarget(key, order_id, values, json.loads(base) if base else {})
        target.has_record = any(values[name] is not None for name in _ONLY_IN_RECORDS)
        targets[key] = by_id[order_id] = target
    line_names = [column.name for column in _lines.columns]
    statement = select(_lines).where(_lines.c.order_id.in_(list(by_id))).order_by(_lines.c.order_id, _lines.c.position)
    for row in stored_rows(connection, statement):
        line = dict(zip(line_names, row, strict=True))
        by_id[line["order_id"]].lines.append(line)
    return targets


def _orders_numbered(connection: Connection, key: str, channel_id: int | None) -> list[tuple[ChannelPlan, OrderTarget]]:
    channel_columns = [_channels.c[name] for name in ("id", "name", "platform", "currency", "zone")]
    statement = (
        select(*channel_columns)
        .join_from(_channels, _orders, _orders.c.channel_id == _channels.c.id)
        .where(_orders.c.external_no == key)
    )
    if channel_id is not None:
        statement = statement.where(_orders.c.channel_id == channel_id)
    channels = [ChannelPlan(*row) for row in connection.execute(statement)]
    return [(channel, _existing(connection, channel.id, [key])[key]) for channel in channels if channel.id is not None]


def _existing_sku(connection: Connection, code: str, code_key: str) -> ProductTarget:
    columns = [_skus.c[name] for name in _PRODUCT_FIELDS.values() if name in _skus.c]
    product_columns = [_products.c[name] for name in _PRODUCT_FIELDS.values() if name not in _skus.c]
    statement = (
        select(_skus.c.id, *columns, *product_columns)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.code_key == code_key)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return ProductTarget(code, None, {})
    values = dict(row)
    return ProductTarget(code, values.pop("id"), values)


_WARNINGS = {
    "lines_missing": NN_(
        "{count} order has no items yet; drop the platform's item file too. It is held until then.",
        "{count} orders have no items yet; drop the platform's item file too. They are held until then.",
    ),
    "order_missing": NN_(
        "{count} order is known from its items only; drop the order file too. It is held until then.",
        "{count} orders are known from their items only; drop the order file too. They are held until then.",
    ),
    "pieces_differ": NN_(
        "{count} order has another number of pieces than its items add up to.",
        "{count} orders have another number of pieces than their items add up to.",
    ),
    "prices_left_out": NN_(
        "{count} price was left out, because it is not in the currency of this shop.",
        "{count} prices were left out, because they are not in the currency of this shop.",
    ),
}


def _warning(code: str, count: int) -> FileWarning:
    return FileWarning(code, count, plural_message(_WARNINGS[code], count))
