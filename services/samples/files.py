"""Writes invented orders as the files of the platforms, down to their quirks (``resources/samples/files.toml``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.samples.made import MadeLine, MadeOrder
from services.samples.words import load

SOURCES = {"taobao": ("taobao_orders", "taobao_lines"), "shopify": ("shopify",), "own": ("own",)}

# What a refunded or still disputed order counts as in the order's own status.
_TO_SHIP = timedelta(hours=33)
_STATUS_OF = {"refunded": "closed", "refunding": "paid"}


def write_orders(name: str, orders: Sequence[MadeOrder], folder: Path) -> Path:
    """Write one file of orders the way ``files.toml`` describes it; returns where."""
    layout = load("files")[name]
    rows = [row for order in orders for row in _rows(layout, order)]
    return write(layout, rows, folder)


def write_products(folder: Path) -> Path:
    """Write our own product workbook; returns where."""
    layout = load("files")["products"]
    rows = [[pattern.format_map(sku) for _heading, pattern in layout["columns"]] for sku in skus()]
    return write(layout, rows, folder)


def _rows(layout: dict[str, Any], order: MadeOrder) -> Iterator[list[str]]:
    """One row per order, or one per item with the order's cells in the first (or in every one)."""
    whole = _cells(layout.get("words", {}), order)
    if layout["rows"] == "order":
        yield [pattern.format_map(whole) for _heading, pattern in layout["columns"]]
        return
    items = [_item_cells(line) for line in order.lines]
    for number, item in enumerate(items):
        cells = whole | item
        yield [
            column[1].format_map(cells)
            if number == 0 or len(column) > 2 or _speaks_of_the_item(column[1], item)
            else ""
            for column in layout["columns"]
        ]


def _speaks_of_the_item(pattern: str, item: dict[str, str]) -> bool:
    return any(f"{{{name}}}" in pattern for name in item)


def cells_of(order: MadeOrder) -> dict[str, str]:
    """Everything a pattern may name of an order, whatever the platform calls its states."""
    return _cells({"status": dict.fromkeys(("unpaid", "paid", "shipped", "completed", "closed"), "")}, order)


def _cells(words: dict[str, Any], order: MadeOrder) -> dict[str, str]:
    """Everything a pattern may name of an order."""
    buyer, first = order.buyer, load("words")
    status = _STATUS_OF.get(order.state, order.state)
    is_paid = order.paid_at is not None
    foreign = first["foreign_names"][int(buyer.phone) % len(first["foreign_names"])]
    is_foreign = order.channel == "shopify"
    return {
        "number": order.number,
        "payment_no": order.payment_no if is_paid else "",
        "channel": load("files")["channels"][order.channel][0],
        "nick": buyer.nick,
        "account": f"{(foreign.split()[0]).lower()}{buyer.phone[-4:]}@example.com",
        "receiver": foreign if is_foreign else buyer.name,
        "phone": buyer.phone,
        "tail": buyer.phone[-2:],
        "house": str(1 + int(buyer.phone[-3:])),
        "province": buyer.province,
        "city": buyer.city,
        "district": buyer.district,
        "street": buyer.street,
        "postcode": buyer.postcode,
        "goods": amount(order.goods_minor),
        "freight": amount(order.freight_minor),
        "total": amount(order.total_minor),
        "paid": amount(order.total_minor if is_paid else 0),
        "refunded": amount(order.total_minor if order.state == "refunded" else 0),
        "status": words["status"][status],
        "refund": words.get("refund", {}).get(order.state, words.get("refund", {}).get("none", "")),
        "financial": "paid",
        "buyer_note": order.buyer_note,
        "seller_note": order.seller_note and f"'{order.seller_note}" if "tracking" in words else order.seller_note,
        "close_reason": order.close_reason or words.get("close_reason", ""),
        "courier": order.courier,
        "tracking": words.get("tracking", "{tracking_no}").format(tracking_no=order.tracking_no)
        if order.tracking_no
        else "",
        "ordered_at": _time(order.ordered_at),
        "paid_at": _time(order.paid_at),
        "paid_at_utc": f"{_time(order.paid_at)} +0000" if order.paid_at else "",
        "shipped_at_utc": f"{_time(order.shipped_at)} +0000" if order.shipped_at else "",
        "shipped_at": _time(order.shipped_at),
        "deliver_by": _time(order.paid_at + _TO_SHIP if order.paid_at else None),
        "completed_at": _time(order.completed_at),
        "titles": load("files")["title_separator"].join(line.title for line in order.lines),
        "lines": str(len(order.lines)),
        "pieces": str(sum(line.quantity for line in order.lines)),
    }


def _item_cells(line: MadeLine) -> dict[str, str]:
    return {
        "code": line.code,
        "title": line.title,
        "variant": line.variant,
        "quantity": str(line.quantity),
        "price": amount(line.price_minor),
    }


def skus() -> Iterator[dict[str, str]]:
    """Everything a pattern may name of each product of the demo, what lies unsold last."""
    products = load("products")
    for number, product in enumerate([*products["product"], *products["leftover"]]):
        for place, (code, variant, price, cost, weight, shelf) in enumerate(product["variants"]):
            yield {
                "code": code,
                "title": product["title"],
                "variant": variant,
                "barcode": _ean13(f"2000000{number:03d}{place:02d}"),
                "category": product["category"],
                "unit": product["unit"],
                "price": amount(price),
                "cost": amount(cost),
                "shelf": shelf,
                "weight": str(weight),
            }


def _ean13(digits: str) -> str:
    """The number with its check digit. Numbers that begin with 2 are free for use inside a shop."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def amount(minor: int) -> str:
    """Fen as the files write them: 12.90."""
    return f"{minor // 100}.{minor % 100:02d}"


def _time(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def write(layout: dict[str, Any], rows: Sequence[Sequence[str]], folder: Path) -> Path:
    """Write rows under the layout's headings, as the kind of file its name says; returns where."""
    headings = [column[0] for column in layout["columns"]]
    path: Path = folder / layout["file"]
    with replacing(path) as part:
        if path.suffix == ".xlsx":
            _write_workbook(part, headings, rows)
        else:
            text = io.StringIO(newline="")
            csv.writer(text).writerows([headings, *rows])
            part.write_bytes(text.getvalue().encode(layout["encoding"]))
    return path


def _write_workbook(part: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with new_workbook(part) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
