"""Random deeds with faults between their statements: ``python -m tests.reliability.simulator --operations 30000``.

A deed that fails leaves every row as it was; one that is taken back leaves every row as it was before; and now and then
everything that must hold in a shop is looked through. A file that is imported once more changes nothing. Each deed is
drawn from the seed and its number alone.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from models.enums.aftersales import CaseKind
from models.enums.orders import Flag, OrderStatus, Platform, RefundStatus
from models.orders import Order
from services import settings
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import AppError
from services.integrity import check
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.stock import commands as stock
from services.stock.levels import Spot
from tests.reliability.seeded_bugs import BUGGY_FILES, BUGS
from tests.reliability.simulated_trade import DEEDS as TRADE
from tests.reliability.simulated_trade import FILES, Deed, held, lay_out
from tests.services.soundness import in_force, rows

A_SHOP = 250  # deeds; then another shop is begun, so that the rows to compare stay few
LOOK_EVERY = 50
_FAULTS = 0.06  # of the deeds: three in a hundred fail of it, the others are over before
_TAKEN_BACK = 0.04
_SKUS = 4
_STATEMENTS = 60  # among which a fault falls


class Thrown(Exception):
    """The fault between two statements."""


@dataclass(slots=True)
class Score:
    """What was done and what was found."""

    deeds: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    faults: int = 0
    taken_back: int = 0
    repeated: int = 0
    looks: int = 0
    found: list[str] = field(default_factory=list)


def simulate(folder: Path, operations: int, seed: int, bug: str | None = None) -> Score:
    """Do so many deeds, one of them the seeded `bug`, and stop at the first finding."""
    score = Score()
    empty = _empty_shop(folder / "empty.shop")
    for begin in range(0, operations, A_SHOP):
        path = folder / "a.shop"
        shutil.copyfile(empty, path)
        with Shop.open(path, who="tests") as shop:
            for number in range(begin, min(begin + A_SHOP, operations)):
                _one(shop, random.Random(f"{seed}:{number}"), score, bug)
                if number % LOOK_EVERY == LOOK_EVERY - 1 or score.found:
                    _look(shop, score)
                if score.found:
                    score.found = [f"deed {number} of seed {seed}: {one}" for one in score.found]
                    return score
            _look(shop, score)
    return score


def _one(shop: Shop, chance: random.Random, score: Score, bug: str | None) -> None:
    deeds = DEEDS if bug is None else {**DEEDS, bug: BUGS[bug]}
    files = FILES if bug is None else {**FILES, **BUGGY_FILES}
    name = chance.choice([*deeds, *(bug,) * 3]) if bug is not None else chance.choice(list(deeds))
    how = chance.random()
    is_watched = how < _FAULTS + _TAKEN_BACK
    before = shop.ask(rows) if is_watched else None
    score.deeds[name] += 1
    drawn = chance.getstate()
    try:
        with _fault_at(chance.randrange(_STATEMENTS) if how < _FAULTS else None):
            done = deeds[name](shop, chance)
    except (AppError, Thrown) as error:
        is_fault = not isinstance(error, AppError)
        score.faults += is_fault
        score.refused += not is_fault
        if before is not None and shop.ask(rows) != before:
            score.found.append(f"{name} was half done when it failed of {error!r}")
        return
    except Exception as error:  # noqa: BLE001 - whatever else a deed raises is the finding
        score.found.append(f"{name} ended in {error!r}")
        return
    if name in files:
        _do_once_more(shop, name, files[name], drawn, score)
    changes = getattr(done, "changes", None)
    if before is not None and how >= _FAULTS and changes is not None and changes.rows:
        score.taken_back += 1
        _take_back(shop, name, before, score)


def _do_once_more(shop: Shop, name: str, deed: Deed, drawn: tuple[Any, ...], score: Score) -> None:
    """The same file brings nothing new."""
    same = random.Random()
    same.setstate(drawn)
    score.repeated += 1
    if deed(shop, same).changes.rows:
        score.found.append(f"{name} changed something when it was done once more")


def _take_back(shop: Shop, name: str, before: Any, score: Score) -> None:
    """Undo it and do it again: both lead to the very rows."""
    after = shop.ask(rows)
    shop.undo()
    if shop.ask(rows) != before:
        score.found.append(f"{name} was taken back to other rows")
    shop.redo()
    if shop.ask(rows) != after:
        score.found.append(f"{name} was done again with other rows")


def _look(shop: Shop, score: Score) -> None:
    score.looks += 1
    score.found += [f"{one.code}: {one.message}" for one in shop.ask(check)]
    score.found += shop.ask(held)


@contextmanager
def _fault_at(statement: int | None) -> Iterator[None]:
    """Throw before the statement of this number that any connection executes meanwhile; None: nothing is thrown."""
    if statement is None:
        yield
        return
    left = iter(range(statement, -1, -1))

    def count(*_what: object) -> None:
        if next(left, None) == 0:
            raise Thrown

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def _empty_shop(path: Path) -> Path:
    with Shop.create(path, who="tests") as shop:
        shop.run(add_channel, "Stall", Platform.OTHER)
        for number in range(1, _SKUS + 1):
            sku = shop.run(add_sku, SkuDraft(f"S{number}", f"Candle {number}", cost_minor=100 * number)).value
            shop.run(stock.receive, sku, 40, value_minor=4_001 * number)
        lay_out(shop)
    return path


def _any_order(connection: Connection, chance: random.Random) -> int:
    ids = list(connection.execute(select(Order.table().c.id)).scalars())
    return chance.choice(ids) if ids else 1


def _on_an_order(function: Callable[..., Any], *more: Callable[[random.Random], object]) -> Deed:
    """A command that takes a list of orders and what `more` draws."""

    def deed(shop: Shop, chance: random.Random) -> object:
        which = [shop.ask(_any_order, chance) for _one in range(chance.choice((1, 1, 3)))]
        return shop.run(function, list(dict.fromkeys(which)), *(draw(chance) for draw in more))

    return deed


def _on_stock(function: Callable[..., Any], least: int, most: int) -> Deed:
    """A command that takes a spot and a number of pieces."""
    return lambda shop, chance: shop.run(
        function, Spot(chance.randint(1, _SKUS)), chance.randint(least, most), reason="counted"
    )


def _add(shop: Shop, chance: random.Random) -> object:
    lines = tuple(
        LineDraft(f"Candle {sku}", chance.randint(1, 4), price_minor=chance.randint(1, 9_999), sku_id=sku)
        for sku in chance.sample(range(1, _SKUS + 1), chance.randint(1, 3))
    )
    paid = sum(line.quantity * (line.price_minor or 0) for line in lines)
    status = chance.choice((OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.PAID))
    buyer, phone = f"Ann {chance.randint(1, 6)}", str(13_800_000_000 + chance.randint(0, 99))
    draft = OrderDraft(1, lines, status=status, buyer=buyer, phone=phone, paid_minor=paid)
    return shop.run(entering.add, draft)


def _receive(shop: Shop, chance: random.Random) -> object:
    return shop.run(stock.receive, chance.randint(1, _SKUS), chance.randint(1, 9), value_minor=chance.randint(1, 9_999))


def _open_case(shop: Shop, chance: random.Random) -> object:
    return shop.run(open_case, CaseDraft(chance.choice(list(CaseKind)), shop.ask(_any_order, chance)))


def _rename_shop(shop: Shop, chance: random.Random) -> object:
    return shop.run(settings.change, settings.SHOP_NAME.key, f"Shop {chance.randint(1, 9)}")


def _undo_any(shop: Shop, chance: random.Random) -> object:
    return shop.undo(chance.choice(shop.ask(in_force))[0])


DEEDS: dict[str, Deed] = {
    "add an order": _add,
    "add another": _add,
    "receive goods": _receive,
    "count goods": _on_stock(stock.count_to, 0, 60),
    "adjust goods": _on_stock(stock.adjust_by, -5, 5),
    "throw goods away": _on_stock(stock.scrap, 1, 3),
    "set a status": _on_an_order(orders.set_status, lambda chance: chance.choice(list(OrderStatus))),
    "ship": _on_an_order(orders.set_status, lambda _chance: OrderStatus.SHIPPED),
    "set a refund": _on_an_order(orders.set_refund, lambda chance: chance.choice(list(RefundStatus))),
    "flag": _on_an_order(orders.set_flag, lambda chance: chance.choice(list(Flag))),
    "hold": _on_an_order(orders.hold, lambda chance: f"reason {chance.randint(1, 3)}"),
    "release": _on_an_order(orders.release),
    "write a note": _on_an_order(orders.set_note, lambda chance: f"note {chance.randint(1, 3)}"),
    "delete": _on_an_order(orders.delete),
    "open a case": _open_case,
    "rename the shop": _rename_shop,
    "undo the newest": lambda shop, _chance: shop.undo(),
    "redo the newest": lambda shop, _chance: shop.redo(),
    "undo any": _undo_any,
    **TRADE,
}


def main(arguments: list[str]) -> int:
    """Simulate and tell; 1 where something was found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--operations", type=int, default=30_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--bug", choices=sorted(BUGS))
    said = words.parse_args(arguments)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as temporary:
        score = simulate(Path(temporary), said.operations, said.seed, said.bug)
    took = time.process_time() - began
    sys.stdout.write(
        f"{score.deeds.total():,} deeds in {took:.0f} s of processor time, {score.refused} refused, "
        f"{score.faults} faults, {score.taken_back} taken back and done again, "
        f"{score.repeated} files once more, {score.looks} looks, "
        f"{len(score.found)} findings\n"
    )
    sys.stdout.write("".join(f"{one}\n" for one in score.found))
    return bool(score.found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
