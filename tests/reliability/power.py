"""What a power cut may leave of what a job wrote, made from the record of its writes and syncs.

The model is a disk that forgets: of what was written to a file since it was last synced, any sector of 512 bytes may be
there or not, whichever order it was written in. Names that were given, changed and taken away since their folder was
last synced are there up to some moment, as a journaling file system keeps them. What was synced stays.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("4q")
_SECTOR = 512
_NOT_KEPT = "-shm"  # shared memory: SQLite makes it anew after a crash


@dataclass(frozen=True, slots=True)
class Deed:
    """One call that changed the disk: its letter as in ``shim.c``, path, bytes (or the other path), offset."""

    letter: str
    path: str
    content: bytes
    at: int


def deeds(record: Path) -> Iterator[Deed]:
    """The calls of a record, in order."""
    with record.open("rb") as file:
        while head := file.read(_HEAD.size):
            letter, path, size, at = _HEAD.unpack(head)
            yield Deed(chr(letter), file.read(path).decode(), file.read(size), at)


@dataclass(slots=True)
class _File:
    """Bytes that are on the disk, and those that may be."""

    kept: bytearray
    waiting: list[Deed] = field(default_factory=list)

    def sync(self) -> None:
        """All of it is on the disk now."""
        for deed in self.waiting:
            _apply(self.kept, deed)
        self.waiting = []

    def after_cut(self, chance: random.Random) -> bytes:
        """What may be left: every sector that was not synced is there or not."""
        left = bytearray(self.kept)
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for deed in self.waiting:
            if deed.letter == "T":
                _apply(left, deed)
                continue
            end = deed.at + len(deed.content)
            first = deed.at - deed.at % _SECTOR
            for sector in range(first, end, _SECTOR):
                begin, stop = max(sector, deed.at), min(sector + _SECTOR, end)
                if chance.random() < share:
                    _apply(left, Deed("W", "", deed.content[begin - deed.at : stop - deed.at], begin))
        return bytes(left)


def _apply(content: bytearray, deed: Deed) -> None:
    if deed.letter == "T":
        del content[deed.at :]
        content.extend(bytes(max(0, deed.at - len(content))))
        return
    content.extend(bytes(max(0, deed.at + len(deed.content) - len(content))))
    content[deed.at : deed.at + len(deed.content)] = deed.content


@dataclass(frozen=True, slots=True)
class _Move:
    """A name that was given (C), changed (R), doubled (L) or taken away (U)."""

    letter: str
    path: str
    other: str
    file: _File | None = None

    def apply(self, names: dict[str, _File]) -> None:
        """Do it to a folder's names."""
        if self.letter == "C" and self.file is not None:
            names[self.path] = self.file
        elif self.letter == "U":
            names.pop(self.path, None)
        elif self.letter in "RL" and self.path in names:
            names[self.other] = names[self.path] if self.letter == "L" else names.pop(self.path)

    def touches(self, folder: str) -> bool:
        """Whether the name is, or was, in this folder."""
        return folder in (self.path.rpartition("/")[0], self.other.rpartition("/")[0])


class Disk:
    """The files below a folder while the deeds of a record are done again. `forgets` syncs: the known mistake."""

    def __init__(self, start: Path, as_if_in: Path, *, forgets: bool = False) -> None:
        self._root, self._forgets = str(as_if_in), forgets
        self._names: dict[str, _File] = {}
        for path in start.rglob("*"):
            if path.is_file():
                name = f"{self._root}/{path.relative_to(start).as_posix()}"
                self._names[name] = _File(bytearray(path.read_bytes()))
        self._certain = dict(self._names)
        self._moves: list[_Move] = []

    def do(self, deed: Deed) -> None:
        """One deed more."""
        if deed.letter in "WT":
            if deed.path not in self._names:
                self._moved(_Move("C", deed.path, "", _File(bytearray())))
            self._names[deed.path].waiting.append(deed)
        elif deed.letter in "RLU":
            self._moved(_Move(deed.letter, deed.path, deed.content.decode()))
        elif deed.letter == "S" and not self._forgets:
            if deed.path in self._names:
                self._names[deed.path].sync()
            else:
                self._sync_folder(deed.path)

    def cut(self, chance: random.Random, into: Path) -> None:
        """Write what may be left into the empty folder `into`."""
        names = dict(self._certain)
        for move in self._moves[: chance.randint(0, len(self._moves))]:
            move.apply(names)
        for name, file in names.items():
            if not name.endswith(_NOT_KEPT):
                path = into / name.removeprefix(self._root + "/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.after_cut(chance))

    def _moved(self, move: _Move) -> None:
        self._moves.append(move)
        move.apply(self._names)

    def _sync_folder(self, folder: str) -> None:
        """Names in this folder are certain now; they are kept in the order they came in, so all before them are too."""
        places = [place for place, move in enumerate(self._moves) if move.touches(folder)]
        upto = places[-1] + 1 if places else 0
        for move in self._moves[:upto]:
            move.apply(self._certain)
        del self._moves[:upto]
