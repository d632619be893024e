"""What an import will do, before it is written: its files, the figures, the changes, the codes nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import _
from services.importing.codes import CodeChoice
from services.importing.read_file import ReadFile
from services.importing.service import Preview
from ui.dialogs.import_changes import ChangeList
from ui.dialogs.import_codes import CodesDialog, Decisions
from ui.dialogs.import_files import FileList, Surroundings
from ui.dialogs.import_tiles import Tiles
from ui.dialogs.import_words import codes_words, figures_of, preview_note
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text


class PreviewPage(QWidget):
    """`files`, `tiles` and `changes` show `preview`, the comparison with the shop; None until there is one.

    `chosen` are the places where the file's value shall replace the shop's; `decided` is sent when they changed.
    """

    decided = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.preview: Preview | None = None
        self.chosen: frozenset[tuple[str, str]] = frozenset()
        self._picked: Path | None = None
        self._decisions: Decisions = {}
        self.files, self.tiles, self.changes = FileList(), Tiles(), ChangeList()
        self.note = Text("", "body", "text2", wrap=True)
        self.codes_button = LinkButton("", "link")
        self._lay_out()
        self.files.picked.connect(self._pick)
        self.changes.decided.connect(self._decide)
        self.codes_button.clicked.connect(lambda _on=False: self.decide_codes())

    # --- showing -----------------------------------------------------------------------------

    def show_files(self, files: Sequence[ReadFile], around: Surroundings) -> None:
        """Show the files of the import; what they do is not known yet."""
        if self._picked not in [file.path for file in files]:
            self._picked = None
        self.files.show_files(files, around)

    def forget_preview(self) -> None:
        """The comparison is not true any more."""
        self.preview = None

    def show_comparing(self) -> None:
        """The comparison with the shop is on its way."""
        self._show_without(_("Comparing with the shop…"), can_plan=True)

    def show_open(self, words: str) -> None:
        """Nothing can be compared, and why not."""
        self._show_without(words, can_plan=False)
        self.changes.show_view(None)

    def show_preview(self, preview: Preview) -> None:
        """Show what the import will do."""
        self.preview = preview
        self.tiles.show_figures(figures_of(preview))
        self._show_changes()
        self.note.setText(preview_note(preview))
        self._show_codes()

    def _show_without(self, words: str, *, can_plan: bool) -> None:
        """Figures and list only where there is something to count: rows of zeros would look like a result."""
        self.preview = None
        self._show_codes()
        self.tiles.setVisible(can_plan)
        self.changes.setVisible(can_plan)
        self.files.set_alone(not can_plan)
        self.note.setText(words)

    def _pick(self, path: Path | None) -> None:
        """Show what one file does, or with None what all of them do."""
        self._picked = path
        self._show_changes()

    def _show_changes(self) -> None:
        if self.preview is not None:
            self.changes.show_view(self.preview.view, self.chosen, self.preview.entries_of(self._picked))

    def _decide(self, chosen: frozenset[tuple[str, str]]) -> None:
        self.chosen = chosen
        self.decided.emit()

    # --- codes nobody knows --------------------------------------------------------------------

    def decide_codes(self) -> CodesDialog | None:
        """Ask which products the codes mean that nobody knows; it takes effect with the import."""
        if self.preview is None or not self.preview.codes:
            return None
        dialog = CodesDialog(self._context, self.preview.codes, self._decisions)
        dialog.decided.connect(self._codes_decided)
        dialog.open()
        return dialog

    def choices(self) -> list[CodeChoice]:
        """What was decided about the codes this import brings."""
        codes = self.preview.codes if self.preview is not None else ()
        return [self._decisions[code.key].choice for code in codes if code.key in self._decisions]

    def _codes_decided(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._show_codes()

    def _show_codes(self) -> None:
        codes = self.preview.codes if self.preview is not None else ()
        decided = sum(code.key in self._decisions for code in codes)
        self.codes_button.setVisible(bool(codes))
        self.codes_button.setText(codes_words(len(codes), decided))

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.addWidget(self.note, 1)
        said.addWidget(self.codes_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addWidget(self.files)
        column.addWidget(self.tiles)
        column.addLayout(said)
        column.addWidget(self.changes, 1)
        column.addStretch()
