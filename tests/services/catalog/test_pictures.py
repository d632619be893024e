"""Pictures: kept once beside the shop, shown small, and never trusted."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from services.catalog import gallery, pictures
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.pictures import LARGE, SMALL, file_of, folder_of, keep, keep_all, small_copy, thumbnail
from services.catalog.removal import delete
from services.errors import NotFound, PictureUnreadable
from services.shop import Shop


def _picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), colour: str = "red", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def _size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def test_a_picture_is_kept_once_beside_the_shop(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine.shop")
    assert folder == tmp_path / "mine.shop.files" / "pictures"
    path = tmp_path / "front.png"
    path.write_bytes(_picture())
    first, again = keep_all(None, folder, [path, _picture()])
    assert (first.file_name, first.width_px, first.height_px, first.suffix) == ("front.png", 400, 200, ".png")
    assert first.sha256 == again.sha256
    assert [one.name for one in folder.rglob("*.*")] == [f"{first.sha256}.png"]
    assert file_of(folder, first.sha256, first.suffix).read_bytes() == _picture()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_small_copy_fits_and_keeps_its_shape(tmp_path: Path, kind: str) -> None:
    kept = keep(tmp_path, _picture(kind))
    made = thumbnail(tmp_path, kept.sha256, kept.suffix, SMALL)
    assert made is not None
    assert _size(made.read_bytes()) == (96, 48)
    assert thumbnail(tmp_path, kept.sha256, kept.suffix, SMALL) == made
    large = thumbnail(tmp_path, kept.sha256, kept.suffix, LARGE)
    assert large is not None
    assert _size(large.read_bytes()) == (400, 200)


def test_a_phone_held_upright_shows_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert _size(small_copy(_picture("JPEG", exif=exif), SMALL)) == (48, 96)


def test_a_picture_with_holes_keeps_them() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(small_copy(out.getvalue(), SMALL))) as image:
        assert image.mode == "RGBA"


def _bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few bytes."""
    header = (30_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    body = b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", _picture()[:150], b"<svg onload='x'/>", b"%PDF-1.4", _bomb()],
    ids=["empty", "text", "cut off", "svg", "pdf", "bomb"],
)
def test_what_is_no_picture_is_refused_and_nothing_is_written(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PictureUnreadable, match="cannot be shown as a picture"):
        keep(tmp_path / "folder", data, "evil.png")
    assert not (tmp_path / "folder").exists()


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.png"
    path.write_bytes(_picture())
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    for wrong in (path, tmp_path / "gone.png"):
        with pytest.raises(PictureUnreadable):
            keep(tmp_path, wrong)


def test_a_shop_that_lost_its_folder_goes_on_without_pictures(tmp_path: Path) -> None:
    kept = keep(tmp_path / "a", _picture())
    assert thumbnail(tmp_path / "b", kept.sha256, kept.suffix) is None
    file_of(tmp_path / "a", kept.sha256, kept.suffix).write_bytes(b"eaten by a disk")
    assert thumbnail(tmp_path / "a", kept.sha256, kept.suffix) is None


def test_pictures_have_an_order_and_one_stands_for_each_variant(shop: Shop) -> None:
    red, blue = (shop.run(add_sku, SkuDraft(code, "Mug", code)).value for code in ("RED", "BLUE"))
    folder = folder_of(shop.path)
    front, back, detail = (keep(folder, _picture(colour=colour)) for colour in ("red", "blue", "green"))
    ids = shop.run(gallery.add_pictures, 1, [front, back, front]).value
    assert len(ids) == 2
    (own,) = shop.run(gallery.add_pictures, 1, [detail], sku_id=blue).value
    assert _main(shop, red, blue) == [front.sha256, detail.sha256]
    shop.run(gallery.arrange_pictures, 1, [ids[1]])
    assert [one.id for one in shop.ask(gallery.pictures_of, 1)] == [ids[1], ids[0], own]
    shop.run(gallery.show_variant, own, None)
    assert _main(shop, red, blue) == [back.sha256, back.sha256]
    shop.run(gallery.remove_pictures, [ids[1]])
    assert _main(shop, red, blue) == [front.sha256, front.sha256]
    assert file_of(folder, back.sha256, back.suffix).exists()
    for wrong in ((gallery.arrange_pictures, 1, [99]), (gallery.show_variant, own, 99)):
        with pytest.raises(NotFound):
            shop.run(*wrong)
    shop.run(delete, [red, blue])


def _main(shop: Shop, *sku_ids: int) -> list[str]:
    found = shop.ask(gallery.main_pictures, sku_ids)
    return [found[number].sha256 for number in sku_ids]
