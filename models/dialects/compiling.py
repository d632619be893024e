"""What SQL texts cost to make, paid once per process instead of once per opened file."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.util import LRUCache

from models.base import Base

ADDRESS = "sqlite+shop://"
"""The address of engines whose compiled statements are shared."""

# A session of hours uses over a thousand different statements, each some 27 kB, most of them once; a write and what it
# has derived some seventy, a page ten. Half as many again are kept for a moment.
COMPILED: LRUCache[Any, Any] = LRUCache(400)
"""Statement → compiled text, of all engines at `ADDRESS`: the writer's serve the readers, the first shop's the next."""


class ShopDialect(SQLiteDialect_pysqlite):
    """SQLite as every engine of ours speaks it: what one engine compiled serves all others."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.shop", __name__, ShopDialect.__name__)


@cache
def schema_statements() -> tuple[str, ...]:
    """The statements that create all tables, STRICT, and their indexes, in an order that always is the same."""
    statements: list[str] = []
    dialect = ShopDialect()
    for table in Base.metadata.sorted_tables:
        table.dialect_options["sqlite"]["strict"] = True
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            statements.append(str(CreateIndex(index).compile(dialect=dialect)))
    return tuple(statements)
