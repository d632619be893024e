"""Check my data finds files beside the shop that are gone, are not what they were, or are named by nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import clock, paths
from services.aftersales import attachments
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.backup.attachments import pictures_of
from services.backup.making import make
from services.backup.places import home_of
from services.catalog.pictures import folder_of
from services.channels.commands import add as add_channel
from services.exporting.files import replacing
from services.files_beside import fetch_missing, take_away
from services.integrity import check
from services.shop import Shop
from services.types import CaseKind, Platform


@pytest.fixture(autouse=True)
def in_two_days() -> Iterator[None]:
    """What a test puts beside the shop has lain there for a while."""
    later = datetime.now(UTC) + timedelta(days=2)
    clock.set_source(lambda: later)
    yield
    clock.set_source(None)


def findings(shop: Shop) -> dict[str, tuple[str, ...]]:
    return {one.code: one.rows for one in shop.ask(check)}


def a_case_with(shop: Shop, folder: Path, *names: str) -> dict[str, Path]:
    """A case with these files; where each lies."""
    channel = shop.run(add_channel, "Stall", Platform.OTHER).value
    case = shop.run(open_case, CaseDraft(CaseKind.REFUND_ONLY, channel_id=channel, external_no="A1")).value
    sources = [folder / name for name in names]
    for source in sources:
        source.write_text(f"what {source.name} says", encoding="utf-8")
    kept = attachments.keep_all(None, shop.path, sources)
    shop.run(attachments.attach, case, kept)
    return {one.file_name: attachments.path_of(shop.path, one) for one in kept}


def test_files_that_are_gone_or_damaged_are_named_with_their_case(shop: Shop, tmp_path: Path) -> None:
    at = a_case_with(shop, tmp_path, "gone.txt", "short.txt", "flipped.txt", "whole.txt")
    assert findings(shop) == {}
    at["gone.txt"].unlink()
    at["short.txt"].write_text("what", encoding="utf-8")
    at["flipped.txt"].write_text("what flipped.txt sayz", encoding="utf-8")
    assert findings(shop) == {
        "files.missing": ("A1: gone.txt",),
        "files.changed": ("A1: short.txt", "A1: flipped.txt"),
    }


def test_a_file_that_was_taken_off_or_undone_is_no_leftover(shop: Shop, tmp_path: Path) -> None:
    a_case_with(shop, tmp_path, "one.txt", "two.txt")
    shop.run(attachments.detach, [1])
    assert findings(shop) == {}
    shop.undo()
    shop.undo()
    assert findings(shop) == {}


def test_a_file_nothing_ever_named_is_a_leftover_after_a_day(shop: Shop, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("never attached", encoding="utf-8")
    attachments.keep_all(None, shop.path, [letter])
    (name,) = pictures_of(shop.path)
    assert findings(shop) == {"files.unused": (name,)}
    clock.set_source(None)
    assert findings(shop) == {}


def test_lost_files_come_back_from_the_backups_and_damaged_ones_stay_where_they_are(shop: Shop, tmp_path: Path) -> None:
    at = a_case_with(shop, tmp_path, "gone.txt", "broken.txt", "rotten.txt")
    make(shop)
    kept = folder_of(home_of(shop.path) / shop.path.name)
    (kept / at["rotten.txt"].relative_to(folder_of(shop.path))).write_text("not what it was", encoding="utf-8")
    at["gone.txt"].unlink()
    at["rotten.txt"].unlink()
    at["broken.txt"].write_text("broken", encoding="utf-8")
    fetched = shop.ask(fetch_missing)
    assert [folder_of(shop.path) / one for one in fetched] == [at["gone.txt"]]
    assert at["gone.txt"].read_text(encoding="utf-8") == "what gone.txt says"
    assert findings(shop) == {"files.missing": ("A1: rotten.txt",), "files.changed": ("A1: broken.txt",)}
    assert shop.ask(fetch_missing) == ()
    assert shop.ask(take_away, fetched) == 1, "the way back, which can be gone again"
    assert not at["gone.txt"].exists()
    assert shop.ask(take_away, fetched) == 0
    assert shop.ask(fetch_missing) == fetched


def test_a_file_whose_writing_was_cut_short_is_named_after_a_day(shop: Shop, tmp_path: Path) -> None:
    paths.documents_dir().mkdir(parents=True)
    pictures, desk = folder_of(home_of(shop.path) / shop.path.name), tmp_path / "desk"
    (pictures / "ab").mkdir(parents=True)
    with replacing(desk / "yesterday.csv") as part:
        part.write_text("whole", encoding="utf-8")
    left = [
        paths.documents_dir() / ".person.zip.part",
        paths.documents_dir() / ".person.zip.part.xlsx",
        shop.path.with_name(".camellia-1.7.look.part"),
        pictures / "ab" / ".abc.png.part",
        desk / ".person.zip.part",
    ]
    for one in left:
        one.write_text("what was written so far", encoding="utf-8")
    left.append(desk / ".orders.xlsx.part-1234")
    left[-1].mkdir()
    assert findings(shop) == {"files.unfinished": tuple(sorted(map(str, left)))}
    clock.set_source(None)
    assert findings(shop) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
def test_what_other_programs_leave_is_neither_named_nor_does_it_end_the_check(shop: Shop, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    with replacing(desk / "yesterday.csv") as part:
        part.write_text("whole", encoding="utf-8")
    (desk / ".film.mkv.partial").write_text("half a film", encoding="utf-8")
    (desk / ".project.parts").mkdir()
    (desk / ".thesis.part").symlink_to("somebody@some-computer.1234:17")
    assert findings(shop) == {}
