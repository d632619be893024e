"""What a platform changed about the header of a known export: columns that are gone, and columns nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.exporting.cells import plain
from services.i18n import NN_
from services.importing.cells import fold
from services.importing.sheets import FileWarning
from services.importing.spec import FormatSpec
from services.messages import plural_message
from services.written_words import written_words

_OUR_OWN = "zhanggui."  # workbooks people fill in: they leave columns out and add their own
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """Columns of the format this file lacks, and columns of this file the format does not know; as people read them."""

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def warnings(self) -> list[FileWarning]:
        """The change in sentences that name the columns."""
        found = []
        if self.gone:
            forms = NN_(
                "The column {columns} of this export is gone. Everything else was read.",
                "The columns {columns} of this export are gone. Everything else was read.",
            )
            found.append(_warning("columns_gone", forms, self.gone))
        if self.new:
            forms = NN_(
                "The column {columns} is new in this export and not used yet.",
                "The columns {columns} are new in this export and not used yet.",
            )
            found.append(_warning("columns_new", forms, self.new))
        return found


def header_change(spec: FormatSpec, headers: Sequence[str]) -> HeaderChange:
    """How a header differs from every layout of the format that was seen so far."""
    if spec.id.startswith(_OUR_OWN):
        return HeaderChange()
    there = {fold(header): plain(header) for header in headers if fold(header)}
    known = {fold(name) for name in spec.columns()} | ours()
    sometimes = {fold(name) for name in spec.sometimes}
    gone = (names[0] for names in _groups(spec) if not {fold(one) for one in names} & (there.keys() | sometimes))
    new = (text for folded, text in there.items() if folded not in known)
    return HeaderChange(tuple(dict.fromkeys(gone)), tuple(new))


def ours() -> frozenset[str]:
    """The headings, folded, of columns the program itself adds to files it hands out to be corrected."""
    return frozenset(fold(text) for text in written_words()["ours"]["columns"])


def _groups(spec: FormatSpec) -> Iterator[tuple[str, ...]]:
    """Columns of which one is enough, in the words of the format: what feeds one field, and every other column."""
    for field in spec.fields:
        if field.default is None:
            yield tuple(name for source in field.sources for name in source.columns)
    yield from ((name,) for name in spec.known)


def _warning(code: str, forms: tuple[str, str], columns: tuple[str, ...]) -> FileWarning:
    return FileWarning(code, len(columns), plural_message(forms, len(columns), columns=columns[:_SHOWN]))
