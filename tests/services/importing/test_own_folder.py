"""Scratch folders of imports: kept while somebody works in them, gone with the next import after a crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from services import paths
from services.importing.own_folder import OwnFolder
from services.importing.service import ImportSession
from services.shop import Shop

ROOT = Path(__file__).resolve().parents[3]
_WORK = """
import sys
from pathlib import Path
from services.importing.own_folder import OwnFolder
own = OwnFolder(Path(sys.argv[1]), "import-")
(own.path / "1.db").write_text("a buyer's address")
print(own.path, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_import_left_goes_with_the_next_one_and_a_running_one_keeps_its_own(shop: Shop) -> None:
    folder = paths.cache_dir()
    command = [sys.executable, "-c", _WORK, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        place = Path(running.stdout.readline().strip())
        with ImportSession(shop):
            assert (place / "1.db").exists()
        running.kill()
        running.wait()
        assert (place / "1.db").exists()
    with ImportSession(shop):
        assert not place.exists()
    assert not list(folder.glob("import-*"))


def test_a_folder_nobody_holds_is_removed_whatever_its_age(tmp_path: Path) -> None:
    (tmp_path / "import-old").mkdir()
    (tmp_path / "import-old" / "1.db").write_text("x")
    own = OwnFolder(tmp_path, "import-")
    assert sorted(path.name for path in tmp_path.iterdir()) == [own.path.name, f"{own.path.name}.lock"]
    own.remove()
    assert list(tmp_path.iterdir()) == []
