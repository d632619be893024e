"""Rows as the journal keeps them: stored values under column names, and packed blocks of rows."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, UniqueConstraint, inspect
from sqlalchemy.dialects import sqlite as sqlite_types
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Mapper

from models.base import Base
from models.dialects.sqlite import json_text
from models.entities import CLASSES, Entity

Image = dict[str, Any]
_Codec = Callable[[Any], Any] | None
_DIALECT: Dialect = sqlite_types.dialect(json_serializer=json_text)


def table_of(entity: Entity) -> Table:
    """The table of an entity."""
    return CLASSES[entity].table()


@cache
def columns_of(entity: Entity) -> tuple[str, ...]:
    """The stored columns of an entity, in table order. Attribute and column names are the same."""
    return tuple(column.name for column in table_of(entity).columns)


@cache
def defaulted_columns_of(entity: Entity) -> frozenset[str]:
    """The columns the file fills in itself where a new row does not name them."""
    return frozenset(column.name for column in table_of(entity).columns if column.server_default is not None)


@cache
def unique_columns_of(entity: Entity) -> frozenset[str]:
    """Columns of unique constraints that may hold any value for a moment: they refer to no other table."""
    table = table_of(entity)
    unique = (one for one in table.constraints if isinstance(one, UniqueConstraint))
    return frozenset(column.name for one in unique for column in one.columns if not column.foreign_keys)


@cache
def _codecs(entity: Entity) -> dict[str, tuple[_Codec, _Codec]]:
    codecs: dict[str, tuple[_Codec, _Codec]] = {}
    for column in table_of(entity).columns:
        kind = column.type.dialect_impl(_DIALECT)
        codecs[column.name] = (kind.bind_processor(_DIALECT), kind.result_processor(_DIALECT, None))
    return codecs


def stored(entity: Entity, name: str, value: Any) -> Any:
    """A mapped value as it stands in the file: an integer, a text or None."""
    to_stored = _codecs(entity)[name][0]
    kept = to_stored(value) if to_stored is not None else value
    return int(kept) if isinstance(kept, bool) else kept


def restored(entity: Entity, name: str, value: Any) -> Any:
    """The mapped value of a stored one."""
    from_stored = _codecs(entity)[name][1]
    return from_stored(value) if from_stored is not None else value


def image_of(row: Base, entity: Entity) -> Image:
    """The whole row as stored values."""
    return {name: stored(entity, name, getattr(row, name)) for name in columns_of(entity)}


def settle_references(row: Base) -> None:
    """Give foreign key columns the value of a relationship that was assigned to.

    SQLAlchemy does it only inside the flush, where the journal could no longer see it.
    """
    state = inspect(row)
    for relation in cast(Mapper[Any], state.mapper).relationships:
        if relation.key in state.committed_state and state.attrs[relation.key].history.has_changes():
            target = getattr(row, relation.key)
            for local, remote in relation.local_remote_pairs or ():
                setattr(row, str(local.key), None if target is None else getattr(target, str(remote.key)))


def row_from(entity: Entity, image: Image) -> Base:
    """A new mapped row with the image's values."""
    return CLASSES[entity](**{name: restored(entity, name, value) for name, value in image.items()})


def changed_columns(row: Base, entity: Entity) -> tuple[Image, Image]:
    """The columns changed since the row was loaded, before and after; `version` is left out."""
    before: Image = {}
    after: Image = {}
    state = inspect(row)
    assigned = state.committed_state  # a few of fifty columns
    for name in [name for name in columns_of(entity) if name in assigned and name != "version"]:
        history = state.attrs[name].history
        if not history.has_changes():
            continue
        old = stored(entity, name, history.deleted[0] if history.deleted else None)
        new = stored(entity, name, history.added[0] if history.added else None)
        if old != new:
            before[name], after[name] = old, new
    return before, after


def pack(columns: Sequence[str], rows: Sequence[Sequence[Any]], empty: Sequence[str] = ()) -> bytes:
    """Rows of stored values as one compressed block; columns that are `empty` in all of them are only named."""
    content = {"columns": list(columns), "empty": list(empty), "rows": rows}
    text = json.dumps(content, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 1)


def unpack(block: bytes) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of a packed block, the empty columns behind the others."""
    content = json.loads(zlib.decompress(block))
    columns, rows, empty = content["columns"], content["rows"], content.get("empty", [])
    if empty:
        nothing = [None] * len(empty)
        rows = [row + nothing for row in rows]
    return columns + empty, rows


def images_in(block: bytes) -> Iterator[Image]:
    """The rows of a packed block, one image each."""
    columns, rows = unpack(block)
    for row in rows:
        yield dict(zip(columns, row, strict=True))
