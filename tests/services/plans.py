"""How SQLite goes about what the services ask of it: whether it looks rows up or reads through all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, event
from sqlalchemy.engine import Engine

from services.shop import Shop

Asked = list[tuple[str, Any]]


@contextmanager
def asked(by: Connection | type[Engine] = Engine) -> Iterator[Asked]:
    """The statements that are run meanwhile, each with its values: all there are, or those of one connection."""
    found: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    event.listen(by, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(by, "before_cursor_execute", note)


def reading(statements: Asked) -> Asked:
    """Those of the statements that only read."""
    return [one for one in statements if one[0].lstrip().startswith(("SELECT", "WITH"))]


def steps(shop: Shop, statements: Asked) -> list[str]:
    """The steps SQLite takes for statements that were run."""
    with closing(sqlite3.connect(f"file:{shop.path}?mode=ro", uri=True)) as file:
        return [
            row[3]
            for statement, parameters in statements
            for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def plan(connection: Connection, statement: Executable) -> list[str]:
    """The steps SQLite takes for a statement, which is run: its values are given as they are stored."""
    with asked(connection) as found:  # a shop of another test may still be writing
        connection.execute(statement).close()
    text, values = found[-1]
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
