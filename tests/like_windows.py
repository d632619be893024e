"""Files as Windows has them: what is open is not removed, not renamed and not replaced, nor is a folder it lies in.

Neither Python nor SQLite nor Qt shares the right to delete what they open there. The program shall close first, also
where this system would not mind: with this in force a removal too early is the error it would be on Windows. Seen are
the files this process has open, and the folder it works in.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_OPEN = "/proc/self/fd"
_NO_FILES = ("/proc/", "/dev/pts", "/dev/null")
_NO_FOLDER = -1
_LOCK = ".lock"  # who holds one removes it open here, so that nobody takes its place, and closed on Windows
_SAID = "The process cannot access the file because it is being used by another process"


class _Rule:
    """What the interpreter asks before each call; it cannot be taken back, but set to let everything pass."""

    def __init__(self) -> None:
        self.holds = self._is_known = False
        self._checks: dict[str, Callable[..., None]] = {
            "os.rename": self._rename, "os.remove": self._remove, "os.rmdir": self._remove,
        }  # fmt: skip

    def begin(self) -> None:
        """From now on let nothing pass that Windows would refuse."""
        if not self._is_known:
            sys.addaudithook(self)
            self._is_known = True
        self.holds = True

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        check = self._checks.get(event)
        if check is not None and self.holds:
            check(*arguments)

    def _rename(self, source: str, target: str, source_in: int, target_in: int) -> None:
        self._remove(source, source_in)
        self._remove(target, target_in)

    def _remove(self, path: str | bytes, within: int) -> None:
        place = _place(path, within)
        if not place.endswith(_LOCK) and _is_used(place):
            raise PermissionError(errno.EACCES, _SAID, os.fsdecode(path))


_RULE = _Rule()


@contextmanager
def in_force() -> Iterator[None]:
    """Nothing that is open is removed, renamed or replaced in here."""
    if not os.path.isdir(_OPEN):  # noqa: PTH112 - only Linux tells what is open; Windows needs no play
        yield
        return
    _RULE.begin()
    yield
    _RULE.holds = False


def _place(path: str | bytes, within: int) -> str:
    said = os.fsdecode(path)
    folder, name = os.path.split(said.rstrip("/"))
    if within != _NO_FOLDER and not os.path.isabs(said):  # noqa: PTH117
        folder = os.path.join(os.readlink(f"{_OPEN}/{within}"), folder)  # noqa: PTH115, PTH118
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def _is_used(place: str) -> bool:
    """Whether it is, or holds, a file that is open or the folder the process works in."""
    within = f"{place}/"
    for number in os.listdir(_OPEN):  # noqa: PTH208 - no objects: it is asked at each removal
        with suppress(OSError):  # the look itself, closed meanwhile
            path = os.readlink(f"{_OPEN}/{number}")  # noqa: PTH115
            if path != place and not path.startswith(within):
                continue
            if not path.startswith(_NO_FILES) and not os.path.isdir(path):  # noqa: PTH112
                return True
    with suppress(OSError):  # it works in a folder that is gone
        here = os.getcwd()  # noqa: PTH109
        return here == place or here.startswith(within)
    return False
