"""What is decided so far of a file that is taught: which table, which header, and the draft of its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.importing import teach
from services.importing.drafts import Draft, with_words
from services.importing.errors import HeaderChanged
from services.importing.first_drafts import first_draft
from services.importing.read_file import ReadFile


class Lesson:
    """`table` begins with the header that was chosen; `suggested` are the columns as they were proposed for it."""

    def __init__(
        self, file: ReadFile, currency: str, zone: str, *, draft: Draft | None = None, kind: str | None = None
    ) -> None:
        """`draft` goes on where a lesson left off; `kind` is what the file is known to hold."""
        self._currency, self._zone, self._said_kind = currency, zone, kind
        self.tables = [table for table in file.tables if not table.hidden] or list(file.tables)
        self._whole = next((one for one in self.tables if draft and one.headers == draft.headers), self.tables[0])
        self.table = self._whole
        # A changed export keeps the name of the format it was; a strange file gets its own.
        is_changed = isinstance(file.error, HeaderChanged)
        self.draft = draft or self._first_draft(kind, "" if is_changed else file.path.stem)
        self.suggested = dict(self.draft.columns) if draft is None else {}

    def header_choices(self) -> list[tuple[int, Sequence[str]]]:
        """The rows that may be the header: number in the file and cells."""
        return list(enumerate(teach.header_choices(self._whole), self._whole.header_row))

    def unused(self) -> list[str]:
        """The columns of the file that feed nothing."""
        used = set(self.draft.columns.values())
        return [header for header in dict.fromkeys(self.draft.headers) if header and header not in used]

    def choose_sheet(self, place: int) -> None:
        """Teach another table of the file."""
        self._whole = self.tables[place]
        self.choose_header(0)

    def choose_header(self, place: int) -> None:
        """Take another row for the header; what the file holds stays where somebody said it."""
        self.table = teach.with_header(self._whole, place)
        self._start_again(self._said_kind)

    def choose_kind(self, kind: str) -> None:
        """Say what one row of the file is."""
        self._said_kind = kind
        self._start_again(kind)

    def choose_column(self, name: str, header: str) -> None:
        """Say which column feeds a field; an empty text: none."""
        columns = {field: column for field, column in self.draft.columns.items() if field != name}
        if header:
            columns[name] = header
        words = {field: known for field, known in self.draft.words.items() if field in columns and field != name}
        self.draft = with_words(replace(self.draft, columns=columns, words=words), self.table)

    def choose_word(self, name: str, text: str, code: str) -> None:
        """Say what a text of a state column means."""
        words = {field: dict(known) for field, known in self.draft.words.items()}
        words[name][text] = code
        self.draft = replace(self.draft, words=words)

    def choose_fact(self, name: str, value: str) -> None:
        """Say the platform, the currency or another thing that holds for the whole file."""
        changed: Any = {name: value.strip()}
        self.draft = replace(self.draft, **changed)

    def _first_draft(self, kind: str | None, title: str) -> Draft:
        return first_draft(self.table, kind, title=title, currency=self._currency, zone=self._zone)

    def _start_again(self, kind: str | None) -> None:
        old, self.draft = self.draft, self._first_draft(kind, self.draft.title)
        if not self.draft.base:
            self.draft = replace(
                self.draft, platform=old.platform, currency=old.currency, zone=old.zone, decimal=old.decimal
            )
        self.suggested = dict(self.draft.columns)
