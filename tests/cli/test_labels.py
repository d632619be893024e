"""The verb that draws labels: which products, which size, how many, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.shop import Shop
from tests.cli.command_line import Cli

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def stocked(tmp_path: Path) -> Path:
    """A shop with three products."""
    path = tmp_path / "stocked.shop"
    with Shop.create(path, who="tests") as shop:
        for code, barcode in (("A-1", "6901234567892"), ("A-2", None), ("B-1", None)):
            shop.run(add_sku, SkuDraft(code, f"Product {code}", barcode=barcode, price_minor=990))
    return path


def test_labels_of_named_products_by_code_or_barcode(cli: Cli, stocked: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    answer = cli("labels", "--shop", stocked, "--skus", "b-1,6901234567892", "--copies", 3, "--out", out, "--json")
    assert answer.code == 0
    assert answer.json == {"out": str(out), "products": 2, "labels": 6, "pages": 6}
    assert out.read_bytes().startswith(b"%PDF")


def test_labels_of_what_a_search_finds_on_sheets(cli: Cli, stocked: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    answer = cli(
        "labels", "--shop", stocked, "--where", "code:A-", "--size", "a4", "--out", out, "--skip", 23, "--json"
    )
    assert (answer.json["products"], answer.json["labels"], answer.json["pages"]) == (2, 2, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--skus", "A-1,NOBODY"), "NOBODY"),
        (("--skus", " , "), "code"),
        (("--where", "code:ZZZ"), "no product matches"),
        (("--skus", "A-1", "--fields", "title,colour"), "colour"),
        (("--skus", "A-1", "--copies", "0"), "no label"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(
    cli: Cli, stocked: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "labels.pdf"
    answer = cli("labels", "--shop", stocked, "--out", out, *words)
    assert answer.code not in (0, 1)
    assert said in answer.err
    assert not out.exists()


def test_the_file_must_be_called_a_pdf(cli: Cli, stocked: Path, tmp_path: Path) -> None:
    answer = cli("labels", "--shop", stocked, "--skus", "A-1", "--out", tmp_path / "labels.txt")
    assert answer.code == 2
    assert not (tmp_path / "labels.txt").exists()
