"""Product workbooks: what goes out comes in again, and what cannot be right waits and says why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import Connection, select

from models.catalog import Sku
from models.imports import ImportProblem
from models.purchasing import Supplier
from services import i18n
from services.catalog import flat
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku, link
from services.catalog.custom_fields import CustomField, FieldKind, custom_fields, define_fields
from services.catalog.drafts import Axis, Offer, Part, ProductDraft, SkuDraft, SkuEntry
from services.catalog.gallery import add_pictures
from services.catalog.listings import ListingDraft, set_listing
from services.catalog.offers import offers_of, set_offers
from services.catalog.pictures import folder_of, keep
from services.catalog.prices import price_history
from services.catalog.products import save_product
from services.catalog.queries import detail, sku_of_scan
from services.catalog.removal import archive
from services.channels.commands import add as add_channel
from services.importing.plan import ImportPlan
from services.importing.service import ImportSession
from services.integrity import check
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.one_order import detail as order_detail
from services.round_trip.products import export_products
from services.shop import Shop
from services.types import ListingState, Platform
from tests.services.catalog.making import add_supplier
from tests.services.importing.applying import apply

HEADINGS = ("Code", "Title", "Price", "Cost", "Barcode", "More barcodes", "Parts", "Options", "Supplier",
            "Supplier code", "Pack size", "Length (mm)", "Tags", "Category", "Born on")  # fmt: skip
FORMATS = [("en", "xlsx"), ("en", "csv"), ("zh_CN", "xlsx"), ("zh_CN", "csv")]


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A shop with everything a catalogue can hold."""
    fields = [("Born on", FieldKind.DATE), ("Per box", FieldKind.NUMBER), ("Fragile", FieldKind.FLAG)]
    shop.run(define_fields, [CustomField("", name, kind) for name, kind in fields])
    wax = shop.run(add_supplier, "Wax & Co", 5).value
    small = SkuEntry(
        None, "BW-S", ("Red", "S"), None, ("690", "691", "692"), "piece", "A-01", 3900, 3500, 1200, 250, 60, 61, 62,
        (Offer(wax, "W-1", 900, 7, 10, 20),),
    )  # fmt: skip
    shop.run(
        save_product,
        None,
        ProductDraft(
            "Candle", (small, SkuEntry(None, "BW-M", ("Red", "M"))), "Home > Candles", ("new", "gift"), "honey",
            (Axis("Colour", ("Red",)), Axis("Size", ("S", "M"))), {"f1": "2026-11-22", "f2": 12, "f3": False},
        ),
    )  # fmt: skip
    box = shop.run(add_sku, SkuDraft("BOX", "Gift box", price_minor=9900)).value
    shop.run(set_components, box, [Part(1, 2), Part(2, 1)])
    return shop


def _facts(connection: Connection) -> dict[str, dict[str, Any]]:
    ids = list(connection.execute(select(Sku.table().c.id)).scalars())
    rows = flat.flat_rows(connection, ids, custom_fields(connection))
    return {row["code"]: row for row in rows.values()}


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "products.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, HEADINGS)
        writer.writeheader()
        writer.writerows({"Price": "10.00", **row} for row in rows)
    return path


def _import(shop: Shop, path: Path) -> ImportPlan:
    with ImportSession(shop) as session:
        assert session.add(path).error is None
        plan = session.submit_plan().result()
        if not plan.is_empty:
            session.submit_apply().result()
    return plan


def _waiting(plan: ImportPlan) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.message)) for one in plan.files for problem in one.problems]


@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_all_of_a_catalogue_goes_out_and_comes_back(stocked: Shop, tmp_path: Path, language: str, kind: str) -> None:
    i18n.set_language(language)
    out = tmp_path / f"products.{kind}"
    assert stocked.ask(export_products, out) == 3
    assert _import(stocked, out).is_empty
    with Shop.create(tmp_path / "other.shop") as other:
        other.run(define_fields, stocked.ask(custom_fields))
        plan = _import(other, out)
        assert _waiting(plan) == []
        assert other.ask(_facts) == stocked.ask(_facts)
        assert other.ask(sku_of_scan, "692") == other.ask(sku_of_scan, "BW-S")
        assert _import(other, out).is_empty


def test_pictures_go_out_and_are_left_out_when_they_come_back(stocked: Shop, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(picture, "PNG")
    folder = folder_of(stocked.path)
    stocked.run(add_pictures, 1, [keep(folder, picture.getvalue())])
    out = tmp_path / "products.xlsx"
    stocked.ask(export_products, out)
    sheet = load_workbook(out).worksheets[0]
    assert sheet.cell(1, sheet.max_column).value == "Picture"
    assert sorted(one.anchor._from.row for one in sheet._images) == [2, 3]  # type: ignore[attr-defined]
    assert _import(stocked, out).is_empty
    stocked.ask(export_products, tmp_path / "plain.csv")
    assert "Picture" not in (tmp_path / "plain.csv").read_text("utf-8-sig").splitlines()[0]


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ({"Barcode": "690"}, "barcode_taken", r"another product has it: BW-S (Candle)"),
        ({"More barcodes": "1, 691"}, "barcode_taken", r"another product has it: BW-S (Candle)"),
        ({"Barcode": "6 9"}, "barcode", "no spaces"),
        ({"Parts": "BW-S*2; NOBODY"}, "part_unknown", "there is no product “NOBODY”"),
        ({"Parts": "BW-S*1.5"}, "parts", "whole pieces"),
        ({"Parts": "BW-S*0"}, "parts", "whole pieces"),
        ({"Parts": "NEW*1"}, "part_circle", "would contain itself"),
        ({"Options": "Red"}, "options", "Colour=Red"),
        ({"Supplier": "Wax & Co", "Pack size": "0"}, "not_one", "1 or more"),
        ({"Supplier code": "W-9"}, "no_supplier", "names no supplier"),
        ({"Length (mm)": "-1"}, "negative", "not be negative"),
        ({"Born on": "soon"}, "own_field", "Born on: this is not a date"),
    ],
)
def test_a_row_that_cannot_be_right_waits_and_the_others_come_in(
    stocked: Shop, tmp_path: Path, row: dict[str, str], code: str, said: str
) -> None:
    plan = _import(stocked, _file(tmp_path, {"Code": "NEW", **row}, {"Code": "GOOD", "Barcode": "555"}))
    ((found, sentence),) = _waiting(plan)
    assert found == code
    assert said in sentence
    assert plan.files[0].rejected == 1
    assert stocked.ask(sku_of_scan, "NEW") is None
    assert stocked.ask(sku_of_scan, "555") is not None


def test_two_rows_with_one_barcode_and_bundles_in_a_circle_wait(stocked: Shop, tmp_path: Path) -> None:
    rows = [
        {"Code": "X", "Barcode": "777"},
        {"Code": "Y", "Barcode": "777"},
        {"Code": "P", "Parts": "Q"},
        {"Code": "Q", "Parts": "P"},
        {"Code": "BW-S", "Title": "Candle", "Parts": "BOX"},
        {"Code": "SET", "Parts": "X*2; BOX"},
    ]
    plan = _import(stocked, _file(tmp_path, *rows))
    assert [code for code, _said in _waiting(plan)] == ["barcode_taken", "part_circle", "part_unknown", "part_circle"]
    assert stocked.ask(_facts)["SET"]["parts"] == "X*2; BOX*1"


def test_prices_are_never_overwritten_without_being_shown_and_come_back_in_one_step(
    stocked: Shop, tmp_path: Path
) -> None:
    path = _file(tmp_path, {"Code": "BW-S", "Price": "42.00", "Cost": "13.00"}, {"Code": "bw-m", "Title": "Candle"})
    with ImportSession(stocked) as session:
        session.add(path)
        plan = session.submit_plan().result()
        assert [(one.code, one.changes) for one in plan.products.values()] == [
            ("BW-S", {"price_minor": (3900, 4200), "cost_minor": (1200, 1300)}),
            ("BW-M", {"price_minor": (None, 1000)}),
        ]
        assert stocked.ask(detail, 1).draft.price_minor == 3900
        session.submit_apply().result()
    assert [(step.old_minor, step.new_minor) for step in stocked.ask(price_history, 1)][:2] == [
        (1200, 1300),
        (3900, 4200),
    ]
    stocked.undo()
    assert stocked.ask(detail, 1).draft.price_minor == 3900
    assert stocked.ask(detail, 2).draft.price_minor is None


def test_a_list_of_suppliers_may_come_together_with_the_products_that_name_them(shop: Shop, tmp_path: Path) -> None:
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_text("Supplier name,Contact,Lead time (days),Payment terms (days)\nBee Ltd,Ms Bee,7,30\n", "utf-8")
    products = _file(tmp_path, {"Code": "BW-S", "Title": "Wrap", "Supplier": "BEE Ltd"})
    apply(shop, products, suppliers)
    statement = select(Supplier.table().c.name, Supplier.table().c.contact)
    assert shop.ask(lambda connection: connection.execute(statement).all()) == [("Bee Ltd", "Ms Bee")]
    assert shop.ask(check) == ()


def test_a_title_never_finds_a_product(stocked: Shop, tmp_path: Path) -> None:
    plan = _import(stocked, _file(tmp_path, {"Code": "OTHER", "Title": "Gift box", "Price": "1.00"}))
    assert plan.files[0].counts.new == 1
    assert stocked.ask(_facts)["BOX"]["price_minor"] == 9900


def test_a_file_adds_to_suppliers_and_never_takes_one_away(stocked: Shop, tmp_path: Path) -> None:
    _import(stocked, _file(tmp_path, {"Code": "BW-S", "Supplier": "Bee Ltd", "Supplier code": "B-7"}))
    _import(stocked, _file(tmp_path, {"Code": "BW-S", "Supplier code": "B-8", "Pack size": "6"}))
    found = [(one.supplier, one.offer.code, one.offer.pack_size) for one in stocked.ask(offers_of, [1])[1]]
    assert found == [("Bee Ltd", "B-8", 6), ("Wax & Co", "W-1", 10)]


def test_lines_that_waited_for_a_code_are_linked_when_its_product_comes(stocked: Shop, tmp_path: Path) -> None:
    channel = stocked.run(add_channel, "Stall", Platform.OTHER).value
    order = stocked.run(add_order, OrderDraft(channel_id=channel, lines=(LineDraft("Soap", 2, code="soap-1"),))).value
    _import(stocked, _file(tmp_path, {"Code": "SOAP-1", "Title": "Soap"}))
    assert stocked.ask(order_detail, order).lines[0].sku_code == "SOAP-1"
    stocked.undo()
    assert stocked.ask(order_detail, order).lines[0].sku_code is None


def test_a_waiting_row_keeps_all_of_its_cells(stocked: Shop, tmp_path: Path) -> None:
    _import(stocked, _file(tmp_path, {"Code": "NEW", "Title": "Soap", "Barcode": "690"}, {"Code": "GOOD"}))
    table = ImportProblem.table()
    (cells,) = stocked.ask(lambda connection: connection.execute(select(table.c.cells)).scalars().all())
    assert (cells["Code"], cells["Title"], cells["Barcode"], cells["Price"]) == ("NEW", "Soap", "690", "10.00")


def test_two_files_of_one_import_do_not_share_a_barcode(stocked: Shop, tmp_path: Path) -> None:
    with ImportSession(stocked) as session:
        for name, code in (("one", "X"), ("two", "Y")):
            (tmp_path / name).mkdir()
            session.add(_file(tmp_path / name, {"Code": code, "Barcode": "777"}))
        plan = session.submit_plan().result()
        assert [code for code, _said in _waiting(plan)] == ["barcode_taken"]
        session.submit_apply().result()
    assert stocked.ask(_facts)["X"]["barcode"] == "777"


def test_a_circle_of_bundles_over_two_files_of_one_import_lets_the_second_wait(stocked: Shop, tmp_path: Path) -> None:
    with ImportSession(stocked) as session:
        for name, rows in (
            ("one", [{"Code": "P", "Parts": "BW-M"}, {"Code": "Q", "Parts": "P"}]),
            ("two", [{"Code": "P", "Parts": "Q"}, {"Code": "R"}]),
        ):
            (tmp_path / name).mkdir()
            session.add(_file(tmp_path / name, *rows))
        plan = session.submit_plan().result()
        assert [code for code, _said in _waiting(plan)] == ["part_circle"]
        session.submit_apply().result()
    facts = stocked.ask(_facts)
    assert (facts["P"]["parts"], facts["Q"]["parts"]) == ("BW-M*1", "P*1")
    assert "R" in facts


@pytest.fixture
def listed(stocked: Shop) -> Shop:
    """The same with what a product has several of, and one that was put away."""
    wax, wick = 1, stocked.run(add_supplier, "Wick | Son; Ltd", 9).value
    stall = stocked.run(add_channel, "Stall", Platform.OTHER).value
    dollars = stocked.run(add_channel, "Web", Platform.SHOPIFY, currency="USD").value
    stocked.run(set_offers, 1, [Offer(wax, "W-1", 900, 7, 10, 20), Offer(wick, "%3B|x;", 850, None, 5, 1)])
    stocked.run(link, stall, "RED-6", 1, quantity=6)
    stocked.run(link, dollars, "RED", 1)
    address = "https://example.com/p?a=1;b=2|3%7C"
    stocked.run(set_listing, ListingDraft(dollars, 1, external_id="77", price_minor=1250, link=address))
    stocked.run(set_listing, ListingDraft(stall, 1, ListingState.OFF_SHELF))
    stocked.run(archive, [2])
    return stocked


@pytest.mark.parametrize(("language", "kind"), FORMATS)
def test_what_a_product_has_several_of_goes_out_and_comes_back(
    listed: Shop, tmp_path: Path, language: str, kind: str
) -> None:
    i18n.set_language(language)
    out = tmp_path / f"products.{kind}"
    listed.ask(export_products, out)
    assert _import(listed, out).is_empty
    with Shop.create(tmp_path / "other.shop") as other:
        other.run(define_fields, listed.ask(custom_fields))
        other.run(add_channel, "Stall", Platform.OTHER)
        other.run(add_channel, "Web", Platform.SHOPIFY, currency="USD")
        assert _waiting(_import(other, out)) == []
        facts = other.ask(_facts)
        assert facts == listed.ask(_facts)
        assert (facts["BW-M"]["archived"], facts["BW-S"]["archived"]) == ("yes", "no")
        assert _import(other, out).is_empty


def _list_file(folder: Path, **cells: str) -> Path:
    headings = {"more_suppliers": "More suppliers", "channel_codes": "Codes of channels", "listings": "Listings",
                "archived": "Archived"}  # fmt: skip
    path = folder / "lists.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Code", "Title", "Price", *(headings[name] for name in cells)])
        writer.writerow(["BW-S", "Candle", "39.00", *cells.values()])
    return path


def test_a_list_adds_and_changes_and_takes_nothing_away(listed: Shop, tmp_path: Path) -> None:
    _import(listed, _list_file(tmp_path, channel_codes="stall | RED-12 | 12", more_suppliers="New & Co", archived="1"))
    facts = listed.ask(_facts)["BW-S"]
    assert facts["channel_codes"] == "Stall | RED-6 | 6; Web | RED | 1; Stall | RED-12 | 12"
    assert [view.supplier for view in listed.ask(offers_of, [1])[1]] == ["Wax & Co", "Wick | Son; Ltd", "New & Co"]
    assert facts["archived"] == "yes"


@pytest.mark.parametrize(
    ("column", "typed", "why"),
    [
        ("channel_codes", "Nowhere | X", "there is no channel of this name"),
        ("channel_codes", "Stall | X | 0", "it must be a whole number"),
        ("channel_codes", "Stall", "it must not be empty"),
        ("listings", "Stall | 1 | 2 | sold", "it must be on_sale or off_shelf"),
        ("listings", "Stall | 1 | 2 | on_sale | cheap", "it is no amount of money"),
        ("more_suppliers", "A | B | 1 | 2 | 3 | 4 | 5", "write its cells with"),
        ("archived", "perhaps", "it must be yes or no"),
    ],
)
def test_a_list_that_cannot_be_right_lets_its_row_wait(
    listed: Shop, tmp_path: Path, column: str, typed: str, why: str
) -> None:
    plan = _import(listed, _list_file(tmp_path, **{column: typed}))
    assert any(why in told for _code, told in _waiting(plan))
    assert plan.is_empty


def test_a_code_of_a_channel_that_means_another_product_is_not_taken_from_it(listed: Shop, tmp_path: Path) -> None:
    other = listed.run(add_sku, SkuDraft("OTHER", "Other")).value
    listed.run(link, 1, "TAKEN", other)
    ((_code, told),) = _waiting(_import(listed, _list_file(tmp_path, channel_codes="Stall | TAKEN")))
    assert "it means another product: OTHER" in told
