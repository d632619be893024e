"""What the person made for this computer: the import formats she taught it and the templates of papers she changed.

They lie in the program's own folder, not beside a shop. Files of settings and backups carry them as
``formats/*.toml`` and ``templates/*.html``, so that another computer has them too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from services import clock, paths
from services.exporting.files import replacing
from services.i18n import N_, NN_, join_list
from services.messages import counted, message, render

FORMATS, TEMPLATES = ".toml", ".html"
_FOLDERS: Mapping[str, str] = {"formats": FORMATS, "templates": TEMPLATES}
_COUNTED: Mapping[str, tuple[str, str]] = {
    "formats": NN_("{count} import format", "{count} import formats"),
    "templates": NN_("{count} template", "{count} templates"),
}
MOST_FILES, MOST_BYTES = 500, 4 << 20
_RESTORED = re.compile(r"-restored(-\d+)?$")


def taught_files() -> dict[str, Path]:
    """What is there, by its name in an archive."""
    return {
        f"{folder}/{path.name}": path
        for folder, suffix in _FOLDERS.items()
        for path in sorted((paths.data_dir() / folder).glob(f"*{suffix}"))
        if path.is_file()
    }


def changed_since(at: datetime) -> bool:
    """Whether one of them was written or taken away after `at`; what lies in the future tells nothing."""
    folders = [paths.data_dir() / folder for folder in _FOLDERS]
    times = [_written_at(path) for path in (*folders, *taught_files().values())]
    return any(at < one <= clock.now() for one in times)


def _written_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):  # gone, not to be looked at, or a moment no calendar has
        return datetime.min.replace(tzinfo=UTC)


def is_taught_name(name: str) -> bool:
    """Whether a name in an archive is one of these: no other folder, nothing that leads out of it on any system."""
    folder, slash, rest = name.partition("/")
    return bool(slash) and rest == paths.fit_for_a_file(rest) and rest.endswith(_FOLDERS.get(folder, "\0"))


def is_new(name: str) -> bool:
    """Whether this computer has no such file; one that is there is never written over."""
    return not (paths.data_dir() / name).exists()


def name_here(name: str, content: bytes) -> str | None:
    """The name a file from elsewhere gets on this computer; None where it is here, or a format's name is taken.

    A template that would replace one of the program's or of the person's stands beside it, under the first
    ``-restored`` name that is free; two formats of one id could not both be read. OSError.
    """
    if not name.startswith("templates/"):
        return name if is_new(name) else None
    here = next(one for one in _names_of_a_template(name) if is_new(one) or _holds(one, content))
    return here if is_new(here) else None


def _names_of_a_template(name: str) -> Iterator[str]:
    """The names a template may get, in the order they are tried; one that came back before keeps to its first name."""
    if not (paths.resources() / name).exists():
        yield name
    stem = _RESTORED.sub("", name.removesuffix(TEMPLATES)) + "-restored"
    yield stem + TEMPLATES
    for number in itertools.count(2):
        yield f"{stem}-{number}{TEMPLATES}"


def _holds(name: str, content: bytes) -> bool:
    path = paths.data_dir() / name
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def taken_words(names: Sequence[str]) -> str:
    """What was taken over with a restored shop, in the language that is on; empty where nothing was."""
    counts = [(forms, sum(name.startswith(f"{folder}/") for name in names)) for folder, forms in _COUNTED.items()]
    what = join_list([counted(forms, count) for forms, count in counts if count])
    return render(message(N_("Also taken over to this computer: {what}."), what=what)) if what else ""


def take(name: str, content: bytes) -> None:
    """Put one of these into its folder. CannotWrite, DiskFull."""
    with replacing(paths.data_dir() / name) as part:
        part.write_bytes(content)
