"""Every table of the program against what people expect of one: a matrix made by walking the window, so it cannot age.

`python -m tests.ui.expectations.tables` writes `docs/tables.md` anew.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.expectations.reasons import REASONS, REMARKS
from tests.ui.expectations.walking import House, Place, every_place
from ui.pages.products.unlinked import UnlinkedPanel
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListTable
from ui.table.table_panel import TableCard
from ui.table.table_view import TableView
from ui.widgets.bulk_bar import BulkBar

DOCUMENT = Path(__file__).parents[3] / "docs" / "tables.md"
Gaps = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of a page: where it is, what it is called, and the parts around it."""

    place: Place
    name: str
    card: TableCard
    page: QWidget

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

    @property
    def view(self) -> TableView:
        """The table itself."""
        return self.card.view


def _is_heard(view: QWidget, signal: str) -> bool:
    """Whether somebody answers to a signal."""
    return view.receivers(f"2{signal}") > 0


def _exports(one: Listed) -> bool:
    if isinstance(one.card, ListPanel):
        return one.card.can_export
    return not one.card.bar.export_button.isHidden() and _is_heard(one.card, "export_requested(PyObject)")


def _has_box(one: Listed) -> bool:
    return any(not box.isHidden() and box.accessibleName() for box in one.card.bar.findChildren(QLineEdit))


def _edits(one: Listed) -> bool:
    return one.card.model.on_edit is not None and any(spec.editable for spec in one.card.model.specs)


EXPECTED: Mapping[str, Callable[[Listed], bool]] = {
    "saved views": lambda one: not one.card.bar.views_button.isHidden(),
    "columns": lambda one: not one.card.bar.columns_button.isHidden() and bool(one.view.arrangement.choices()),
    "row height": lambda one: not one.card.bar.height_button.isHidden(),
    "filter box": _has_box,
    "filter chips": lambda one: not one.card.bar.add.isHidden(),
    "sorting": lambda one: any(spec.sortable for spec in one.card.model.specs),
    "frozen column": lambda one: one.card.model.frozen_count > 0,
    "totals": lambda one: not one.card.totals.isHidden() and bool(_sums(one)),
    "copy": lambda one: bool(one.view.arrangement.shown_columns()),
    "paste": lambda one: _is_heard(one.view, "pasted(PyObject)"),
    "edit in place": _edits,
    "edit many": lambda one: bool(one.card.findChildren(BulkBar)),
    "peek": lambda one: isinstance(one.view, ListTable) or _is_heard(one.view, "peek_requested(PyObject)"),
    "row menu": lambda one: _is_heard(one.view, "menu_requested(QPoint)"),
    "export": _exports,
    "name": lambda one: bool(one.view.accessibleName()),
}
"""What is expected, and how it is seen that a table has it."""


def _sums(one: Listed) -> Sequence[object]:
    return [spec for spec in one.card.model.specs if spec.total] or (
        [one] if one.card.totals._derived is not None else []
    )


def tables_of(house: House) -> list[Listed]:
    """Every table that stands in a page, page by page; those of one page from above."""
    found: list[Listed] = []
    seen: set[TableCard] = set()
    for place in every_place():
        page = house.go(place)
        for panel in page.findChildren(UnlinkedPanel):
            assert panel.listing  # made only when it is seen with codes in it
        for card in page.findChildren(TableCard):
            if card not in seen:
                seen.add(card)
                found.append(Listed(place, card.view.accessibleName(), card, page))
    return found


def gaps_of(tables: Sequence[Listed]) -> Gaps:
    """What is expected, and which tables do not have it."""
    return {words: {str(one) for one in tables if not has(one)} for words, has in EXPECTED.items()}


def bare_lists(house: House) -> list[ListTable]:
    """Lists beside the tables of pages: in panels at the right and in lists of two columns."""
    every = house.window.findChildren(ListTable)
    return [one for one in every if not any(isinstance(above, TableCard) for above in _above(one))]


def _above(widget: QWidget) -> list[QWidget]:
    chain: list[QWidget] = []
    parent = widget.parentWidget()
    while parent is not None:
        chain.append(parent)
        parent = parent.parentWidget()
    return chain


def text_of(tables: Sequence[Listed]) -> str:
    """The matrix as a page of the documentation."""
    heads = list(EXPECTED)
    notes: list[str] = []
    lines = [
        "# Tables", "",
        "What each table offers (✓), and why it does not (the number under the matrix). Written by"
        " `python -m tests.ui.expectations.tables`; `tests/ui/expectations/test_tables.py` holds it against the"
        " program.", "",
        f"| table | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}",
    ]  # fmt: skip
    for one in tables:
        cells = []
        for words, has in EXPECTED.items():
            why = "" if has(one) else REASONS.get(words, {}).get(str(one), "?")
            if why and why not in notes:
                notes.append(why)
            cells.append(f"({notes.index(why) + 1})" if why else "✓")
        lines.append(f"| {one} | {' | '.join(cells)} |")
    lines += ["", *(f"{number}. {why}" for number, why in enumerate(notes, 1)), "", *REMARKS, ""]
    return "\n".join(lines)


def main() -> None:
    """Write the matrix of the program as it is."""
    from services import demo, i18n
    from ui.theme.apply import apply

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHANGGUI_HOME"] = folder
        app = QApplication(sys.argv[:1])
        i18n.set_language("en")
        apply(app, "light")
        house = House(app, demo.build(Path(folder)))
        DOCUMENT.write_text(text_of(tables_of(house)), encoding="utf-8")
        house.close()


if __name__ == "__main__":
    main()
