"""Verbs of the command line, carried out by the window that has the shop open.

While a window has a shop open it is the only writer. A verb that has to write connects here,
says what it wants in one line of JSON, and gets one line back when it is done; the window
shows the change as any other. Hanging up cancels the verb.
"""

from __future__ import annotations

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ui.cli.console import Console
from ui.cli.handover import Reply, address_of
from ui.shop_link import ShopLink

_LONGEST_LINE = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Visit:
    """One command line that is connected: what it said so far, and the verb it waits for."""

    socket: QLocalSocket
    said: bytes = b""
    console: Console | None = field(default=None)


class RemoteVerbs(QObject):
    """Listens for verbs as long as the window has the shop open. Create it after the link, close it before."""

    def __init__(self, link: ShopLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="verbs")
        self._visits: dict[QLocalSocket, _Visit] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        address = address_of(link.shop.path)
        QLocalServer.removeServer(address)  # left by a window that was killed; the shop's lock says none lives
        if not self._server.listen(address):
            _log.info("the command line cannot reach this window: %s", self._server.errorString())

    @property
    def is_listening(self) -> bool:
        """Whether a command line can reach this window."""
        return self._server.isListening()

    def close(self) -> None:
        """Stop listening and cancel what is running; call it before the shop is closed."""
        self._server.close()
        for visit in self._visits.values():
            if visit.console is not None:
                visit.console.task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot()
    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._visits[socket] = _Visit(socket)
            socket.readyRead.connect(self._listen)
            socket.disconnected.connect(self._leave)
            if socket.bytesAvailable():
                self._hear(socket)

    @Slot()
    def _listen(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    @Slot()
    def _leave(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket):
            return
        visit = self._visits.pop(socket, None)
        if visit is not None and visit.console is not None:
            visit.console.task.cancel()
        socket.deleteLater()

    def _hear(self, socket: QLocalSocket) -> None:
        visit = self._visits.get(socket)
        if visit is None or visit.console is not None:
            return
        visit.said += bytes(socket.readAll().data())
        if len(visit.said) > _LONGEST_LINE:
            socket.abort()
        elif visit.said.endswith(b"\n"):
            self._begin(visit)

    def _begin(self, visit: _Visit) -> None:
        try:
            wanted = json.loads(visit.said)
            argv, folder = [str(word) for word in wanted["argv"]], Path(str(wanted["folder"]))
        except (ValueError, KeyError, TypeError):
            visit.socket.abort()
            return
        visit.console = Console(io.StringIO(), io.StringIO(), task=self._link.task())
        future = self._pool.submit(_run, argv, console=visit.console, folder=folder, shop=self._link.shop)
        self._link.wait_for(future, self).then(partial(self._answer, visit))

    def _answer(self, visit: _Visit, exit_code: int) -> None:
        if visit.socket not in self._visits or visit.console is None:
            return
        out, err = visit.console.out, visit.console.err
        if isinstance(out, io.StringIO) and isinstance(err, io.StringIO):
            reply = Reply(out.getvalue(), err.getvalue(), exit_code)
            line = json.dumps({"out": reply.out, "err": reply.err, "exit_code": reply.exit_code})
            visit.socket.write(line.encode() + b"\n")
            visit.socket.flush()  # whoever asked hangs up: Windows throws away what was not read when we do


def _run(argv: list[str], **given: Any) -> int:
    """Loaded with the first verb, and not on the window's thread: most windows never hear one."""
    from ui.cli.main import run

    return run(argv, **given)
