"""What a person decides about one file of an import: whose it is, how it is read, its password, its cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from services.importing import teach
from services.importing.drafts import Draft, with_words
from services.importing.entries import Entry
from services.importing.errors import ArchiveLocked, UnknownFormat
from services.importing.read_file import Choice, ReadFile
from services.importing.service import ImportSession
from services.importing.shapes import PlaceKind
from services.importing.spec import FormatSpec
from services.importing.staged import RowProblem
from services.types import Platform
from ui.dialogs.import_asking import ask_password, ask_place
from ui.dialogs.import_files import FileList, Surroundings, place_of
from ui.dialogs.import_patch import PatchDialog
from ui.dialogs.import_reading import Reading
from ui.dialogs.import_teach import TeachDialog
from ui.page import PageContext


class FileDecisions(QObject):
    """Asks, and tells the session and its reading. `settled` is sent where a file need not be read again for it.

    `begin_lesson_of` is the kind of records that a file nobody knows is to be taught as without being asked to: who
    gave it has said so already.
    """

    settled = Signal()

    def __init__(self, context: PageContext, session: ImportSession, reading: Reading, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._session, self._reading, self._window = context, session, reading, window
        self.begin_lesson_of: str | None = None
        self._lessons: dict[Path, Draft] = {}
        self._asked: set[Path] = set()

    def take_from(self, files: FileList) -> None:
        """Do what the rows of a list of files ask for."""
        files.channel_chosen.connect(self._choose_channel)
        files.new_channel.connect(self._ask_channel)
        files.read_as.connect(self._read_as)
        files.removed.connect(self._leave_out)
        files.teach.connect(self._teach)
        files.unlock.connect(self._ask_password)

    def put_usual_channels(self, around: Surroundings) -> None:
        """Files of her own formats belong where those of the same format went before."""
        for file in self._session.files:
            staged = file.staged
            if staged is None or staged.channel is not None or not staged.format_id.startswith("user."):
                continue
            usual = (around.usual or {}).get(staged.format_id)
            if usual is not None:
                self._session.choose_channel(file.path, usual)

    def ask_what_is_open(self) -> None:
        """Ask for the words a lesson lacks, and for the password of an archive that was not asked for yet."""
        self._go_on_teaching()
        self._begin_lesson()
        locked = [file.path for file in self._session.files if isinstance(file.error, ArchiveLocked)]
        waiting = [path for path in locked if path not in self._asked]
        if waiting:
            self._ask_password(waiting[0])  # the others have a button

    # --- whose it is ---------------------------------------------------------------------------

    def _choose_channel(self, path: Path, name: str | None) -> None:
        # The files belong to the reading thread until it is done: then the choice waits its turn there.
        if not self._reading.in_turn(self._put_channel, path, name):
            self._put_channel(path, name)
            self.settled.emit()

    def _put_channel(self, path: Path, name: str | None) -> None:
        chosen = next(one for one in self._session.files if one.path == path)
        platform = chosen.staged.platform if chosen.staged is not None else None
        for file in self._session.files:
            # The order file and the item file of one platform come from the same shop.
            same = file.staged is not None and file.staged.platform is platform and file.staged.channel is None
            same = same and place_of(file) is place_of(chosen) is PlaceKind.CHANNEL
            if file.path == path or (same and platform is not Platform.OTHER):
                self._session.choose_channel(file.path, name)

    def _ask_channel(self, path: Path) -> None:
        file = next(one for one in self._session.files if one.path == path)
        of_money = place_of(file) is PlaceKind.ACCOUNT
        ask_place(self._window, partial(self._choose_channel, path), self.settled.emit, of_money=of_money)

    # --- how it is read ------------------------------------------------------------------------

    def _ask_password(self, path: Path) -> None:
        error = next((file.error for file in self._session.files if file.path == path), None)
        if isinstance(error, ArchiveLocked):
            self._asked.add(path)
            ask_password(self._window, path.name, error, partial(self._unlock, path))

    def _unlock(self, path: Path, password: str) -> None:
        self._asked.discard(path)  # a wrong password is asked for again
        self._reading.unlock(path, password)

    def _read_as(self, path: Path, choice: Choice) -> None:
        self._reading.read([path], sheet=choice.sheet or None, format_id=choice.format_id)

    def _leave_out(self, path: Path) -> None:
        self._session.remove(path)
        self.settled.emit()

    def correct(self, entry: Entry) -> None:
        """Open the cells of a row that cannot be imported as it stands."""
        file = self._file_of(entry)
        if file is None or file.staged is None or not isinstance(entry.what, RowProblem):
            return
        cells = file.staged.waiting_cells().get(entry.what.row)
        if cells:
            dialog = PatchDialog(self._window, file.path.name, entry.what, cells)
            dialog.patched.connect(partial(self._patch, file.path, entry.what.row))
            dialog.open()

    def _file_of(self, entry: Entry) -> ReadFile | None:
        """The file of a waiting row, also where it was read again since and no other has its name."""
        named = [one for one in self._session.files if one.path.name == entry.where and one.staged is not None]
        same = [one for one in named if one.staged is not None and one.staged.scratch == entry.scratch]
        found = same or named
        return found[0] if len(found) == 1 else None

    def _patch(self, path: Path, row: int, cells: dict[str, str]) -> None:
        self._reading.fix(path, row, cells)

    # --- teaching ------------------------------------------------------------------------------

    def _teach(self, path: Path) -> None:
        file = next(one for one in self._session.files if one.path == path)
        self._open_lesson(TeachDialog(self._context, file))

    def _begin_lesson(self) -> None:
        kind, self.begin_lesson_of = self.begin_lesson_of, None
        strange = [file for file in self._session.files if isinstance(file.error, UnknownFormat)]
        if kind is not None and strange:
            self._open_lesson(TeachDialog(self._context, strange[0], kind=kind))

    def _open_lesson(self, lesson: TeachDialog) -> None:
        lesson.taught.connect(self._taught)
        lesson.accepted.connect(lambda: self._lessons.update({lesson.path: lesson.draft}))
        lesson.open()

    def _go_on_teaching(self) -> None:
        """Words that stand further down in a taught file than its first rows are asked for now, once."""
        for file in self._session.files:
            draft = self._lessons.pop(file.path, None)
            words = teach.unknown_words(draft, file.staged) if draft is not None and file.staged is not None else {}
            if draft is not None and words and file.table is not None:
                more = with_words(draft, file.table, words)
                self._open_lesson(TeachDialog(self._context, file, more))
                return

    def _taught(self, path: Path, spec: FormatSpec, channel: str) -> None:
        self._reading.read([path], format_id=spec.id, channel=channel or None)
