"""Lists: what is asked of them, and what they carry exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.channels.commands import add as add_channel
from services.fulfilment.parcels import merge
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.types import Platform
from tests.cli.command_line import Cli


def numbers(cli: Cli, shop: Path, where: str) -> set[str]:
    answer = cli("list", "orders", "--shop", shop, "--where", where, "--columns", "external_no", "--json")
    assert answer.code == 0, answer.err
    return {row["external_no"][-4:] for row in answer.json["rows"]}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("", {"2001", "2002", "2003", "0101", "0202", "0303", "0404", "0505", "0606"}),
        ("status:paid", {"2002", "0202"}),
        ('status:"To ship"', {"2002", "0202"}),
        ("status:paid,unpaid", {"2002", "0202", "0303"}),
        ("status=paid channel:Taobao", {"0202"}),
        ("channel:tao", {"0101", "0202", "0303", "0404", "0505", "0606"}),
        ("channel=tao", set()),
        ("paid:50..60", {"2001", "0101"}),
        ("paid:99", {"0404"}),
        ("ordered_at:2026-01-15", {"0101", "0202", "0303"}),
        ("ordered_at:..2026-01-13", {"0505", "0606"}),
        ("ordered_on:2026-01-13..2026-01-14", {"0404", "0505"}),
        ("tracking_no:", {"2001", "2002", "2003", "0202", "0303", "0505"}),
        ("view:to_ship", {"2002", "0202"}),
        ("is_damaged_no:yes", set()),
        ("2601150000000000404", {"0404"}),
        ("0404 status:shipped", {"0404"}),
        ("Ann", {"2001"}),
    ],
)  # fmt: skip
def test_where_finds(cli: Cli, filled: Path, where: str, found: set[str]) -> None:
    assert numbers(cli, filled, where) == found


@pytest.mark.parametrize(
    "where", ["colour:red", "paid:much", "ordered_at:yesterday", "is_damaged_no:perhaps", "view:x", "status:payed"]
)
def test_a_term_that_means_nothing_is_refused(cli: Cli, filled: Path, where: str) -> None:
    answer = cli("list", "orders", "--shop", filled, "--where", where, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")


def test_a_code_or_name_that_is_typed_wrongly_is_told_with_what_is_like_it(cli: Cli, filled: Path) -> None:
    answer = cli("list", "orders", "--shop", filled, "--where", "status:unpaid,payed")
    assert answer.code == 2
    assert "did you mean paid? Known are unpaid, paid, shipped" in answer.err
    answer = cli("list", "orders", "--shop", filled, "--where", "channel:taobau", "--json")
    assert (answer.code, answer.json["total"]) == (0, 0)
    assert "as channel; did you mean Taobao?" in answer.err
    answer = cli("list", "orders", "--shop", filled, "--where", "hold_code:stock", "--json")
    assert (answer.code, answer.err.count("hold_code")) == (0, 1)
    answer = cli("list", "waves", "--shop", filled, "--where", "state:open", "--json")
    assert (answer.code, answer.err) == (0, "")  # there is no wave at all
    assert cli("list", "orders", "--shop", filled, "--where", "channel:tao view:closed", "--json").err == ""


def test_values_are_exact(cli: Cli, filled: Path) -> None:
    columns = "external_no,paid,currency,ordered_at,ordered_on,pieces,is_damaged_no,tracking_no"
    answer = cli("list", "orders", "--shop", filled, "--columns", columns, "--where", "#2003", "--json")
    assert answer.json == {
        "total": 1,
        "rows": [
            {
                "external_no": "#2003",
                "paid": "1500",
                "currency": "JPY",
                "ordered_at": "2026-02-04T23:59:00+08:00",
                "ordered_on": "2026-02-04",
                "pieces": 2,
                "is_damaged_no": False,
                "tracking_no": None,
            }
        ],
    }
    assert "\n" not in answer.out.strip()


def test_the_keys_are_those_of_the_columns_help(cli: Cli, filled: Path) -> None:
    for what in ("orders", "lines", "skus", "products", "imports", "history"):
        keys = [one["key"] for one in cli("list", what, "--columns", "help", "--json").json["columns"]]
        rows = cli("list", what, "--shop", filled, "--limit", "1", "--json").json["rows"]
        assert [list(row) for row in rows] == [keys]


def test_a_limit_cuts_the_rows_and_not_the_total(cli: Cli, filled: Path) -> None:
    answer = cli("list", "orders", "--shop", filled, "--limit", "2", "--json")
    assert (answer.json["total"], len(answer.json["rows"])) == (9, 2)


def test_imports_and_history_can_be_searched(cli: Cli, filled: Path) -> None:
    assert cli("list", "imports", "--shop", filled, "--where", "kind:products", "--json").json["total"] == 1
    assert cli("list", "history", "--shop", filled, "--where", "shopify", "--json").json["total"] == 1
    assert cli("list", "history", "--shop", filled, "--where", "colour:x", "--json").code == 2


def test_a_list_is_saved_with_ids_as_text(cli: Cli, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "orders.xlsx"
    words = ("list", "orders", "--shop", filled, "--columns", "external_no,paid", "--where", "0101", "--out", out)
    assert cli(*words, "--json").json == {"total": 1, "rows": 1, "out": str(out)}
    assert [cell.value for cell in load_workbook(out).worksheets[0][2]] == ["2601150000000000101", 58]


def test_a_list_is_saved_as_json_and_csv(cli: Cli, filled: Path, tmp_path: Path) -> None:
    listed = cli("list", "lines", "--shop", filled, "--json").json
    assert cli("list", "lines", "--shop", filled, "--out", tmp_path / "lines.json").code == 0
    assert json.loads((tmp_path / "lines.json").read_text("utf-8")) == listed
    assert cli("list", "lines", "--shop", filled, "--out", tmp_path / "lines.csv").code == 0
    assert len((tmp_path / "lines.csv").read_text("utf-8-sig").splitlines()) == 10
    assert cli("list", "lines", "--shop", filled, "--out", tmp_path / "lines.doc").code == 2


def test_text_output_has_one_line_per_row(cli: Cli, filled: Path) -> None:
    answer = cli("list", "orders", "--shop", filled, "--columns", "external_no,buyer_note", "--where", "#2001")
    assert answer.out.splitlines() == ["Order no.\tBuyer's note", "#2001\tRing twice then wait"]


@pytest.mark.parametrize("what", ["nonsense"])
def test_a_list_that_is_not_there_says_so(cli: Cli, filled: Path, what: str) -> None:
    answer = cli("list", what, "--shop", filled, "--json")
    assert answer.code == 2
    assert answer.err.count("\n") == 1


def test_parcels_are_listed_with_their_orders(cli: Cli, empty: Path) -> None:
    with Shop.open(empty, who="tests") as shop:
        channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        ids = [
            shop.run(add_order, OrderDraft(channel, (LineDraft("Mug", 2),), external_no=number)).value
            for number in ("A1", "A2")
        ]
        shop.run(merge, ids)
    answer = cli("list", "parcels", "--shop", empty, "--columns", "orders,pieces,state,channel", "--json")
    assert answer.json["rows"] == [{"orders": "A1, A2", "pieces": 4, "state": "open", "channel": "Stall"}]
    assert cli("list", "parcels", "--shop", empty, "--where", "view:shipped", "--json").json["rows"] == []
