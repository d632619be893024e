"""The name of a file as a person reads it, whatever bytes the disk has for it.

An archive that was packed on a Chinese Windows and unpacked elsewhere leaves names in GBK. Python hands such bytes
on as lone surrogates: a path with them opens its file, but no shop, no window and no terminal takes them as text.
"""

from __future__ import annotations

import os
from pathlib import Path

_ENCODINGS = ("utf-8", "gb18030")


def decoded(raw: bytes) -> str | None:
    """What the bytes of a name say, in the encodings Western and Chinese programs give it; None where in neither."""
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def shown_name(name: str) -> str:
    """A name, or any words with names in them, as text that can be kept and printed."""
    if name.isascii():
        return name
    try:
        name.encode()
    except UnicodeEncodeError:
        return _readable(name)
    return name


def shown_path(path: Path) -> Path:
    """A path whose every part can be read; only the real one opens the file."""
    return Path(*map(shown_name, path.parts))


def _readable(name: str) -> str:
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:  # half a character, of which no disk has bytes
        return name.encode("utf-8", "replace").decode()
    return decoded(raw) or raw.decode("utf-8", "replace")
