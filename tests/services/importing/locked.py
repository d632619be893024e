"""Archives that are locked with a password: the old way and with AES, which the standard library cannot write."""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from pathlib import Path
from zlib import crc32

from services.importing import zip_aes


# PKWARE's old cipher, written down for these tests because zipfile can only take it off.
def _crypted(plain: bytes, password: bytes, check: int) -> bytes:
    table = [0] * 256
    for number in range(256):
        value = number
        for _bit in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        table[number] = value
    keys = [0x12345678, 0x23456789, 0x34567890]

    def stir(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        stir(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([check]) + plain:
        mixed = (keys[2] & 0xFFFF) | 2
        out.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        stir(byte)
    return bytes(out)


def locked_zip(path: Path, name: str, content: str, password: str) -> Path:
    """An archive locked the old way."""
    plain = content.encode()
    info = zipfile.ZipInfo(name)
    crc = crc32(plain)
    stored = _crypted(plain, password.encode(), crc >> 24)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, stored)
    data = bytearray(path.read_bytes())
    wrong = crc32(stored).to_bytes(4, "little")
    size = len(stored).to_bytes(4, "little")
    for header, flags_at, crc_at in ((b"PK\x03\x04", 6, 14), (b"PK\x01\x02", 8, 16)):
        start = data.index(header)
        data[start + flags_at] |= 1
        assert data[start + crc_at : start + crc_at + 4] == wrong
        assert data[start + crc_at + 8 : start + crc_at + 12] == size
        data[start + crc_at : start + crc_at + 4] = crc.to_bytes(4, "little")
        data[start + crc_at + 8 : start + crc_at + 12] = len(plain).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def aes_zip(
    path: Path,
    name: str,
    content: str,
    password: str | bytes,
    strength: int = 3,
    method: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """An archive locked with AES of 128, 192 or 256 bits, as the second edition of that format has it."""
    plain = content.encode()
    if method == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        plain = packer.compress(plain) + packer.flush()
    key, salt = 8 + 8 * strength, bytes(range(4 + 4 * strength))
    word = password if isinstance(password, bytes) else password.encode()
    secret = hashlib.pbkdf2_hmac("sha1", word, salt, 1000, 2 * key + 2)
    stream = zip_aes._stream(zip_aes._round_keys(secret[:key]), 1, -(-len(plain) // 16))
    crypted = zip_aes._crossed(plain, stream)
    proof = hmac.new(secret[key : 2 * key], crypted, hashlib.sha1).digest()[:10]
    data = salt + secret[-2:] + crypted + proof
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", strength, method)
    sizes = struct.pack("<LLL", 0, len(data), len(content.encode()))
    common = struct.pack("<HHHHH", 51, 1, 99, 0, 0) + sizes + struct.pack("<HH", len(name), len(extra))
    local = b"PK\x03\x04" + common + name.encode() + extra + data
    central = b"PK\x01\x02" + struct.pack("<H", 51) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0)
    central += name.encode() + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    path.write_bytes(local + central + end)
    return path


def cipher_of(key: bytes, block: bytes) -> bytes:
    """One block through the cipher, for the examples of its standard."""
    keys = zip_aes._round_keys(key)
    keys[0] = zip_aes._crossed(keys[0], bytes(8) + block[8:])
    return zip_aes._stream(keys, int.from_bytes(block[:8], "little"), 1)
