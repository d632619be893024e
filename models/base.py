"""The declarative base and the mark of rows that the journal records."""

from __future__ import annotations

from typing import cast

from sqlalchemy import BigInteger, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Explicit names: migrations must be able to name what they drop, on every database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All mapped classes."""

    metadata = MetaData(naming_convention=NAMING)

    @classmethod
    def table(cls) -> Table:
        """The class's table, typed as one: for statements that need no objects."""
        return cast(Table, cls.__table__)


class Journaled:
    """A fact the user entered or imported: every change of it is recorded and can be undone.

    `id` comes from `IdCounter`, never from the engine, and is never used twice, so that an
    undone row can come back under its own id. `version` only grows, also on undo.
    """

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, sort_order=-2)
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=-1)
