"""A courier's bill, imported and audited from the command line."""

from __future__ import annotations

from pathlib import Path

from services.orders.commands import set_tracking
from services.orders.queries import ids_of
from services.shop import Shop
from tests.cli.command_line import Cli

NUMBER = "2601150000000000202"


def test_a_bill_is_imported_and_what_nobody_sent_is_claimed(cli: Cli, filled: Path, tmp_path: Path) -> None:
    with Shop.open(filled) as shop:
        (order_id,) = shop.ask(ids_of, (NUMBER,))[NUMBER]
        shop.run(set_tracking, [(order_id, "SF", "SF1234567890123")])
    bill = tmp_path / "bill.csv"
    bill.write_text(
        "Waybill,Courier,Charge,Billed weight (g),Scanned at\n"
        "SF1234567890123,SF Express,12.00,1000,2026-11-20 10:00:00\n"
        "SF9999999999999,SF Express,15.50,1000,2026-11-21 10:00:00\n",
        encoding="utf-8",
    )
    assert cli("import", "--shop", filled, bill, "--json").code == 0
    answer = cli("report", "courier-audit", "--shop", filled, "--json")
    assert answer.code == 0, answer.err
    assert [(row["waybill"], row["orders"], row["findings"], row["claim"]) for row in answer.json["rows"]] == [
        ("SF9999999999999", "", "unknown", "15.50"),
        ("SF1234567890123", NUMBER, "", "0.00"),
    ]
    out = tmp_path / "audit.xlsx"
    words = ("report", "courier-audit", "--shop", filled, "--from", "2026-11-21", "--to", "2026-11-30", "--json")
    assert cli(*words, "--out", out).json["rows"] == 1
    assert out.stat().st_size > 0
