"""Launches as a workbook: one row for each step, with what the cost sheet and the first days say of its launch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from services.exporting.text_export import ListColumn, Record, save
from services.growth.launch_queries import LaunchView, launches
from services.growth.launch_words import LAUNCH_STAGES
from services.i18n import N_, translate
from services.kernel.table_query import Kind
from services.types import Money

_COLUMNS = (
    ListColumn("launch", N_("Launch"), Kind.TEXT),
    ListColumn("launch_on", N_("Launch day"), Kind.DATE),
    ListColumn("code", N_("Product code"), Kind.ID),
    ListColumn("price", N_("Price"), Kind.MONEY),
    ListColumn("left", N_("Left of a piece"), Kind.MONEY),
    ListColumn("break_even", N_("Break-even pieces"), Kind.INTEGER),
    ListColumn("pieces", N_("Sold in the first 30 days"), Kind.INTEGER),
    ListColumn("stage", N_("Stage"), Kind.TEXT),
    ListColumn("step", N_("Step"), Kind.TEXT),
    ListColumn("due_on", N_("Due on"), Kind.DATE),
    ListColumn("done_on", N_("Done on"), Kind.DATE),
    ListColumn("note", N_("Note"), Kind.TEXT),
)


def export_launches(connection: Connection, out: Path) -> int:
    """Write every launch, a row for each of its steps; returns how many rows."""
    found = launches(connection)

    def rows() -> Iterator[Record]:
        for one in found:
            facts = _facts(one)
            for step in one.steps:
                yield facts | {
                    "stage": translate(LAUNCH_STAGES[step.stage]),
                    "step": step.title,
                    "due_on": step.due_on.isoformat() if step.due_on is not None else None,
                    "done_on": step.done_on.isoformat() if step.done_on is not None else None,
                    "note": step.note,
                }

    return save(out, _COLUMNS, 0, rows(), translate)


def _facts(one: LaunchView) -> Record:
    draft, sheet = one.draft, one.sheet
    return {
        "launch": draft.name,
        "launch_on": draft.launch_on.isoformat() if draft.launch_on is not None else None,
        "code": draft.code,
        "price": None if draft.price_minor is None else Money(draft.price_minor, one.currency).decimal(),
        "left": None if sheet is None else Money(sheet.left_minor, one.currency).decimal(),
        "break_even": None if sheet is None else sheet.break_even,
        "pieces": None if one.first_days is None else one.first_days.pieces,
    }
