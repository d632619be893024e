"""A change is written past the ORM for speed, so nothing reminds the runner of a column that is new in the model."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from models.journal import Change, Operation
from services.kernel import runner


@pytest.mark.parametrize(
    ("table", "written"),
    [
        pytest.param(Operation.table(), runner.OPERATION_COLUMNS, id="operation"),
        pytest.param(Change.table(), runner.CHANGE_COLUMNS, id="change"),
    ],
)
def test_every_column_of_the_journal_is_written(table: Table, written: tuple[str, ...]) -> None:
    numbered_by_sqlite = {"id"} if table is Change.table() else set()
    assert sorted(written) == sorted(set(table.columns.keys()) - numbered_by_sqlite)
