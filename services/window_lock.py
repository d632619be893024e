"""The lock of the window, of this computer: it hides what is on the screen and encrypts nothing.

Whoever can read this person's files can read the shop without it, and can take the lock away by deleting its file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from services import paths
from services.errors import CannotWrite

FILE = "window-lock.json"
LEAST_LETTERS = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WindowLock:
    """What is kept of a PIN or passphrase, and after how many idle minutes it is asked for (0: at the start only)."""

    salt: bytes
    digest: bytes
    minutes: int


def file() -> Path:
    """Where the lock is kept; without this file there is none."""
    return paths.data_dir() / FILE


def read() -> WindowLock | None:
    """The lock of this computer, or None; a file that cannot be understood locks nobody out."""
    try:
        kept = json.loads(file().read_text(encoding="utf-8"))
        return WindowLock(bytes.fromhex(kept["salt"]), bytes.fromhex(kept["scrypt"]), int(kept["minutes"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        _log.info("the lock of the window cannot be read and is left out")
        return None


def choose(words: str, minutes: int) -> None:
    """Ask for these words when a shop is opened, and after so many minutes without a key or a movement."""
    from services.exporting.files import replacing  # here: a lock is read before anything of a shop is loaded

    salt = secrets.token_bytes(16)
    kept = {"scrypt": _digest(words, salt).hex(), "salt": salt.hex(), "minutes": minutes}
    with replacing(file()) as part:
        part.write_text(json.dumps(kept), encoding="utf-8")


def remove() -> None:
    """Ask for nothing any more."""
    try:
        file().unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(path=str(file()), reason=error.strerror or type(error).__name__) from error


def opens(words: str) -> bool:
    """Whether these are the words; anything opens where there is no lock any more."""
    lock = read()
    return lock is None or hmac.compare_digest(_digest(words, lock.salt), lock.digest)


def _digest(words: str, salt: bytes) -> bytes:
    return hashlib.scrypt(words.encode("utf-8", "surrogatepass"), salt=salt, n=2**14, r=8, p=1, dklen=32)
