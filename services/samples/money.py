"""What the demo shop's money has beside its sales: a bank statement, a rule of the owner, and a reconciled account."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from services import clock
from services.exporting.files import replacing
from services.finance.queries import accounts
from services.finance.rules import add_rule
from services.finance.sorting import Rule
from services.reconcile.statements import reconcile, statement_proof
from services.samples.made import MadeOrder
from services.samples.words import load
from services.shop import Shop


def write_bank(orders: Sequence[MadeOrder], folder: Path) -> Path:
    """The bank statement of the last weeks, oldest row first; one of these orders was paid there."""
    layout = load("money")["bank"]
    balance = int(layout["opening_minor"])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(layout["header"])
    for days, minor, kind, party, note in sorted(
        [*layout["rows"], *_paid_there(layout, orders)], key=lambda row: -row[0]
    ):
        balance += minor
        day = f"{clock.now() - timedelta(days=days):%Y-%m-%d}"
        writer.writerow([day, "CNY", _shown(minor), _shown(balance), kind, party, note])
    path = folder / str(layout["file"])
    with replacing(path) as part:
        part.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def keep_books(shop: Shop) -> None:
    """The owner's rule for rent, and the bank account held against its statement through the day before yesterday."""
    words = load("money")
    for category, text in words["rules"]:
        shop.run(add_rule, Rule(category, words=text), apply_to_past=True, source="demo")
    bank = next((one for one in shop.ask(accounts) if one.provider == "bank_cmb"), None)
    if bank is None:
        return
    through = (clock.now() - timedelta(days=2)).date()
    proof = shop.ask(statement_proof, bank.id, through)
    shop.run(reconcile, bank.id, through, proof.proof.closing_minor, source="demo")


def _paid_there(layout: dict[str, Any], orders: Sequence[MadeOrder]) -> list[list[Any]]:
    """The newest completed order as money that names no order: its amount and day are all there is to find it by."""
    done = [one for one in orders if one.state == "completed"]
    if not done:
        return []
    newest = max(done, key=lambda one: (one.ordered_at, one.number))
    days = (clock.now().date() - newest.ordered_at.date()).days
    return [[days, newest.total_minor, *layout["paid"]]]


def _shown(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
