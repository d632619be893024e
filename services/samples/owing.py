"""What the demo's owner has to pay again and again, and what she allows herself to spend."""

from __future__ import annotations

from datetime import date, timedelta

from models.enums.growth import Repeat
from services.budgets.commands import set_budget
from services.business_day import shop_today
from services.owing.accruing import accrue
from services.owing.commands import CommitmentDraft, add_commitment, pay
from services.owing.queries import DueSource, open_dues
from services.samples.words import load
from services.shop import Shop


def write_dues(shop: Shop) -> None:
    """Rent, wages and a small bill, each once a month; those of this month before today are paid; and a few budgets."""
    today = shop.ask(shop_today)
    for item in load("owing")["item"]:
        draft = CommitmentDraft(
            item["name"], item["amount"], date(today.year, today.month, item["day"]), repeat=Repeat.MONTH,
            months_back=item.get("months_back", 0), counterparty=item["counterparty"], category=item.get("category"),
        )  # fmt: skip
        shop.run(add_commitment, draft, source="demo")
    for due in shop.ask(open_dues, today):
        if due.source is DueSource.COMMITMENT and due.due_on < today:
            shop.run(pay, due.key, due.due_on, due.open_minor, due.due_on, source="demo")
    shop.run(accrue, f"{today.replace(day=1) - timedelta(days=1):%Y-%m}", source="demo")
    for budget in load("owing")["budget"]:
        shop.run(set_budget, budget["category"], today, budget["amount"], source="demo")
