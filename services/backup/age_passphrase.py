"""A small secret, encrypted with a passphrase as the age program does it, at a cost that is chosen here.

The library that everything else is encrypted and decrypted with chooses the cost by itself, from how fast the computer
seems for a moment: on a fast one a single try takes 1 GiB of memory, and a computer with less cannot open its own
backups. So what it opens is written here (https://c2sp.org/age; RFC 8439 and RFC 5869), always at the cost the age
program itself takes. Nothing is decrypted here: the library does that, and proves each time that this was right.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
import textwrap

COST = 18
"""As a power of two. One try takes so many KiB of memory, which is 256 MiB, and less than a second."""

_MOST = 1 << 16
_ROUNDS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def encrypt(secret: bytes, passphrase: str, cost: int = COST) -> bytes:
    """The armored age file of `secret`."""
    if len(secret) > _MOST:
        raise ValueError(len(secret))
    salt, file_key, nonce = (secrets.token_bytes(16) for _each in range(3))
    memory = (1 << cost) * 1024
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << cost, r=8, p=1,
        maxmem=memory + _MOST, dklen=32,
    )  # fmt: skip
    wrapped = _sealed(wrapping, bytes(12), file_key)
    header = f"age-encryption.org/v1\n-> scrypt {_plain64(salt)} {cost}\n{_plain64(wrapped)}\n---".encode()
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    last_chunk = bytes(11) + b"\x01"
    payload = _sealed(_derived(file_key, nonce, b"payload"), last_chunk, secret)
    return _armored(header + f" {_plain64(mac)}\n".encode() + nonce + payload)


def _plain64(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")


def _armored(content: bytes) -> bytes:
    lines = textwrap.wrap(base64.b64encode(content).decode(), 64)
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""]).encode()


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF with SHA-256, of which one block is all that is needed."""
    return hmac.digest(hmac.digest(salt, key, "sha256"), info + b"\x01", "sha256")


def _sealed(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """ChaCha20-Poly1305 without further data."""
    blocks = range(1, len(plain) // 64 + 2)
    stream = b"".join(_chacha20(key, number, nonce) for number in blocks)
    cipher = bytes(one ^ other for one, other in zip(plain, stream, strict=False))
    told = cipher + bytes(-len(cipher) % 16) + struct.pack("<QQ", 0, len(cipher))
    return cipher + _poly1305(_chacha20(key, 0, nonce)[:32], told)


def _chacha20(key: bytes, number: int, nonce: bytes) -> bytes:
    """One block of 64 bytes of the stream."""
    first = struct.unpack("<16I", b"expand 32-byte k" + key + number.to_bytes(4, "little") + nonce)
    state = list(first)
    for _each in range(10):
        for a, b, c, d in _ROUNDS:
            for left, right, other, turned in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                state[left] = (state[left] + state[right]) & 0xFFFFFFFF
                mixed = state[other] ^ state[left]
                state[other] = (mixed << turned | mixed >> 32 - turned) & 0xFFFFFFFF
    return struct.pack("<16I", *((one + other) & 0xFFFFFFFF for one, other in zip(state, first, strict=True)))


def _poly1305(key: bytes, told: bytes) -> bytes:
    factor = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(told), 16):
        block = told[at : at + 16]
        total = (total + int.from_bytes(block + b"\x01", "little")) * factor % ((1 << 130) - 5)
    return ((total + int.from_bytes(key[16:], "little")) % (1 << 128)).to_bytes(16, "little")
