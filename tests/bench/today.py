"""Everything Today shows, asked as the page asks it.

Run: python tests/bench/today.py [DIR] [--orders N]. Target: all of it under 300 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from measuring import arguments, big_shop, stand_at_newest, tell, timed

from services import clock, settings
from services.orders.day_sales import main_currency
from services.shop import Shop
from services.tasks.queries import tasks
from services.today.figures import figures
from services.today.queries import today, waiting
from services.today.since import Look, since
from services.today.waits import waits

ROUNDS = 7


def main() -> None:
    """Measure the page's question, and its parts."""
    given = arguments(__doc__ or "")
    with Shop.open(big_shop(given.dir, given.orders), read_only=True) as shop:
        stand_at_newest(shop)
        now = clock.now()
        day = clock.business_day(now, shop.ask(settings.read, settings.ZONE))
        currency = shop.ask(main_currency) or "CNY"
        measured: dict[str, Callable[[], object]] = {
            "today": lambda: shop.ask(today),
            "of it the six numbers": lambda: shop.ask(figures, now, day, currency),
            "of it what else waits": lambda: shop.ask(waits, now, day),
            "of it the tasks": lambda: shop.ask(tasks),
            "counts beside the pages": lambda: shop.ask(waiting),
            "since a look long ago": lambda: shop.ask(since, Look(0, now)),
        }
        for name, work in measured.items():
            began = time.process_time()
            times = [timed(work)[0] for _ in range(ROUNDS)]
            busy = (time.process_time() - began) * 1000 / ROUNDS
            again = statistics.median(times[1:])
            tell(f"{name}: {times[0]:.0f} ms first, {again:.0f} ms after that, {busy:.0f} ms of the processor")


if __name__ == "__main__":
    main()
