"""Ship files in each platform's layout: its words for couriers, its most rows, its own template kept with the shop."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from services.channels.commands import add as add_channel
from services.couriers.book import couriers
from services.couriers.commands import change_courier, keep_template
from services.errors import Invalid, NotFound, TemplateProblem
from services.fulfilment.queries import Shipment
from services.fulfilment.ship_layouts import ShipTemplate, read_template, ship_layout, write_ship_files
from services.shop import Shop
from services.types import Platform
from tests.services.importing.making import raw_workbook

SHIPMENTS = tuple(Shipment(n, f"0012611213397{n:03d}", "顺丰", f"SF12345678{n:05d}") for n in range(1, 1203))


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Pinduoduo A", Platform.PINDUODUO).value)


def sheet_of(file: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_more_rows_than_a_platform_takes_become_several_files(shop: Shop, channel: int, tmp_path: Path) -> None:
    layout = shop.ask(ship_layout, channel)
    files = write_ship_files(SHIPMENTS, tmp_path / "pdd.xlsx", layout)
    assert [file.name for file in files] == ["pdd-1.xlsx", "pdd-2.xlsx", "pdd-3.xlsx"]
    sheets = [sheet_of(file) for file in files]
    assert [len(rows) - 1 for rows in sheets] == [500, 500, 202]
    assert [row[0] for rows in sheets for row in rows[1:]] == [one.order_no for one in SHIPMENTS]
    assert sheets[0][0] == ["订单号", "快递公司", "快递单号"]


def test_a_platform_reads_its_own_word_for_a_courier(shop: Shop, channel: int, tmp_path: Path) -> None:
    sf = next(one for one in shop.ask(couriers) if one.key == "sf")
    shop.run(change_courier, replace(sf, names={"pinduoduo": "顺丰速运(全称)"}))
    shipments = (SHIPMENTS[0], replace(SHIPMENTS[1], courier=""), replace(SHIPMENTS[2], courier="跑腿"))
    (file,) = write_ship_files(shipments, tmp_path / "pdd.csv", shop.ask(ship_layout, channel))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        assert [row[1] for row in csv.reader(opened)][1:] == ["顺丰速运(全称)", "顺丰速运(全称)", "跑腿"]


def test_amazon_reads_text_between_tabs(shop: Shop, tmp_path: Path) -> None:
    amazon = shop.run(add_channel, "Amazon", Platform.AMAZON, currency="USD", zone="UTC").value
    layout = shop.ask(ship_layout, amazon)
    assert layout.suffix == ".txt"
    (file,) = write_ship_files((replace(SHIPMENTS[0], courier="Own\tfleet"),), tmp_path / "ship.txt", layout)
    head, row = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    assert head == ["order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name",
                    "tracking-number", "ship-method"]  # fmt: skip
    assert row == ["0012611213397001", "", "", layout.day, "Other", "Own fleet", "SF1234567800001", ""]


@pytest.mark.parametrize(("kind", "separator"), [("csv", ","), ("txt", "\t")])
def test_no_text_of_a_ship_file_is_run_by_a_spreadsheet(
    shop: Shop, channel: int, tmp_path: Path, kind: str, separator: str
) -> None:
    shipment = replace(SHIPMENTS[0], order_no="=1+1", courier="van;=1+1")
    (file,) = write_ship_files((shipment,), tmp_path / f"ship.{kind}", shop.ask(ship_layout, channel))
    assert file.read_text("utf-8-sig").splitlines()[1].split(separator)[:2] == ["'=1+1", "van;'=1+1"]


def test_the_platforms_template_is_kept_with_the_shop_and_filled(shop: Shop, channel: int, tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["运单号", "订单号", "备注", "物流公司"])
    book.save(template)
    kept = read_template(template)
    shop.run(keep_template, channel, kept.name, kept.content)
    template.unlink()
    layout = shop.ask(ship_layout, channel)
    assert layout.template == kept
    files = write_ship_files(SHIPMENTS, tmp_path / "filled.xlsx", layout)
    assert len(files) == 3
    assert sheet_of(files[2])[1][:2] == ["SF1234567801001", "00126112133971001"]
    shop.run(keep_template, channel, "", b"")
    assert shop.ask(ship_layout, channel).template is None


def test_what_is_no_template_is_refused(shop: Shop, channel: int, tmp_path: Path) -> None:
    layout = shop.ask(ship_layout, channel)
    with pytest.raises(TemplateProblem):
        write_ship_files(SHIPMENTS[:1], tmp_path / "x.xlsx", replace(layout, template=ShipTemplate("a.xlsx", b"no")))
    with pytest.raises(TemplateProblem):
        shop.run(keep_template, channel, "a.xlsx", bytes(2_000_001))
    with pytest.raises(Invalid):
        write_ship_files(SHIPMENTS[:1], tmp_path / "x.pdf", layout)
    with pytest.raises(NotFound):
        read_template(tmp_path / "missing.xlsx")
    with pytest.raises(NotFound):
        shop.ask(ship_layout, 999)
    assert list(tmp_path.glob("x*")) == []


def test_a_template_that_unpacks_to_very_much_is_not_opened(shop: Shop, channel: int, tmp_path: Path) -> None:
    """5 MB of cells, where an empty one has a row, took 37 seconds and 850 MB."""
    large = raw_workbook(tmp_path / "large.xlsx", "<row><c><v>1</v></c></row>" * 450_000).read_bytes()
    layout = replace(shop.ask(ship_layout, channel), template=ShipTemplate("large.xlsx", large))
    with pytest.raises(TemplateProblem, match="larger than an empty template"):
        write_ship_files(SHIPMENTS[:1], tmp_path / "x.xlsx", layout)


def test_a_template_with_any_byte_damaged_is_filled_or_refused(shop: Shop, channel: int, tmp_path: Path) -> None:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["订单编号", "物流公司", "物流单号"])
    book.save(made)
    whole = made.getvalue()
    layout = shop.ask(ship_layout, channel)
    for place in range(0, len(whole), len(whole) // 150):
        damaged = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        with suppress(TemplateProblem):
            template = ShipTemplate("a.xlsx", damaged)
            write_ship_files(SHIPMENTS[:1], tmp_path / "x.xlsx", replace(layout, template=template))
