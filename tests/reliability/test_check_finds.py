"""Check my data is only worth something where it finds: every rule of it is broken, and names what was broken.

Files are changed and left over in ``tests/services/test_files_beside.py``, which finds them there.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest
from sqlalchemy import Engine, event, select

from models.dialects import sqlite
from models.orders import Order
from services import integrity
from services.aftersales.verification import RULES as CASE_RULES
from services.integrity import Finding, check
from services.kernel.projections import ROWS_NAMED
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


_WITHOUT_ROWS = {
    "a layout of another program": "the mark is one of the whole file",
    "the mark of another program": "the mark is one of the whole file",
    "an index that is none": "nothing can be read of it any more",
    "an index that knows a product there never was": "what it leads to is nothing that could be looked up",
}
"""The mistakes of which a finding can name no row, and why."""


def _found(engine: Engine, sql: str | None) -> tuple[Finding, ...]:
    """What is found while the statement holds; it is taken back at once."""
    with engine.connect() as connection:
        if sql is not None:
            done = connection.exec_driver_sql(sql)
            assert sql.startswith("PRAGMA") or done.rowcount > 0, "the demo shop has no such row"
        found = check(connection)
        connection.rollback()
    return found


def _of_people(engine: Engine) -> set[str]:
    """What customers are called and reached by; a single character is part of too much else."""
    c = Order.table().c
    columns = (c.buyer, c.buyer_account, c.receiver, c.phone, c.address)
    with engine.connect() as connection:
        return {one for row in connection.execute(select(*columns)) for one in row if one and len(one) > 1}


def test_a_sound_shop_raises_no_false_alarm(behind_its_back: Engine) -> None:
    assert _found(behind_its_back, None) == ()


@pytest.mark.exhaustive
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.words)
def test_a_mistake_is_found_by_the_rule_it_breaks_and_says_where(behind_its_back: Engine, mistake: Mistake) -> None:
    found = _found(behind_its_back, mistake.sql)
    assert mistake.code in {one.code for one in found}
    nameless = [one.code for one in found if not one.rows]
    assert nameless == ([mistake.code] if mistake.words in _WITHOUT_ROWS else [])
    assert all(len(one.rows) <= ROWS_NAMED for one in found)


_OF_ORDERS = ("pieces that no line has", "an order whose profit was forgotten", "an order of nobody")


@pytest.mark.parametrize("words", _OF_ORDERS)
def test_an_order_that_is_wrong_is_named_by_its_number(behind_its_back: Engine, words: str) -> None:
    (mistake,) = (one for one in MISTAKES if one.words == words)
    with behind_its_back.connect() as connection:
        number = connection.execute(select(Order.table().c.external_no).where(Order.table().c.id == 1)).scalar_one()
    assert number in next(one for one in _found(behind_its_back, mistake.sql) if one.code == mistake.code).rows


@pytest.mark.parametrize(
    "words", ["a customer of more orders", "a buyer who came more often", "an index that nothing is found in"]
)
def test_what_is_named_says_nothing_of_a_customer(behind_its_back: Engine, words: str) -> None:
    (mistake,) = (one for one in MISTAKES if one.words == words)
    named = {row for one in _found(behind_its_back, mistake.sql) for row in one.rows}
    assert len(named) == ROWS_NAMED
    assert [row for row in named for secret in _of_people(behind_its_back) if secret in row] == []


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
    rules = {code for code, _sentence, _query in (*CASE_RULES, *MONEY_RULES)} | set(codes_of(integrity))
    rules |= {f"projection.{one.name}" for one in PROJECTIONS}
    assert _WITHOUT_ROWS.keys() <= {one.words for one in MISTAKES}
    assert rules - broken == set()
    assert len(MISTAKES) >= 40


def codes_of(module: ModuleType) -> Iterator[str]:
    """The codes that stand in a module as the first words of a finding or a rule."""
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("Finding", "_rows"):
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
