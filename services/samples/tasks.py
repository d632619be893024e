"""Tasks of the demo's owner, written as she types them."""

from __future__ import annotations

from services.business_day import shop_today
from services.samples.words import load
from services.shop import Shop
from services.tasks import commands
from services.tasks.quick import read_line


def note_tasks(shop: Shop) -> None:
    """A few tasks, some of them repeating, and one that was done."""
    words = load("tasks")
    today = shop.ask(shop_today)
    for line in words["lines"]:
        shop.run(commands.add, read_line(line, today), source="demo")
    done = shop.run(commands.add, read_line(words["done"], today), source="demo").value
    shop.run(commands.finish, done, source="demo")
