"""Pictures beside a shop are in its backups and come back with them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from services.backup.archive import Reason
from services.backup.attachments import bring_back, pictures_of
from services.backup.making import make
from services.backup.restoring import restore_as, restore_in_place
from services.catalog.pictures import folder_of, keep
from services.kernel.tasks import Task
from services.shop import Shop


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def with_pictures(path: Path) -> Path:
    for colour in ("red", "teal"):
        keep(folder_of(path), picture(colour), f"{colour}.png")
    return path


def contents(shop: Path) -> dict[str, bytes]:
    return {name: file.read_bytes() for name, file in pictures_of(shop).items()}


def test_a_backup_that_was_asked_for_brings_its_pictures_to_another_computer(
    with_pictures: Path, tmp_path: Path
) -> None:
    with Shop.open(with_pictures) as shop:
        backup = make(shop, to=tmp_path / "stick").backup.path
    moved = tmp_path / "elsewhere" / "taken.zip"
    moved.parent.mkdir()
    backup.rename(moved)
    restore_as(moved, tmp_path / "elsewhere" / "again.shop")
    assert contents(tmp_path / "elsewhere" / "again.shop") == contents(with_pictures) != {}


def test_backups_made_by_themselves_share_one_copy_of_each_picture(with_pictures: Path, tmp_path: Path) -> None:
    with Shop.open(with_pictures) as shop:
        made = [make(shop, reason=Reason.SCHEDULE).backup.path for _each in range(2)]
    for backup in made:
        with zipfile.ZipFile(backup) as archive:
            assert not any(name.startswith("files/") for name in archive.namelist())
    kept = with_pictures.parent / "backups" / with_pictures.name
    assert contents(kept) == contents(with_pictures)
    (tmp_path / "new").mkdir()
    restore_as(made[0], tmp_path / "new" / "again.shop")
    assert contents(tmp_path / "new" / "again.shop") == contents(with_pictures)


def test_pictures_that_were_lost_come_back_in_place(with_pictures: Path) -> None:
    before = contents(with_pictures)
    with Shop.open(with_pictures) as shop:
        backup = make(shop).backup.path
    for file in pictures_of(with_pictures).values():
        file.unlink()
    restore_in_place(backup, with_pictures)
    assert contents(with_pictures) == before


def test_a_foreign_name_inside_an_archive_writes_nothing_outside(tmp_path: Path) -> None:
    trap = tmp_path / "trap.zip"
    good = picture("navy")
    with zipfile.ZipFile(trap, "w") as archive:
        for name in ("../../evil.png", "aa/short.png", f"ab/{'ab' * 32}.png"):
            archive.writestr(f"files/pictures/{name}", good)
    target = tmp_path / "target" / "again.shop"
    target.parent.mkdir()
    bring_back(trap, trap.parent / "other.shop", target, Task())
    assert contents(target) == {}  # the last one's bytes are not what its name says
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.expects_log
@pytest.mark.parametrize("put", ["a link", "a file"])
def test_no_other_file_is_carried_off_under_the_name_of_a_picture(
    with_pictures: Path, tmp_path: Path, put: str
) -> None:
    """A stranger who can write beside the shop has the key of somebody else lie on the stick next time."""
    secret = tmp_path / "id_rsa"
    secret.write_text("PRIVATE KEY")
    before = contents(with_pictures)
    name = hashlib.sha256(b"something else").hexdigest()
    place = folder_of(with_pictures) / name[:2] / f"{name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    if put == "a link":
        place.symlink_to(secret)
    else:
        place.write_bytes(secret.read_bytes())
    with Shop.open(with_pictures) as shop:
        backup = make(shop).backup.path
    with zipfile.ZipFile(backup) as packed:
        assert not any(name in one for one in packed.namelist())
    kept = contents(backup.parent / with_pictures.name)
    assert kept == before
