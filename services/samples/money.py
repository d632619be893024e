"""What the demo shop's money has beside its sales: a bank statement, a rule of the owner, and a reconciled account."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

from services import clock
from services.exporting.files import replacing
from services.finance.queries import accounts
from services.finance.rules import add_rule
from services.finance.sorting import Rule
from services.reconcile.statements import reconcile, statement_proof
from services.samples.words import load
from services.shop import Shop


def write_bank(folder: Path) -> Path:
    """The statement of the shop's bank account for the last weeks, oldest row first."""
    layout = load("money")["bank"]
    balance = int(layout["opening_minor"])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(layout["header"])
    for days, minor, kind, party, note in layout["rows"]:
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


def _shown(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
