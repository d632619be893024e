"""A backup that is not what was written is refused, whichever bit of it changed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.backup import archive, places
from services.backup.errors import BackupDamaged, BackupMissing, NotABackup
from services.backup.making import make
from services.backup.queries import state
from services.backup.restoring import restore_as
from services.kernel.tasks import Task
from services.shop import Shop

FLIPS = 200


@pytest.fixture(scope="module")
def good(kept_once: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a backup."""
    with Shop.open(kept_once, read_only=True) as shop:
        return make(shop, to=tmp_path_factory.mktemp("good")).backup.path.read_bytes()


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def refused(content: bytes, tmp_path: Path) -> bool:
    backup, target = tmp_path / "changed.zip", tmp_path / "new.shop"
    backup.write_bytes(content)
    with pytest.raises((BackupDamaged, NotABackup)):
        restore_as(backup, target)
    return [one.name for one in tmp_path.iterdir()] == ["changed.zip"]


def test_any_flipped_bit_is_refused(good: bytes, tmp_path: Path) -> None:
    chance = random.Random(9)
    bits = [chance.randrange(len(good) * 8) for _ in range(FLIPS)]
    at_the_ends = [*range(0, 800, 37), *range(len(good) * 8 - 3200, len(good) * 8, 37)]
    assert all(refused(flipped(good, bit), tmp_path) for bit in [*bits, *at_the_ends])


def test_the_same_test_passes_an_unchanged_backup(good: bytes, tmp_path: Path) -> None:
    (tmp_path / "same.zip").write_bytes(good)
    restore_as(tmp_path / "same.zip", tmp_path / "new.shop")
    Shop.open(tmp_path / "new.shop").close()


@pytest.mark.parametrize("left", [0, 1, 100, 5000, -64, -1])
def test_a_backup_that_was_cut_off_is_refused(good: bytes, tmp_path: Path, left: int) -> None:
    assert refused(good[:left], tmp_path)


def test_a_backup_with_something_behind_it_is_refused(good: bytes, tmp_path: Path) -> None:
    assert refused(good + b"\0", tmp_path)


@contextmanager
def made_by_somebody(good: bytes, trap: Path) -> Iterator[zipfile.ZipFile]:
    """What the backup holds in an archive of another's making, to which things are added; it lacks its seal."""
    with zipfile.ZipFile(io.BytesIO(good)) as whole, zipfile.ZipFile(trap, "w") as made:
        for name in whole.namelist():
            made.writestr(name, whole.read(name))
        yield made
        archive.leave_room_for_seal(made)


def refused_though_sealed(trap: Path, tmp_path: Path) -> bool:
    archive.put_seal(trap, Task())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    return refused(trap.read_bytes(), elsewhere)


@pytest.mark.parametrize("says", ["locked", "bzip2"])
def test_a_sealed_backup_whose_files_are_packed_in_another_way_is_refused(
    good: bytes, tmp_path: Path, says: str
) -> None:
    with made_by_somebody(good, tmp_path / "trap.zip") as made:
        made.writestr("files/taught/formats/odd.toml", b"x" * 100, zipfile.ZIP_BZIP2 if says == "bzip2" else None)
        made.infolist()[-1].flag_bits |= says == "locked"
    assert refused_though_sealed(tmp_path / "trap.zip", tmp_path)


@pytest.mark.parametrize("inside", ["files/taught/formats/odd.toml", f"files/pictures/ab/ab{'0' * 62}.png"])
def test_a_sealed_backup_in_which_a_file_is_not_what_its_checksum_says_is_refused(
    good: bytes, tmp_path: Path, inside: str
) -> None:
    trap = tmp_path / "trap.zip"
    with made_by_somebody(good, trap) as made:
        made.writestr(inside, b"the content that is packed")
    trap.write_bytes(trap.read_bytes().replace(b"the content that is packed", b"another one of that length"))
    assert refused_though_sealed(trap, tmp_path)


def test_a_backup_that_somebody_packed_and_sealed_soundly_is_taken(good: bytes, tmp_path: Path) -> None:
    """Else the refusals above would prove nothing."""
    with made_by_somebody(good, tmp_path / "sound.zip"):
        pass
    archive.put_seal(tmp_path / "sound.zip", Task())
    restore_as(tmp_path / "sound.zip", tmp_path / "new.shop")
    Shop.open(tmp_path / "new.shop").close()


def test_a_backup_made_for_a_reason_only_a_later_program_knows_is_restored(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        real = make(shop).backup.path
    later = tmp_path / "later.zip"
    with zipfile.ZipFile(real) as whole, zipfile.ZipFile(later, "w") as made:
        said = {**json.loads(whole.read("manifest.json")), "reason": "eclipse"}
        made.writestr("shop.db", whole.read("shop.db"))
        made.writestr("manifest.json", json.dumps(said))
        archive.leave_room_for_seal(made)
    archive.put_seal(later, Task())
    assert archive.verify(later, Task()).reason is archive.Reason.ASKED
    restore_as(later, tmp_path / "new.shop")
    Shop.open(tmp_path / "new.shop").close()


@pytest.mark.parametrize(
    "said",
    [
        {"sequence": 10**300},
        {"sequence": float("inf")},
        {"sequence": -1},
        {"made_at": "2026-11-24T01:00:00"},
        {"made_at": "9999-12-31T23:59:59+00:00"},
        {"born_at": "2026-11-24T01:00:00"},
        {"last_step_at": "2026-11-24T01:00:00"},
        {"shop": "../shop.db"},
        {"shop": "x" * 300},
    ],
)
def test_what_a_backup_says_of_itself_stops_no_later_one(path: Path, said: dict[str, object]) -> None:
    with Shop.open(path) as shop:
        real = make(shop).backup.path
        trap = places.home_of(path) / f"{path.stem}-0.zip"
        with zipfile.ZipFile(real) as whole, zipfile.ZipFile(trap, "w") as made:
            kept = {**json.loads(whole.read("manifest.json")), **said}
            made.writestr("manifest.json", json.dumps(kept))
            archive.leave_room_for_seal(made)
        archive.put_seal(trap, Task())
        with pytest.raises(BackupDamaged):
            archive.read_manifest(trap)
        found = make(shop).backup.manifest
        assert found is not None
        assert found.sequence == 2
        assert shop.ask(state, path).made_at == found.made_at


def test_another_archive_is_not_a_backup(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as made:
        made.writestr("shop.db", "x")
    with pytest.raises(NotABackup):
        archive.verify(tmp_path / "holiday.zip", Task())
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(NotABackup):
        archive.verify(tmp_path / "text.zip", Task())
    with pytest.raises(BackupMissing):
        archive.verify(tmp_path / "nothing.zip", Task())


@pytest.mark.parametrize("said", ["", "Asia/Nowhere", "../../etc/passwd", "/etc/passwd", "Asia", 5, None, ["x"]])
def test_a_zone_this_computer_does_not_know_is_none(good: bytes, tmp_path: Path, said: object) -> None:
    (tmp_path / "good.zip").write_bytes(good)
    manifest = archive.read_manifest(tmp_path / "good.zip")
    assert manifest.zone == "Asia/Shanghai"
    assert archive.Manifest.from_json({**manifest.to_json(), "zone": said}).zone == ""


def test_a_backup_of_before_says_neither_a_zone_nor_what_was_left_out(good: bytes, tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(good)
    kept = archive.read_manifest(tmp_path / "good.zip").to_json()
    old = archive.Manifest.from_json({key: kept[key] for key in kept.keys() - {"zone", "files_left_out"}})
    assert (old.zone, old.left_out) == ("", 0)
