"""What is exported and imported again changes nothing, and fills an empty shop with the same."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, select

from models.channels import Channel
from models.enums.orders import OrderStatus, Platform
from models.orders import Order, OrderLine
from models.values import IdRanges
from services import clock, i18n
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.removal import archive
from services.channels.commands import add as add_channel
from services.importing.formats import load_formats
from services.importing.plan import ImportPlan
from services.importing.service import ImportSession
from services.kernel.table_query import stored_rows
from services.orders.commands import edit, set_flag, set_refund
from services.orders.entering import LineDraft, OrderDraft, add
from services.round_trip.orders import export_orders
from services.round_trip.products import export_products
from services.shop import Shop
from services.types import Flag, RefundStatus

NASTY = (
    "=1+1",
    '=HYPERLINK("http://example.com")',
    '="0012"',
    "'quoted",
    "'both'",
    "`tick",
    "+8613800000000",
    "-3",
    "@name",
    "first line\nsecond line",
    'with "quotes", commas; and\ttabs',
    "cup;=1+1",
    "cup,'=1+1",
    "1e5",
    "00123",
    "12345678901234567890",
    "_x0041_",
    "\uff1dSUM(1)",
    "2026-01-02",
    "TRUE",
    "#N/A",
    "http://example.com/a?b=c",
    "\U0001f600",
)
FORMATS = [(language, kind) for language in i18n.LANGUAGES for kind in ("xlsx", "csv")]


def _noon() -> datetime:
    return datetime(2026, 11, 21, 6, 44, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def traded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with orders of three channels, currencies and zones, full of texts that like to be mistaken."""
    clock.set_source(_noon)
    with Shop.create(tmp_path_factory.mktemp("traded") / "test.shop", who="tests") as shop:
        _trade(shop)
    clock.set_source(None)
    return shop.path


@pytest.fixture
def traded(traded_once: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of that shop, at the same moment."""
    clock.set_source(_noon)
    with Shop.open(Path(shutil.copyfile(traded_once, tmp_path / "test.shop")), who="tests") as shop:
        yield shop


def _trade(shop: Shop) -> None:
    taobao = shop.run(add_channel, "Taobao", Platform.TAOBAO).value
    web = shop.run(add_channel, 'Web, "the" shop', Platform.SHOPIFY, currency="USD", zone="America/Denver").value
    tokyo = shop.run(add_channel, "=Tokyo", Platform.OTHER, currency="JPY", zone="Asia/Tokyo").value
    for number, text in enumerate(NASTY):
        status = list(OrderStatus)[number % len(OrderStatus)]
        shop.run(add, replace(_draft(taobao, number, text), status=status))
    shop.run(add, replace(_draft(web, 900, "web"), external_no="0007"))
    shop.run(add, replace(_draft(tokyo, 901, "tokyo"), external_no="00099999999999999999", freight_minor=None))
    shop.run(add, replace(_draft(taobao, 902, "two"), lines=(_line("one", 1), _line("two", 250), _line("one", 1))))
    for number, text in enumerate(NASTY):
        shop.run(
            add_sku, SkuDraft(code=f"{number:03d}", title=text, note=text, price_minor=number, barcode=f"0690{number}")
        )
    shop.run(add_sku, SkuDraft(code="=A1", title="x", shelf="-1", unit="+", weight_g=0, cost_minor=123456789012))


def _line(code: str, quantity: int) -> LineDraft:
    return LineDraft(title=f"Item {code}", quantity=quantity, code=code, variant="=B", price_minor=1990)


def _draft(channel_id: int, number: int, text: str) -> OrderDraft:
    return OrderDraft(
        channel_id=channel_id,
        external_no=f"{number:020d}",
        lines=(replace(_line("007", 2), title=text),),
        buyer=text,
        receiver=text,
        phone="13800000000",
        address=text,
        buyer_note=text,
        seller_note=text,
        freight_minor=600,
    )


def _plan(shop: Shop, path: Path) -> ImportPlan:
    with ImportSession(shop) as session:
        read = session.add(path)
        assert read.error is None
        plan = session.submit_plan().result()
    assert [problem for one in plan.files for problem in one.problems] == []
    return plan


def _touched(plan: ImportPlan) -> list[tuple[Any, ...]]:
    found = [
        (target.key, target.changes, target.line_changes, target.new_lines)
        for targets in plan.orders.values()
        for target in targets.values()
        if target.is_touched
    ]
    return found + [(one.code, one.changes) for one in plan.products.values() if one.changes or one.sku_id is None]


def _facts(connection: Connection) -> list[tuple[Any, ...]]:
    """Everything of orders and lines a workbook carries, in an order of its own."""
    orders, lines, channels = Order.table(), OrderLine.table(), Channel.table()
    kept = [
        column
        for column in orders.c
        if column.name
        not in ("id", "version", "channel_id", "base", "extra", "declared_pieces", "phone_tail", "ordered_on")
    ]
    of_line = ("position", "code", "title", "variant", "quantity", "price_minor", "amount_minor", "is_closed")
    joined = orders.join(channels, channels.c.id == orders.c.channel_id).join(lines, lines.c.order_id == orders.c.id)
    statement = select(channels.c.name, *kept, *(lines.c[name] for name in of_line)).select_from(joined)
    statement = statement.order_by(orders.c.external_no, lines.c.position)
    return stored_rows(connection, statement)


@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_orders_imported_again_change_nothing(traded: Shop, tmp_path: Path, language: str, kind: str) -> None:
    i18n.set_language(language)
    out = tmp_path / f"orders.{kind}"
    assert traded.ask(export_orders, out) == len(NASTY) + 2 + 3
    plan = _plan(traded, out)
    assert _touched(plan) == []
    assert plan.files[0].counts.unchanged == len(NASTY) + 3


@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_products_imported_again_change_nothing(traded: Shop, tmp_path: Path, language: str, kind: str) -> None:
    i18n.set_language(language)
    out = tmp_path / f"products.{kind}"
    assert traded.ask(export_products, out) == len(NASTY) + 1
    plan = _plan(traded, out)
    assert _touched(plan) == []
    assert plan.files[0].counts.unchanged == len(NASTY) + 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_empty_shop_is_filled_with_the_same(traded: Shop, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"orders.{kind}"
    traded.ask(export_orders, out)
    with Shop.create(tmp_path / "other.shop") as other:
        for name, platform, currency, zone in (
            ("Taobao", Platform.TAOBAO, "CNY", "Asia/Shanghai"),
            ('Web, "the" shop', Platform.SHOPIFY, "USD", "America/Denver"),
            ("=Tokyo", Platform.OTHER, "JPY", "Asia/Tokyo"),
        ):
            other.run(add_channel, name, platform, currency=currency, zone=zone)
        with ImportSession(other) as session:
            session.add(out)
            session.submit_apply().result()
        assert other.ask(_facts) == traded.ask(_facts)


def test_ids_are_texts_and_amounts_numbers_that_add_up(traded: Shop, tmp_path: Path) -> None:
    out = tmp_path / "orders.xlsx"
    traded.ask(export_orders, out)
    heading, *body = load_workbook(out).worksheets[0].iter_rows()
    columns = {cell.value: place for place, cell in enumerate(heading)}
    last = [row for row in body if row[columns["Order no."]].value == f"{902:020d}"]
    assert [row[columns["Quantity"]].value for row in last] == [1, 250, 1]
    assert {row[columns["Order no."]].data_type for row in body} == {"s"}
    # the paid amount of the order stands once, so that the column adds up
    assert [row[columns["Paid"]].value for row in last] == [5020.8, None, None]
    formats = {row[columns["Currency"]].value: row[columns["Paid"]].number_format for row in body}
    assert formats["JPY"] == "0"
    assert all(cell.data_type != "f" for row in body for cell in row)


def test_no_cell_of_a_csv_file_is_a_formula(traded: Shop, tmp_path: Path) -> None:
    out = tmp_path / "orders.csv"
    traded.ask(export_orders, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\uff1d"))]


def test_what_was_edited_here_stays_as_it_is(traded: Shop, tmp_path: Path) -> None:
    traded.run(set_flag, [1, 2], Flag.RED)
    traded.run(set_refund, [3], RefundStatus.REQUESTED)
    traded.run(edit, 4, {"buyer_note": "new", "city": "here"})
    before = traded.ask(_facts)
    out = tmp_path / "orders.xlsx"
    traded.ask(export_orders, out)
    with ImportSession(traded) as session:
        session.add(out)
        session.submit_apply().result()
    assert traded.ask(_facts) == before


def test_chosen_orders_only(traded: Shop, tmp_path: Path) -> None:
    out = tmp_path / "some.csv"
    assert traded.ask(export_orders, out, order_ids=IdRanges.of([1, 3])) == 2


def test_every_field_the_format_reads_is_written(tmp_path: Path, empty_shop: Shop) -> None:
    formats = load_formats().formats
    for name, export in (("zhanggui.orders", export_orders), ("zhanggui.products", export_products)):
        out = tmp_path / "empty.csv"
        assert empty_shop.ask(export, out) == 0
        headings = set(out.read_text("utf-8-sig").strip().split(","))
        unread = [
            field.name
            for field in formats[name].fields
            if not headings & {column for source in field.sources for column in source.columns}
        ]
        assert unread == []


def test_an_archived_product_is_exported_too(traded: Shop, tmp_path: Path) -> None:
    traded.run(archive, [1])
    assert traded.ask(export_products, tmp_path / "all.xlsx") == len(NASTY) + 1
