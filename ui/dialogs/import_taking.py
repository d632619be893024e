"""What was dropped on the window, sorted: tables to import, format files to take in, things to name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services import paths as folders
from services.errors import AppError
from services.i18n import _
from services.importing.containers import LeftOut, look_through
from services.importing.spec import FormatSpec
from services.importing.taught_files import add_format_file
from ui.page import PageContext


def tables_in(context: PageContext, dropped: Sequence[Path]) -> tuple[list[Path], list[LeftOut]]:
    """The tables in what was dropped, and what is left out; format files are taken in on the way."""
    looked = look_through(dropped)
    found = looked.files
    for path in [one for one in found if one.suffix.lower() == ".toml"]:
        take_format_file(context, path)
    if not found:
        context.toast(_("There is no table in what was dropped."))
    return [path for path in found if path.suffix.lower() != ".toml"], looked.left_out


def take_format_file(context: PageContext, path: Path) -> FormatSpec | None:
    """Take in a format file somebody shared, or say what is wrong with it."""
    try:
        spec = add_format_file(path, folders.user_formats_dir())
    except AppError as error:
        context.show_error(error)
        return None
    context.toast(_("Files of “{name}” are known from now on.").format(name=spec.title["en"]))
    return spec
