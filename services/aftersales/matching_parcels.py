"""Reads for the returns desk: what should be in a returned parcel, and what its codes are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from models.aftersales import Case, CaseFile
from models.catalog import Barcode, Product, Sku
from models.channels import Channel
from models.enums.aftersales import CaseKind
from models.orders import Order
from services import text
from services.aftersales.drafts import CaseLineDraft
from services.aftersales.kinds import DEFAULTS
from services.aftersales.meaning import meant_lines
from services.aftersales.sold import SoldPart, parts_of
from services.aftersales.views import lines_of
from services.errors import NotFound
from services.fulfilment.papers import mask_name
from services.i18n import N_
from services.messages import message

_cases = Case.table()
_files = CaseFile.table()
_orders = Order.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()
_barcodes = Barcode.table()


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A product that should be in a parcel; it answers to any of the `keys` (`services.text.key`)."""

    order_line_id: int | None
    sku_id: int | None
    code: str
    title: str
    variant: str
    expected: int
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeskParcel:
    """A parcel on the desk: its number, its case (None: it is opened when the parcel is counted), what should be in it.

    The buyer is masked. `asked_minor` is what the buyer wants back; `came` says that it was received, `is_ours` that
    the pieces become stock.
    """

    waybill: str
    courier: str
    case_id: int | None
    case_no: str
    kind: CaseKind
    order_id: int | None
    order_no: str
    channel_id: int | None
    channel: str
    buyer: str
    reason: str
    note: str
    currency: str
    asked_minor: int | None
    is_agreed: bool
    files: int
    came: bool
    lines: tuple[DeskLine, ...]

    @property
    def is_ours(self) -> bool:
        """Whether pieces that come back become stock; a repair's piece stays the buyer's."""
        return DEFAULTS[self.kind].is_ours


def of_case(connection: Connection, case_id: int, waybill: str = "", courier: str = "") -> DeskParcel:
    """The parcel of a case, with what should be in it; `NotFound` where the case does not exist."""
    statement = (
        select(_cases, _channels.c.name.label("channel"), _orders.c.buyer, _orders.c.receiver)
        .join_from(_cases, _channels, _channels.c.id == _cases.c.channel_id)
        .outerjoin(_orders, _orders.c.id == _cases.c.order_id)
        .where(_cases.c.id == case_id)
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(what=message(N_("after-sales case")), which=f"#{case_id}")
    parts = parts_of(connection, row.order_id) if row.order_id is not None else ()
    files = select(func.count()).select_from(_files).where(_files.c.case_id == case_id)
    return DeskParcel(
        waybill or row.return_tracking_no or "", courier or row.return_courier or "", row.id, row.external_no,
        row.kind, row.order_id, row.order_no or "", row.channel_id, row.channel, masked(row.buyer, row.receiver),
        row.reason or "", row.note or "", row.currency, row.asked_minor, row.agreed_at is not None,
        int(connection.execute(files).scalar_one()), row.received_at is not None,
        _lines_of_case(connection, row, parts),
    )  # fmt: skip


def of_order(connection: Connection, order_id: int, waybill: str, courier: str, *, went_out: bool) -> DeskParcel:
    """The parcel of an order without a case: refused delivery where it came back as it `went_out`, else a return."""
    statement = (
        select(_orders, _channels.c.name.label("channel"))
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .where(_orders.c.id == order_id)
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(what=message(N_("order")), which=f"#{order_id}")
    parts = [part for part in parts_of(connection, order_id) if part.pieces]
    drafts = [CaseLineDraft(part.order_line_id, part.out or part.pieces, part.sku_id) for part in parts]
    kind = CaseKind.REFUSED if went_out else CaseKind.RETURN_AND_REFUND
    return DeskParcel(
        waybill, courier, None, "", kind, row.id, row.external_no, row.channel_id, row.channel,
        masked(row.buyer, row.receiver), "", row.seller_note or "", row.currency, None, False, 0, False,
        _with_keys(connection, drafts, parts),
    )  # fmt: skip


def of_nobody(connection: Connection, waybill: str, courier: str, channel_id: int) -> DeskParcel:
    """A parcel nobody announced: what is in it is only known once it is counted."""
    row = connection.execute(select(_channels).where(_channels.c.id == channel_id)).first()
    if row is None:
        raise NotFound(what=message(N_("channel")), which=f"#{channel_id}")
    return DeskParcel(
        waybill, courier, None, "", CaseKind.RETURN_AND_REFUND, None, "", row.id, row.name, "", "", "", row.currency,
        None, False, 0, False, (),
    )  # fmt: skip


def product_line(connection: Connection, code: str) -> DeskLine | None:
    """The own product with this code or barcode, as a line of a parcel nobody announced."""
    wanted = text.key(code)
    by_barcode = select(_barcodes.c.sku_id).where(_barcodes.c.code_key == wanted)
    statement = select(_skus.c.id).where(or_(_skus.c.code_key == wanted, _skus.c.id.in_(by_barcode)))
    sku_id = connection.execute(statement.order_by(_skus.c.code_key != wanted).limit(1)).scalar() if wanted else None
    if sku_id is None:
        return None
    return _with_keys(connection, [CaseLineDraft(None, 0, sku_id)], ())[0]


def masked(buyer: str | None, receiver: str | None) -> str:
    """Whose parcel it is, as little as is needed to know her again."""
    name = receiver or buyer
    return mask_name(name) if name else ""


def _lines_of_case(connection: Connection, case: Any, parts: Sequence[SoldPart]) -> tuple[DeskLine, ...]:
    named = lines_of(connection, case.id)
    if named:
        drafts = [
            CaseLineDraft(one.order_line_id, one.expected or one.quantity, one.sku_id, title=one.title) for one in named
        ]
        return _with_keys(connection, drafts, parts)
    return _with_keys(connection, meant_lines(connection, case, parts), parts)


def _with_keys(
    connection: Connection, drafts: Iterable[CaseLineDraft], parts: Sequence[SoldPart]
) -> tuple[DeskLine, ...]:
    wanted = list(drafts)
    known = _skus_of(connection, [one.sku_id for one in wanted if one.sku_id is not None])
    found = []
    for one in wanted:
        part = next((part for part in parts if (part.order_line_id, part.sku_id) == (one.order_line_id, one.sku_id)),
                    None)  # fmt: skip
        code, title, variant, keys = known.get(one.sku_id or 0, ("", "", "", frozenset()))
        if part is not None:
            code, title, variant = part.code or code, title or part.title, variant or part.variant or ""
            keys = keys or frozenset(filter(None, (text.key(part.code or ""),)))
        found.append(
            DeskLine(one.order_line_id, one.sku_id, code, title or one.title, variant, one.quantity, frozenset(keys))
        )  # fmt: skip
    return tuple(found)


def _skus_of(connection: Connection, sku_ids: Sequence[int]) -> dict[int, tuple[str, str, str, frozenset[str]]]:
    statement = (
        select(_skus.c.id, _skus.c.code, _skus.c.code_key, _skus.c.variant, _products.c.title)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.id.in_(sku_ids))
    )
    rows = connection.execute(statement).all()
    keys: dict[int, set[str]] = {row.id: {row.code_key} for row in rows}
    scanned = select(_barcodes.c.sku_id, _barcodes.c.code_key).where(_barcodes.c.sku_id.in_(sku_ids))
    for sku_id, key in connection.execute(scanned):
        keys[sku_id].add(key)
    return {row.id: (row.code, row.title, row.variant or "", frozenset(keys[row.id])) for row in rows}
