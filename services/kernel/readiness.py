"""What the first write after the start would wait for: it can be made ready before, on any thread."""

from __future__ import annotations

from sqlalchemy.orm import configure_mappers

from models.dialects.prepared import work_out_all


def make_ready_to_write() -> None:
    """Put the mapped classes and the statements of what is derived together, a quarter of a second of work."""
    configure_mappers()
    work_out_all()
