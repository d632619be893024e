"""Numbers that are copied are numbers where they are pasted."""

from __future__ import annotations

from services import formatting
from ui.table.columns import CellKind, ColumnSpec, ListCell
from ui.table.copying import to_mime
from ui.table.list_model import ListRow


def test_a_minus_sign_is_copied_as_the_hyphen_spreadsheets_read() -> None:
    specs = [
        (0, ColumnSpec("name", "Name", 80, kind=CellKind.LINE)),
        (1, ColumnSpec("gap", "Gap", 80, "right", CellKind.LINE)),
        (2, ColumnSpec("profit", "Profit", 80, "right", CellKind.MONEY)),
    ]
    shown = [ListCell("\u2212 is a name"), ListCell(formatting.integer(-7)), ListCell(formatting.amount(-150, "CNY"))]
    copied = to_mime([ListRow(1, tuple(shown))], specs)
    assert copied.text() == "\u2212 is a name\t-7\t-1.50\n"
    assert "<td>-7</td><td>-1.50</td>" in copied.html()
