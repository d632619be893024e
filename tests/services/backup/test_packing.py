"""A shop file inside an archive: any program reads it, and what would not come out again is never kept."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from isal import isal_zlib

from services.backup import packing
from services.backup.errors import BackupDiffers
from services.backup.making import make
from services.kernel.tasks import Task
from services.shop import Shop

_AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def _packed(content: bytes, folder: Path) -> tuple[Path, str]:
    source, out = folder / "a.shop", folder / "a.zip"
    source.write_bytes(content)
    with zipfile.ZipFile(out, "w") as archive:
        digest = packing.pack(source, "shop.db", _AT, archive, Task())
        archive.writestr("beside.txt", "beside")
    return out, digest


@pytest.mark.parametrize(
    "content",
    [b"", b"a", bytes(3_000_000), random.Random(1).randbytes(1_500_000), b"order 17; " * 200_000],
    ids=["nothing", "a byte", "zeros", "noise", "words"],
)
def test_what_was_packed_is_read_by_pythons_own_reader(content: bytes, tmp_path: Path) -> None:
    out, digest = _packed(content, tmp_path)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["shop.db", "beside.txt"]
        assert archive.read("shop.db") == content
        assert archive.read("beside.txt") == b"beside"
        assert archive.getinfo("shop.db").date_time == (2026, 11, 11, 12, 0, 0)
    assert digest == hashlib.sha256(content).hexdigest()
    assert packing.reads_back(out, "shop.db", Task())


@pytest.mark.skipif(shutil.which("unzip") is None, reason="there is no other program for archives here")
def test_what_was_packed_is_read_by_another_program(tmp_path: Path) -> None:
    out, _digest = _packed(b"order 17; " * 200_000, tmp_path)
    done = subprocess.run(["unzip", "-tq", str(out)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_any_changed_byte_of_the_packed_shop_is_noticed(tmp_path: Path) -> None:
    content = random.Random(2).randbytes(40_000) + b"order 17; " * 4_000
    out, _digest = _packed(content, tmp_path)
    sound = out.read_bytes()
    with zipfile.ZipFile(out) as archive:
        last = archive.getinfo("shop.db").compress_size
    for at in range(80, last, 997):
        out.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert not packing.reads_back(out, "shop.db", Task()), at


class _Forgetful:
    """A compressor that loses a byte of what it is given."""

    def __init__(self, level: int, wbits: int) -> None:
        self._real = isal_zlib.compressobj(level, wbits=wbits)

    def compress(self, piece: bytes) -> bytes:
        """All but the last byte."""
        return self._real.compress(piece[:-1])

    def flush(self) -> bytes:
        """The rest."""
        return self._real.flush()


class _Losing:
    """The library with that compressor."""

    crc32, decompressobj = staticmethod(isal_zlib.crc32), staticmethod(isal_zlib.decompressobj)
    compressobj = _Forgetful


def test_a_backup_that_would_not_come_out_again_is_not_kept(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "isal_zlib", _Losing)
    with Shop.open(path, who="tests") as shop, pytest.raises(BackupDiffers):
        make(shop, to=tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
