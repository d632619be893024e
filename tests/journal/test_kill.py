"""Killed at any moment: what was reported as saved is there, the rest is not there at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.entities import Entity
from services.shop import Shop
from tests.examples import examples
from tests.journal import commands
from tests.services.soundness import Rows, problems, rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = examples(24, 60)
KILLS_PER_FILE = 6
ORDERS = 60

# Imports everything once and then forks a victim per line of input; the victim tells what it begins and what is saved.
_FORKS_VICTIMS = """
import os, sys
from itertools import count
from pathlib import Path
from services.shop import Shop
from tests.journal import commands
path, orders = Path(sys.argv[1]), int(sys.argv[2])

def tell(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def run(first):
    shop = Shop.open(path)
    for number in count(first):
        tell("begins", number)
        shop.run(commands.import_orders, 1, [f"{number}-{i}" for i in range(orders)])
        tell("saved", number)

commands.import_orders
import services.text
services.text.initials("山茶花")
for line in iter(sys.stdin.readline, ""):
    victim = os.fork()
    if not victim:
        run(int(line))
    tell("victim", victim)
    os.waitpid(victim, 0)
    tell("gone", victim)
"""


class _Victims:
    """Processes that import until they are killed; `pace_s` is how long their last import took."""

    def __init__(self, path: Path) -> None:
        self.pace_s = 0.1
        self._server = subprocess.Popen(
            [sys.executable, "-c", _FORKS_VICTIMS, str(path), str(ORDERS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run_and_kill(self, first: int, after_saves: int, part: float) -> tuple[set[int], set[int]]:
        """Start one, kill it so many saved imports and this part of another later; what it saved and began."""
        assert self._server.stdin is not None
        self._server.stdin.write(f"{first}\n")
        self._server.stdin.flush()
        victim, begun, saved = 0, set[int](), set[int]()
        since = time.monotonic()
        while not victim or not begun or len(saved) < after_saves:
            word, number = self._line()
            if word == "victim":
                victim = number
            elif word == "begins":
                begun.add(number)
                since = time.monotonic()
            else:
                saved.add(number)
                self.pace_s = time.monotonic() - since
        time.sleep(part * self.pace_s)  # the random moment this test is about
        os.kill(victim, signal.SIGKILL)
        while (line := self._line())[0] != "gone":
            (begun if line[0] == "begins" else saved).add(line[1])
        return saved, begun

    def close(self) -> None:
        """End the process that forks them."""
        self._server.communicate()

    def _line(self) -> tuple[str, int]:
        assert self._server.stdout is not None
        word, _, number = self._server.stdout.readline().partition(" ")
        return word, int(number)


@pytest.mark.exhaustive
@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to start dozens of processes quickly")
def test_a_killed_import_is_saved_or_not_there(tmp_path: Path) -> None:
    path, empty = tmp_path / "a.shop", tmp_path / "empty.shop"
    with Shop.create(empty) as shop:
        shop.run(commands.open_channel, "A")
    chance = random.Random(20261122)
    outcomes = {"saved": 0, "rolled back": 0, "saved before it could be said": 0}
    victims = _Victims(path)
    kept: set[int] = set()
    for kill in range(KILLS):
        if kill % KILLS_PER_FILE == 0:
            shutil.copyfile(empty, path)
            kept = set()
        saved, begun = victims.run_and_kill(1 + kill * 1000, chance.randint(0, 2), chance.random())
        with Shop.open(path) as shop:
            assert shop.ask(problems) == [], f"kill {kill}"
            found = _imports(shop.ask(rows))
        assert kept | saved <= found, f"kill {kill}: an import that was reported as saved is gone"
        assert found <= kept | begun
        outcomes["saved"] += len(saved)
        outcomes["saved before it could be said"] += len(found - kept - saved)
        outcomes["rolled back"] += len(begun - found)
        kept = found
    victims.close()
    assert outcomes["rolled back"] > 0, f"the kills came at the wrong moments: {outcomes}"
    assert outcomes["saved"] > 0, f"the kills came at the wrong moments: {outcomes}"
    with Shop.open(path) as shop:
        shop.undo()
        shop.redo()
        assert shop.ask(problems) == []


def _imports(found: Rows) -> set[int]:
    """Which imports are there; all of their orders and lines must be."""
    orders: dict[int, int] = {}
    for row in found[Entity.ORDER]:
        number = int(str(row[2]).partition("-")[0])
        orders[number] = orders.get(number, 0) + 1
    assert set(orders.values()) <= {ORDERS}, "half an import was kept"
    assert len(found[Entity.ORDER_LINE]) == 2 * len(found[Entity.ORDER])
    return set(orders)
