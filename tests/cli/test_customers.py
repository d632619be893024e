"""Customers on the command line: listed, reported, given out and erased."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from services.orders.commands import set_status
from services.shop import Shop
from services.types import OrderStatus
from tests.cli.command_line import Cli
from tests.services.customers.buying import bought, channels

PERSON = {
    "buyer": "anna_1988", "receiver": "Anna Lindqvist", "phone": "13912349591", "city": "Hangzhou",
    "address": "Wen San Road 508", "status": "completed", "buyer_note": "Ring twice",
}  # fmt: skip


def made(path: Path) -> Path:
    with Shop.create(path / "people.shop") as shop:
        channel, _other = channels(shop)
        bought(shop, PERSON | {"channel_id": channel}, PERSON | {"channel_id": channel, "day": 7},
               {"channel_id": channel, "buyer": "bert_77", "receiver": "Bert"})  # fmt: skip
        return shop.path


def test_customers_are_listed_with_their_figures(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    columns = "id,name,orders,net,last_on"
    answer = cli("list", "customers", "--shop", shop, "--where", "anna", "--columns", columns, "--json")
    assert answer.code == 0, answer.err
    (row,) = answer.json["rows"]
    assert (row["name"], row["orders"], row["net"], row["last_on"]) == ("anna_1988", 2, "20.00", "2026-03-08")
    assert row["id"].isdecimal()
    assert cli("list", "customers", "--shop", shop, "--where", "view:repeat", "--json").json["total"] == 1
    shown = cli("list", "customers", "--shop", shop, "--where", "anna", "--columns", "name").out
    assert "***" in shown
    assert "anna" not in shown.casefold()  # on a terminal as on screen


def test_orders_hide_people_on_a_terminal_and_carry_them_in_full_elsewhere(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    told = cli("list", "orders", "--shop", shop).out
    assert not [one for one in (PERSON["buyer"], PERSON["receiver"], PERSON["phone"], PERSON["address"]) if one in told]
    assert "139******91" in told
    assert cli("list", "orders", "--shop", shop, "--json").json["rows"][0]["address"] == PERSON["address"]


def test_segments_are_a_report(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    rows = cli("report", "segments", "--shop", shop, "--date", "2026-03-10", "--json").json["rows"]
    by_name = {row["segment"]: row for row in rows}
    assert (by_name["all"]["customers"], by_name["repeat"]["customers"], by_name["new"]["customers"]) == (2, 1, 2)
    assert by_name["all"]["net"] == "30.00"
    assert sum(row["customers"] for row in rows if row["kind"] == "rfm") == 2
    out = tmp_path / "segments.xlsx"
    assert cli("report", "segments", "--shop", shop, "--out", out).code == 0
    rows = cli("report", "segments", "--shop", shop, "--json").json["rows"]
    assert load_workbook(out).worksheets[0].max_row == len(rows) + 1


def number(cli: Cli, shop: Path, name: str) -> str:
    answer = cli("list", "customers", "--shop", shop, "--where", name, "--columns", "id", "--json")
    return str(answer.json["rows"][0]["id"])


def test_everything_about_a_person_is_given_out(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    anna = number(cli, shop, "anna")
    out = tmp_path / "anna.zip"
    answer = cli("person", anna, "--shop", shop, "--out", out, "--json")
    assert answer.code == 0, answer.err
    with zipfile.ZipFile(out) as archive:
        told = json.loads(archive.read("person.json"))
        assert set(archive.namelist()) == {"person.json", "person.xlsx"}
    assert {row["phone"] for row in told["order"]} == {"13912349591"}
    assert told["order"][0]["paid_minor"] == "10.00"
    assert told["customer"][0]["net_minor"] == "20.00"
    assert "bert_77" not in json.dumps(told)
    assert cli("person", anna, "--shop", shop, "--out", tmp_path / "anna.pdf").code == 2
    assert cli("person", "4711", "--shop", shop, "--out", out).code == 2
    if sys.platform != "win32":
        assert out.stat().st_mode & 0o077 == 0, "nobody else on this computer reads it"


def test_a_person_is_erased_and_the_backups_that_hold_him_are_named_and_written_anew(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    anna = number(cli, shop, "anna")
    assert cli("backup", "--shop", shop).code == 0
    preview = cli("erase", "person", "--id", anna, "--shop", shop, "--dry-run", "--json").json
    assert preview["would_erase"] >= 4
    older = shop.with_name(f"{shop.stem}.before-restore-20200101-000000.shop")
    older.write_bytes(b"")
    answer = cli("erase", "person", "--id", anna, "--reason", "asked for it", "--shop", shop, "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["orders"], answer.json["compacted"], len(answer.json["backups"])) == (2, True, 1)
    assert (answer.json["copies"], older.name in answer.err) == ([str(older)], True)
    assert b"Lindqvist" not in shop.read_bytes()
    assert b"13912349591" not in shop.read_bytes()
    rewritten = cli("erase", "backups", "--shop", shop, "--json").json
    assert rewritten["rewritten"] == 1
    assert cli("erase", "backups", "--shop", shop, "--dry-run", "--json").json["backups"] == []
    again = tmp_path / "again" / "people.shop"
    again.parent.mkdir()
    assert cli("restore", rewritten["backups"][0], "--shop", shop, "--to", again).code == 0
    assert b"Lindqvist" not in again.read_bytes()
    assert cli("check", "--shop", again).code == 0
    assert cli("list", "customers", "--shop", again, "--where", "bert", "--json").json["total"] == 1


def test_recipients_are_erased_by_age(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    assert cli("erase", "recipients", "--days", "1", "--shop", shop, "--dry-run", "--json").json["would_erase"] == 2
    answer = cli("erase", "recipients", "--days", "1", "--shop", shop, "--json")
    assert (answer.code, answer.json["orders"]) == (0, 2)
    assert b"13912349591" not in shop.read_bytes()
    assert cli("erase", "recipients", "--shop", shop).code == 2
    assert cli("erase", "everything", "--shop", shop).code == 2


def test_who_has_an_order_waiting_is_not_erased(cli: Cli, tmp_path: Path) -> None:
    shop = made(tmp_path)
    asked = ("erase", "person", "--id", number(cli, shop, "bert"), "--shop", shop, "--json")
    answer = cli(*asked)
    assert cli(*asked, "--dry-run").code == answer.code
    assert cli("erase", "person", "--id", "4711", "--shop", shop, "--dry-run").code == 2
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.not_at_this_point")
    with Shop.open(shop) as opened:
        opened.run(set_status, [3], OrderStatus.CLOSED)
    assert cli("erase", "person", "--id", number(cli, shop, "bert"), "--shop", shop).code == 0
