"""The name of a file as a person reads it, whatever bytes the disk has for it.

An archive that was packed on a Chinese Windows and unpacked elsewhere leaves names in GBK. Python hands such bytes
on as lone surrogates: a path with them opens its file, but no shop, no window and no terminal takes them as text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_ENCODINGS = ("utf-8", "gb18030")
_CHINESE = re.compile("([\u0800-\ud7ff\ue000-\U0010ffff]+)")  # and whatever else takes three bytes in UTF-8


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


def _readable(words: str) -> str:
    """Every part of a path by itself: each folder may have its name from another program."""
    return "/".join(map(_part, words.split("/")))  # where another mark parts folders, every name is text


def _part(part: str) -> str:
    """One name, and the words around it where it stands in a sentence: those are text already.

    Two bytes of GBK can be a letter of UTF-8 by chance, but hardly a Chinese one.
    """
    try:
        found = [decoded(os.fsencode(piece)) for piece in _CHINESE.split(part)]
        raw = os.fsencode(part)
    except UnicodeEncodeError:  # half a character, of which no disk has bytes
        return part.encode("utf-8", "replace").decode()
    said = [piece for piece in found if piece is not None]
    return "".join(said) if len(said) == len(found) else decoded(raw) or raw.decode("utf-8", "replace")
