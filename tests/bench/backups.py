"""A verified backup of a shop of some 500 MB, beside copying the file, and beside copying and compressing it.

A backup is more than a copy: the pages of one moment are copied while work goes on, every page and key of the copy is
looked at, its figures are compared with the shop's, it is compressed, and the finished archive is read again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from isal import isal_zlib
from lines import Given, Line, took
from whole_shop import whole_shop

from models.dialects import copying
from services.backup import making
from services.shop import Shop

ORDERS = 200_000  # whose shop is near the 500 MB that are asked for
TIMES = 1.5
_LEVEL, _BYTES = 1, 1 << 20  # as archives have it


def measure(given: Given) -> list[Line]:
    """The copy alone, and the whole backup."""
    folder, path = given.folder, given.shop
    if given.orders > ORDERS:
        folder = given.folder.parent / str(ORDERS)
        folder.mkdir(exist_ok=True)
        path = whole_shop(folder, ORDERS)
    size = f"{path.stat().st_size / 1e6:,.0f} MB"
    with tempfile.TemporaryDirectory(dir=folder) as name:
        out = Path(name)
        plain(path, out / "warm")
        floor = took(lambda: plain(path, out / "plain"))
        packed = took(lambda: compressed(path, out / "packed"))
        (out / "copy").touch()
        with Shop.open(path, who="bench") as shop:
            copy = took(lambda: copying.copy_whole(path, out / "copy", lambda: False, shop.fold_if_idle))
            (out / "copy").unlink()
            whole = took(lambda: making.make(shop, to=out))
    return [
        Line(f"backup of {size}: the copy of one moment", copy.clock, busy=copy.busy, floor=floor.clock,
             floor_busy=floor.busy, least="cp + fsync", times=TIMES),
        Line(f"backup of {size}: verified and compressed", whole.clock, busy=whole.busy, floor=floor.clock,
             floor_busy=floor.busy, least="cp + fsync", times=TIMES),
        Line(f"backup of {size}: the same beside a compressed copy", whole.clock, busy=whole.busy, floor=packed.clock,
             floor_busy=packed.busy, least="read, deflate at its fastest, write, fsync", times=TIMES),
    ]  # fmt: skip


def plain(source: Path, out: Path) -> None:
    """`cp` with fsync."""
    shutil.copyfile(source, out)
    _to_disk(out)


def compressed(source: Path, out: Path) -> None:
    """Deflated on the way."""
    squeeze = isal_zlib.compressobj(_LEVEL)
    with source.open("rb") as read, out.open("wb") as write:
        while block := read.read(_BYTES):
            write.write(squeeze.compress(block))
        write.write(squeeze.flush())
    _to_disk(out)


def _to_disk(out: Path) -> None:
    number = os.open(out, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
