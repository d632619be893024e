"""The way from a command line to the window that has the shop open, without Qt.

The window listens on a socket of its own person (a named pipe on Windows) whose name follows
from the shop's path. One line of JSON goes there, one comes back.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services import paths

_CONNECT_S = 3.0
_LONGEST_NAME = 100  # the system allows 104 to 108 bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What a verb said and how it ended in the window."""

    out: str
    err: str
    exit_code: int


def address_of(shop: Path) -> str:
    """Where the window that has this shop open listens."""
    name = f"zhanggui-{hashlib.sha256(os.fsencode(shop.resolve())).hexdigest()[:24]}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    own = paths.cache_dir() / name
    if len(str(own).encode()) <= _LONGEST_NAME:
        return str(own)
    return str(paths.sockets_dir() / name)


def ask_window(shop: Path, argv: Sequence[str], folder: Path) -> Reply | None:
    """Let the window carry the verb out; None where no window answers. `folder` is where paths start from."""
    line = json.dumps({"argv": list(argv), "folder": str(folder)}).encode() + b"\n"
    try:
        said = _through_pipe(address_of(shop), line) if sys.platform == "win32" else _through_socket(shop, line)
    except OSError:
        return None
    if not said.endswith(b"\n"):  # the window ended before it answered
        return None
    found = json.loads(said)
    return Reply(found["out"], found["err"], found["exit_code"])


def _through_socket(shop: Path, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_CONNECT_S)
        connection.connect(address_of(shop))
        connection.settimeout(None)
        connection.sendall(line)
        said = b""
        while not said.endswith(b"\n") and (part := connection.recv(65_536)):
            said += part
    return said


def _through_pipe(name: str, line: bytes) -> bytes:
    with Path(name).open("r+b", buffering=0) as pipe:
        pipe.write(line)
        said = b""
        while not said.endswith(b"\n") and (part := pipe.read(65_536)):
            said += part
    return said
