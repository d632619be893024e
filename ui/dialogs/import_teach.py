"""Teaching the program a file it does not know: which column is what, tried on the first rows while one decides."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from services import paths
from services.errors import AppError
from services.i18n import N_, NN_, _, join_list
from services.importing import teach
from services.importing.channels import PLATFORM_NAMES
from services.importing.drafts import Draft
from services.importing.lesson import Lesson
from services.importing.read_file import ReadFile
from services.messages import Message, counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.card import Hairline, SectionTitle
from ui.widgets.fields import Choice, FormRow, text_field
from ui.widgets.text import Text

_PLACES = {"title": N_("Name of the format"), "currency": N_("Currency"), "zone": N_("Time zone")}
_LEAST_OF_WORDS, _MOST_OF_WORDS = 128, 208


class TeachDialog(Dialog):
    """`taught` carries the file, its new format, and the channel it belongs to (an empty text: none was named)."""

    topic = "teaching#teach"

    taught = Signal(object, object, str)

    def __init__(
        self, context: PageContext, file: ReadFile, draft: Draft | None = None, kind: str | None = None
    ) -> None:
        """`draft` goes on where a lesson left off; `kind` is what the file is known to hold."""
        super().__init__(
            context.dialog_parent(),
            _("Teach “{file}”").format(file=file.path.name),
            _("Say once which column is which. Files with these columns are known from then on."),
            icon="graduation-cap",
            width=1180,
            height=720,
        )
        self._file = file
        home = context.link.home
        self._lesson = Lesson(file, home.currency(), home.zone(), draft=draft, kind=kind)
        self.trial = ListTable([ListColumn("", 0)], _line)
        self.columns: dict[str, Choice] = {}
        self.words: dict[tuple[str, str], Choice] = {}
        self._lay_out()
        self._fill()

    @property
    def path(self) -> Path:
        """The file that is taught."""
        return self._file.path

    @property
    def draft(self) -> Draft:
        """The format as it is decided so far."""
        return self._lesson.draft

    # --- what is decided ------------------------------------------------------------------------

    def choose_sheet(self, place: int) -> None:
        """Teach another table of the file."""
        self._lesson.choose_sheet(place)
        self._fill_headers()
        self._fill()

    def choose_header(self, place: int) -> None:
        """Take another row for the header."""
        self._lesson.choose_header(place)
        self._fill()

    def choose_kind(self, kind: str) -> None:
        """Say what one row of the file is."""
        self._lesson.choose_kind(kind)
        self._fill()

    def choose_column(self, name: str, header: str) -> None:
        """Say which column feeds a field; an empty text: none."""
        self._lesson.choose_column(name, header)
        self._fill_words()
        self._try()

    def choose_word(self, name: str, text: str, code: str) -> None:
        """Say what a text of a state column means."""
        self._lesson.choose_word(name, text, code)
        self._try()

    def _choose(self, name: str, value: str) -> None:
        self._lesson.choose_fact(name, value)
        self._try()

    def save(self) -> None:
        """Keep the format and read the file with it."""
        found = teach.mistakes(self.draft)
        self._show_mistakes(found)
        if found:
            return
        try:
            spec = teach.save(self.draft, paths.user_formats_dir())
        except AppError as error:
            self.note.setText(str(error))
            return
        channel = self.channel.text().strip()
        self.accept()
        self.taught.emit(self.path, spec, channel)

    # --- showing ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.kind.setCurrentIndex(self.kind.findData(self.draft.kind))
        self._fill_columns()
        self._fill_words()
        self._try()

    def _fill_headers(self) -> None:
        self.header.clear()
        for row, cells in self._lesson.header_choices():
            shown = " | ".join(cell for cell in cells if cell)[:60]
            self.header.addItem(_("Row {row}: {cells}").format(row=row, cells=shown))

    def _fill_columns(self) -> None:
        inner = QWidget()
        column = column_of(inner, right=space.M)
        self.columns = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.S)
        headers = [header for header in dict.fromkeys(self.draft.headers) if header]
        for place, name in enumerate(teach.fields_of(self.draft.kind)):
            box = Choice()
            box.addItem(_("no column"), "")
            for header in headers:
                box.addItem(header, header)
            box.setCurrentIndex(max(box.findData(self.draft.columns.get(name, "")), 0))
            box.activated.connect(lambda at, one=name, list_=box: self.choose_column(one, list_.itemData(at)))
            needed = teach.is_needed(self.draft.kind, name)
            label = teach.field_name(self.draft.kind, name)
            box.setAccessibleName(label)
            grid.addWidget(Text(f"{label} *" if needed else label, "strong" if needed else "body"), place, 0)
            grid.addWidget(box, place, 1)
            hint = _("suggested") if self._lesson.suggested.get(name) else ""
            grid.addWidget(Text(hint, "caption", "text3"), place, 2)
            self.columns[name] = box
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        self._columns_area.put(inner)

    def _fill_words(self) -> None:
        inner = QWidget()
        column = column_of(inner, right=space.M)
        self.words = {}
        for name, texts in self.draft.words.items():
            column.addWidget(Text(teach.field_name(self.draft.kind, name), "caption_strong", "text2"))
            for text, code in texts.items():
                row = QHBoxLayout()
                box = Choice()
                box.addItem(_("choose…"), "")
                for known, label in teach.codes_for(self.draft.kind, name):
                    box.addItem(label, known)
                box.setCurrentIndex(max(box.findData(code), 0))
                box.setAccessibleName(text)
                box.activated.connect(
                    lambda at, one=name, said=text, list_=box: self.choose_word(one, said, list_.itemData(at))
                )
                row.addWidget(Text(text, elide=True), 1)
                row.addWidget(box)
                column.addLayout(row)
                self.words[name, text] = box
        if not self.words:
            column.addWidget(Text(_("No column of the file holds states."), "body", "text2", wrap=True))
        column.addStretch(1)
        self._words_area.put(inner)
        wanted = inner.sizeHint().height()
        self._words_area.setMinimumHeight(min(wanted, _LEAST_OF_WORDS))  # in a low window
        self._words_area.setMaximumHeight(min(wanted, _MOST_OF_WORDS))

    def _try(self) -> None:
        self._show_mistakes({})
        try:
            trial = teach.try_on(self.draft, self._lesson.table)
        except AppError as error:
            self._show_trial((), ())
            missing = teach.mistakes(self.draft)
            self.note.set_tone("text2")
            self.note.setText(self._words_of(missing) if missing else str(error))
            return
        self._show_trial(trial.headings, trial.rows)
        rejected = [problem for problem in trial.problems if problem.rejects]
        if rejected:
            self.note.set_tone("pill.amber.word")
            self.note.setText(_("Row {row}: {reason}").format(row=rejected[0].row, reason=rejected[0].message))
        else:
            self.note.set_tone("pos")
            said = counted(NN_("{count} row is read like this", "{count} rows are read like this"), len(trial.rows))
            self.note.setText(said)
        self._show_unused()

    def _show_unused(self) -> None:
        """Name the columns of the file that feed nothing: one that matters is noticed before the import, not after."""
        unused = self._lesson.unused()
        self.unused.setText(_("Columns that are not read: {columns}").format(columns=join_list(unused)))
        self.unused.setToolTip(self.unused.text())
        self.unused.setVisible(bool(unused))

    def _show_trial(self, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
        self.trial.hide()
        self.trial.deleteLater()
        self.trial = ListTable([ListColumn(heading, 130) for heading in headings] or [ListColumn("", 0)], _line)
        self.trial.set_rows(rows)
        self._right.insertWidget(self._right.count() - 1, self.trial, 1)  # before the room that is left over
        self.trial.setHidden(not rows)

    def _show_mistakes(self, found: dict[str, Message]) -> None:
        for name, row in self.rows.items():
            row.set_problem(str(found[name]) if name in found else "")
        if found:
            self.note.set_tone("neg")
            self.note.setText(self._words_of(found))

    def _words_of(self, found: dict[str, Message]) -> str:
        named = {name: _(_PLACES[name]) for name in _PLACES} | {"words": _("Words")}
        return "\n".join(
            _("{where}: {what}").format(
                where=named.get(name) or teach.field_name(self.draft.kind, name), what=str(reason)
            )
            for name, reason in found.items()
        )

    # --- the frame ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(space.XL)
        row.addLayout(self._left_column(), 5)
        row.addWidget(Hairline(vertical=True))
        row.addLayout(self._right_column(), 6)
        self.body.addLayout(row, 1)
        self.add_cancel()
        self.save_button = self.add_primary(_("Save and read the file"), "check", self.save)

    def _left_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(space.S)
        self.sheet, self.header, self.kind = Choice(), Choice(), Choice()
        for table in self._lesson.tables:
            self.sheet.addItem(table.sheet or self._file.path.name)
        self.sheet.activated.connect(self.choose_sheet)
        self._fill_headers()
        self.header.activated.connect(self.choose_header)
        for kind, label in teach.KIND_LABELS.items():
            self.kind.addItem(_(label), kind)
        self.kind.activated.connect(lambda at: self.choose_kind(self.kind.itemData(at)))
        if len(self._lesson.tables) > 1:
            column.addWidget(FormRow(_("Sheet"), self.sheet))
        self.header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # headings can be any length
        column.addWidget(FormRow(_("Row with the headings"), self.header))
        column.addWidget(FormRow(_("What the file holds"), self.kind))
        column.addWidget(SectionTitle(_("Columns")))
        self._columns_area = PlainScroll()
        column.addWidget(self._columns_area, 1)
        return column

    def _right_column(self) -> QVBoxLayout:
        self._right = QVBoxLayout()
        self._right.setSpacing(space.S)
        self._right.addLayout(self._facts())
        self._right.addWidget(SectionTitle(_("What the words mean")))
        self._words_area = PlainScroll()
        self._right.addWidget(self._words_area)
        self._right.addWidget(SectionTitle(_("First rows as they will be read")))
        self.note = Text("", "body", "text2", wrap=True)
        self._right.addWidget(self.note)
        self.unused = Text("", "caption", "text2", elide=True)
        self.unused.hide()
        self._right.addWidget(self.unused)
        self._right.addWidget(self.trial, 1)
        self._right.addStretch()
        return self._right

    def _facts(self) -> QGridLayout:
        title, currency = text_field(value=self.draft.title), text_field(value=self.draft.currency)
        zone = text_field(value=self.draft.zone)
        self.channel = text_field(_("for example: Pop-up store"))
        platform, decimal = Choice(), Choice()
        for one, label in PLATFORM_NAMES.items():
            platform.addItem(_(label), str(one))
        platform.setCurrentIndex(platform.findData(self.draft.platform))
        platform.activated.connect(lambda at: self._choose("platform", platform.itemData(at)))
        decimal.addItem("1234.50", ".")
        decimal.addItem("1234,50", ",")
        decimal.setCurrentIndex(decimal.findData(self.draft.decimal))
        decimal.activated.connect(lambda at: self._choose("decimal", decimal.itemData(at)))
        for name, field in (("title", title), ("currency", currency), ("zone", zone)):
            field.editingFinished.connect(partial(self._typed, name, field))
        self.rows = {
            "title": FormRow(_("Name of the format"), title, required=True),
            "currency": FormRow(_("Currency"), currency),
            "zone": FormRow(_("Time zone"), zone),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        rest = (
            FormRow(_("Platform"), platform),
            FormRow(_("Channel"), self.channel),
            FormRow(_("Amounts are written"), decimal),
        )
        for place, form in enumerate(
            (self.rows["title"], *rest[:2], self.rows["currency"], self.rows["zone"], rest[2])
        ):
            grid.addWidget(form, place // 3, place % 3)
        return grid

    def _typed(self, name: str, field: QLineEdit) -> None:
        if getattr(self.draft, name) != field.text().strip():
            self._choose(name, field.text())


def _line(cells: tuple[str, ...]) -> Line:
    return tuple(ListCell(cell, "text2" if cell == "—" else "text") for cell in cells)
