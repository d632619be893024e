"""Undo and redo of any operation in any order: all of it or none, and always back to the very same rows."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import settings as shop_settings
from services.errors import NotFound, UndoConflict
from services.shop import Shop
from tests.examples import examples
from tests.journal import commands
from tests.services.soundness import in_force, problems, rows, versions

pytestmark = [pytest.mark.long, pytest.mark.exhaustive]

_STEPS = (
    "import_orders",
    "import_one",
    "import_and_edit",
    "place",
    "rename",
    "reprice",
    "ship",
    "drop",
    "replace_lines",
    "swap_numbers",
    "link",
    "setting",
    "invert_any",
    "invert_any",
    "invert_any",
    "invert_any",
)
_STEP = st.tuples(st.sampled_from(_STEPS), st.integers(0, 30), st.integers(1, 5))
_MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
_serial = itertools.count(1)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the examples' shops live: in memory where the system has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def empty_file(folder: Path) -> Path:
    """An empty shop with a channel, to start every example from."""
    path = folder / "empty.shop"
    with Shop.create(path) as shop:
        shop.run(commands.open_channel, "A")
        shop.run(commands.add_product, "山茶花发夹", "SKU-1")
        shop.run(commands.add_product, "Mug", "SKU-2")
    return path


class Story:
    """One random history; checks after each step what must always hold."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.roots: list[int] = []
        self.ids: list[int] = []
        self.seen: set[int] = set()
        self._versions: dict[Any, int] = {}
        self._numbers = itertools.count(1)

    def play(self, kind: str, which: int, amount: int) -> None:
        """Do one step of this kind; steps that make no sense at the moment are passed over."""
        try:
            outcome = self._step(kind, which, amount)
        except NotFound:
            outcome = None
        if outcome is not None and outcome.changes.rows:
            self.roots.append(outcome.changes.operation_id)
        self.require_sound()

    def _step(self, kind: str, which: int, amount: int) -> Any:
        run = self.shop.run
        if kind in ("import_orders", "import_one", "import_and_edit"):
            numbers = [f"N{next(self._numbers)}" for _ in range(1 if kind == "import_one" else amount)]
            command = commands.import_and_edit if kind == "import_and_edit" else commands.import_orders
            return self._new(run(command, 1, numbers))
        if kind == "place":
            outcome = run(commands.place, 1, f"N{next(self._numbers)}", 1 if amount > 2 else None)
            return self._new(outcome)
        if kind == "setting":
            return run(shop_settings.change, "shop.name", f"店{amount}")
        if not self.ids:
            return None
        order = self.ids[which % len(self.ids)]
        if kind == "swap_numbers":
            other = self.ids[(which + 1) % len(self.ids)]
            return run(commands.swap_numbers, order, other) if other != order else None
        more: dict[str, tuple[Any, ...]] = {
            "rename": (f"收件人{amount}",),
            "reprice": (amount * 100, commands.DAYS[amount % 3]),
            "ship": (),
            "drop": (),
            "replace_lines": (amount,),
            "link": ((None, 1, 2)[amount % 3],),
        }
        return run(getattr(commands, kind), order, *more[kind])

    def _new(self, outcome: Any) -> Any:
        ids = outcome.value if isinstance(outcome.value, list) else [outcome.value]
        assert not self.seen.intersection(ids), "an id was used twice"
        self.seen.update(ids)
        self.ids += ids
        return outcome

    def require_sound(self) -> None:
        """Projections, foreign keys and pages are right, and no version went back."""
        found, now = self.shop.ask(lambda connection: (problems(connection, thorough=False), versions(connection)))
        assert found == []
        for key, version in now.items():
            assert version >= self._versions.get(key, 0), f"the version of {key} went back"
        self._versions |= now

    def rows(self) -> Any:
        """All rows, without versions."""
        return self.shop.ask(rows)


def _with_story(folder: Path, empty_file: Path, play: Callable[[Story], None]) -> None:
    path = folder / f"{next(_serial)}.shop"
    shutil.copyfile(empty_file, path)
    with Shop.open(path) as shop:
        play(Story(shop))
        assert shop.ask(problems) == []
    path.unlink()


@settings(parent=_MANY, max_examples=examples(40, 150))
@given(steps=st.lists(_STEP, min_size=1, max_size=9))
def test_any_undo_and_redo_is_all_or_nothing_and_comes_back(folder: Path, empty_file: Path, steps: Any) -> None:
    def invert(story: Story, which: int) -> None:
        root = story.roots[which % len(story.roots)]
        there, back = story.shop.undo, story.shop.redo
        if root not in dict(story.shop.ask(in_force)):
            there, back = back, there
        before = story.rows()
        try:
            there(root)
        except UndoConflict:
            assert story.rows() == before, "a refused undo changed something"
            return
        story.require_sound()
        middle = story.rows()
        back(root)
        assert story.rows() == before
        there(root)
        assert story.rows() == middle

    def play(story: Story) -> None:
        for kind, which, amount in steps:
            if kind != "invert_any":
                story.play(kind, which, amount)
            elif story.roots:
                invert(story, which)
                story.require_sound()

    _with_story(folder, empty_file, play)


@settings(parent=_MANY, max_examples=examples(30, 100))
@given(steps=st.lists(_STEP, min_size=1, max_size=7))
def test_everything_can_be_undone_to_the_start_and_redone(folder: Path, empty_file: Path, steps: Any) -> None:
    def play(story: Story) -> None:
        start = story.rows()
        for kind, which, amount in steps:
            if kind != "invert_any":
                story.play(kind, which, amount)
        end = story.rows()
        for _root in story.roots:
            story.shop.undo()
            story.require_sound()
        assert story.rows() == start
        for _root in story.roots:
            story.shop.redo()
        story.require_sound()
        assert story.rows() == end

    _with_story(folder, empty_file, play)
