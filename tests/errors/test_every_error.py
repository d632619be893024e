"""Every sentence the program can say about a failure is provoked by a real one, here or in a named test."""

from __future__ import annotations

import ast
import errno
import multiprocessing
import os
import re
import sqlite3
import string
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from models.dialects import sqlite
from models.enums.money import LedgerClass
from models.migrations.registry import CURRENT_VERSION
from services import i18n
from services import settings as shop_settings
from services.books import commands as books
from services.errors import AppError, DiskProblem, ShopMissing, kinds_below
from services.i18n import N_
from services.importing.formats import load_formats
from services.importing.preflight import preflight
from services.importing.service import ImportSession
from services.kernel.command import command
from services.kernel.db_errors import as_app_error, from_os_error
from services.kernel.table_query import Filter, TableRequest
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.manual.generated import every_error
from services.messages import message, render
from services.shop import Shop
from tests.architecture.source_tree import ROOT, called_name, calls, nodes, sources
from tests.journal import commands
from tests.services.importing.making import TAOBAO as TAOBAO_HEADERS
from tests.services.importing.making import csv_file, order_row
from tests.services.kernel.test_paging import QUERY

# Bases that are never raised as they are.
pytestmark = pytest.mark.usefixtures("readers_start_as_in_the_program")

_ABSTRACT = {"AppError", "UserError", "EnvironmentProblem", "FileProblem"}

# Said should a system leave a log beside a file nobody has open; SQLite itself says first that a file is in use.
_NEVER_SEEN = {"ShopInUse"}

# Provoked where what they need is set up already; the file must name them.
_ELSEWHERE = {
    "SaveUncertain": "tests/services/kernel/test_commits.py",
    "UnknownCode": "tests/services/stocktake/test_counting.py",
    "StocktakeOver": "tests/services/stocktake/test_counting.py",
    "NotACountSheet": "tests/services/stocktake/test_sheets.py",
    "OtherStocktake": "tests/services/stocktake/test_sheets.py",
    "StaleEdit": "tests/services/orders/test_commands.py",
    "NotAllowed": "tests/services/orders/test_commands.py",
    "NothingSelected": "tests/services/fulfilment/test_papers_from_the_shop.py",
    "PictureUnreadable": "tests/services/catalog/test_pictures.py",
    "ArchiveLocked": "tests/services/importing/test_containers.py",
    "HeaderChanged": "tests/services/importing/test_header_changes.py",
    "WrongPassword": "tests/services/importing/test_containers.py",
    "CipherUnknown": "tests/services/importing/test_containers.py",
    "FileLocked": "tests/services/importing/test_readers.py",
    "FileHostile": "tests/services/importing/test_readers.py",
    "TemplateProblem": "tests/services/fulfilment/test_papers_from_the_shop.py",
    "CannotWrite": "tests/services/fulfilment/test_papers_from_the_shop.py",
    "ShopReadOnly": "tests/services/kernel/test_opening.py",
    "ShopOlderReadOnly": "tests/migrations/test_runner.py",
    "ShopOnlyLookedAt": "tests/services/backup/test_opening_damaged.py",
    "DiskFull": "tests/services/kernel/test_opening.py",
    "FontMissing": "tests/ui/paper/test_pdf.py",
    "PrinterRefused": "tests/ui/paper/test_printers.py",
    "MonthLocked": "tests/services/stock/test_commands.py",
    "NotEnoughStock": "tests/services/stock/test_commands.py",
    "NotAtThisPoint": "tests/services/aftersales/test_bad_input.py",
    "ShopNotUpgraded": "tests/migrations/test_runner.py",
    "StockSpokenFor": "tests/services/campaigns/test_setting_aside.py",
    "RefundBeyondPaid": "tests/services/aftersales/test_bad_input.py",
    "ParcelCameBefore": "tests/services/aftersales/test_bad_input.py",
    "MoreThanSold": "tests/services/aftersales/test_bad_input.py",
    "PiecesClaimed": "tests/services/aftersales/test_bad_input.py",
    "SharedParcel": "tests/services/aftersales/test_shared_parcels.py",
    "CaseOver": "tests/services/aftersales/test_bad_input.py",
    "AttachmentRefused": "tests/services/aftersales/test_work_list.py",
    "NoRoomForBackup": "tests/services/backup/test_making.py",
    "BackupFolderMissing": "tests/services/backup/test_making.py",
    "BackupDamaged": "tests/services/backup/test_keeper.py",
    "BackupDiffers": "tests/services/backup/test_packing.py",
    "BackupNewer": "tests/services/backup/test_restoring.py",
    "BackupMissing": "tests/services/backup/test_archive.py",
    "BackupOfOtherShop": "tests/cli/test_restore_in_place.py",
    "NotABackup": "tests/services/backup/test_archive.py",
    "NoWayBack": "tests/services/backup/test_keeper.py",
    "NothingToSalvage": "tests/services/backup/test_salvaging.py",
    "PassphraseNeeded": "tests/services/backup/test_passphrase.py",
    "WrongPassphrase": "tests/services/backup/test_passphrase.py",
    "TooSlowNow": "tests/services/backup/test_passphrase.py",
    "NotBalanced": "tests/services/books/test_postings.py",
    "MonthNotReady": "tests/services/books/test_closing.py",
    "PaperUnreadable": "tests/services/finance/test_papers.py",
    "MoreThanOrdered": "tests/services/purchasing/test_receiving.py",
    "MoreThanReceived": "tests/services/purchasing/test_receiving.py",
    "DoesNotClose": "tests/services/reconcile/test_statements.py",
    "InvoiceKnown": "tests/services/tax/test_invoices.py",
}


@command("test.final", N_("Test: final"), final_reason=message(N_("it is on paper")))
def final(uow: UnitOfWork) -> None:
    """Something that leaves the file."""
    commands.open_channel(uow, "final")


@command("test.read_a_file", N_("Test: read a file"))
def read_a_file(_uow: UnitOfWork, path: Path) -> bytes:
    """A command that meets a missing file which is not the shop's."""
    return path.read_bytes()


def _cancelled(shop: Shop, _folder: Path) -> None:
    task = Task()
    task.cancel()
    shop.run(commands.open_channel, "A", task=task)


def _undo_conflict(shop: Shop, _folder: Path) -> None:
    first = shop.run(shop_settings.change, "shop.name", "A").changes.operation_id
    shop.run(shop_settings.change, "shop.name", "B")
    shop.undo(first)


def _not_possible(shop: Shop, _folder: Path) -> None:
    shop.undo(shop.run(final).changes.operation_id)


def _make(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _too_big(_shop: Shop, folder: Path) -> None:
    path = _make(folder, "a.csv", b"a,b\r\n")
    os.truncate(path, 8 << 30)  # sparse: takes no space
    preflight(path)


def _damaged_workbook(_shop: Shop, folder: Path) -> None:
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 1000)
    os.truncate(path, 60)
    preflight(path)


def _session_error(shop: Shop, path: Path, format_id: str | None = None) -> None:
    with ImportSession(shop) as session:
        found = session.add(path, format_id=format_id)
    assert found.error is not None
    raise found.error


def _unknown_format(shop: Shop, folder: Path) -> None:
    _session_error(shop, csv_file(folder / "a.csv", [["colour", "smell"], ["red", "rose"]]))


def _not_that_format(shop: Shop, folder: Path) -> None:
    _session_error(shop, csv_file(folder / "a.csv", [TAOBAO_HEADERS, order_row("1")]), "shopify.orders")


def _reader_not_started(shop: Shop, folder: Path) -> None:
    resource_tracker.ensure_running()  # started by a missing program it would die, and a later test would hear of it
    multiprocessing.set_executable(str(folder / "no-python"))
    try:
        _session_error(shop, csv_file(folder / "a.csv", [TAOBAO_HEADERS, order_row("1")]))
    finally:
        multiprocessing.set_executable(sys.executable)


def _nothing_understood(shop: Shop, folder: Path) -> None:
    row = order_row("", 订单创建时间="?", 订单编号="")
    _session_error(shop, csv_file(folder / "a.csv", [TAOBAO_HEADERS, row]))


def _format_invalid(_shop: Shop, folder: Path) -> None:
    _make(folder, "bad.toml", b"id = 5\n")
    raise load_formats(folder).problems[0]


def _newer(shop: Shop, _folder: Path) -> None:
    shop.close()
    connection = sqlite3.connect(shop.path)
    connection.execute("DROP VIEW written_by")
    connection.execute(f"PRAGMA user_version={CURRENT_VERSION + 1}")
    connection.commit()
    connection.close()
    Shop.open(shop.path)


def _of_version(shop: Shop, _folder: Path) -> None:
    shop.close()
    connection = sqlite3.connect(shop.path)
    connection.execute("DROP VIEW written_by")
    connection.execute("CREATE VIEW written_by AS SELECT '99.9' AS program")
    connection.execute(f"PRAGMA user_version={CURRENT_VERSION + 1}")
    connection.commit()
    connection.close()
    Shop.open(shop.path)


def _account_in_use(shop: Shop, _folder: Path) -> None:
    safe = shop.run(books.add_account, "Safe", LedgerClass.ASSET).value
    lines = (books.EntryLine(safe, 700), books.EntryLine("loans", -700))
    shop.run(books.add_entry, books.EntryDraft(date(2026, 3, 1), "Float", lines))
    shop.run(books.archive_account, safe)


_CASES: dict[str, Callable[[Shop, Path], object]] = {
    "AccountInUse": _account_in_use,
    "Cancelled": _cancelled,
    "NotFound": lambda shop, _folder: shop.run(commands.rename, 5, "X"),
    "Invalid": lambda shop, _folder: shop.table(QUERY, TableRequest(filters=(Filter("paid", "is", ("x",)),)), ()),
    "UndoConflict": _undo_conflict,
    "NothingToUndo": lambda shop, _folder: shop.undo(),
    "UndoNotPossible": _not_possible,
    "FileMissing": lambda _shop, folder: preflight(folder / "none.csv"),
    "FileEmpty": lambda _shop, folder: preflight(_make(folder, "a.csv", b"")),
    "FileNotData": lambda _shop, folder: preflight(_make(folder, "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(99))),
    "FileTooBig": _too_big,
    "FileDamaged": _damaged_workbook,
    "UnknownFormat": _unknown_format,
    "NothingUnderstood": _nothing_understood,
    "NotThatFormat": _not_that_format,
    "ReaderNotStarted": _reader_not_started,
    "FormatInvalid": _format_invalid,
    "ShopMissing": lambda _shop, folder: Shop.open(folder / "none.shop"),
    "ShopExists": lambda shop, _folder: Shop.create(shop.path),
    "NotAShop": lambda _shop, folder: Shop.open(_make(folder, "a.shop", b"<html>")),
    "ShopDamaged": lambda _shop, folder: Shop.open(_make(folder, "a.shop", b"")),
    "ShopNewer": _newer,
    "ShopOfVersion": _of_version,
    "ShopBusy": lambda shop, _folder: Shop.open(shop.path),
    "DiskProblem": lambda shop, folder: shop.run(read_a_file, folder / "none.txt"),
}


def _all() -> dict[str, type[AppError]]:
    """Every kind of error of the services, of all areas, by its name."""
    every_error()  # loads the areas
    found = {one.__name__: one for one in kinds_below(AppError) if one.__module__.startswith("services")}
    return {name: one for name, one in found.items() if name not in _ABSTRACT}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that may be left in any state."""
    (tmp_path / "shop").mkdir()
    with Shop.create(tmp_path / "shop" / "mine.shop", who="tests") as shop:
        yield shop


@pytest.mark.parametrize("name", sorted(_CASES))
def test_a_real_failure_says_its_sentence_in_both_languages(name: str, shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(_all()[name]) as provoked:
        _CASES[name](shop, tmp_path)
    assert type(provoked.value).__name__ == name
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        for part in (provoked.value.message, provoked.value.advice):
            if part is not None:
                assert not re.search(r"\{\w*\}", render(part))
    i18n.set_language("en")
    assert str(provoked.value).startswith(render(provoked.value.message))


def test_every_error_has_a_case() -> None:
    missing = _all().keys() - _CASES.keys() - _ELSEWHERE.keys()
    assert missing == _NEVER_SEEN
    assert _CASES.keys() & _ELSEWHERE.keys() == set()


@pytest.mark.parametrize(("name", "path"), sorted(_ELSEWHERE.items()))
def test_a_case_elsewhere_is_really_there(name: str, path: str) -> None:
    assert re.search(rf"raises\([^)]*\b{name}\b|errors\.{name}\b|\b{name}\b", (ROOT / path).read_text("utf-8"))


def test_codes_are_stable_names_and_used_once() -> None:
    codes = [one.code for one in _all().values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", code) for code in codes)


def test_every_error_says_what_happened_and_what_to_do() -> None:
    silent = {name for name, one in _all().items() if not one.hint}
    assert silent == {"Cancelled"}
    assert all(one.template.endswith(".") and (not one.hint or one.hint.endswith(".")) for one in _all().values())


def _fields(error: type[AppError]) -> set[str]:
    parts = string.Formatter().parse(error.template + error.hint)
    return {name for _text, name, _form, _conversion in parts if name}


def test_whoever_raises_an_error_fills_all_of_its_sentence() -> None:
    known = _all()
    wrong = []
    for source in sources():
        raised_bare = {
            id(node.exc): node.exc
            for node in nodes(source)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in known
        }
        wrong += [
            f"{source.path}:{name.lineno} {name.id} without {_fields(known[name.id])}"
            for name in raised_bare.values()
            if _fields(known[name.id])
        ]
        for call in calls(source):
            error = known.get(called_name(call))
            if error is None or any(keyword.arg is None for keyword in call.keywords):
                continue
            given = {keyword.arg for keyword in call.keywords}
            if missing := _fields(error) - given:
                wrong.append(f"{source.path}:{call.lineno} {error.__name__} without {missing}")
    assert wrong == []


# --- database and file errors by their code ------------------------------------------------------


def _database_error(code: int) -> OperationalError:
    original = sqlite3.OperationalError("made here")
    original.sqlite_errorcode = code
    return OperationalError("SELECT 1", (), original)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "DiskFull"),
        (sqlite3.SQLITE_BUSY, "ShopBusy"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "ShopBusy"),
        (sqlite3.SQLITE_LOCKED, "ShopBusy"),
        (sqlite3.SQLITE_READONLY, "ShopReadOnly"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "ShopReadOnly"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "ShopMissing"),
        (sqlite3.SQLITE_PERM, "ShopReadOnly"),
        (sqlite3.SQLITE_CORRUPT, "ShopDamaged"),
        (sqlite3.SQLITE_NOTADB, "ShopDamaged"),
        (sqlite3.SQLITE_CANTOPEN, "DiskProblem"),
        (sqlite3.SQLITE_IOERR_FSYNC, "DiskProblem"),
        (sqlite3.SQLITE_INTERRUPT, "Cancelled"),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
        (sqlite3.SQLITE_MISUSE, None),
    ],
)
def test_a_database_error_is_told_by_its_code(shop: Shop, code: int, told: str | None) -> None:
    outer = _database_error(code)
    assert outer.orig is not None
    for error in (outer, outer.orig):
        found = as_app_error(error, shop.path)
        assert (type(found).__name__ if found is not None else None) == told


def test_damage_of_a_file_that_is_gone_is_a_missing_drive(tmp_path: Path) -> None:
    for code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN):
        assert type(as_app_error(_database_error(code), tmp_path / "gone.shop")) is ShopMissing


def test_a_drive_that_does_not_even_say_whether_the_file_is_there_is_a_problem_of_the_drive(tmp_path: Path) -> None:
    # As a network drive does whose connection broke: here the name is longer than any file system takes.
    for code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN):
        assert type(as_app_error(_database_error(code), tmp_path / f"{'x' * 300}.shop")) is DiskProblem


@pytest.mark.parametrize(
    ("number", "told"),
    [("ENOSPC", "DiskFull"), ("EACCES", "ShopReadOnly"), ("EROFS", "ShopReadOnly"), ("EIO", "DiskProblem")],
)
def test_a_file_error_is_told_by_its_number(shop: Shop, number: str, told: str) -> None:
    assert type(from_os_error(OSError(getattr(errno, number), "x"), shop.path)).__name__ == told
    assert type(from_os_error(OSError(getattr(errno, number), "x", str(shop.path)), shop.path)).__name__ == told


def test_a_bug_stays_a_bug(shop: Shop) -> None:
    assert as_app_error(ZeroDivisionError(), shop.path) is None
    assert sqlite.error_code(ValueError()) is None
