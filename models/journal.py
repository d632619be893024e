"""The journal: what was done, by whom, and what each row was before and after.

One table of operations and one of net row changes serve undo, redo, audit and change
notification alike. They live in the user's file, so all of that survives a restart.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import CodeEnum, UtcInstant


class OperationKind(StrEnum):
    """A first execution, or the inverse of one, or the inverse of that."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class ChangeKind(StrEnum):
    """What happened to a row, seen from outside the transaction."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Operation(Base):
    """One command that was run: a line of History.

    A ``do`` operation is its own root. `applied_by` names the operation whose changes are in
    force (itself, or the latest redo), `reverted_by` the undo that took them back.
    """

    __tablename__ = "operation"

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("operation.id"))
    kind: Mapped[OperationKind] = mapped_column(CodeEnum(OperationKind))
    code: Mapped[str] = mapped_column(Text)
    label: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    schema_version: Mapped[int]
    final_reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    applied_by: Mapped[int | None]
    reverted_by: Mapped[int | None]


class Change(Base):
    """The net change of one row, or of one contiguous block of rows, in one operation.

    Rows `row_id` to `last_id` of `entity`. ``update``: only the changed columns in `before`
    and `after`. ``delete``: the full row in `before`, or for a block all its rows packed in
    `block`. ``insert``: no image; the rows themselves are the image until they change.
    """

    __tablename__ = "change"
    __table_args__ = (Index(None, "op_id"), Index(None, "entity", "row_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[int] = mapped_column(ForeignKey("operation.id"))
    entity: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(BigInteger)
    last_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[ChangeKind] = mapped_column(CodeEnum(ChangeKind))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    block: Mapped[bytes | None] = mapped_column(LargeBinary)


class IdCounter(Base):
    """The next free id of each entity. Ids are handed out in blocks and never again."""

    __tablename__ = "id_counter"

    entity: Mapped[str] = mapped_column(Text, primary_key=True)
    next_id: Mapped[int] = mapped_column(BigInteger)
