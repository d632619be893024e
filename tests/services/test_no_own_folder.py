"""Where the program's own folder cannot be made, nothing is remembered: that is said, and the rest works."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from services import paths, window_lock
from services.backup import places
from services.backup.keys import Key
from services.errors import CannotWrite, DiskProblem
from services.whereabouts import is_told, note_told

_SHOP = Path("/somewhere/a.shop")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file lies where the folder should be made."""
    home = tmp_path / "home"
    home.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("ZHANGGUI_HOME", str(home))
    return home


@pytest.mark.usefixtures("nowhere")
def test_nothing_is_found_there() -> None:
    assert window_lock.read() is None
    assert window_lock.opens("anything")
    assert not is_told(_SHOP)
    assert places.second_folder(_SHOP) is None


@pytest.mark.parametrize(
    "write",
    [
        lambda: window_lock.choose("words", 5),
        window_lock.remove,
        lambda: note_told(_SHOP),
        lambda: places.choose_second_folder(_SHOP, Path("/stick")),
    ],
)
def test_what_cannot_be_kept_is_said(write: Callable[[], None], nowhere: Path) -> None:
    with pytest.raises(CannotWrite, match=str(nowhere)):
        write()
    assert nowhere.read_text(encoding="utf-8") == "no folder"


def test_a_folder_for_backups_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("no folder", encoding="utf-8")
    with pytest.raises(CannotWrite, match="backups"):
        places.keep_key(tmp_path / "a.shop", Key("age1", b""))
    with pytest.raises(CannotWrite, match="backups"):
        places.note_proof(tmp_path / "a.shop")


def test_notes_that_cannot_be_read_are_not_taken_for_none() -> None:
    """Else the next one would be written over all that is remembered."""
    (paths.data_dir() / "backup-folders.json").mkdir()
    with pytest.raises(DiskProblem, match="backup-folders"):
        places.choose_second_folder(_SHOP, Path("/stick"))


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.parametrize("has_session", [True, False])
@pytest.mark.parametrize("taken", ["nothing", "link", "loose", "file"])
def test_sockets_lie_where_nobody_else_can_put_one(
    taken: str, has_session: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All people of a computer write into its folder of temporary files; who comes first there has the name."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session) if has_session else "")
    own = tmp_path / f"zhanggui-{os.getuid()}"
    match taken:
        case "link":
            (tmp_path / "elsewhere").mkdir(mode=0o700)
            own.symlink_to(tmp_path / "elsewhere")
        case "loose":
            own.mkdir()
            own.chmod(0o777)
        case "file":
            own.touch()
    otherwise = session / "zhanggui" if has_session else paths.cache_dir()
    assert paths.sockets_dir() == (own if taken == "nothing" else otherwise)
