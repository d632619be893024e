"""Receipts lie beside the shop as they were given, once each, and travel with its backups."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from services.backup.attachments import pictures_of
from services.finance.errors import PaperUnreadable
from services.finance.one import one_transaction
from services.finance.papers import add_papers, keep_papers, papers_of, path_of, remove_paper
from services.shop import Shop
from tests.services.importing.applying import apply, sample


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return path


def test_a_receipt_is_kept_once_and_found_again(shop: Shop, tmp_path: Path, receipt: Path) -> None:
    apply(shop, sample("alipay.merchant"))
    photo = tmp_path / "photo.png"
    Image.new("RGB", (4, 4)).save(photo)
    kept = shop.ask(keep_papers, [receipt, photo, receipt])
    assert shop.run(add_papers, 1, kept).value == (1, 2)
    assert shop.run(add_papers, 1, kept).value == ()
    assert [(one.kept.file_name, one.kept.suffix) for one in shop.ask(papers_of, 1)] == [
        ("receipt.pdf", ".pdf"),
        ("photo.png", ".png"),
    ]
    found = shop.ask(path_of, 1)
    assert found is not None
    assert found.read_bytes() == receipt.read_bytes()
    assert len(pictures_of(tmp_path / "test.shop")) == 2
    shop.run(remove_paper, 1)
    assert len(shop.ask(one_transaction, 1).papers) == 1
    assert shop.ask(path_of, 1) is None
    assert found.exists()


@pytest.mark.parametrize("content", [b"hello", b""])
def test_what_is_no_receipt_is_refused_by_name(shop: Shop, tmp_path: Path, content: bytes) -> None:
    odd = tmp_path / "odd.docx"
    odd.write_bytes(content)
    with pytest.raises(PaperUnreadable, match=r"odd\.docx.*neither a PDF nor a picture"):
        shop.ask(keep_papers, [odd])
    with pytest.raises(PaperUnreadable, match="no such file"):
        shop.ask(keep_papers, [tmp_path / "gone.pdf"])
