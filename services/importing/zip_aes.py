"""Members of a ZIP that are locked with AES, as WinZip, 7-Zip and the mails of payment services lock them.

Python's own reader knows the old cipher only. Reading needs the key, AES in one direction and the
checksum that proves both the password and that nothing was changed; writing is never needed.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]

METHOD = 99
_EXTRA = 0x9901
_ROUNDS_OF_THE_KEY = 1000
_CHECK = 10  # bytes of the checksum behind the content
_CHUNK = 1 << 18


class WrongKey(Exception):
    """The password does not open the member."""


@dataclass(frozen=True, slots=True)
class _Lock:
    """How a member is locked: bytes of key and salt, and the compression under the cipher."""

    key: int
    salt: int
    method: int


def opened(archive: zipfile.ZipFile, part: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    """The content of a locked member in pieces. Raises `WrongKey`, and `zipfile.BadZipFile` over damage."""
    lock = _lock_of(part)
    file = archive.fp
    if lock is None or file is None:
        raise zipfile.BadZipFile(part.filename)
    file.seek(_begin(file, part))
    salt, proof = file.read(lock.salt), file.read(2)
    secret = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS_OF_THE_KEY, 2 * lock.key + 2)
    if not hmac.compare_digest(secret[-2:], proof):
        raise WrongKey
    length = part.compress_size - lock.salt - 2 - _CHECK
    check = hmac.new(secret[lock.key : 2 * lock.key], digestmod=hashlib.sha1)
    yield from _inflated(_plain(file, length, secret[: lock.key], check), lock.method)
    if not hmac.compare_digest(check.digest()[:_CHECK], file.read(_CHECK)):
        raise zipfile.BadZipFile(part.filename)


def _lock_of(part: zipfile.ZipInfo) -> _Lock | None:
    extra = part.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _EXTRA and size >= 7 and len(extra) >= 11:
            strength, method = extra[8], int.from_bytes(extra[9:11], "little")
            return _Lock(8 + 8 * strength, 4 + 4 * strength, method) if strength in (1, 2, 3) else None
        extra = extra[4 + size :]
    return None


def _begin(file: IO[bytes], part: zipfile.ZipInfo) -> int:
    """Where the bytes of a member stand: behind its own header, whose lengths are its own too."""
    file.seek(part.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(part.filename)
    name, extra = struct.unpack_from("<HH", head, 26)
    return part.header_offset + 30 + int(name) + int(extra)


def _plain(file: IO[bytes], length: int, key: bytes, check: hmac.HMAC) -> Iterator[bytes]:
    keys, block = _round_keys(key), 1
    while length > 0:
        chunk = file.read(min(_CHUNK, length))
        if not chunk:
            raise zipfile.BadZipFile
        length -= len(chunk)
        check.update(chunk)
        yield _crossed(chunk, _stream(keys, block, -(-len(chunk) // 16)))
        block += _CHUNK // 16


def _inflated(pieces: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from pieces
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(method)
    stream = zlib.decompressobj(-15)
    for piece in pieces:
        rest = piece
        while rest:
            yield stream.decompress(rest, _CHUNK)
            rest = stream.unconsumed_tail
    yield stream.flush()


# --- the cipher ----------------------------------------------------------------------------------


def _crossed(data: bytes, stream: bytes) -> bytes:
    whole = int.from_bytes(data, "little") ^ int.from_bytes(stream[: len(data)], "little")
    return whole.to_bytes(len(data), "little")


@cache
def _boxes() -> tuple[bytes, bytes]:
    """AES's substitution, and every byte doubled in its field."""
    doubled = bytes((value << 1 ^ (0x11B if value & 0x80 else 0)) & 0xFF for value in range(256))
    logs, powers, value = [0] * 256, [0] * 256, 1
    for exponent in range(255):
        powers[exponent], logs[value] = value, exponent
        value ^= doubled[value]
    box = bytearray(256)
    for number in range(256):
        inverse = powers[(255 - logs[number]) % 255] if number else 0
        turned = inverse | inverse << 8
        box[number] = (turned ^ turned >> 4 ^ turned >> 5 ^ turned >> 6 ^ turned >> 7) & 0xFF ^ 0x63
    return bytes(box), doubled


def _round_keys(key: bytes) -> list[bytes]:
    box, doubled = _boxes()
    width = len(key) // 4
    words = [key[place : place + 4] for place in range(0, len(key), 4)]
    turn = 1
    while len(words) < 4 * (width + 7):
        last, place = words[-1], len(words)
        if place % width == 0:
            last = bytes((box[last[1]] ^ turn, box[last[2]], box[last[3]], box[last[0]]))
            turn = doubled[turn]
        elif width > 6 and place % width == 4:
            last = bytes(box[byte] for byte in last)
        words.append(_crossed(words[-width], last))
    return [b"".join(words[place : place + 4]) for place in range(0, len(words), 4)]


def _stream(keys: list[bytes], first: int, count: int) -> bytes:
    """The key stream of `count` blocks from counter `first` on, all blocks at once."""
    import numpy as np

    counters = np.zeros((count, 2), dtype="<u8")
    counters[:, 0] = np.arange(first, first + count, dtype=np.uint64)
    state: Bytes = counters.view(np.uint8) ^ np.frombuffer(keys[0], np.uint8)
    box, doubled = (np.frombuffer(one, np.uint8) for one in _boxes())
    shifted = np.array([(place + 4 * (place % 4)) % 16 for place in range(16)])
    for key in keys[1:-1]:
        columns = box[state][:, shifted].reshape(-1, 4, 4)
        following = np.roll(columns, -1, axis=2)
        whole = np.bitwise_xor.reduce(columns, axis=2, keepdims=True)
        mixed = columns ^ whole ^ doubled[columns ^ following]
        state = mixed.reshape(-1, 16) ^ np.frombuffer(key, np.uint8)
    return (box[state][:, shifted] ^ np.frombuffer(keys[-1], np.uint8)).tobytes()
