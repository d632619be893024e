"""What is given anything at all: the readers, the address parser, the search, the command line, a backup."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from services.addresses.parsing import parse_recipient
from services.backup import archive
from services.catalog.queries import find as find_products
from services.customers.finding import find_customers
from services.errors import AppError
from services.importing.readers import read_sheets
from services.kernel.tasks import Task
from services.orders.queries import find as find_orders
from services.purchasing.finding import find_purchases, find_suppliers
from services.settings_file import compare, read_settings
from services.shop import Shop
from ui.cli.console import Console
from ui.cli.main import BUG, run

CORPUS = Path(__file__).resolve().parents[1] / "data" / "fuzz"
_SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".html", ".xml", ".zip", ".tsv")
_LONGEST = 1 << 16
# Only what reads, and quickly: a demo of a million orders is no mistake of the words that asked for it.
_VERBS = (
    "list",
    "report",
    "log",
    "check",
    "formats",
    "backups",
    "restore",
    "person",
    "salvage",
    "undo",
    "redo",
    "help",
)


class Bug(AssertionError):
    """The program made a mistake instead of saying what is wrong with what it was given."""


class Targets:
    """The targets, with the small shop some of them need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shop = folder / "fuzz.shop"
        with Shop.create(self._shop, who="fuzz"):
            pass
        self._open = Shop.open(self._shop, read_only=True, who="fuzz")
        self.all: dict[str, Callable[[bytes], None]] = {
            "files": self.files,
            "address": self.address,
            "search": self.search,
            "cli": self.cli,
            "backup": self.backup,
            "settings": self.settings,
        }

    def close(self) -> None:
        """Let go of the shop."""
        self._open.close()

    def files(self, given: bytes) -> None:
        """A file with any content, named as any table is."""
        suffix = _SUFFIXES[given[0] % len(_SUFFIXES)] if given else ".csv"
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=suffix) as file:
            file.write(given[1:_LONGEST])
            file.flush()
            try:
                read_sheets(Path(file.name))
            except AppError:
                return

    def address(self, given: bytes) -> None:
        """A recipient in one line, or what was pasted instead."""
        parse_recipient(given[:2_000].decode("utf-8", errors="replace"))

    def search(self, given: bytes) -> None:
        """Words typed into the search over everything."""
        typed = given[:400].decode("utf-8", errors="replace")
        for find in (find_orders, find_products, find_customers, find_purchases, find_suppliers):
            self._open.ask(find, typed)

    def cli(self, given: bytes) -> None:
        """Words after the program's name."""
        words = given[:600].decode("utf-8", errors="replace").split("\n")
        verb = _VERBS[len(words[0]) % len(_VERBS)]
        out, err = io.StringIO(), io.StringIO()
        argv = [verb, *words[1:], "--shop", str(self._shop)]
        if run(argv, console=Console(out, err), folder=self._folder) == BUG:
            raise Bug(f"{argv}: {err.getvalue()}")

    def backup(self, given: bytes) -> None:
        """A file that calls itself a backup."""
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".zip") as file:
            file.write(given[:_LONGEST])
            file.flush()
            try:
                archive.unpack(Path(file.name), io.BytesIO(), Task())
            except AppError:
                return

    def settings(self, given: bytes) -> None:
        """A file that calls itself a file of settings."""
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".zip") as file:
            file.write(given[:_LONGEST])
            file.flush()
            try:
                self._open.ask(compare, read_settings(Path(file.name)))
            except AppError:
                return


def kept(name: str) -> list[Path]:
    """What was worth keeping for a target: seeds, and everything that was ever found."""
    return sorted((CORPUS / name).glob("*"))
