"""Pictures beside a shop are in its backups and come back with them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from models.enums.orders import Platform
from services.backup import archive, places
from services.backup.archive import Reason
from services.backup.attachments import bring_back, pictures_of
from services.backup.keys import new_key
from services.backup.making import make
from services.backup.queries import lines
from services.backup.restoring import restore_as, restore_in_place
from services.catalog.drafts import ProductDraft, SkuEntry
from services.catalog.gallery import add_pictures
from services.catalog.pictures import folder_of, keep
from services.catalog.products import save_product
from services.channels.commands import add as add_channel
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
        with zipfile.ZipFile(backup) as packed:
            assert not any(name.startswith("files/") for name in packed.namelist())
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
    with zipfile.ZipFile(trap, "w") as made:
        for name in ("../../evil.png", "aa/short.png", f"ab/{'ab' * 32}.png"):
            made.writestr(f"files/pictures/{name}", good)
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


def damaged(file: Path) -> None:
    """One byte is another, as a bad sector or another program leaves it."""
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


@pytest.fixture
def with_product(path: Path) -> Path:
    """The shop has a product with a picture a row names."""
    with Shop.open(path) as shop:
        product = shop.run(save_product, None, ProductDraft("Teapot", (SkuEntry(None, "TEA-1"),))).value.product_id
        shop.run(add_pictures, product, [keep(folder_of(path), picture("red"), "front.png")])
    return path


@pytest.mark.expects_log
def test_a_picture_that_is_not_what_it_was_is_named_as_left_out(with_product: Path, tmp_path: Path) -> None:
    (file,) = pictures_of(with_product).values()
    damaged(file)
    with Shop.open(with_product) as shop:
        for made in (make(shop), make(shop, to=tmp_path / "stick")):
            assert made.left_out == ("Teapot: front.png",)
            said = made.left_out_words
            assert said is not None
            assert str(said).startswith("1 file is not in the backup,")
            assert str(said).endswith(": Teapot: front.png.")
            manifest = archive.read_manifest(made.backup.path)
            assert manifest.left_out == 1
        (newest, *_older) = shop.ask(lines, shop.path)
        assert "1 file is not in it" in [str(words) for words in newest.differs]
        assert make(shop, reason=Reason.SCHEDULE).left_out == ("Teapot: front.png",)  # nor in the folder beside


@pytest.mark.expects_log
def test_a_picture_taken_away_while_the_backup_is_made_stops_nothing(with_pictures: Path, tmp_path: Path) -> None:
    names = sorted(contents(with_pictures))

    def take_away(_progress: object) -> None:
        (folder_of(with_pictures) / names[1]).unlink(missing_ok=True)

    with Shop.open(with_pictures) as shop:
        made = make(shop, to=tmp_path / "stick", task=Task(take_away))
    assert made.left_out == (names[1],)  # no row names it: there is no better name
    with zipfile.ZipFile(made.backup.path) as packed:
        assert [one for one in packed.namelist() if "pictures" in one] == [f"files/pictures/{names[0]}"]


@pytest.mark.expects_log
def test_many_files_left_out_are_counted_and_three_are_named(with_pictures: Path, tmp_path: Path) -> None:
    for colour in ("navy", "lime", "pink"):
        keep(folder_of(with_pictures), picture(colour), f"{colour}.png")
    for file in pictures_of(with_pictures).values():
        damaged(file)
    with Shop.open(with_pictures) as shop:
        made = make(shop, to=tmp_path / "stick")
    names = sorted(contents(with_pictures))
    assert len(made.left_out) == len(names) == 5
    assert str(made.left_out_words).startswith("5 files are not in the backup,")
    assert str(made.left_out_words).endswith(f": {', '.join(names[:3])}, and 2 more.")


def test_nothing_is_said_where_nothing_was_left_out(with_product: Path) -> None:
    with Shop.open(with_product) as shop:
        made = make(shop)
        assert (made.left_out, made.left_out_words) == ((), None)
        assert [str(words) for words in shop.ask(lines, shop.path)[0].differs] == ["the same as now"]


def refusing(monkeypatch: pytest.MonkeyPatch, file: Path, number: int) -> None:
    """The disk cannot read this file any more."""
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == file:
            raise OSError(number, os.strerror(number), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)


@pytest.mark.expects_log
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_picture_that_cannot_be_read_costs_neither_backup_nor_second_copy(
    with_product: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (file,) = pictures_of(with_product).values()
    second = tmp_path / "second"
    second.mkdir()
    places.choose_second_folder(with_product, second)
    refusing(monkeypatch, file, number)
    with Shop.open(with_product) as shop:
        for reason in (Reason.SCHEDULE, Reason.ASKED):
            made = make(shop, reason=reason)
            assert made.second_problem is None
            assert made.left_out == ("Teapot: front.png",)
            assert archive.read_manifest(made.backup.path).left_out == 1
            assert (second / made.backup.name).is_file()


@pytest.mark.expects_log
@pytest.mark.parametrize("reason", [Reason.ASKED, Reason.SCHEDULE])
def test_a_picture_the_backups_hold_already_is_not_said_to_be_lost(
    with_product: Path, tmp_path: Path, reason: Reason
) -> None:
    before = contents(with_product)
    (file,) = pictures_of(with_product).values()
    with Shop.open(with_product) as shop:
        make(shop, reason=Reason.SCHEDULE)
        damaged(file)
        second = tmp_path / "second"
        second.mkdir()
        places.choose_second_folder(with_product, second)
        made = make(shop, reason=reason)
        assert made.left_out == ()
        assert archive.read_manifest(made.backup.path).left_out == 0
        assert [str(words) for words in shop.ask(lines, shop.path)[0].differs] == ["the same as now"]
        taken = make(shop, to=tmp_path / "stick").backup.path
    assert contents(second / with_product.name) == before  # the good copy, and not what lies beside the shop now
    for number, backup in enumerate((made.backup.path, taken)):
        again = tmp_path / f"again-{number}" / "mine.shop"
        again.parent.mkdir()
        restore_as(backup, again)
        assert contents(again) == before


@pytest.mark.expects_log
def test_a_backup_made_by_itself_says_what_it_lacks(with_product: Path) -> None:
    (file,) = pictures_of(with_product).values()
    damaged(file)
    with Shop.open(with_product) as shop:
        made = make(shop, reason=Reason.SCHEDULE)
        assert archive.read_manifest(made.backup.path).left_out == 1
        (line,) = shop.ask(lines, shop.path)
        assert [str(words) for words in line.differs] == ["1 file is not in it"]
        shop.run(add_channel, "Taobao C", Platform.TAOBAO)
        (line,) = shop.ask(lines, shop.path)
        assert [str(words) for words in line.differs] == ["as many orders and products as now", "1 file is not in it"]


@pytest.mark.expects_log
@pytest.mark.parametrize("passphrase", [None, "correct horse battery"])
def test_a_kept_picture_that_cannot_be_read_does_not_keep_the_shop_from_coming_back(
    with_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    places.choose_second_folder(with_pictures, second)
    if passphrase is not None:
        places.keep_key(with_pictures, new_key(passphrase))
    with Shop.open(with_pictures) as shop:
        backup = second / make(shop, reason=Reason.SCHEDULE).backup.name
    before = contents(with_pictures)
    (one, other) = sorted(before)
    (kept,) = folder_of(second / with_pictures.name).glob(f"{one}*")
    refusing(monkeypatch, kept, errno.EIO)
    (tmp_path / "new").mkdir()
    restore_as(backup, tmp_path / "new" / "again.shop", passphrase=passphrase)
    assert contents(tmp_path / "new" / "again.shop") == {other: before[other]}
