"""New workbooks: a text stays a text, whatever it begins with, and never becomes a formula, a number or a link."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook


@contextmanager
def new_workbook(part: Path, *, streams: bool = False) -> Iterator[Workbook]:
    """An empty workbook, written to `part` at the end; with `streams` rows go to the disk as they come, in order.

    Raises the `OSError` of a disk that is full or gone; no scratch file is left behind, whatever happens.
    """
    import xlsxwriter  # here: most starts of the program write no workbook
    from xlsxwriter.exceptions import FileCreateError

    options: dict[str, Any] = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with (
        # On the disk of the file, so that “full” is said of the right one.
        tempfile.TemporaryDirectory(prefix=f"{part.name}-", dir=part.parent, ignore_cleanup_errors=True) as scratch,
        zip_target(part) as file,
    ):
        book = xlsxwriter.Workbook(file, options | {"constant_memory": streams, "tmpdir": scratch})
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise _cause(error) from error
        finally:
            _let_go(book)


@contextmanager
def zip_target(part: Path) -> Iterator[io.BufferedWriter]:
    """The file `part`, for a zip archive to be written to."""
    file = _ZipTarget(io.FileIO(part, "wb"))
    try:
        yield file
        file.close()
    finally:
        file.give_up()


class _ZipTarget(io.BufferedWriter):
    """A file that a failed archive may go on writing to: `ZipFile` tries to end the archive when it is forgotten."""

    is_given_up = False
    _place = 0

    def give_up(self) -> None:
        """Let go of the file; whatever is written from now on goes nowhere."""
        self.is_given_up = True
        with suppress(OSError):  # what did not fit is told already
            self.close()

    def write(self, data: Any) -> int:
        """Write, or only count what would have been written."""
        if not self.is_given_up:
            return super().write(data)
        self._place += len(data)
        return len(data)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the file."""
        if not self.is_given_up:
            return super().seek(place, whence)
        self._place = place
        return place

    def tell(self) -> int:
        """Where the next byte goes."""
        return self._place if self.is_given_up else super().tell()

    def flush(self) -> None:
        """Hand over what was written, while somebody takes it."""
        if not self.closed:
            super().flush()


def _cause(error: Exception) -> OSError:
    found = error.args[0] if error.args else None
    return found if isinstance(found, OSError) else OSError(str(error))


def _let_go(book: Workbook) -> None:
    """Close the scratch files of the rows: Windows removes no open file."""
    for sheet in book.worksheets():
        rows = getattr(sheet, "row_data_fh", None)
        if rows is not None:
            with suppress(OSError):  # they go away now, with what did not fit in them
                rows.close()
