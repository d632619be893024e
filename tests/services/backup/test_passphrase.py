"""A backup with a passphrase is made without it, opened only with it, and by the age program too."""

from __future__ import annotations

import base64
import shutil
import subprocess
import textwrap
import zipfile
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import func, select

from models.enums.orders import Platform
from models.orders import Order
from services.backup import archive, places
from services.backup.errors import BackupDamaged, PassphraseNeeded, TooSlowNow, WrongPassphrase
from services.backup.keys import Identity, Key, TooCostly, decrypt_bytes, key_from, new_key, unlock
from services.backup.making import make
from services.backup.restoring import prove, restore_as, restore_in_place
from services.backup.sealing import key_in
from services.backup.summary import born_at
from services.catalog.pictures import folder_of
from services.channels.commands import add as add_channel
from services.errors import Cancelled, DiskProblem, Invalid
from services.kernel.tasks import Task
from services.shop import Shop
from tests.ready_keys import KEY, OTHER_KEY, OTHER_WORD, WORD


def orders(path: Path) -> int:
    with Shop.open(path, read_only=True) as shop:
        return int(shop.ask(lambda connection: connection.execute(select(func.count(Order.id))).scalar_one()))


@pytest.fixture(scope="module")
def encrypted_once(kept_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the backup that `encrypted` is a copy of."""
    path = tmp_path_factory.mktemp("encrypted") / "camellia.shop"
    path.write_bytes(kept_once.read_bytes())
    places.keep_key(path, KEY)
    with Shop.open(path) as shop:
        made = make(shop)
    assert made.backup.is_encrypted
    return made.backup.path


@pytest.fixture
def encrypted(encrypted_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(encrypted_once, tmp_path))


def test_nothing_of_the_shop_can_be_read_in_it_and_its_figures_can(encrypted: Path) -> None:
    assert b"Candle" not in encrypted.read_bytes()
    with zipfile.ZipFile(encrypted) as made:
        assert made.testzip() is None
        assert {one.filename for one in made.infolist()} == {
            "manifest.json",
            "READ ME.txt",
            "key.age",
            "backup.zip.age",
        }
    manifest = archive.verify(encrypted, Task())
    assert manifest.is_encrypted
    assert manifest.holds.counts["order"] == 12


def test_the_passphrase_brings_it_back(encrypted: Path, tmp_path: Path) -> None:
    restore_as(encrypted, tmp_path / "again.shop", passphrase=WORD)
    assert orders(tmp_path / "again.shop") == 12
    assert prove(encrypted, tmp_path, passphrase=WORD).holds.counts["order"] == 12
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([encrypted.name, "again.shop", "backups"])


def test_without_it_or_with_another_nothing_is_restored(encrypted: Path, tmp_path: Path) -> None:
    target = tmp_path / "again.shop"
    with pytest.raises(PassphraseNeeded):
        restore_as(encrypted, target)
    with pytest.raises(WrongPassphrase):
        restore_as(encrypted, target, passphrase="wrong passphrase")
    assert [one.name for one in tmp_path.iterdir()] == [encrypted.name]


def test_in_place_the_shop_stays_until_the_passphrase_is_right(encrypted: Path, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        restore_in_place(encrypted, path, passphrase="wrong passphrase")
    assert path.read_bytes() == before
    kept = restore_in_place(encrypted, path, passphrase=WORD)
    assert kept is not None
    assert orders(kept) == 12


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.97])
def test_a_flipped_bit_is_refused(encrypted: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(encrypted.read_bytes())
    content[int(len(content) * at)] ^= 1
    encrypted.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore_as(encrypted, tmp_path / "again.shop", passphrase=WORD)


def test_a_new_passphrase_does_not_open_what_was_made_before(path: Path, encrypted: Path) -> None:
    places.keep_key(path, OTHER_KEY)
    with Shop.open(path) as shop:
        newer = make(shop).backup.path
    assert prove(newer, path.parent, passphrase=OTHER_WORD).holds.counts["order"] == 12
    with pytest.raises(WrongPassphrase):
        prove(encrypted, path.parent, passphrase=OTHER_WORD)


def test_taken_away_the_next_backup_needs_none(path: Path) -> None:
    places.keep_key(path, KEY)
    places.keep_key(path, None)
    with Shop.open(path) as shop:
        assert not make(shop).backup.is_encrypted


def test_a_shop_that_came_out_of_an_encrypted_backup_goes_on_encrypting(encrypted: Path, tmp_path: Path) -> None:
    again = tmp_path / "another computer" / "again.shop"
    again.parent.mkdir()
    restore_as(encrypted, again, passphrase=WORD)
    with Shop.open(again) as shop:
        assert make(shop).backup.manifest.recipient == KEY.recipient  # type: ignore[union-attr]


def test_where_encrypting_was_ended_a_restore_does_not_begin_it_again(encrypted: Path, path: Path) -> None:
    places.keep_key(path, None)
    restore_in_place(encrypted, path, passphrase=WORD)
    with Shop.open(path) as shop:
        assert not make(shop).backup.is_encrypted


def test_forgotten_by_the_folder_the_newest_backup_still_says_what_to_encrypt_to(path: Path) -> None:
    places.keep_key(path, KEY)
    with Shop.open(path) as shop:
        made = make(shop).backup
        (places.home_of(path) / ".keys.json").unlink()
        assert places.key_of(path, shop.ask(born_at)) == key_in(made.path)
        assert make(shop).backup.is_encrypted


def test_forgotten_by_the_folder_a_key_it_knows_by_another_name_is_believed(path: Path) -> None:
    """A renamed shop that had plain backups before it had a passphrase."""
    with Shop.open(path) as shop:
        make(shop)
        places.keep_key(path, KEY)
        make(shop)
        kept = places.home_of(path) / ".keys.json"
        kept.write_text(kept.read_text().replace(path.name, "as it was called.shop"))
        assert make(shop).backup.is_encrypted
        kept.unlink()
        assert not make(shop).backup.is_encrypted


def test_files_go_to_the_second_folder_encrypted_and_come_back(path: Path, tmp_path: Path) -> None:
    digest = "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2"
    picture = folder_of(path) / digest[:2] / f"{digest}.txt"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"foobar")
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(path, stick)
    places.keep_key(path, KEY)
    with Shop.open(path) as shop:
        made = make(shop)
    assert made.second_problem is None
    found = [one for one in stick.rglob("*") if one.is_file()]
    assert len(found) == 2
    assert not any(b"foobar" in one.read_bytes() for one in found)
    target = tmp_path / "elsewhere" / "camellia.shop"
    target.parent.mkdir()
    restore_as(stick / made.backup.name, target, passphrase=WORD)
    assert (folder_of(target) / digest[:2] / picture.name).read_bytes() == b"foobar"
    sealed = next(one for one in found if one.suffix == ".age")
    assert decrypt_bytes(sealed.read_bytes(), Identity.fresh()) is None


def _as_costly_as(power: int) -> bytes:
    """The quick key, said to take so much work."""
    first, *lines, last = KEY.locked.decode().splitlines()
    told = base64.b64decode("".join(lines)).replace(b" 4\n", b" %d\n" % power, 1)
    return "\n".join([first, *textwrap.wrap(base64.b64encode(told).decode(), 64), last, ""]).encode()


def test_a_key_no_computer_would_try_is_called_too_costly_and_not_the_passphrase_wrong(path: Path) -> None:
    """The library says so itself, before it does any of the work."""
    costly = Key(KEY.recipient, _as_costly_as(40))
    with pytest.raises(TooCostly):
        unlock(costly, WORD)
    places.keep_key(path, costly)
    with Shop.open(path) as shop:
        made = make(shop).backup.path
    with pytest.raises(TooSlowNow, match="busy"):
        prove(made, path.parent, passphrase=WORD)


def test_a_key_the_library_refused_in_a_busy_moment_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    opens, busy = pyrage.passphrase.decrypt, [True, True]

    def decrypt(locked: bytes, passphrase: str) -> bytes:
        return bytes(opens(_as_costly_as(40) if busy and busy.pop() else locked, passphrase))

    monkeypatch.setattr(pyrage.passphrase, "decrypt", decrypt)
    assert Identity(unlock(KEY, WORD).secret).recipient == KEY.recipient
    assert busy == []


def test_a_key_made_in_a_busy_moment_is_not_easy_to_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [KEY.locked, KEY.locked, _as_costly_as(18), _as_costly_as(40)]
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda *_words, **_options: made.pop(0))
    assert new_key(WORD).locked == _as_costly_as(18)
    assert made == [_as_costly_as(40)]


def test_a_refused_restore_of_an_encrypted_backup_leaves_a_plain_shop_plain(encrypted: Path, tmp_path: Path) -> None:
    shop = tmp_path / "plain.shop"
    with Shop.create(shop, who="tests"):
        pass
    in_the_way = places.home_of(shop) / ".restored.json"  # what is noted last before the file takes its place
    in_the_way.mkdir(parents=True)
    with pytest.raises(DiskProblem):
        restore_in_place(encrypted, shop, passphrase=WORD)
    in_the_way.rmdir()
    with Shop.open(shop, who="tests") as opened:
        assert not make(opened).backup.is_encrypted
    restore_in_place(encrypted, shop, passphrase=WORD)
    with Shop.open(shop, who="tests") as opened:
        assert make(opened).backup.is_encrypted


def test_a_backup_that_names_a_strangers_key_gives_no_shop_that_goes_on_encrypting_to_it(
    encrypted: Path, tmp_path: Path
) -> None:
    trap, shop = tmp_path / "trap.zip", tmp_path / "again.shop"
    told = replace(archive.read_manifest(encrypted), recipient=OTHER_KEY.recipient)
    _write_again(encrypted, trap, told)
    with pytest.raises(BackupDamaged):
        restore_as(trap, shop, passphrase=WORD)
    assert not shop.exists()
    assert places.key_of(shop, told.born_at) is None


def _write_again(backup: Path, to: Path, told: archive.Manifest) -> None:
    """The same backup, which says something else of itself."""
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(to, "w") as made:
        archive.write_manifest(made, told)
        for name in whole.namelist():
            if name != "manifest.json":
                made.writestr(name, whole.read(name))
        archive.leave_room_for_seal(made)
    archive.put_seal(to, Task())


@pytest.mark.parametrize("where", ["on the stick", "at home"])
def test_a_file_somebody_put_there_has_no_backup_encrypted_to_a_stranger(
    path: Path, encrypted: Path, tmp_path: Path, where: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(path, stick)
    with Shop.open(path) as shop:
        assert not make(shop).backup.is_encrypted
        put = (stick if where == "on the stick" else places.home_of(path)) / "holiday.zip"
        _write_again(encrypted, put, replace(archive.read_manifest(encrypted), sequence=5000))
        assert not make(shop).backup.is_encrypted


def test_a_shop_of_the_same_name_that_shares_the_stick_lends_no_key(encrypted: Path, tmp_path: Path) -> None:
    shop, stick = tmp_path / "other" / "camellia.shop", tmp_path / "stick"
    stick.mkdir()
    shop.parent.mkdir()
    shutil.copy(encrypted, stick)
    places.choose_second_folder(shop, stick)
    with Shop.create(shop, who="tests") as opened:
        opened.run(add_channel, "Taobao B", Platform.TAOBAO)
        assert not make(opened).backup.is_encrypted


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(Invalid, match="8"):
        new_key("seven77")


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"recipient": "age1nonsense", "key": ""}', "null", "7"])
def test_what_is_no_key_is_none(kept: str) -> None:
    assert key_from(kept) is None


def test_stopping_leaves_nothing(path: Path) -> None:
    places.keep_key(path, KEY)
    task = Task()
    task.cancel()
    with Shop.open(path) as shop, pytest.raises(Cancelled):
        make(shop, task=task)
    assert [one.name for one in places.home_of(path).iterdir()] == [".keys.json"]


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_the_age_program_opens_it(path: Path, tmp_path: Path) -> None:
    """With the secret key as age writes it; its own prompt for the passphrase wants a terminal."""
    places.keep_key(path, KEY)
    with Shop.open(path) as shop:
        made = make(shop).backup.path
    (tmp_path / "key.txt").write_text(unlock(KEY, WORD).secret)
    with zipfile.ZipFile(made) as found:
        found.extract("backup.zip.age", tmp_path)
    command = ["age", "--decrypt", "-i", "key.txt", "-o", "backup.zip", "backup.zip.age"]
    subprocess.run(command, cwd=tmp_path, check=True)
    restore_as(tmp_path / "backup.zip", tmp_path / "again.shop")
    assert orders(tmp_path / "again.shop") == 12
