"""Compressing a shop file into an archive: deflate as every program reads it, by a library five times as fast."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import cast

from isal import isal_zlib

from services.kernel.tasks import Task

_CHUNK = 1 << 20
_LEVEL = 1
_NO_FRAME = -15  # a member of an archive is bare deflate
_LENGTHS_AT = 26  # in a member's header: how long its name and what follows the name are
_BROKEN = cast("type[Exception]", isal_zlib.error)  # the library's own types call it a value
_YEARS, _FIRST_DAY = range(1980, 2108), (1980, 1, 1, 0, 0, 0)  # what an archive can say of a day
_PIECE = 1 << 16  # a thousand times as much may come out of it


def entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """A file of an archive. A computer whose clock says a day the form cannot hold gets its backup all the same."""
    member = zipfile.ZipInfo(name, at.timetuple()[:6] if at.year in _YEARS else _FIRST_DAY)
    member.external_attr = 0o600 << 16
    return member


def pack(path: Path, name: str, at: datetime, archive: zipfile.ZipFile, task: Task) -> str:
    """Put a file into an archive that is being written, and return the SHA-256 of what went in; the file is read once.

    The next member must be written with the archive's own methods: they note that its directory changed.
    """
    out = archive.fp
    assert out is not None
    member = entry(name, at)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.CRC, member.header_offset = 0, archive.start_dir
    out.seek(member.header_offset)
    out.write(member.FileHeader(zip64=True))  # its place is kept; what it says is known at the end
    digest = _squeeze(path, member, archive, task)
    archive.start_dir = out.tell()
    out.seek(member.header_offset)
    out.write(member.FileHeader(zip64=True))
    archive.filelist.append(member)
    archive.NameToInfo[name] = member
    return digest


def _squeeze(path: Path, member: zipfile.ZipInfo, archive: zipfile.ZipFile, task: Task) -> str:
    """Write the compressed bytes, and into `member` how many there were of each and their checksum."""
    sha, squeeze, checksum, size = hashlib.sha256(), isal_zlib.compressobj(_LEVEL, wbits=_NO_FRAME), 0, 0
    out = archive.fp
    assert out is not None
    begin = out.tell()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            task.checkpoint()
            sha.update(chunk)
            checksum = isal_zlib.crc32(chunk, checksum)
            size += len(chunk)
            out.write(squeeze.compress(chunk))
    out.write(squeeze.flush())
    member.CRC, member.file_size, member.compress_size = checksum, size, out.tell() - begin
    return sha.hexdigest()


def reads_back(path: Path, name: str, task: Task) -> bool:
    """Whether what was packed comes out of the finished archive as it went in, by its length and checksum."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        member = archive.getinfo(name)
        file.seek(member.header_offset + _LENGTHS_AT)
        file.seek(sum(struct.unpack("<2H", file.read(4))), os.SEEK_CUR)
        inflate, checksum, size, left = isal_zlib.decompressobj(_NO_FRAME), 0, 0, member.compress_size
        try:
            while left and (piece := file.read(min(_PIECE, left))):
                task.checkpoint()
                found = inflate.decompress(piece)
                checksum, size, left = isal_zlib.crc32(found, checksum), size + len(found), left - len(piece)
        except _BROKEN:
            return False
        return (checksum, size, inflate.eof) == (member.CRC, member.file_size, True)
