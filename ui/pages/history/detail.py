"""The panel of one operation: what it changed, field by field, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services import formatting
from services.errors import AppError
from services.history.queries import OperationView
from services.history.story import RowsChange, Story
from services.i18n import _
from services.messages import render
from ui.pages.history.wording import is_root, shown_text, source_words, state_of
from ui.theme import space
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_SHORT = 28


class OperationPanel(DetailPanel):
    """`undo_wanted` and `redo_wanted` carry the operation's root id."""

    undo_wanted = Signal(int)
    redo_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.story: Story | None = None
        self.button: Button | None = None
        self._problem: Text | None = None

    def show_story(self, story: Story) -> None:
        """Show an operation."""
        self.story = story
        line = story.operation
        self.set_head(shown_text(line), formatting.instant(line.at, story.zone), can_copy=False)
        self.title.setWordWrap(False)
        self.set_status(*state_of(line))
        self.clear_body()
        self._clear_footer()
        if len(shown_text(line)) > _SHORT:
            self.add(Text(shown_text(line), "body", "text", wrap=True))
            self.add_line()
        self.add(KeyValueRow(_("Done by"), source_words(line.source)))
        self.add(KeyValueRow(_("Rows changed"), formatting.integer(story.rows)))
        self._add_way_back(line)
        self.add_line()
        self.add(SectionTitle(_("What changed")))
        for change in story.changes:
            self.add(_rows_widget(change))
        if not story.changes:
            self.add(Text(_("Nothing in the shop file."), "body", "text2", wrap=True))
        if story.is_cut:
            self.add(Text(_("Only the first changes are listed."), "caption", "text3", wrap=True))
        self.show()

    def show_problem(self, error: AppError) -> None:
        """Say why the operation could not be taken back or done again."""
        if self._problem is not None:
            self._problem.setText(str(error))
            self._problem.setVisible(True)

    def _add_way_back(self, line: OperationView) -> None:
        self.button = None
        self._problem = Text("", "body", "neg", wrap=True)
        self._problem.setVisible(False)
        if line.final_reason is not None:
            reason = _("Cannot be undone: {reason}.").format(reason=render(line.final_reason))
            self.add(Text(reason, "body", "text2", wrap=True))
        elif not is_root(line):
            self.add(Text(_("This line undid or repeated another one; open that one to change it."), "body", "text2",
                          wrap=True))  # fmt: skip
        elif line.is_undone:
            self.button = PrimaryButton(_("Redo this"), "arrow-u-up-right")
            self.button.clicked.connect(self._redo)
        else:
            self.button = SecondaryButton(_("Undo this"), "arrow-u-up-left")
            self.button.clicked.connect(self._undo)
        self.add(self._problem)
        if self.button is not None:
            self.footer.addWidget(self.button, 1)

    def _undo(self) -> None:
        if self.story is not None:
            self.undo_wanted.emit(self.story.operation.root_id)

    def _redo(self) -> None:
        if self.story is not None:
            self.redo_wanted.emit(self.story.operation.root_id)

    def _clear_footer(self) -> None:
        while (item := self.footer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _rows_widget(change: RowsChange) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, space.XS, 0, space.S)
    column.setSpacing(space.XXS)
    column.addWidget(KeyValueRow(render(change.words), change.which, tone="text3"))
    for field in change.fields:
        words = _("{field}: {before} → {after}").format(field=field.name, before=field.before, after=field.after)
        column.addWidget(Text(words, "caption", "text2", wrap=True))
    return box
