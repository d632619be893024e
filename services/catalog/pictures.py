"""Pictures of products: files beside the shop, named by what is in them, and small copies made of them.

The folder ``NAME.shop.files`` lies next to the shop file. A picture is written once, however
often it is added; nothing in the folder is ever changed, so undo and an older backup find
what they name.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from models.dialects import sqlite
from services import paths
from services.errors import PictureUnreadable
from services.exporting.files import replacing
from services.i18n import N_
from services.kernel.db_errors import translated
from services.messages import Message, message
from services.shown_names import shown_name

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40_000_000
MOST_PIXELS = 80_000_000  # a phone's best; decoded it is 240 MB, more than that is a trap or no product picture
SMALL, MEDIUM, LARGE = 96, 320, 1200  # a row of a list, the panel, the page: the longer side in pixels
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "BMP": ".bmp"}


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that lies in the folder: its fingerprint, kind, first name and size in pixels and bytes."""

    sha256: str
    suffix: str
    file_name: str
    width_px: int
    height_px: int
    size_bytes: int


def folder_of(shop: Path) -> Path:
    """Where the pictures of a shop file lie."""
    return shop.with_name(f"{shop.name}.files") / "pictures"


def folder_for(connection: Connection) -> Path:
    """Where the pictures of the shop lie that this connection reads."""
    return folder_of(sqlite.path_of(connection))


def keep(folder: Path, source: Path | bytes, name: str = "") -> KeptPicture:
    """Check a picture (a file, or what was pasted) and put it into the folder.

    Raises `PictureUnreadable` for what is none, too large, or cut off; nothing is written then.
    """
    shown = shown_name(name or (source.name if isinstance(source, Path) else ""))
    data = _read(source, shown) if isinstance(source, Path) else source
    if len(data) > MOST_BYTES:
        raise _refused(shown, message(N_("it is larger than {size} MB"), size=MOST_BYTES // 1_000_000))
    with _decoding(shown), _opened(data) as image:
        kind, (width, height) = image.format or "", image.size
        if width * height > MOST_PIXELS:
            raise _refused(shown, _too_many_pixels())
        image.load()  # a picture that is cut off shows it here and not on somebody's screen
    kept = KeptPicture(hashlib.sha256(data).hexdigest(), _SUFFIXES[kind], shown, width, height, len(data))
    target = file_of(folder, kept.sha256, kept.suffix)
    if not target.exists():
        with replacing(target) as part:
            part.write_bytes(data)
    return kept


def keep_all(_connection: Connection | None, folder: Path, sources: Sequence[Path | bytes]) -> tuple[KeptPicture, ...]:
    """`keep` for several, all of them or none named; shaped as a query so that the window can ask for it."""
    return tuple(keep(folder, source) for source in sources)


def file_of(folder: Path, sha256: str, suffix: str) -> Path:
    """Where a picture lies, whether or not it is there."""
    return folder / sha256[:2] / f"{sha256}{suffix}"


def thumbnail(folder: Path, sha256: str, suffix: str, size_px: int = MEDIUM) -> Path | None:
    """A small copy, at most `size_px` on its longer side, made on first use; None where the picture is gone or broken.

    Copies lie in this computer's cache and not beside the shop, which may be on a stick that is
    write-protected. A shop that was moved without its folder is no reason not to work in it.
    """
    made = paths.cache_dir() / "thumbnails" / sha256[:2] / f"{sha256}_{size_px}.png"
    if made.exists():
        return made
    original = file_of(folder, sha256, suffix)
    if not original.exists():
        return None
    try:
        small = small_copy(original.read_bytes(), size_px)
    except PictureUnreadable:
        return None
    with replacing(made) as part:
        part.write_bytes(small)
    return made


def small_copy(data: bytes, size_px: int) -> bytes:
    """The picture as PNG, upright, at most `size_px` on its longer side. Raises `PictureUnreadable`."""
    from PIL import ImageOps

    with _decoding(""), _opened(data) as image:
        if image.size[0] * image.size[1] > MOST_PIXELS:
            raise _refused("", _too_many_pixels())
        image.draft("RGB", (size_px * 2, size_px * 2))  # JPEG decodes a smaller one at once
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((size_px, size_px))
        out = io.BytesIO()
        upright.convert("RGBA" if _has_holes(upright) else "RGB").save(out, "PNG", optimize=False)
    return out.getvalue()


def _read(path: Path, shown: str) -> bytes:
    with translated(path):
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise _refused(shown, message(N_("it is larger than {size} MB"), size=MOST_BYTES // 1_000_000))
        if not path.is_file():
            raise _refused(shown, message(N_("there is no such file")))
        return path.read_bytes()


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    from PIL import Image as pictures  # here: most starts of the program show no picture

    with pictures.open(io.BytesIO(data), formats=tuple(_SUFFIXES)) as image:
        yield image


@contextmanager
def _decoding(shown: str) -> Iterator[None]:
    """Whatever a decoder says about foreign bytes is one sentence to a person."""
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        yield
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise _refused(shown, _too_many_pixels()) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise _refused(shown, message(N_("it is no picture, or it is damaged"))) from error


def _too_many_pixels() -> Message:
    return message(N_("it has more than {size} million pixels"), size=MOST_PIXELS // 1_000_000)


def _has_holes(image: Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _refused(shown: str, reason: Message) -> PictureUnreadable:
    return PictureUnreadable(file=shown or message(N_("the pasted picture")), reason=reason)
