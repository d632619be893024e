"""The files of formats people taught: taken in, shared, forgotten."""

from __future__ import annotations

from pathlib import Path

from services.errors import CannotWrite, NotFound
from services.exporting.files import replacing
from services.i18n import N_
from services.importing.errors import FormatInvalid
from services.importing.format_file import read_format
from services.importing.formats import load_formats
from services.importing.spec import FormatSpec
from services.messages import message


def add_format_file(source: Path, folder: Path) -> FormatSpec:
    """Take in a format somebody shared; `FormatInvalid` says what is wrong with it, `CannotWrite` with the folder."""
    spec = read_format(source)
    if load_formats().get(spec.id) is not None:
        raise FormatInvalid(file=source.name, line=1, reason=f"the id {spec.id} belongs to the program")
    text = source.read_bytes()
    with replacing(folder / f"{spec.id}.toml") as part:
        part.write_bytes(text)
    return spec


def remove_format(spec: FormatSpec) -> None:
    """Forget a format the user taught; one of the program's own stays. `CannotWrite` where its file stays too."""
    if spec.path is None or load_formats().get(spec.id) is not None:
        return
    try:
        spec.path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(path=str(spec.path), reason=error.strerror or type(error).__name__) from error


def share_format(spec: FormatSpec, out: Path) -> None:
    """Write a taught format's file to `out`, for another computer."""
    if spec.path is None:
        raise NotFound(what=message(N_("import format")), which=spec.id)
    text = spec.path.read_bytes()
    with replacing(out) as part:
        part.write_bytes(text)
