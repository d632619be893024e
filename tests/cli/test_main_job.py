"""The main job on the command line: exports in, counted and sound, the same again, and back out."""

from __future__ import annotations

import shutil
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.command_line import SHOPIFY, TAOBAO, Answer, Cli
from tests.services.importing.making import gbk_path


def totals(answer: Answer, *keys: str) -> dict[str, Decimal]:
    """The sums of some columns of a list."""
    return {key: sum((Decimal(row[key] or 0) for row in answer.json["rows"]), Decimal()) for key in keys}


def counted(answer: Answer) -> list[tuple[int, ...]]:
    """(rows, new, updated, unchanged, skipped, rejected) of every imported file."""
    keys = ("rows", "new", "updated", "unchanged", "skipped", "rejected")
    return [tuple(one[key] for key in keys) for one in answer.json["files"]]


def require_sound(cli: Cli, shop: Path) -> None:
    answer = cli("check", "--shop", shop, "--json")
    assert (answer.code, answer.json) == (0, {"problems": []})


def test_orders_and_their_items_come_in_once_and_can_be_taken_back(cli: Cli, empty: Path) -> None:
    first = cli("import", *TAOBAO, "--shop", empty, "--json")
    assert (first.code, counted(first)) == (0, [(6, 6, 0, 0, 0, 0), (4, 3, 0, 0, 0, 0)])
    assert first.json["operation"] == 1
    require_sound(cli, empty)

    second = cli("import", *TAOBAO, "--shop", empty, "--json")
    assert (second.code, counted(second)) == (0, [(6, 0, 0, 6, 0, 0), (4, 0, 0, 3, 0, 0)])
    assert second.json["operation"] is None
    assert len(cli("log", "--shop", empty, "--json").json["operations"]) == 1

    assert cli("list", "orders", "--shop", empty, "--json").json["total"] == 6
    assert cli("undo", "--shop", empty, "--json").code == 0
    assert cli("list", "orders", "--shop", empty, "--json").json == {"total": 0, "rows": []}
    require_sound(cli, empty)
    assert cli("redo", "--shop", empty, "--json").code == 0
    assert cli("list", "lines", "--shop", empty, "--json").json["total"] == 4
    require_sound(cli, empty)


def test_a_trial_changes_nothing_and_says_what_would_happen(cli: Cli, empty: Path) -> None:
    trial = cli("import", *TAOBAO, "--shop", empty, "--dry-run", "--json")
    assert (trial.code, counted(trial)) == (0, [(6, 6, 0, 0, 0, 0), (4, 3, 0, 0, 0, 0)])
    assert trial.json["operation"] is None
    assert cli("list", "orders", "--shop", empty, "--json").json["total"] == 0


def test_a_file_that_is_not_understood_stops_no_other(cli: Cli, empty: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("Colour,Taste\nred,sweet\n", "utf-8")
    missing = tmp_path / "missing.csv"
    answer = cli("import", strange, *TAOBAO, missing, "--shop", empty, "--json")
    assert answer.code == 2
    codes = [one.get("error", {}).get("code") for one in answer.json["files"]]
    assert codes == ["file.unknown_format", None, None, "file.missing"]
    assert cli("list", "orders", "--shop", empty, "--json").json["total"] == 6


def test_nothing_understood_is_never_zero_rows_imported(cli: Cli, empty: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("Colour,Taste\nred,sweet\n", "utf-8")
    answer = cli("import", strange, "--shop", empty, "--json")
    assert (answer.code, answer.json["operation"]) == (2, None)
    assert "columns are not known" in answer.err


def test_an_unknown_format_is_refused_before_anything_is_read(cli: Cli, empty: Path) -> None:
    answer = cli("import", SHOPIFY, "--format", "no.such", "--shop", empty, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.not_found")


def test_a_bad_row_waits_and_is_counted(cli: Cli, empty: Path, tmp_path: Path) -> None:
    lines = SHOPIFY.read_text("utf-8").replace("54.13", "99 dollars x 2").replace("JPY", "USD")
    file = tmp_path / "orders.csv"
    file.write_text(lines, "utf-8")
    answer = cli("import", file, "--channel", "Web", "--shop", empty, "--json")
    (one,) = answer.json["files"]
    assert (one["rows"], one["rejected"]) == (5, 2)
    problem = one["problems"][0]
    assert {key: problem[key] for key in ("row", "column", "value", "code")} == {
        "row": 2,
        "column": "Total",
        "value": "99 dollars x 2",
        "code": "not_money",
    }
    assert problem["message"]


def test_cancelling_leaves_nothing_half_written(empty: Path, cli: Cli) -> None:
    import io

    from ui.cli.console import Console
    from ui.cli.main import run

    console = Console(io.StringIO(), io.StringIO())
    console.task.cancel()
    words = ["import", *map(str, TAOBAO), "--shop", str(empty), "--json"]
    assert run(words, console=console, folder=empty.parent) == 130
    assert cli("list", "orders", "--shop", empty, "--json").json["total"] == 0
    assert not list(empty.parent.glob("*.part"))


def test_a_real_export_of_a_toy_shop(cli: Cli, empty: Path, shared_data: Path) -> None:
    folder = shared_data / "taobao"
    orders, details = folder / "ExportOrderList_2017_toyshop.csv", folder / "ExportOrderDetailList_2017_toyshop.csv"
    first = cli("import", orders, details, "--shop", empty, "--json")
    assert (first.code, counted(first)) == (0, [(3989, 3989, 0, 0, 0, 0), (21897, 3989, 0, 0, 0, 0)])
    assert first.json["files"][0]["warnings"][0] | {"message": ""} == {
        "code": "ids_truncated",
        "count": 3928,
        "message": "",
    }
    listed = cli("list", "orders", "--shop", empty, "--json", "--columns", "paid,freight,refunded,pieces")
    assert totals(listed, "paid", "freight", "refunded", "pieces") == {
        "paid": Decimal("289655.94"),
        "freight": Decimal("10170.30"),
        "refunded": Decimal("1355.49"),
        "pieces": Decimal(96111),
    }
    assert cli("list", "lines", "--shop", empty, "--json", "--limit", "1").json["total"] == 21897
    require_sound(cli, empty)
    second = cli("import", orders, details, "--shop", empty, "--json")
    assert counted(second) == [(3989, 0, 0, 3989, 0, 0), (21897, 0, 0, 3989, 0, 0)]
    out = empty.with_name("orders.xlsx")
    assert cli("export", "orders", "--shop", empty, "--out", out, "--lang", "zh_CN", "--json").json["rows"] == 21897
    third = cli("import", out, "--shop", empty, "--json")
    assert (counted(third), third.json["operation"]) == ([(21897, 0, 0, 3989, 0, 0)], None)
    require_sound(cli, empty)
    assert cli("undo", "--shop", empty).code == 0
    assert cli("list", "orders", "--shop", empty, "--json").json["total"] == 0
    require_sound(cli, empty)


def test_a_real_export_of_a_shopify_shop(cli: Cli, empty: Path, shared_data: Path) -> None:
    file = shared_data / "shopify" / "orders_export_2026_BDT_large.csv"
    answer = cli("import", file, "--shop", empty, "--json")
    assert (answer.code, answer.json["files"][0]["new"]) == (0, 57)
    listed = cli("list", "orders", "--shop", empty, "--json", "--columns", "total,currency")
    assert {row["currency"] for row in listed.json["rows"]} == {"BDT"}
    assert totals(listed, "total")["total"] == Decimal("129925.00")
    require_sound(cli, empty)


def test_folders_and_archives_are_imported_like_the_files_in_them(cli: Cli, empty: Path, tmp_path: Path) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    (folder / "~$open.xlsx").write_bytes(b"x")
    with zipfile.ZipFile(folder / "day.zip", "w") as archive:
        for path in TAOBAO:
            archive.write(path, f"{path.parent.name}.csv")
    answer = cli("import", folder, "--shop", empty, "--json")
    assert (answer.code, counted(answer)) == (0, [(6, 6, 0, 0, 0, 0), (4, 3, 0, 0, 0, 0)])
    assert [Path(one["file"]).name for one in answer.json["files"]] == [
        "day.zip › taobao.orders.csv",
        "day.zip › taobao.order_lines.csv",
    ]
    assert "~$open.xlsx" in answer.err
    require_sound(cli, empty)


def test_orders_without_items_are_said_to_have_no_known_cost_until_these_come(cli: Cli, empty: Path) -> None:
    orders, lines = TAOBAO
    assert (
        "6 orders have no items yet: their cost and profit stay unknown" in cli("import", orders, "--shop", empty).err
    )
    cli("undo", "--shop", empty)
    assert "成本和利润未知" in cli("import", orders, "--shop", empty, "--lang", "zh_CN").err
    assert "cost and profit" not in cli("import", lines, "--shop", empty).err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")
def test_names_in_bytes_of_gbk_are_imported_and_shown_as_text(cli: Cli, tmp_path: Path) -> None:
    folder = gbk_path(tmp_path, "资料")
    folder.mkdir()
    shop = folder / "a.shop"
    assert cli("new", "--shop", shop).code == 0
    for path, name in zip(TAOBAO, ("订单.csv", "宝贝.csv"), strict=True):
        shutil.copy(path, gbk_path(folder, name))
    answer = cli("import", folder, "--shop", shop, "--json")
    assert (answer.code, counted(answer)) == (0, [(4, 3, 0, 0, 0, 0), (6, 6, 0, 0, 0, 0)])
    assert [one["file"] for one in answer.json["files"]] == [
        str(tmp_path / "资料" / name) for name in ("宝贝.csv", "订单.csv")
    ]
    again = cli("import", gbk_path(folder, "订单.csv"), "--shop", shop)
    assert again.code == 0
    assert "资料/订单.csv: taobao.orders" in again.err
    assert "宝贝.csv" in cli("log", "--shop", shop).out
    assert "资料" in cli("backup", "--shop", shop).err
    require_sound(cli, shop)


def test_a_folder_without_a_table_is_refused(cli: Cli, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    answer = cli("import", tmp_path / "bare", "--shop", empty, "--json")
    assert (answer.code, answer.json["files"][0]["error"]["code"]) == (2, "file.empty")
