"""What was imported, and the rows of it that still wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import UtcInstant
from models.finance import Account


class ImportFile(Journaled, Base):
    """One file of one import: what it was, and how many of its rows became what."""

    __tablename__ = "import_file"
    __table_args__ = (Index(None, "sha256"),)

    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    format_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcInstant)
    row_count: Mapped[int]
    new_count: Mapped[int]
    updated_count: Mapped[int]
    unchanged_count: Mapped[int]
    skipped_count: Mapped[int]
    rejected_count: Mapped[int]
    warnings: Mapped[list[Any]] = mapped_column(JSON)

    channel: Mapped[Channel | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")


class ImportProblem(Journaled, Base):
    """A row that could not be imported: where it stands, which cell, and why.

    `cells` is the whole row as it was read, so that nothing is lost while it waits; the
    import that finally takes it in sets `resolved_at`.
    """

    __tablename__ = "import_problem"
    __table_args__ = (Index(None, "file_id"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    message: Mapped[dict[str, Any]] = mapped_column(JSON)
    cells: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    file: Mapped[ImportFile] = relationship(lazy="raise")
