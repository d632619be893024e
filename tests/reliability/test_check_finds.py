"""Check my data is only worth something where it finds: every rule of it is broken, and names what was broken.

Files are changed and left over in ``tests/services/test_files_beside.py``, which finds them there.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest
from sqlalchemy import Engine, event

from models.dialects import sqlite
from services import integrity
from services.aftersales.verification import RULES as CASE_RULES
from services.integrity import check
from services.kernel.tasks import Task
from services.reconcile.integrity import MONEY_RULES
from services.registry import FUNCTIONS, PROJECTIONS
from tests.examples import few_when_quick
from tests.ready_shops import ready_shop
from tests.reliability.mistakes import MISTAKES, Mistake


@pytest.fixture(scope="module")
def behind_its_back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo shop, opened by somebody who keeps none of its rules."""
    engine = sqlite.open_writer(ready_shop(tmp_path_factory))
    sqlite.offer(engine, FUNCTIONS)

    @event.listens_for(engine, "checkout")
    def _no_rules(raw: object, *_rest: object) -> None:
        for name in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            raw.execute(f"PRAGMA {name}")  # type: ignore[attr-defined]

    yield engine
    engine.dispose()


def _codes(engine: Engine, sql: str | None) -> set[str]:
    """What is found while the statement holds; it is taken back at once."""
    with engine.connect() as connection:
        if sql is not None:
            done = connection.exec_driver_sql(sql)
            assert sql.startswith("PRAGMA") or done.rowcount > 0, "the demo shop has no such row"
        found = {one.code for one in check(connection)}
        connection.rollback()
    return found


def test_a_sound_shop_raises_no_false_alarm(behind_its_back: Engine) -> None:
    assert _codes(behind_its_back, None) == set()


@pytest.mark.exhaustive
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.words)
def test_a_mistake_is_found_by_the_rule_it_breaks(behind_its_back: Engine, mistake: Mistake) -> None:
    assert mistake.code in _codes(behind_its_back, mistake.sql)


@pytest.mark.parametrize(
    "mistake", few_when_quick([one for one in MISTAKES if "ngrams" in one.sql], 2), ids=lambda one: one.words
)
def test_a_search_index_is_whole_again_when_it_is_computed_again(behind_its_back: Engine, mistake: Mistake) -> None:
    (derived,) = (one for one in PROJECTIONS if f"projection.{one.name}" == mistake.code)
    with behind_its_back.connect() as connection:
        connection.exec_driver_sql(mistake.sql)
        assert derived.verify(connection)
        derived.rebuild(connection, Task())
        assert derived.verify(connection) == []
        connection.rollback()


def test_there_is_a_mistake_for_every_rule_and_every_table_that_is_derived() -> None:
    broken = {one.code for one in MISTAKES}
    rules = {code for code, _sentence, _query in (*CASE_RULES, *MONEY_RULES)} | set(_codes_of(integrity))
    rules |= {f"projection.{one.name}" for one in PROJECTIONS}
    assert rules - broken == set()
    assert len(MISTAKES) >= 40


def _codes_of(module: ModuleType) -> Iterator[str]:
    """The codes that stand in a module as the first words of a finding or a rule."""
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("Finding", "_rows"):
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
