"""Papers and ship files: drawn, noted in the print log, and refused in words."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from services.fulfilment.print_log import print_log
from services.orders.commands import set_tracking
from services.orders.queries import ids_of
from services.shop import Shop
from services.types import PrintKind
from tests.cli.command_line import Cli

pytestmark = pytest.mark.usefixtures("qapp")  # drawing without one would make an application that shows no widgets
NUMBER = "2601150000000000202"


def printed(shop: Path) -> list[tuple[PrintKind, int]]:
    with Shop.open(shop, read_only=True) as opened:
        return [(run.kind, run.orders) for run in opened.ask(print_log)]


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    return subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()


def test_a_pick_list_over_all_ready_orders(cli: Cli, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "pick.pdf"
    answer = cli("pick-list", "--shop", filled, "--out", out, "--json")
    assert answer.code == 0
    assert {key: answer.json[key] for key in ("out", "orders", "pieces", "pages")} == {
        "out": str(out),
        "orders": 2,
        "pieces": 5,
        "pages": 1,
    }
    assert answer.json["number"].startswith("PK-")
    assert answer.json["number"] in text_of(out)
    assert printed(filled) == [(PrintKind.PICK_LIST, 2)]


def test_packing_lists_of_named_orders(cli: Cli, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "packing.pdf"
    answer = cli("packing-list", "--shop", filled, "--out", out, "--orders", NUMBER, "--paper", "100x150", "--json")
    assert (answer.code, answer.json["parcels"]) == (0, 1)
    assert NUMBER in text_of(out).replace("\n", "")
    assert printed(filled) == [(PrintKind.PACKING_LIST, 1)]


def test_only_what_is_not_printed_yet(cli: Cli, filled: Path, tmp_path: Path) -> None:
    words = ("packing-list", "--shop", filled, "--out", tmp_path / "packing.pdf", "--json")
    assert cli(*words, "--orders", NUMBER).json["orders"] == 1
    assert cli(*words, "--unprinted").json["orders"] == 1
    nothing = cli(*words, "--unprinted")
    assert (nothing.code, nothing.json["error"]["code"]) == (2, "app.nothing_selected")
    assert len(printed(filled)) == 2


def test_an_unknown_order_number_is_named_and_nothing_is_drawn(cli: Cli, filled: Path, tmp_path: Path) -> None:
    answer = cli("pick-list", "--shop", filled, "--out", tmp_path / "x.pdf", "--orders", f"{NUMBER},404", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.not_found")
    assert "404" in answer.err
    assert not (tmp_path / "x.pdf").exists()
    assert printed(filled) == []


@pytest.fixture
def labelled(filled: Path) -> Path:
    """The filled shop with a tracking number entered for one order."""
    with Shop.open(filled) as shop:
        (order_id,) = shop.ask(ids_of, (NUMBER,))[NUMBER]
        shop.run(set_tracking, [(order_id, "SF", "SF1234567890123")])
    return filled


def test_a_ship_file_is_written_once_and_marks_orders_shipped(cli: Cli, labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "ship.csv"
    words = ("ship-file", "--shop", labelled, "--channel", "Taobao", "--out", out, "--json")
    answer = cli(*words, "--mark-shipped")
    assert (answer.code, answer.json["orders"]) == (0, 1)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [NUMBER, "SF Express", "SF1234567890123"]
    status = cli("list", "orders", "--shop", labelled, "--where", NUMBER, "--columns", "status", "--json")
    assert status.json["rows"] == [{"status": "shipped"}]
    assert cli(*words).json["error"]["code"] == "app.nothing_selected"
    assert cli(*words, "--again").json["orders"] == 1


def test_a_ship_file_needs_a_channel_that_exists(cli: Cli, labelled: Path, tmp_path: Path) -> None:
    answer = cli("ship-file", "--shop", labelled, "--channel", "No", "--out", tmp_path / "x.csv", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.not_found")


def test_the_demo_names_every_paper_it_wrote(cli: Cli, tmp_path: Path) -> None:
    answer = cli("demo", tmp_path / "demo", "--seed", "3", "--json")
    assert answer.code == 0, answer.err
    assert [one["kind"] for one in answer.json["papers"]][:2] == ["pick-list", "packing-lists"]
    for one in answer.json["papers"]:
        assert Path(one["out"]).stat().st_size > 0
        assert one["out"] in answer.err
    again = cli("demo", tmp_path / "demo", "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "shop.exists")


def test_a_handover_list_names_every_parcel_and_is_made_once(cli: Cli, labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "handover.pdf"
    words = ("handover", "--shop", labelled, "--out", out, "--json")
    answer = cli(*words)
    assert answer.code == 0, answer.err
    assert {key: answer.json[key] for key in ("orders", "parcels", "pages")} == {"orders": 1, "parcels": 1, "pages": 1}
    assert answer.json["couriers"] == [{"courier": "SF Express", "parcels": 1}]
    said = text_of(out)
    assert "SF1234567890123" in said
    assert "Received by" in said
    assert printed(labelled) == [(PrintKind.HANDOVER, 1)]
    assert cli(*words).json["error"]["code"] == "app.nothing_selected"
    assert cli(*words, "--orders", NUMBER).json["parcels"] == 1
