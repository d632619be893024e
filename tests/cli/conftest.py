"""A command line to call, and a filled shop to call it on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.enums.orders import Platform, RefundStatus
from services.channels.commands import add
from services.importing.service import ImportSession
from services.orders.commands import set_refund
from services.orders.queries import ids_of
from services.shop import Shop
from tests.cli.command_line import PRODUCTS, SHOPIFY, TAOBAO, Answer, Cli
from ui.cli.main import main

ASKED_BACK = "2601150000000000202"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a verb in this process."""

    def run(*words: object) -> Answer:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop `filled` is a copy of."""
    path = tmp_path_factory.mktemp("filled") / "filled.shop"
    with Shop.create(path, who="tests") as shop, ImportSession(shop) as session:
        shop.run(add, "Shopify", Platform.SHOPIFY, currency="USD", source="tests")
        for file in (*TAOBAO, SHOPIFY, PRODUCTS):
            assert session.add(file).error is None
        session.submit_apply(source="tests").result()
        # The buyer of one item of this order had asked for the money, and takes that back: the order is to ship.
        shop.run(set_refund, shop.ask(ids_of, (ASKED_BACK,))[ASKED_BACK], RefundStatus.NONE, source="tests")
    return path


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Path:
    """A shop with the orders and products of our own sample files, in two channels."""
    return Path(shutil.copy(filled_once, tmp_path / "filled.shop"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A new shop."""
    path = tmp_path / "empty.shop"
    Shop.create(path, who="tests").close()
    return path
