"""One window per person: a second start hands its files to the first one and ends."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from services import paths

_WAIT_MS = 3_000
_LONGEST = 1 << 20
_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """Held by the first start. `called` carries the paths a later start was given (none: only come to the front)."""

    called = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        name = f"zhanggui-{hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:24]}"
        self._name = name if sys.platform == "win32" else str(paths.sockets_dir() / name)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        self._heard: dict[QLocalSocket, bytes] = {}

    def begin(self) -> bool:
        """Become the first one; False where another start is. A folder nobody can write to keeps nobody out."""
        if not self._lock.tryLock(0) and self._lock.error() == QLockFile.LockError.LockFailedError:
            return False
        QLocalServer.removeServer(self._name)  # left over from a start that was killed
        if not self._server.listen(self._name):
            _log.warning("another start of the program cannot reach this one: %s", self._server.errorString())
        return True

    def call_first(self, files: list[Path]) -> bool:
        """Hand the files to the first start; False where it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(json.dumps([str(path.absolute()) for path in files]).encode() + b"\n")
        taken = socket.waitForBytesWritten(_WAIT_MS) and socket.waitForReadyRead(_WAIT_MS)
        socket.disconnectFromServer()
        return bool(taken)

    def end(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    @Slot()
    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(self._listen)
            socket.disconnected.connect(self._forget)
            if socket.bytesAvailable():
                self._take(socket)

    @Slot()
    def _listen(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._take(socket)

    @Slot()
    def _forget(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._heard.pop(socket, None)
            socket.deleteLater()

    def _take(self, socket: QLocalSocket) -> None:
        said = self._heard.get(socket, b"") + bytes(socket.readAll().data())
        self._heard[socket] = said
        if b"\n" not in said and len(said) < _LONGEST:
            return
        socket.write(b"ok\n")
        socket.flush()
        self.called.emit(_paths(said))


def _paths(said: bytes) -> list[Path]:
    try:
        names = json.loads(said.partition(b"\n")[0])
    except ValueError:  # somebody else spoke to us: come to the front, open nothing
        return []
    return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
