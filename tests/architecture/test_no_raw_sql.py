"""SQL as text lives in few places, so that another database stays possible and writes stay journaled."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import Source, calls, imports, is_below, snippet, sources

_ALLOWED = (
    "models/dialects/",
    "models/migrations/",
    "models/database.py",
    "services/kernel/",
    "services/importing/",
)


def raw_sql(source: Source) -> list[str]:
    """Where a file speaks SQL by hand or reaches below the session."""
    if source.path.startswith(_ALLOWED):
        return []
    found = [
        (imported.line, imported.name)
        for imported in imports(source)
        if is_below(
            imported.name, "sqlite3", "sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"
        )
    ]
    for call in calls(source):
        name = _spelled(call.func)
        is_text = name in {"sqlalchemy.text", "sa.text", "sql.text"}
        if (
            is_text
            or name.endswith((".exec_driver_sql", ".raw_connection"))
            or (name.endswith(".connection") and not call.args)
        ):
            found.append((call.lineno, f"{name}(…)"))
    return [f"{source.path}:{line} {what}" for line, what in found]


def _spelled(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_spelled(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_raw_sql_stays_where_it_is_allowed() -> None:
    assert [line for source in sources() for line in raw_sql(source)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import sqlite3",
        "from sqlalchemy import select, text",
        "import sqlalchemy as sa\nsa.text('DELETE FROM orders')",
        "def f(session):\n    session.connection().exec_driver_sql('x')",
        "def f(engine):\n    engine.raw_connection()",
    ],
)
def test_raw_sql_is_found(code: str) -> None:
    assert raw_sql(snippet("services/orders/commands.py", code))


def test_the_dialect_may_speak_sql() -> None:
    assert raw_sql(snippet("models/dialects/sqlite.py", "import sqlite3")) == []
