"""Verbs of the command line while a window has the shop open: the window carries them out."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services.kernel.changes import ChangeSet
from services.set_up import facts
from services.shop import Shop
from tests.cli.command_line import SHOPIFY, TAOBAO
from ui.cli.console import Console
from ui.cli.handover import address_of
from ui.cli.main import run
from ui.shop_link import ShopLink
from ui.window.remote import RemoteVerbs

_LONGEST = 30_000  # milliseconds; only a computer that is very busy takes a part of it
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="speaks to the socket itself")


class Window:
    """What a window with an open shop has: the shop, its link, and the door for verbs."""

    def __init__(self, path: Path) -> None:
        self.shop = Shop.open(path, who="the window")
        self.shop.forbid_thread(threading.get_ident())
        self.link = ShopLink(self.shop, self.shop.submit_ask(facts).result())
        self.changes: list[ChangeSet] = []
        self.link.changed.connect(self.changes.append)
        self.verbs = RemoteVerbs(self.link)

    def close(self) -> None:
        self.verbs.close()
        self.link.close()
        shiboken6.delete(self.link)  # with its timers, which would ask the closed shop
        self.shop.forbid_thread(None)
        self.shop.close()


@pytest.fixture
def window(filled: Path, qapp: QApplication) -> Iterator[Window]:  # noqa: ARG001 - sockets need its event loop
    opened = Window(filled)
    yield opened
    opened.close()


class CommandLine(threading.Thread):
    """A verb in another thread, as another process would run it beside the window."""

    def __init__(self, *words: object, folder: Path) -> None:
        super().__init__()
        self.words = [str(word) for word in words]
        self.folder = folder
        self.console = Console(io.StringIO(), io.StringIO())
        self.code: int | None = None

    def run(self) -> None:
        self.code = run(self.words, console=self.console, folder=self.folder)

    @property
    def said(self) -> str:
        assert isinstance(self.console.out, io.StringIO)
        return self.console.out.getvalue()

    @property
    def messages(self) -> str:
        assert isinstance(self.console.err, io.StringIO)
        return self.console.err.getvalue()


def finish(qtbot: QtBot, line: CommandLine) -> None:
    line.start()
    qtbot.waitUntil(lambda: not line.is_alive(), timeout=_LONGEST)
    line.join()


def test_a_writing_verb_is_done_by_the_window_which_hears_of_it(window: Window, filled: Path, qtbot: QtBot) -> None:
    line = CommandLine("undo", "--shop", filled, "--json", folder=filled.parent)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["operation"]) == (0, 4), line.messages
    assert line.messages.startswith("Undone: ")
    qtbot.waitUntil(lambda: bool(window.changes), timeout=_LONGEST)
    assert window.changes[0].operation_id == 4


@pytest.mark.usefixtures("window")
def test_files_are_found_from_the_folder_of_the_command_line(filled: Path, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "orders.csv").write_bytes(TAOBAO[0].read_bytes())
    line = CommandLine("import", "orders.csv", "--shop", filled, "--json", folder=folder)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["files"][0]["unchanged"]) == (0, 6), line.messages


@pytest.mark.usefixtures("window")
def test_a_paper_is_drawn_by_the_window_while_it_goes_on(filled: Path, tmp_path: Path, qtbot: QtBot) -> None:
    line = CommandLine("pick-list", "--shop", filled, "--out", tmp_path / "pick.pdf", "--json", folder=tmp_path)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["orders"]) == (0, 2), line.messages
    assert (tmp_path / "pick.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("window")
def test_an_error_in_the_window_reaches_the_command_line(filled: Path, qtbot: QtBot) -> None:
    line = CommandLine("undo", "999", "--shop", filled, "--json", folder=filled.parent)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["error"]["code"]) == (2, "app.not_found")


@pytest.mark.usefixtures("window")
def test_a_reading_verb_needs_no_window(filled: Path, qtbot: QtBot) -> None:
    line = CommandLine("list", "orders", "--shop", filled, "--json", folder=filled.parent)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["total"]) == (0, 9)


def test_a_window_that_stopped_listening_is_named(window: Window, filled: Path, qtbot: QtBot) -> None:
    window.verbs.close()
    line = CommandLine("import", SHOPIFY, "--shop", filled, "--json", folder=filled.parent)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["error"]["code"]) == (3, "shop.busy")
    assert "the window" in line.messages


def test_a_shop_a_window_has_open_is_not_replaced_under_it(window: Window, filled: Path, qtbot: QtBot) -> None:
    made = CommandLine("backup", "--shop", filled, "--json", folder=filled.parent)
    finish(qtbot, made)
    backup = json.loads(made.said)["backup"]["file"]
    words = ("restore", backup, "--shop", filled, "--in-place", "--json")
    line = CommandLine(*words, folder=filled.parent)
    finish(qtbot, line)
    assert (line.code, json.loads(line.said)["error"]["code"]) == (3, "shop.busy")
    assert "the window" in line.messages
    said = io.StringIO()  # sent to the window itself by another program, it ends the same way
    code = run([str(word) for word in words], console=Console(said, said), folder=filled.parent, shop=window.shop)
    assert code == 3
    assert list(filled.parent.glob("*.before-restore-*")) == []


@posix_only
@pytest.mark.usefixtures("qapp")
def test_a_door_left_by_a_killed_window_is_used_again(filled: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(address_of(filled))
    assert os.path.exists(address_of(filled))  # noqa: PTH110 - an address, not a path of ours
    window = Window(filled)
    try:
        assert window.verbs.is_listening
    finally:
        window.close()


@posix_only
@pytest.mark.parametrize("said", [b"nonsense\n", b'{"argv": 5}\n', b"[]\n", b"\xff\xfe\n"])
def test_nonsense_is_hung_up_on(window: Window, filled: Path, qtbot: QtBot, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger:
        stranger.connect(address_of(filled))
        stranger.sendall(said)
        stranger.setblocking(False)
        answers: list[bytes] = []

        def hung_up() -> bool:
            try:
                answers.append(stranger.recv(100))
            except BlockingIOError:
                return False
            except ConnectionResetError:
                answers.append(b"")
            return True

        qtbot.waitUntil(hung_up, timeout=_LONGEST)
    assert answers == [b""]
    assert window.verbs.is_listening


@posix_only
def test_the_one_who_asked_hangs_up(window: Window, filled: Path, qtbot: QtBot) -> None:
    # Windows throws away what was not read yet when the window closes the connection first
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.connect(address_of(filled))
        asking.sendall(json.dumps({"argv": ["undo", "--shop", str(filled)], "folder": str(filled.parent)}).encode())
        asking.sendall(b"\n")
        asking.setblocking(False)
        said = bytearray()

        def answered() -> bool:
            with suppress(BlockingIOError):
                said.extend(asking.recv(65_536))
            return said.endswith(b"\n")

        qtbot.waitUntil(answered, timeout=_LONGEST)
        QCoreApplication.processEvents()
        with pytest.raises(BlockingIOError):  # the connection is open still
            asking.recv(1)
    qtbot.waitUntil(lambda: not window.verbs._visits, timeout=_LONGEST)


@posix_only
@pytest.mark.usefixtures("readers_start_as_in_the_program")  # a forked one could be done before anybody leaves
def test_hanging_up_cancels_the_verb(window: Window, filled: Path, qtbot: QtBot) -> None:
    # an import takes long enough to be left: reading starts another process
    words = ["import", str(TAOBAO[0]), "--channel", "Other", "--shop", str(filled)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as leaver:
        leaver.connect(address_of(filled))
        leaver.sendall(json.dumps({"argv": words, "folder": str(filled.parent)}).encode() + b"\n")
        visits = window.verbs._visits
        qtbot.waitUntil(lambda: any(visit.console is not None for visit in visits.values()), timeout=_LONGEST)
        (console,) = (visit.console for visit in visits.values())
    qtbot.waitUntil(lambda: not visits, timeout=_LONGEST)
    assert console is not None
    assert console.task.is_cancelled
    window.verbs.close()
    assert window.changes == []
